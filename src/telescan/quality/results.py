"""What is known of one series that arrived: its images, what was measured, what was run."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Measurement(_Result):
    """One measured quantity; ``value`` None means not measured, and ``reason`` says why."""

    name: str
    value: float | None
    unit: str
    reason: str | None = None


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
