"""Runs benchmarks by name, keeps their JSON, prints their tables."""

import importlib
import json
import pkgutil
from collections.abc import Iterator, Mapping
from pathlib import Path

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results"
_NOT_BENCHMARKS = {"__main__", "link_emulator", "report"}


def names() -> list[str]:
    """Return the names of all benchmarks."""
    modules = (module.name for module in pkgutil.iter_modules([str(FOLDER)]))
    return sorted(name for name in modules if name not in _NOT_BENCHMARKS)


def run(name: str) -> Mapping[str, object]:
    """Run one benchmark and keep its JSON, where it has several results beside earlier ones."""
    module = importlib.import_module(f"bench.{name}")
    result: Mapping[str, object] = module.measure()
    keep(name, {**kept(name), **result} if getattr(module, "HAS_SEVERAL", False) else result)
    return result


def keep(name: str, result: Mapping[str, object]) -> Mapping[str, object]:
    """Keep a benchmark's JSON."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")
    return result


def kept(name: str) -> Mapping[str, object]:
    """Return what was kept of a benchmark; nothing where it never ran."""
    file = RESULTS / f"{name}.json"
    result = json.loads(file.read_text()) if file.exists() else {}
    return result if isinstance(result, dict) else {}


def table(name: str, result: Mapping[str, object]) -> str:
    """Return a benchmark's figures: its own table, or one figure to a line."""
    own = getattr(importlib.import_module(f"bench.{name}"), "table", None)
    if own is not None:
        return str(own(result))
    lines = [f"  {key:<44}{_figure(value):>14}" for key, value in _flat(result)]
    return "\n".join([name, *lines])


def _flat(result: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for key, value in result.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _figure(value: object) -> str:
    if value is None:
        return "not measured"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
