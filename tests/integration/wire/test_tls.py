import asyncio
import ssl
from pathlib import Path

from tests.peers.certificate import make_certificate
from tests.peers.nats_link import SITE, HubSide, free_port, running_hub
from websockets.asyncio.server import ServerConnection, serve

from telescan.gateway.hub_trust import hub_trust
from telescan.gateway.settings import GatewaySettings
from telescan.wire.console_channel import ChannelSettings, ConsoleChannel
from telescan.wire.keys import make_key
from telescan.wire.nats_config import SiteServerSettings
from telescan.wire.nats_server import site_server


async def has_link(
    hub: HubSide, tmp_path: Path, hub_url: str, ca_file: Path | None, patience_s: float
) -> bool:
    """Start the site's server and tell whether it reaches the hub in time."""
    await hub.wait_for_leaf(connected=False)
    settings = SiteServerSettings(
        folder=tmp_path,
        client_port=free_port(),
        site_id=SITE,
        hub_url=hub_url,
        hub_ca_file=ca_file,
        client_public_key=make_key().public,
        system_public_key=make_key().public,
    )
    async with site_server(settings, KEY):
        try:
            await asyncio.wait_for(hub.wait_for_leaf(), patience_s)
        except TimeoutError:
            return False
        return True


KEY = make_key()


async def test_a_site_comes_in_by_tls_and_only_to_the_hub_it_trusts(tmp_path: Path) -> None:
    tls, other = make_certificate(tmp_path / "tls"), make_certificate(tmp_path / "other")
    async with running_hub(tmp_path / "hub", {SITE: KEY}, tls=tls, leaf_host="0.0.0.0") as hub:  # noqa: S104
        url = f"tls://127.0.0.1:{hub.leaf_port}"
        plain = f"nats-leaf://127.0.0.1:{hub.leaf_port}"
        assert await has_link(hub, tmp_path / "a", url, tls.cert_file, 20)
        assert not await has_link(hub, tmp_path / "b", url, other.cert_file, 2.5)
        assert not await has_link(hub, tmp_path / "c", plain, None, 2.5)


class Opened:
    """Notes that the hub could be talked to."""

    def __init__(self) -> None:
        self.event = asyncio.Event()

    def channel_opened(self) -> None:
        self.event.set()

    def channel_received(self, message: str) -> None:
        pass

    def channel_closed(self) -> None:
        pass


async def opens(url: str, ca_file: Path | None, patience_s: float) -> bool:
    """Tell whether a console channel to the hub opens in time."""
    settings = GatewaySettings.model_validate(
        {
            "site_id": SITE,
            "site_name": SITE,
            "hub_url": url,
            "hub_leaf_url": "tls://127.0.0.1:1",
            "site_seed_file": "unused",
            "data_folder": "unused",
            "hub_ca_file": ca_file,
            "scanners": [
                {
                    "scanner_id": "mr2",
                    "name": "MR2",
                    "driver": "virtual",
                    "control": {"host": "127.0.0.1", "port": 1},
                    "console": {"host": "127.0.0.1", "port": 1},
                    "storage": {"port": 11112},
                }
            ],
        }
    )
    channel = ChannelSettings(
        url.replace("https", "wss"), SITE, "mr2", KEY.seed.encode(), hub_trust(settings)
    )
    heard = Opened()
    running = asyncio.create_task(ConsoleChannel(channel, heard).run())
    try:
        await asyncio.wait_for(heard.event.wait(), patience_s)
    except TimeoutError:
        return False
    finally:
        running.cancel()
        await asyncio.wait({running})
    return True


async def test_a_console_channel_opens_only_to_the_hub_that_the_site_trusts(tmp_path: Path) -> None:
    tls, other = make_certificate(tmp_path / "tls"), make_certificate(tmp_path / "other")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tls.cert_file, tls.key_file)

    async def hold(connection: ServerConnection) -> None:
        await connection.wait_closed()

    async with serve(hold, "127.0.0.1", 0, ssl=context) as hub:
        url = f"https://127.0.0.1:{hub.sockets[0].getsockname()[1]}"
        assert await opens(url, tls.cert_file, 20)
        assert not await opens(url, other.cert_file, 1.5)
        assert not await opens(url, None, 1.5)
