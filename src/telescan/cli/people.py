"""``telescan people``: accounts of a hub, for whoever may log in to its machine."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from telescan.cli import options
from telescan.configuration import ConfigurationError, load

if TYPE_CHECKING:
    from telescan.hub.settings import HubSettings
    from telescan.identity.roles import RoleGrant


@click.group()
def people() -> None:
    """Manage a hub's accounts."""


@people.command()
@options.config
@click.option("--username", required=True, help="What the person signs in by.")
@click.option("--name", required=True, help="What others see.")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    metavar="ROLE[@SITE]",
    help="Role at one site, or at every site; may be given several times.",
)
@options.as_json
def add(
    config: Path | None, username: str, name: str, roles: tuple[str, ...], as_json: bool
) -> None:
    """Make an account, or bring an existing one to this name, password and these roles.

    The password is asked for, or read as one line from standard input where that is no terminal.
    Run it as the user that the hub runs as; the hub may be running.
    """
    from telescan.hub.people import BadAccountError, NewPerson, set_account
    from telescan.hub.settings import HubSettings
    from telescan.store.engine import DatabaseError

    settings = load(HubSettings, config)
    grants = tuple(_grant(role, settings) for role in roles)
    try:
        person = NewPerson(username, name, _password(), grants)
        asyncio.run(set_account(settings, person, at=datetime.now(UTC)))
    except (BadAccountError, DatabaseError, OSError) as error:
        raise ConfigurationError(str(error)) from error
    if as_json:
        listed = [grant.model_dump(mode="json") for grant in grants]
        click.echo(json.dumps({"username": username, "name": name, "roles": listed}))
    else:
        click.echo(f"{username} may sign in.")


def _grant(text: str, settings: "HubSettings") -> "RoleGrant":
    from telescan.identity.roles import Role, RoleGrant

    role, at, site_id = text.partition("@")
    if role not in Role:
        raise ConfigurationError(f"--role: expected one of {', '.join(Role)}; got {role!r}")
    known = [site.site_id for site in settings.sites]
    if at and site_id not in known:
        sites = ", ".join(known) or "none"
        raise ConfigurationError(f"--role: no site {site_id!r} at this hub; there are: {sites}")
    return RoleGrant(role=Role(role), site_id=site_id or None)


def _password() -> str:
    if sys.stdin.isatty():
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return password
    return sys.stdin.readline().rstrip("\r\n")
