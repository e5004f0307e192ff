"""The parameters of a prescription as a scanner's own console names and counts them.

One ``Parameter`` per line of the console's parameter cards. Vendors differ in the word (TSE, FSE),
in the unit (Hz per pixel, ± kHz; mm, cm) and in what they count (gap in mm, distance factor in %);
``shown`` and ``set_to`` convert between the console's number and the prescription.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from telescan.mr.hardware import ScannerModel, Vocabulary
from telescan.mr.prescription import (
    Orientation,
    PhaseEncodingDirection,
    Prescription,
    Sequence,
)

SIEMENS, GE, PHILIPS = Vocabulary.SIEMENS, Vocabulary.GE, Vocabulary.PHILIPS


class Card(StrEnum):
    """Groups of parameters on the console."""

    CONTRAST = "Contrast"
    RESOLUTION = "Resolution"
    GEOMETRY = "Geometry"


@dataclass(frozen=True)
class Parameter:
    """One number that the operator sets."""

    field: str
    """The prescription's field that it stands for."""
    card: Card
    label: str
    unit: str
    decimals: int
    step: float
    """What one turn of the wheel adds."""
    per_unit: Callable[[Prescription], float] = lambda _: 1.0
    """How much of the prescription's unit one of the console's is."""

    def shown(self, prescription: Prescription) -> float | None:
        """Return the console's number, or None where the parameter is not set."""
        value = getattr(prescription, self.field)
        return None if value is None else value / self.per_unit(prescription)

    def set_to(self, prescription: Prescription, number: float) -> Prescription:
        """Return the prescription with the console's number. Raises pydantic.ValidationError."""
        value: float = number * self.per_unit(prescription)
        if isinstance(getattr(prescription, self.field), int):
            value = round(value)
        return _with(prescription, self.field, value)

    def text(self, prescription: Prescription) -> str:
        """Return number and unit as the console writes them."""
        number = self.shown(prescription)
        return "off" if number is None else f"{number:.{self.decimals}f} {self.unit}".strip()


def _with(prescription: Prescription, field: str, value: object) -> Prescription:
    return Prescription.model_validate({**prescription.model_dump(), field: value})


def _khz_per_hz_pixel(p: Prescription) -> float:
    return 2000.0 / p.matrix_frequency


def _one_percent_of_thickness(p: Prescription) -> float:
    return p.slice_thickness_mm / 100.0


