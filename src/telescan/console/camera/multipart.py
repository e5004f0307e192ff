"""Pictures out of ``multipart/x-mixed-replace``: bytes in, JPEG files out. No I/O."""

import re
from collections.abc import Iterator

from telescan.console.camera.errors import CameraError

MOST_PICTURE_BYTES = 8 << 20
_MOST_HEAD_BYTES = 8 << 10

_BOUNDARY = re.compile(r'boundary="?([^";,\s]+)"?', re.IGNORECASE)
_LENGTH = re.compile(rb"^content-length:\s*(\d+)\s*$", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")


def boundary_of(content_type: str) -> bytes:
    """Return what stands between the parts. Raises CameraError: not such a stream."""
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/") or found is None:
        kind = content_type.split(";", maxsplit=1)[0].strip() or "nothing"
        raise CameraError(f"the camera sends {kind}, not MJPEG (multipart); check the path in url")
    # Some cameras write the two dashes into the header already.
    return b"--" + found.group(1).encode().removeprefix(b"--")


class Multipart:
    """Collects the parts of one answer."""

    def __init__(self, boundary: bytes) -> None:
        self._boundary = boundary
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take bytes, return the pictures that are whole now. Raises CameraError: too large."""
        self._buffer += data
        while (picture := self._next()) is not None:
            yield picture

    def _next(self) -> bytes | None:
        start = self._buffer.find(self._boundary)
        if start < 0:
            _check(len(self._buffer), _MOST_HEAD_BYTES)
            return None
        head_start = start + len(self._boundary)
        head = _HEAD_END.search(self._buffer, head_start)
        if head is None:
            _check(len(self._buffer) - start, _MOST_HEAD_BYTES)
            return None
        length = _LENGTH.search(self._buffer, head_start, head.end())
        if length is not None:
            end = head.end() + int(length.group(1))
            _check(end - head.end(), MOST_PICTURE_BYTES)
            if len(self._buffer) < end:
                return None
        else:
            end = self._buffer.find(self._boundary, head.end())
            if end < 0:
                _check(len(self._buffer) - head.end(), MOST_PICTURE_BYTES)
                return None
        picture = bytes(self._buffer[head.end() : end])
        del self._buffer[:end]
        return picture


def _check(size_bytes: int, most_bytes: int) -> None:
    if size_bytes > most_bytes:
        raise CameraError(
            f"the camera sends a part of more than {most_bytes >> 10} kB; "
            "set it to a smaller size or a lower quality"
        )
