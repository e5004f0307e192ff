"""The grids on which a slab's object is sampled, encoded, and seen by the coils.

The object is known at points at least twice as fine as the image. Of its spectrum a little more
than the scanner samples is kept, tapered beyond, and made into pixels that hold the whole object,
inside and outside the field of view. On those pixels the coils' sensitivities are multiplied; then
what lies outside the field of view folds in, as sampling k-space at distances of 1 / FOV does.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from telescan.mr.geometry import Vector, encoding_axes, image_axes, slice_centre_mm
from telescan.mr.phantom.interface import Bounds
from telescan.mr.prescription import Prescription
from telescan.mr.sampling import encoded_lines, encoded_partitions
from telescan.mr.slice_object import COARSEST_POINT_MM

_BEYOND = 8
"""Lines kept beyond either end of sampled k-space; sensitivities are smoother than that."""
_MARGIN_PIXELS = 8
"""Empty pixels around the object, into which truncation rings."""


@dataclass(frozen=True)
class EncodedAxis:
    """One encoded direction."""

    encoded: int
    """Samples of k-space along it; number ``encoded // 2`` is the centre."""
    fov_mm: float
    per_fov: int
    """Pixels of one field of view."""
    pixels: int
    """Pixels that hold the whole object."""
    first_pixel: int
    """Number of the first, counted from the centre of the field of view."""
    points: int
    """Points over the same range."""

    @property
    def pixels_mm(self) -> NDArray[np.float64]:
        """Position of each pixel."""
        numbers = np.arange(self.pixels, dtype=np.float64) + self.first_pixel
        return numbers * np.float64(self.fov_mm / self.per_fov)

    @property
    def point_spacing_mm(self) -> float:
        """Distance between points."""
        return self.fov_mm * self.pixels / (self.per_fov * self.points)

    @property
    def points_mm(self) -> NDArray[np.float64]:
        """Position of each point; the first lies on the first pixel."""
        first = self.first_pixel * self.fov_mm / self.per_fov
        return np.float64(first) + np.arange(self.points) * np.float64(self.point_spacing_mm)

    @property
    def kept(self) -> NDArray[np.intp]:
        """Which frequencies of the points' transform the pixels' spectrum is, (pixel,)."""
        return _wave_numbers(self.pixels) % self.points

    @property
    def samples(self) -> NDArray[np.float64]:
        """Where those frequencies lie among the samples of k-space, (pixel,), not rounded."""
        waves = _wave_numbers(self.pixels) * np.float64(self.per_fov / self.pixels)
        samples: NDArray[np.float64] = np.float64(self.encoded // 2) + waves
        return samples

    @property
    def taper(self) -> NDArray[np.float32]:
        """Return 1 on all that is sampled, and a smooth way to 0 at the last frequency."""
        beyond = np.abs(self.samples - self.encoded // 2) - self.encoded / 2
        share = np.clip(beyond / ((self.per_fov - self.encoded) / 2), 0, 1)
        taper: NDArray[np.float32] = (np.cos(np.pi / 2 * share) ** 2).astype(np.float32)
        return taper

    @property
    def slots(self) -> NDArray[np.intp]:
        """Where each pixel folds to in a transform of one field of view, (pixel,)."""
        return (np.arange(self.pixels) + self.first_pixel) % self.per_fov

    def wave_numbers(self, acquired: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
        """Return which frequencies of that transform are sampled, or acquired, in order."""
        sample = np.arange(self.encoded) if acquired is None else np.flatnonzero(acquired)
        return (sample - self.encoded // 2) % self.per_fov

    @property
    def scale(self) -> float:
        """What makes that transform orthonormal, whatever the number of pixels."""
        return math.sqrt(self.encoded) / self.per_fov


@dataclass(frozen=True)
class Line:
    """A direction through a point of the patient."""

    origin_mm: Vector
    direction: Vector

    def extent_mm(self, bounds_mm: Bounds) -> tuple[float, float]:
        """Return where a box begins and ends along the direction, from the origin."""
        ends = [
            sorted(along * (bound - origin) for bound in of_axis)
            for along, origin, of_axis in zip(
                self.direction, self.origin_mm, bounds_mm, strict=True
            )
        ]
        return sum(low for low, _ in ends), sum(high for _, high in ends)


@dataclass(frozen=True)
class VolumeGrid:
    """The three encoded directions of a slab, and where their origin lies."""

    slab: EncodedAxis
    phase: EncodedAxis
    frequency: EncodedAxis
    slab_origin_mm: float
    """Origin of positions along the slab, from the centre of the first slice."""
    slab_line: Line
    """Where positions along the slab lie in the patient."""
    phase_line: Line

    @property
    def pixels(self) -> tuple[int, int, int]:
        """Pixels along (slice, phase, frequency)."""
        return self.slab.pixels, self.phase.pixels, self.frequency.pixels


def volume_grid(prescription: Prescription, bounds_mm: Bounds) -> VolumeGrid:
    """Choose the grids of a 3D prescription for an object within ``bounds_mm``."""
    frequency_mm, phase_mm, slice_mm = prescription.voxel_mm
    _, _, slab_axis = image_axes(prescription)
    phase_axis, _ = encoding_axes(prescription)
    from_first_mm = (prescription.slices // 2) * slice_mm
    x, y, z = np.add(
        slice_centre_mm(prescription, 0), np.multiply(from_first_mm, slab_axis)
    ).tolist()
    slab_line, phase_line = Line((x, y, z), slab_axis), Line((x, y, z), phase_axis)
    return VolumeGrid(
        _axis(encoded_partitions(prescription), slice_mm, slab_line.extent_mm(bounds_mm)),
        _axis(encoded_lines(prescription), phase_mm, phase_line.extent_mm(bounds_mm)),
        _axis(prescription.matrix_frequency, frequency_mm, None),
        from_first_mm,
        slab_line,
        phase_line,
    )


def _axis(encoded: int, voxel_mm: float, extent_mm: tuple[float, float] | None) -> EncodedAxis:
    """Choose one direction's grid; the object fills the field of view where no extent is given."""
    fov_mm = encoded * voxel_mm
    per_fov = int(fft.next_fast_len(encoded + 2 * _BEYOND))
    pixel_mm = fov_mm / per_fov
    pixels, first = per_fov, -(per_fov // 2)
    if extent_mm is not None:
        lowest = math.floor(extent_mm[0] / pixel_mm) - _MARGIN_PIXELS
        highest = math.ceil(extent_mm[1] / pixel_mm) + _MARGIN_PIXELS
        if highest - lowest > per_fov:
            pixels = int(fft.next_fast_len(highest - lowest))
        if lowest < first or highest > first + pixels:
            first = (lowest + highest - pixels) // 2
    finer = 2 * max(1, math.ceil(voxel_mm / COARSEST_POINT_MM / 2))
    points = math.ceil(pixels * pixel_mm / (voxel_mm / finer) - 1e-9)
    return EncodedAxis(
        encoded, fov_mm, per_fov, pixels, first, int(fft.next_fast_len(points, real=True))
    )


def _wave_numbers(count: int) -> NDArray[np.intp]:
    """Return whole wave numbers in the order of a transform."""
    wave: NDArray[np.intp] = np.rint(fft.fftfreq(count, 1 / count)).astype(np.intp)
    return wave
