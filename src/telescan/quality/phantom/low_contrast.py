"""Low-contrast object detectability, from slices 8 to 11.

Each slice shows ten spokes of three discs, smaller from spoke to spoke. A spoke counts where all
of its discs are seen, and counting stops at the first that does not. A disc is seen where its
contrast, fitted together with the shading around it, exceeds its own uncertainty by a factor, as
Rose's criterion has it (J Opt Soc Am 1948;38:196). The uncertainty follows from the noise as it is
in the insert, with the correlation between pixels that filters and interpolation give it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal, special

from telescan.quality.phantom import acr
from telescan.quality.phantom.frame import Floats, Frame
from telescan.quality.phantom.locate import FoundSlice
from telescan.quality.phantom.result import MeasurementError, Reason

ROSE = 2.0
"""Contrast over uncertainty from which a disc at a known place is seen: chance alone brings all
three discs of a spoke beyond it once in 85,000."""
_BLUR_MM = 0.45
"""Standard deviation of the smoothing that pixels of 1 mm do to a disc's edge."""
_FIELD_MM = 42.0
_NOISE_FIELD_MM = 39.0
"""Within this, the ring's edge does not ring."""
_SHADING_MM = 3.0
"""Standard deviation of the smoothing that leaves shading and takes noise and discs."""
_WITHIN = np.array([0.2, 0.5, 0.8])
"""Places in a disc, over its radius, and beside it, by which the pattern is found."""
_BESIDE_MM = np.array([1.0, 1.5])
_LAGS = 4
_WINDOW_MM = 4.0
"""Width of the ring around a disc that its background is taken from."""


@dataclass(frozen=True)
class Pattern:
    """Where the discs of one slice are, in the phantom's frame."""

    middle_mm: tuple[float, float]
    turn_deg: float

    def disc_mm(self, spoke: int, disc: int) -> tuple[float, float]:
        """Return the middle of a disc; spokes 0 to 9, discs from the inside."""
        angle = np.radians(self.turn_deg + acr.SPOKE_STEP_DEG * spoke)
        away = acr.DISC_DISTANCES_MM[disc]
        return (
            self.middle_mm[0] + away * float(np.sin(angle)),
            self.middle_mm[1] - away * float(np.cos(angle)),
        )


def visible_spokes(found: FoundSlice, pattern: Pattern) -> int:
    """Return how many spokes are seen in one slice."""
    seen = detectability(found, pattern).min(axis=1) >= ROSE
    return int(seen.size if seen.all() else np.argmin(seen))


def detectability(found: FoundSlice, pattern: Pattern) -> Floats:
    """Return the contrast of each disc over its uncertainty, (spoke, disc)."""
    field = _Field.of(found, pattern)
    values = [
        [field.detectability(pattern.disc_mm(spoke, disc), diameter) for disc in range(3)]
        for spoke, diameter in enumerate(acr.SPOKE_DIAMETERS_MM)
    ]
    return np.asarray(values)


def find_patterns(slices: dict[int, FoundSlice]) -> dict[int, Pattern]:
    """Find the insert's discs in each slice. Raises MeasurementError.

    The ring gives the insert's middle in each slice. The insert is one body, so how far it is
    turned, and its discs are off the ring's middle, is the same in all.
    """
    rings = {number: _insert_middle(found) for number, found in slices.items()}
    still = np.zeros(2)

    def contrast(shift: Floats, turn: float) -> float:
        return sum(
            _whole_contrast(slices[n], _pattern(n, rings[n] + shift, turn), rings[n])
            for n in slices
        )

    turn = max(np.arange(-4.0, 4.01, 0.5).tolist(), key=lambda angle: contrast(still, angle))
    steps = np.arange(-1.0, 1.01, 0.25)
    shifts = [np.array([du, dv]) for du in steps for dv in steps]
    shift = max(shifts, key=lambda moved: contrast(moved, turn))
    return {n: _pattern(n, rings[n] + shift, turn) for n in slices}


