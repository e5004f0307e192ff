"""The fleet as it is now: what every site and scanner last said. Pure: times come in, views go out.

Each method returns the views that changed in a way worth telling; ``last_seen`` alone is not.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from telescan.fleet.presence import is_online, is_worth_telling
from telescan.fleet.views import ScannerView, SiteView
from telescan.wire.messages import ScannerLive

View = ScannerView | SiteView


class UnknownSiteError(Exception):
    """A site that is not in the registry speaks."""


class ForeignScannerError(Exception):
    """A site speaks of a scanner that is another site's."""


@dataclass(frozen=True)
class _Scanner:
    scanner_id: str
    site_id: str
    name: str
    seen_at: datetime | None = None
    live: ScannerLive | None = None
    session_id: str | None = None
    told: ScannerView | None = None


@dataclass
class _Site:
    site_id: str
    name: str
    seen_at: datetime | None = None
    delay_ms: float | None = None
    told: tuple[bool, float | None] = (False, None)
    scanners: dict[str, _Scanner] = field(default_factory=dict)


class FleetState:
    """Every site and scanner, now."""

    def __init__(self) -> None:
        self._sites: dict[str, _Site] = {}
        self._site_of: dict[str, str] = {}

    def add_site(self, site_id: str, name: str) -> None:
        """Enter a site of the registry."""
        self._sites[site_id] = _Site(site_id, name)

    def add_scanner(self, scanner_id: str, site_id: str, name: str) -> None:
        """Enter a scanner of the registry."""
        self._site_of[scanner_id] = site_id
        self._sites[site_id].scanners[scanner_id] = _Scanner(scanner_id, site_id, name)

    def knows(self, live: ScannerLive) -> bool:
        """Tell whether the scanner is in the registry under this name."""
        site = self._sites.get(live.site_id)
        scanner = site.scanners.get(live.scanner_id) if site else None
        return scanner is not None and scanner.name == live.name

    def heard(self, live: ScannerLive, now: datetime) -> list[View]:
        """Take in what a gateway says. Raises UnknownSiteError, ForeignScannerError."""
        site = self._sites.get(live.site_id)
        if site is None:
            raise UnknownSiteError(live.site_id)
        if self._site_of.get(live.scanner_id, live.site_id) != live.site_id:
            raise ForeignScannerError(live.scanner_id)
        if live.scanner_id not in site.scanners:
            self.add_scanner(live.scanner_id, live.site_id, live.name)
        site.seen_at = now
        scanner = site.scanners[live.scanner_id]
        site.scanners[live.scanner_id] = replace(scanner, live=live, seen_at=now, name=live.name)
        return self._changes(site, now)

    def answered(self, site_id: str, delay_ms: float, now: datetime) -> list[View]:
        """Take in a gateway's answer to a ping."""
        site = self._sites[site_id]
        site.seen_at = now
        site.delay_ms = delay_ms
        return self._changes(site, now)

    def in_session(self, scanner_id: str, session_id: str | None, now: datetime) -> list[View]:
        """Take in which session is not ended on a scanner."""
        site_id = self._site_of.get(scanner_id)
        if site_id is None:
            return []
        site = self._sites[site_id]
        site.scanners[scanner_id] = replace(site.scanners[scanner_id], session_id=session_id)
        return self._changes(site, now)

    def look(self, now: datetime) -> list[View]:
        """See who fell silent."""
        return [view for site in self._sites.values() for view in self._changes(site, now)]

    def sites(self, now: datetime) -> list[SiteView]:
        """Return every site, in the registry's order."""
        return [self._site_view(site, now) for site in self._sites.values()]

    def scanner(self, scanner_id: str, now: datetime) -> ScannerView | None:
        """Return one scanner, or None."""
        site_id = self._site_of.get(scanner_id)
        if site_id is None:
            return None
        return _scanner_view(self._sites[site_id].scanners[scanner_id], now)

    def _changes(self, site: _Site, now: datetime) -> list[View]:
        changed: list[View] = []
        for scanner in list(site.scanners.values()):
            view = _scanner_view(scanner, now)
            told = scanner.told
            if told is None or view != told.model_copy(update={"last_seen": view.last_seen}):
                site.scanners[scanner.scanner_id] = replace(scanner, told=view)
                changed.append(view)
        view_of_site = self._site_view(site, now)
        told_online, told_ms = site.told
        online, delay_ms = view_of_site.online, view_of_site.delay_ms
        if online != told_online or is_worth_telling(told_ms, delay_ms):
            site.told = (online, delay_ms)
            changed.append(view_of_site)
        return changed

    def _site_view(self, site: _Site, now: datetime) -> SiteView:
        online = is_online(site.seen_at, now)
        return SiteView(
            site_id=site.site_id,
            name=site.name,
            online=online,
            delay_ms=site.delay_ms if online else None,
            scanners=tuple(_scanner_view(scanner, now) for scanner in site.scanners.values()),
        )


def _scanner_view(scanner: _Scanner, now: datetime) -> ScannerView:
    live = scanner.live
    return ScannerView(
        scanner_id=scanner.scanner_id,
        site_id=scanner.site_id,
        name=scanner.name,
        online=live is not None and live.reachable and is_online(scanner.seen_at, now),
        last_seen=scanner.seen_at,
        description=live.description if live else None,
        status=live.status if live else None,
        session_id=scanner.session_id,
        sources=live.sources if live else (),
    )
