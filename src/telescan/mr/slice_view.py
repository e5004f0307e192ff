"""One slice as a preview keeps it: the k-space of its tissues, and the fields over it.

From line to line all of a tissue is weighted alike; by B1+ and off-resonance its strength varies
over the image.
"""

from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import fft

from telescan.mr.echo_planar import EpiObject, epi_kspace
from telescan.mr.field.dephasing import dephasing, field_of_slice
from telescan.mr.field.readout_shift import shifted_along_readout
from telescan.mr.field.transmit import transmit_scale
from telescan.mr.fourier import decode, encode
from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.receiver import channels_of
from telescan.mr.sampling import encoded_fov_phase_mm, encoded_lines
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.interface import Encoding, Surroundings
from telescan.mr.slice_object import FineGrid, coil_maps, fine_grid, smooth_maps, tissue_maps
from telescan.mr.spin_groups import inflow_mm
from telescan.mr.tissue import SpinValues, Tissue, tissue_values
from telescan.mr.weighting import weights_along_readout, weights_by_line

Complexes = NDArray[np.complex64]
Floats = NDArray[np.float32]

_TRANSMIT_STEP = 0.15
_OFF_RESONANCE_STEP_HZ = 30.0
_FINE_OFF_RESONANCE_STEP_HZ = 12.0
"""Distances between the values that signals are found at; fine where all signal hangs on it."""
_LARGEST_OFF_RESONANCE_HZ = 300.0
_TRANSMIT_POINT_MM = 6.0
_ECHO_PLANAR_FINER = 2


@dataclass(frozen=True)
class SliceView:
    """One slice of one geometry. Maps are (phase, frequency) of all that is encoded.

    They are as fine as what is encoded; for an EPI, whose pixels dephase within, twice as fine.
    """

    tissues: tuple[Tissue, ...]
    """Those that the slice has."""
    inflow_mm: NDArray[np.float64]
    kspace: Complexes
    """(tissue, line, frequency)."""
    transmit: Floats
    off_resonance_hz: Floats
    slope_hz_mm: Floats
    """Of off-resonance, through the slice."""
    coils: Complexes
    """(coil, phase, frequency)."""


@dataclass(frozen=True)
class _Nodes:
    """Evenly spaced values of a field, and where each pixel lies between them."""

    values: NDArray[np.float64]
    position: Floats
    """(phase, frequency), in steps from the first value."""


def slice_view(prescription: Prescription, scene: Scene, slice_index: int) -> SliceView:
    """Work out one slice's geometry. Raises IndexError for a slice that is not prescribed."""
    grid = fine_grid(prescription, scene.phantom)
    maps = tissue_maps(prescription, scene.phantom, slice_index, grid)
    present = np.flatnonzero(maps.any(axis=(1, 2)))
    tissues = tuple(scene.phantom.tissues[index] for index in present)
    lines, samples = encoded_lines(prescription), prescription.matrix_frequency
    kspace = np.empty((present.size, lines, samples), dtype=np.complex64)
    for encoded, index in zip(kspace, present, strict=True):
        encoded[:] = encode(maps[index].astype(np.complex64), grid)
    echo_planar = sequence_of(prescription).encoding is Encoding.ECHO_PLANAR
    points_mm = _points_mm(prescription, _ECHO_PLANAR_FINER if echo_planar else 1)
    return SliceView(
        tissues,
        inflow_mm(prescription, slice_index, tissues),
        kspace,
        smooth_maps(
            prescription,
            slice_index,
            points_mm,
            lambda plane: transmit_scale(scene.model, plane),
            spacing_mm=_TRANSMIT_POINT_MM,
        ),
        *field_of_slice(prescription, scene, slice_index, *points_mm),
        coil_maps(prescription, channels_of(prescription, scene.model), slice_index, *points_mm),
    )


