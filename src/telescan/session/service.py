"""Sessions at the hub: commands go to the site that decides, its events come back into the tables.

The reply's session goes to the browser at once and into the table if it is newer; the journal's
events follow. Both only move a session forward (``Session.sequence``), so nothing flickers back.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from telescan.identity.roles import Actor
from telescan.session import rules
from telescan.session.commands import AskForHelp, SessionCommand
from telescan.session.events import Recorded
from telescan.session.projection import SessionChange, SessionProjection
from telescan.session.records import SessionRecords
from telescan.session.refusal import Code, IllegalEventError, Refused
from telescan.session.state import Session
from telescan.store.engine import Database
from telescan.wire.errors import PoisonMessageError
from telescan.wire.messages import CommandReply, CommandRequest


class SiteUnreachableError(Exception):
    """A site's gateway did not answer in time."""


class SiteCommands(Protocol):
    """The way to the gateways."""

    async def send(self, site_id: str, request: CommandRequest) -> CommandReply:
        """Ask a site's gateway and return its reply. Raises SiteUnreachableError."""
        ...


class SessionService:
    """Everything the hub does with sessions. The program puts it at ``app.state.sessions``."""

    def __init__(
        self,
        database: Database,
        sites: SiteCommands,
        site_of: Callable[[str], Awaitable[str | None]],
        on_change: Callable[[SessionChange], None],
    ) -> None:
        """``site_of`` tells a scanner's site; ``on_change`` hears what the live view must know."""
        self.records = SessionRecords(database)
        self.site_of = site_of
        self._projection = SessionProjection(database)
        self._sites = sites
        self._on_change = on_change

    async def receive(self, recorded: Recorded) -> None:
        """Take one event from a site's journal, as often as it comes.

        The caller has checked that it came from ``recorded.site_id``. Raises PoisonMessageError
        for an event that its session can never have.
        """
        try:
            change = await self._projection.apply(recorded)
        except IllegalEventError as error:
            raise PoisonMessageError(f"session {recorded.session_id}: {error}") from error
        if change is not None and (change.entries or change.session is not None):
            self._on_change(change)

    async def ask_for_help(self, site_id: str, actor: Actor, command: AskForHelp) -> Session:
        """Open a session at the scanner's site. Raises Refused."""
        return await self._send(site_id, None, actor, command)

    async def command(self, session: Session, actor: Actor, command: SessionCommand) -> Session:
        """Send a command to the session's site and return the session after it. Raises Refused."""
        if isinstance(command, AskForHelp):
            raise Refused(Code.INVALID, "ask_for_help opens a session of its own", "kind")
        return await self._send(session.site_id, session.session_id, actor, command)

    async def _send(
        self, site_id: str, session_id: str | None, actor: Actor, command: SessionCommand
    ) -> Session:
        rules.check_role(command, actor)
        request = CommandRequest(session_id=session_id, actor=actor, command=command)
        try:
            reply = await self._sites.send(site_id, request)
        except SiteUnreachableError:
            raise Refused(
                Code.SITE_UNREACHABLE, "the site does not answer; try again when it is back"
            ) from None
        session = _session_of(reply, site_id, session_id)
        if await self._projection.keep_newer(session):
            self._on_change(SessionChange(entries=(), session=session))
        return session


def _session_of(reply: CommandReply, site_id: str, session_id: str | None) -> Session:
    if reply.problem is not None:
        raise Refused(reply.problem.code, reply.problem.detail, reply.problem.field)
    session = reply.session
    if (
        session is None
        or session.site_id != site_id
        or session_id not in {None, session.session_id}
    ):
        raise Refused(Code.SITE_UNREACHABLE, "the site sent an answer to something else")
    return session
