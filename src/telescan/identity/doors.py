"""What routes ask of identity: who is this, may they do this here, write it down.

    async def read(person: SignedIn, trail: Audited) -> …:
        require(person, Act.SEE_IMAGES, site_id)

The program puts an ``Identity`` at ``app.state.identity``.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from telescan.identity.accounts import Accounts
from telescan.identity.audit import Deed
from telescan.identity.audit_trail import AuditTrail
from telescan.identity.people import Person
from telescan.identity.roles import Act
from telescan.identity.signing_in import SigningIn
from telescan.problems import ProblemError

COOKIE = "telescan_session"


@dataclass(frozen=True)
class Identity:
    """Everything of identity that a running hub has."""

    accounts: Accounts
    signing_in: SigningIn
    trail: AuditTrail
    secure_cookie: bool
    """Browsers reach the hub by TLS."""


def identity_of(connection: HTTPConnection) -> Identity:
    """Return the program's identity."""
    identity: Identity = connection.app.state.identity
    return identity


async def signed_in(connection: HTTPConnection) -> Person:
    """Return who sends this request, or opens this WebSocket. Raises ProblemError 401."""
    token = connection.cookies.get(COOKIE)
    person = None
    if token:
        signing_in = identity_of(connection).signing_in
        person = await signing_in.person_of(token, now=datetime.now(UTC))
    if person is None:
        raise ProblemError(401, "not_signed_in", "Sign in first.")
    return person


SignedIn = Annotated[Person, Depends(signed_in)]


def require(person: Person, act: Act, site_id: str) -> None:
    """Refuse those who may not do this at the site. Raises ProblemError 403."""
    if not person.may(act, site_id):
        raise ProblemError(
            403, "not_allowed", f"Your roles at this site do not allow this ({act.value})."
        )


def require_everywhere(person: Person, act: Act) -> None:
    """Refuse those whom no role that holds at every site allows this. Raises ProblemError 403."""
    if not person.may_everywhere(act):
        raise ProblemError(403, "not_allowed", f"Your roles do not allow this ({act.value}).")


class Trail:
    """Writes down what the person of this request did."""

    def __init__(self, connection: HTTPConnection, person: SignedIn) -> None:
        self._trail = identity_of(connection).trail
        self._person = person

    async def write(
        self,
        act: str,
        *,
        site_id: str | None = None,
        scanner_id: str | None = None,
        session_id: str | None = None,
        **detail: str,
    ) -> None:
        """Append one entry to the audit trail; returns once it is on disk."""
        await self._trail.write(
            Deed(
                at=datetime.now(UTC),
                who=self._person.username,
                act=act,
                site_id=site_id,
                scanner_id=scanner_id,
                session_id=session_id,
                detail=detail,
            )
        )


Audited = Annotated[Trail, Depends()]
