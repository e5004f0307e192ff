"""Why a prescription cannot run, and the nearest one that can."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Limit(StrEnum):
    """The rule that a prescription breaks; the UI words it in the user's language."""

    ECHO_TIME_TOO_SHORT = "echo_time_too_short"
    REPETITION_TIME_TOO_SHORT = "repetition_time_too_short"
    INVERSION_TIME_TOO_SHORT = "inversion_time_too_short"
    INVERSION_TIME_MISSING = "inversion_time_missing"
    INVERSION_TIME_NOT_USED = "inversion_time_not_used"
    ECHO_TRAIN_NOT_USED = "echo_train_not_used"
    ECHO_TRAIN_TOO_LONG = "echo_train_too_long"
    GRADIENT_TOO_STRONG = "gradient_too_strong"
    SLICE_TOO_THIN = "slice_too_thin"
    BANDWIDTH_OUT_OF_RANGE = "bandwidth_out_of_range"
    FIELD_OF_VIEW_OUT_OF_RANGE = "field_of_view_out_of_range"
    MATRIX_OUT_OF_RANGE = "matrix_out_of_range"
    SLICES_OUTSIDE_RANGE = "slices_outside_range"
    SAR_TOO_HIGH = "sar_too_high"


class Violation(BaseModel):
    """One reason why a prescription cannot run, with the nearest value that can."""

    model_config = ConfigDict(frozen=True)

    limit: Limit
    parameter: str
    """Field of ``Prescription``."""
    value: float | None
    allowed_min: float | None = None
    allowed_max: float | None = None
    nearest: float | None
    """Nearest legal value, the other parameters unchanged; None: there is none, or unset it."""
