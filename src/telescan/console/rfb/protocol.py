"""RFB (RFC 6143) without I/O, the client's side: bytes in, events out.

The caller owns the socket: it feeds what it read to ``receive``, handles the events, and sends
what ``data_to_send`` returns. Nothing that the server says is believed without a limit: see
``limits``. After an error the connection is of no use.
"""

import struct
from collections.abc import Iterator

from telescan.console.geometry import Rect
from telescan.console.rfb import messages
from telescan.console.rfb.encodings import LAST_RECT, new_decoders
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.events import Bell, Connected, Copied, Resized, RfbEvent, UpdateFinished
from telescan.console.rfb.handshake import Outbox, check_size, shake_hands
from telescan.console.rfb.limits import (
    MAX_COLOUR_MAP_ENTRIES,
    MAX_CUT_TEXT_BYTES,
    MAX_OVERDRAW,
)

_UNKNOWN_COUNT = 0xFFFF


class RfbProtocol:
    """One connection to an RFB server."""

    def __init__(self, password: str | None = None) -> None:
        self.width = 0
        self.height = 0
        self._decoders = new_decoders()
        self._out = Outbox(bytearray())
        self._buffer = bytearray()
        self._events: list[RfbEvent] = []
        self._between_messages = False
        self._budget = 0
        self._resized = False
        self._parser = self._run(password)
        self._wanted = next(self._parser)

    @property
    def amid_message(self) -> bool:
        """Whether the server owes us the rest of something: then silence means a stall."""
        return not self._between_messages or bool(self._buffer)

    def receive(self, data: bytes) -> Iterator[RfbEvent]:
        """Take bytes that the server sent and give what they mean, in order.

        Take every event before the next call; they come one by one so that a server cannot make
        us hold many screens at once.

        Raises:
            RfbError: the server broke a rule or a limit; close the connection.

        """
        self._buffer += data
        while len(self._buffer) >= self._wanted:
            taken = bytes(memoryview(self._buffer)[: self._wanted])
            del self._buffer[: self._wanted]
            self._wanted = self._parser.send(taken)
            events, self._events = self._events, []
            yield from events

    def data_to_send(self) -> bytes:
        """Return the bytes that must go to the server now."""
        data = bytes(self._out.data)
        self._out.data.clear()
        return data

    def ask_for_update(self, *, incremental: bool) -> None:
        """Ask for the whole screen, or for what changed since the last update."""
        self._out.data += messages.request_update(self.width, self.height, incremental=incremental)

    def press(self, keysym: int, *, down: bool) -> None:
        """Press or release a key."""
        self._out.data += messages.key(keysym, down=down)

    def point(self, x: int, y: int, buttons: int) -> None:
        """Move the pointer and set the buttons; off-screen positions are brought to the edge."""
        inside_x = min(max(x, 0), self.width - 1)
        inside_y = min(max(y, 0), self.height - 1)
        self._out.data += messages.pointer(inside_x, inside_y, buttons)

    def _run(self, password: str | None) -> Parser[None]:
        connected: Connected = yield from shake_hands(self._out, password)
        self.width, self.height = connected.width, connected.height
        self._out.data += messages.set_pixel_format()
        self._out.data += messages.set_encodings([*self._decoders, LAST_RECT])
        self._events.append(connected)
        while True:
            self._between_messages = True
            kind = (yield 1)[0]
            self._between_messages = False
            match kind:
                case 0:  # FramebufferUpdate, 7.6.1
                    yield from self._update()
                case 1:  # SetColourMapEntries, 7.6.2
                    yield from self._colour_map()
                case 2:  # Bell, 7.6.3
                    self._events.append(Bell())
                case 3:  # ServerCutText, 7.6.4
                    yield from self._cut_text()
                case _:
                    raise RfbError(f"RFB message type {kind} was not asked for; check the server")

    def _update(self) -> Parser[None]:
        (count,) = struct.unpack(">xH", (yield 3))
        self._budget = self.width * self.height * MAX_OVERDRAW
        self._resized = False
        while count:
            x, y, width, height, code = struct.unpack(">HHHHi", (yield 12))
            if code == LAST_RECT:
                break
            yield from self._rect(Rect(x, y, width, height), code)
            count -= count != _UNKNOWN_COUNT
        self._events.append(UpdateFinished())

    def _rect(self, rect: Rect, code: int) -> Parser[None]:
        decoder = self._decoders.get(code)
        if decoder is None:
            raise RfbError(f"RFB encoding {code} was not asked for; check the server")
        if decoder.on_screen:
            self._check_on_screen(rect)
            self._check_budget(rect)
        event = yield from decoder.decode(rect)
        if isinstance(event, Resized):
            check_size(event.width, event.height)
            if self._resized:
                raise RfbError("one RFB update resizes the screen twice; check the server")
            self._resized = True
            self._budget = event.width * event.height * MAX_OVERDRAW
            self.width, self.height = event.width, event.height
        if isinstance(event, Copied):
            self._check_on_screen(event.source)
        self._events.append(event)

    def _check_on_screen(self, rect: Rect) -> None:
        if not rect.fits(self.width, self.height):
            raise RfbError(
                f"the RFB server sent {rect} on a screen of {self.width}×{self.height}; "
                "check the server"
            )

    def _check_budget(self, rect: Rect) -> None:
        self._budget -= rect.area
        if self._budget < 0:
            raise RfbError(
                f"one RFB update paints the screen more than {MAX_OVERDRAW} times; check the server"
            )

    def _colour_map(self) -> Parser[None]:
        # 7.6.2: of no meaning in true colour; read over.
        (count,) = struct.unpack(">xxxH", (yield 5))
        if count > MAX_COLOUR_MAP_ENTRIES:
            raise RfbError(f"RFB colour map of {count} entries; check the server")
        yield count * 6

    def _cut_text(self) -> Parser[None]:
        # 7.6.4: the scanner's clipboard stays at the site; read over.
        (length,) = struct.unpack(">xxxI", (yield 7))
        if length > MAX_CUT_TEXT_BYTES:
            raise RfbError(f"RFB clipboard of {length} bytes; check the server")
        yield length
