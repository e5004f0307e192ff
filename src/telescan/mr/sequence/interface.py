"""What every pulse sequence can tell of itself."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.timing import SequenceTiming
from telescan.mr.tissue import TissueValues


class PulseSequence(Protocol):
    """One pulse sequence family."""

    uses_inversion: bool
    uses_echo_train: bool

    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return one of each kind of slice-selective pulse."""
        ...

    def timing(self, prescription: Prescription, model: ScannerModel) -> SequenceTiming:
        """Work out shortest times, scan time and RF pulses. Shortest TE counts the other values."""
        ...

    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: TissueValues
    ) -> NDArray[np.complex128]:
        """Return each tissue's signal on each phase-encoding line, shape (tissue, phase).

        Line ``phase // 2`` is the centre of k-space.
        """
        ...

    def readout_decay_ms(self, values: TissueValues) -> NDArray[np.float64]:
        """Return the time constant of the decay about the echo during readout, shape (tissue,)."""
        ...
