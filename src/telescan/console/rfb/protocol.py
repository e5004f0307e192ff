"""RFB (RFC 6143) without I/O, the client's side: bytes in, events out.

The caller owns the socket: it feeds what it read to ``receive``, handles the events, and sends
what ``data_to_send`` returns. Nothing that the server says is believed without a limit: see
``limits``. After an error the connection is of no use.
"""

import struct
from collections.abc import Iterator, Sequence

from telescan.console.rfb import messages
from telescan.console.rfb.encodings import NEAR, Encoding, Pseudo, jpeg_quality_code
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.events import Bell, Connected, ContinuousUpdatesEnded, RfbEvent
from telescan.console.rfb.handshake import shake_hands
from telescan.console.rfb.limits import (
    BAND_BYTES,
    MAX_COLOUR_MAP_ENTRIES,
    MAX_CUT_TEXT_BYTES,
    MAX_FENCE_BYTES,
)
from telescan.console.rfb.pipe import Pipe
from telescan.console.rfb.security import Access
from telescan.console.rfb.update import UpdateReader


class RfbProtocol:
    """One connection to an RFB server."""

    def __init__(
        self,
        access: Access | None = None,
        encodings: Sequence[Encoding] = NEAR,
        jpeg_quality: int | None = None,
    ) -> None:
        self.messages = 0
        """How many messages have come whole."""
        self._updates = UpdateReader()
        self._pipe = Pipe()
        self._between_messages = False
        self._codes = [*encodings, *Pseudo]
        if jpeg_quality is not None:
            self._codes.append(jpeg_quality_code(jpeg_quality))
        self._parser = self._run(access or Access())
        self._next = next(self._parser)

    @property
    def width(self) -> int:
        """Pixels of the screen; 0 before ``Connected``."""
        return self._updates.width

    @property
    def height(self) -> int:
        """Pixels of the screen; 0 before ``Connected``."""
        return self._updates.height

    @property
    def amid_message(self) -> bool:
        """Whether the server owes us the rest of something: then silence means a stall."""
        return not self._between_messages or bool(self._pipe.received)

    def receive(self, data: bytes) -> Iterator[RfbEvent]:
        """Take bytes that the server sent and give what they mean, in order.

        Take every event before the next call; they come one by one so that a server cannot make
        us hold many screens at once.

        Raises:
            RfbError: the server broke a rule or a limit; close the connection.

        """
        self._pipe.receive(data)
        buffer = self._pipe.received
        while True:
            if not isinstance(self._next, int):
                event, self._next = self._next, 0
                yield event
            elif self._next <= len(buffer):
                taken = bytes(memoryview(buffer)[: self._next])
                del buffer[: self._next]
                self._next = self._parser.send(taken)
            else:
                return

    def data_to_send(self) -> bytes:
        """Return the bytes that must go to the server now."""
        return self._pipe.data_to_send()

    def ask_for_update(self, *, incremental: bool) -> None:
        """Ask for the whole screen, or for what changed since the last update."""
        self._pipe.send(messages.request_update(self.width, self.height, incremental=incremental))

    def ask_for_pixel(self) -> None:
        """Ask for one pixel, which a server that works sends at once."""
        self._pipe.send(messages.request_pixel())

    def enable_continuous_updates(self, *, enable: bool) -> None:
        """Have changes sent without asking, or not; only where ContinuousUpdatesEnded has come."""
        self._pipe.send(messages.enable_continuous_updates(self.width, self.height, enable=enable))

    def press(self, keysym: int, *, down: bool) -> None:
        """Press or release a key."""
        self._pipe.send(messages.key(keysym, down=down))

    def point(self, x: int, y: int, buttons: int) -> None:
        """Move the pointer and set the buttons; off-screen positions are brought to the edge."""
        inside_x = min(max(x, 0), self.width - 1)
        inside_y = min(max(y, 0), self.height - 1)
        self._pipe.send(messages.pointer(inside_x, inside_y, buttons))

    def _run(self, access: Access) -> Parser[None]:
        connected: Connected = yield from shake_hands(self._pipe, access)
        self._updates.width, self._updates.height = connected.width, connected.height
        self._pipe.send(messages.set_pixel_format())
        self._pipe.send(messages.set_encodings(self._codes))
        yield connected
        while True:
            self._between_messages = True
            kind = (yield 1)[0]
            self._between_messages = False
            yield from self._message(kind)
            self.messages += 1

    def _message(self, kind: int) -> Parser[None]:
        match kind:
            case 0:  # FramebufferUpdate, 7.6.1
                yield from self._updates.read()
            case 1:  # SetColourMapEntries, 7.6.2
                yield from _colour_map()
            case 2:  # Bell, 7.6.3
                yield Bell()
            case 3:  # ServerCutText, 7.6.4
                yield from _cut_text()
            case 150:  # EndOfContinuousUpdates
                yield ContinuousUpdatesEnded()
            case 248:  # ServerFence
                yield from self._fence()
            case _:
                raise RfbError(f"RFB message type {kind} was not asked for; check the server")

    def _fence(self) -> Parser[None]:
        flags, length = struct.unpack(">3xIB", (yield 8))
        if length > MAX_FENCE_BYTES:
            raise RfbError(f"RFB fence of {length} bytes; check the server")
        payload = yield length
        if flags & messages.Fence.REQUEST:
            self._pipe.send(messages.answer_fence(flags, payload))


def _colour_map() -> Parser[None]:
    # 7.6.2: of no meaning in true colour; read over.
    (count,) = struct.unpack(">xxxH", (yield 5))
    if count > MAX_COLOUR_MAP_ENTRIES:
        raise RfbError(f"RFB colour map of {count} entries; check the server")
    yield count * 6


def _cut_text() -> Parser[None]:
    # 7.6.4: the scanner's clipboard stays at the site; read over.
    (length,) = struct.unpack(">xxxI", (yield 7))
    if length > MAX_CUT_TEXT_BYTES:
        raise RfbError(
            f"RFB clipboard of {length} bytes, taken are {MAX_CUT_TEXT_BYTES}; "
            "copy less at the console, or check the server"
        )
    while length:
        piece = min(length, BAND_BYTES)
        yield piece
        length -= piece
