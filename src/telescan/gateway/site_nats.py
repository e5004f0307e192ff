"""The site's own NATS server: a leaf of the hub's, with streams that outlast every outage."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from nats.aio.client import Client

from telescan.gateway.settings import GatewaySettings
from telescan.wire.connection import connect
from telescan.wire.keys import NatsKey, make_key
from telescan.wire.leaf_watch import DEFAULT_LEAF_PORT, LeafWatch
from telescan.wire.nats_config import SiteServerSettings
from telescan.wire.nats_server import NatsServer, site_server
from telescan.wire.streams import make_site_streams
from telescan.wire.tcp_probe import TcpProbe


class SiteNats:
    """The running server and our connection to it."""

    def __init__(self, client: Client, server: NatsServer, probe: TcpProbe) -> None:
        self.client = client
        self._server = server
        self._probe = probe

    def round_trip_s(self) -> float | None:
        """Return how long a round trip to the hub takes now; None: not connected."""
        return self._probe.round_trip_s(self._server.pid) if self._server.is_running else None


@asynccontextmanager
async def open_nats(settings: GatewaySettings, key: NatsKey) -> AsyncIterator[SiteNats]:
    """Run the server and connect to it. Raises WireError."""
    # Known to nobody else and gone with this process.
    own_key, system_key = make_key(), make_key()
    hub_url = settings.hub_leaf_url.replace("nats://", "nats-leaf://")
    server = site_server(
        SiteServerSettings(
            folder=settings.data_folder / "nats",
            client_port=settings.nats_port or _free_port(),
            client_public_key=own_key.public,
            system_public_key=system_key.public,
            site_id=settings.site_id,
            hub_url=hub_url,
            hub_ca_file=settings.hub_ca_file,
        ),
        key,
        program=settings.nats_server,
    )
    async with server:
        client = await connect(
            server.url, own_key, name=f"gateway {settings.site_id}", site_id=settings.site_id
        )
        system = await connect(server.url, system_key, name="link watch")
        watching = asyncio.create_task(LeafWatch(server, system, hub_url).run())
        try:
            await make_site_streams(client.jetstream())
            port = urlsplit(hub_url).port or DEFAULT_LEAF_PORT
            with contextlib.closing(TcpProbe(port)) as probe:
                yield SiteNats(client, server, probe)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await system.close()
            await client.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
