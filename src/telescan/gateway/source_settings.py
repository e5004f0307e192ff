"""Settings of a scanner's sources: how the gateway gets at its screens and cameras.

[[scanners.sources]]
source_id = "injector"
name = "Contrast injector"
kind = "rfb"
screen = { host = "10.1.2.4", port = 5900 }
password_file = "/etc/telescan/injector.password"

[[scanners.sources]]
source_id = "room"
name = "Scanner room"
kind = "camera"
url = "http://10.1.2.5/video.mjpg"
credentials_file = "/etc/telescan/camera.credentials"
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from telescan.console.rfb import Anonymous, Authority, Pinned, Trust
from telescan.scanner.sources import SourceDescription, SourceId, SourceKind

Port = Annotated[int, Field(ge=1, le=65_535)]


class Part(BaseModel):
    """A table of the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Endpoint(Part):
    """A TCP address on the site's network."""

    host: Annotated[str, Field(min_length=1)]
    """Name or address."""
    port: Port
    """TCP port."""


class ScreenArea(Part):
    """A rectangle of a console, in its pixels, origin at the upper left."""

    x: Annotated[int, Field(ge=0)]
    """Of its left edge."""
    y: Annotated[int, Field(ge=0)]
    """Of its upper edge."""
    width: Annotated[int, Field(ge=1)]
    """Pixels."""
    height: Annotated[int, Field(ge=1)]
    """Pixels."""


class ConsoleTls(Part):
    """TLS of a console's RFB server (VeNCrypt). One of the three says how it proves who it is."""

    ca_file: Path | None = None
    """By a certificate for its address that the authority in this file signed."""
    fingerprint: str | None = None
    """By the certificate with this SHA-256 fingerprint; a KVM-over-IP box mostly made its own."""
    anonymous: bool = False
    """By nothing: encrypted, but open to whoever can stand in between."""

    @model_validator(mode="after")
    def _one_way_is_chosen(self) -> Self:
        if [self.ca_file, self.fingerprint, self.anonymous or None].count(None) != 2:
            raise ValueError("write one of ca_file = …, fingerprint = … and anonymous = true")
        self.trust()
        return self

    def trust(self) -> Trust:
        """Return it as the RFB client takes it. Raises ValueError: not a fingerprint."""
        if self.ca_file is not None:
            return Authority(self.ca_file)
        return Anonymous() if self.fingerprint is None else Pinned(self.fingerprint)


class ConsoleLine(StrEnum):
    """How pixels come from a console's RFB server to the gateway."""

    FAST = "fast"
    """Plain: the least work, for the same machine or 1 Gbit/s."""
    SLOW = "slow"
    """Compressed without loss, for 100 Mbit/s and less."""


def _camera_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"rtsp", "http", "https"} or not parts.hostname:
        raise ValueError("write rtsp://HOST/PATH, http://HOST/PATH or https://HOST/PATH")
    if "@" in parts.netloc:
        raise ValueError("write user and password into credentials_file, not into url")
    return value


class RfbSource(Part):
    """A screen behind a VNC server or a KVM-over-IP box."""

    source_id: SourceId
    """Unique among the sources of this scanner; ``console`` is the operator's console."""
    name: Annotated[str, Field(min_length=1, max_length=64)]
    """What people call it."""
    kind: Literal["rfb"]
    """What it is."""
    screen: Endpoint
    """Its RFB (VNC) server."""
    password_file: Path | None = None
    """Holds the RFB password, where the server asks for one."""
    user: str = ""
    """Whom the password is of, where the server knows people by name (VeNCrypt Plain)."""
    tls: ConsoleTls | None = None
    """Set: it is reached under TLS or not at all. None: plain RFB."""
    line: ConsoleLine = ConsoleLine.FAST
    """The network between it and the gateway."""
    jpeg_quality: Annotated[int, Field(ge=0, le=9)] | None = None
    """Allows JPEG from it, 9 is best; for boxes that send nothing else. None: exact."""
    identity_areas: tuple[ScreenArea, ...] = ()
    """Where it says who the patient is: blanked, but for those who may see it where
    ``policy.identity`` is full."""
    view_only: bool = False
    """True: nobody drives it from afar, whoever holds the control lease."""

    @model_validator(mode="after")
    def _a_name_goes_with_password_and_tls(self) -> Self:
        if self.user and (self.password_file is None or self.tls is None):
            raise ValueError(
                "user: set password_file and tls too; "
                "name and password go as text, so under TLS only"
            )
        return self

    @property
    def description(self) -> SourceDescription:
        """What the hub is told of it."""
        return SourceDescription(
            source_id=self.source_id,
            name=self.name,
            kind=SourceKind.RFB,
            drivable=not self.view_only,
        )


class CameraSource(Part):
    """A camera in the scanner's room. It is on only while somebody admitted looks."""

    source_id: SourceId
    """Unique among the sources of this scanner."""
    name: Annotated[str, Field(min_length=1, max_length=64)]
    """What people call it."""
    kind: Literal["camera"]
    """What it is."""
    url: Annotated[str, AfterValidator(_camera_url)]
    """``http(s)://…`` of MJPEG, or ``rtsp://…``, which needs the extra ``telescan[camera]``."""
    credentials_file: Path | None = None
    """Holds ``user:password``, where the camera asks for them."""
    ca_file: Path | None = None
    """Who vouches for an ``https://`` camera (PEM), where that is not a public authority."""
    frames_per_s: Annotated[float, Field(ge=0.2, le=15)] = 8.0
    """At most so many pictures are shown."""
    longest_edge_px: Annotated[int, Field(ge=160, le=1_920)] = 1_280
    """A larger picture is made smaller."""
    identity_areas: tuple[ScreenArea, ...] = ()
    """What is blanked in it unless ``policy.identity`` is full, a monitor with names, say."""

    @property
    def description(self) -> SourceDescription:
        """What the hub is told of it."""
        return SourceDescription(
            source_id=self.source_id, name=self.name, kind=SourceKind.CAMERA, drivable=False
        )


SourceEntry = Annotated[RfbSource | CameraSource, Field(discriminator="kind")]
