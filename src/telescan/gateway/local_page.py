"""The page for the person beside the scanner, served by the gateway itself: it needs no hub.

It shows who may see and who drives, and takes both away at once. Nothing else can be done here, so
nobody signs in: whoever stands at the scanner may always take it back.
"""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Generator, Mapping
from datetime import datetime

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from telescan.configuration import ConfigurationError
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
    admitted: tuple[str, ...]
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
        server = _Server(
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

    def app(self) -> FastAPI:
        """Return the page as an ASGI application."""
        app = FastAPI(openapi_url=None)
        app.middleware("http")(_locked_down)
        app.get("/", response_class=HTMLResponse)(_page)
        app.get("/state")(self.state)
        app.post("/scanners/{scanner_id}/take-back", status_code=204)(self.take_back)
        app.post("/scanners/{scanner_id}/end-views", status_code=204)(self.end_views)
        return app

    async def state(self) -> LocalState:
        """Return what the page shows."""
        scanners = tuple(
            self._scanner(entry, self._desks[entry.scanner_id])
            for entry in self._settings.scanners
            if entry.scanner_id in self._desks
        )
        return LocalState(site_name=self._settings.site_name, scanners=scanners)

    async def take_back(self, scanner_id: str, request: Request) -> None:
        """End control at once."""
        _require_own_page(request)
        self._desk(scanner_id).end_control(ControlEnd.TAKEN_BACK)

    async def end_views(self, scanner_id: str, request: Request) -> None:
        """End every view at once, and control with them."""
        _require_own_page(request)
        self._desk(scanner_id).end_every_view()

    def _desk(self, scanner_id: str) -> SiteDesk:
        desk = self._desks.get(scanner_id)
        if desk is None:
            raise HTTPException(404, "There is no such scanner here.")
        return desk

    def _scanner(self, entry: ScannerEntry, desk: SiteDesk) -> LocalScanner:
        session = desk.ledger.running
        driver = desk.rights.driver()
        last = desk.ledger.last_remote if session is not None else None
        people = session.admitted if session is not None else ()
        return LocalScanner(
            scanner_id=entry.scanner_id,
            name=entry.name,
            reachable=desk.scanner_is_reached,
            driver=driver.display_name if driver is not None else None,
            admitted=tuple(a.display_name for a in people if desk.rights.may_view(a.person_id)),
            last_act=last.event.kind if last is not None else None,
            last_by=last.actor.display_name if last is not None and last.actor else None,
            last_at=last.at if last is not None else None,
            driven_at=desk.rights.driven_at,
        )


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: the program decides when it ends."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals alone."""
        yield


async def _page() -> HTMLResponse:
    return HTMLResponse(PAGE)


def _require_own_page(request: Request) -> None:
    """Refuse what another site's page sends from this browser: it cannot set this header."""
    if request.headers.get("x-telescan") != "local-page":
        raise HTTPException(403, "Use the local page's own buttons.")


async def _locked_down(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    response = await call_next(request)
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
