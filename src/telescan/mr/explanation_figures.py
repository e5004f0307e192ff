"""The figures that an explanation compares: what a prescription gives, quantity by quantity."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from telescan.mr.consequences import Consequences, assess
from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.nulled_tissue import nulled_tissue
from telescan.mr.prescription import Prescription
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.epi_train import phase_bandwidth_hz
from telescan.mr.sequence.interface import Encoding
from telescan.mr.signal_to_noise import brain_signal
from telescan.mr.telling_frames import telling_frames
from telescan.mr.tissue import (
    FAT_SHIFT_PPM,
    GYROMAGNETIC_RATIO_HZ_PER_T,
    Tissue,
    tissue_values,
)
from telescan.mr.weighting_share import weighting_of


class Quantity(StrEnum):
    """What an explanation speaks of, in the order in which it is said."""

    CSF_OVER_GRAY = "csf_over_gray"
    """Told where an inversion nulls fluid, or does so no longer; and the same of fat."""
    FAT_OVER_GRAY = "fat_over_gray"
    T1_CONTRAST = "t1_contrast"
    T2_CONTRAST = "t2_contrast"
    SECOND_ECHO_T2_CONTRAST = "second_echo_t2_contrast"
    """Told, as its CNR and SNR, where the second echo time is what changes."""
    T2_STAR_CONTRAST = "t2_star_contrast"
    GRAY_WHITE_CNR = "gray_white_cnr"
    SECOND_ECHO_GRAY_WHITE_CNR = "second_echo_gray_white_cnr"
    SNR = "snr"
    SECOND_ECHO_SNR = "second_echo_snr"
    SCAN_TIME = "scan_time"
    VOXEL_VOLUME = "voxel_volume"
    COVERAGE = "coverage"
    FAT_SHIFT = "fat_shift"
    DISTORTION = "distortion"
    """Of echo planar images."""
    SAR = "sar"
    STIMULATION = "stimulation"


_LEAST_SIGNAL = 1e-9

NULLED = {
    Quantity.CSF_OVER_GRAY: Tissue.CEREBROSPINAL_FLUID,
    Quantity.FAT_OVER_GRAY: Tissue.FAT,
}
"""Signals over that of gray matter, of what an inversion is there to null."""


@dataclass(frozen=True)
class Figures:
    """What one prescription gives."""

    values: dict[Quantity, float]
    """Shifts and distortion are negative where they go down the phase axis."""
    runs: bool
    nulled: Tissue | None
    is_echo_planar: bool
    second_echo_time_ms: float | None


def figures_of(
    prescription: Prescription,
    model: ScannerModel,
    *,
    compared_with: Prescription,
    patient_weight_kg: float,
) -> Figures:
    """Work out every figure that an explanation may speak of."""
    result = assess(
        prescription, model, compared_with=compared_with, patient_weight_kg=patient_weight_kg
    )
    values = {
        Quantity.GRAY_WHITE_CNR: _gray_white(result),
        Quantity.SNR: result.relative_snr,
        Quantity.SCAN_TIME: result.scan_time_s,
        Quantity.VOXEL_VOLUME: math.prod(result.voxel_mm),
        Quantity.COVERAGE: prescription.slices * prescription.slice_spacing_mm,
        Quantity.SAR: result.sar_share_of_limit,
    }
    if result.stimulation_share_of_limit is not None:
        values[Quantity.STIMULATION] = result.stimulation_share_of_limit
    values |= _weightings(prescription, model) | _displacements(prescription, model)
    values |= _second_echo(prescription, model, result.relative_snr)
    values |= {
        quantity: _over_gray(prescription, model, tissue) for quantity, tissue in NULLED.items()
    }
    return Figures(
        values=values,
        runs=result.runs,
        nulled=nulled_tissue(prescription, model),
        is_echo_planar=_is_echo_planar(prescription),
        second_echo_time_ms=prescription.second_echo_time_ms,
    )


def _weightings(prescription: Prescription, model: ScannerModel) -> dict[Quantity, float]:
    weighting = weighting_of(prescription, model)
    values = {Quantity.T1_CONTRAST: weighting.t1}
    if sequence_of(prescription).is_gradient_echo:
        return values | {Quantity.T2_STAR_CONTRAST: weighting.t2_star}
    return values | {Quantity.T2_CONTRAST: weighting.t2}


def _displacements(prescription: Prescription, model: ScannerModel) -> dict[Quantity, float]:
    """Return the shift of fat, px, and distortion, mm per ppm: along phase in echo planar images.

    Elsewhere both are along the readout.
    """
    along_frequency_mm, along_phase_mm, _ = prescription.voxel_mm
    bandwidth_hz, pixel_mm = prescription.pixel_bandwidth_hz, along_frequency_mm
    if _is_echo_planar(prescription):
        bandwidth_hz, pixel_mm = phase_bandwidth_hz(prescription, model), along_phase_mm
    pixels_per_ppm = 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T * model.field_strength_t / bandwidth_hz
    return {
        Quantity.FAT_SHIFT: abs(FAT_SHIFT_PPM) * pixels_per_ppm,
        Quantity.DISTORTION: pixels_per_ppm * pixel_mm,
    }


def _second_echo(
    prescription: Prescription, model: ScannerModel, relative_snr: float
) -> dict[Quantity, float]:
    """Return what is told of a second echo; its SNR is on the scale of ``relative_snr``."""
    frames = sequence_of(prescription).frames(prescription)
    second = next((frame for frame in frames if frame.echo_number == 2), None)
    if second is None:
        return {}
    brain = (Tissue.GRAY_MATTER, Tissue.WHITE_MATTER)
    gray, white = _signals(prescription, model, brain, second)
    share = (gray + white) / sum(
        _signals(prescription, model, brain, telling_frames(prescription)[0])
    )
    in_noise = 2 * brain_signal(prescription, model).brain * share / (gray + white)
    return {
        Quantity.SECOND_ECHO_T2_CONTRAST: weighting_of(prescription, model, second).t2,
        Quantity.SECOND_ECHO_GRAY_WHITE_CNR: abs(gray - white) * in_noise,
        Quantity.SECOND_ECHO_SNR: relative_snr * share,
    }


def _over_gray(prescription: Prescription, model: ScannerModel, tissue: Tissue) -> float:
    told = telling_frames(prescription)[0]
    signal, gray = _signals(prescription, model, (tissue, Tissue.GRAY_MATTER), told)
    return signal / gray


def _signals(
    prescription: Prescription, model: ScannerModel, tissues: tuple[Tissue, ...], frame: Frame
) -> list[float]:
    values = tissue_values(tissues, model.field_strength_t)
    signals = sequence_of(prescription).contrast(prescription, model, values, frame)
    return [max(float(each), _LEAST_SIGNAL) for each in np.abs(signals)]


def _is_echo_planar(prescription: Prescription) -> bool:
    return sequence_of(prescription).encoding is Encoding.ECHO_PLANAR


def _gray_white(result: Consequences) -> float:
    pair = {Tissue.GRAY_MATTER, Tissue.WHITE_MATTER}
    return next(c.cnr for c in result.contrasts if {c.brighter, c.darker} == pair)
