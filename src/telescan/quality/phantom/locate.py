"""Find the phantom: which slice is which, its centre in each, its rotation, which way it faces.

Slice 1 is known by what is dark in it: the bar with the ramps, the block with the holes, the tube
and the wedges. Its likeness to a drawing of these is taken at all rotations at once, on rays from
the middle of the phantom, seen from the front and from behind; so neither the order of the slices
nor how the phantom lies matters.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from telescan.quality.phantom import acr
from telescan.quality.phantom.frame import Frame
from telescan.quality.phantom.images import Image, PhantomImages
from telescan.quality.phantom.outline import Outline, find_outline
from telescan.quality.phantom.profile import first_crossing
from telescan.quality.phantom.result import MeasurementError, Reason

_RAYS = 720
_RADII_MM = np.arange(6.0, 90.0, 1.5)
_MIN_LIKENESS = 0.6
_SIZE_SHARE = 0.15
"""How far the diameter may be from the phantom's for it to be the phantom at all."""
_SLICE_TOLERANCE_MM = 3.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FoundSlice:
    """One of the phantom's slices."""

    image: Image
    frame: Frame
    outline: Outline


@dataclass(frozen=True)
class FoundPhantom:
    """Where everything is."""

    images: PhantomImages
    slices: tuple[FoundSlice | MeasurementError, ...]
    """One for each image; or why the phantom is not found in it."""
    first_mm: float
    """Position of slice 1."""
    direction: int
    """1 where slice 11 lies at a higher position than slice 1, else -1."""

    def index(self, number: int) -> int | None:
        """Return which image shows slice 1 to 11 as ACR counts them; None where it is missing."""
        wanted = self.first_mm + self.direction * acr.SLICE_SPACING_MM * (number - 1)
        away = np.abs(np.asarray(self.images.positions_mm) - wanted)
        index = int(away.argmin())
        return index if away[index] <= _SLICE_TOLERANCE_MM else None

    def slice(self, number: int) -> FoundSlice:
        """Return slice 1 to 11 as ACR counts them. Raises MeasurementError."""
        index = self.index(number)
        if index is None:
            raise MeasurementError(Reason.SLICE_MISSING)
        found = self.slices[index]
        if isinstance(found, MeasurementError):
            raise found
        return found


def located_slice(
    image: Image, spacing_mm: tuple[float, float], rotation_deg: float = 0.0, mirrored: bool = False
) -> FoundSlice:
    """Find the phantom's outline in an image whose rotation is known. Raises MeasurementError."""
    outline = find_outline(image, spacing_mm)
    scale = (outline.diameter_mm(90) / acr.DIAMETER_MM, outline.diameter_mm(0) / acr.DIAMETER_MM)
    if any(abs(s - 1) > _SIZE_SHARE for s in scale):
        raise MeasurementError(Reason.PHANTOM_NOT_FOUND)
    frame = Frame(spacing_mm, outline.centre_mm, rotation_deg, mirrored, scale)
    return FoundSlice(image, frame, outline)


def find_phantom(images: PhantomImages) -> FoundPhantom:
    """Find the phantom in axial images of it. Raises MeasurementError."""
    seen = tuple(_tried(image, images.spacing_mm) for image in images.pixels)
    best, first, turned = _MIN_LIKENESS, None, Frame((1.0, 1.0), (0.0, 0.0))
    for index, found in enumerate(seen):
        if isinstance(found, MeasurementError):
            continue
        for mirrored in (False, True):
            frame = replace(found.frame, mirrored=mirrored)
            likeness, rotation = _likeness(frame, found.image)
            if likeness > best:
                best, first, turned = likeness, index, replace(frame, rotation_deg=rotation)
    if first is None:
        raise MeasurementError(Reason.PHANTOM_NOT_FOUND)
    rotation = turned.rotation_deg + _bar_tilt_deg(images.pixels[first], turned)
    beyond = float(np.median(images.positions_mm)) - images.positions_mm[first]
    return FoundPhantom(
        images=images,
        slices=tuple(_turned(found, rotation, turned.mirrored) for found in seen),
        first_mm=images.positions_mm[first],
        direction=1 if beyond >= 0 else -1,
    )


