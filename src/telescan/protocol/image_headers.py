"""What the header of one image says of the prescription."""

from collections.abc import Callable

import numpy as np
from pydicom import Dataset

from telescan.mr.geometry import IN_PLANE
from telescan.mr.prescription import (
    FatSuppression,
    IntensityCorrection,
    Orientation,
    ParallelTechnique,
    PhaseEncodingDirection,
)
from telescan.mr.prescription import Sequence as SequenceFamily
from telescan.protocol.header_reading import Value, image_axes, number, numbers, word, words

_NORMALS = (Orientation.SAGITTAL, Orientation.CORONAL, Orientation.AXIAL)
"""Orientations by the patient axis (L, P, H) that their normal lies along."""

_SUPPRESSION = {"FS": FatSuppression.SATURATION, "WE": FatSuppression.WATER_EXCITATION}
"""Scan Options (0018,0022) of vendors, to what they mean."""

PARTIAL = "YES"
"""Partial Fourier (0018,9081): lines were left out, the header does not say how many."""


def _sequence(image: Dataset) -> dict[str, Value]:
    """Read Scanning Sequence (0018,0020) and Sequence Variant (0018,0021), with what tells more.

    A segmented k-space (SK) or a train (0018,0091) makes a spin echo a turbo spin echo.
    """
    scanning, variant = words(image.get("ScanningSequence")), words(image.get("SequenceVariant"))
    if not scanning:
        return {}
    if word(image.get("ArterialSpinLabelingContrast")):
        family = SequenceFamily.ARTERIAL_SPIN_LABELLING
    elif "GR" in scanning:
        found = _gradient_echo(image, scanning, variant)
        return {"sequence": found.value if found else "\\".join(sorted(scanning))}
    elif "EP" in scanning:
        if number(image.get("DiffusionBValue")) is None:
            return {"sequence": "\\".join(sorted(scanning))}
        family = SequenceFamily.DIFFUSION_EPI
    elif "IR" in scanning:
        family = SequenceFamily.INVERSION_RECOVERY
    elif "SE" in scanning:
        turbo = "SK" in variant or (number(image.get("EchoTrainLength")) or 1) > 1
        family = SequenceFamily.TURBO_SPIN_ECHO if turbo else SequenceFamily.SPIN_ECHO
    else:
        return {"sequence": "\\".join(sorted(scanning))}
    return {"sequence": family.value}


def _gradient_echo(image: Dataset, scanning: set[str], variant: set[str]) -> SequenceFamily | None:
    if "EP" in scanning:
        return SequenceFamily.GRADIENT_ECHO_EPI
    if "IR" in scanning or number(image.get("InversionTime")):
        return SequenceFamily.MPRAGE
    if word(image.get("AngioFlag")) == "Y":
        return SequenceFamily.TIME_OF_FLIGHT
    if "SP" in variant:
        return SequenceFamily.SPOILED_GRADIENT_ECHO
    return SequenceFamily.BALANCED_SSFP if "SS" in variant else None


def _acquisition_type(image: Dataset) -> dict[str, Value]:
    """Read MR Acquisition Type (0018,0023)."""
    dimensions = word(image.get("MRAcquisitionType"))
    return {"acquisition_type": dimensions} if dimensions else {}


def _suppression(image: Dataset) -> dict[str, Value]:
    """Read what the Enhanced MR attributes say for sure, else the terms of Scan Options."""
    values: dict[str, Value] = {}
    suppressed = word(image.get("SpectrallySelectedSuppression"))
    excited = word(image.get("SpectrallySelectedExcitation"))
    if suppressed or excited:
        chosen = FatSuppression.NONE
        if excited == "WATER":
            chosen = FatSuppression.WATER_EXCITATION
        elif suppressed in {"FAT", "FAT_AND_WATER"}:
            chosen = FatSuppression.SATURATION
        values["fat_suppression"] = chosen.value
    for option in words(image.get("ScanOptions")) & _SUPPRESSION.keys():
        values.setdefault("fat_suppression", _SUPPRESSION[option].value)
    presaturation = word(image.get("SpatialPresaturation"))
    if presaturation:
        values["saturation_bands"] = presaturation
    return values


def _intensity_correction(image: Dataset) -> dict[str, Value]:
    """Read NORM among the values of Image Type (0008,0008); its absence says nothing of others."""
    if "NORM" in words(image.get("ImageType")):
        return {"intensity_correction": IntensityCorrection.PRESCAN.value}
    ours = word(image.get("Manufacturer")) == "Telescan"
    return {"intensity_correction": IntensityCorrection.NONE.value} if ours else {}


