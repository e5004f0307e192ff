"""What prescan finds: centre frequency, transmit reference, receiver gain and shim.

The values are those of a plausible scanner with this patient in it, always the same for the same
exam and series: they are shown, and nothing is computed from them.
"""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from telescan.mr.hardware import ScannerModel
from telescan.mr.noise import encoding_volume_mm3_root_s
from telescan.mr.prescription import Prescription
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

_MAGNET_DRIFT_PPM = 0.1
_LOAD_PPM = 0.4
"""How far susceptibility of the patient moves the frequency, about."""
_UNLOADED_V_PER_T = 55.0
_LOADED_V_PER_T_KG = 0.42
"""Reference voltage of a body coil grows with its load and the field."""
_SHIM_UT_M = 40.0
_LINE_WIDTH_PPM = 0.25
"""Of the head after shimming."""
_GAIN_DB = 60.0


@dataclass(frozen=True)
class PrescanResult:
    """What was found and set."""

    frequency_hz: float
    transmit_reference_v: float
    """For a rectangular pulse of 1 ms that turns by 180°."""
    receiver_gain_db: float
    shim_ut_m: tuple[float, float, float]
    """Gradient offsets along x, y and z."""
    line_width_hz: float
    """Full width at half maximum of the water line after shimming."""


def prescan(
    prescription: Prescription, model: ScannerModel, *, patient_weight_kg: float, exam_id: str
) -> PrescanResult:
    """Return what prescan of a series finds. The exam decides what the patient decides."""
    seed = int.from_bytes(sha256(f"{exam_id} {model.name}".encode()).digest()[:8], "big")
    patient = np.random.default_rng(seed)
    offset_ppm = patient.normal(0, _MAGNET_DRIFT_PPM) + patient.normal(0, _LOAD_PPM)
    x, y, z = patient.normal(0, _SHIM_UT_M, 3).tolist()
    larmor_hz = model.field_strength_t * GYROMAGNETIC_RATIO_HZ_PER_T
    volts = _UNLOADED_V_PER_T + _LOADED_V_PER_T_KG * patient_weight_kg
    voxel_mm3 = encoding_volume_mm3_root_s(prescription)
    return PrescanResult(
        frequency_hz=round(larmor_hz * (1 + offset_ppm * 1e-6)),
        transmit_reference_v=round(volts * model.field_strength_t * patient.normal(1, 0.03), 1),
        receiver_gain_db=float(round(_GAIN_DB - 10 * np.log10(max(voxel_mm3, 1e-3)))),
        shim_ut_m=(round(x, 1), round(y, 1), round(z, 1)),
        line_width_hz=round(
            larmor_hz * 1e-6 * _LINE_WIDTH_PPM * float(patient.uniform(0.8, 1.3)), 1
        ),
    )
