r"""Peripheral nerve stimulation by the SAFE model.

The slew rate of each axis passes three first-order low-pass filters, of which one acts on its
absolute value:

.. math:: R = a_1 |F_1(\dot G)| + a_2 F_2(|\dot G|) + a_3 |F_3(\dot G)|

and the stimulation is the root of the sum of squares over the axes of
:math:`R g / R_{limit}` (Hebrank and Gebhardt, Proc ISMRM 2000;8:2007; implementation by
Szczepankiewicz and Witzel, safe_pns_prediction, 2018, which pypulseq carries).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from telescan.mr.gradient_limits import GradientLimits, gradient_limits, patient_directions
from telescan.mr.hardware import ScannerModel, StimulationAxis, StimulationModel
from telescan.mr.playout.hardest import hardest_shots
from telescan.mr.playout.shot import Shot, windows
from telescan.mr.prescription import Prescription
from telescan.mr.raster import RASTER_MS

_LONGEST_STEADY_MS = 12.0
"""Four times the longest time constant of the model."""


@dataclass(frozen=True)
class GradientLoad:
    """What a shot asks of amplifiers, along the scanner's axes or the image's, and of nerves."""

    amplitude_mt_m: float
    slew_t_m_s: float
    stimulation_share: float
    """Of the mean threshold; 1 stimulates half of all people."""


@lru_cache(maxsize=256)
def gradient_load(prescription: Prescription, model: ScannerModel) -> GradientLoad:
    """Work out what the hardest shots ask for."""
    turn = patient_directions(prescription)
    loads = [
        _load(waveform, turn, model.stimulation)
        for waveform in hardest_waveforms(prescription, model)
    ]
    return GradientLoad(
        amplitude_mt_m=max(load.amplitude_mt_m for load in loads),
        slew_t_m_s=max(load.slew_t_m_s for load in loads),
        stimulation_share=max(load.stimulation_share for load in loads),
    )


def _load(
    logical: NDArray[np.float64], turn: NDArray[np.float64], stimulation: StimulationModel
) -> GradientLoad:
    physical = logical @ turn
    # What is exported as Pulseq is checked along the axes of the image, before they are tilted.
    both = np.concatenate([physical, logical], axis=1)
    return GradientLoad(
        amplitude_mt_m=float(np.abs(both).max()),
        slew_t_m_s=float(np.abs(np.diff(both, axis=0)).max() / RASTER_MS),
        stimulation_share=float(stimulation_share(physical, RASTER_MS, stimulation).max()),
    )


def hardest_waveforms(prescription: Prescription, model: ScannerModel) -> list[NDArray[np.float64]]:
    """Return the gradients of the hardest shots on the raster, (time, read phase slice), mT/m.

    Times in which no gradient changes are cut short: nerves have long forgotten what was before.
    """
    limits = gradient_limits(prescription, model)
    return [_waveform(shot, limits) for shot in hardest_shots(prescription, model)]


def _waveform(shot: Shot, limits: GradientLimits) -> NDArray[np.float64]:
    times: list[list[float]] = [[0.0], [0.0], [0.0]]
    values: list[list[float]] = [[0.0], [0.0], [0.0]]
    begin = 0.0
    for window in windows(shot, limits):
        steady = all(points[0][1] == points[-1][1] for points in window.gradients) and all(
            len(points) == 2 for points in window.gradients
        )
        duration = min(window.duration_ms, _LONGEST_STEADY_MS) if steady else window.duration_ms
        for axis, points in enumerate(window.gradients):
            times[axis] += [begin + min(time, duration) for time, _ in points]
            values[axis] += [value for _, value in points]
        begin = round(begin + duration, 6)
    raster = np.arange(round(begin / RASTER_MS) + 1) * RASTER_MS
    return np.stack([np.interp(raster, t, v) for t, v in zip(times, values, strict=True)], axis=1)


def stimulation_share(
    waveform_mt_m: NDArray[np.float64], raster_ms: float, stimulation: StimulationModel
) -> NDArray[np.float64]:
    """Return the stimulation over its threshold, (time - 1,), of gradients (time, x y z)."""
    slew = np.diff(waveform_mt_m, axis=0) / raster_ms
    total = np.zeros(len(slew))
    for axis, response in enumerate((stimulation.x, stimulation.y, stimulation.z)):
        total += _share(slew[:, axis], raster_ms, response) ** 2
    return np.sqrt(total)


def _share(
    slew_t_m_s: NDArray[np.float64], raster_ms: float, axis: StimulationAxis
) -> NDArray[np.float64]:
    new_shares = np.array([raster_ms / (tau + raster_ms) for tau in axis.time_constants_ms])
    response = _response(np.ascontiguousarray(slew_t_m_s), new_shares, np.array(axis.weights))
    return response / axis.stimulation_limit_t_m_s * axis.gradient_scale


@njit(cache=True)
def _response(
    slew: NDArray[np.float64], new_shares: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weighted sum of the three filters, each given by its share of what is new."""
    response = np.empty_like(slew)
    one = two = three = 0.0
    for index in range(slew.size):
        new = slew[index]
        one += new_shares[0] * (new - one)
        two += new_shares[1] * (abs(new) - two)
        three += new_shares[2] * (new - three)
        response[index] = weights[0] * abs(one) + weights[1] * two + weights[2] * abs(three)
    return response
