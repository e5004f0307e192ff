"""The command line as a whole: which commands there are, and how bad input ends."""

import sys

import click

from telescan import __version__
from telescan.cli.bench import bench
from telescan.cli.people import people
from telescan.cli.programs import demo, gateway, hub, scanner
from telescan.cli.protocol import protocol
from telescan.cli.quality import quality
from telescan.cli.scan import scan
from telescan.cli.site import site
from telescan.configuration import ConfigurationError

BAD_INPUT = 2


@click.group(no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def telescan() -> None:
    """Open, self-hosted command centre for MR scanners. Not a medical device."""


for _command in (demo, hub, gateway, scanner, people, site, scan, protocol, quality, bench):
    telescan.add_command(_command)


def main() -> None:
    """Run the command line: where bad input becomes one line and exit code 2."""
    try:
        code = telescan(prog_name="telescan", standalone_mode=False)
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
