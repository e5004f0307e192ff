"""How a series was acquired: the MR Image module (PS3.3 C.8.3.1) from its prescription.

Where the classic module has no attribute (parallel imaging, partial Fourier), that of the Enhanced
MR image (C.8.13.5) stands at the top of the dataset, as scanners write it. The polarity of phase
encoding has none at all; it stands in a private element.
"""

from collections.abc import Sequence as Ordered

from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

from telescan.mr.frame import Frame, Labelling
from telescan.mr.hardware import ScannerModel
from telescan.mr.parameter_use import applies
from telescan.mr.prescription import (
    FatSuppression,
    PhaseEncodingDirection,
    Prescription,
    Sequence,
)
from telescan.mr.sampling import acceleration, acquired_lines, encoded_lines, phase_sampling
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.arterial_spin_labelling import (
    echoes,
    labelling_ms,
    repetition_ms,
    segment_lines,
)
from telescan.mr.sequence.interface import Encoding
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

PRIVATE_GROUP = 0x0021
PRIVATE_CREATOR = "TELESCAN MR"
"""Private block of group 0021: element 01, CS, polarity of phase encoding."""
POLARITY = 0x01
"""POSITIVE or NEGATIVE: the sign of the phase encoding blips along the image axis."""

_S = Sequence
_SCANNING_SEQUENCE: dict[Sequence, Ordered[str]] = {
    _S.SPIN_ECHO: ["SE"],
    _S.TURBO_SPIN_ECHO: ["SE"],
    _S.INVERSION_RECOVERY: ["SE", "IR"],
    _S.SPOILED_GRADIENT_ECHO: ["GR"],
    _S.MPRAGE: ["GR", "IR"],
    _S.BALANCED_SSFP: ["GR"],
    _S.GRADIENT_ECHO_EPI: ["GR", "EP"],
    _S.DIFFUSION_EPI: ["SE", "EP"],
    _S.TIME_OF_FLIGHT: ["GR"],
    _S.ARTERIAL_SPIN_LABELLING: ["SE", "EP"],
}
_SEQUENCE_VARIANT: dict[Sequence, Ordered[str]] = {
    _S.SPIN_ECHO: [],
    _S.TURBO_SPIN_ECHO: ["SK"],
    _S.INVERSION_RECOVERY: ["SK", "MP"],
    _S.SPOILED_GRADIENT_ECHO: ["SP"],
    _S.MPRAGE: ["SP", "MP"],
    _S.BALANCED_SSFP: ["SS"],
    _S.GRADIENT_ECHO_EPI: ["SK"],
    _S.DIFFUSION_EPI: ["SK"],
    _S.TIME_OF_FLIGHT: ["SP"],
    _S.ARTERIAL_SPIN_LABELLING: ["SK", "MP"],
}
_SEQUENCE_NAME: dict[Sequence, str] = {
    _S.SPIN_ECHO: "se",
    _S.TURBO_SPIN_ECHO: "tse",
    _S.INVERSION_RECOVERY: "tir",
    _S.SPOILED_GRADIENT_ECHO: "fl",
    _S.MPRAGE: "tfl",
    _S.BALANCED_SSFP: "tfi",
    _S.GRADIENT_ECHO_EPI: "epfid",
    _S.DIFFUSION_EPI: "epse",
    _S.TIME_OF_FLIGHT: "fl_tof",
    _S.ARTERIAL_SPIN_LABELLING: "pcasl_grase",
}


def describe_acquisition(ds: Dataset, p: Prescription, model: ScannerModel, frame: Frame) -> None:
    """Add the MR Image module."""
    train = _echo_train_length(p, model)
    _sequence(ds, p, frame, train)
    _timing(ds, p, frame, train)
    _sampling(ds, p)
    ds.MagneticFieldStrength = decimal(model.field_strength_t)
    ds.ImagingFrequency = decimal(model.field_strength_t * GYROMAGNETIC_RATIO_HZ_PER_T * 1e-6)
    ds.ImagedNucleus = "1H"
    ds.ReceiveCoilName = (p.receive_coil or model.receive_coil)[:16]


def _sequence(ds: Dataset, p: Prescription, frame: Frame, echo_train_length: int) -> None:
    variant = [*_SEQUENCE_VARIANT[p.sequence]]
    if frame.labelling is Labelling.REFERENCE:
        variant.remove("MP")
    if p.phase_oversampling_percent or p.slice_oversampling_percent:
        variant.append("OSP")
    ds.ScanningSequence = _one_or_many([*_SCANNING_SEQUENCE[p.sequence]])
    ds.SequenceVariant = _one_or_many(variant or ["NONE"])
    ds.ScanOptions = _one_or_many(_scan_options(p))
    fat, water = FatSuppression.SATURATION, FatSuppression.WATER_EXCITATION
    ds.SpectrallySelectedSuppression = "FAT" if p.fat_suppression is fat else "NONE"
    ds.SpectrallySelectedExcitation = "WATER" if p.fat_suppression is water else "NONE"
    ds.SpatialPresaturation = "SLAB" if p.saturation_bands else "NONE"
    ds.MRAcquisitionType = p.acquisition_type.value
    ds.SequenceName = _sequence_name(p, frame, echo_train_length)
    ds.AngioFlag = "Y" if p.sequence is Sequence.TIME_OF_FLIGHT else "N"
    ds.VariableFlipAngleFlag = "N"


