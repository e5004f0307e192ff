"""Give people accounts before, or beside, a running hub: for the command line and the demo."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from telescan.hub.database import open_database
from telescan.hub.settings import HubSettings
from telescan.identity.accounts import MAX_PASSWORD_LENGTH, Accounts
from telescan.identity.audit import Deed
from telescan.identity.audit_trail import AuditTrail
from telescan.identity.roles import RoleGrant

MIN_PASSWORD_LENGTH = 12


class BadAccountError(ValueError):
    """An account cannot be made like this; the message names the field."""


@dataclass(frozen=True)
class NewPerson:
    """Somebody who gets an account, or whose account is brought to this."""

    username: str
    display_name: str
    password: str = field(repr=False)
    grants: tuple[RoleGrant, ...]

    def __post_init__(self) -> None:
        """Raise BadAccountError."""
        if not 1 <= len(self.username) <= 64 or any(c.isspace() for c in self.username):
            raise BadAccountError("username: expected 1 to 64 characters without spaces")
        if not self.display_name.strip() or len(self.display_name) > 128:
            raise BadAccountError("name: expected 1 to 128 characters")
        if not MIN_PASSWORD_LENGTH <= len(self.password) <= MAX_PASSWORD_LENGTH:
            raise BadAccountError(
                f"password: expected {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters"
            )


async def ensure_people(settings: HubSettings, people: Sequence[NewPerson]) -> None:
    """Make the accounts in the hub's database, which is made where there is none."""
    async with open_database(settings) as database:
        accounts = Accounts(database)
        for person in people:
            await accounts.ensure_person(
                person.username, person.display_name, person.password, person.grants
            )


async def set_account(settings: HubSettings, person: NewPerson, *, at: datetime) -> None:
    """Make one account, or bring it to this, and write that into the audit trail."""
    roles = ", ".join(f"{g.role.value}@{g.site_id or '*'}" for g in person.grants)
    async with open_database(settings) as database:
        await Accounts(database).ensure_person(
            person.username, person.display_name, person.password, person.grants
        )
        await AuditTrail(database).write(
            Deed(
                at=at,
                who="command line",
                act="account_set",
                detail={"username": person.username, "roles": roles},
            )
        )
