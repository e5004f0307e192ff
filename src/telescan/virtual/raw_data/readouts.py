"""The readouts of an ISMRMRD dataset: each acquired line of k-space with its header.

Samples stand in the order of time: an EPI's lines that are read backwards are flagged as reversed,
and a reader turns them round. Averages are summed up, so that all have the number 0. Fourier
transformed inversely, k-space gives an image whose indices rise along ``read_dir``, ``phase_dir``
and ``slice_dir``, and whose pixel ``n // 2`` lies at ``position`` along each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ismrmrd
import numpy as np
from ismrmrd.hdf5 import acquisition_dtype
from numpy.typing import NDArray

from telescan.mr.geometry import encoding_axes, image_axes, slice_centre_mm
from telescan.mr.prescription import Prescription
from telescan.mr.sampling import acceleration, phase_sampling, reads_downwards
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.epi_train import readout_direction
from telescan.mr.sequence.interface import Encoding
from telescan.virtual.raw_data.header import dwell_time_us

Complexes = NDArray[np.complex64]
Readouts = NDArray[Any]
"""Rows of an ISMRMRD table, (readout,)."""

_LINES = (ismrmrd.ACQ_FIRST_IN_ENCODE_STEP1, ismrmrd.ACQ_LAST_IN_ENCODE_STEP1)
_PARTITIONS = (ismrmrd.ACQ_FIRST_IN_ENCODE_STEP2, ismrmrd.ACQ_LAST_IN_ENCODE_STEP2)
_FRAMES = (ismrmrd.ACQ_FIRST_IN_CONTRAST, ismrmrd.ACQ_LAST_IN_CONTRAST)
_SLICES = (ismrmrd.ACQ_FIRST_IN_SLICE, ismrmrd.ACQ_LAST_IN_SLICE)
_REPETITIONS = (ismrmrd.ACQ_FIRST_IN_REPETITION, ismrmrd.ACQ_LAST_IN_REPETITION)


@dataclass(frozen=True)
class _Run:
    """A run of lines in the loops around it."""

    slice_index: int
    frame: int
    partition: int


def readouts_of(
    prescription: Prescription, slice_index: int, kspace: Complexes
) -> Iterator[Readouts]:
    """Yield the readouts of a slice or slab, frame by frame and partition by partition.

    ``kspace`` is (frame, coil, partition, line, frequency); 2D has one partition, 3D one slice, 0.
    """
    frames, _, partitions = kspace.shape[:3]
    slices = 1 if prescription.is_3d else prescription.slices
    last = _Run(slices - 1, frames - 1, partitions - 1)
    for frame in range(frames):
        for partition in range(partitions):
            run = _Run(slice_index, frame, partition)
            yield _of_lines(prescription, run, last, kspace[frame, :, partition])


def noise_readout(prescription: Prescription, noise: Complexes) -> Readouts:
    """Return the noise measurement, (coil, sample), as one readout."""
    rows = _rows(noise[None], prescription)
    rows["head"]["flags"] = _bit(ismrmrd.ACQ_IS_NOISE_MEASUREMENT)
    return rows


def _of_lines(prescription: Prescription, run: _Run, last: _Run, kspace: Complexes) -> Readouts:
    """Return the readouts of acquired lines of k-space (coil, line, frequency), in order read."""
    lines = phase_sampling(prescription).acquired.nonzero()[0]
    if reads_downwards(prescription):
        lines = lines[::-1]
    backwards = _backwards(prescription)[lines]
    data = np.ascontiguousarray(kspace[:, lines].swapaxes(0, 1))
    data[backwards] = data[backwards, :, ::-1]
    rows = _rows(data, prescription)
    head = rows["head"]
    centre = prescription.matrix_frequency // 2
    head["center_sample"] = np.where(backwards, prescription.matrix_frequency - 1 - centre, centre)
    _place(head, prescription, run.slice_index)
    head["flags"] = _line_flags(prescription)[lines]
    head["flags"][backwards] |= _bit(ismrmrd.ACQ_IS_REVERSE)
    head["flags"][0] |= _loop_flags(run, _Run(0, 0, 0), 0)
    head["flags"][-1] |= _loop_flags(run, last, 1)
    if run == last:
        head["flags"][-1] |= _bit(ismrmrd.ACQ_LAST_IN_MEASUREMENT)
    counters = head["idx"]
    counters["kspace_encode_step_1"] = lines
    counters["kspace_encode_step_2"] = run.partition
    counters["slice"] = run.slice_index
    counters["contrast"] = run.frame
    return rows


def _rows(data: Complexes, prescription: Prescription) -> Readouts:
    """Return rows that hold data (readout, coil, sample), of which no place is set yet."""
    count, channels, samples = data.shape
    rows = np.zeros(count, dtype=acquisition_dtype)
    head = rows["head"]
    head["version"] = 1
    head["number_of_samples"] = samples
    head["available_channels"] = head["active_channels"] = channels
    for channel in range(channels):
        head["channel_mask"][:, channel // 64] |= np.uint64(1 << channel % 64)
    head["sample_time_us"] = dwell_time_us(prescription)
    none = np.empty(0, dtype=np.float32)
    for row, values in zip(rows, data.reshape(count, -1).view(np.float32), strict=True):
        row["data"], row["traj"] = values, none
    return rows


def _place(head: Readouts, prescription: Prescription, slice_index: int) -> None:
    """Set where a slice or slab lies, and its axes, in patient coordinates (LPS)."""
    phase_axis, frequency_axis = encoding_axes(prescription)
    _, _, slice_axis = image_axes(prescription)
    middle = prescription.slices // 2 if prescription.is_3d else slice_index
    head["position"] = slice_centre_mm(prescription, middle)
    head["read_dir"] = frequency_axis
    head["phase_dir"] = phase_axis
    head["slice_dir"] = slice_axis


def _backwards(prescription: Prescription) -> NDArray[np.bool_]:
    """Tell which lines are read from right to left, (line,)."""
    if sequence_of(prescription).encoding is Encoding.ECHO_PLANAR:
        return readout_direction(prescription) < 0
    return np.zeros(phase_sampling(prescription).lines, dtype=np.bool_)


def _line_flags(prescription: Prescription) -> NDArray[np.uint64]:
    """Return what lines are for besides the image, (line,): lines in between only calibrate."""
    sampling = phase_sampling(prescription)
    flags = np.zeros(sampling.lines, dtype=np.uint64)
    if acceleration(prescription) > 1:
        both = sampling.reference & sampling.lattice
        flags[both] = _bit(ismrmrd.ACQ_IS_PARALLEL_CALIBRATION_AND_IMAGING)
        flags[sampling.reference & ~both] = _bit(ismrmrd.ACQ_IS_PARALLEL_CALIBRATION)
    return flags


def _loop_flags(run: _Run, end: _Run, side: int) -> np.uint64:
    """Return which loops begin (``side`` 0) or end (1) with a run's first or last line.

    Loops are, from the innermost: lines, partitions, frames, slices.
    """
    ended = [_LINES]
    if run.partition == end.partition:
        ended += [_PARTITIONS, _FRAMES]
        if run.frame == end.frame:
            ended.append(_SLICES)
            if run.slice_index == end.slice_index:
                ended.append(_REPETITIONS)
    return np.uint64(sum(int(_bit(loop[side])) for loop in ended))


def _bit(flag: int) -> np.uint64:
    """Return a flag as it is stored: flags count from 1."""
    return np.uint64(1 << (flag - 1))
