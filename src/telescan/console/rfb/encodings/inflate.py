"""Zlib streams that last over many rectangles, inflated no further than a rectangle allows."""

import zlib

from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.limits import MAX_COMPRESSED_SLACK


class Inflater:
    """One zlib stream of an encoding."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._zlib = zlib.decompressobj()

    def reset(self) -> None:
        """Begin a new stream."""
        self._zlib = zlib.decompressobj()

    def check_length(self, compressed_bytes: int, most_bytes: int) -> None:
        """Refuse to take more than plain bytes could need.

        Raises:
            RfbError: it is more.

        """
        if compressed_bytes > most_bytes + MAX_COMPRESSED_SLACK:
            raise RfbError(
                f"{self._encoding}: {compressed_bytes} compressed bytes for a rectangle of "
                f"{most_bytes}; check the RFB server"
            )

    def inflate(self, compressed: bytes, most_bytes: int) -> bytes:
        """Return what the bytes hold, at most so many.

        Raises:
            RfbError: a broken stream, or more than allowed.

        """
        try:
            # One byte more than allowed: the flush at the end of a chunk is read, a bomb is seen.
            plain = self._zlib.decompress(compressed, most_bytes + 1)
        except zlib.error as error:
            raise RfbError(
                f"{self._encoding}: broken zlib stream ({error}); check the RFB server"
            ) from error
        if len(plain) > most_bytes:
            raise RfbError(
                f"{self._encoding}: a rectangle inflates to more than {most_bytes} bytes; "
                "check the RFB server"
            )
        return plain
