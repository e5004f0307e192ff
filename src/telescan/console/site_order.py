"""In which order the hub draws a site's updates, which may overtake one another on the way. Pure.

Over QUIC a typed letter does not wait behind an image of which a packet was lost. So each update
says which generation must have come before it, with all before that: the newest one still under way
that touches the same pixels. What waits for nothing is drawn as it comes.

A site's update on the wire is that generation (u32, big endian; 0: none) before the update.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from telescan.console.wire_format import Flag, Update, WireError, read_update, write_update

MOST_HELD = 256

_AFTER = struct.Struct(">I")


class OrderError(Exception):
    """More updates wait for another than can be kept."""


@dataclass(frozen=True, slots=True)
class SiteUpdate:
    """An update, and what must have come before."""

    update: Update
    after: int


def write_site_update(item: SiteUpdate) -> bytes:
    """Return the bytes of a site's update."""
    return _AFTER.pack(item.after) + write_update(item.update)


def read_site_update(data: bytes) -> SiteUpdate:
    """Return the update that these bytes are. Raises WireError."""
    if len(data) < _AFTER.size:
        raise WireError(f"update: {len(data)} bytes are fewer than its head; reconnect")
    (after,) = _AFTER.unpack_from(data)
    return SiteUpdate(read_update(data[_AFTER.size :]), after)


class SiteOrder:
    """The updates of one stream, over one channel after another."""

    def __init__(self) -> None:
        self.complete = 0
        """This generation and all before it have come, or a keyframe made up for them."""
        self.newest = 0
        self._exact = False
        self._ahead: set[int] = set()
        """What has come and is newer than ``complete`` + 1."""
        self._held: dict[int, SiteUpdate] = {}

    def came(self, item: SiteUpdate) -> list[Update]:
        """Take an update; return what may be drawn now. What comes twice or too late is nothing.

        One is told to be exact only if none before it is missing. Raises OrderError.
        """
        generation = item.update.generation
        if generation > self.complete and generation not in self._ahead:
            self._held[generation] = item
        if Flag.KEYFRAME in item.update.flags:
            self._complete_up_to(generation - 1)
        if len(self._held) > MOST_HELD:
            self._held.clear()
            raise OrderError(f"{MOST_HELD} updates wait for one that does not come")
        return list(self._ready())

    def next_channel(self) -> int:
        """Forget what is missing, the site sends it again; return the generation to go on from."""
        self._ahead.clear()
        self._held.clear()
        self.newest = self.complete
        return self.complete

    def _ready(self) -> Iterator[Update]:
        while ready := [item for item in self._held.values() if item.after <= self.complete]:
            for item in ready:
                yield self._draw(item.update)

    def _draw(self, update: Update) -> Update:
        generation = update.generation
        self._held.pop(generation, None)
        self._ahead.add(generation)
        if generation > self.newest:
            self.newest, self._exact = generation, Flag.EXACT in update.flags
        self._complete_up_to(self.complete)
        exact = self._exact and self.complete == self.newest
        return replace(update, flags=update.flags & ~Flag.EXACT | (Flag.EXACT if exact else 0))

    def _complete_up_to(self, generation: int) -> None:
        self.complete = max(self.complete, generation)
        while self.complete + 1 in self._ahead:
            self.complete += 1
        self._ahead = {one for one in self._ahead if one > self.complete}
        self._held = {one: item for one, item in self._held.items() if one > self.complete}