def _tried(image: Image, spacing_mm: tuple[float, float]) -> FoundSlice | MeasurementError:
    try:
        return located_slice(image, spacing_mm)
    except MeasurementError as error:
        return error


def _turned(
    found: FoundSlice | MeasurementError, rotation_deg: float, mirrored: bool
) -> FoundSlice | MeasurementError:
    if isinstance(found, MeasurementError):
        return found
    frame = replace(found.frame, rotation_deg=rotation_deg, mirrored=mirrored)
    return replace(found, frame=frame)


def _likeness(frame: Frame, image: Image) -> tuple[float, float]:
    """Return the best correlation with the drawing of slice 1, and the rotation that gives it."""
    angles = np.linspace(0, 2 * np.pi, _RAYS, endpoint=False)[:, None]
    u, v = np.cos(angles) * _RADII_MM, np.sin(angles) * _RADII_MM
    drawing = ndimage.gaussian_filter(_dark_parts(u, v), 1.0, mode=("wrap", "nearest"))
    values = frame.sample(image, u, v)
    usual = float(np.median(values[values > 0.3 * np.percentile(values, 90)]))
    dark = 1 - np.clip(values / usual, 0, 1)
    weights = _RADII_MM / _RADII_MM.sum()
    drawing = _standard(drawing, weights)
    dark = _standard(dark, weights)
    spectrum = np.fft.rfft(dark, axis=0) * np.conj(np.fft.rfft(drawing, axis=0))
    likeness = np.fft.irfft((spectrum * weights).sum(axis=1), n=_RAYS) / _RAYS
    peak = int(likeness.argmax())
    turn = peak * 360 / _RAYS
    rotation = (turn + 180) % 360 - 180
    # In a mirrored frame angles run the other way round in the image.
    return float(likeness[peak]), -rotation if frame.mirrored else rotation


def _standard(values: Floats, weights: Floats) -> Floats:
    centred = values - float((values * weights).sum(axis=1).mean())
    norm = np.sqrt(float((centred**2 * weights).sum(axis=1).mean()))
    return np.asarray(centred / max(norm, 1e-9))


def _dark_parts(u: Floats, v: Floats) -> Floats:
    """Return 1 where slice 1 has no signal, else 0."""
    left, right, top, bottom = acr.RESOLUTION_BOX_MM
    tube_u, tube_v, inner, outer = acr.TUBE_MM
    from_tube = np.hypot(u - tube_u, v - tube_v)
    bar = (np.abs(u) < acr.BAR_HALF_LENGTH_MM) & (np.abs(v) < acr.BAR_HALF_WIDTH_MM)
    block = (u > left) & (u < right) & (v > top) & (v < bottom)
    tube = (from_tube > inner) & (from_tube < outer)
    wedges = (np.abs(u) < acr.WEDGE_HALF_WIDTH_MM) & (v < acr.WEDGE_END_MM)
    return np.asarray(bar | block | tube | wedges, dtype=np.float64)


def _bar_tilt_deg(image: Image, frame: Frame) -> float:
    """Return by how much the slice thickness bar's upper edge is turned beyond the frame."""
    u = np.concatenate([np.arange(-80.0, -9.0, 2.0), np.arange(9.0, 81.0, 2.0)])
    v = np.arange(-16.0, 1.0, 0.25)
    columns = frame.sample(image, u[None, :], v[:, None])
    edges = []
    for place, column in zip(u, columns.T, strict=True):
        bright, dark = float(np.median(column[:16])), float(column.min())
        edge = first_crossing(column, (bright + dark) / 2)
        if edge is not None:
            edges.append((place, edge * 0.25))
    if len(edges) < u.size // 2:
        return 0.0
    along, down = np.asarray(edges).T
    slope = float(np.polynomial.polynomial.polyfit(along, down, 1)[1])
    tilt = float(np.degrees(np.arctan(slope)))
    return -tilt if frame.mirrored else tilt
