"""Doors of sessions: ask for help, command, list, read, timeline.

Every door checks the person's roles at the session's site; the site checks them again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request

from telescan.identity.doors import Audited, SignedIn, Trail, require
from telescan.identity.people import Person
from telescan.identity.roles import Act, may
from telescan.problems import ProblemError, problem_responses
from telescan.session.commands import AskForHelp, SessionCommand
from telescan.session.events import Recorded
from telescan.session.records import SessionFilter
from telescan.session.refusal import Code, Refused
from telescan.session.service import SessionService
from telescan.session.state import Session

router = APIRouter(prefix="/api/sessions", tags=["sessions"])


def sessions_of(request: Request) -> SessionService:
    """Return the program's sessions."""
    service: SessionService = request.app.state.sessions
    return service


Sessions = Annotated[SessionService, Depends(sessions_of)]


@dataclass(frozen=True)
class Place:
    """What a command was about, for the audit trail."""

    site_id: str
    scanner_id: str
    session_id: str | None


@router.get("", responses=problem_responses(401, 422))
async def list_sessions(
    person: SignedIn,
    sessions: Sessions,
    *,
    open: bool | None = None,  # noqa: A002  (the name that the API has)
    scanner_id: Annotated[str | None, Query(max_length=64)] = None,
    text: Annotated[str | None, Query(max_length=200)] = None,
    before: Annotated[str | None, Query(max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Sequence[Session]:
    """List sessions, newest first; ``before`` is the last session_id of the page before."""
    wanted = SessionFilter(
        sites=_sites_of(person),
        open=open,
        scanner_id=scanner_id,
        text=text,
        before=before,
        limit=limit,
    )
    return await sessions.records.list(wanted)


@router.get("/{session_id}", responses=problem_responses(401, 403, 404))
async def read_session(session_id: str, person: SignedIn, sessions: Sessions) -> Session:
    """Read one session as it is now."""
    return await readable(session_id, person, sessions)


@router.get("/{session_id}/timeline", responses=problem_responses(401, 403, 404))
async def read_timeline(
    session_id: str, person: SignedIn, sessions: Sessions
) -> Sequence[Recorded]:
    """Read everything that happened in a session, in its order."""
    await readable(session_id, person, sessions)
    return await sessions.records.timeline(session_id)


@router.post("", status_code=201, responses=problem_responses(401, 403, 404, 409, 422, 503))
async def ask_for_help(
    command: AskForHelp, person: SignedIn, sessions: Sessions, trail: Audited
) -> Session:
    """Open a session: somebody at a scanner asks for help."""
    site_id = await sessions.site_of(command.scanner_id)
    if site_id is None:
        raise ProblemError(404, Code.NO_SCANNER, "There is no such scanner.", field="scanner_id")
    try:
        session = await sessions.ask_for_help(site_id, person.actor_at(site_id), command)
    except Refused as refused:
        place = Place(site_id, command.scanner_id, None)
        await _write(trail, command, place, refused.code)
        raise problem_of(refused) from None
    await _write(trail, command, Place(site_id, session.scanner_id, session.session_id), "done")
    return session


@router.post("/{session_id}/commands", responses=problem_responses(401, 403, 404, 409, 422, 503))
async def command_session(
    session_id: str,
    command: Annotated[SessionCommand, Body()],
    person: SignedIn,
    sessions: Sessions,
    trail: Audited,
) -> Session:
    """Command a session; the site decides and the session after it comes back."""
    before = await known(session_id, sessions)
    place = Place(before.site_id, before.scanner_id, session_id)
    try:
        session = await sessions.command(before, person.actor_at(before.site_id), command)
    except Refused as refused:
        await _write(trail, command, place, refused.code)
        raise problem_of(refused) from None
    await _write(trail, command, place, "done")
    return session


def problem_of(refused: Refused) -> ProblemError:
    """Return a refusal as the door's answer."""
    return ProblemError(refused.status, refused.code, refused.detail, field=refused.field)


def _sites_of(person: Person) -> frozenset[str] | None:
    if person.may_everywhere(Act.SEE_RECORDS):
        return None
    return frozenset(
        grant.site_id
        for grant in person.roles
        if grant.site_id is not None and may([grant.role], Act.SEE_RECORDS)
    )


async def known(session_id: str, sessions: SessionService) -> Session:
    """Return a session. Raises ProblemError 404."""
    session = await sessions.records.find(session_id)
    if session is None:
        raise ProblemError(404, Code.NO_SESSION, "There is no such session.")
    return session


async def readable(session_id: str, person: Person, sessions: SessionService) -> Session:
    """Return a session whose record this person may read. Raises ProblemError 403, 404."""
    session = await known(session_id, sessions)
    require(person, Act.SEE_RECORDS, session.site_id)
    return session


async def _write(trail: Trail, command: SessionCommand, place: Place, outcome: str) -> None:
    """Write who asked for what; ids only, never what people wrote."""
    names = {"person_id", "proposal_id", "series_id"} & type(command).model_fields.keys()
    await trail.write(
        command.kind,
        site_id=place.site_id,
        scanner_id=place.scanner_id,
        session_id=place.session_id,
        outcome=outcome,
        **{name: getattr(command, name) for name in sorted(names)},
    )
