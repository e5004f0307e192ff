"""The pixels of a series as one array to measure on, or why they cannot be measured."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from telescan.quality.results import NotMeasured

_PHASE_OR_OTHER = frozenset({"P", "PHASE", "PHASE MAP", "R", "REAL", "I", "IMAGINARY"})
_PHASE_AXES = {"COL": 1, "ROW": 2}
"""In-plane Phase Encoding Direction (0018,1312): along columns, along rows."""


@dataclass(frozen=True)
class ImageStack:
    """Stored values (slice, row, column) of magnitude images."""

    pixels: NDArray[np.float32]
    phase_axis: int | None
    """Axis along which phase is encoded; None: not known."""
    intensity_corrected: bool


def stack_of(images: Sequence[Dataset]) -> ImageStack | NotMeasured:
    """Put the images of a series one upon the other, in the order given.

    Image Type (0008,0008; PS3.3 C.7.6.1.1.2, C.8.3.1.1.1) tells what the pixels are; Siemens adds
    NORM where the sensitivity of the coil was evened out. Multi-frame images give all their frames.
    """
    words = {str(word).upper() for image in images for word in image.get("ImageType", ())}
    if "DERIVED" in words or words & _PHASE_OR_OTHER:
        return NotMeasured.NOT_MAGNITUDE
    try:
        planes = [_planes(image) for image in images if "PixelData" in image]
    # A decoder that is missing, or pixels that are cut short, show as one of these.
    except (AttributeError, NotImplementedError, RuntimeError, ValueError):
        return NotMeasured.NOT_READABLE
    if not planes or len({plane.shape[1:] for plane in planes}) != 1:
        return NotMeasured.NOT_READABLE
    directions = {str(image.get("InPlanePhaseEncodingDirection", "")) for image in images}
    direction = directions.pop() if len(directions) == 1 else ""
    return ImageStack(
        np.concatenate(planes),
        phase_axis=_PHASE_AXES.get(direction),
        intensity_corrected="NORM" in words,
    )


def _planes(image: Dataset) -> NDArray[np.float32]:
    if image.get("SamplesPerPixel", 1) != 1:
        raise ValueError("a colour image")
    pixels = np.asarray(image.pixel_array, dtype=np.float32)
    return pixels if pixels.ndim == 3 else pixels[np.newaxis]
