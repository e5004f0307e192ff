"""What a prescription means on a scanner, before anything is scanned."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription


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


class Consequences(BaseModel):
    """Everything that follows from a prescription on one scanner for one patient."""

    model_config = ConfigDict(frozen=True)

    runs: bool
    violations: tuple[Violation, ...]
    scan_time_s: float
    voxel_mm: tuple[float, float, float]
    relative_snr: float
    """SNR over that of the prescription compared with; 1.0 is unchanged."""
    shortest_echo_time_ms: float
    shortest_repetition_time_ms: float
    echo_spacing_ms: float | None
    sar_whole_body_w_kg: float
    sar_head_w_kg: float
    sar_share_of_limit: float
    """The larger of whole-body and head SAR over its normal-mode limit (IEC 60601-2-33)."""


def assess(
    prescription: Prescription,
    model: ScannerModel,
    *,
    compared_with: Prescription,
    patient_weight_kg: float,
) -> Consequences:
    """Work out whether ``prescription`` runs on ``model`` and what it costs."""
    raise NotImplementedError
