"""When each line along phase is acquired, for what changes while a scan runs."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.prescription import Prescription
from telescan.mr.sampling import phase_sampling
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.interface import Encoding


def line_shares(prescription: Prescription) -> NDArray[np.float64]:
    """Return the share of the scan that has passed when each line is acquired, (line,), 0 to 1.

    Lines of one train, shot or repetition share a time. Averages of a line are taken one after the
    other; lines that are not acquired have the time of an acquired neighbour.
    """
    acquired = phase_sampling(prescription).acquired
    count = int(acquired.sum())
    sequence = sequence_of(prescription)
    if sequence.encoding is Encoding.ECHO_PLANAR:
        return np.zeros(acquired.size)
    rank = np.clip(np.cumsum(acquired) - 1, 0, None)
    train = prescription.echo_train_length if sequence.uses_echo_train else 1
    # Bands of neighbouring lines belong to one echo each; within a band lines are shots.
    band = rank * train // count
    first = -(-band * count // train)
    shots = -(-count // train)
    shares: NDArray[np.float64] = (rank - first) / shots
    return shares
