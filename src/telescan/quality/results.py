"""What is known of one series that arrived: its images, what was measured, what was run."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NotMeasured(StrEnum):
    """Why a quantity could not be measured; the UI words it in the user's language."""

    NO_OBJECT = "no_object"
    AIR_TOO_SMALL = "air_too_small"
    """Too little air around the object in the images."""
    AIR_MASKED = "air_masked"
    """The scanner has set air to zero."""
    AIR_UNEVEN = "air_uneven"
    """Noise differs from corner to corner: scaled by the scanner, or artefacts in the air."""
    INTENSITY_CORRECTED = "intensity_corrected"
    """The scanner evened out the coil's sensitivity, and the noise with it."""
    NOISE_ROUNDED_AWAY = "noise_rounded_away"
    """Noise is smaller than one step of the stored values."""
    NOT_MAGNITUDE = "not_magnitude"
    """Phase, derived or colour images."""
    NOT_READABLE = "not_readable"
    """The pixels could not be decoded."""
    SERIES_INCOMPLETE = "series_incomplete"
    """Images are still arriving."""


class Measurement(_Result):
    """One measured quantity; ``value`` None means not measured, and ``reason`` says why."""

    name: str
    value: float | None
    unit: str
    """UCUM; ``1`` for a ratio."""
    reason: NotMeasured | None = None


class Agreement(StrEnum):
    """Whether a header value is what was accepted."""

    MATCHES = "matches"
    DEVIATES = "deviates"
    NOT_IN_HEADER = "not_in_header"


class ParameterCheck(_Result):
    """One parameter: as prescribed against as run."""

    parameter: str
    prescribed: str | float | None
    as_run: str | float | None
    agreement: Agreement


class SeriesResult(_Result):
    """One series as it stands at the hub."""

    study_instance_uid: str
    series_instance_uid: str
    series_number: int | None
    description: str
    site_id: str
    scanner_id: str
    session_id: str | None
    images: int
    expected_images: int | None
    first_image_at: datetime
    last_image_at: datetime
    complete: bool
    measurements: tuple[Measurement, ...]
    checks: tuple[ParameterCheck, ...]
    """Empty when no accepted prescription is known for the series."""
