"""What is prescribed for one series: the parameters a technologist sets.

Names are DICOM keywords (PS3.3 C.8.3, C.8.13) in snake case, with their unit. The ranges here are
those of any MR scanner; what one scanner can run is worked out in ``consequences``.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Sequence(StrEnum):
    """Pulse sequence family."""

    SPIN_ECHO = "spin_echo"
    TURBO_SPIN_ECHO = "turbo_spin_echo"
    INVERSION_RECOVERY = "inversion_recovery"
    """Inversion before a turbo spin echo train: STIR, FLAIR, T1-IR."""
    SPOILED_GRADIENT_ECHO = "spoiled_gradient_echo"


class Orientation(StrEnum):
    """Orientation of the slices."""

    AXIAL = "axial"
    SAGITTAL = "sagittal"
    CORONAL = "coronal"


class PhaseEncodingDirection(StrEnum):
    """In-plane Phase Encoding Direction (0018,1312): the image axis of phase encoding."""

    ROW = "ROW"
    COL = "COL"


class Prescription(BaseModel):
    """The parameters of one series."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sequence: Sequence
    repetition_time_ms: Annotated[float, Field(gt=0, le=30_000)]
    echo_time_ms: Annotated[float, Field(gt=0, le=1_000)]
    inversion_time_ms: Annotated[float, Field(gt=0, le=10_000)] | None = None
    flip_angle_deg: Annotated[float, Field(gt=0, le=180)] = 90.0
    refocusing_flip_angle_deg: Annotated[float, Field(gt=0, le=180)] = 180.0
    echo_train_length: Annotated[int, Field(ge=1, le=256)] = 1
    averages: Annotated[int, Field(ge=1, le=16)] = 1
    pixel_bandwidth_hz: Annotated[float, Field(gt=0, le=5_000)] = 130.0
    fov_frequency_mm: Annotated[float, Field(ge=20, le=600)] = 230.0
    fov_phase_mm: Annotated[float, Field(ge=20, le=600)] = 230.0
    matrix_frequency: Annotated[int, Field(ge=16, le=1024)] = 256
    matrix_phase: Annotated[int, Field(ge=16, le=1024)] = 256
    slices: Annotated[int, Field(ge=1, le=256)] = 1
    slice_thickness_mm: Annotated[float, Field(gt=0, le=100)] = 5.0
    slice_gap_mm: Annotated[float, Field(ge=0, le=100)] = 0.0
    orientation: Orientation = Orientation.AXIAL
    slice_offset_mm: Annotated[float, Field(ge=-300, le=300)] = 0.0
    """Centre of the slice group from the isocentre, along the slice normal (towards L, P or H)."""
    phase_encoding_direction: PhaseEncodingDirection = PhaseEncodingDirection.ROW

    @property
    def voxel_mm(self) -> tuple[float, float, float]:
        """Voxel size along frequency, phase and slice."""
        return (
            self.fov_frequency_mm / self.matrix_frequency,
            self.fov_phase_mm / self.matrix_phase,
            self.slice_thickness_mm,
        )

    @property
    def slice_spacing_mm(self) -> float:
        """Distance between the centres of neighbouring slices."""
        return self.slice_thickness_mm + self.slice_gap_mm
