"""The last thing that happens to an image at its site: identity is masked where policy says so."""

import asyncio
import os
import secrets
from pathlib import Path

from telescan.dicom.deidentify import IdentityPolicy, leaving
from telescan.dicom.errors import DicomError

_KEY_BYTES = 32


class PseudonymKeyError(DicomError):
    """The site's secret for pseudonyms cannot be had."""


class Departure:
    """Prepares images for the way to the hub."""

    def __init__(self, policy: IdentityPolicy, key: bytes) -> None:
        self._policy = policy
        self._key = key

    async def prepare(self, content: bytes) -> bytes:
        """Return the file as it may leave. Raises IdentityShownError, BrokenInstanceError."""
        if self._policy is IdentityPolicy.FULL:
            return content
        return await asyncio.to_thread(leaving, content, self._policy, self._key)


def read_or_make_pseudonym_key(path: Path) -> bytes:
    """Return the site's secret, made at the first start. Raises PseudonymKeyError.

    Whoever loses it gives every patient a new pseudonym; whoever has it can tell who is who.
    """
    try:
        if not path.exists():
            _write(path)
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        message = f"{path}: the pseudonym key cannot be read or made ({error.strerror})"
        raise PseudonymKeyError(message) from error
    if mode & 0o077:
        message = f"{path}: others may read the pseudonym key; run chmod 600 on it"
        raise PseudonymKeyError(message)
    if len(key) != _KEY_BYTES:
        message = f"{path}: expected {_KEY_BYTES} bytes of key, got {len(key)}; restore it"
        raise PseudonymKeyError(message)
    return key


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