def _pattern(number: int, middle: Floats, turn: float) -> Pattern:
    return Pattern((float(middle[0]), float(middle[1])), acr.SPOKE_TURN_DEG[number] + turn)


def _insert_middle(found: FoundSlice) -> Floats:
    """Return the middle of the field within the dark ring."""
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    distances = np.arange(36.0, 49.0, 0.1)
    middle = np.asarray(acr.LOW_CONTRAST_MIDDLE_MM)
    for _ in range(4):
        u = middle[0] + np.sin(angles)[:, None] * distances
        v = middle[1] - np.cos(angles)[:, None] * distances
        rays = found.frame.sample(found.image, u, v)
        bright = np.median(rays[:, :30], axis=1)
        dark = rays.min(axis=1)
        if float(np.median(dark / bright)) > 0.85:
            raise MeasurementError(Reason.INSERT_NOT_FOUND)
        below = rays < ((bright + dark) / 2)[:, None]
        edge = distances[np.argmax(below, axis=1)]
        basis = np.stack([np.ones_like(angles), np.sin(angles), -np.cos(angles)], axis=1)
        kept = np.abs(edge - np.median(edge)) < 4
        fit = np.linalg.lstsq(basis[kept], edge[kept], rcond=None)[0]
        middle = middle + fit[1:]
    return middle


def _whole_contrast(found: FoundSlice, pattern: Pattern, ring_middle: Floats) -> float:
    """Return the contrast of all discs against the rings around them, larger discs counting more.

    What lies near the edge of the field, where the dark ring rings, does not count.
    """
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)[:, None, None]
    diameters = np.repeat(acr.SPOKE_DIAMETERS_MM, 3)[:, None]
    away = np.concatenate([diameters / 2 * _WITHIN, diameters / 2 + _BESIDE_MM], axis=1)
    middles = np.array([pattern.disc_mm(spoke, disc) for spoke in range(10) for disc in range(3)])
    u = middles[:, 0, None] + np.sin(angle) * away
    v = middles[:, 1, None] + np.cos(angle) * away
    values = found.frame.sample(found.image, u, v)
    counts = np.hypot(u - ring_middle[0], v - ring_middle[1]) < _NOISE_FIELD_MM
    # (angle, disc, distance): what lies within the disc comes first.
    split = _WITHIN.size
    sums, numbers = (values * counts).sum(axis=0), counts.sum(axis=0)
    inner, outer = (
        sums[:, part].sum(axis=1) / np.maximum(numbers[:, part].sum(axis=1), 1)
        for part in (slice(split), slice(split, None))
    )
    known = (inner > 0) & (outer > 0)
    return float((diameters[known, 0] * (inner[known] / outer[known] - 1)).sum())


