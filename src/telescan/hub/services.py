"""Everything that a running hub has, opened in order and closed in the reverse order."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from telescan.console.messages import RefusalReason
from telescan.console.relays import Relays
from telescan.dicom.dicomweb import DicomWeb
from telescan.dicom.instances import Images
from telescan.fleet.prediction import Predictor
from telescan.fleet.presence import LOOKED_AT_EVERY
from telescan.fleet.service import Fleet, RegisteredSite
from telescan.fleet.state import View
from telescan.fleet.views import ScannerView
from telescan.hub.intake import ScanLookup, touch_scans
from telescan.hub.live import LiveFeed
from telescan.hub.live_messages import (
    EventRecorded,
    LiveMessage,
    ScannerChanged,
    ScreenshotKept,
    SeriesChanged,
    SessionChanged,
    SiteChanged,
)
from telescan.hub.openings import write_stored
from telescan.hub.secret_file import read_or_make_secret
from telescan.hub.settings import HubSettings
from telescan.identity.accounts import Accounts
from telescan.identity.audit_trail import AuditTrail
from telescan.identity.doors import Identity
from telescan.identity.signing_in import SigningIn
from telescan.quality.series import SeriesResults
from telescan.session.lifecycle import ENDED
from telescan.session.projection import SessionChange
from telescan.session.records import SessionRecords
from telescan.session.screenshots import Screenshots
from telescan.session.service import SessionService, SiteCommands
from telescan.session.state import SessionState
from telescan.store.engine import Database
from telescan.store.objects import FolderObjectStore


@dataclass(frozen=True)
class Services:
    """What routes find at ``app.state``, under the same names."""

    identity: Identity
    fleet: Fleet
    live: LiveFeed
    sessions: SessionService
    screenshots: Screenshots
    predictor: Predictor
    series_results: SeriesResults
    dicomweb: DicomWeb

    def attach(self, app: FastAPI) -> None:
        """Give the app its services."""
        for name in self.__dataclass_fields__:
            setattr(app.state, name, getattr(self, name))


def make_identity(settings: HubSettings, database: Database, relays: Relays) -> Identity:
    """Build identity on a database; who signs out sees no console any more."""
    accounts = Accounts(database)
    trail = AuditTrail(database)
    return Identity(
        accounts=accounts,
        signing_in=SigningIn(
            database,
            accounts,
            trail,
            idle=settings.idle,
            longest=settings.longest,
            on_sign_out=lambda person: relays.end_person(
                person.person_id, RefusalReason.SIGNED_OUT
            ),
        ),
        trail=trail,
        secure_cookie=settings.secure,
    )


@asynccontextmanager
async def open_services(
    settings: HubSettings, database: Database, sites: SiteCommands, relays: Relays
) -> AsyncIterator[Services]:
    """Build the services and keep them running until the end."""
    predictor = Predictor()
    live = LiveFeed(present=lambda: _present(fleet))
    fleet = Fleet(database, tell=lambda view: live.tell(_message(view)))
    images = Images(database, FolderObjectStore(settings.data_folder / "images"))
    results = SeriesResults(
        database,
        images.objects,
        ScanLookup(SessionRecords(database)),
        tell=lambda result: live.tell(SeriesChanged(series=result)),
    )

    async def site_of(scanner_id: str) -> str | None:
        view = fleet.scanner(scanner_id)
        return view.site_id if view else None

    def on_change(change: SessionChange) -> None:
        for entry in change.entries:
            live.tell(EventRecorded(entry=entry))
            touch_scans(entry, results)
        if change.session is not None:
            session = change.session
            ended = session.state in ENDED
            fleet.in_session(session.scanner_id, None if ended else session.session_id)
            if session.state is SessionState.TAKEN:
                _warm(predictor, fleet.scanner(session.scanner_id))
            live.tell(SessionChanged(session=session))

    sessions = SessionService(database, sites, site_of, on_change)
    await fleet.register([RegisteredSite(s.site_id, s.name, s.public_key) for s in settings.sites])
    for scanner_id, session_id in (await sessions.records.open_by_scanner()).items():
        fleet.in_session(scanner_id, session_id)
    watch = asyncio.create_task(_look_around(fleet), name="presence")
    try:
        yield Services(
            identity=make_identity(settings, database, relays),
            fleet=fleet,
            live=live,
            sessions=sessions,
            screenshots=Screenshots(
                database,
                FolderObjectStore(settings.data_folder / "screenshots"),
                tell=lambda screenshot: live.tell(ScreenshotKept(screenshot=screenshot)),
            ),
            predictor=predictor,
            series_results=results,
            dicomweb=DicomWeb(
                images=images,
                site_ids=lambda: [site.site_id for site in fleet.registered],
                mask_key=read_or_make_secret(settings.data_folder / "keys" / "mask.key"),
                on_stored=write_stored,
            ),
        )
    finally:
        predictor.close()
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


async def _look_around(fleet: Fleet) -> None:
    while True:
        await asyncio.sleep(LOOKED_AT_EVERY.total_seconds())
        fleet.look()


def _warm(predictor: Predictor, scanner: ScannerView | None) -> None:
    """Get ready once an expert has taken a request: the first preview is not far."""
    if scanner is not None and scanner.description is not None:
        predictor.warm(scanner.description.model)


def _present(fleet: Fleet) -> Iterator[LiveMessage]:
    return (SiteChanged(site=site) for site in fleet.sites())


def _message(view: View) -> LiveMessage:
    if isinstance(view, ScannerView):
        return ScannerChanged(scanner=view)
    return SiteChanged(site=view)
