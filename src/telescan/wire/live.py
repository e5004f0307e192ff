"""Scanners' present state from gateways to the hub: sent on each change, never stored."""

import logging
from collections.abc import Awaitable, Callable, Iterable

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from pydantic import ValidationError

from telescan.wire import subjects
from telescan.wire.errors import InvalidNameError
from telescan.wire.messages import ScannerLive

_log = logging.getLogger(__name__)

LiveHandler = Callable[[ScannerLive], Awaitable[None]]


async def publish_live(client: Client, state: ScannerLive) -> None:
    """Tell the hub how a scanner is; where the link is down this goes nowhere, rightly."""
    subject = subjects.live(state.site_id, state.scanner_id)
    await client.publish(subject, state.model_dump_json().encode())


async def watch_live(
    client: Client, site_ids: Iterable[str], handle: LiveHandler
) -> list[Subscription]:
    """Hand every state of these sites' scanners to ``handle``.

    What a site says of another site, or what cannot be read, is logged and dropped.
    """

    async def take(message: Msg) -> None:
        try:
            sender = subjects.sender(message.subject)
            state = ScannerLive.model_validate_json(message.data)
        except (InvalidNameError, ValidationError) as error:
            _log.warning("%s: not a scanner's state: %s", message.subject, type(error).__name__)
            return
        if sender != (state.site_id, state.scanner_id):
            _log.warning("%s: speaks of another scanner", message.subject)
            return
        await handle(state)

    return [
        await client.subscribe(subjects.live(site_id, "x").removesuffix("x") + "*", cb=take)
        for site_id in site_ids
    ]
