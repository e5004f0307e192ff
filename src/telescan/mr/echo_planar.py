"""The k-space of single-shot EPI, where phase and decay go on from the first line to the last.

Every point of the fine object is encoded along phase with its own off-resonance, so that images are
distorted and spins of a voxel part as they do on a scanner. Relaxation and chemical shift, which
belong to a tissue and not to a place, are weights of its k-space, line by line. While one line is
sampled, the off-resonance of places (less than a tenth of a pixel along frequency at EPI's
bandwidths) and relaxation are neglected.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from telescan.mr.echo_planar_columns import LANES, Columns, encode_columns
from telescan.mr.echo_planar_signal import phase_origin_ms, tissue_signals
from telescan.mr.faults import Fault
from telescan.mr.field.dephasing import field_of_slice
from telescan.mr.field.transmit import transmit_scale
from telescan.mr.prescription import Prescription
from telescan.mr.receiver import channels_of
from telescan.mr.sampling import phase_sampling
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.epi_train import line_step_ms, readout_direction
from telescan.mr.slice_object import (
    SLICE_PROFILE,
    SLICE_SLAB,
    FineGrid,
    coil_maps,
    fine_grid,
    smooth_maps,
    tissue_maps,
)
from telescan.mr.tissue import Tissue, tissue_values

Complexes = NDArray[np.complex64]
Floats = NDArray[np.float32]

_TRANSMIT_POINT_MM = 4.0

_ENTRIES_PER_CYCLE = 64
_MOST_CYCLES = 8
"""Of the table of dephasing through the slice."""

_GHOST_DEG = 90.0
_GHOST_SAMPLES = 0.2
"""Phase between odd and even lines, and distance of their echoes, at a fault's full strength."""


@dataclass(frozen=True)
class OddEvenError:
    """What lines read forwards and backwards differ by: eddy currents and gradient delays."""

    phase_deg: float
    """At the centre of the field of view."""
    samples: float
    """Distance of their echoes along the readout: phase that grows along frequency."""


def odd_even_error(scene: Scene) -> OddEvenError:
    """Return the error of a scene: none where no N/2 ghost is injected."""
    strength = scene.faults[Fault.N_HALF_GHOST]
    return OddEvenError(_GHOST_DEG * strength, _GHOST_SAMPLES * strength)


@dataclass(frozen=True)
class EpiObject:
    """What an EPI encodes: tissues of a slice, and the fields over it, (phase, frequency)."""

    scene: Scene
    grid: FineGrid
    tissues: tuple[Tissue, ...]
    shares: Floats
    """(tissue, phase, frequency)."""
    transmit: Floats
    """B1+ over nominal."""
    field_hz: Floats
    slope_hz_mm: Floats
    """Of the field, through the slice."""
    coils: Complexes
    """(coil, phase, frequency)."""


def noiseless_epi_slice(prescription: Prescription, scene: Scene, slice_index: int) -> Complexes:
    """Return one slice's k-space without noise, (frame, coil, line, frequency).

    In units of M0 at unit sensitivity; lines that are not acquired are 0. Raises IndexError for a
    slice that is not prescribed.
    """
    grid = fine_grid(prescription, scene.phantom)
    points_mm = grid.phase_mm, grid.frequency_mm
    maps = tissue_maps(prescription, scene.phantom, slice_index, grid)
    present = np.flatnonzero(maps.any(axis=(1, 2)))
    transmit = smooth_maps(
        prescription,
        slice_index,
        points_mm,
        lambda plane: transmit_scale(scene.model, plane),
        spacing_mm=_TRANSMIT_POINT_MM,
    )
    channels = channels_of(prescription, scene.model)
    return epi_kspace(
        prescription,
        EpiObject(
            scene,
            grid,
            tuple(scene.phantom.tissues[index] for index in present),
            maps[present],
            transmit,
            *field_of_slice(prescription, scene, slice_index, *points_mm),
            coil_maps(prescription, channels, slice_index, *points_mm),
        ),
    )


def epi_kspace(prescription: Prescription, seen: EpiObject) -> Complexes:
    """Return the k-space of an object, (frame, coil, line, frequency)."""
    acquired = phase_sampling(prescription).acquired
    frames = len(sequence_of(prescription).frames(prescription))
    samples = prescription.matrix_frequency
    kspace = np.zeros((frames, len(seen.coils), acquired.size, samples), dtype=np.complex64)
    if not seen.tissues:
        return kspace
    scene = seen.scene
    signals = tissue_signals(prescription, scene.model, seen.tissues, seen.transmit, seen.field_hz)
    columns = _columns(prescription, seen, seen.shares * signals.strength)
    columns *= _odd_even_turn(prescription, odd_even_error(scene), seen.grid)[acquired]
    encoded = _along_frequency(columns, prescription, seen.grid)
    for index, tissue in enumerate(seen.tissues):
        encoded[index] *= _shift_turn(prescription, scene, tissue)[acquired]
    for frame, lines in zip(kspace, signals.lines[:, :, acquired], strict=True):
        frame[:, acquired] = np.einsum("tl,tclf->clf", lines, encoded)
    return kspace


