"""NATS keys (nkeys): Ed25519 pairs by which sites and programs prove who they are.

The seed stays in a file that only its owner may read; the public key is what configurations name.
Both are base32 texts of a prefix, 32 bytes and a CRC-16 (NATS ADR-14).
"""

import base64
import binascii
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from telescan.wire.errors import KeyFileError

_USER = 20 << 3
"""Prefix of a user's public key: the text begins with U."""
_USER_SEED = bytes([18 << 3 | _USER >> 5, (_USER & 31) << 3])
"""Prefix of a user's seed: the text begins with SU."""


@dataclass(frozen=True, slots=True)
class NatsKey:
    """One user key. ``seed`` is a secret and never shown by ``repr``."""

    public: str
    seed: str = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature of ``data``."""
        return _private(self.seed).sign(data)


def make_key() -> NatsKey:
    """Make a new user key from the system's randomness."""
    return key_from_seed(_encode(_USER_SEED + secrets.token_bytes(32)))


def key_from_seed(seed: str) -> NatsKey:
    """Return the key that belongs to a user's seed. Raises KeyFileError if it is none."""
    raw = _private(seed).public_key().public_bytes_raw()
    return NatsKey(public=_encode(bytes([_USER]) + raw), seed=seed)


def write_key(path: Path, key: NatsKey) -> None:
    """Write the seed to a new file with mode 0600. Raises KeyFileError where one exists."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        message = f"{path}: a key exists already; remove it first to make another"
        raise KeyFileError(message) from error
    except OSError as error:
        message = f"{path}: the key cannot be written ({error.strerror}); choose another folder"
        raise KeyFileError(message) from error
    with os.fdopen(descriptor, "w") as file:
        file.write(key.seed + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_key(path: Path) -> NatsKey:
    """Read a seed file. Raises KeyFileError if it is missing, open to others, or no seed."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(errors="replace").strip()
    except OSError as error:
        message = f"{path}: the key cannot be read ({error.strerror}); enrol the site to make one"
        raise KeyFileError(message) from error
    if mode & 0o077:
        message = f"{path}: others may read this key; run chmod 600 on it, or make a new key"
        raise KeyFileError(message)
    try:
        return key_from_seed(text)
    except KeyFileError as error:
        message = f"{path}: {error}"
        raise KeyFileError(message) from error


def read_or_make_key(path: Path) -> NatsKey:
    """Read the key of ``path``, making it first where there is none."""
    if not path.exists():
        write_key(path, make_key())
    return read_key(path)


def is_public_key(text: str) -> bool:
    """Tell whether ``text`` is a user's public key."""
    raw = _decoded(text)
    return raw is not None and len(raw) == 33 and raw[0] == _USER


def verify(public: str, data: bytes, signature: bytes) -> bool:
    """Tell whether the holder of ``public`` signed ``data``."""
    raw = _decoded(public)
    if raw is None or not is_public_key(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _private(seed: str) -> Ed25519PrivateKey:
    raw = _decoded(seed)
    if raw is None or len(raw) != 34 or raw[:2] != _USER_SEED:
        message = "not a user's nkey seed: expected 58 characters that begin with SU"
        raise KeyFileError(message)
    return Ed25519PrivateKey.from_private_bytes(raw[2:])


def _encode(raw: bytes) -> str:
    # crc_hqx is CRC-16/XMODEM, the checksum of nkeys.
    checksum = binascii.crc_hqx(raw, 0).to_bytes(2, "little")
    return base64.b32encode(raw + checksum).decode().rstrip("=")


def _decoded(text: str) -> bytes | None:
    try:
        whole = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    raw, checksum = whole[:-2], whole[-2:]
    return raw if binascii.crc_hqx(raw, 0).to_bytes(2, "little") == checksum else None
