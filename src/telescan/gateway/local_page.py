"""The page for the person beside the scanner, served by the gateway itself: it needs no hub.

It shows who may see and who drives, and takes both away at once. Nothing else can be done here, so
nobody signs in: whoever stands at the scanner may always take it back.
"""

import asyncio
import contextlib
import socket
from collections.abc import Generator, Mapping
from datetime import datetime

import uvicorn
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from telescan.configuration import ConfigurationError
from telescan.ending import Server
from telescan.gateway.local_page_html import CONTENT_SECURITY_POLICY, PAGE
from telescan.gateway.settings import GatewaySettings, ScannerEntry
from telescan.session.events import ControlEnd
from telescan.session.site_desk import SiteDesk


class LocalScanner(BaseModel):
    """One scanner as the person beside it must see it."""

    scanner_id: str
    name: str
    reachable: bool
    driver: str | None
    viewers: tuple[str, ...]
    """Who may see the console now: those admitted, and the operator who asked for help."""
    last_act: str | None
    """Kind of the last event that a remote expert caused."""
    last_by: str | None
    last_at: datetime | None
    driven_at: datetime | None
    """When remote mouse or keyboard input was applied last."""


class LocalState(BaseModel):
    """What the page shows."""

    site_name: str
    scanners: tuple[LocalScanner, ...]


class LocalPage:
    """Serves the page. ``listening`` takes the port, ``show`` names the desks, ``run`` serves."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._desks: Mapping[str, SiteDesk] = {}
        self._listener: socket.socket | None = None

    @property
    def address(self) -> str:
        """Where a browser on the site's network finds the page."""
        return f"http://{self._settings.local_page_host}:{self._settings.local_page_port}"

    @contextlib.contextmanager
    def listening(self) -> Generator[None]:
        """Hold the port. Raises ConfigurationError."""
        host, port = self._settings.local_page_host, self._settings.local_page_port
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(64)
        except OSError as error:
            listener.close()
            raise ConfigurationError(
                f"local_page_port: {host}:{port} cannot be listened on ({error.strerror});"
                " stop what uses it or choose another port"
            ) from error
        self._listener = listener
        try:
            yield
        finally:
            listener.close()

    def show(self, desks: Mapping[str, SiteDesk]) -> None:
        """Show these scanners."""
        self._desks = desks

    async def run(self) -> None:
        """Serve until cancelled."""
        server = Server(
            uvicorn.Config(
                self.app(),
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        serving = asyncio.create_task(
            server.serve(sockets=[self._listener] if self._listener is not None else None)
        )
        try:
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            await serving

    def app(self) -> Starlette:
        """Return the page as an ASGI application."""
        scanner = "/scanners/{scanner_id}"
        return Starlette(
            routes=[
                Route("/", _page),
                Route("/state", self._state),
                Route(f"{scanner}/take-back", self._take_back, methods=["POST"]),
                Route(f"{scanner}/end-views", self._end_views, methods=["POST"]),
            ],
            middleware=[Middleware(BaseHTTPMiddleware, dispatch=_locked_down)],
        )

    async def _state(self, _: Request) -> Response:
        scanners = tuple(
            self._scanner(entry, self._desks[entry.scanner_id])
            for entry in self._settings.scanners
            if entry.scanner_id in self._desks
        )
        state = LocalState(site_name=self._settings.site_name, scanners=scanners)
        return Response(state.model_dump_json(), media_type="application/json")

    async def _take_back(self, request: Request) -> Response:
        self._desk(request).end_control(ControlEnd.TAKEN_BACK)
        return Response(status_code=204)

    async def _end_views(self, request: Request) -> Response:
        self._desk(request).end_every_view()
        return Response(status_code=204)

    def _desk(self, request: Request) -> SiteDesk:
        """Return the desk that a button is about, if the page's own button was pressed."""
        _require_own_page(request)
        desk = self._desks.get(request.path_params["scanner_id"])
        if desk is None:
            raise HTTPException(404, "There is no such scanner here.")
        return desk

    def _scanner(self, entry: ScannerEntry, desk: SiteDesk) -> LocalScanner:
        session = desk.ledger.running
        driver = desk.rights.driver()
        last = desk.ledger.last_remote if session is not None else None
        people = (*session.admitted, session.requested_by) if session is not None else ()
        return LocalScanner(
            scanner_id=entry.scanner_id,
            name=entry.name,
            reachable=desk.scanner_is_reached,
            driver=driver.display_name if driver is not None else None,
            viewers=tuple(p.display_name for p in people if desk.rights.may_view(p.person_id)),
            last_act=last.event.kind if last is not None else None,
            last_by=last.actor.display_name if last is not None and last.actor else None,
            last_at=last.at if last is not None else None,
            driven_at=desk.rights.driven_at,
        )


async def _page(_: Request) -> HTMLResponse:
    return HTMLResponse(PAGE)


def _require_own_page(request: Request) -> None:
    """Refuse what another site's page sends from this browser: it cannot set this header."""
    if request.headers.get("x-telescan") != "local-page":
        raise HTTPException(403, "Use the local page's own buttons.")


async def _locked_down(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
