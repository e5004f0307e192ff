"""A hub without sites that answer, on each database, and people of every role."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from telescan.console.relays import Relays
from telescan.hub.app import make_app
from telescan.hub.database import open_database
from telescan.hub.listening import listen, make_server
from telescan.hub.services import Services, open_services
from telescan.hub.settings import HubSettings, SiteSettings
from telescan.identity.roles import Role, RoleGrant
from telescan.session.service import SiteUnreachableError
from telescan.store.engine import Database
from telescan.wire.keys import make_key
from telescan.wire.messages import CommandReply, CommandRequest

PASSWORD = "correct horse battery staple"
NOBODY = "nobody"


class SilentSites:
    """Sites that never answer."""

    async def send(self, site_id: str, request: CommandRequest) -> CommandReply:
        raise SiteUnreachableError(site_id)


@dataclass
class RunningHub:
    settings: HubSettings
    app: FastAPI
    services: Services
    database: Database
    stack: AsyncExitStack
    port: int = 0

    async def browser(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        return await self.stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url="http://hub")
        )

    async def add(self, username: str, *grants: RoleGrant) -> None:
        await self.services.identity.accounts.ensure_person(
            username, username.title(), PASSWORD, grants
        )

    async def signed_in(self, username: str) -> httpx.AsyncClient:
        browser = await self.browser()
        answer = await browser.post(
            "/api/sign-in", json={"username": username, "password": PASSWORD}
        )
        assert answer.status_code == 200, answer.text
        return browser

    async def browser_of(
        self, role: Role | str, site_id: str | None = "county"
    ) -> httpx.AsyncClient:
        if role == NOBODY:
            return await self.browser()
        await self.add(str(role), RoleGrant(role=Role(role), site_id=site_id))
        return await self.signed_in(str(role))


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its cheapest: how dear it is, is not what these tests are about."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(PasswordHash, "recommended", classmethod(lambda cls: cheap))


MakeHub = Callable[..., Awaitable[RunningHub]]


@pytest.fixture
async def make_hub(tmp_path: Path, quick_passwords: None) -> AsyncIterator[MakeHub]:
    async with AsyncExitStack() as stack:

        async def make(**changes: object) -> RunningHub:
            settings = HubSettings.model_validate(
                {
                    "data_folder": tmp_path,
                    "sites": (
                        SiteSettings(
                            site_id="hq", name="Headquarters", public_key=make_key().public
                        ),
                        SiteSettings(site_id="county", name="County", public_key=make_key().public),
                    ),
                    **changes,
                }
            )
            relays = Relays()
            database = await stack.enter_async_context(open_database(settings))
            services = await stack.enter_async_context(
                open_services(settings, database, SilentSites(), relays)
            )
            app = make_app(settings, relays)
            services.attach(app)
            return RunningHub(settings, app, services, database, stack)

        yield make


@pytest.fixture
async def hub(make_hub: MakeHub) -> RunningHub:
    return await make_hub()


@pytest.fixture
async def hub_on_each_database(make_hub: MakeHub, database_url: str) -> RunningHub:
    return await make_hub(database_url=database_url)


@pytest.fixture
async def served(hub: RunningHub) -> AsyncIterator[RunningHub]:
    """Serve the hub on a port of its own, for WebSockets."""
    settings = hub.settings.model_copy(update={"port": 0})
    with listen(settings) as listener:
        server = make_server(hub.app, settings)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        hub.port = listener.getsockname()[1]
        yield hub
        server.should_exit = True
        await task
