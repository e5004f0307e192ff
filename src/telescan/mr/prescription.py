"""What is prescribed for one series: the parameters a technologist sets.

Names are DICOM keywords (PS3.3 C.8.3, C.8.13) in snake case, with their unit. The ranges here are
those of any MR scanner; what one scanner can run is worked out in ``consequences``.
"""

import math
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
    MPRAGE = "mprage"
    """Inversion before a train of spoiled gradient echoes, 3D."""
    BALANCED_SSFP = "balanced_ssfp"
    GRADIENT_ECHO_EPI = "gradient_echo_epi"
    DIFFUSION_EPI = "diffusion_epi"
    """Spin echo EPI with diffusion weighting."""
    TIME_OF_FLIGHT = "time_of_flight"
    """Spoiled gradient echo that shows inflowing blood."""
    ARTERIAL_SPIN_LABELLING = "arterial_spin_labelling"
    """Pseudo-continuous labelling before a 3D readout."""


SLICE_AFTER_SLICE = frozenset({Sequence.BALANCED_SSFP, Sequence.TIME_OF_FLIGHT})
"""Families that finish one slice (2D) before the next; others excite several within one TR."""


class AcquisitionType(StrEnum):
    """MR Acquisition Type (0018,0023)."""

    TWO_D = "2D"
    THREE_D = "3D"


class ParallelTechnique(StrEnum):
    """Parallel Acquisition Technique (0018,9078)."""

    NONE = "none"
    SENSE = "SENSE"
    GRAPPA = "GRAPPA"


class FatSuppression(StrEnum):
    """How the signal of fat is kept small; STIR is an inversion time."""

    NONE = "none"
    SATURATION = "saturation"
    """A selective pulse on fat, before each excitation."""
    WATER_EXCITATION = "water_excitation"
    """A binomial excitation that leaves fat alone."""


class PhasePolarity(StrEnum):
    """Which way phase encoding blips go; it decides where EPI stretches and where it squeezes."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class ImageFilter(StrEnum):
    """What k-space is multiplied by before it becomes an image."""

    NONE = "none"
    FERMI = "fermi"
    """Mild, against truncation."""
    HAMMING = "hamming"
    """Strong: less noise and less ringing for less sharpness."""


class IntensityCorrection(StrEnum):
    """What evens out the shading of the receive coils."""

    NONE = "none"
    PRESCAN = "prescan"
    """Division by the sensitivity that a prescan measured; noise is then uneven instead."""


class Orientation(StrEnum):
    """Orientation of the slices."""

    AXIAL = "axial"
    SAGITTAL = "sagittal"
    CORONAL = "coronal"


class PhaseEncodingDirection(StrEnum):
    """In-plane Phase Encoding Direction (0018,1312): the image axis of phase encoding."""

    ROW = "ROW"
    COL = "COL"


class SaturationBand(BaseModel):
    """A slab parallel to the slices whose signal is destroyed before each excitation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    offset_mm: Annotated[float, Field(ge=-300, le=300)]
    """Its middle from the middle of the slice group, along the slice normal."""
    thickness_mm: Annotated[float, Field(ge=5, le=200)] = 40.0


