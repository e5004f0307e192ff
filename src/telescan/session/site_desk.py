"""The site's service for one scanner's sessions: commands in, journal, scanner, rights.

Rules (DESIGN.md, rules 1 to 6), as far as they are kept here:

- What widens (an admission, a grant, a proposal accepted, a start) is written before it acts. What
  narrows (taking back, dismissing, stopping, closing) acts first and is written then.
- No command waits for the scanner but those that set or start it.
- The scanner is set only after ``ProposalAccepted`` is written, and its answer is what is recorded.
- A lease never survives a restart; an answer that was lost is read from the scanner again.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from telescan.identity.roles import Actor
from telescan.scanner.driver import DriverError, ScannerRefusedError
from telescan.session import lease, proposal, rules, scans
from telescan.session.commands import (
    AcceptProposal,
    AskForHelp,
    Close,
    Dismiss,
    ReleaseControl,
    SessionCommand,
    StartScan,
    StopScan,
    TakeBackControl,
)
from telescan.session.context import Context
from telescan.session.driving_right import Owed, SessionRights
from telescan.session.events import ControlEnd, ProposalFailed, Recorded, SessionEvent
from telescan.session.ledger import Decision, SessionLedger
from telescan.session.lifecycle import ended
from telescan.session.policy import SessionPolicy
from telescan.session.refusal import Code, IllegalEventError, Refused
from telescan.session.scanner_access import Scanner
from telescan.session.state import Session

_log = logging.getLogger(__name__)

_TICK_S = 1.0


class SiteDesk:
    """One scanner's sessions, alive. ``run`` it in a task; all calls on that task's loop."""

    def __init__(
        self,
        ledger: SessionLedger,
        scanner: Scanner,
        policy: SessionPolicy,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self.ledger = ledger
        self.rights = SessionRights(ledger, now)
        self.on_rights_changed: Callable[[], None] = lambda: None
        """The console hears of every change of what it may do."""
        self.sessions_at_site: Callable[[Actor], int] = self.sessions_of
        """How many sessions somebody has at the site; where it has more desks, their sum."""
        self._scanner = scanner
        self._policy = policy
        self._now = now
        self._new_id = new_id
        self._wake = asyncio.Event()
        self._being_set: set[str] = set()
        self._narrowing = 0
        ledger.on_entry = self._written
        ledger.on_load = self._loaded

    # --- commands of people ---

    async def command(
        self, session_id: str | None, actor: Actor, command: SessionCommand
    ) -> Session:
        """Carry out a command and return the session after it. Raises Refused."""
        match command:
            case AskForHelp():
                return await self._write(None, actor, self._decision(actor, command))
            case Dismiss() | ReleaseControl() | TakeBackControl() | Close():
                return await self._narrow(session_id, actor, command)
            case StopScan():
                return await self._stop_scan(session_id, actor, command)
        session = await self._write(session_id, actor, self._decision(actor, command))
        match command:
            case AcceptProposal():
                return await self._set_scanner(session, command.proposal_id)
            case StartScan():
                return await self._start_scan(session, actor, command)
            case _:
                return session

    def sessions_of(self, actor: Actor) -> int:
        """Return how many sessions of this scanner somebody has taken that are not ended."""
        session = self.ledger.running
        expert = session.expert if session is not None else None
        return int(expert is not None and expert.person_id == actor.person_id)

    def _decision(self, actor: Actor, command: SessionCommand) -> Decision:
        def decide(session: Session | None) -> tuple[SessionEvent, ...]:
            return rules.decide(
                session,
                command,
                actor,
                self._context(actor),
                now=self._now(),
                new_id=self._new_id,
            )

        return decide

    def _context(self, actor: Actor) -> Context:
        running = self.ledger.running
        return Context(
            site_id=self.ledger.site_id,
            scanner_id=self.ledger.scanner_id,
            policy=self._policy,
            description=self._scanner.description,
            status=self._scanner.status,
            running_session_id=running.session_id if running is not None else None,
            sessions_of_actor=self.sessions_at_site(actor),
            last_epoch=self.ledger.last_epoch,
        )

    async def _write(
        self, session_id: str | None, actor: Actor | None, decide: Decision
    ) -> Session:
        session = await self.ledger.write(session_id, actor, decide)
        if session is None:
            raise Refused(Code.NO_SESSION, "there is no such session here")
        return session

    async def _narrow(
        self, session_id: str | None, actor: Actor, command: SessionCommand
    ) -> Session:
        decide = self._decision(actor, command)
        self.rights.end(decide(self.ledger.find(session_id)), actor)
        self.on_rights_changed()
        self._narrowing += 1
        try:
            return await self._write(session_id, actor, decide)
        finally:
            self._narrowing -= 1

    async def _stop_scan(
        self, session_id: str | None, actor: Actor, command: SessionCommand
    ) -> Session:
        events = self._decision(actor, command)(self.ledger.find(session_id))
        stopping = asyncio.ensure_future(_asked(self._scanner.stop()))
        try:
            return await self._write(session_id, actor, lambda _: events)
        finally:
            await stopping

    async def _set_scanner(self, session: Session, proposal_id: str) -> Session:
        offer = proposal.find(session, proposal_id)
        event: SessionEvent
        self._being_set.add(proposal_id)
        try:
            answer = await self._scanner.write_prescription(offer.series_id, offer.proposed)
            event = proposal.applied(proposal_id, answer)
        except ScannerRefusedError as error:
            event = ProposalFailed(proposal_id=proposal_id, reason=str(error))
        except DriverError as error:
            # Nobody knows what the scanner has set; its status tells when it is back.
            _log.warning("%s: no answer to new parameters: %s", self.ledger.scanner_id, error)
            return session
        finally:
            self._being_set.discard(proposal_id)
        return await self._write(session.session_id, None, _unless_ended(event))

    async def _start_scan(self, session: Session, actor: Actor, command: StartScan) -> Session:
        try:
            await _asked(self._scanner.start(command.series_id))
        except Refused:
            await self._write(session.session_id, actor, _never_began)
            raise
        return session

    @property
    def scanner_is_reached(self) -> bool:
        """Tell whether the scanner answers."""
        return self._scanner.status is not None

    # --- what the site itself sees; all of it acts at once and is written soon ---

    def end_control(self, cause: ControlEnd) -> None:
        """End control: the local page took it back, local input, the link is lost."""
        if self.rights.end_control(cause):
            self.on_rights_changed()
            self._wake.set()

    def end_every_view(self) -> None:
        """End everybody's view, and control with it: the local page's second button."""
        self.rights.end_control(ControlEnd.TAKEN_BACK)
        self.rights.end_every_view()
        self.on_rights_changed()
        self._wake.set()

    def scanner_changed(self) -> None:
        """Look at the scanner's status again."""
        self._wake.set()

    async def run(self) -> None:
        """Write what is owed and what time and the scanner bring about, until cancelled."""
        while True:
            self._wake.clear()
            try:
                await self._settle()
            except Refused as refused:
                _log.error("%s: %s", self.ledger.scanner_id, refused.detail)
            except IllegalEventError as error:
                # Nothing was written; people's commands go on while this is looked into.
                _log.error("%s: what was observed is no event: %s", self.ledger.scanner_id, error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _TICK_S)

    async def _settle(self) -> None:
        await self.ledger.ensure_loaded()
        session = self.ledger.running
        if session is None:
            return
        if not self._narrowing:
            for owed in self.rights.owed(session):
                await self._write(session.session_id, owed.actor, self._still(owed))
        if self._observed(self.ledger.find(session.session_id)):
            await self._write(session.session_id, None, self._observed)

    def _still(self, owed: Owed) -> Decision:
        def decide(session: Session | None) -> tuple[SessionEvent, ...]:
            if session is None or ended(session):
                return ()
            return owed.events if owed in self.rights.owed(session) else ()

        return decide

    def _observed(self, session: Session | None) -> tuple[SessionEvent, ...]:
        """Return what time and the scanner have brought about."""
        if session is None or ended(session):
            return ()
        now, status = self._now(), self._scanner.status
        events = lease.expire(session, now)
        if not events and self.rights.driven_at is not None:
            events = lease.renew(session, self.rights.driven_at, now, self._policy)
        if status is not None:
            events += proposal.resolve_unanswered(session, status, self._being_set)
            events += scans.follow(session, status, now)
        return events

    def _written(self, entry: Recorded) -> None:
        self.rights.written(entry)
        self.on_rights_changed()

    def _loaded(self) -> None:
        self.rights.end_control(ControlEnd.GATEWAY_RESTARTED)
        self.on_rights_changed()
        self._wake.set()


def _never_began(session: Session | None) -> tuple[SessionEvent, ...]:
    if session is None or ended(session):
        return ()
    scan = scans.running(session)
    return () if scan is None else (scans.failed(scan),)


def _unless_ended(event: SessionEvent) -> Decision:
    """Write an answer of the scanner, unless the session was closed without waiting for it."""

    def decide(session: Session | None) -> tuple[SessionEvent, ...]:
        return () if session is None or ended(session) else (event,)

    return decide


async def _asked(answer: Awaitable[None]) -> None:
    """Wait for the scanner. Raises Refused in its own words."""
    try:
        await answer
    except ScannerRefusedError as error:
        raise Refused(Code.SCANNER_REFUSED, str(error)) from error
    except DriverError as error:
        raise Refused(Code.SCANNER_UNREACHABLE, str(error)) from error
