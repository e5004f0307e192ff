"""How the consoles count the numbers of a prescription: unit, decimals, step of the wheel."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from telescan.mr.hardware import Vocabulary
from telescan.mr.prescription import Prescription
from telescan.virtual.parameter import Card


def _one(_: Prescription) -> float:
    return 1.0


def _ten(_: Prescription) -> float:
    return 10.0


def _hz_per_khz(p: Prescription) -> float:
    """Return the bandwidth per pixel of ± 1 kHz over the whole readout."""
    return 2000.0 / p.matrix_frequency


def _one_percent_of_thickness(p: Prescription) -> float:
    return p.slice_thickness_mm / 100.0


@dataclass(frozen=True)
class Count:
    """How one number is written and stepped."""

    unit: str
    decimals: int
    step: float
    per_unit: Callable[[Prescription], float] = _one
    """How much of the prescription's unit one of the console's is."""
    optional: bool = False
    finest: int = 0
    """Decimals of the finest value that can be set, where the console's own may hide some."""


_COUNTS: dict[Card, dict[str, Count]] = {
    Card.CONTRAST: {
        "repetition_time_ms": Count("ms", 1, 50),
        "echo_time_ms": Count("ms", 1, 1, finest=2),
        "second_echo_time_ms": Count("ms", 1, 1, optional=True, finest=2),
        "inversion_time_ms": Count("ms", 0, 10, optional=True),
        "flip_angle_deg": Count("°", 0, 1),
        "refocusing_flip_angle_deg": Count("°", 0, 5),
        "echo_train_length": Count("", 0, 1),
        "diffusion_directions": Count("", 0, 1),
        "labelling_duration_ms": Count("ms", 0, 50, optional=True),
        "post_labelling_delay_ms": Count("ms", 0, 50, optional=True),
        "averages": Count("", 0, 1),
        "concatenations": Count("", 0, 1),
    },
    Card.RESOLUTION: {
        "matrix_frequency": Count("", 0, 16),
        "matrix_phase": Count("", 0, 16),
        "pixel_bandwidth_hz": Count("Hz", 0, 10),
        "acceleration_factor": Count("", 0, 1),
        "reference_lines": Count("", 0, 2),
        "phase_oversampling_percent": Count("%", 0, 10),
        "slice_oversampling_percent": Count("%", 0, 5),
    },
    Card.GEOMETRY: {
        "fov_frequency_mm": Count("mm", 0, 5, finest=2),
        "fov_phase_mm": Count("mm", 0, 5, finest=2),
        "slices": Count("", 0, 1),
        "slice_thickness_mm": Count("mm", 1, 0.5),
        "slice_gap_mm": Count("mm", 1, 0.5),
        "slice_offset_mm": Count("mm", 1, 1),
        "row_offset_mm": Count("mm", 1, 1),
        "column_offset_mm": Count("mm", 1, 1),
        "tilt_lr_deg": Count("°", 1, 1),
        "tilt_ap_deg": Count("°", 1, 1),
        "tilt_hf_deg": Count("°", 1, 1),
    },
}
"""Cards and their numbers, in the console's order."""

_COUNTED_BY: dict[Vocabulary, dict[str, Count]] = {
    Vocabulary.SIEMENS: {
        "pixel_bandwidth_hz": Count("Hz/Px", 0, 10),
        "slice_gap_mm": Count("%", 0, 5, _one_percent_of_thickness),
    },
    Vocabulary.GE: {
        "pixel_bandwidth_hz": Count("± kHz", 2, 1, _hz_per_khz),
        "fov_frequency_mm": Count("cm", 1, 0.5, _ten, finest=3),
        "fov_phase_mm": Count("cm", 1, 0.5, _ten, finest=3),
    },
    Vocabulary.PHILIPS: {},
}
"""What a vendor counts otherwise."""


def counted(vendor: Vocabulary) -> Iterator[tuple[Card, str, Count]]:
    """Give each number's card, field and count, in the console's order."""
    for card, counts in _COUNTS.items():
        for field, count in counts.items():
            yield card, field, _COUNTED_BY[vendor].get(field, count)
