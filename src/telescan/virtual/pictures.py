"""Images of a finished series as the console shows them, read back from its DICOM files."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread

from telescan.dicom.stored_values import Window


@dataclass(frozen=True)
class Pictures:
    """A series' images and how to show them."""

    pixels: NDArray[np.uint16]
    """(slice, row, column)."""
    pixel_spacing_mm: tuple[float, float]
    """Between rows, between columns."""
    window: Window
    locations_mm: tuple[float, ...]
    caption: str


def read_pictures(files: tuple[Path, ...]) -> Pictures | None:
    """Return the images in these files, or None where there are none."""
    if not files:
        return None
    datasets = [dcmread(file) for file in files]
    first = datasets[0]
    rows_mm, columns_mm = (float(v) for v in first.PixelSpacing)
    return Pictures(
        pixels=np.stack([ds.pixel_array for ds in datasets]),
        pixel_spacing_mm=(rows_mm, columns_mm),
        window=Window(float(first.WindowCenter), float(first.WindowWidth)),
        locations_mm=tuple(float(ds.SliceLocation) for ds in datasets),
        caption=f"{first.SeriesNumber}  {first.SeriesDescription}",
    )


def shaded(image: NDArray[np.uint16], window: Window) -> NDArray[np.uint8]:
    """Return an image through its window, PS3.3 C.11.2.1.2.1 (linear), as grey values."""
    below = window.centre - 0.5 - (window.width - 1) / 2
    share = (image.astype(np.float32) - np.float32(below)) / np.float32(max(window.width - 1, 1))
    grey: NDArray[np.uint8] = (np.clip(share, 0, 1) * 255 + 0.5).astype(np.uint8)
    return grey
