"""The images that a series makes of each slice: echoes, diffusion weightings, labelling states."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Labelling(StrEnum):
    """State of the arterial blood in one image of a labelling series."""

    REFERENCE = "reference"
    """Proton density for calibration (M0)."""
    CONTROL = "control"
    LABEL = "label"


@dataclass(frozen=True)
class DiffusionWeighting:
    """One diffusion weighting (PS3.3 C.8.13.5.9)."""

    b_value_s_mm2: float
    direction: tuple[float, float, float]
    """Unit vector in patient coordinates; zero where the weighting is."""


@dataclass(frozen=True)
class Frame:
    """One image of each slice, as the sequence acquires it."""

    echo_time_ms: float
    echo_number: int = 1
    diffusion: DiffusionWeighting | None = None
    labelling: Labelling | None = None


class ImageKind(StrEnum):
    """What the values of an image are."""

    MAGNITUDE = "magnitude"
    """In units of M0 at the isocentre."""
    TRACE_WEIGHTED = "trace_weighted"
    """Geometric mean over diffusion directions, units as magnitude."""
    ADC = "adc"
    """Apparent diffusion coefficient, 10^-6 mm2/s."""
    PERFUSION_WEIGHTED = "perfusion_weighted"
    """Control less label, units as magnitude."""
    CEREBRAL_BLOOD_FLOW = "cerebral_blood_flow"
    """ml / 100 g / min."""


@dataclass(frozen=True)
class ImageSet:
    """Images of every slice that belong together: one frame, or a map worked out from several."""

    kind: ImageKind
    frame: Frame
    """The frame; of a map, what its sources share."""
    images: NDArray[np.float32]
    """(slice, row, column)."""
