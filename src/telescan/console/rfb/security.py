"""Security types of RFB (RFC 6143, 7.2): None, VNC authentication, and TLS around them."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from telescan.console.rfb.trust import Trust

CHALLENGE_BYTES = 16


class Security(IntEnum):
    """Security types spoken here."""

    NONE = 1
    VNC = 2
    TLS = 18
    """TLS without a certificate, and the choice of None or VNC once more inside it."""
    VENCRYPT = 19
    PLAIN = 256
    """Name and password as text; under VeNCrypt's TLS only."""


@dataclass(frozen=True, slots=True)
class Access:
    """What opens a server to us."""

    password: str | None = None
    trust: Trust | None = None
    """How the server proves who it is under TLS; None: no TLS. Never falls back to less."""
    server_name: str = ""
    """Address or name that an authority's certificate must be for."""
    user: str = ""
    """Whom the password is of, for servers that know people by name; empty where they do not."""


def names(kinds: Iterable[IntEnum]) -> str:
    """Return kinds of security as errors name them."""
    return " or ".join(f"{kind.value} ({kind.name})" for kind in kinds)


def plain_response(access: Access) -> bytes:
    """Return what VeNCrypt's Plain sends: both lengths, then name and password in UTF-8."""
    user, password = access.user.encode(), (access.password or "").encode()
    return struct.pack(">II", len(user), len(password)) + user + password


def vnc_response(password: str, challenge: bytes) -> bytes:
    """Answer a VNC challenge (7.2.2): DES with the password's first eight bytes, bits mirrored.

    Weak by design of the protocol; it protects nothing beyond the site's own network.
    """
    key = password.encode("latin-1", "replace")[:8].ljust(8, b"\0")
    mirrored = bytes(int(f"{byte:08b}"[::-1], 2) for byte in key)
    des = Cipher(TripleDES(mirrored * 3), modes.ECB()).encryptor()  # noqa: S305 the protocol's own
    return des.update(challenge) + des.finalize()
