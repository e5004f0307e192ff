"""The pictures that a scanner has: its console, further monitors, an injector, a room camera."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

DEFAULT_SOURCE_ID = "console"
"""The operator's console, which every scanner has."""

SourceId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
"""Unique among the sources of one scanner."""


class SourceKind(StrEnum):
    """What a source is."""

    RFB = "rfb"
    """A computer's screen, by a VNC server or a KVM-over-IP box."""
    CAMERA = "camera"
    """A moving image of the room: it is only looked at, and off until somebody does."""


class SourceDescription(BaseModel):
    """One source, for those who may choose it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: SourceId
    name: str
    kind: SourceKind
    drivable: bool
    """Whether the holder of the scanner's control lease moves its mouse and keys."""
