"""How a sequence weights the k-space of each group of spins: by line, and along the readout."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.sequence import sequence_of
from telescan.mr.tissue import SpinValues


def kspace_weights(
    prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
) -> tuple[NDArray[np.complex64], NDArray[np.complex64]]:
    """Return weights by line, (group, line), and along the readout, (group, frequency).

    Along the readout, off-resonance turns the phase, which shifts fat, and transverse relaxation
    about the echo blurs.
    """
    sequence = sequence_of(prescription)
    lines = sequence.line_weights(prescription, model, values, frame)
    samples = prescription.matrix_frequency
    sample = np.arange(samples) - samples // 2
    time_ms = sample * 1e3 / (prescription.pixel_bandwidth_hz * samples)
    elapsed = time_ms if sequence.is_gradient_echo else abs(time_ms)
    decay = np.exp(-elapsed[None, :] / sequence.readout_decay_ms(values)[:, None])
    turn = np.exp(2j * np.pi * values.off_resonance_hz[:, None] * time_ms[None, :] * 1e-3)
    return lines.astype(np.complex64), (decay * turn).astype(np.complex64)