def _scan_options(p: Prescription) -> list[str]:
    """Return Scan Options (0018,0022); water excitation has no term there."""
    return [
        *(["FS"] if p.fat_suppression is FatSuppression.SATURATION else []),
        *(["SP"] if p.saturation_bands else []),
        *(["PFP"] if p.partial_fourier < 1 else []),
    ]


def _sequence_name(p: Prescription, frame: Frame, echo_train_length: int) -> str:
    """Return Sequence Name (0018,0024), in the way of tse2d16 or, of one weighting, ep_b1000."""
    if frame.diffusion is not None:
        return f"ep_b{frame.diffusion.b_value_s_mm2:.0f}"
    return f"{_SEQUENCE_NAME[p.sequence]}{p.acquisition_type.value.lower()}{echo_train_length}"


def _echo_train_length(p: Prescription, model: ScannerModel) -> int:
    """Return Echo Train Length (0018,0091): lines of k-space in each excitation."""
    if p.sequence is Sequence.ARTERIAL_SPIN_LABELLING:
        return echoes(p) * max(map(len, segment_lines(p, model)))
    if sequence_of(p).encoding is Encoding.ECHO_PLANAR:
        return _imaging_lines(p)
    return p.echo_train_length if applies("echo_train_length", p) else 1


def _imaging_lines(p: Prescription) -> int:
    """Return the lines that images are made of; the reference lines of EPI are shot before them."""
    if sequence_of(p).encoding is Encoding.ECHO_PLANAR:
        return int(phase_sampling(p).lattice.sum())
    return acquired_lines(p)


def _timing(ds: Dataset, p: Prescription, frame: Frame, echo_train_length: int) -> None:
    ds.RepetitionTime = decimal(repetition_ms(p, frame.labelling))
    ds.EchoTime = decimal(frame.echo_time_ms)
    ds.EchoTrainLength = echo_train_length
    if p.inversion_time_ms is not None and applies("inversion_time_ms", p):
        ds.InversionTime = decimal(p.inversion_time_ms)
    ds.FlipAngle = decimal(p.flip_angle_deg)
    ds.NumberOfAverages = decimal(p.averages)
    ds.PixelBandwidth = decimal(p.pixel_bandwidth_hz)
    if p.sequence is Sequence.ARTERIAL_SPIN_LABELLING:
        _labelling(ds, p, frame)


def _labelling(ds: Dataset, p: Prescription, frame: Frame) -> None:
    """MR Arterial Spin Labeling (C.8.13.5.14); Inversion Times (0018,9079): the delay after it.

    Before the reference of proton density no pulses are played, and there is nothing to wait for.
    """
    ds.ArterialSpinLabelingContrast = "PSEUDOCONTINUOUS"
    if frame.labelling is Labelling.REFERENCE:
        return
    duration_ms, delay_ms = labelling_ms(p)
    ds.ASLPulseTrainDuration = round(duration_ms)
    ds.InversionTimes = float(delay_ms)


def _sampling(ds: Dataset, p: Prescription) -> None:
    lines, acquired, factor = encoded_lines(p), _imaging_lines(p), acceleration(p)
    ds.NumberOfPhaseEncodingSteps = acquired
    ds.PercentSampling = decimal(100 * acquired / lines)
    ds.PercentPhaseFieldOfView = decimal(100 * p.fov_phase_mm / p.fov_frequency_mm)
    ds.AcquisitionMatrix = _acquisition_matrix(p)
    ds.InPlanePhaseEncodingDirection = p.phase_encoding_direction.value
    ds.PartialFourier = "YES" if p.partial_fourier < 1 else "NO"
    if p.partial_fourier < 1:
        ds.PartialFourierDirection = "PHASE"
    ds.ParallelAcquisition = "YES" if factor > 1 else "NO"
    if factor > 1:
        ds.ParallelAcquisitionTechnique = p.parallel_technique.value
        ds.ParallelReductionFactorInPlane = float(factor)
    ours = ds.private_block(PRIVATE_GROUP, PRIVATE_CREATOR, create=True)
    ours.add_new(POLARITY, "CS", p.phase_encoding_polarity.value.upper())


def _acquisition_matrix(p: Prescription) -> Ordered[int]:
    """Frequency rows, frequency columns, phase rows, phase columns (0018,1310)."""
    if p.phase_encoding_direction is PhaseEncodingDirection.ROW:
        return [p.matrix_frequency, 0, 0, p.matrix_phase]
    return [0, p.matrix_frequency, p.matrix_phase, 0]


def _one_or_many(words: list[str]) -> str | list[str]:
    return words if len(words) > 1 else "".join(words)


def decimal(value: float) -> str:
    """Return a number as a Decimal String (PS3.5 6.2): at most 16 characters."""
    return format_number_as_ds(float(f"{value:.10g}"))
