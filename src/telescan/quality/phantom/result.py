"""What is measured on a phantom: value, limits, verdict; or that it was not measured, and why."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Quantity(StrEnum):
    """What is measured."""

    GEOMETRIC_ACCURACY = "geometric_accuracy"
    HIGH_CONTRAST_RESOLUTION = "high_contrast_resolution"
    SLICE_THICKNESS = "slice_thickness"
    SLICE_POSITION = "slice_position"
    UNIFORMITY = "uniformity"
    GHOSTING = "ghosting"
    LOW_CONTRAST = "low_contrast"
    SNR = "snr"


class Verdict(StrEnum):
    """A value against its limits."""

    PASSED = "passed"
    FAILED = "failed"
    NO_LIMIT = "no_limit"
    NOT_MEASURED = "not_measured"


class Reason(StrEnum):
    """Why a quantity could not be measured."""

    PHANTOM_NOT_FOUND = "phantom_not_found"
    """No round object of the phantom's size, or no slice with its resolution insert."""
    SLICE_MISSING = "slice_missing"
    """No image lies where the quantity is measured."""
    EDGE_NOT_FOUND = "edge_not_found"
    """The outline is cut off or too broken to measure a length."""
    INSERT_NOT_FOUND = "insert_not_found"
    """The part of the phantom that shows the quantity is not where it should be."""
    AIR_TOO_SMALL = "air_too_small"
    """The phantom leaves too little air within the field of view."""
    AIR_MASKED = "air_masked"
    """The scanner has set air to zero."""
    NONE_RESOLVED = "none_resolved"
    """Not even the largest holes stand apart: measured, and failed."""
    NO_NOISE = "no_noise"
    """The images hold no noise to compare with."""


class MeasurementError(ValueError):
    """A quantity cannot be measured on these images."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value.replace("_", " "))
        self.reason = reason


class Artefact(StrEnum):
    """What images can show of a fault that no measurement names."""

    SPIKES = "spikes"
    """Samples of k-space far too large: discharges in the scanner room."""
    RF_INTERFERENCE = "rf_interference"
    """A line along phase: a transmitter, or a leak in the scanner room's screen."""
    WRAP_AROUND = "wrap_around"
    """The phantom reaches across the field of view along phase."""


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PhantomMeasurement(_Result):
    """One measured value; where ``value`` is None, ``reason`` says why."""

    quantity: Quantity
    where: str
    """Slice and direction, such as ``slice 5, horizontal``."""
    value: float | None
    unit: str
    """UCUM; ``1`` for a count or a ratio."""
    lower: float | None = None
    upper: float | None = None
    verdict: Verdict
    reason: Reason | None = None


class SuspectedArtefact(_Result):
    """An artefact that is seen."""

    artefact: Artefact
    slices: tuple[int, ...]
    """That show it, 1 to 11."""


class PhantomReport(_Result):
    """What was measured on the images of one series and echo."""

    field_strength_t: float | None
    echo_time_ms: float | None
    measurements: tuple[PhantomMeasurement, ...]
    artefacts: tuple[SuspectedArtefact, ...] | None = None
    """Suspected ones, which do not count as outside of a limit; None: not looked for."""

    @property
    def passed(self) -> bool:
        """Tell whether every value that has a limit was measured and lies within it."""
        return not any(
            m.verdict in {Verdict.FAILED, Verdict.NOT_MEASURED} for m in self.measurements
        )
