"""What tissues are made of, as far as MR sees it, at any field."""

from telescan.mr.tissue.kind import Tissue
from telescan.mr.tissue.properties import (
    AIR_SUSCEPTIBILITY_PPM,
    FAT_SHIFT_PPM,
    TissueProperties,
)
from telescan.mr.tissue.relaxation import Relaxation, relaxation_at, sourced_relaxation_at
from telescan.mr.tissue.spins import GYROMAGNETIC_RATIO_HZ_PER_T, SpinValues, tissue_values
from telescan.mr.tissue.table import TISSUES
from telescan.mr.tissue.value import Source, Value

__all__ = [
    "AIR_SUSCEPTIBILITY_PPM",
    "FAT_SHIFT_PPM",
    "GYROMAGNETIC_RATIO_HZ_PER_T",
    "TISSUES",
    "Relaxation",
    "Source",
    "SpinValues",
    "Tissue",
    "TissueProperties",
    "Value",
    "relaxation_at",
    "sourced_relaxation_at",
    "tissue_values",
]
