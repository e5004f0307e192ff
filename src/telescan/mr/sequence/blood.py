"""Blood that flows through what is excited: how fresh it comes, and how much of it stays.

Plug flow. Slices that are excited in between by others are left out: blood enters a slice fresh,
but for saturation bands on its way.
"""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.flow import FLOW, Flow
from telescan.mr.geometry import image_axes
from telescan.mr.prescription import Prescription
from telescan.mr.timing import selected_thickness_mm
from telescan.mr.tissue import SpinValues


def pulses_seen(prescription: Prescription, values: SpinValues) -> NDArray[np.float64]:
    """Return how many pulses each group has seen; infinite where nothing flows, (group,)."""
    per_tr_mm = np.array(
        [
            FLOW[tissue].speed_mm_s * prescription.repetition_time_ms * 1e-3
            if tissue in FLOW
            else 0.0
            for tissue in values.tissues
        ]
    )
    flows = per_tr_mm > 0
    return np.where(flows, values.inflow_mm / np.where(flows, per_tr_mm, 1.0), np.inf)


def entering(prescription: Prescription, values: SpinValues) -> NDArray[np.float64]:
    """Return the Mz / M0 with which each group's blood enters what is excited, (group,)."""
    return np.array(
        [
            _after_bands(prescription, FLOW[tissue], t1_ms) if tissue in FLOW else 1.0
            for tissue, t1_ms in zip(values.tissues, values.t1_ms, strict=True)
        ]
    )


def _after_bands(prescription: Prescription, flow: Flow, t1_ms: float) -> float:
    """Return what Mz / M0 blood brings along that came through the bands on its way."""
    _, _, normal = image_axes(prescription)
    along = float(np.dot(normal, flow.direction))
    half_mm = (
        (prescription.slices - 1) * prescription.slice_spacing_mm + prescription.slice_thickness_mm
    ) / 2
    entering = 1.0
    for band in prescription.saturation_bands:
        gap_mm = -np.sign(along) * band.offset_mm - band.thickness_mm / 2 - half_mm
        if abs(along) < 0.5 or gap_mm < 0:
            continue
        pulses = band.thickness_mm / (flow.speed_mm_s * prescription.repetition_time_ms * 1e-3)
        recovered = np.exp(-gap_mm / flow.speed_mm_s * 1e3 / t1_ms)
        entering = min(entering, 1 - min(pulses, 1.0) * float(recovered))
    return entering


def staying(
    prescription: Prescription, values: SpinValues, after_ms: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much of each group is still where it was excited, (group, time).

    What has left the slice before a refocusing pulse gives no echo: a flow void (Bradley and
    Waluch, Radiology 1985;154:443).
    """
    _, _, normal = image_axes(prescription)
    across_mm_ms = np.array(
        [
            abs(float(np.dot(normal, FLOW[tissue].direction))) * FLOW[tissue].speed_mm_s * 1e-3
            if tissue in FLOW
            else 0.0
            for tissue in values.tissues
        ]
    )
    moved = across_mm_ms[:, None] * after_ms[None, :] / selected_thickness_mm(prescription)
    left: NDArray[np.float64] = np.maximum(1 - moved, 0.0)
    return left
