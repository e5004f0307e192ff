"""The parameters of a prescription as a scanner's own console names, counts and orders them.

Vendors differ in the word (TSE, FSE), in the unit (Hz per pixel, ± kHz; mm, cm) and in what they
count (gap in mm, distance factor in %). Words of parameters and sequences are those of
``protocol.vocabulary``.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from telescan.mr.hardware import ScannerModel, Vocabulary
from telescan.mr.parameter_use import fat_suppressions
from telescan.mr.prescription import (
    AcquisitionType,
    FatSuppression,
    ImageFilter,
    IntensityCorrection,
    Orientation,
    ParallelTechnique,
    PhaseEncodingDirection,
    PhasePolarity,
    Prescription,
    Sequence,
)
from telescan.mr.sequence import sequence_of
from telescan.protocol.vocabulary import WORDS
from telescan.virtual.counting import counted
from telescan.virtual.parameter import Card, Choice, ListParameter, Parameter

__all__ = [
    "CHOICE_LABELS",
    "ORIENTATION_NAMES",
    "SEQUENCE_NAMES",
    "Card",
    "Choice",
    "ListParameter",
    "Parameter",
    "choices",
    "lists",
    "parameters",
    "phase_direction_name",
]

SIEMENS, GE, PHILIPS = Vocabulary.SIEMENS, Vocabulary.GE, Vocabulary.PHILIPS

SEQUENCE_NAMES: dict[Vocabulary, dict[Sequence, str]] = {
    vendor: words.sequences for vendor, words in WORDS.items()
}
"""What a vendor calls a sequence family."""

ORIENTATION_NAMES: dict[Vocabulary, dict[Orientation, str]] = {
    SIEMENS: {
        Orientation.AXIAL: "Transversal",
        Orientation.SAGITTAL: "Sagittal",
        Orientation.CORONAL: "Coronal",
    },
    GE: {
        Orientation.AXIAL: "Axial",
        Orientation.SAGITTAL: "Sagittal",
        Orientation.CORONAL: "Coronal",
    },
    PHILIPS: {
        Orientation.AXIAL: "TRA",
        Orientation.SAGITTAL: "SAG",
        Orientation.CORONAL: "COR",
    },
}
"""What a vendor calls a slice orientation."""

_ALONG: dict[tuple[Orientation, PhaseEncodingDirection], tuple[str, str]] = {
    (Orientation.AXIAL, PhaseEncodingDirection.ROW): ("R", "L"),
    (Orientation.AXIAL, PhaseEncodingDirection.COL): ("A", "P"),
    (Orientation.SAGITTAL, PhaseEncodingDirection.ROW): ("A", "P"),
    (Orientation.SAGITTAL, PhaseEncodingDirection.COL): ("H", "F"),
    (Orientation.CORONAL, PhaseEncodingDirection.ROW): ("R", "L"),
    (Orientation.CORONAL, PhaseEncodingDirection.COL): ("H", "F"),
}

_FAT = {
    SIEMENS: ("None", "Fat sat.", "Water excit."),
    GE: ("None", "Fat SAT", "Water exc."),
    PHILIPS: ("No", "SPIR", "ProSet"),
}
_PARALLEL = {
    SIEMENS: ("None", "mSENSE", "GRAPPA"),
    GE: ("None", "ASSET", "ARC"),
    PHILIPS: ("No", "SENSE", "GRAPPA"),
}
_FILTERS = {
    SIEMENS: ("Off", "Weak", "Strong"),
    GE: ("None", "Fermi", "Hamming"),
    PHILIPS: ("None", "Weak", "Strong"),
}
_OFF_ON = {SIEMENS: ("Off", "On"), GE: ("Off", "On"), PHILIPS: ("No", "Yes")}
_FINER = {SIEMENS: ("Off", "On"), GE: ("Off", "ZIP 2"), PHILIPS: ("1 ×", "2 ×")}
_SHARES = ("1", "0.875", "0.75", "0.625")
_SHARE_WORDS = {
    SIEMENS: ("Off", "7/8", "6/8", "5/8"),
    GE: ("Off", "0.875", "0.75", "0.625"),
    PHILIPS: ("No", "0.875", "0.75", "0.625"),
}


def phase_direction_name(
    vocabulary: Vocabulary, orientation: Orientation, direction: PhaseEncodingDirection
) -> str:
    """Return how a console writes the phase encoding direction, in the patient's directions."""
    begin, end = _ALONG[orientation, direction]
    if vocabulary is SIEMENS:
        return f"{begin} >> {end}"
    if vocabulary is GE:
        return f"{begin}/{end}".replace("H/F", "S/I")
    return f"{begin}{end}"


