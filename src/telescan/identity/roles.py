"""Roles and what each may do: one table, read by the hub and by the gateway.

A person holds roles per site (``site_id`` None: at every site). Each door asks ``may``; an act that
stands nowhere here is allowed to nobody.
"""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Role(StrEnum):
    """Roles of DESIGN.md."""

    OPERATOR = "operator"
    EXPERT = "expert"
    RADIOLOGIST = "radiologist"
    PROTOCOL_MANAGER = "protocol_manager"
    PHYSICIST = "physicist"
    TRAINEE = "trainee"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """Acts that a door may ask about."""

    SEE_FLEET = "see_fleet"
    SEE_PATIENT = "see_patient"
    SEE_RECORDS = "see_records"
    SEE_AUDIT = "see_audit"
    ASK_FOR_HELP = "ask_for_help"
    TAKE_REQUEST = "take_request"
    ADMIT = "admit"
    SEE_CONSOLE = "see_console"
    """Only with the operator's admission, which ``session`` checks as well."""
    GRANT_CONTROL = "grant_control"
    DRIVE = "drive"
    PROPOSE = "propose"
    DECIDE_PROPOSAL = "decide_proposal"
    START_SCAN = "start_scan"
    SEE_IMAGES = "see_images"
    WRITE_MESSAGE = "write_message"
    CLOSE_SESSION = "close_session"
    STORE_IMAGES = "store_images"


_EVERYBODY = frozenset(Role)

ALLOWED: dict[Act, frozenset[Role]] = {
    Act.SEE_FLEET: _EVERYBODY,
    Act.SEE_PATIENT: frozenset({Role.OPERATOR}),
    Act.SEE_RECORDS: _EVERYBODY - {Role.TRAINEE},
    Act.SEE_AUDIT: frozenset({Role.ADMINISTRATOR}),
    Act.ASK_FOR_HELP: frozenset({Role.OPERATOR}),
    Act.TAKE_REQUEST: frozenset({Role.EXPERT, Role.RADIOLOGIST}),
    Act.ADMIT: frozenset({Role.OPERATOR}),
    Act.SEE_CONSOLE: frozenset({Role.OPERATOR, Role.EXPERT, Role.RADIOLOGIST}),
    Act.GRANT_CONTROL: frozenset({Role.OPERATOR}),
    Act.DRIVE: frozenset({Role.EXPERT}),
    Act.PROPOSE: frozenset({Role.EXPERT}),
    Act.DECIDE_PROPOSAL: frozenset({Role.OPERATOR}),
    Act.START_SCAN: frozenset({Role.OPERATOR}),
    Act.SEE_IMAGES: frozenset({Role.OPERATOR, Role.EXPERT, Role.RADIOLOGIST, Role.PHYSICIST}),
    Act.WRITE_MESSAGE: frozenset({Role.OPERATOR, Role.EXPERT, Role.RADIOLOGIST}),
    Act.CLOSE_SESSION: frozenset({Role.OPERATOR, Role.EXPERT}),
    Act.STORE_IMAGES: frozenset({Role.ADMINISTRATOR, Role.PHYSICIST}),
}


class RoleGrant(BaseModel):
    """One role at one site, or at every site (``site_id`` None)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    site_id: str | None = None


class Actor(BaseModel):
    """Who does something: what goes with every command to a site and into every record."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person_id: str
    display_name: str
    roles: frozenset[Role]
    """The roles that count at the site concerned."""


def roles_at(grants: Iterable[RoleGrant], site_id: str) -> frozenset[Role]:
    """Return the roles that count at a site."""
    return frozenset(g.role for g in grants if g.site_id is None or g.site_id == site_id)


def may(roles: Iterable[Role], act: Act) -> bool:
    """Tell whether somebody with these roles at the site may do this."""
    return not ALLOWED[act].isdisjoint(roles)
