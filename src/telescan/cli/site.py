"""``telescan site``: what a new site needs."""

import json
from pathlib import Path

import click

from telescan.cli import options
from telescan.configuration import ConfigurationError


@click.group()
def site() -> None:
    """Set up a site."""


@site.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="New file for the seed; its owner alone may read it.",
)
@options.as_json
def key(out: Path, as_json: bool) -> None:
    """Make a site's key: its seed stays at the site, the hub's settings name the public key."""
    from telescan.wire.errors import KeyFileError
    from telescan.wire.keys import make_key, write_key

    made = make_key()
    try:
        write_key(out, made)
    except KeyFileError as error:
        raise ConfigurationError(f"--out: {error}") from error
    click.echo(
        json.dumps({"seed_file": str(out), "public_key": made.public}) if as_json else made.public
    )
