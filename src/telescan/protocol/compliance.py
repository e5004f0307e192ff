"""What was run against what was prescribed, parameter by parameter.

Times, angles and lengths agree within a tolerance that covers how scanners round what they write;
counts and kinds agree exactly. A parameter that the sequence does not use is not checked, nor one
that no header tells and that was left as it usually is.
"""

from dataclasses import dataclass

from telescan.mr.parameter_use import applies
from telescan.mr.prescription import Prescription
from telescan.protocol.as_run import AsRun, Value
from telescan.protocol.image_headers import PARTIAL
from telescan.protocol.series_headers import b_values_text
from telescan.quality.results import Agreement, ParameterCheck


@dataclass(frozen=True)
class Tolerance:
    """Values agree when they differ by no more than the larger of the two."""

    absolute: float = 0.0
    relative: float = 0.0

    def covers(self, prescribed: float, as_run: float) -> bool:
        """Tell whether the two agree."""
        return (
            abs(as_run - prescribed) <= max(self.absolute, self.relative * abs(prescribed)) + 1e-9
        )


_EXACT = Tolerance()
_TIME = Tolerance(absolute=0.06, relative=0.005)
_LENGTH = Tolerance(absolute=0.06, relative=0.005)
_IN_PLANE = Tolerance(absolute=2.0)
"""Scanners differ in which pixel they call the middle."""
_TURN = Tolerance(absolute=0.5)

TOLERANCES: dict[str, Tolerance] = {
    "repetition_time_ms": _TIME,
    "echo_time_ms": _TIME,
    "inversion_time_ms": _TIME,
    "flip_angle_deg": Tolerance(absolute=0.5),
    "refocusing_flip_angle_deg": Tolerance(absolute=0.5),
    "echo_train_length": _EXACT,
    "averages": _EXACT,
    "pixel_bandwidth_hz": Tolerance(absolute=0.6, relative=0.01),
    "fov_frequency_mm": Tolerance(absolute=0.5, relative=0.005),
    "fov_phase_mm": Tolerance(absolute=0.5, relative=0.005),
    "matrix_frequency": _EXACT,
    "matrix_phase": _EXACT,
    "slices": _EXACT,
    "slice_thickness_mm": _LENGTH,
    "slice_gap_mm": _LENGTH,
    "slice_offset_mm": Tolerance(absolute=0.5),
    "row_offset_mm": _IN_PLANE,
    "column_offset_mm": _IN_PLANE,
    "tilt_lr_deg": _TURN,
    "tilt_ap_deg": _TURN,
    "tilt_hf_deg": _TURN,
    "second_echo_time_ms": _TIME,
    "diffusion_directions": _EXACT,
    "labelling_duration_ms": Tolerance(absolute=1.0),
    "post_labelling_delay_ms": Tolerance(absolute=1.0),
    "acceleration_factor": _EXACT,
    "partial_fourier": _EXACT,
}
"""By field of ``Prescription``."""

_KINDS = frozenset(
    {
        "sequence",
        "acquisition_type",
        "orientation",
        "phase_encoding_direction",
        "phase_encoding_polarity",
        "fat_suppression",
        "parallel_technique",
        "intensity_correction",
        "b_values_s_mm2",
        "saturation_bands",
    }
)
"""Fields that agree exactly."""
_CHECKED = frozenset(TOLERANCES) | _KINDS
_NEEDS_WHOLE_SERIES = frozenset(
    {
        "slices",
        "slice_offset_mm",
        "second_echo_time_ms",
        "b_values_s_mm2",
        "diffusion_directions",
    }
)


def check(prescription: Prescription, run: AsRun, *, complete: bool) -> tuple[ParameterCheck, ...]:
    """Compare every parameter in use; those of the whole series only once it is ``complete``."""
    return tuple(
        _check(name, prescription, run)
        for name in Prescription.model_fields
        if _is_checked(name, prescription) and (complete or name not in _NEEDS_WHOLE_SERIES)
    )


def _is_checked(name: str, prescription: Prescription) -> bool:
    value = getattr(prescription, name)
    if value is None or not applies(name, prescription):
        return False
    return name in _CHECKED or value != Prescription.model_fields[name].default


def _check(name: str, prescription: Prescription, run: AsRun) -> ParameterCheck:
    prescribed = _as_header_says(name, prescription)
    ran = run.get(name)
    if ran is None:
        agreement = Agreement.NOT_IN_HEADER
    elif _agree(name, prescribed, ran):
        agreement = Agreement.MATCHES
    else:
        agreement = Agreement.DEVIATES
    return ParameterCheck(parameter=name, prescribed=prescribed, as_run=ran, agreement=agreement)


def _as_header_says(name: str, prescription: Prescription) -> Value:
    """Return a prescribed value in the form in which ``as_run`` returns it."""
    value = getattr(prescription, name)
    if name == "b_values_s_mm2":
        return b_values_text(value)
    if name == "saturation_bands":
        return "SLAB" if value else "NONE"
    if isinstance(value, int | float):
        return value
    return str(value)


def _agree(name: str, prescribed: Value, ran: Value) -> bool:
    if ran == PARTIAL and name == "partial_fourier":
        return float(prescribed) < 1
    if isinstance(prescribed, str) or isinstance(ran, str):
        return prescribed == ran
    return TOLERANCES[name].covers(prescribed, ran)
