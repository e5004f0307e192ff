"""``telescan hub``: runs until SIGTERM or SIGINT, and ends within three seconds of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

from telescan.configuration import ConfigurationError, make_data_folder
from telescan.console.relays import Relays
from telescan.ending import told_to_end
from telescan.hub.app import make_app
from telescan.hub.database import open_database
from telescan.hub.intake import image_handler
from telescan.hub.listening import listen, make_server
from telescan.hub.services import open_services
from telescan.hub.settings import HubSettings
from telescan.hub.site_link import SiteLink, open_nats
from telescan.store.engine import DatabaseError
from telescan.wire.errors import WireError
from telescan.wire.images import image_inbox
from telescan.wire.inbox import journal_inbox
from telescan.wire.live import watch_live
from telescan.wire.pieces import PieceDoor

_log = logging.getLogger(__name__)


def run(settings: HubSettings) -> int:
    """Run a hub. Returns the exit code; raises ConfigurationError where it cannot start."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    try:
        return asyncio.run(_serve(settings))
    except (DatabaseError, WireError) as error:
        raise ConfigurationError(str(error)) from error
    except OSError as error:
        raise ConfigurationError(f"the hub cannot start: {error}") from error


async def _serve(settings: HubSettings) -> int:
    told = told_to_end()
    make_data_folder(settings.data_folder)
    relays = Relays()
    app = make_app(settings, relays)
    server = make_server(app, settings)
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(listen(settings))
        database = await stack.enter_async_context(open_database(settings))
        client = await stack.enter_async_context(open_nats(settings))
        link = SiteLink(client)
        stack.push_async_callback(link.close)
        services = await stack.enter_async_context(open_services(settings, database, link, relays))
        services.attach(app)
        await stack.enter_async_context(app.state.quic.open(app.state.quic_door.serve))
        await watch_live(client, [site.site_id for site in settings.sites], services.fleet.heard)
        await PieceDoor(client).open(site.site_id for site in settings.sites)
        take_image = image_handler(services.dicomweb.images, services.series_results)
        work = (
            journal_inbox(client, services.sessions.receive).run(),
            image_inbox(client, settings.data_folder / "incoming", take_image).run(),
            services.series_results.run(),
            link.keep_pinging(services.fleet),
        )
        tasks = await stack.enter_async_context(running(work))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        _log.info("hub ready at %s", settings.address)
        ended, _ = await asyncio.wait({told, serving, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving
        return _exit_code(ended - {told, serving})


@asynccontextmanager
async def running(
    work: Iterable[Coroutine[None, None, None]],
) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Run endless work beside the server, and cancel it at the end."""
    tasks = [asyncio.create_task(part) for part in work]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _exit_code(failed: set[asyncio.Task[None] | asyncio.Future[None]]) -> int:
    for task in failed:
        _log.error("the hub ends: endless work has ended", exc_info=task.exception())
    return 1 if failed else 0
