"""What every pulse sequence can tell of itself.

A sequence knows no space: it gives the signal of groups of spins. Where a signal depends on
something that varies over the object, the sequence says so in ``sensitive_to``, and the object is
split into groups along it.
"""

from abc import ABC, abstractmethod
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import AcquisitionType, FatSuppression, Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sampling import encoded_lines, encoded_partitions
from telescan.mr.timing import SequenceTiming
from telescan.mr.tissue import SpinValues


class Surroundings(StrEnum):
    """What varies over an object and changes the signal of one tissue."""

    TRANSMIT_FIELD = "transmit_field"
    """B1+ over its nominal value."""
    OFF_RESONANCE = "off_resonance"
    """Offset of the Larmor frequency that is not the tissue's own."""
    INFLOW = "inflow"
    """How far blood has come within the excited slab."""


class Encoding(StrEnum):
    """How k-space is walked through."""

    CARTESIAN = "cartesian"
    """One line after each excitation or refocusing pulse."""
    ECHO_PLANAR = "echo_planar"
    """All lines one after the other, while phase and decay go on."""


class PulseSequence(ABC):
    """One pulse sequence family. The defaults are those of a 2D sequence with one echo."""

    uses_echo_train = False
    is_gradient_echo = False
    """Phase from off-resonance grows until the echo, instead of being refocused there."""
    acquisition_types = frozenset(AcquisitionType)
    """Whether slices, slabs or both can be acquired."""
    encoding = Encoding.CARTESIAN
    sensitive_to = frozenset({Surroundings.TRANSMIT_FIELD})
    """Whatever is prescribed; see ``surroundings``."""

    def surroundings(self, prescription: Prescription) -> frozenset[Surroundings]:
        """Return what the signal depends on: fat suppression works by frequency."""
        if prescription.fat_suppression is FatSuppression.NONE:
            return self.sensitive_to
        return self.sensitive_to | {Surroundings.OFF_RESONANCE}

    @abstractmethod
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return one of each kind of slice-selective pulse."""

    @abstractmethod
    def timing(self, prescription: Prescription, model: ScannerModel) -> SequenceTiming:
        """Work out shortest times, scan time and RF pulses. Shortest TE counts the other values."""

    @abstractmethod
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return each group's signal on each line along phase, shape (group, line).

        Lines are those of ``sampling.encoded_lines``; line ``lines // 2`` is the centre of k-space.
        """

    def readout_decay_ms(self, values: SpinValues) -> NDArray[np.float64]:
        """Return the time constant of the decay about the echo during readout, shape (group,).

        T2* goes on through a gradient echo; about a refocused one, T2' dephases and rephases.
        """
        return values.t2_star_ms if self.is_gradient_echo else values.t2_prime_ms

    def frames(self, prescription: Prescription) -> tuple[Frame, ...]:
        """Return the images that are made of each slice."""
        return (Frame(prescription.echo_time_ms),)

    def partition_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return factors on the line weights along the slab, shape (group, partition)."""
        del model, frame
        return np.ones((values.count, encoded_partitions(prescription)), dtype=np.complex128)

    def contrast(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return each group's signal at the centre of k-space, which sets contrast, (group,)."""
        lines = self.line_weights(prescription, model, values, frame)
        partitions = self.partition_weights(prescription, model, values, frame)
        centre: NDArray[np.complex128] = (
            lines[:, lines.shape[1] // 2] * partitions[:, partitions.shape[1] // 2]
        )
        return centre


def same_on_every_line(
    signal: NDArray[np.float64] | NDArray[np.complex128], prescription: Prescription
) -> NDArray[np.complex128]:
    """Return line weights of a sequence that gives every line the same signal, (group, line)."""
    lines = encoded_lines(prescription)
    return np.repeat(signal[:, None], lines, axis=1).astype(np.complex128)
