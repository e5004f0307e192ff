"""Give people accounts before, or beside, a running hub: for the command line and the demo."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from telescan.hub.database import open_database
from telescan.hub.settings import HubSettings
from telescan.identity.accounts import Accounts
from telescan.identity.roles import RoleGrant


@dataclass(frozen=True)
class NewPerson:
    """Somebody who gets an account, or whose account is brought to this."""

    username: str
    display_name: str
    password: str = field(repr=False)
    grants: tuple[RoleGrant, ...]


async def ensure_people(settings: HubSettings, people: Sequence[NewPerson]) -> None:
    """Make the accounts in the hub's database, which is made where there is none."""
    async with open_database(settings) as database:
        accounts = Accounts(database)
        for person in people:
            await accounts.ensure_person(
                person.username, person.display_name, person.password, person.grants
            )