def choices(model: ScannerModel) -> tuple[Choice, ...]:
    """Return the parameters of a model's cards that are chosen from a list, in its order."""
    vendor = model.vocabulary
    contrast, resolution, geometry = Card.CONTRAST, Card.RESOLUTION, Card.GEOMETRY
    listed: tuple[tuple[str, Card, _Options], ...] = (
        ("sequence", contrast, _fixed(SEQUENCE_NAMES[vendor])),
        ("acquisition_type", contrast, _dimensions),
        ("fat_suppression", contrast, partial(_suppressions, vendor)),
        ("receive_coil", contrast, partial(_coils, model)),
        ("partial_fourier", resolution, _pairs(_SHARES, _SHARE_WORDS[vendor])),
        ("parallel_technique", resolution, _pairs(ParallelTechnique, _PARALLEL[vendor])),
        ("image_filter", resolution, _pairs(ImageFilter, _FILTERS[vendor])),
        ("intensity_correction", resolution, _pairs(IntensityCorrection, _OFF_ON[vendor])),
        ("interpolation", resolution, _pairs(("1", "2"), _FINER[vendor])),
        ("orientation", geometry, _fixed(ORIENTATION_NAMES[vendor])),
        ("phase_encoding_direction", geometry, partial(_phase_directions, vendor)),
        ("phase_encoding_polarity", geometry, _pairs(PhasePolarity, ("+", "−"))),
    )
    words = WORDS[vendor].parameters
    return tuple(Choice(field, card, words[field], options) for field, card, options in listed)


def _phase_directions(vendor: Vocabulary, p: Prescription) -> tuple[tuple[str, str], ...]:
    return tuple(
        (d.value, phase_direction_name(vendor, p.orientation, d)) for d in PhaseEncodingDirection
    )


def _suppressions(vendor: Vocabulary, p: Prescription) -> tuple[tuple[str, str], ...]:
    possible = fat_suppressions(p.sequence) | {p.fat_suppression}
    named = zip(FatSuppression, _FAT[vendor], strict=True)
    return tuple((kind.value, name) for kind, name in named if kind in possible)


def _coils(model: ScannerModel, _: Prescription) -> tuple[tuple[str, str], ...]:
    others = ((coil.name, coil.name) for coil in model.other_coils)
    return (("", model.receive_coil), *others)


def _dimensions(p: Prescription) -> tuple[tuple[str, str], ...]:
    possible = sequence_of(p).acquisition_types | {p.acquisition_type}
    return tuple((kind.value, kind.value) for kind in AcquisitionType if kind in possible)


type _Options = Callable[[Prescription], tuple[tuple[str, str], ...]]


def _fixed(names: dict[Sequence, str] | dict[Orientation, str]) -> _Options:
    return lambda _: tuple((value.value, name) for value, name in names.items())


def _pairs(values: type[StrEnum] | tuple[str, ...], names: tuple[str, ...]) -> _Options:
    return lambda _: tuple((str(v), name) for v, name in zip(values, names, strict=True))


def lists(model: ScannerModel) -> tuple[ListParameter, ...]:
    """Return the parameters of a model's cards that are lists of numbers."""
    words = WORDS[model.vocabulary].parameters
    return (
        ListParameter("b_values_s_mm2", Card.CONTRAST, words["b_values_s_mm2"], "s/mm²", "0, 1000"),
        ListParameter(
            "saturation_bands", Card.GEOMETRY, words["saturation_bands"], "mm", "-60/40, +60/40"
        ),
    )


CHOICE_LABELS: dict[Vocabulary, dict[str, str]] = {
    vendor: {
        field: WORDS[vendor].parameters[field]
        for field in (
            "sequence",
            "acquisition_type",
            "orientation",
            "phase_encoding_direction",
            "phase_encoding_polarity",
            "fat_suppression",
            "parallel_technique",
            "partial_fourier",
            "image_filter",
            "intensity_correction",
            "interpolation",
            "receive_coil",
            "b_values_s_mm2",
            "saturation_bands",
        )
    }
    for vendor in Vocabulary
}
"""What a vendor calls the parameters that are no plain number."""


def parameters(model: ScannerModel) -> tuple[Parameter, ...]:
    """Return the numbers of a model's parameter cards, in the console's order."""
    words = WORDS[model.vocabulary].parameters
    return tuple(
        Parameter(
            field,
            card,
            words[field],
            count.unit,
            count.decimals,
            count.step,
            count.per_unit,
            count.optional,
            count.finest,
        )
        for card, field, count in counted(model.vocabulary)
    )