SEQUENCE_NAMES: dict[Vocabulary, dict[Sequence, str]] = {
    SIEMENS: {
        Sequence.SPIN_ECHO: "SE",
        Sequence.TURBO_SPIN_ECHO: "TSE",
        Sequence.INVERSION_RECOVERY: "TIR",
        Sequence.SPOILED_GRADIENT_ECHO: "FLASH",
        Sequence.MPRAGE: "MPRAGE",
        Sequence.BALANCED_SSFP: "TrueFISP",
        Sequence.GRADIENT_ECHO_EPI: "ep2d_fid",
        Sequence.DIFFUSION_EPI: "ep2d_diff",
        Sequence.TIME_OF_FLIGHT: "TOF",
        Sequence.ARTERIAL_SPIN_LABELLING: "tgse_asl",
    },
    GE: {
        Sequence.SPIN_ECHO: "SE",
        Sequence.TURBO_SPIN_ECHO: "FSE",
        Sequence.INVERSION_RECOVERY: "FSE-IR",
        Sequence.SPOILED_GRADIENT_ECHO: "SPGR",
        Sequence.MPRAGE: "MPRAGE",
        Sequence.BALANCED_SSFP: "FIESTA",
        Sequence.GRADIENT_ECHO_EPI: "GRE-EPI",
        Sequence.DIFFUSION_EPI: "DWI",
        Sequence.TIME_OF_FLIGHT: "TOF-SPGR",
        Sequence.ARTERIAL_SPIN_LABELLING: "3D ASL",
    },
    PHILIPS: {
        Sequence.SPIN_ECHO: "SE",
        Sequence.TURBO_SPIN_ECHO: "TSE",
        Sequence.INVERSION_RECOVERY: "IR-TSE",
        Sequence.SPOILED_GRADIENT_ECHO: "T1-FFE",
        Sequence.MPRAGE: "T1-TFE",
        Sequence.BALANCED_SSFP: "bTFE",
        Sequence.GRADIENT_ECHO_EPI: "FFE-EPI",
        Sequence.DIFFUSION_EPI: "DWI-EPI",
        Sequence.TIME_OF_FLIGHT: "Inflow",
        Sequence.ARTERIAL_SPIN_LABELLING: "pCASL",
    },
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


CHOICE_LABELS: dict[Vocabulary, dict[str, str]] = {
    SIEMENS: {
        "sequence": "Sequence",
        "orientation": "Orientation",
        "phase_encoding_direction": "Phase enc. dir.",
    },
    GE: {
        "sequence": "Pulse sequence",
        "orientation": "Plane",
        "phase_encoding_direction": "Phase direction",
    },
    PHILIPS: {
        "sequence": "Technique",
        "orientation": "Orientation",
        "phase_encoding_direction": "Fold-over dir.",
    },
}
"""What a vendor calls the parameters that are chosen from a list."""


def parameters(model: ScannerModel) -> tuple[Parameter, ...]:
    """Return the numbers of a model's parameter cards, in the console's order."""
    vendor = model.vocabulary

    def word(siemens: str, ge: str, philips: str) -> str:
        return {SIEMENS: siemens, GE: ge, PHILIPS: philips}[vendor]

    contrast, resolution, geometry = Card.CONTRAST, Card.RESOLUTION, Card.GEOMETRY
    bandwidth = word("Bandwidth", "Bandwidth", "BW in pixel")
    fov_unit, fov_decimals = ("cm", 1) if vendor is GE else ("mm", 0)
    fov_step = 0.5 if vendor is GE else 5
    per_fov = (lambda _: 10.0) if vendor is GE else (lambda _: 1.0)
    return (
        Parameter("repetition_time_ms", contrast, "TR", "ms", 0, 50),
        Parameter("echo_time_ms", contrast, "TE", "ms", 1, 1),
        Parameter("inversion_time_ms", contrast, "TI", "ms", 0, 10),
        Parameter("flip_angle_deg", contrast, "Flip angle", "°", 0, 1),
        Parameter(
            "refocusing_flip_angle_deg",
            contrast,
            word("Refocus flip angle", "Refocus flip angle", "Refocus control"),
            "°",
            0,
            5,
        ),
        Parameter(
            "echo_train_length",
            contrast,
            word("Turbo factor", "Echo train length", "TSE factor"),
            "",
            0,
            1,
        ),
        Parameter("averages", contrast, word("Averages", "NEX", "NSA"), "", 0, 1),
        Parameter(
            "matrix_frequency",
            resolution,
            word("Base resolution", "Frequency", "Recon matrix"),
            "",
            0,
            16,
        ),
        Parameter(
            "matrix_phase",
            resolution,
            word("Phase steps", "Phase", "Profiles"),
            "",
            0,
            16,
        ),
        Parameter(
            "pixel_bandwidth_hz",
            resolution,
            bandwidth,
            word("Hz/Px", "± kHz", "Hz"),
            2 if vendor is GE else 0,
            1 if vendor is GE else 10,
            per_unit=_khz_per_hz_pixel if vendor is GE else (lambda _: 1.0),
        ),
        Parameter(
            "fov_frequency_mm",
            geometry,
            word("FoV read", "Freq. FOV", "FOV FH"),
            fov_unit,
            fov_decimals,
            fov_step,
            per_unit=per_fov,
        ),
        Parameter(
            "fov_phase_mm",
            geometry,
            word("FoV phase", "Phase FOV", "FOV RL"),
            fov_unit,
            fov_decimals,
            fov_step,
            per_unit=per_fov,
        ),
        Parameter("slices", geometry, word("Slices", "# Slices", "Slices"), "", 0, 1),
        Parameter("slice_thickness_mm", geometry, "Slice thickness", "mm", 1, 0.5),
        Parameter(
            "slice_gap_mm",
            geometry,
            word("Dist. factor", "Spacing", "Slice gap"),
            word("%", "mm", "mm"),
            0 if vendor is SIEMENS else 1,
            5 if vendor is SIEMENS else 0.5,
            per_unit=_one_percent_of_thickness if vendor is SIEMENS else (lambda _: 1.0),
        ),
        Parameter("slice_offset_mm", geometry, word("Position", "Offset", "Offc."), "mm", 1, 1),
    )
