"""The fleet of a running hub: registry on disk, state in memory, and who is told of changes."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from telescan.fleet.state import FleetState, ForeignScannerError, UnknownSiteError, View
from telescan.fleet.tables import ScannerRow, SiteRow
from telescan.fleet.views import ScannerView, SiteView
from telescan.store.engine import Database
from telescan.wire.messages import ScannerLive

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RegisteredSite:
    """A site as the hub's settings name it."""

    site_id: str
    name: str
    public_key: str


class Fleet:
    """Every site and scanner; tells of each change through ``tell``."""

    def __init__(self, database: Database, tell: Callable[[View], None]) -> None:
        self._database = database
        self._tell = tell
        self._state = FleetState()
        self._sites: tuple[RegisteredSite, ...] = ()

    @property
    def registered(self) -> tuple[RegisteredSite, ...]:
        """Return the sites of the settings."""
        return self._sites

    async def register(self, sites: Sequence[RegisteredSite]) -> None:
        """Bring the registry to these sites; a site that is gone keeps its records, unseen."""
        self._sites = tuple(sites)
        async with self._database.writing() as session:
            for site in sites:
                await session.merge(
                    SiteRow(site_id=site.site_id, name=site.name, public_key=site.public_key)
                )
                self._state.add_site(site.site_id, site.name)
            known = {site.site_id for site in sites}
            rows = await session.scalars(select(ScannerRow).order_by(ScannerRow.scanner_id))
            for row in rows:
                if row.site_id in known:
                    self._state.add_scanner(row.scanner_id, row.site_id, row.name)

    async def heard(self, live: ScannerLive) -> None:
        """Take in what a gateway says of a scanner."""
        known = self._state.knows(live)
        try:
            changes = self._state.heard(live, datetime.now(UTC))
        except UnknownSiteError:
            _log.warning("site %s speaks but is not in the settings", live.site_id)
            return
        except ForeignScannerError:
            _log.warning(
                "site %s speaks of scanner %s, which is another site's: give it another id",
                live.site_id,
                live.scanner_id,
            )
            return
        if not known:
            await self._remember(live)
        self._tell_all(changes)

    def answered(self, site_id: str, delay_ms: float) -> None:
        """Take in a gateway's answer to a ping."""
        self._tell_all(self._state.answered(site_id, delay_ms, datetime.now(UTC)))

    def in_session(self, scanner_id: str, session_id: str | None) -> None:
        """Take in which session is not ended on a scanner."""
        self._tell_all(self._state.in_session(scanner_id, session_id, datetime.now(UTC)))

    def look(self) -> None:
        """See who fell silent; called every second."""
        self._tell_all(self._state.look(datetime.now(UTC)))

    def sites(self) -> list[SiteView]:
        """Return every site now, unmasked."""
        return self._state.sites(datetime.now(UTC))

    def scanner(self, scanner_id: str) -> ScannerView | None:
        """Return one scanner now, unmasked, or None."""
        return self._state.scanner(scanner_id, datetime.now(UTC))

    async def _remember(self, live: ScannerLive) -> None:
        async with self._database.writing() as session:
            row = await session.get(ScannerRow, live.scanner_id)
            if row is None:
                row = ScannerRow(
                    scanner_id=live.scanner_id,
                    site_id=live.site_id,
                    first_seen_at=datetime.now(UTC),
                )
                session.add(row)
            row.name = live.name

    def _tell_all(self, changes: Sequence[View]) -> None:
        for view in changes:
            self._tell(view)