@dataclass(frozen=True)
class _Field:
    """The insert's field as contrast: shading taken off, pixel by pixel, with its noise."""

    contrast: Floats
    """(row, column); 0 outside of the field."""
    inside: NDArray[np.bool_]
    u: Floats
    v: Floats
    covariance: Floats
    """Of the noise at lags of up to ``_LAGS`` pixels, (2 lags + 1, 2 lags + 1)."""

    @classmethod
    def of(cls, found: FoundSlice, pattern: Pattern) -> "_Field":
        u, v = phantom_coordinates(found.frame, found.image.shape)
        from_middle = np.hypot(u - pattern.middle_mm[0], v - pattern.middle_mm[1])
        field = from_middle < _FIELD_MM
        discs = np.zeros_like(u)
        for spoke, diameter in enumerate(acr.SPOKE_DIAMETERS_MM):
            for disc in range(3):
                discs += _disc(u, v, pattern.disc_mm(spoke, disc), diameter)
        background = field & (discs < 0.02)
        contrast = np.where(field, found.image / _shading(found, background, field) - 1, 0.0)
        quiet = background & (from_middle < _NOISE_FIELD_MM)
        return cls(contrast, field, u, v, _covariance(contrast, quiet))

    def detectability(self, middle_mm: tuple[float, float], diameter_mm: float) -> float:
        u, v = self.u - middle_mm[0], self.v - middle_mm[1]
        away = np.hypot(u, v)
        near = self.inside & (away < diameter_mm / 2 + _WINDOW_MM)
        rows, columns = np.nonzero(near)
        block = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        near, u, v = near[block], u[block], v[block]
        template = _disc(u, v, (0.0, 0.0), diameter_mm)
        basis = np.stack([template, np.ones_like(u), u, v], axis=-1)[near]
        # Row of the least squares solution that gives the disc's contrast.
        weights = np.zeros(near.shape)
        weights[near] = np.linalg.pinv(basis)[0]
        contrast = float((weights * self.contrast[block]).sum())
        overlap = signal.correlate2d(weights, weights)
        middle = overlap.shape[0] // 2, overlap.shape[1] // 2
        lags = [min(_LAGS, m) for m in middle]
        shared = overlap[
            middle[0] - lags[0] : middle[0] + lags[0] + 1,
            middle[1] - lags[1] : middle[1] + lags[1] + 1,
        ]
        covariance = self.covariance[
            _LAGS - lags[0] : _LAGS + lags[0] + 1, _LAGS - lags[1] : _LAGS + lags[1] + 1
        ]
        variance = float((shared * covariance).sum())
        # Correlation that was cut off cannot make noise smaller than without any correlation.
        least = 0.25 * float((weights**2).sum() * self.covariance[_LAGS, _LAGS])
        return contrast / float(np.sqrt(max(variance, least, 1e-30)))


def phantom_coordinates(frame: Frame, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Return u and v of every pixel."""
    row, column = np.indices(shape, dtype=np.float64)
    y = (row * frame.spacing_mm[0] - frame.centre_mm[0]) / frame.scale[0]
    x = (column * frame.spacing_mm[1] - frame.centre_mm[1]) / frame.scale[1]
    turn = np.radians(frame.rotation_deg)
    u = np.cos(turn) * x + np.sin(turn) * y
    v = -np.sin(turn) * x + np.cos(turn) * y
    return (-u if frame.mirrored else u), v


def _disc(u: Floats, v: Floats, middle_mm: tuple[float, float], diameter_mm: float) -> Floats:
    """Return a disc of height 1 as pixels show it, its edge smoothed."""
    away = np.hypot(u - middle_mm[0], v - middle_mm[1])
    return np.asarray(special.expit((diameter_mm / 2 - away) / (0.6 * _BLUR_MM)))


def _shading(found: FoundSlice, background: NDArray[np.bool_], field: NDArray[np.bool_]) -> Floats:
    """Return the background smoothed, bridging the discs."""
    sigma = [_SHADING_MM / spacing for spacing in found.frame.spacing_mm]
    known = ndimage.gaussian_filter(background.astype(np.float64), sigma)
    smooth = ndimage.gaussian_filter(
        np.where(background, found.image, 0.0).astype(np.float64), sigma
    )
    return np.where(field & (known > 1e-3), smooth / np.maximum(known, 1e-3), 1.0)


def _covariance(contrast: Floats, background: NDArray[np.bool_]) -> Floats:
    """Return the autocovariance of the background at small lags."""
    if np.count_nonzero(background) < 200:
        raise MeasurementError(Reason.INSERT_NOT_FOUND)
    inner = ndimage.binary_erosion(background)
    values = np.where(inner, contrast - float(contrast[inner].mean()), 0.0)
    mask = inner.astype(np.float64)
    lags = range(-_LAGS, _LAGS + 1)
    result = np.zeros((len(lags), len(lags)))
    for i, down in enumerate(lags):
        for j, across in enumerate(lags):
            moved = np.roll(values, (down, across), axis=(0, 1))
            shared = (mask * np.roll(mask, (down, across), axis=(0, 1))).sum()
            result[i, j] = (values * moved).sum() / max(shared, 1.0)
    return result
