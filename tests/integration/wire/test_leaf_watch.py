import asyncio
from pathlib import Path

from tests.peers.nats_link import SITE, free_port, running_hub
from tests.peers.relay import running_relay

from telescan.wire.connection import connect
from telescan.wire.keys import make_key
from telescan.wire.leaf_watch import LeafWatch
from telescan.wire.nats_config import SiteServerSettings
from telescan.wire.nats_server import site_server


async def test_a_link_that_does_not_come_back_is_started_anew(tmp_path: Path) -> None:
    key, client_key, system_key = make_key(), make_key(), make_key()
    # The hub does not know the site: to the leaf this is a hub that answers and lets nobody in.
    async with running_hub(tmp_path / "hub", {}) as hub, running_relay(hub.leaf_port) as relay:
        settings = SiteServerSettings(
            folder=tmp_path / "site",
            client_port=free_port(),
            site_id=SITE,
            hub_url=f"nats-leaf://127.0.0.1:{relay.port}",
            client_public_key=client_key.public,
            system_public_key=system_key.public,
        )
        async with site_server(settings, key) as server:
            system = await connect(server.url, system_key, name="watch")
            before = server.pid
            watch = LeafWatch(server, system, settings.hub_url, patience_s=(2.0, 600.0))
            task = asyncio.create_task(watch.run())
            relay.cut()
            await asyncio.sleep(5)
            assert server.pid == before, "a hub that is away is no reason"
            relay.restore()
            while not server.is_running or server.pid == before:
                await asyncio.sleep(0.05)
            assert not watch.is_connected
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await system.close()


async def test_a_link_that_stands_is_seen_to_stand(tmp_path: Path) -> None:
    key, client_key, system_key = make_key(), make_key(), make_key()
    async with running_hub(tmp_path / "hub", {SITE: key}) as hub:
        settings = SiteServerSettings(
            folder=tmp_path / "site",
            client_port=free_port(),
            site_id=SITE,
            hub_url=f"nats-leaf://127.0.0.1:{hub.leaf_port}",
            client_public_key=client_key.public,
            system_public_key=system_key.public,
        )
        async with site_server(settings, key) as server:
            system = await connect(server.url, system_key, name="watch")
            watch = LeafWatch(server, system, settings.hub_url)
            task = asyncio.create_task(watch.run())
            while not watch.is_connected:
                await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await system.close()
