"""Signal-to-noise ratio of a series, measured from its own images.

Signal is the mean magnitude in the object. Noise is the standard deviation of one receive channel's
real part, from the air around the object. A magnitude image of N channels combined by root sum of
squares has, in air, a central chi distribution of 2N degrees of freedom (N = 1: Rayleigh), with
E[m²] = 2Nσ² (Constantinides, Atalar, McVeigh, Magn Reson Med 1997;38:852). How many channels count
is read from the air itself: E[m]²/E[m²] grows with N. In the object the noise lifts the mean, by
E[m]² ≈ S² + (2N - 1)σ² for S ≫ σ, and that is taken off (Gudbjartsson, Patz, Magn Reson Med
1995;34:910).

Ghosts and ringing of the object spread along the phase encoding direction, so air is taken from
lines along it that do not meet the object. Air that a scanner has masked, scaled unevenly (removing
the coil's shading does that) or rounded away cannot be measured, and is not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, special

from telescan.quality.results import Measurement, NotMeasured

NAME = "snr"
MIN_AIR_PIXELS = 500
MIN_OBJECT_PIXELS = 200
MAX_ZERO_SHARE = 0.2
"""Rayleigh noise of one step of the stored values has 12 % zeros; masked air has far more."""
MIN_NOISE_STEPS = 1.0
"""Noise below one step of the stored values is lost in their rounding."""
MAX_UNEVENNESS = 1.3
"""Largest over smallest noise among parts of the air; beyond, it was scaled or is not air."""
_MAX_CHANNELS = 128
_EDGE_PIXELS = 2

Volume = NDArray[np.float32]


@dataclass(frozen=True)
class Air:
    """Noise as found in air."""

    sigma: float
    channels: float
    """Effective number of channels."""


def measure_snr(
    volume: Volume, *, phase_axis: int | None = None, intensity_corrected: bool = False
) -> Measurement:
    """Measure magnitude images (slice, row, column), in the steps that they were stored in.

    ``phase_axis``: the array's axis along which phase is encoded, 1 or 2; None: not known.
    ``intensity_corrected``: the scanner evened out the coil's sensitivity, so that noise in the
    object is not what it is in air.
    """
    corrected = NotMeasured.INTENSITY_CORRECTED
    found = corrected if intensity_corrected else _snr(volume, phase_axis)
    if isinstance(found, NotMeasured):
        return Measurement(name=NAME, value=None, unit="1", reason=found)
    return Measurement(name=NAME, value=found, unit="1")


def _snr(volume: Volume, phase_axis: int | None) -> float | NotMeasured:
    if volume.size == 0 or float(volume.max()) <= float(volume.min()):
        return NotMeasured.NO_OBJECT
    smooth = ndimage.uniform_filter(volume, size=(1, 3, 3))
    threshold = _otsu(smooth)
    air = _air_of(volume, _air_mask(smooth, threshold, phase_axis))
    if isinstance(air, NotMeasured):
        return air
    core = ndimage.binary_erosion(smooth > threshold, _in_plane(2))
    if np.count_nonzero(core) < MIN_OBJECT_PIXELS:
        return NotMeasured.NO_OBJECT
    mean = float(volume[core].mean(dtype=np.float64))
    lifted = (2 * air.channels - 1) * air.sigma**2
    return float(np.sqrt(max(mean**2 - lifted, 0.0)) / air.sigma)


def _air_of(volume: Volume, mask: NDArray[np.bool_]) -> Air | NotMeasured:
    values = volume[mask].astype(np.float64)
    if values.size < MIN_AIR_PIXELS:
        return NotMeasured.AIR_TOO_SMALL
    if np.count_nonzero(values == 0) > MAX_ZERO_SHARE * values.size:
        return NotMeasured.AIR_MASKED
    if _unevenness(volume, mask) > MAX_UNEVENNESS:
        return NotMeasured.AIR_UNEVEN
    mean_square = float(np.mean(values**2))
    channels = channels_of(float(np.mean(values)) ** 2 / mean_square)
    sigma = float(np.sqrt(mean_square / (2 * channels)))
    if sigma < MIN_NOISE_STEPS:
        return NotMeasured.NOISE_ROUNDED_AWAY
    return Air(sigma=sigma, channels=channels)


def channels_of(ratio: float) -> float:
    """Return the number of channels whose air has this E[m]²/E[m²]; 1 where it is Rayleigh's.

    For the chi distribution of 2N degrees of freedom the ratio is (Γ(N + ½)/Γ(N))²/N.
    """
    channels = np.geomspace(1.0, _MAX_CHANNELS, 2_000)
    ratios = np.exp(2 * (special.gammaln(channels + 0.5) - special.gammaln(channels))) / channels
    return float(np.interp(ratio, ratios, channels))


def _air_mask(smooth: Volume, threshold: float, phase_axis: int | None) -> NDArray[np.bool_]:
    """Return what lies well outside the object, its ghosts and the image's edges."""
    dark = float(np.percentile(smooth, 5))
    body = smooth > min(max(0.15 * threshold, 2.5 * dark), (dark + threshold) / 2)
    body = np.stack([ndimage.binary_fill_holes(_largest(part)) for part in body])
    margin = max(4, round(0.03 * max(smooth.shape[1:])))
    body = ndimage.binary_dilation(body, _in_plane(1), iterations=margin)
    if phase_axis is not None:
        body = np.broadcast_to(body.any(axis=phase_axis, keepdims=True), body.shape)
    edge = _EDGE_PIXELS
    inner = np.zeros_like(body, dtype=np.bool_)
    inner[:, edge:-edge, edge:-edge] = True
    return np.asarray(~body & inner)


def _largest(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    labels, count = ndimage.label(mask)
    if count <= 1:
        return mask
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return np.asarray(labels == sizes.argmax())


def _unevenness(volume: Volume, air: NDArray[np.bool_]) -> float:
    """Return the largest over the smallest noise: of four corners, of near, middle and far air."""
    row, column = np.indices(volume.shape[1:], dtype=np.float32)
    row, column = row - volume.shape[1] / 2, column - volume.shape[2] / 2
    corner = np.broadcast_to(2 * (row > 0) + (column > 0), volume.shape)[air]
    away = np.broadcast_to(np.hypot(row, column), volume.shape)[air]
    third = np.searchsorted(np.quantile(away, [1 / 3, 2 / 3]), away)
    power = volume[air].astype(np.float64) ** 2
    return max(_spread(power, corner), _spread(power, third))


def _spread(power: NDArray[np.float64], part: NDArray[np.intp]) -> float:
    counts = np.bincount(part)
    powers = np.bincount(part, weights=power)
    large = counts >= MIN_AIR_PIXELS // 8
    levels = np.sqrt(powers[large] / counts[large])
    smallest = max(float(levels.min()), np.finfo(np.float64).tiny)
    return float(levels.max()) / smallest


def _in_plane(radius: int) -> NDArray[np.bool_]:
    size = 2 * radius + 1
    return np.ones((1, size, size), dtype=np.bool_)


def _otsu(volume: Volume) -> float:
    """Return the threshold that separates two classes best (Otsu, IEEE Trans SMC 1979;9:62)."""
    counts, edges = np.histogram(volume, bins=256)
    centres = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * centres)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = sums / below - (sums[-1] - sums) / above
    between = np.nan_to_num(below * above * gap**2)
    return float(centres[int(np.argmax(between))])
