"""``telescan gateway``: a site's side of everything. Runs until SIGTERM or SIGINT.

It connects outwards only: its NATS leaf and its console channels go to the hub, its drivers to the
scanners. What listens is the storage door for the scanners and the local page, on the site's own
network.
"""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import AsyncExitStack

import nats.errors

from telescan.configuration import ConfigurationError, make_data_folder
from telescan.dicom.errors import DicomError
from telescan.ending import told_to_end
from telescan.gateway.command_desk import CommandDesk
from telescan.gateway.hub_trust import hub_trust
from telescan.gateway.local_page import LocalPage
from telescan.gateway.scanner_room import ScannerRoom, utc_now
from telescan.gateway.settings import GatewaySettings
from telescan.gateway.site_journal import SiteJournal
from telescan.gateway.site_nats import open_nats
from telescan.wire.commands import CommandServer
from telescan.wire.errors import WireError
from telescan.wire.forwarder import CONSUMER, Forwarder
from telescan.wire.journal import Journal
from telescan.wire.keys import read_key
from telescan.wire.subjects import Stream

_log = logging.getLogger(__name__)

_FORGET_EVERY_S = 3_600.0


def run(settings: GatewaySettings) -> int:
    """Run a gateway. Returns the exit code; raises ConfigurationError where it cannot start."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # Every command and every image would be a line, and associations name patients at this level.
    logging.getLogger("pynetdicom").setLevel(logging.WARNING)
    try:
        return asyncio.run(_serve(settings))
    except (WireError, DicomError) as error:
        raise ConfigurationError(str(error)) from error
    except OSError as error:
        raise ConfigurationError(f"the gateway cannot start: {error}") from error


async def _serve(settings: GatewaySettings) -> int:
    told = told_to_end()
    make_data_folder(settings.data_folder)
    key, trust = read_key(settings.site_seed_file), hub_trust(settings)
    async with AsyncExitStack() as stack:
        page = LocalPage(settings)
        stack.enter_context(page.listening())
        nats_link = await stack.enter_async_context(open_nats(settings, key))
        client = nats_link.client
        journal = Journal(client)
        rooms = [
            ScannerRoom(settings, entry, client, SiteJournal(journal), key=key, trust=trust)
            for entry in settings.scanners
        ]
        for room in rooms:
            await stack.enter_async_context(room.open())
        desks = {room.entry.scanner_id: room.desk for room in rooms}
        page.show(desks)
        commands = CommandServer(client, settings.site_id, CommandDesk(desks).handle)
        await commands.start()
        stack.push_async_callback(commands.stop)
        work = [room.run() for room in rooms]
        work += [
            Forwarder(
                client,
                site_id=settings.site_id,
                stream=stream,
                makes_room=lambda: any(room.is_watched for room in rooms),
                round_trip_s=nats_link.round_trip_s,
            ).run()
            for stream in (Stream.JOURNAL, Stream.IMAGES)
        ]
        work += [_keep_forgetting(journal), page.run()]
        _log.info("gateway of %s is ready; local page at %s", settings.site_name, page.address)
        return await _until_told(told, work)


async def _until_told(told: asyncio.Future[None], work: list[Coroutine[None, None, None]]) -> int:
    """Do endless work; end cleanly when told to, with 1 when a part of it ends by itself."""
    tasks = [asyncio.create_task(part) for part in work]
    try:
        ended, _ = await asyncio.wait({told, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    broken = [part for part in ended if part is not told]
    for part in broken:
        _log.error("the gateway ends: endless work has ended", exc_info=part.exception())
    return 1 if broken else 0


async def _keep_forgetting(journal: Journal) -> None:
    """Drop, every hour, what the hub has had for thirty days."""
    while True:
        await asyncio.sleep(_FORGET_EVERY_S)
        try:
            await journal.forget(now=utc_now(), consumer=CONSUMER)
        except (WireError, nats.errors.Error) as error:
            _log.warning("the journal could not be tidied: %r", error)
