"""The ``telescan`` command.

Every command exits 0 on success, 1 where a check found a deviation, 2 on bad input with one clear
line on standard error; none prints a traceback for bad input.
"""

import json
import sys
from pathlib import Path

import click

from telescan import __version__
from telescan.configuration import ConfigurationError, load

BAD_INPUT = 2

_config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="TOML file; environment variables override it.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group(no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def telescan() -> None:
    """Open, self-hosted command centre for MR scanners. Not a medical device."""


@telescan.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".telescan"),
    show_default=True,
    help="Folder that keeps the demo's data.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8080,
    show_default=True,
    help="Port of the web page.",
)
@click.option(
    "--speed",
    type=click.FloatRange(1, 1000),
    default=20.0,
    show_default=True,
    help="How much faster than in reality scans run.",
)
@click.option("--end-with-parent", is_flag=True, help="End when the starting process ends.")
@_json
def demo(data: Path, port: int, speed: float, end_with_parent: bool, as_json: bool) -> int:
    """Start a whole hospital group on this machine and print the address and the accounts."""
    from telescan.demo.program import run

    return run(data, port=port, speed=speed, end_with_parent=end_with_parent, as_json=as_json)


@telescan.command()
@_config
def hub(config: Path | None) -> int:
    """Run the hub, the command centre's server."""
    from telescan.hub.program import run
    from telescan.hub.settings import HubSettings

    return run(load(HubSettings, config))


@telescan.command()
@_config
def gateway(config: Path | None) -> int:
    """Run a site's gateway."""
    from telescan.gateway.program import run
    from telescan.gateway.settings import GatewaySettings

    return run(load(GatewaySettings, config))


@telescan.command()
@_config
def scanner(config: Path | None) -> int:
    """Run a virtual scanner with its operator console."""
    from telescan.virtual.program import run
    from telescan.virtual.settings import ScannerSettings

    return run(load(ScannerSettings, config))


@telescan.command()
@click.argument("name")
@_json
def bench(name: str, as_json: bool) -> None:
    """Run a benchmark by its name (of a checkout; an installed Telescan has none)."""
    checkout = Path(__file__).resolve().parents[2]
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


def main() -> None:
    """Run the command line: where bad input becomes one line and exit code 2."""
    try:
        code = telescan(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = BAD_INPUT
    except click.ClickException as error:
        code = _bad_input(error.format_message())
    except (ConfigurationError, click.Abort) as error:
        code = _bad_input(str(error) or "stopped")
    sys.exit(code if isinstance(code, int) else 0)


def _bad_input(message: str) -> int:
    click.echo(f"telescan: {' '.join(message.split())}", err=True)
    return BAD_INPUT


if __name__ == "__main__":
    main()
