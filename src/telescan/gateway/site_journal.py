"""The site's journal as the sessions' ledgers want it: per scanner, with their own error."""

from collections.abc import Sequence

import nats.errors
import nats.js.errors

from telescan.session.events import Recorded
from telescan.session.ledger import JournalError
from telescan.wire.errors import WireError
from telescan.wire.journal import Journal


class SiteJournal:
    """Implements ``session.ledger.Journal`` on the site's own NATS server."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def append(self, *entries: Recorded) -> None:
        """Write entries, all or none. Raises JournalError."""
        try:
            await self._journal.append(*entries)
        except (WireError, nats.errors.Error) as error:
            raise JournalError(str(error)) from error

    async def replay(self, scanner_id: str) -> Sequence[Recorded]:
        """Return what is kept of one scanner, oldest first. Raises JournalError."""
        try:
            entries = await self._journal.replay()
        except (WireError, nats.errors.Error, nats.js.errors.Error) as error:
            raise JournalError(str(error) or type(error).__name__) from error
        return [entry for entry in entries if entry.scanner_id == scanner_id]
