"""What a prescription means on a scanner, before anything is scanned."""

import numpy as np
from pydantic import BaseModel, ConfigDict

from telescan.mr.hardware import ScannerModel
from telescan.mr.limits import Examined, violations
from telescan.mr.noise import encoding_volume_mm3_root_s
from telescan.mr.prescription import Prescription
from telescan.mr.sar import estimate_sar
from telescan.mr.sequence import sequence_of
from telescan.mr.tissue import Tissue, tissue_values
from telescan.mr.violation import Limit, Violation

__all__ = ["Consequences", "Limit", "Violation", "assess"]


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
    """Work out whether ``prescription`` runs on ``model`` and what it costs.

    ``relative_snr`` counts voxel, readout time and the mean signal of gray and white matter. Times
    are worked out for values that do not run as well, so that the reasons can be told.
    """
    timing = sequence_of(prescription).timing(prescription, model)
    sar = estimate_sar(
        timing.pulses,
        repetition_time_ms=prescription.repetition_time_ms,
        field_strength_t=model.field_strength_t,
        patient_weight_kg=patient_weight_kg,
    )
    broken = violations(Examined(prescription, model, timing, sar))
    return Consequences(
        runs=not broken,
        violations=broken,
        scan_time_s=timing.scan_time_s,
        voxel_mm=prescription.voxel_mm,
        relative_snr=_brain_snr(prescription, model) / _brain_snr(compared_with, model),
        shortest_echo_time_ms=timing.shortest_echo_time_ms,
        shortest_repetition_time_ms=timing.shortest_repetition_time_ms,
        echo_spacing_ms=timing.echo_spacing_ms,
        sar_whole_body_w_kg=sar.whole_body_w_kg,
        sar_head_w_kg=sar.head_w_kg,
        sar_share_of_limit=sar.share_of_limit,
    )


_BRAIN = (Tissue.GRAY_MATTER, Tissue.WHITE_MATTER)
_LEAST_SIGNAL = 1e-6
"""Keeps the ratio finite where a prescription gives no signal at all."""


def _brain_snr(prescription: Prescription, model: ScannerModel) -> float:
    """Return the SNR of brain on a scale that is the same for all prescriptions on one scanner."""
    values = tissue_values(_BRAIN, model.field_strength_t)
    sequence = sequence_of(prescription)
    weights = sequence.line_weights(prescription, model, values, sequence.frames(prescription)[0])
    signal = float(np.abs(weights[:, weights.shape[1] // 2]).mean())
    return max(signal, _LEAST_SIGNAL) * encoding_volume_mm3_root_s(prescription)
