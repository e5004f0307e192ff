"""FramebufferUpdate (RFC 6143, 7.6.1): rectangles, each held to the screen and to limits."""

import struct
from collections.abc import Mapping

from telescan.console.geometry import Rect
from telescan.console.rfb.encodings import Decoder, Pseudo, new_decoders
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.events import Copied, Resized, RfbEvent, UpdateFinished
from telescan.console.rfb.handshake import check_size
from telescan.console.rfb.limits import MAX_CURSOR_SIDE, MAX_OVERDRAW, MAX_RECTS, MAX_RESIZES

_UNKNOWN_COUNT = 0xFFFF
"""LastRect ends such an update."""


class UpdateReader:
    """Reads the updates of one connection; knows the screen's size."""

    def __init__(self) -> None:
        self.width = 0
        self.height = 0
        self._decoders: Mapping[int, Decoder] = new_decoders()
        self._budget = 0
        self._resizes = 0

    def read(self) -> Parser[None]:
        """Read one update, after its message type.

        Raises:
            RfbError: a rectangle breaks a rule or a limit.

        """
        (count,) = struct.unpack(">xH", (yield 3))
        self._resizes = 0
        self._refill_budget()
        for _ in range(count):
            x, y, width, height, code = struct.unpack(">HHHHi", (yield 12))
            if code == Pseudo.LAST_RECT:
                break
            event = yield from self._rect(Rect(x, y, width, height), code)
            if event is not None:
                yield event
        else:
            if count == _UNKNOWN_COUNT:
                raise RfbError(f"one RFB update has over {MAX_RECTS} rectangles; check the server")
        yield UpdateFinished()

    def _rect(self, rect: Rect, code: int) -> Parser[RfbEvent | None]:
        decoder = self._decoders.get(code)
        if decoder is None:
            raise RfbError(f"RFB encoding {code} was not asked for; check the server")
        if decoder.on_screen:
            self._check_on_screen(rect)
        if code not in (Pseudo.DESKTOP_SIZE, Pseudo.EXTENDED_DESKTOP_SIZE):
            self._check_budget(rect)
        event = yield from decoder.decode(rect)
        if isinstance(event, Copied):
            self._check_on_screen(event.source)
        return self._resize(event) if isinstance(event, Resized) else event

    def _resize(self, event: Resized) -> Resized | None:
        check_size(event.width, event.height)
        self._resizes += 1
        if self._resizes > MAX_RESIZES:
            raise RfbError(
                f"one RFB update resizes the screen over {MAX_RESIZES} times; check the server"
            )
        if (event.width, event.height) == (self.width, self.height):
            return None  # a server also tells its size where nothing changed
        self.width, self.height = event.width, event.height
        self._refill_budget()
        return event

    def _refill_budget(self) -> None:
        self._budget = self.width * self.height * MAX_OVERDRAW + MAX_CURSOR_SIDE**2

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
                f"one RFB update paints the screen over {MAX_OVERDRAW} times; check the server"
            )
