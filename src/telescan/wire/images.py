"""DICOM files through NATS: cut into messages at the site, put together again at the hub.

Each part says which file it belongs to (the SHA-256 of the whole), which part it is and of how
many, so that any part may come twice and any crash may fall between two of them.
"""

import asyncio
import datetime as dt
import hashlib
import logging
import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from nats.aio.client import Client
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from telescan.wire import subjects
from telescan.wire.batch import Outgoing, publish_in_order
from telescan.wire.errors import PoisonMessageError
from telescan.wire.inbox import Delivery, Inbox
from telescan.wire.subjects import Stream

_log = logging.getLogger(__name__)

PART_BYTES = 576 * 1024
"""Most images, those of 512 x 512 pixels too, are one part, one write to disk; on a 10 Mbit/s link
a command behind one waits less than half a second."""
_PARTS_AT_ONCE = 16
_LOCAL_TIMEOUT_S = 10.0
_PREFIX = "Telescan-"


class PartHeader(BaseModel):
    """What travels with each part of a file, as NATS headers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Of the whole file."""
    index: Annotated[int, Field(ge=0)]
    count: Annotated[int, Field(ge=1, le=1_000_000)]

    def as_headers(self) -> dict[str, str]:
        """Return the NATS headers."""
        return {f"{_PREFIX}{name}": str(value) for name, value in self.model_dump().items()}

    @classmethod
    def from_headers(cls, headers: dict[str, str]) -> "PartHeader":
        """Read NATS headers. Raises PoisonMessageError."""
        values = {k.removeprefix(_PREFIX): v for k, v in headers.items() if k.startswith(_PREFIX)}
        try:
            header = cls.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            message = f"image part: {'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise PoisonMessageError(message) from error
        if header.index >= header.count:
            message = f"image part: index {header.index} of {header.count} parts"
            raise PoisonMessageError(message)
        return header


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One whole DICOM file (PS3.10) as it came from a site."""

    site_id: str
    scanner_id: str
    content: bytes
    sha256: str


FileHandler = Callable[[ReceivedFile], Awaitable[None]]


def cut(content: bytes) -> list[tuple[PartHeader, bytes]]:
    """Cut a file into parts of at most ``PART_BYTES``."""
    sha256 = hashlib.sha256(content).hexdigest()
    count = max(1, -(-len(content) // PART_BYTES))
    return [
        (
            PartHeader(sha256=sha256, index=index, count=count),
            content[index * PART_BYTES : (index + 1) * PART_BYTES],
        )
        for index in range(count)
    ]


async def store_at_site(client: Client, scanner_id: str, content: bytes) -> None:
    """Put a DICOM file into the site's own store; it is on disk when this returns.

    Raises HubUnreachableError when the site's server does not answer, StoreFullError when its disk
    limit is reached.
    """
    messages = [
        Outgoing(
            subject=subjects.images(scanner_id),
            message_id=f"{header.sha256}/{header.index}",
            data=data,
            headers=header.as_headers(),
        )
        for header, data in cut(content)
    ]
    for start in range(0, len(messages), _PARTS_AT_ONCE):
        part = messages[start : start + _PARTS_AT_ONCE]
        await publish_in_order(client, part, timeout_s=_LOCAL_TIMEOUT_S)


class Assembler:
    """Puts parts together in a folder and hands over each whole file."""

    def __init__(self, folder: Path, handle: FileHandler) -> None:
        self._folder = folder
        self._handle = handle

    async def take(self, delivery: Delivery) -> None:
        """Keep one part; with the last one, hand over the file. Raises PoisonMessageError."""
        header = PartHeader.from_headers(delivery.headers)
        if header.count == 1:
            await self._hand_over(delivery, header, delivery.data)
            return
        parts = self._folder / f"{delivery.site_id}-{header.sha256}"
        await asyncio.to_thread(_keep, parts, header.index, delivery.data)
        names = [parts / str(index) for index in range(header.count)]
        if not all(name.exists() for name in names):
            return
        content = await asyncio.to_thread(lambda: b"".join(name.read_bytes() for name in names))
        try:
            await self._hand_over(delivery, header, content)
        except PoisonMessageError:
            shutil.rmtree(parts)
            raise
        shutil.rmtree(parts)

    async def _hand_over(self, delivery: Delivery, header: PartHeader, content: bytes) -> None:
        if hashlib.sha256(content).hexdigest() != header.sha256:
            message = f"image from {delivery.site_id}: its content is not what its SHA-256 says"
            raise PoisonMessageError(message)
        await self._handle(
            ReceivedFile(delivery.site_id, delivery.scanner_id, content, header.sha256)
        )


def image_inbox(client: Client, folder: Path, handle: FileHandler) -> Inbox:
    """Return the inbox of all sites' images. ``folder`` keeps files that are not whole yet."""
    take = Assembler(folder, handle).take
    return Inbox(client, Stream.HUB_IMAGES, take, kept=dt.timedelta(hours=1))


def _keep(folder: Path, index: int, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{index}.draft"
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / str(index))
