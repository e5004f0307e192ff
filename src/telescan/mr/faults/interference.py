"""What the receiver takes in besides the object's signal: noise, spikes and a radio carrier."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.faults.fault import Fault, Faults

SPIKED_LINES = 0.05
CARRIER_OVER_NOISE = 100.0
CARRIER_AT = 0.31
"""Where the carrier stands in the receiver's band, from its middle, over its width."""


LOW_SNR_FACTOR = 5.0


def noise_factor(faults: Faults) -> float:
    """Return by how much thermal noise is stronger than it should be."""
    return 1 + (LOW_SNR_FACTOR - 1) * faults[Fault.LOW_SNR]


def interfered(
    kspace: NDArray[np.complex64], faults: Faults, noise_sigma: float, rng: np.random.Generator
) -> NDArray[np.complex64]:
    """Return k-space (..., line, frequency) with what the faults add to it.

    All coils see the same spikes and the same carrier, each with its own phase. Raises nothing;
    without these faults k-space is returned as it is.
    """
    if faults[Fault.SPIKES] > 0:
        kspace = kspace + _spikes(kspace, faults[Fault.SPIKES], rng)
    if faults[Fault.RF_INTERFERENCE] > 0:
        kspace = kspace + _carrier(kspace, noise_sigma * faults[Fault.RF_INTERFERENCE], rng)
    return kspace


def _spikes(
    kspace: NDArray[np.complex64], strength: float, rng: np.random.Generator
) -> NDArray[np.complex64]:
    """Return discharges: each lasts for one sample, at any time of the scan."""
    lines, samples = kspace.shape[-2:]
    count = max(1, round(SPIKED_LINES * lines))
    spikes = np.zeros((lines, samples), dtype=np.complex64)
    at = rng.integers(0, lines, count), rng.integers(0, samples, count)
    turn = np.exp(2j * np.pi * rng.random(count))
    spikes[at] = strength * float(np.abs(kspace).max()) * turn
    return spikes * _phases(kspace, rng)


def _carrier(
    kspace: NDArray[np.complex64], sigma: float, rng: np.random.Generator
) -> NDArray[np.complex64]:
    """Return a carrier: its frequency stays, its phase at each line is as good as random."""
    lines, samples = kspace.shape[-2:]
    along = np.exp(-2j * np.pi * CARRIER_AT * np.arange(samples))
    turn = np.exp(2j * np.pi * rng.random(lines))
    amplitude = CARRIER_OVER_NOISE * sigma / np.sqrt(samples)
    carrier = (amplitude * turn[:, None] * along).astype(np.complex64)
    received: NDArray[np.complex64] = carrier * _phases(kspace, rng)
    return received


def _phases(kspace: NDArray[np.complex64], rng: np.random.Generator) -> NDArray[np.complex64]:
    shape = (*kspace.shape[:-2], 1, 1)
    phases: NDArray[np.complex64] = np.exp(2j * np.pi * rng.random(shape)).astype(np.complex64)
    return phases
