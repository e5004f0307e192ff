"""Images of a series as the console shows them: read back from DICOM files, or as they come."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, dcmread

from telescan.dicom.stored_values import Scale, Window, scale_between, stored_window
from telescan.mr.geometry import SliceGeometry, slice_geometry
from telescan.mr.hardware import ScannerModel
from telescan.mr.tissue import Tissue
from telescan.mr.window import display_window
from telescan.scanner.driver import Series

_NEAR_THE_COIL = 4.0
"""How much brighter than the window's white a live image may get."""


@dataclass(frozen=True)
class PictureSet:
    """Every slice of one echo or weighting, or of one map."""

    name: str
    pixels: NDArray[np.uint16]
    """(slice, row, column)."""
    window: Window
    """In stored values."""
    places: tuple[SliceGeometry, ...]


@dataclass(frozen=True)
class Pictures:
    """A series' images and how to show them."""

    caption: str
    sets: tuple[PictureSet, ...]


def read_pictures(files: tuple[Path, ...]) -> Pictures | None:
    """Return the images in these files, or None where there are none."""
    if not files:
        return None
    datasets = [dcmread(file) for file in files]
    first = datasets[0]
    return Pictures(
        caption=f"{first.SeriesNumber}  {first.SeriesDescription}",
        sets=tuple(_set_of(list(images)) for _, images in groupby(datasets, key=_which_set)),
    )


def live_pictures(
    series: Series,
    images: Iterable[NDArray[np.float32]],
    model: ScannerModel,
    tissues: tuple[Tissue, ...],
) -> Pictures | None:
    """Return the first frame of the slices that came so far: (frame, row, column) each."""
    first_frames = [image[0] for image in images]
    if not first_frames:
        return None
    prescription = series.prescription
    shown = display_window(prescription, model, tissues)
    scale = scale_between(0.0, shown.high * _NEAR_THE_COIL)
    count = len(first_frames)
    return Pictures(
        caption=f"{series.series_number}  {series.description}",
        sets=(
            PictureSet(
                name="",
                pixels=scale.stored(np.stack(first_frames)),
                window=stored_window(shown.centre, shown.width, scale),
                places=tuple(slice_geometry(prescription, index) for index in range(count)),
            ),
        ),
    )


def shaded(image: NDArray[np.uint16], window: Window) -> NDArray[np.uint8]:
    """Return an image through its window, PS3.3 C.11.2.1.2.1 (linear), as grey values."""
    below = window.centre - 0.5 - (window.width - 1) / 2
    share = (image.astype(np.float32) - np.float32(below)) / np.float32(max(window.width - 1, 1))
    grey: NDArray[np.uint8] = (np.clip(share, 0, 1) * 255 + 0.5).astype(np.uint8)
    return grey


def _which_set(image: Dataset) -> tuple[str, int]:
    return str(image.SeriesInstanceUID), int(image.get("AcquisitionNumber") or 1)


def _set_of(images: list[Dataset]) -> PictureSet:
    first = images[0]
    shown = Window(float(first.WindowCenter), float(first.WindowWidth))
    scale = Scale(float(first.get("RescaleSlope", 1)), float(first.get("RescaleIntercept", 0)))
    return PictureSet(
        name=_name_of(first),
        pixels=np.stack([image.pixel_array for image in images]),
        window=stored_window(shown.centre, shown.width, scale),
        places=tuple(map(_place_of, images)),
    )


def _name_of(image: Dataset) -> str:
    """Return what tells a set from the others of its series."""
    if image.ImageType[0] == "DERIVED":
        return str(image.ImageType[3])
    if "ASLContext" in image:
        return str(image.ASLContext).replace("_", " ").lower()
    if "DiffusionBValue" in image:
        return f"b {image.DiffusionBValue:.0f}"
    return f"TE {float(image.EchoTime):g} ms"


def _place_of(image: Dataset) -> SliceGeometry:
    x, y, z = map(float, image.ImagePositionPatient)
    a, b, c, d, e, f = map(float, image.ImageOrientationPatient)
    rows_mm, columns_mm = map(float, image.PixelSpacing)
    return SliceGeometry(
        image_position_patient=(x, y, z),
        image_orientation_patient=(a, b, c, d, e, f),
        pixel_spacing_mm=(rows_mm, columns_mm),
        rows=int(image.Rows),
        columns=int(image.Columns),
        slice_location_mm=float(image.SliceLocation),
    )
