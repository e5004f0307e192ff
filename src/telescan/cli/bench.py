"""``telescan bench``: Telescan's own benchmarks, one command each."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from telescan.cli import options

_CHECKOUT = Path(__file__).resolve().parents[3]


class _Benchmarks(click.Group):
    """The benchmarks of the checkout; an installed Telescan has none."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names."""
        names: list[str] = _report().names()
        return names

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return a benchmark's command; ``console`` alone has options of its own."""
        if name not in self.list_commands(context):
            raise click.BadParameter(
                f"{name}: no such benchmark; there are: {', '.join(self.list_commands(context))}"
            )
        return console if name == "console" else _plain(name)


@click.group(cls=_Benchmarks)
def bench() -> None:
    """Run a benchmark by its name (of a checkout; an installed Telescan has none)."""


@click.command()
@click.option(
    "--link",
    type=click.Choice(["lo", "good", "mid", "bad"]),
    default="mid",
    show_default=True,
    help="The emulated link between the site and the hub.",
)
@click.option("--scroll", is_flag=True, help="Scroll an MR image while keys are pressed.")
@click.option("--upload", is_flag=True, help="Measure again while DICOM fills the uplink.")
@click.option(
    "--viewers",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="Measure what so many viewers cost the gateway and the hub.",
)
@click.option(
    "--transport",
    type=click.Choice(["quic", "websocket"]),
    default="quic",
    show_default=True,
    help="What ours runs over; noVNC has only TCP.",
)
@click.option("--outage", is_flag=True, help="Cut the link for 15 s, too.")
@click.option(
    "--keys",
    type=click.IntRange(60, 6_000),
    default=60,
    show_default=True,
    help="How many keys each of the two is given, in three turns.",
)
@options.as_json
def console(
    *,
    link: str,
    scroll: bool,
    upload: bool,
    viewers: int,
    transport: str,
    outage: bool,
    keys: int,
    as_json: bool,
) -> None:
    """Measure the remote console beside noVNC, over the same link, in one run, by turns.

    Needs root, for the link; see docs/notes/console.md.
    """
    _report()
    from bench.console import TURNS, Conditions, measure_and_keep
    from bench.link_emulator import LinkUnavailableError

    from telescan.wire.console_pipe import Transport

    keys_a_turn = -(-keys // TURNS)
    conditions = Conditions(
        link, scroll, upload, viewers, outage, keys_a_turn, Transport(transport)
    )
    try:
        _show("console", measure_and_keep(conditions), as_json)
    except LinkUnavailableError as error:
        raise click.ClickException(str(error)) from error


def _plain(name: str) -> click.Command:
    @click.command(name, help=f"Run the benchmark {name}.")
    @options.as_json
    def run(*, as_json: bool) -> None:
        _show(name, _report().run(name), as_json)

    return run


def _show(name: str, result: Mapping[str, object], as_json: bool) -> None:
    click.echo(json.dumps(result) if as_json else _report().table(name, result))


def _report() -> Any:
    """Return the checkout's ``bench.report``."""
    if not (_CHECKOUT / "bench" / "report.py").exists():
        raise click.UsageError("benchmarks stand in Telescan's source; run this from a clone")
    if str(_CHECKOUT) not in sys.path:
        sys.path.insert(0, str(_CHECKOUT))
    from bench import report

    return report
