"""Secrets of the hub's own, drawn once and kept in files that only their owner may read."""

import os
import secrets
from pathlib import Path

_BYTES = 32


def read_or_make_secret(path: Path) -> bytes:
    """Return the secret of a file, drawing it first where there is none."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return path.read_bytes()
