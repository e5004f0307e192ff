"""A gateway's ways to its hub: a WebSocket always, QUIC where it is offered and gets through.

The first opening is by WebSocket, which brings the hub's offer. While a WebSocket carries the
channel, ``seek`` tries QUIC beside it. A channel that had QUIC tries it first when it has to open
again, and a WebSocket shortly after.
"""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

from telescan.wire.console_pipe import DialledPipe
from telescan.wire.quic.dialling import QuicDialler
from telescan.wire.quic.offer import HEADER, QuicOffer, read_offer
from telescan.wire.quic.openings import GatewayOpening
from telescan.wire.transport_choice import QUIC_WITHIN_S, WEBSOCKET_AFTER_S, TransportChoice
from telescan.wire.websocket_dialling import dial_websocket

_log = logging.getLogger(__name__)

type Sign = Callable[[], GatewayOpening]
"""A new signature for each opening."""


class HubWays:
    """Opens pipes to one door of the hub."""

    def __init__(
        self, url: str, trust: ssl.SSLContext | None, sign: Sign, choice: TransportChoice
    ) -> None:
        self._url = url
        self._trust = trust
        self._sign = sign
        self._choice = choice
        self._dialler: QuicDialler | None = None
        self._seeking: asyncio.Task[DialledPipe | None] | None = None

    async def open(self) -> DialledPipe:
        """Try once. Raises OSError, and OpeningRefusedError where the answer is no."""
        if not (self._choice.quic_worked and self._choice.wants_quic(_now_s())):
            return await self._open_websocket()
        quic = asyncio.create_task(self._open_quic())
        websocket = asyncio.create_task(self._open_websocket(after_s=WEBSOCKET_AFTER_S))
        return await _first_open(quic, websocket)

    def seek(self) -> None:
        """Try QUIC beside the pipe in use, unless it is under way or is to be left alone."""
        if self._seeking is None and self._choice.wants_quic(_now_s()):
            self._seeking = asyncio.create_task(self._sought())

    def found(self) -> DialledPipe | None:
        """Return the pipe over QUIC that ``seek`` opened, once."""
        seeking = self._seeking
        if seeking is None or not seeking.done():
            return None
        self._seeking = None
        return seeking.result()

    async def close(self) -> None:
        """Stop trying, and end whatever runs over QUIC."""
        if self._seeking is not None:
            self._seeking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._seeking
        if self._dialler is not None:
            await self._dialler.close()

    async def _open_websocket(self, after_s: float = 0.0) -> DialledPipe:
        await asyncio.sleep(after_s)
        pipe = await dial_websocket(self._url, self._sign().headers, self._trust)
        self._choice.told(read_offer(pipe.answer.get(HEADER)))
        return pipe

    async def _open_quic(self) -> DialledPipe:
        dialler = await self._dialler_for(self._choice.offer)
        pipe = await dialler.dial(self._sign().model_dump_json())
        self._choice.opened()
        return pipe

    async def _sought(self) -> DialledPipe | None:
        try:
            async with asyncio.timeout(QUIC_WITHIN_S):
                return await self._open_quic()
        except (OSError, TimeoutError) as error:
            self._choice.failed(_now_s())
            _log.info("%s: no way by QUIC (%s)", self._url, error or "no answer; is UDP blocked?")
            return None

    async def _dialler_for(self, offer: QuicOffer | None) -> QuicDialler:
        if offer is None:
            raise OSError("the hub offers no QUIC")
        if self._dialler is None or self._dialler.offer != offer:
            old = self._dialler
            self._dialler = QuicDialler(urlsplit(self._url).hostname or "", offer, self._trust)
            if old is not None:
                await old.close()
        return self._dialler


async def _first_open(*tries: asyncio.Task[DialledPipe]) -> DialledPipe:
    """Return what opens first and end the others. Raises what the last one raised."""
    waiting = set(tries)
    try:
        while True:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            opened = [task for task in tries if task in done and task.exception() is None]
            if opened or not waiting:
                for spare in opened[1:]:
                    spare.result().abort()
                return (opened or list(done))[0].result()
    finally:
        for task in waiting:
            task.cancel()
        for result in await asyncio.gather(*waiting, return_exceptions=True):
            if not isinstance(result, BaseException):
                result.abort()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
