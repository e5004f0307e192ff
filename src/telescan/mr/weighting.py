"""How a sequence weights the k-space of each group of spins: by line, and along the readout."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.sequence import sequence_of
from telescan.mr.spin_groups import SpinGroups
from telescan.mr.tissue import SpinValues

_LEFT_OUT = 1e-7
"""Share of the signal's power that principal weights may leave out."""


def kspace_weights(
    prescription: Prescription,
    model: ScannerModel,
    values: SpinValues,
    frame: Frame,
    field_hz: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.complex64], NDArray[np.complex64]]:
    """Return weights by line, (group, line), and along the readout, (group, frequency).

    ``field_hz``, (group,), is what of the off-resonance is the field's; the phase and shift that it
    gives vary over the object and are left out.
    """
    lines = weights_by_line(prescription, model, values, frame, field_hz)
    shift_hz = values.off_resonance_hz if field_hz is None else values.off_resonance_hz - field_hz
    return lines, weights_along_readout(prescription, values, shift_hz)


def weights_by_line(
    prescription: Prescription,
    model: ScannerModel,
    values: SpinValues,
    frame: Frame,
    field_hz: NDArray[np.float64] | None,
) -> NDArray[np.complex64]:
    """Return weights by line, (group, line), without the phase that ``field_hz`` gives."""
    sequence = sequence_of(prescription)
    lines = sequence.line_weights(prescription, model, values, frame)
    if field_hz is not None and sequence.is_gradient_echo:
        turns = field_hz * frame.echo_time_ms * 1e-3
        lines = lines * np.exp(-2j * np.pi * turns)[:, None]
    return lines.astype(np.complex64)


def weights_along_readout(
    prescription: Prescription, values: SpinValues, shift_hz: NDArray[np.float64]
) -> NDArray[np.complex64]:
    """Return weights along the readout, (group, frequency).

    A shift in frequency, (group,), turns the phase, which displaces fat, and transverse relaxation
    about the echo blurs.
    """
    sequence = sequence_of(prescription)
    samples = prescription.matrix_frequency
    sample = np.arange(samples) - samples // 2
    time_ms = sample * 1e3 / (prescription.pixel_bandwidth_hz * samples)
    elapsed = time_ms if sequence.is_gradient_echo else abs(time_ms)
    decay = np.exp(-elapsed[None, :] / sequence.readout_decay_ms(values)[:, None])
    turn = np.exp(2j * np.pi * shift_hz[:, None] * time_ms[None, :] * 1e-3)
    return (decay * turn).astype(np.complex64)


def principal_weights(
    prescription: Prescription, model: ScannerModel, groups: SpinGroups, frame: Frame
) -> tuple[NDArray[np.complex64], NDArray[np.complex64]]:
    """Return the few weightings that those of all groups are made up of.

    Shares, (weighting, group), and weightings of k-space, (weighting, line, frequency): a group's
    own weighting is the sum of all, each times its share. They are the principal components of the
    groups' weightings, which for tissues of similar relaxation are alike; so fewer objects have to
    be encoded than there are groups.
    """
    lines, readout = kspace_weights(prescription, model, groups.values, frame, groups.field_hz)
    extent = np.sqrt((groups.maps**2).sum(axis=(1, 2), dtype=np.float64))
    alike = (lines.astype(np.complex128) @ lines.conj().T) * (
        readout.astype(np.complex128) @ readout.conj().T
    )
    power, mixtures = np.linalg.eigh(alike * extent[:, None] * extent[None, :])
    left_out = np.cumsum(power) <= _LEFT_OUT * power.sum()
    mixtures = mixtures[:, ~left_out]
    shares = mixtures / np.maximum(extent, 1e-9)[:, None]
    mixed = (mixtures.conj() * extent[:, None]).T.astype(np.complex64)
    weights = np.einsum("wg,gl,gf->wlf", mixed, lines, readout, optimize=True)
    return shares.T.astype(np.complex64), weights
