"""A slice that MRzero simulates as well: its tissue maps and values, and our image of it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from telescan.mr.fourier import decode, encode
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription
from telescan.mr.sequence import sequence_of
from telescan.mr.slice_object import FineGrid
from telescan.mr.tissue import SpinValues, Tissue
from telescan.mr.weighting import kspace_weights

MODEL = MODELS["Aster 3T"]
SHARES = 255
"""Shares of tissues are kept as whole numbers up to this."""
FINER = 2


@dataclass(frozen=True)
class Slice:
    """Tissues on points ``FINER`` times as fine as the image."""

    maps: np.ndarray
    """(tissue, phase, frequency), shares from 0 to 1."""
    values: SpinValues


def write_slice(path: Path, maps: np.ndarray, values: SpinValues) -> None:
    np.savez_compressed(
        path,
        maps=np.round(maps * SHARES).astype(np.uint8),
        tissues=np.array([str(tissue) for tissue in values.tissues]),
        proton_density=values.proton_density,
        t1_ms=values.t1_ms,
        t2_ms=values.t2_ms,
        t2_star_ms=values.t2_star_ms,
        off_resonance_hz=values.off_resonance_hz,
    )


def read_slice(path: Path) -> Slice:
    with np.load(path) as kept:
        tissues = tuple(Tissue(name) for name in kept["tissues"].tolist())
        none = np.zeros(len(tissues))
        values = SpinValues(
            tissues=tissues,
            proton_density=kept["proton_density"],
            t1_ms=kept["t1_ms"],
            t2_ms=kept["t2_ms"],
            t2_star_ms=kept["t2_star_ms"],
            adc_mm2_s=none,
            perfusion_ml_100g_min=none,
            off_resonance_hz=kept["off_resonance_hz"],
            transmit_scale=none + 1,
            inflow_mm=none,
        )
        return Slice(kept["maps"].astype(np.float32) / SHARES, values)


def our_image(imaged: Slice, prescription: Prescription) -> np.ndarray:
    """Return our magnitude image, (phase, frequency), of one coil that sees all alike."""
    frame = sequence_of(prescription).frames(prescription)[0]
    lines, readout = kspace_weights(prescription, MODEL, imaged.values, frame)
    points = imaged.maps.shape[1]
    nowhere = np.zeros(points)
    grid = FineGrid(FINER, FINER, points, 0, nowhere, nowhere)
    kspace = encode(imaged.maps.astype(np.complex64), grid)
    weighted = np.einsum("gl,gf,glf->lf", lines, readout, kspace, optimize=True)
    return np.abs(decode(weighted, weighted.shape))


def correlation(image: np.ndarray, other: np.ndarray) -> float:
    """Return how alike two images are, whatever their scale."""
    return float(np.corrcoef(image.ravel(), other.ravel())[0, 1])
