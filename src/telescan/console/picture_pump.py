"""Sends one screen's pictures over one channel, as fast as the link takes them: a thin adapter.

An image is encoded and handed over beside the rest, one at a time, so that a letter typed meanwhile
goes before it.
"""

import asyncio
from collections.abc import Callable

from telescan.console.encoding import Piece, Work, encode
from telescan.console.link_room import LinkEstimate, LinkRoom
from telescan.console.screen_encoder import ScreenEncoder
from telescan.console.screen_source import ScreenSource
from telescan.console.site_order import SiteUpdate, write_site_update
from telescan.console.wire_format import Update
from telescan.wire.console_channel import ConsoleChannel
from telescan.wire.console_pipe import Transport

_INLINE_PIXELS = 1 << 15
"""Up to here encoding takes less than about a millisecond: not worth a thread's latency."""

_LEAST_WAIT_S = 0.002


class PicturePump:
    """One screen, one channel."""

    def __init__(
        self,
        source: ScreenSource,
        channel: ConsoleChannel,
        clock: Callable[[], float],
        wake: Callable[[], None],
        *,
        moving: bool = False,
    ) -> None:
        self.encoder = ScreenEncoder(moving=moving)
        self._room = LinkRoom()
        self._source = source
        self._channel = channel
        self._clock = clock
        self._delay_ms: float | None = None
        self._drops = 0
        self._wake = wake
        self._image: asyncio.Task[None] | None = None

    @property
    def estimate(self) -> LinkEstimate:
        """What is known of the link."""
        return self._room.estimate

    def kept(self, generation: int, complete: int) -> None:
        """Learn what the hub has: this generation, and all up to another."""
        self._room.kept(generation, complete, self._clock())
        self.encoder.kept(generation, complete)

    def drop(self) -> None:
        """Send nothing of what is being encoded: those whom it was for are gone."""
        self._drops += 1

    def resume(self, generation: int) -> None:
        """Go on over a new channel: the hub has everything up to here; 0: nothing."""
        self.drop()
        self._room.empty()
        if generation == 0:
            self.encoder.start_over()
        else:
            self.encoder.resume(generation)

    def stop(self) -> None:
        """Leave what is being encoded."""
        if self._image is not None:
            self._image.cancel()

    async def step(self) -> float | None:
        """Send one update if there is anything to send and room for it.

        Return after how many seconds to call again at the latest; None: when something happens.
        """
        if (delay_ms := self._channel.delay_ms) is not None and delay_ms != self._delay_ms:
            self._delay_ms = delay_ms
            self._room.round_trip_was(delay_ms / 1000, self._clock())
        self._room.can_be_overtaken = self._channel.transport is Transport.QUIC
        screen = self._source.whole_screen
        if screen is None:
            return None
        busy = self._image_is_under_way()
        work = self.encoder.take(screen, self._clock(), self._room, text_only=busy)
        if work is not None and work.urgent:
            await self._send(work, self._drops)
        elif work is not None:
            self._image = asyncio.create_task(self._send(work, self._drops))
            self._image.add_done_callback(lambda _: self._wake())
        if self._room.urgent_bytes > 0:
            self._source.ask_for_update()
        return None if self._image_is_under_way() else self._wait_s()

    def _image_is_under_way(self) -> bool:
        if self._image is not None and self._image.done():
            self._image.result()
            self._image = None
        return self._image is not None

    async def _send(self, work: Work, drops: int) -> None:
        update, left = await _encode(work)
        if drops != self._drops:
            return  # the encoder starts over, or sends it again with the next channel
        self.encoder.put_back(left)
        self.encoder.learn(work, update)
        update = self.encoder.permitted(update)
        data = write_site_update(SiteUpdate(update, work.after))
        self._room.sent(update.generation, len(data), self._clock())
        await self._channel.send(data, urgent=work.urgent)

    def _wait_s(self) -> float | None:
        now_s = self._clock()
        room_s = self._room.wait_s(now_s)
        if self.encoder.waiting:
            return room_s
        self._room.idle()
        due_s, rest_s = self.encoder.next_due_s, self._room.rest_wait_s(now_s)
        if due_s is None or rest_s is None:
            return None
        return max(due_s - now_s, rest_s, _LEAST_WAIT_S)


async def _encode(work: Work) -> tuple[Update, tuple[Piece, ...]]:
    if work.area <= _INLINE_PIXELS:
        return encode(work)
    return await asyncio.to_thread(encode, work)
