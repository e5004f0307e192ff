"""The parameters of a prescription as a scanner's own console names, counts and orders them.

Vendors differ in the word (TSE, FSE), in the unit (Hz per pixel, ± kHz; mm, cm) and in what they
count (gap in mm, distance factor in %). Words of parameters and sequences are those of
``protocol.vocabulary``.
"""

from collections.abc import Callable
from enum import StrEnum

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
    coils = tuple((coil.name, coil.name) for coil in model.other_coils)

    def phase_directions(p: Prescription) -> tuple[tuple[str, str], ...]:
        return tuple(
            (d.value, phase_direction_name(vendor, p.orientation, d))
            for d in PhaseEncodingDirection
        )

    def suppressions(p: Prescription) -> tuple[tuple[str, str], ...]:
        possible = fat_suppressions(p.sequence) | {p.fat_suppression}
        named = zip(FatSuppression, _FAT[vendor], strict=True)
        return tuple((kind.value, name) for kind, name in named if kind in possible)

    listed: tuple[tuple[str, Card, _Options], ...] = (
        ("sequence", contrast, _fixed(SEQUENCE_NAMES[vendor])),
        ("acquisition_type", contrast, _dimensions),
        ("fat_suppression", contrast, suppressions),
        ("receive_coil", contrast, lambda _: (("", model.receive_coil), *coils)),
        ("partial_fourier", resolution, _pairs(_SHARES, _SHARE_WORDS[vendor])),
        ("parallel_technique", resolution, _pairs(ParallelTechnique, _PARALLEL[vendor])),
        ("image_filter", resolution, _pairs(ImageFilter, _FILTERS[vendor])),
        ("intensity_correction", resolution, _pairs(IntensityCorrection, _OFF_ON[vendor])),
        ("interpolation", resolution, _pairs(("1", "2"), _FINER[vendor])),
        ("orientation", geometry, _fixed(ORIENTATION_NAMES[vendor])),
        ("phase_encoding_direction", geometry, phase_directions),
        ("phase_encoding_polarity", geometry, _pairs(PhasePolarity, ("+", "−"))),
    )
    words = WORDS[vendor].parameters
    return tuple(Choice(field, card, words[field], options) for field, card, options in listed)


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


def _khz_per_hz_pixel(p: Prescription) -> float:
    return 2000.0 / p.matrix_frequency


def _one_percent_of_thickness(p: Prescription) -> float:
    return p.slice_thickness_mm / 100.0


def _ten(_: Prescription) -> float:
    return 10.0


def parameters(model: ScannerModel) -> tuple[Parameter, ...]:
    """Return the numbers of a model's parameter cards, in the console's order."""
    vendor = model.vocabulary
    words = WORDS[vendor].parameters

    def number(field: str, card: Card, unit: str, decimals: int, step: float) -> Parameter:
        return Parameter(field, card, words[field], unit, decimals, step)

    def optional(field: str, card: Card, unit: str, step: float) -> Parameter:
        return Parameter(field, card, words[field], unit, 0, step, optional=True)

    contrast, resolution, geometry = Card.CONTRAST, Card.RESOLUTION, Card.GEOMETRY
    return (
        number("repetition_time_ms", contrast, "ms", 1, 50),
        number("echo_time_ms", contrast, "ms", 1, 1),
        Parameter(
            "second_echo_time_ms",
            contrast,
            words["second_echo_time_ms"],
            "ms",
            1,
            1,
            optional=True,
        ),
        optional("inversion_time_ms", contrast, "ms", 10),
        number("flip_angle_deg", contrast, "°", 0, 1),
        number("refocusing_flip_angle_deg", contrast, "°", 0, 5),
        number("echo_train_length", contrast, "", 0, 1),
        number("diffusion_directions", contrast, "", 0, 1),
        optional("labelling_duration_ms", contrast, "ms", 50),
        optional("post_labelling_delay_ms", contrast, "ms", 50),
        number("averages", contrast, "", 0, 1),
        number("concatenations", contrast, "", 0, 1),
        number("matrix_frequency", resolution, "", 0, 16),
        number("matrix_phase", resolution, "", 0, 16),
        _bandwidth(vendor, words["pixel_bandwidth_hz"]),
        number("acceleration_factor", resolution, "", 0, 1),
        number("reference_lines", resolution, "", 0, 2),
        number("phase_oversampling_percent", resolution, "%", 0, 10),
        number("slice_oversampling_percent", resolution, "%", 0, 5),
        _field_of_view(vendor, "fov_frequency_mm", words),
        _field_of_view(vendor, "fov_phase_mm", words),
        number("slices", geometry, "", 0, 1),
        number("slice_thickness_mm", geometry, "mm", 1, 0.5),
        _gap(vendor, words["slice_gap_mm"]),
        number("slice_offset_mm", geometry, "mm", 1, 1),
        number("row_offset_mm", geometry, "mm", 1, 1),
        number("column_offset_mm", geometry, "mm", 1, 1),
        number("tilt_lr_deg", geometry, "°", 1, 1),
        number("tilt_ap_deg", geometry, "°", 1, 1),
        number("tilt_hf_deg", geometry, "°", 1, 1),
    )


def _bandwidth(vendor: Vocabulary, word: str) -> Parameter:
    if vendor is GE:
        return Parameter(
            "pixel_bandwidth_hz", Card.RESOLUTION, word, "± kHz", 2, 1, _khz_per_hz_pixel
        )
    unit = "Hz/Px" if vendor is SIEMENS else "Hz"
    return Parameter("pixel_bandwidth_hz", Card.RESOLUTION, word, unit, 0, 10)


def _field_of_view(vendor: Vocabulary, field: str, words: dict[str, str]) -> Parameter:
    if vendor is GE:
        return Parameter(field, Card.GEOMETRY, words[field], "cm", 1, 0.5, _ten)
    return Parameter(field, Card.GEOMETRY, words[field], "mm", 0, 5)


def _gap(vendor: Vocabulary, word: str) -> Parameter:
    if vendor is SIEMENS:
        return Parameter("slice_gap_mm", Card.GEOMETRY, word, "%", 0, 5, _one_percent_of_thickness)
    return Parameter("slice_gap_mm", Card.GEOMETRY, word, "mm", 1, 0.5)
