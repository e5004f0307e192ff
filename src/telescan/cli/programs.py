"""Commands that run Telescan's programs until they are told to end."""

from pathlib import Path

import click

from telescan.cli import options
from telescan.configuration import load


@click.command()
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
@options.as_json
def demo(data: Path, port: int, speed: float, end_with_parent: bool, as_json: bool) -> int:
    """Start a whole hospital group on this machine and print the address and the accounts."""
    from telescan.demo.program import run

    return run(data, port=port, speed=speed, end_with_parent=end_with_parent, as_json=as_json)


@click.command()
@options.config
def hub(config: Path | None) -> int:
    """Run the hub, the command centre's server."""
    from telescan.hub.program import run
    from telescan.hub.settings import HubSettings

    return run(load(HubSettings, config))


@click.command()
@options.config
def gateway(config: Path | None) -> int:
    """Run a site's gateway."""
    from telescan.gateway.program import run
    from telescan.gateway.settings import GatewaySettings

    return run(load(GatewaySettings, config))


@click.command()
@options.config
def scanner(config: Path | None) -> int:
    """Run a virtual scanner with its operator console."""
    from telescan.virtual.program import run
    from telescan.virtual.settings import ScannerSettings

    return run(load(ScannerSettings, config))
