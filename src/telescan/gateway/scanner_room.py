"""Everything that a gateway runs for one scanner: link, desk, console, storage, live status."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ssl import SSLContext

from nats.aio.client import Client

from telescan.console.input_age import AgeLimits
from telescan.console.rights import LinkLoss
from telescan.console.scanner_input import ScannerInput
from telescan.console.scanner_streams import ScannerStreams
from telescan.console.site_stream import SiteStream
from telescan.dicom.departure import Departure, read_or_make_pseudonym_key
from telescan.dicom.storage_scp import StorageScp, StoredInstance
from telescan.gateway.drivers import make_driver
from telescan.gateway.live_status import LiveStatus
from telescan.gateway.scanner_link import ScannerLink
from telescan.gateway.settings import ConsoleTransport, GatewaySettings, ScannerEntry
from telescan.gateway.source_clients import source_rules, source_settings
from telescan.session.events import ControlEnd
from telescan.session.ledger import Journal, SessionLedger
from telescan.session.site_desk import SiteDesk
from telescan.wire.console_channel import ChannelSettings
from telescan.wire.images import store_at_site
from telescan.wire.keys import NatsKey
from telescan.wire.link_pulse import PING_EVERY_S

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the site's clock."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return an id that nobody has had."""
    return uuid.uuid4().hex


class ScannerRoom:
    """One scanner of the site, alive between ``open`` and its end."""

    def __init__(
        self,
        settings: GatewaySettings,
        entry: ScannerEntry,
        client: Client,
        journal: Journal,
        *,
        key: NatsKey,
        trust: SSLContext | None,
    ) -> None:
        self.entry = entry
        self.link = ScannerLink(entry.scanner_id, make_driver(entry))
        ledger = SessionLedger(settings.site_id, entry.scanner_id, journal, utc_now, new_id)
        self.desk = SiteDesk(ledger, self.link, settings.policy, utc_now, new_id)
        self._client = client
        self._delay_limit_ms = settings.policy.delay_limit_ms
        self._departure = Departure(
            settings.policy.identity,
            read_or_make_pseudonym_key(settings.data_folder / "pseudonym.key"),
        )
        self._live = LiveStatus(client, settings, entry, self.link, utc_now)
        self._storage = StorageScp(entry.storage, self._accept)
        self._streams = self._make_streams(settings, key, trust)
        self.desk.on_rights_changed = self._streams.rights_changed
        self.link.on_change = self._scanner_changed

    def _make_streams(
        self, settings: GatewaySettings, key: NatsKey, trust: SSLContext | None
    ) -> ScannerStreams:
        scanner_id, policy = self.entry.scanner_id, settings.policy
        age_limits = AgeLimits(policy.pointer_age_limit_ms, policy.key_age_limit_ms)
        driving = ScannerInput(self.desk.rights, age_limits)
        return ScannerStreams(
            [
                SiteStream(
                    source_settings(source, scanner_id, policy.identity),
                    ChannelSettings(
                        hub_url=_websocket(settings.hub_url),
                        site_id=settings.site_id,
                        scanner_id=scanner_id,
                        seed=key.seed.encode(),
                        trust=trust,
                        source_id=source.source_id,
                        quic_allowed=settings.console_transport is ConsoleTransport.AUTO,
                    ),
                    self.desk.rights,
                    on_link_lost=self._link_lost,
                    rules=source_rules(
                        source, settings.policy.camera_for, settings.policy.identity
                    ),
                    driving=driving,
                )
                for source in self.entry.all_sources
            ]
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Open the storage door. Raises StorageScpError."""
        await self._storage.start()
        try:
            yield
        finally:
            await self._storage.stop()

    @property
    def is_watched(self) -> bool:
        """Whether somebody looks at one of the scanner's sources now."""
        return self._streams.is_watched

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for work in (self.link, self.desk, self._streams, self._live):
                tasks.create_task(work.run())
            tasks.create_task(self._keep_measuring())

    async def _accept(self, instance: StoredInstance) -> None:
        content = await self._departure.prepare(instance.content)
        await store_at_site(self._client, self.entry.scanner_id, content)

    async def _keep_measuring(self) -> None:
        """End control when the way to the hub takes longer than the site allows."""
        while True:
            delay_ms = self._streams.delay_ms
            driven = self.desk.rights.driver() is not None
            if driven and delay_ms is not None and delay_ms > self._delay_limit_ms:
                _log.warning("%s: the delay is %.0f ms", self.entry.scanner_id, delay_ms)
                self.desk.end_control(ControlEnd.LINK_LOST)
            await asyncio.sleep(PING_EVERY_S)

    def _scanner_changed(self) -> None:
        self.desk.scanner_changed()
        self._live.changed()

    def _link_lost(self, loss: LinkLoss) -> None:
        _log.warning("%s: the link of the console is lost (%s)", self.entry.scanner_id, loss.value)
        self.desk.end_control(ControlEnd.LINK_LOST)


def _websocket(url: str) -> str:
    return "ws" + url.removeprefix("http")
