"""The hub's web application: every package's doors, the UI, and what holds for all of them."""

from fastapi import Depends, FastAPI
from pydantic import BaseModel

from telescan import __version__
from telescan.console.quic_door import QuicDoor
from telescan.console.relays import Relays
from telescan.console.routes import console_router
from telescan.dicom.dicomweb import router as dicomweb_router
from telescan.fleet.prediction_routes import router as prediction_router
from telescan.fleet.routes import router as fleet_router
from telescan.hub import problem_handlers
from telescan.hub.api_description import describe
from telescan.hub.body_limit import BodyLimit
from telescan.hub.console_doors import console_doors
from telescan.hub.live import router as live_router
from telescan.hub.live_messages import LiveMessage
from telescan.hub.openings import Openings
from telescan.hub.quic_port import QuicGate
from telescan.hub.security_headers import SecurityHeaders
from telescan.hub.settings import HubSettings
from telescan.hub.static_files import UiFiles
from telescan.identity.routes import router as identity_router
from telescan.identity.same_origin import SameOriginOnly
from telescan.protocol.routes import router as protocol_router
from telescan.quality.routes import router as quality_router
from telescan.session.routes import router as session_router
from telescan.session.screenshot_routes import router as screenshot_router


class Health(BaseModel):
    """The hub answers."""

    ok: bool
    version: str


def make_app(settings: HubSettings, relays: Relays) -> FastAPI:
    """Build the application. Its services are attached before it serves."""
    app = FastAPI(
        title="Telescan",
        version=__version__,
        description="Command centre for MR scanners. Not a medical device.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        generate_unique_id_function=lambda route: route.name,
    )
    problem_handlers.install(app)
    openings = Openings()
    app.state.quic = gate = QuicGate(settings)
    doors = console_doors(app, relays, settings, gate)
    app.state.quic_door = QuicDoor(doors)
    for router in (
        identity_router,
        fleet_router,
        prediction_router,
        quality_router,
        protocol_router,
        live_router,
        console_router(doors),
    ):
        app.include_router(router)
    for of_records in (session_router, screenshot_router):
        app.include_router(of_records, dependencies=[Depends(openings.of_records)])
    app.include_router(dicomweb_router, dependencies=[Depends(openings.of_images)])
    app.add_api_route("/api/health", health, methods=["GET"], tags=["hub"])
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    app.webhooks.add_api_route("live", heard_on_live, methods=["POST"])
    app.mount("/", UiFiles(), name="ui")
    allowed = {settings.address, *settings.allowed_origins}
    app.add_middleware(BodyLimit)
    app.add_middleware(SameOriginOnly, refuse=problem_handlers.refuse_foreign_page, allowed=allowed)
    app.add_middleware(SecurityHeaders, secure=settings.secure, quic_origin=settings.quic_origin)
    return app


def health() -> Health:
    """Say that the hub answers."""
    return Health(ok=True, version=__version__)


def heard_on_live(message: LiveMessage) -> None:
    """Describe what the WebSocket /api/live sends: one such JSON text each."""
