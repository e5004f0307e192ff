"""Numbers and words out of DICOM elements that may be empty, missing or odd."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

Value = str | float


def words(value: Any) -> set[str]:
    """Return the words of a code string, or of several."""
    if value is None:
        return set()
    return {str(value)} if isinstance(value, str) else {str(word) for word in value}


def word(value: Any) -> str:
    """Return one code string without spaces; empty where there is none."""
    return str(value or "").strip()


def number(value: Any) -> float | None:
    """Return a number, or None where there is none."""
    try:
        return None if value in {None, ""} else float(value)
    except (TypeError, ValueError):
        return None


def numbers(value: Any) -> list[float]:
    """Return the numbers of a multi-valued element."""
    if value is None or isinstance(value, str):
        return []
    found = [number(item) for item in value]
    return [item for item in found if item is not None]


def image_axes(image: Dataset) -> NDArray[np.float64] | None:
    """Return the directions of rows, columns and normal, (axis, patient coordinate)."""
    cosines = numbers(image.get("ImageOrientationPatient"))
    if len(cosines) != 6:
        return None
    row, column = np.array(cosines[:3]), np.array(cosines[3:])
    return np.stack([row, column, np.cross(row, column)])
