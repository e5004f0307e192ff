"""What only all images of a series together say: echoes, diffusion weightings, slices, place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from telescan.protocol.header_reading import Value, image_axes, number, numbers

_ALIKE = 0.999
"""Cosine above which two diffusion directions are one."""


def of_series(images: Sequence[Dataset]) -> dict[str, Value]:
    """Return what the stack says as a whole."""
    return _echoes(images) | _diffusion(images) | _slices(images)


def b_values_text(b_values: Sequence[float]) -> str:
    """Return b-values as they are compared and shown: ``0, 500, 1000``."""
    return ", ".join(f"{value:g}" for value in sorted(b_values))


def _echoes(images: Sequence[Dataset]) -> dict[str, Value]:
    """Read Echo Time (0018,0081) by Echo Number (0018,0086).

    Where images of one echo differ, no echo time is that of the series.
    """
    times: dict[float, set[float]] = {}
    for image in images:
        echo_time = number(image.get("EchoTime"))
        if echo_time is not None:
            echo = number(image.get("EchoNumbers")) or 1.0
            times.setdefault(echo, set()).add(echo_time)
    if any(len(of_echo) > 1 for of_echo in times.values()):
        return {}
    in_order = sorted(min(of_echo) for of_echo in times.values())
    names = ("echo_time_ms", "second_echo_time_ms")
    return dict(zip(names, in_order, strict=False))


def _diffusion(images: Sequence[Dataset]) -> dict[str, Value]:
    """Read Diffusion b-value (0018,9087) and Diffusion Gradient Orientation (0018,9089)."""
    b_values = {number(image.get("DiffusionBValue")) for image in images} - {None}
    if not b_values:
        return {}
    directions: list[NDArray[np.float64]] = []
    for image in images:
        direction = np.array(numbers(image.get("DiffusionGradientOrientation")))
        if direction.size == 3 and not any(abs(direction @ d) > _ALIKE for d in directions):
            directions.append(direction)
    values: dict[str, Value] = {
        "b_values_s_mm2": b_values_text([value for value in b_values if value is not None])
    }
    return values | ({"diffusion_directions": float(len(directions))} if directions else {})


def _slices(images: Sequence[Dataset]) -> dict[str, Value]:
    """Count slices and find their middle.

    Echoes, averages and weightings of one slice lie at one place.
    """
    places = [place for image in images if (place := _middle_mm(image)) is not None]
    if not images or len(places) < len(images):
        return {"slices": sum(int(image.get("NumberOfFrames") or 1) for image in images)}
    offsets = [float(place[2]) for place in places]
    row, column, _ = np.mean(places, axis=0).tolist()
    return {
        "slices": len({round(offset, 2) for offset in offsets}),
        "slice_offset_mm": round((min(offsets) + max(offsets)) / 2, 3),
        "row_offset_mm": round(row, 3),
        "column_offset_mm": round(column, 3),
    }


def _middle_mm(image: Dataset) -> NDArray[np.float64] | None:
    """Return where an image's middle lies along its rows, its columns and its normal.

    The normal counts towards L, P or H. The middle is pixel ``n // 2`` of either axis.
    """
    axes, position = image_axes(image), numbers(image.get("ImagePositionPatient"))
    spacing = numbers(image.get("PixelSpacing"))
    rows, columns = image.get("Rows"), image.get("Columns")
    if axes is None or len(position) != 3 or len(spacing) != 2 or not rows or not columns:
        return None
    middle = (
        np.array(position)
        + axes[0] * spacing[1] * (int(columns) // 2)
        + axes[1] * spacing[0] * (int(rows) // 2)
    )
    along: NDArray[np.float64] = axes @ middle
    normal = axes[2]
    along[2] *= np.sign(normal[int(np.argmax(np.abs(normal)))])
    return along
