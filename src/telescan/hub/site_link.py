"""The hub's link to its sites over NATS: the server, commands and pings out, answers back."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats.errors
from nats.aio.client import Client

from telescan.fleet.presence import SPEAKS_EVERY
from telescan.fleet.service import Fleet
from telescan.hub.settings import HubSettings
from telescan.session.service import SiteUnreachableError
from telescan.wire import commands, errors
from telescan.wire.connection import connect
from telescan.wire.keys import read_or_make_key
from telescan.wire.messages import CommandReply, CommandRequest
from telescan.wire.nats_config import HubServerSettings, SiteAccess, TlsFiles
from telescan.wire.nats_server import NatsServer, hub_server
from telescan.wire.streams import make_hub_streams

_log = logging.getLogger(__name__)


class SiteLink:
    """Sends commands to sites; what the session service wants of the wire."""

    def __init__(self, client: Client) -> None:
        self._commands = commands.SiteCommands(client)

    async def send(self, site_id: str, request: CommandRequest) -> CommandReply:
        """Ask a site's gateway. Raises SiteUnreachableError."""
        try:
            return await self._commands.send(site_id, request)
        except errors.WireError as error:
            _log.warning("%s", error)
            raise SiteUnreachableError(str(error)) from error

    async def keep_pinging(self, fleet: Fleet) -> None:
        """Measure every site's delay for ever."""
        async with asyncio.TaskGroup() as group:
            for site in fleet.registered:
                group.create_task(self._ping(site.site_id, fleet))
            # A hub that has no site yet waits as well.
            await asyncio.Event().wait()

    async def close(self) -> None:
        """Stop listening for answers."""
        await self._commands.close()

    async def _ping(self, site_id: str, fleet: Fleet) -> None:
        while True:
            try:
                fleet.answered(site_id, await self._commands.ping(site_id))
            except (errors.SiteUnreachableError, nats.errors.Error) as error:
                _log.debug("ping: %s", error)
            await asyncio.sleep(SPEAKS_EVERY.total_seconds())


@asynccontextmanager
async def open_nats(settings: HubSettings) -> AsyncIterator[Client]:
    """Run the hub's NATS server and connect to it. Raises WireError."""
    keys = settings.data_folder / "keys"
    key = read_or_make_key(keys / "hub.seed")
    server = _server(settings, key.public, read_or_make_key(keys / "system.seed").public)
    await server.start()
    try:
        client = await connect(server.url, key, name="hub")
        try:
            await make_hub_streams(client.jetstream(), [s.site_id for s in settings.sites])
            yield client
        finally:
            await client.close()
    finally:
        await server.stop()


def _server(settings: HubSettings, client_key: str, system_key: str) -> NatsServer:
    nats = settings.nats
    return hub_server(
        HubServerSettings(
            folder=_made(settings.data_folder / "nats"),
            client_port=nats.client_port,
            client_public_key=client_key,
            system_public_key=system_key,
            leaf_host=nats.leaf_host,
            leaf_port=nats.leaf_port,
            tls=TlsFiles(cert_file=nats.tls.certificate, key_file=nats.tls.key)
            if nats.tls
            else None,
            sites=tuple(
                SiteAccess(site_id=s.site_id, public_key=s.public_key) for s in settings.sites
            ),
        ),
        program=nats.program,
    )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
