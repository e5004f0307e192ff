"""The raster that the scanner's own parameters stand on, and what it does with a value between.

A value is rounded to the nearest raster point; where that point cannot run but a neighbour can, the
neighbour is taken. Only the parameters with a raster are touched.
"""

import math
from collections.abc import Callable

from telescan.mr.consequences import Consequences, assess
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription

RASTER: dict[str, float] = {
    "repetition_time_ms": 0.1,
    "echo_time_ms": 0.01,
    "second_echo_time_ms": 0.01,
    "inversion_time_ms": 1.0,
    "labelling_duration_ms": 1.0,
    "post_labelling_delay_ms": 1.0,
    "flip_angle_deg": 1.0,
    "refocusing_flip_angle_deg": 1.0,
    "pixel_bandwidth_hz": 1.0,
    "fov_frequency_mm": 0.05,
    "fov_phase_mm": 0.05,
    "slice_thickness_mm": 0.1,
    "slice_gap_mm": 0.1,
    "slice_offset_mm": 0.1,
    "row_offset_mm": 0.1,
    "column_offset_mm": 0.1,
    "tilt_lr_deg": 0.1,
    "tilt_ap_deg": 0.1,
    "tilt_hf_deg": 0.1,
}
"""Parameter to the distance of its raster points, in the parameter's unit."""

_EDGE = 1e-6
"""Share of a raster step within which a value counts as on the point."""


def _nearest(steps: float) -> int:
    return round(steps)


def _up(steps: float) -> int:
    return math.ceil(steps - _EDGE)


def _down(steps: float) -> int:
    return math.floor(steps + _EDGE)


def on_raster(
    prescription: Prescription, to_steps: Callable[[float], int] = _nearest
) -> Prescription:
    """Return the prescription with every parameter on a raster point, none below the first one."""
    set_to: dict[str, float] = {}
    for parameter, step in RASTER.items():
        value = getattr(prescription, parameter)
        if value is None:
            continue
        steps = to_steps(value / step)
        if value > 0:
            steps = max(1, steps)
        set_to[parameter] = round(steps * step, 6)
    return prescription.model_copy(update=set_to)


def set_on(
    prescription: Prescription, model: ScannerModel, *, patient_weight_kg: float
) -> tuple[Prescription, Consequences]:
    """Return what the scanner makes of a prescription, and what follows from it.

    The consequences say whether it runs; where nothing near runs, they are those of the nearest.
    """

    def tried(to_steps: Callable[[float], int]) -> tuple[Prescription, Consequences]:
        candidate = on_raster(prescription, to_steps)
        return candidate, assess(
            candidate, model, compared_with=candidate, patient_weight_kg=patient_weight_kg
        )

    nearest = tried(_nearest)
    if nearest[1].runs:
        return nearest
    return next((other for other in map(tried, (_up, _down)) if other[1].runs), nearest)


def rounding_warnings(name: str, asked: Prescription, as_set: Prescription) -> tuple[str, ...]:
    """Return a warning for each value of the series ``name`` that was set to another."""
    return tuple(
        f"{name}: {parameter} {getattr(asked, parameter):.10g} was set to "
        f"{getattr(as_set, parameter):.10g}, the scanner's steps being {step:g}"
        for parameter, step in RASTER.items()
        if getattr(asked, parameter) != getattr(as_set, parameter)
    )
