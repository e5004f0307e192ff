"""One scanner's sessions at its site: what the journal holds, folded, and the way to add to it.

- An event is in the journal before anybody sees its effect.
- One change at a time: each is decided on the state that all before it have left.
- After a write that failed, nobody knows what the journal holds: it is read again before the next.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from telescan.identity.roles import Actor
from telescan.session.events import Recorded, SessionEvent
from telescan.session.fold import evolve, fold
from telescan.session.lifecycle import ended
from telescan.session.refusal import Code, Refused
from telescan.session.state import Session

_log = logging.getLogger(__name__)

KEPT_SESSIONS = 50
"""So many of a scanner's sessions stay in memory; to a command, an older one does not exist."""

Decision = Callable[[Session | None], tuple[SessionEvent, ...]]
"""Says, from the newest state, which events to write. Raises Refused."""


class JournalError(Exception):
    """The site's journal did not take, or did not give, its entries."""


class Journal(Protocol):
    """Where the site writes what happens."""

    async def append(self, *entries: Recorded) -> None:
        """Write entries, all or none; they are on disk when this returns. Raises JournalError."""

    async def replay(self, scanner_id: str) -> Sequence[Recorded]:
        """Return everything kept of one scanner, oldest first. Raises JournalError."""
        ...


class SessionLedger:
    """The sessions of one scanner."""

    def __init__(
        self,
        site_id: str,
        scanner_id: str,
        journal: Journal,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self.scanner_id = scanner_id
        self.site_id = site_id
        self._journal = journal
        self._now = now
        self._new_id = new_id
        self._sessions: dict[str, Session] = {}
        self._must_load = True
        self._one_at_a_time = asyncio.Lock()
        self.current: Session | None = None
        """The newest session, ended or not."""
        self.last_epoch = 0
        self.last_remote: Recorded | None = None
        """The last thing that a session's expert did."""
        self.on_entry: Callable[[Recorded], None] = lambda _: None
        """Hears of each entry once it is written."""
        self.on_load: Callable[[], None] = lambda: None
        """Hears that the state was read from the journal, at start or after a failed write."""

    @property
    def running(self) -> Session | None:
        """Return the session that is not ended."""
        return None if self.current is None or ended(self.current) else self.current

    def find(self, session_id: str | None) -> Session | None:
        """Return a session of this scanner."""
        return None if session_id is None else self._sessions.get(session_id)

    async def ensure_loaded(self) -> None:
        """Read the journal where that has not been done. Raises Refused (journal_failed)."""
        if self._must_load:
            await self.write(None, None, lambda _: ())

    async def write(
        self, session_id: str | None, actor: Actor | None, decide: Decision
    ) -> Session | None:
        """Decide, write, take effect; return the session after it.

        Raises Refused: by the decision, or because the journal could not be written.
        """
        async with self._one_at_a_time:
            try:
                if self._must_load:
                    await self._load()
                session = self.find(session_id)
                entries = self._entries(session, actor, decide(session))
                after = _folded(session, entries)
                if entries:
                    await self._append(entries)
            except JournalError as error:
                _log.error("journal of %s: %s", self.scanner_id, error)
                raise Refused(
                    Code.JOURNAL_FAILED, "the site cannot write its journal; nothing was done"
                ) from error
            if after is not None and entries:
                self._take(after, entries)
            return after

    async def _append(self, entries: Sequence[Recorded]) -> None:
        # Whatever interrupts the wait, a cancellation too, leaves the entries written or not.
        self._must_load = True
        await self._journal.append(*entries)
        self._must_load = False

    def _entries(
        self, session: Session | None, actor: Actor | None, events: Sequence[SessionEvent]
    ) -> list[Recorded]:
        session_id = session.session_id if session is not None else self._new_id()
        reached = session.sequence if session is not None else 0
        return [
            Recorded(
                event_id=self._new_id(),
                site_id=self.site_id,
                scanner_id=self.scanner_id,
                session_id=session_id,
                sequence=sequence,
                at=self._now(),
                actor=actor,
                event=event,
            )
            for sequence, event in enumerate(events, reached + 1)
        ]

    def _take(self, session: Session, entries: Sequence[Recorded]) -> None:
        self._sessions[session.session_id] = session
        self.current = session
        self._note(session, entries)
        self._forget_old()
        for entry in entries:
            self.on_entry(entry)

    def _note(self, session: Session, entries: Sequence[Recorded]) -> None:
        self.last_epoch = max(self.last_epoch, session.control.epoch)
        for entry in entries:
            if entry.actor is not None and entry.actor == session.expert:
                self.last_remote = entry

    def _forget_old(self) -> None:
        for session_id in list(self._sessions)[:-KEPT_SESSIONS]:
            del self._sessions[session_id]

    async def _load(self) -> None:
        by_session: dict[str, list[Recorded]] = defaultdict(list)
        for entry in await self._journal.replay(self.scanner_id):
            by_session[entry.session_id].append(entry)
        self._sessions.clear()
        self.current = None
        for session_id, entries in by_session.items():
            if entries[0].sequence != 1:
                _log.info("session %s: its beginning is no longer kept", session_id)
                continue
            session = fold(entries)
            if session is not None:
                self._sessions[session_id] = self.current = session
                self._note(session, entries)
        self._forget_old()
        self._must_load = False
        self.on_load()


def _folded(session: Session | None, entries: Sequence[Recorded]) -> Session | None:
    for entry in entries:
        session = evolve(session, entry)
    return session
