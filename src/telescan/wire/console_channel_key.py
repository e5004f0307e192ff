"""How a gateway shows the hub that a console channel is its site's: a signature by the site's nkey.

The text signed is ``telescan-console-2``, site, scanner, source and time (milliseconds since 1970,
UTC), one a line. Ed25519 (RFC 8032) with the key that the site's NATS user has. Pure.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import nkeys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CLOCK_WINDOW = timedelta(seconds=60)
"""How far the clocks of gateway and hub may be apart."""

_SITE, _SCANNER = "x-telescan-site", "x-telescan-scanner"
_SOURCE = "x-telescan-source"
_TIME, _SIGNATURE = "x-telescan-time", "x-telescan-signature"
_PUBLIC_KEY_BYTES = 32


class ChannelKeyError(Exception):
    """The headers do not show that the channel is this site's. Says why, for the hub's log."""


@dataclass(frozen=True, slots=True)
class ChannelHeaders:
    """What goes with the request that opens a channel."""

    site_id: str
    scanner_id: str
    source_id: str
    time_ms: int
    signature: bytes

    def as_dict(self) -> dict[str, str]:
        """Return HTTP headers."""
        return {
            _SITE: self.site_id,
            _SCANNER: self.scanner_id,
            _SOURCE: self.source_id,
            _TIME: str(self.time_ms),
            _SIGNATURE: base64.b64encode(self.signature).decode(),
        }


def read_headers(headers: Mapping[str, str]) -> ChannelHeaders:
    """Return what HTTP headers (names in lower case) say.

    Raises:
        ChannelKeyError: one is missing or malformed.

    """
    try:
        return ChannelHeaders(
            headers[_SITE],
            headers[_SCANNER],
            headers[_SOURCE],
            int(headers[_TIME]),
            base64.b64decode(headers[_SIGNATURE], validate=True),
        )
    except KeyError as error:
        raise ChannelKeyError(f"header {error.args[0]} is missing") from error
    except (ValueError, binascii.Error) as error:
        raise ChannelKeyError(f"header {_TIME} or {_SIGNATURE} is malformed") from error


def sign(
    seed: bytes, site_id: str, scanner_id: str, source_id: str, now: datetime
) -> ChannelHeaders:
    """Sign for one opening of a channel, now."""
    time_ms = round(now.timestamp() * 1000)
    key = nkeys.from_seed(seed)  # type: ignore[no-untyped-call]
    signature = bytes(key.sign(_signed(site_id, scanner_id, source_id, time_ms)))
    return ChannelHeaders(site_id, scanner_id, source_id, time_ms, signature)


def verify(
    headers: ChannelHeaders, public_key: str, scanner_id: str, source_id: str, now: datetime
) -> None:
    """Check that the site whose public nkey this is opens a channel for this source now.

    Raises:
        ChannelKeyError: another scanner or source, a clock out of the window, or a wrong signature.

    """
    signed, opened = (headers.scanner_id, headers.source_id), (scanner_id, source_id)
    if signed != opened:
        raise ChannelKeyError(f"signed for {'/'.join(signed)!r}, opened {'/'.join(opened)!r}")
    apart = abs(now.timestamp() * 1000 - headers.time_ms)
    if apart > CLOCK_WINDOW / timedelta(milliseconds=1):
        raise ChannelKeyError(
            f"clocks of gateway and hub are {apart / 1000:.0f} s apart; "
            f"set them within {CLOCK_WINDOW.total_seconds():.0f} s"
        )
    text = _signed(headers.site_id, *signed, headers.time_ms)
    try:
        _ed25519_key(public_key).verify(headers.signature, text)
    except InvalidSignature as error:
        raise ChannelKeyError("the signature is not by this site's key") from error


def _signed(site_id: str, scanner_id: str, source_id: str, time_ms: int) -> bytes:
    return f"telescan-console-2\n{site_id}\n{scanner_id}\n{source_id}\n{time_ms}".encode()


def _ed25519_key(public_nkey: str) -> Ed25519PublicKey:
    """Take the key out of an nkey: base32 of one prefix byte, the key, a checksum of two bytes."""
    try:
        raw = base64.b32decode(public_nkey + "=" * (-len(public_nkey) % 8))
        return Ed25519PublicKey.from_public_bytes(raw[1 : 1 + _PUBLIC_KEY_BYTES])
    except (ValueError, binascii.Error) as error:
        raise ChannelKeyError("the site's public key is malformed; enrol the site again") from error
