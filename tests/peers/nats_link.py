"""A hub's and a site's NATS server on this machine, with a client on each side."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from nats.aio.client import Client

from telescan.wire.connection import connect
from telescan.wire.keys import NatsKey, make_key
from telescan.wire.nats_config import HubServerSettings, SiteAccess, SiteServerSettings, TlsFiles
from telescan.wire.nats_server import NatsServer, hub_server, site_server
from telescan.wire.streams import make_hub_streams, make_site_streams

SITE = "county"
SCANNER = "mr1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class HubSide:
    settings: HubServerSettings
    server: NatsServer
    client: Client
    system: Client

    @property
    def leaf_port(self) -> int:
        return self.settings.leaf_port

    async def leafs(self) -> list[str]:
        reply = await self.system.request("$SYS.REQ.SERVER.PING.LEAFZ", b"", timeout=2)
        return [leaf["name"] for leaf in json.loads(reply.data)["data"].get("leafs") or []]

    async def wait_for_leaf(self, *, connected: bool = True, site_id: str = SITE) -> None:
        while (f"site-{site_id}" in await self.leafs()) is not connected:
            await asyncio.sleep(0.05)


@dataclass
class SiteSide:
    settings: SiteServerSettings
    key: NatsKey
    client_key: NatsKey
    server: NatsServer
    client: Client


@contextlib.asynccontextmanager
async def running_hub(
    folder: Path,
    sites: dict[str, NatsKey],
    *,
    tls: TlsFiles | None = None,
    leaf_host: str = "127.0.0.1",
) -> AsyncIterator[HubSide]:
    key, system_key = make_key(), make_key()
    settings = HubServerSettings(
        folder=folder,
        client_port=free_port(),
        leaf_host=leaf_host,
        leaf_port=free_port(),
        tls=tls,
        client_public_key=key.public,
        system_public_key=system_key.public,
        sites=tuple(SiteAccess(site_id=s, public_key=k.public) for s, k in sites.items()),
    )
    async with hub_server(settings) as server:
        client = await connect(server.url, key, name="hub")
        system = await connect(server.url, system_key, name="hub-system")
        try:
            await make_hub_streams(client.jetstream(), sites)
            yield HubSide(settings, server, client, system)
        finally:
            await client.close()
            await system.close()


@contextlib.asynccontextmanager
async def running_site(
    folder: Path, key: NatsKey, leaf_port: int, site_id: str = SITE
) -> AsyncIterator[SiteSide]:
    client_key = make_key()
    settings = SiteServerSettings(
        folder=folder,
        client_port=free_port(),
        site_id=site_id,
        hub_url=f"nats-leaf://127.0.0.1:{leaf_port}",
        client_public_key=client_key.public,
        system_public_key=make_key().public,
    )
    async with site_server(settings, key) as server:
        client = await connect(server.url, client_key, name="gateway", site_id=site_id)
        try:
            await make_site_streams(client.jetstream())
            yield SiteSide(settings, key, client_key, server, client)
        finally:
            await client.close()


@contextlib.asynccontextmanager
async def running_link(folder: Path) -> AsyncIterator[tuple[HubSide, SiteSide]]:
    key = make_key()
    async with (
        running_hub(folder / "hub", {SITE: key}) as hub,
        running_site(folder / "site", key, hub.leaf_port) as site,
    ):
        await hub.wait_for_leaf()
        yield hub, site
