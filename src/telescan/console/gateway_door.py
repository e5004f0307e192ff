"""The hub's door for gateways, behind the check of their signature: pipe → relay.

A pipe becomes the scanner's channel with its first word. One that is opened and not used takes
nothing away from the channel in use.
"""

import asyncio
import contextlib
import logging

from pydantic import BaseModel, ValidationError

from telescan.console.doors import first_to_end
from telescan.console.messages import GATEWAY_TO_HUB, ChannelOpened, FromViewer, ViewerInput
from telescan.console.relay import ScannerRelay
from telescan.wire.console_pipe import Pipe

_log = logging.getLogger(__name__)

_FIRST_WORD_S = 10.0
_STALE_S = 2.0
"""A gateway speaks every second; silent for so long, its picture is marked."""
_SILENCE_S = 15.0


class _QueuedLink:
    """Messages to a gateway, sent in order by ``run``; input waits for nothing but input."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._messages: asyncio.Queue[BaseModel] = asyncio.Queue()
        self._input: asyncio.Queue[BaseModel] = asyncio.Queue()

    def say(self, message: BaseModel) -> None:
        is_input = isinstance(message, FromViewer) and isinstance(message.message, ViewerInput)
        (self._input if is_input else self._messages).put_nowait(message)

    async def run(self) -> None:
        await first_to_end(self._send(self._messages), self._send(self._input, urgent=True))

    async def _send(self, queue: asyncio.Queue[BaseModel], *, urgent: bool = False) -> None:
        while True:
            message = await queue.get()
            await self._pipe.send(message.model_dump_json(), urgent=urgent)


async def serve_gateway(pipe: Pipe, relay: ScannerRelay) -> None:
    """Relay a gateway's channel until it ends or another takes its place."""
    link = _QueuedLink(pipe)
    try:
        await first_to_end(link.run(), _hear(pipe, relay, link))
    finally:
        relay.gateway_closed(link)


async def _hear(pipe: Pipe, relay: ScannerRelay, link: _QueuedLink) -> None:
    opened = await _first_word(pipe)
    relay.gateway_opened(link)
    relay.gateway_said(opened)
    while relay.is_current(link):
        message = await _receive_or_mark(pipe, relay, link)
        if not relay.is_current(link):
            return
        relay.gateway_heard()
        _take(relay, message)


async def _first_word(pipe: Pipe) -> ChannelOpened:
    """Wait for the channel's first word; what came before is of the channel that this one replaces.

    A gateway opens several channels at a time after an outage and speaks on one only.
    """
    async with asyncio.timeout(_FIRST_WORD_S):
        while True:
            message = await pipe.receive()
            with contextlib.suppress(ValidationError):
                said = GATEWAY_TO_HUB.validate_json(message if isinstance(message, str) else "")
                if isinstance(said, ChannelOpened):
                    return said


def _take(relay: ScannerRelay, message: str | bytes) -> None:
    if isinstance(message, bytes):
        relay.picture_came(message)
        return
    try:
        relay.gateway_said(GATEWAY_TO_HUB.validate_json(message))
    except ValidationError as error:
        _log.warning("console %s: unknown message: %s", relay.name, error)


async def _receive_or_mark(pipe: Pipe, relay: ScannerRelay, link: _QueuedLink) -> str | bytes:
    receiving = asyncio.ensure_future(pipe.receive())
    try:
        done, _ = await asyncio.wait({receiving}, timeout=_STALE_S)
        if not done and relay.is_current(link):
            relay.gateway_silent()
        return await asyncio.wait_for(receiving, _SILENCE_S)
    finally:
        receiving.cancel()
