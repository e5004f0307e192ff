"""Raw deflate (RFC 1951) with a bound on what comes out."""

import zlib

from telescan.console.codecs.base import CodecError

LEVEL = 4
"""zlib's effort for many bytes at a time."""


def deflate(plain: bytes, level: int = LEVEL) -> bytes:
    """Compress to one raw deflate stream."""
    return zlib.compress(plain, level, wbits=-15)


def inflate(payload: bytes, most: int) -> bytes:
    """Decompress, at most ``most`` bytes.

    Raises:
        CodecError: the stream is broken or longer than it may be.

    """
    machine = zlib.decompressobj(wbits=-15)
    try:
        plain = machine.decompress(payload, most + 1)
    except zlib.error as error:
        raise CodecError(f"deflate payload is broken ({error}); ask for a refresh") from error
    if len(plain) > most:
        raise CodecError(f"deflate payload holds more than {most} bytes; ask for a refresh")
    return plain
