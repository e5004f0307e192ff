"""What the console's doors ask of the hub: who views, and which key a site's gateway has."""

from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from telescan.console.doors import ConsoleDoors
from telescan.console.messages import RefusalReason
from telescan.console.relays import Relays
from telescan.fleet.routes import fleet_of
from telescan.fleet.service import Fleet
from telescan.fleet.views import ScannerView
from telescan.hub.quic_port import QuicGate
from telescan.hub.settings import HubSettings
from telescan.identity.audit import Deed
from telescan.identity.doors import COOKIE, identity_of, signed_in
from telescan.identity.roles import Act, Actor
from telescan.problems import ProblemError
from telescan.scanner.sources import DEFAULT_SOURCE_ID


def console_doors(
    app: FastAPI, relays: Relays, settings: HubSettings, gate: QuicGate
) -> ConsoleDoors:
    """Return the doors of an application whose services are attached later."""

    async def site_key(site_id: str, scanner_id: str) -> str | None:
        fleet: Fleet = app.state.fleet
        view = fleet.scanner(scanner_id)
        if view is None or view.site_id != site_id:
            return None
        return next((s.public_key for s in fleet.registered if s.site_id == site_id), None)

    def has_source(scanner_id: str, source_id: str) -> bool:
        fleet: Fleet = app.state.fleet
        view = fleet.scanner(scanner_id)
        return view is not None and _has(view, source_id)

    return ConsoleDoors(
        relays=relays,
        authenticate=authenticate,
        site_key=site_key,
        why_ended=why_ended,
        has_source=has_source,
        allowed_origins=frozenset({settings.address, *settings.allowed_origins}),
        quic_offer=gate.offer,
        quic_origin=settings.quic_origin,
    )


def _has(view: ScannerView, source_id: str) -> bool:
    # A hub that has just started knows no sources yet; a console there always is.
    return source_id == DEFAULT_SOURCE_ID or source_id in {s.source_id for s in view.sources}


async def authenticate(connection: HTTPConnection, scanner_id: str) -> Actor | None:
    """Tell who wants to view which of a scanner's sources, and write down that they asked."""
    try:
        person = await signed_in(connection)
    except ProblemError:
        return None
    view = fleet_of(connection).scanner(scanner_id)
    if view is None or not person.may(Act.SEE_FLEET, view.site_id):
        return None
    source_id = connection.query_params.get("source_id", DEFAULT_SOURCE_ID)
    if not person.may(Act.SEE_CONSOLE, view.site_id):
        outcome = "not_allowed"
    else:
        outcome = "asked_site" if _has(view, source_id) else "no_such_source"
    await identity_of(connection).trail.write(
        Deed(
            at=datetime.now(UTC),
            who=person.username,
            act="open_console",
            site_id=view.site_id,
            scanner_id=scanner_id,
            session_id=connection.query_params.get("session_id"),
            detail={"outcome": outcome, "source_id": source_id},
        )
    )
    return person.actor_at(view.site_id)


async def why_ended(connection: HTTPConnection, scanner_id: str) -> RefusalReason | None:
    """Tell why somebody who views a console no longer may: signed out, expired, or a role lost."""
    signing_in = identity_of(connection).signing_in
    person = await signing_in.person_of(
        connection.cookies[COOKIE], now=datetime.now(UTC), counts_as_use=False
    )
    view = fleet_of(connection).scanner(scanner_id)
    if person is None or view is None:
        return RefusalReason.SIGNED_OUT
    return None if person.may(Act.SEE_CONSOLE, view.site_id) else RefusalReason.ROLE