class Prescription(BaseModel):
    """The parameters of one series."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sequence: Sequence
    acquisition_type: AcquisitionType = AcquisitionType.TWO_D
    repetition_time_ms: Annotated[float, Field(gt=0, le=30_000)]
    echo_time_ms: Annotated[float, Field(gt=0, le=1_000)]
    second_echo_time_ms: Annotated[float, Field(gt=0, le=1_000)] | None = None
    """Of a dual-echo spin echo."""
    inversion_time_ms: Annotated[float, Field(gt=0, le=10_000)] | None = None
    flip_angle_deg: Annotated[float, Field(gt=0, le=180)] = 90.0
    refocusing_flip_angle_deg: Annotated[float, Field(gt=0, le=180)] = 180.0
    echo_train_length: Annotated[int, Field(ge=1, le=256)] = 1
    b_values_s_mm2: tuple[Annotated[float, Field(ge=0, le=10_000)], ...] = ()
    """Of a diffusion series, the unweighted one included."""
    diffusion_directions: Annotated[int, Field(ge=1, le=64)] = 3
    labelling_duration_ms: Annotated[float, Field(gt=0, le=5_000)] | None = None
    post_labelling_delay_ms: Annotated[float, Field(gt=0, le=5_000)] | None = None
    fat_suppression: FatSuppression = FatSuppression.NONE
    saturation_bands: tuple[SaturationBand, ...] = ()
    averages: Annotated[int, Field(ge=1, le=16)] = 1
    concatenations: Annotated[int, Field(ge=1, le=32)] = 1
    """Into how many repetitions the slices are split."""
    pixel_bandwidth_hz: Annotated[float, Field(gt=0, le=5_000)] = 130.0
    fov_frequency_mm: Annotated[float, Field(ge=20, le=600)] = 230.0
    fov_phase_mm: Annotated[float, Field(ge=20, le=600)] = 230.0
    matrix_frequency: Annotated[int, Field(ge=16, le=1024)] = 256
    matrix_phase: Annotated[int, Field(ge=16, le=1024)] = 256
    phase_oversampling_percent: Annotated[float, Field(ge=0, le=100)] = 0.0
    slice_oversampling_percent: Annotated[float, Field(ge=0, le=100)] = 0.0
    """Of a 3D slab."""
    partial_fourier: Annotated[float, Field(ge=0.55, le=1)] = 1.0
    """Share of the lines along phase that is acquired."""
    parallel_technique: ParallelTechnique = ParallelTechnique.NONE
    acceleration_factor: Annotated[int, Field(ge=1, le=4)] = 1
    """Along phase; counts when a parallel technique is chosen."""
    reference_lines: Annotated[int, Field(ge=8, le=64)] = 24
    """Central lines acquired in full, to calibrate parallel reconstruction."""
    image_filter: ImageFilter = ImageFilter.FERMI
    intensity_correction: IntensityCorrection = IntensityCorrection.NONE
    interpolation: Annotated[int, Field(ge=1, le=2)] = 1
    """How many times finer than acquired the image is shown."""
    slices: Annotated[int, Field(ge=1, le=256)] = 1
    slice_thickness_mm: Annotated[float, Field(gt=0, le=100)] = 5.0
    slice_gap_mm: Annotated[float, Field(ge=0, le=100)] = 0.0
    orientation: Orientation = Orientation.AXIAL
    slice_offset_mm: Annotated[float, Field(ge=-300, le=300)] = 0.0
    """Centre of the slice group from the isocentre, along the slice normal (towards L, P or H)."""
    row_offset_mm: Annotated[float, Field(ge=-300, le=300)] = 0.0
    """Centre of the slice group from the isocentre along the image's rows."""
    column_offset_mm: Annotated[float, Field(ge=-300, le=300)] = 0.0
    """The same along its columns."""
    tilt_lr_deg: Annotated[float, Field(ge=-90, le=90)] = 0.0
    """Turn of the slices about the patient's axis towards L, right-handed; then about P, then H."""
    tilt_ap_deg: Annotated[float, Field(ge=-90, le=90)] = 0.0
    tilt_hf_deg: Annotated[float, Field(ge=-90, le=90)] = 0.0
    phase_encoding_direction: PhaseEncodingDirection = PhaseEncodingDirection.ROW
    phase_encoding_polarity: PhasePolarity = PhasePolarity.POSITIVE
    receive_coil: str | None = None
    """Name of one of the scanner's coils; its first where none is named."""

    @property
    def is_3d(self) -> bool:
        """Tell whether a slab is encoded along the slices as well."""
        return self.acquisition_type is AcquisitionType.THREE_D

    @property
    def slice_groups(self) -> int:
        """Into how many groups, acquired one after the other, the slices (2D) are split."""
        if self.is_3d:
            return 1
        return self.slices if self.sequence in SLICE_AFTER_SLICE else self.concatenations

    @property
    def slices_per_repetition(self) -> int:
        """How many slices (2D) share one repetition time; a slab counts as one."""
        return 1 if self.is_3d else math.ceil(self.slices / self.slice_groups)

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
