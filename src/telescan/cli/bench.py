"""``telescan bench``: Telescan's own benchmarks."""

import json
import sys
from pathlib import Path

import click

from telescan.cli import options


@click.command()
@click.argument("name")
@options.as_json
def bench(name: str, as_json: bool) -> None:
    """Run a benchmark by its name (of a checkout; an installed Telescan has none)."""
    checkout = Path(__file__).resolve().parents[3]
    if not (checkout / "bench" / "report.py").exists():
        raise click.UsageError("benchmarks stand in Telescan's source; run this from a clone")
    sys.path.insert(0, str(checkout))
    from bench import report

    if name not in report.names():
        raise click.BadParameter(
            f"{name}: no such benchmark; there are: {', '.join(report.names())}"
        )
    result = report.run(name)
    click.echo(json.dumps(result) if as_json else report.table(name, result))
