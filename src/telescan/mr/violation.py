"""Why a prescription cannot run, and the nearest one that can."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from telescan.mr.prescription import Prescription

Setting = float | str | tuple[float, ...]
"""A value of one parameter: a number, a choice, or a list of b-values."""


def said(setting: Setting) -> str:
    """Return a setting as text, without its unit."""
    if isinstance(setting, tuple):
        return ", ".join(f"{each:g}" for each in setting)
    return setting if isinstance(setting, str) else f"{setting:g}"


class Limit(StrEnum):
    """The rule that a prescription breaks; the UI words it in the user's language."""

    PARAMETER_NOT_USED = "parameter_not_used"
    ACQUISITION_TYPE_NOT_POSSIBLE = "acquisition_type_not_possible"
    FAT_SUPPRESSION_NOT_POSSIBLE = "fat_suppression_not_possible"
    COIL_UNKNOWN = "coil_unknown"
    FIELD_OF_VIEW_OUT_OF_RANGE = "field_of_view_out_of_range"
    MATRIX_OUT_OF_RANGE = "matrix_out_of_range"
    TOO_MANY_LINES = "too_many_lines"
    TOO_MANY_PARTITIONS = "too_many_partitions"
    TOO_FEW_PARTITIONS = "too_few_partitions"
    BANDWIDTH_OUT_OF_RANGE = "bandwidth_out_of_range"
    GRADIENT_TOO_STRONG = "gradient_too_strong"
    SLICE_TOO_THIN = "slice_too_thin"
    SLICE_TOO_THIN_FOR_WATER_EXCITATION = "slice_too_thin_for_water_excitation"
    SLICES_OUTSIDE_RANGE = "slices_outside_range"
    OFFSET_OUT_OF_RANGE = "offset_out_of_range"
    TILT_OUT_OF_RANGE = "tilt_out_of_range"
    TOO_MANY_CONCATENATIONS = "too_many_concatenations"
    TOO_MANY_SATURATION_BANDS = "too_many_saturation_bands"
    ACCELERATION_BEYOND_CHANNELS = "acceleration_beyond_channels"
    TOO_FEW_REFERENCE_LINES = "too_few_reference_lines"
    TOO_MANY_REFERENCE_LINES = "too_many_reference_lines"
    PARTIAL_FOURIER_CUTS_REFERENCE = "partial_fourier_cuts_reference"
    ECHO_TRAIN_TOO_LONG = "echo_train_too_long"
    B_VALUES_MISSING = "b_values_missing"
    LABELLING_DURATION_MISSING = "labelling_duration_missing"
    POST_LABELLING_DELAY_MISSING = "post_labelling_delay_missing"
    POST_LABELLING_DELAY_TOO_SHORT = "post_labelling_delay_too_short"
    INVERSION_TIME_MISSING = "inversion_time_missing"
    INVERSION_TIME_TOO_SHORT = "inversion_time_too_short"
    ECHO_TIME_TOO_SHORT = "echo_time_too_short"
    SECOND_ECHO_TIME_TOO_SHORT = "second_echo_time_too_short"
    REPETITION_TIME_TOO_SHORT = "repetition_time_too_short"
    SAR_TOO_HIGH = "sar_too_high"
    STIMULATION_TOO_HIGH = "stimulation_too_high"


class Violation(BaseModel):
    """One reason why a prescription cannot run, with the nearest value that can."""

    model_config = ConfigDict(frozen=True)

    limit: Limit
    parameter: str
    """Field of ``Prescription``."""
    value: Setting | None
    allowed_min: float | None = None
    allowed_max: float | None = None
    nearest: Setting | None
    """Nearest legal value, the other parameters unchanged; None: there is none, or unset it."""

    @property
    def has_remedy(self) -> bool:
        """Tell whether ``mended`` can keep the rule."""
        return self.nearest is not None or self.limit is Limit.PARAMETER_NOT_USED


def mended(prescription: Prescription, violation: Violation) -> Prescription:
    """Return the prescription with the nearest value of the parameter that is to blame."""
    value = violation.nearest
    if isinstance(value, float) and isinstance(getattr(prescription, violation.parameter), int):
        value = round(value)
    return Prescription.model_validate({**prescription.model_dump(), violation.parameter: value})
