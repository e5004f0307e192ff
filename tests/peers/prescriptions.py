"""A prescription that many tests begin with, and how to change one."""

from typing import Any

from telescan.mr.prescription import Prescription, Sequence

T2 = Prescription(
    sequence=Sequence.TURBO_SPIN_ECHO,
    repetition_time_ms=4500,
    echo_time_ms=100,
    refocusing_flip_angle_deg=150,
    echo_train_length=16,
    pixel_bandwidth_hz=200,
    slices=22,
    slice_gap_mm=1,
)
"""A usual T2-weighted series of the head."""


def changed(prescription: Prescription, **values: Any) -> Prescription:
    """Return the prescription with other values. Raises pydantic.ValidationError."""
    return Prescription.model_validate({**prescription.model_dump(), **values})