def _undersampling(image: Dataset) -> dict[str, Value]:
    """Read Partial Fourier (0018,9081), Parallel Acquisition (0018,9077) and its factor."""
    values: dict[str, Value] = {}
    partial = word(image.get("PartialFourier"))
    if partial == "NO":
        values["partial_fourier"] = 1.0
    elif partial == PARTIAL or "PFP" in words(image.get("ScanOptions")):
        values["partial_fourier"] = PARTIAL
    parallel = word(image.get("ParallelAcquisition"))
    technique = word(image.get("ParallelAcquisitionTechnique"))
    if parallel == "NO":
        values["parallel_technique"] = ParallelTechnique.NONE.value
    elif technique:
        values["parallel_technique"] = technique
    factor = number(image.get("ParallelReductionFactorInPlane"))
    if parallel == "NO":
        values["acceleration_factor"] = 1.0
    elif factor is not None:
        values["acceleration_factor"] = factor
    return values


def _labelling(image: Dataset) -> dict[str, Value]:
    """Read Inversion Times (0018,9079) of a labelling series: the delay after the pulse train."""
    delay = image.get("InversionTimes")
    first = number(delay if isinstance(delay, float) else next(iter(delay or ()), None))
    if first is None or not word(image.get("ArterialSpinLabelingContrast")):
        return {}
    return {"post_labelling_delay_ms": first}


def _phase_encoding(image: Dataset) -> dict[str, Value]:
    """Read the axis (0018,1312), and the polarity where a Telescan scanner wrote it."""
    values: dict[str, Value] = {}
    direction = word(image.get("InPlanePhaseEncodingDirection"))
    if direction:
        values["phase_encoding_direction"] = direction
    try:
        polarity = word(image.private_block(0x0021, "TELESCAN MR")[0x01].value)
    except KeyError:
        return values
    return values | {"phase_encoding_polarity": polarity.lower()}


def _matrix(image: Dataset) -> dict[str, Value]:
    """Read Acquisition Matrix (0018,1310): frequency rows, columns, phase rows, columns."""
    matrix = numbers(image.get("AcquisitionMatrix"))
    if len(matrix) != 4 or not any(matrix):
        return {}
    return {
        "matrix_frequency": max(matrix[0], matrix[1]),
        "matrix_phase": max(matrix[2], matrix[3]),
    }


def _field_of_view(image: Dataset) -> dict[str, Value]:
    """Read Pixel Spacing (0028,0030) times Rows and Columns, along phase and frequency."""
    spacing = numbers(image.get("PixelSpacing"))
    rows, columns = image.get("Rows"), image.get("Columns")
    direction = image.get("InPlanePhaseEncodingDirection")
    if len(spacing) != 2 or not rows or not columns or not direction:
        return {}
    height, width = spacing[0] * int(rows), spacing[1] * int(columns)
    along_rows = word(direction) == PhaseEncodingDirection.ROW
    phase, frequency = (width, height) if along_rows else (height, width)
    return {"fov_phase_mm": round(phase, 3), "fov_frequency_mm": round(frequency, 3)}


def _gap(image: Dataset) -> dict[str, Value]:
    """Read Spacing Between Slices (0018,0088) less Slice Thickness (0018,0050)."""
    spacing = number(image.get("SpacingBetweenSlices"))
    thickness = number(image.get("SliceThickness"))
    if spacing is None or thickness is None:
        return {}
    return {"slice_gap_mm": round(spacing - thickness, 3)}


def _orientation(image: Dataset) -> dict[str, Value]:
    """Read Image Orientation (0020,0037): the plane it is nearest to, and the turns from there.

    The turns are about L, then P, then H, as the prescription's.
    """
    axes = image_axes(image)
    if axes is None:
        return {}
    orientation = _NORMALS[int(np.argmax(np.abs(axes[2])))]
    row, column = IN_PLANE[orientation]
    straight = np.stack([row, column, np.cross(row, column)])
    turn = axes.T @ straight
    turns_deg = np.degrees(
        [
            np.arctan2(turn[2, 1], turn[2, 2]),
            -np.arcsin(np.clip(turn[2, 0], -1, 1)),
            np.arctan2(turn[1, 0], turn[0, 0]),
        ]
    )
    lr, ap, hf = (round(float(angle), 2) + 0.0 for angle in turns_deg)
    return {
        "orientation": orientation.value,
        "tilt_lr_deg": lr,
        "tilt_ap_deg": ap,
        "tilt_hf_deg": hf,
    }


READERS: tuple[Callable[[Dataset], dict[str, Value]], ...] = (
    _sequence,
    _acquisition_type,
    _suppression,
    _intensity_correction,
    _undersampling,
    _labelling,
    _phase_encoding,
    _matrix,
    _field_of_view,
    _gap,
    _orientation,
)
"""Each reads what it can."""
