"""Where images lie: an object store behind one small interface.

Keys are made by us (``ab/abcdef/…``), never by what came over the network. An object is whole or
not there; once ``put`` has returned it is on disk.
"""

import asyncio
import os
import re
import secrets
from pathlib import Path
from typing import Protocol

_KEY = re.compile(r"[a-z0-9]+(?:[/.-][a-z0-9]+)*\Z")


class ObjectStoreError(Exception):
    """An object could not be written or read."""


class ObjectMissingError(ObjectStoreError):
    """There is no object under the key."""


class ObjectStore(Protocol):
    """What a store of objects can do. Any of these may raise ObjectStoreError."""

    async def put(self, key: str, content: bytes) -> None:
        """Write an object, in place of the one there was."""

    async def get(self, key: str) -> bytes:
        """Return an object. Raises ObjectMissingError."""
        ...

    async def delete(self, key: str) -> None:
        """Remove an object; one that is not there is as good."""


class FolderObjectStore:
    """Objects as files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, content: bytes) -> None:
        """Write an object, in place of the one there was."""
        path = self._path(key)
        try:
            await asyncio.to_thread(_write, path, content)
        except OSError as error:
            message = f"object {key} cannot be written to {self._folder} ({error.strerror})"
            raise ObjectStoreError(message) from error

    async def get(self, key: str) -> bytes:
        """Return an object. Raises ObjectMissingError."""
        path = self._path(key)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError as error:
            message = f"object {key} is not in {self._folder}"
            raise ObjectMissingError(message) from error
        except OSError as error:
            message = f"object {key} cannot be read from {self._folder} ({error.strerror})"
            raise ObjectStoreError(message) from error

    async def delete(self, key: str) -> None:
        """Remove an object; one that is not there is as good."""
        path = self._path(key)
        try:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        except OSError as error:
            message = f"object {key} cannot be removed from {self._folder} ({error.strerror})"
            raise ObjectStoreError(message) from error

    def _path(self, key: str) -> Path:
        if not _KEY.match(key):
            message = f"object key {key!r}: expected lower-case letters, digits, '/', '.' and '-'"
            raise ObjectStoreError(message)
        return self._folder / key


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    # The name itself is on disk only once its folder is.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