def _columns(prescription: Prescription, seen: EpiObject, shares: Floats) -> Complexes:
    """Return the signal of each column on acquired lines, (tissue, coil, line, frequency point)."""
    grid, coils = seen.grid, seen.coils
    acquired = phase_sampling(prescription).acquired
    first, last = np.flatnonzero(acquired)[[0, -1]]
    from_centre = np.arange(first, last + 1) - acquired.size // 2
    step_ms = line_step_ms(prescription, seen.scene.model)
    elapsed_ms = phase_origin_ms(prescription) + from_centre * step_ms
    encoding = (grid.lines // 2 - grid.first_line - np.arange(grid.phase_mm.size)) / grid.lines
    field_khz = seen.field_hz.T.astype(np.float64) * 1e-3
    per_ms = np.float32(prescription.slice_thickness_mm * 1e-3 * _ENTRIES_PER_CYCLE)
    columns = Columns(
        shares=np.ascontiguousarray(shares.transpose(2, 1, 0)),
        coils=np.ascontiguousarray(coils.transpose(2, 1, 0)),
        first_turn=from_centre[0] * encoding + field_khz * elapsed_ms[0],
        line_turn=encoding + field_khz * step_ms,
        through_slice=np.ascontiguousarray(seen.slope_hz_mm.T) * per_ms,
    )
    padded = np.pad(elapsed_ms, (0, -elapsed_ms.size % LANES), mode="edge").astype(np.float32)
    shape = (shares.shape[0], coils.shape[0], elapsed_ms.size, grid.frequency_mm.size)
    lines = np.empty(shape, dtype=np.complex64)
    encode_columns(columns, padded, _left_through_slice(), lines)
    return lines[:, :, acquired[first : last + 1]]


def _left_through_slice() -> Floats:
    """Return what is left of a slice's signal as cycles of phase across it grow."""
    cycles = np.arange(_MOST_CYCLES * _ENTRIES_PER_CYCLE + 1) / _ENTRIES_PER_CYCLE
    slabs = sum(
        (weight * np.cos(2 * np.pi * position * cycles) for position, weight in SLICE_PROFILE),
        start=np.zeros_like(cycles),
    )
    return np.asarray(slabs * np.sinc(SLICE_SLAB * cycles), dtype=np.float32)


def _odd_even_turn(prescription: Prescription, error: OddEvenError, grid: FineGrid) -> Complexes:
    """Return the phase that lines are given by their direction, (line, frequency point)."""
    across = grid.frequency_mm / prescription.fov_frequency_mm
    half = np.deg2rad(error.phase_deg) / 2 + np.pi * error.samples * across
    turn: Complexes = np.exp(1j * readout_direction(prescription)[:, None] * half)
    return turn.astype(np.complex64)


def _shift_turn(prescription: Prescription, scene: Scene, tissue: Tissue) -> Complexes:
    """Return how chemical shift turns the samples of a line, (line, frequency).

    Lines read backwards shift fat the other way.
    """
    samples = prescription.matrix_frequency
    shift_hz = tissue_values((tissue,), scene.model.field_strength_t).off_resonance_hz[0]
    elapsed = (np.arange(samples) - samples // 2) / (prescription.pixel_bandwidth_hz * samples)
    direction = readout_direction(prescription)[:, None]
    turn: Complexes = np.exp(2j * np.pi * shift_hz * direction * elapsed).astype(np.complex64)
    return turn


def _along_frequency(columns: Complexes, prescription: Prescription, grid: FineGrid) -> Complexes:
    """Return the samples of each line, on the scale of ``fourier.encode``."""
    samples = prescription.matrix_frequency
    spectrum = fft.fft(fft.ifftshift(columns, axes=-1), axis=-1, workers=2)
    kept = np.arange(samples) - samples // 2
    lines = grid.lines // grid.phase_factor
    scale = grid.phase_factor * grid.frequency_factor * np.sqrt(lines * samples)
    scaled: Complexes = spectrum[..., kept] * np.float32(1 / scale)
    return scaled
