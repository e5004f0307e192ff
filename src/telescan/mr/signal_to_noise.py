"""Brain signal over noise, and contrast over noise, on a scale of one scanner."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from telescan.mr.hardware import ScannerModel, coil_named
from telescan.mr.noise import NOISE_AT_3T, encoding_volume_mm3_root_s
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.receiver import mean_signal_to_noise
from telescan.mr.reconstruction.filters import filter_of
from telescan.mr.sampling import acceleration, acquired_lines, encoded_lines
from telescan.mr.sequence import sequence_of
from telescan.mr.telling_frames import noise_of_trace, telling_frames
from telescan.mr.timing import selected_thickness_mm
from telescan.mr.tissue import Tissue, tissue_values

_BRAIN = (Tissue.GRAY_MATTER, Tissue.WHITE_MATTER, Tissue.CEREBROSPINAL_FLUID)
_LESIONS = ("plaque", "infarct", "tumour", "oedema")
_LEAST_SIGNAL = 1e-6
"""Keeps ratios finite where a prescription gives no signal at all."""

_REFERENCE_CHANNELS = 8

_TYPICAL_G = {1: (1.0, 1.0), 2: (1.10, 1.03), 3: (1.55, 1.20), 4: (2.30, 1.60)}
"""Geometry factor by acceleration, of arrays of eight and of sixteen channels and more.

A mean over the head; it varies over the image (Pruessmann et al., MRM 1999;42:952).
"""


@dataclass(frozen=True)
class BrainSignal:
    """Signals of tissues in units of the noise of their image."""

    signals: dict[Tissue, float]

    @property
    def brain(self) -> float:
        """Mean of gray and white matter."""
        return (self.signals[Tissue.GRAY_MATTER] + self.signals[Tissue.WHITE_MATTER]) / 2


def typical_g(prescription: Prescription, model: ScannerModel) -> float:
    """Return the noise amplification that parallel imaging brings, as a mean over the head."""
    eight, sixteen = _TYPICAL_G[acceleration(prescription)]
    return sixteen if _channels(prescription, model) >= 16 else eight


def _channels(prescription: Prescription, model: ScannerModel) -> int:
    """Return the channels of the prescribed coil, or of the usual one where it is unknown."""
    coil = coil_named(model, prescription.receive_coil)
    return coil.channels if coil else model.receive_channels


@lru_cache(maxsize=256)
def brain_signal(prescription: Prescription, model: ScannerModel) -> BrainSignal:
    """Work out the signals of the middle of k-space over the noise of the image.

    Noise counts voxel, bandwidth, averages, lines and partitions that are really acquired, the coil
    over one of eight channels, the typical geometry factor, the filter, and the diffusion
    directions that a trace is the mean of.
    """
    tissues = tuple(t for t in Tissue if _counts(t, prescription))
    magnitudes = _central_signal(prescription, model, tissues)
    share = acquired_lines(prescription) / encoded_lines(prescription)
    per_noise = (
        encoding_volume_mm3_root_s(prescription)
        * np.sqrt(share)
        * mean_signal_to_noise(_channels(prescription, model))
        / mean_signal_to_noise(_REFERENCE_CHANNELS)
        / typical_g(prescription, model)
        / _noise_passed(prescription)
        / noise_of_trace(prescription, telling_frames(prescription)[0])
        / (NOISE_AT_3T * 3.0 / model.field_strength_t)
    )
    return BrainSignal(
        {
            tissue: max(float(magnitude), _LEAST_SIGNAL) * per_noise
            for tissue, magnitude in zip(tissues, magnitudes, strict=True)
        }
    )


def _counts(tissue: Tissue, prescription: Prescription) -> bool:
    """Tell whether a tissue is looked at: blood only where vessels are what an image is for."""
    if tissue is Tissue.ARTERIAL_BLOOD:
        return prescription.sequence is Sequence.TIME_OF_FLIGHT
    return tissue in _BRAIN or any(word in tissue for word in _LESIONS)


def _noise_passed(prescription: Prescription) -> float:
    """Return the noise that the filter of k-space leaves, as a share."""
    passed = filter_of(
        prescription.image_filter, encoded_lines(prescription), prescription.matrix_frequency
    )
    return float(np.sqrt((passed**2).mean()))


def _central_signal(
    prescription: Prescription, model: ScannerModel, tissues: tuple[Tissue, ...]
) -> NDArray[np.float64]:
    """Return the magnitude of each tissue's signal at the centre of k-space.

    It is that of the frame that the series is made for. Of labelling it is control less label,
    whose noise is that of two images. Blood has come to the middle of what is excited.
    """
    values = tissue_values(tissues, model.field_strength_t)
    values = replace(
        values, inflow_mm=np.full(values.count, selected_thickness_mm(prescription) / 2)
    )
    signal = partial(sequence_of(prescription).contrast, prescription, model, values)
    first, *taken_away = telling_frames(prescription)
    magnitudes = np.abs(signal(first))
    if taken_away:
        magnitudes = np.abs(signal(first) - signal(taken_away[0])) / math.sqrt(2)
    return magnitudes
