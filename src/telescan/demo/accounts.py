"""The demo's people. Passwords are drawn at the first start and kept in the data folder."""

import json
import os
import secrets
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from telescan.configuration import ConfigurationError
from telescan.hub.people import NewPerson
from telescan.identity.roles import Role, RoleGrant

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

_PEOPLE = (
    ("county", "Li Na", (RoleGrant(role=Role.OPERATOR, site_id="county"),)),
    ("hq", "Wang Fang", (RoleGrant(role=Role.OPERATOR, site_id="hq"),)),
    ("expert", "Chen Hao", (RoleGrant(role=Role.EXPERT),)),
    ("radiologist", "Zhao Min", (RoleGrant(role=Role.RADIOLOGIST),)),
    ("admin", "Sun Lei", (RoleGrant(role=Role.ADMINISTRATOR),)),
)


def accounts(folder: Path) -> tuple[NewPerson, ...]:
    """Return the demo's accounts, with the passwords kept in ``folder`` or new ones.

    Raises ConfigurationError.
    """
    kept = folder / "passwords.json"
    passwords = _kept(kept)
    for username, _, _ in _PEOPLE:
        passwords.setdefault(username, _drawn())
    descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(passwords, file, indent=2)
    return tuple(
        NewPerson(username, display_name, passwords[username], grants)
        for username, display_name, grants in _PEOPLE
    )


def _kept(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    try:
        return TypeAdapter(dict[str, str]).validate_json(file.read_bytes())
    except ValidationError as error:
        raise ConfigurationError(
            f"{file}: the accounts cannot be read. Remove the file; new passwords are drawn."
        ) from error


def _drawn() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
