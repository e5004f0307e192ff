"""Where a camera is, how it is reached, and how much of it is wanted."""

import ssl
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from telescan.console.geometry import Rect


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a camera asks for; never logged."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """One camera."""

    url: str
    """``rtsp://``, ``http://`` or ``https://`` (MJPEG), without credentials."""
    credentials: Credentials | None = None
    frames_per_s: float = 8.0
    """At most so many pictures are taken; the others are skipped."""
    longest_edge_px: int = 1280
    """A larger picture is made smaller."""
    masks: tuple[Rect, ...] = ()
    """What is blanked as it arrives, in pixels of the picture as it is shown."""
    keep_hidden: bool = False
    """Whether what is blanked is kept aside, for viewers who may see it."""
    trust: ssl.SSLContext | None = None
    """What the certificate of ``https://`` is checked against; None: public authorities."""

    @property
    def host(self) -> str:
        """Name or address."""
        return urlsplit(self.url).hostname or ""

    @property
    def where(self) -> str:
        """Host and port, for people."""
        parts = urlsplit(self.url)
        return parts.netloc.rpartition("@")[2]
