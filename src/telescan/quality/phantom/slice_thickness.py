"""Slice thickness, from the two crossed ramps in slice 1.

Each ramp shows as a strip ten times as long as the slice is thick, between the places where it has
half of the signal of its middle. A phantom that is not level makes one longer and the other
shorter; the guidance's formula takes that out: 0.2 · top · bottom / (top + bottom).
"""

import numpy as np
from scipy import ndimage

from telescan.quality.phantom import acr
from telescan.quality.phantom.frame import Floats
from telescan.quality.phantom.locate import FoundSlice
from telescan.quality.phantom.profile import first_crossing
from telescan.quality.phantom.result import MeasurementError, Reason

_STEP_MM = 0.25
_HALF_HEIGHT_MM = 1.3
"""Of the strip averaged in each ramp; the rest of it is blurred by its edges."""
_SMOOTHING_MM = 1.5
_MIDDLE_MM = 10.0
"""Half-length of what gives the signal of a ramp's middle."""


def slice_thickness_mm(first: FoundSlice) -> float:
    """Measure slice 1. Raises MeasurementError."""
    u = np.arange(-acr.BAR_HALF_LENGTH_MM + 3, acr.BAR_HALF_LENGTH_MM - 3, _STEP_MM)
    middle = _bar_middle_mm(first)
    ramps = [_ramp(first, u, middle + offset) for offset in acr.RAMP_OFFSETS_MM]
    level = float(np.mean([_middle_signal(ramp) for ramp in ramps])) / 2
    top, bottom = (_length_mm(ramp, level) for ramp in ramps)
    return 2 / acr.RAMP_SLOPE * top * bottom / (top + bottom)


def _bar_middle_mm(first: FoundSlice) -> float:
    """Return where the bar lies along v, from its two edges beside the ramps."""
    u = np.concatenate([np.arange(-80, -50, 1.0), np.arange(50, 80, 1.0)])
    v = np.arange(-14.0, 14.0, 0.1)
    across = first.frame.sample(first.image, u[None, :], v[:, None]).mean(axis=1)
    level = (float(np.percentile(across, 90)) + float(across.min())) / 2
    upper = first_crossing(across, level)
    lower = first_crossing(across[::-1], level)
    if upper is None or lower is None:
        raise MeasurementError(Reason.INSERT_NOT_FOUND)
    width = (v.size - 1 - lower - upper) * 0.1
    if abs(width - 2 * acr.BAR_HALF_WIDTH_MM) > 3:
        raise MeasurementError(Reason.INSERT_NOT_FOUND)
    return float(v[0]) + (upper + v.size - 1 - lower) / 2 * 0.1


def _ramp(first: FoundSlice, u: Floats, v: float) -> Floats:
    """Return the signal along a ramp above the dark of the bar."""
    strip = v + np.arange(-_HALF_HEIGHT_MM, _HALF_HEIGHT_MM + 0.01, 0.2)
    profile = first.frame.sample(first.image, u[None, :], strip[:, None]).mean(axis=0)
    profile = ndimage.gaussian_filter1d(profile, _SMOOTHING_MM / _STEP_MM)
    ends = np.abs(u) > 55
    return np.asarray(profile - float(np.median(profile[ends])))


def _middle_signal(ramp: Floats) -> float:
    power = np.clip(ramp, 0, None) ** 2
    centre = round(float((np.arange(ramp.size) * power).sum() / max(float(power.sum()), 1e-9)))
    half = round(_MIDDLE_MM / _STEP_MM)
    return float(ramp[max(0, centre - half) : centre + half].mean())


def _length_mm(ramp: Floats, level: float) -> float:
    noise = 1.5 * float(np.median(np.abs(np.concatenate([ramp[:100], ramp[-100:]]))))
    peak = int(ramp.argmax())
    if level <= 3 * noise or ramp[peak] <= level:
        raise MeasurementError(Reason.INSERT_NOT_FOUND)
    right = first_crossing(ramp, level, start=peak)
    left = first_crossing(ramp[::-1], level, start=ramp.size - 1 - peak)
    if right is None or left is None:
        raise MeasurementError(Reason.INSERT_NOT_FOUND)
    return (right - (ramp.size - 1 - left)) * _STEP_MM
