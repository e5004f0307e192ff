"""What a virtual scanner's control port and its driver say to each other.

One JSON object a line, UTF-8, over TCP. A request carries an ``id`` that its reply repeats; after
``watch`` the scanner also pushes its status, unasked, whenever it changes. A line that is no
request gets a reply without ``id`` that says what is wrong, and the connection goes on; a line
longer than ``LINE_LIMIT`` ends it.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from telescan.mr.prescription import Prescription
from telescan.scanner.driver import ScannerDescription, ScannerStatus, Series

LINE_LIMIT = 1 << 20
"""Longest line in bytes, line feed included."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Describe(_Message):
    """Ask who the scanner is."""

    kind: Literal["describe"] = "describe"


class Watch(_Message):
    """Ask for the status now and at each change."""

    kind: Literal["watch"] = "watch"


class WritePrescription(_Message):
    """Ask for a series to be set."""

    kind: Literal["write_prescription"] = "write_prescription"
    series_id: str
    prescription: Prescription


class Start(_Message):
    """Ask for a queued series to be started."""

    kind: Literal["start"] = "start"
    series_id: str


class Stop(_Message):
    """Ask for the running series to be stopped."""

    kind: Literal["stop"] = "stop"


class Request(_Message):
    """One line from the driver."""

    id: Annotated[int, Field(ge=0)]
    ask: Annotated[Describe | Watch | WritePrescription | Start | Stop, Field(discriminator="kind")]


class ErrorCode(StrEnum):
    """Why a request was not done."""

    REFUSED = "refused"
    BAD_REQUEST = "bad_request"


class Reply(_Message):
    """Answer to the request of the same ``id``; None where the request's could not be read."""

    kind: Literal["reply"] = "reply"
    id: int | None
    error: ErrorCode | None = None
    message: str = ""
    description: ScannerDescription | None = None
    series: Series | None = None


class StatusPush(_Message):
    """The scanner's status, pushed after ``watch``."""

    kind: Literal["status"] = "status"
    status: ScannerStatus


FromScanner = Annotated[Reply | StatusPush, Field(discriminator="kind")]
"""One line from the scanner."""

from_scanner: TypeAdapter[FromScanner] = TypeAdapter(FromScanner)


def encode(message: BaseModel) -> bytes:
    """Return a message as one line."""
    return message.model_dump_json().encode() + b"\n"
