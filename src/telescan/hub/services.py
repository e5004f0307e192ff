"""Everything that a running hub has, opened in order and closed in the reverse order."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from telescan.fleet.presence import LOOKED_AT_EVERY
from telescan.fleet.service import Fleet, RegisteredSite
from telescan.fleet.state import View
from telescan.fleet.views import ScannerView
from telescan.hub.live import LiveFeed
from telescan.hub.live_messages import (
    EventRecorded,
    LiveMessage,
    ScannerChanged,
    SessionChanged,
    SiteChanged,
)
from telescan.hub.settings import HubSettings
from telescan.identity.accounts import Accounts
from telescan.identity.audit_trail import AuditTrail
from telescan.identity.doors import Identity
from telescan.identity.signing_in import SigningIn
from telescan.session.lifecycle import ENDED
from telescan.session.projection import SessionChange
from telescan.session.service import SessionService, SiteCommands
from telescan.store.engine import Database
from telescan.store.migrate import migrate


@dataclass(frozen=True)
class Services:
    """What routes find at ``app.state``."""

    identity: Identity
    fleet: Fleet
    live: LiveFeed
    sessions: SessionService

    def attach(self, app: FastAPI) -> None:
        """Give the app its services."""
        app.state.identity = self.identity
        app.state.fleet = self.fleet
        app.state.live = self.live
        app.state.sessions = self.sessions


def make_identity(settings: HubSettings, database: Database) -> Identity:
    """Build identity on a database."""
    accounts = Accounts(database)
    trail = AuditTrail(database)
    return Identity(
        accounts=accounts,
        signing_in=SigningIn(
            database, accounts, trail, idle=settings.idle, longest=settings.longest
        ),
        trail=trail,
        secure_cookie=settings.secure,
    )


@asynccontextmanager
async def open_database(settings: HubSettings) -> AsyncIterator[Database]:
    """Open the hub's database, with its tables brought to this version."""
    database = Database(settings.database)
    try:
        await migrate(database)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def open_services(
    settings: HubSettings, database: Database, sites: SiteCommands
) -> AsyncIterator[Services]:
    """Build the services and keep them running until the end."""
    live = LiveFeed(present=lambda: _present(fleet))
    fleet = Fleet(database, tell=lambda view: live.tell(_message(view)))

    async def site_of(scanner_id: str) -> str | None:
        view = fleet.scanner(scanner_id)
        return view.site_id if view else None

    def on_change(change: SessionChange) -> None:
        for entry in change.entries:
            live.tell(EventRecorded(entry=entry))
        if change.session is not None:
            session = change.session
            ended = session.state in ENDED
            fleet.in_session(session.scanner_id, None if ended else session.session_id)
            live.tell(SessionChanged(session=session))

    sessions = SessionService(database, sites, site_of, on_change)
    await fleet.register([RegisteredSite(s.site_id, s.name, s.public_key) for s in settings.sites])
    for scanner_id, session_id in (await sessions.records.open_by_scanner()).items():
        fleet.in_session(scanner_id, session_id)
    watch = asyncio.create_task(_look_around(fleet), name="presence")
    try:
        yield Services(make_identity(settings, database), fleet, live, sessions)
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


async def _look_around(fleet: Fleet) -> None:
    while True:
        await asyncio.sleep(LOOKED_AT_EVERY.total_seconds())
        fleet.look()


def _present(fleet: Fleet) -> Iterator[LiveMessage]:
    return (SiteChanged(site=site) for site in fleet.sites())


def _message(view: View) -> LiveMessage:
    if isinstance(view, ScannerView):
        return ScannerChanged(scanner=view)
    return SiteChanged(site=view)
