"""What was run, as far as the headers of a series say it (PS3.3 C.8.3.1, C.7.6.2).

Values carry the names of ``Prescription``'s fields. What a header does not say, or says of every
image differently, is absent.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from pydicom import Dataset

from telescan.mr.prescription import Orientation, PhaseEncodingDirection
from telescan.mr.prescription import Sequence as SequenceFamily

Value = str | float
AsRun = Mapping[str, Value]

_NUMBERS = {
    "repetition_time_ms": "RepetitionTime",
    "echo_time_ms": "EchoTime",
    "inversion_time_ms": "InversionTime",
    "flip_angle_deg": "FlipAngle",
    "echo_train_length": "EchoTrainLength",
    "averages": "NumberOfAverages",
    "pixel_bandwidth_hz": "PixelBandwidth",
    "slice_thickness_mm": "SliceThickness",
}
_NORMALS = (Orientation.SAGITTAL, Orientation.CORONAL, Orientation.AXIAL)
"""Orientations by the patient axis (L, P, H) that their normal lies along."""


def as_run(images: Sequence[Dataset]) -> AsRun:
    """Return what the images of one series say, taken together."""
    each = [_of_image(image) for image in images]
    said = {name: {values[name] for values in each if name in values} for name in _names(each)}
    together = {name: next(iter(values)) for name, values in said.items() if len(values) == 1}
    return together | _of_stack(images)


def frames_of(image: Dataset) -> int:
    """Return how many images an instance holds (0028,0008)."""
    return int(image.get("NumberOfFrames") or 1)


def _names(each: Sequence[AsRun]) -> set[str]:
    return {name for values in each for name in values}


def _of_image(image: Dataset) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, keyword in _NUMBERS.items():
        number = _number(image.get(keyword))
        if number is not None:
            values[name] = number
    for read in _READERS:
        values |= read(image)
    return values


def _sequence(image: Dataset) -> dict[str, Value]:
    """Read Scanning Sequence (0018,0020), Sequence Variant (0018,0021), Echo Train Length.

    A segmented k-space (SK) or a train (0018,0091) makes a spin echo a turbo spin echo.
    """
    scanning, variant = _words(image.get("ScanningSequence")), _words(image.get("SequenceVariant"))
    if not scanning:
        return {}
    if "IR" in scanning and "GR" not in scanning:
        return {"sequence": SequenceFamily.INVERSION_RECOVERY.value}
    if "SE" in scanning and "EP" not in scanning:
        turbo = "SK" in variant or (_number(image.get("EchoTrainLength")) or 1) > 1
        family = SequenceFamily.TURBO_SPIN_ECHO if turbo else SequenceFamily.SPIN_ECHO
        return {"sequence": family.value}
    if scanning == {"GR"} and "SP" in variant:
        return {"sequence": SequenceFamily.SPOILED_GRADIENT_ECHO.value}
    return {"sequence": "\\".join(sorted(scanning))}


def _acquisition_type(image: Dataset) -> dict[str, Value]:
    """Read MR Acquisition Type (0018,0023)."""
    dimensions = str(image.get("MRAcquisitionType") or "").strip()
    return {"acquisition_type": dimensions} if dimensions else {}


def _phase_encoding(image: Dataset) -> dict[str, Value]:
    direction = str(image.get("InPlanePhaseEncodingDirection") or "").strip()
    return {"phase_encoding_direction": direction} if direction else {}


def _matrix(image: Dataset) -> dict[str, Value]:
    """Read Acquisition Matrix (0018,1310): frequency rows, columns, phase rows, columns."""
    matrix = _numbers(image.get("AcquisitionMatrix"))
    if len(matrix) != 4 or not any(matrix):
        return {}
    return {
        "matrix_frequency": max(matrix[0], matrix[1]),
        "matrix_phase": max(matrix[2], matrix[3]),
    }


def _field_of_view(image: Dataset) -> dict[str, Value]:
    """Read Pixel Spacing (0028,0030) times Rows and Columns, along phase and frequency."""
    spacing = _numbers(image.get("PixelSpacing"))
    rows, columns = image.get("Rows"), image.get("Columns")
    direction = image.get("InPlanePhaseEncodingDirection")
    if len(spacing) != 2 or not rows or not columns or not direction:
        return {}
    height, width = spacing[0] * int(rows), spacing[1] * int(columns)
    along_rows = str(direction).strip() == PhaseEncodingDirection.ROW
    phase, frequency = (width, height) if along_rows else (height, width)
    return {"fov_phase_mm": round(phase, 3), "fov_frequency_mm": round(frequency, 3)}


def _slices(image: Dataset) -> dict[str, Value]:
    """Read Spacing Between Slices (0018,0088) less Slice Thickness (0018,0050); the orientation."""
    values: dict[str, Value] = {}
    spacing, thickness = (
        _number(image.get("SpacingBetweenSlices")),
        _number(image.get("SliceThickness")),
    )
    if spacing is not None and thickness is not None:
        values["slice_gap_mm"] = round(spacing - thickness, 3)
    normal = _normal(image)
    if normal is not None:
        values["orientation"] = _NORMALS[int(np.argmax(np.abs(normal)))].value
    return values


_READERS: tuple[Callable[[Dataset], dict[str, Value]], ...] = (
    _sequence,
    _acquisition_type,
    _phase_encoding,
    _matrix,
    _field_of_view,
    _slices,
)


def _of_stack(images: Sequence[Dataset]) -> dict[str, Value]:
    """Return what only all images together say: how many slices, and where their middle lies."""
    offsets = [offset for image in images if (offset := _offset_mm(image)) is not None]
    if not images or len(offsets) < len(images):
        return {"slices": sum(frames_of(image) for image in images)}
    # Echoes and averages of one slice lie at one place.
    return {
        "slices": len({round(offset, 2) for offset in offsets}),
        "slice_offset_mm": round((min(offsets) + max(offsets)) / 2, 3),
    }


def _offset_mm(image: Dataset) -> float | None:
    """Return where the slice lies along the patient axis of its normal (towards L, P or H)."""
    normal, position = _normal(image), _numbers(image.get("ImagePositionPatient"))
    spacing = _numbers(image.get("PixelSpacing"))
    rows, columns = image.get("Rows"), image.get("Columns")
    if normal is None or len(position) != 3 or len(spacing) != 2 or not rows or not columns:
        return None
    axes = np.array(_numbers(image.get("ImageOrientationPatient"))).reshape(2, 3)
    # The position is that of the first pixel's centre; the slice's middle is what was prescribed.
    middle = (
        np.array(position)
        + axes[0] * spacing[1] * (int(columns) - 1) / 2
        + axes[1] * spacing[0] * (int(rows) - 1) / 2
    )
    axis = int(np.argmax(np.abs(normal)))
    return float(np.sign(normal[axis]) * (normal @ middle))


def _normal(image: Dataset) -> Any:
    axes = _numbers(image.get("ImageOrientationPatient"))
    return np.cross(axes[:3], axes[3:]) if len(axes) == 6 else None


def _words(value: Any) -> set[str]:
    if value is None:
        return set()
    return {str(value)} if isinstance(value, str) else {str(word) for word in value}


def _number(value: Any) -> float | None:
    try:
        return None if value in {None, ""} else float(value)
    except (TypeError, ValueError):
        return None


def _numbers(value: Any) -> list[float]:
    if value is None or isinstance(value, str):
        return []
    numbers = [_number(item) for item in value]
    return [number for number in numbers if number is not None]
