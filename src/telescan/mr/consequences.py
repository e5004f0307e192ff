"""What a prescription means on a scanner, before anything is scanned."""

from pydantic import BaseModel, ConfigDict

from telescan.mr.hardware import ScannerModel
from telescan.mr.limits import Examined, examine
from telescan.mr.operating_mode import NORMAL
from telescan.mr.pns import gradient_load
from telescan.mr.prescription import Prescription
from telescan.mr.sar import estimate_sar
from telescan.mr.sequence import sequence_of
from telescan.mr.signal_to_noise import BrainSignal, brain_signal, typical_g
from telescan.mr.tissue import Tissue
from telescan.mr.violation import Limit, Violation

__all__ = ["Consequences", "Limit", "TissueContrast", "Violation", "assess"]


class TissueContrast(BaseModel):
    """How far the signals of two tissues are apart."""

    model_config = ConfigDict(frozen=True)

    brighter: Tissue
    darker: Tissue
    cnr: float
    """Difference of their signals over the noise of the image (one channel of unit sensitivity)."""


class Consequences(BaseModel):
    """Everything that follows from a prescription on one scanner for one patient."""

    model_config = ConfigDict(frozen=True)

    runs: bool
    violations: tuple[Violation, ...]
    scan_time_s: float
    voxel_mm: tuple[float, float, float]
    relative_snr: float
    """SNR over that of the prescription compared with; 1.0 is unchanged."""
    geometry_factor: float = 1.0
    """Noise amplification of parallel imaging that ``relative_snr`` counts: typical of the head."""
    contrasts: tuple[TissueContrast, ...] = ()
    shortest_echo_time_ms: float
    shortest_repetition_time_ms: float
    shortest_inversion_time_ms: float | None = None
    echo_spacing_ms: float | None
    slices_per_repetition: int = 1
    gradient_peak_mt_m: float | None = None
    slew_peak_t_m_s: float | None = None
    """Strongest gradient and fastest slew of one axis; None: not worked out."""
    stimulation_share_of_limit: float | None = None
    """Of the normal-mode limit, which is 0.8 of the mean threshold of nerves (SAFE model).

    None: not worked out, because other limits are broken.
    """
    b1_rms_ut: float | None = None
    """Root mean square of B1+ over the repetition; None: not worked out."""
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
    verdict = examine(Examined(prescription, model, timing, sar))
    load = gradient_load(prescription, model) if verdict.playable else None
    signal = brain_signal(prescription, model)
    reference = signal if compared_with == prescription else brain_signal(compared_with, model)
    return Consequences(
        runs=not verdict.violations,
        violations=verdict.violations,
        scan_time_s=timing.scan_time_s,
        voxel_mm=prescription.voxel_mm,
        relative_snr=signal.brain / reference.brain,
        geometry_factor=typical_g(prescription, model),
        contrasts=_contrasts(signal),
        shortest_echo_time_ms=timing.shortest_echo_time_ms,
        shortest_repetition_time_ms=verdict.shortest_repetition_time_ms,
        shortest_inversion_time_ms=timing.shortest_inversion_time_ms,
        echo_spacing_ms=timing.echo_spacing_ms,
        slices_per_repetition=prescription.slices_per_repetition,
        gradient_peak_mt_m=load.amplitude_mt_m if load else None,
        slew_peak_t_m_s=load.slew_t_m_s if load else None,
        stimulation_share_of_limit=load.stimulation_share / NORMAL.stimulation_share
        if load
        else None,
        b1_rms_ut=sar.b1_rms_ut,
        sar_whole_body_w_kg=sar.whole_body_w_kg,
        sar_head_w_kg=sar.head_w_kg,
        sar_share_of_limit=sar.share_of_limit,
    )


def _contrasts(signal: BrainSignal) -> tuple[TissueContrast, ...]:
    """Return gray against white matter and fluid, and each lesion against white matter."""
    white, gray = Tissue.WHITE_MATTER, Tissue.GRAY_MATTER
    pairs = [
        (gray if tissue is Tissue.CEREBROSPINAL_FLUID else white, tissue)
        for tissue in signal.signals
        if tissue is not white
    ]
    return tuple(_contrast(signal, *pair) for pair in pairs)


def _contrast(signal: BrainSignal, first: Tissue, second: Tissue) -> TissueContrast:
    """Return a pair's contrast, the brighter one first."""
    if signal.signals[first] < signal.signals[second]:
        first, second = second, first
    return TissueContrast(
        brighter=first, darker=second, cnr=signal.signals[first] - signal.signals[second]
    )
