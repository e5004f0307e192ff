"""What the hub hears of a scanner all the time: on each change, and every two seconds.

The patient's identity is masked here, at the site, unless site policy lets it leave.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime

import nats.errors
from nats.aio.client import Client

from telescan.dicom.deidentify import IdentityPolicy
from telescan.fleet.masking import masked_exam
from telescan.gateway.scanner_link import ScannerLink
from telescan.gateway.settings import GatewaySettings, ScannerEntry
from telescan.scanner.driver import ScannerStatus
from telescan.wire.live import publish_live
from telescan.wire.messages import ScannerLive

_log = logging.getLogger(__name__)

EVERY_S = 2.0
_AT_MOST_EVERY_S = 0.1
"""Progress changes faster than anybody reads it."""


def leaving_status(status: ScannerStatus | None, policy: IdentityPolicy) -> ScannerStatus | None:
    """Return a scanner's status as it may leave the site. The weight stays: SAR depends on it."""
    if status is None or status.exam is None or policy is IdentityPolicy.FULL:
        return status
    return status.model_copy(update={"exam": masked_exam(status.exam)})


class LiveStatus:
    """Tells the hub of one scanner."""

    def __init__(
        self,
        client: Client,
        settings: GatewaySettings,
        entry: ScannerEntry,
        link: ScannerLink,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._settings = settings
        self._entry = entry
        self._link = link
        self._now = now
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Tell the hub soon."""
        self._changed.set()

    async def run(self) -> None:
        """Tell the hub for ever."""
        while True:
            self._changed.clear()
            try:
                await publish_live(self._client, self._state())
            except nats.errors.Error as error:
                _log.debug("live state of %s: %r", self._entry.scanner_id, error)
            await asyncio.sleep(_AT_MOST_EVERY_S)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), EVERY_S - _AT_MOST_EVERY_S)

    def _state(self) -> ScannerLive:
        return ScannerLive(
            site_id=self._settings.site_id,
            scanner_id=self._entry.scanner_id,
            name=self._entry.name,
            at=self._now(),
            reachable=self._link.status is not None,
            description=self._link.description,
            status=leaving_status(self._link.status, self._settings.policy.identity),
            sources=tuple(source.description for source in self._entry.all_sources),
        )