def _points_mm(
    prescription: Prescription, finer: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the points of all that is encoded lie along phase and along frequency.

    They are ``finer`` times as fine as what is encoded.
    """
    return (
        _centred(finer * encoded_lines(prescription), encoded_fov_phase_mm(prescription)),
        _centred(finer * prescription.matrix_frequency, prescription.fov_frequency_mm),
    )


def _centred(points: int, fov_mm: float) -> NDArray[np.float64]:
    """Return where points of a field of view lie, mm from its centre."""
    places: NDArray[np.float64] = (np.arange(points, dtype=np.float64) - points // 2) * (
        fov_mm / points
    )
    return places


def coil_kspace(
    prescription: Prescription, model: ScannerModel, view: SliceView, frame: Frame
) -> Complexes:
    """Return the k-space that each coil sees of one frame, (coil, line, frequency).

    A slice of a slab (3D) is taken for one excited by itself: through it, the sharp edges of a
    slice profile stand for the sinc of a partition.
    """
    images = _tissue_images(prescription, model, view, frame)
    if sequence_of(prescription).is_gradient_echo:
        thickness_mm = prescription.slice_thickness_mm
        turn = dephasing(view.off_resonance_hz, view.slope_hz_mm, thickness_mm, frame.echo_time_ms)
    else:
        turn = np.ones_like(view.coils[0])
    bandwidth_hz = prescription.pixel_bandwidth_hz
    shifts_hz = tissue_values(view.tissues, model.field_strength_t).off_resonance_hz
    shifts = np.rint(shifts_hz / bandwidth_hz).astype(int)
    total = np.zeros_like(view.coils)
    for shift in np.unique(shifts).tolist():
        turned = np.roll(turn, -shift, axis=-1)
        field_hz = np.roll(view.off_resonance_hz, -shift, axis=-1)
        image = images[shifts == shift].sum(axis=0, keepdims=True) * turned
        shown = shifted_along_readout(image, field_hz, bandwidth_hz)[0]
        _add_seen(view.coils, shown, shift, total)
    return _transformed(total)


def echo_planar_kspace(prescription: Prescription, scene: Scene, view: SliceView) -> Complexes:
    """Return the k-space that each coil sees of an EPI, (frame, coil, line, frequency).

    What is distorted and dephased are points twice as fine as the image's.
    """
    lines, samples = view.kspace.shape[1:]
    finer = view.coils.shape[-1] // samples
    seen = EpiObject(
        scene,
        FineGrid(finer, finer, finer * lines, 0, *_points_mm(prescription, finer)),
        view.tissues,
        decode(view.kspace, (finer * lines, finer * samples)).real,
        view.transmit,
        view.off_resonance_hz,
        view.slope_hz_mm,
        view.coils,
    )
    return epi_kspace(prescription, seen)


def _tissue_images(
    prescription: Prescription, model: ScannerModel, view: SliceView, frame: Frame
) -> Complexes:
    """Return the image of each tissue as its sequence shows it, (tissue, phase, frequency)."""
    scale, field = _sampled_fields(prescription, view)
    values, field_hz = _spins(view, model, scale, field)
    lines = weights_by_line(prescription, model, values, frame, field_hz)
    if prescription.is_3d:
        along_slab = sequence_of(prescription).partition_weights(prescription, model, values, frame)
        lines *= along_slab[:, along_slab.shape[1] // 2, None].astype(np.complex64)
    shape = (len(view.tissues), scale.values.size * field.values.size)
    lines = lines.reshape(*shape, -1)
    strongest = (np.arange(shape[0]), np.linalg.norm(lines, axis=-1).argmax(axis=1))
    strong = lines[strongest]
    power = np.maximum((np.abs(strong) ** 2).sum(axis=-1), np.float32(1e-30))
    strengths = (lines @ strong.conj()[:, :, None])[..., 0] / power[:, None]
    kspace = np.empty_like(view.kspace)
    still = tissue_values(view.tissues, model.field_strength_t)
    readout = weights_along_readout(prescription, still, still.off_resonance_hz)
    _weight(view.kspace, strong, readout, kspace)
    images = decode(kspace, (kspace.shape[1], kspace.shape[2]))
    table = strengths.reshape(shape[0], scale.values.size, field.values.size)
    _strengthen(images, table.astype(np.complex64), scale.position, field.position)
    return images


def _sampled_fields(prescription: Prescription, view: SliceView) -> tuple[_Nodes, _Nodes]:
    """Return the values of B1+ and of off-resonance that signals are worked out at."""
    sequence = sequence_of(prescription)
    surroundings = sequence.surroundings(prescription)
    finely = Surroundings.OFF_RESONANCE in sequence.sensitive_to
    step_hz = _FINE_OFF_RESONANCE_STEP_HZ if finely else _OFF_RESONANCE_STEP_HZ
    one = _Nodes(np.ones(1), np.zeros_like(view.transmit))
    none = _Nodes(np.zeros(1), np.zeros_like(view.transmit))
    return (
        _nodes(view.transmit, _TRANSMIT_STEP)
        if Surroundings.TRANSMIT_FIELD in surroundings
        else one,
        _nodes(view.off_resonance_hz, step_hz)
        if Surroundings.OFF_RESONANCE in surroundings
        else none,
    )


def _spins(
    view: SliceView, model: ScannerModel, scale: _Nodes, field: _Nodes
) -> tuple[SpinValues, NDArray[np.float64]]:
    """Return every tissue at every pair of nodes, and the off-resonance that is the field's."""
    shape = (len(view.tissues), scale.values.size, field.values.size)
    each = np.repeat(np.arange(shape[0]), shape[1] * shape[2])
    values = tissue_values([view.tissues[index] for index in each], model.field_strength_t)
    transmit, field_hz = (
        np.broadcast_to(nodes, shape).ravel() for nodes in (scale.values[:, None], field.values)
    )
    spins = replace(
        values,
        off_resonance_hz=values.off_resonance_hz + field_hz,
        transmit_scale=transmit,
        inflow_mm=view.inflow_mm[each],
    )
    return spins, field_hz


def _nodes(values: Floats, step: float) -> _Nodes:
    """Return multiples of a step that hold a field between them."""
    within = np.clip(values, -_LARGEST_OFF_RESONANCE_HZ, _LARGEST_OFF_RESONANCE_HZ)
    first = np.floor(float(within.min()) / step)
    nodes = np.arange(first, np.floor(float(within.max()) / step) + 2) * step
    return _Nodes(nodes, (within / np.float32(step) - np.float32(first)).astype(np.float32))


@njit(cache=True, fastmath=True)
def _weight(kspace: Complexes, lines: Complexes, readout: Complexes, weighted: Complexes) -> None:
    """Weight each tissue's k-space by line and along the readout."""
    tissues, rows, columns = kspace.shape
    for tissue in range(tissues):
        for row in range(rows):
            line = lines[tissue, row]
            for column in range(columns):
                weight = line * readout[tissue, column]
                weighted[tissue, row, column] = weight * kspace[tissue, row, column]


@njit(cache=True, fastmath=True)
def _add_seen(coils: Complexes, image: Complexes, shift: int, total: Complexes) -> None:
    """Add an image as each coil sees it, that lies ``shift`` pixels further on than it appears."""
    channels, rows, columns = coils.shape
    for channel in range(channels):
        for row in range(rows):
            for column in range(columns):
                seen = coils[channel, row, (column + shift) % columns]
                total[channel, row, column] += seen * image[row, column]


@njit(cache=True, fastmath=True)
def _strengthen(images: Complexes, table: Complexes, scale: Floats, field: Floats) -> None:
    """Multiply each tissue's image by its strength, interpolated in a table by two fields."""
    tissues, rows, columns = images.shape
    last_scale, last_field = table.shape[1] - 1, table.shape[2] - 1
    for tissue in range(tissues):
        for row in range(rows):
            for column in range(columns):
                s, f = int(scale[row, column]), int(field[row, column])
                ds, df = scale[row, column] - s, field[row, column] - f
                s1, f1 = min(s + 1, last_scale), min(f + 1, last_field)
                low = table[tissue, s, f] * (1 - df) + table[tissue, s, f1] * df
                high = table[tissue, s1, f] * (1 - df) + table[tissue, s1, f1] * df
                images[tissue, row, column] *= low * (1 - ds) + high * ds


def _transformed(images: Complexes) -> Complexes:
    """Return k-space of images, (..., line, frequency)."""
    axes = (-2, -1)
    spectrum = fft.fft2(fft.ifftshift(images, axes=axes), norm="ortho", workers=2, overwrite_x=True)
    kspace: Complexes = fft.fftshift(spectrum, axes=axes)
    return kspace
