"""Properties of groups of spins as arrays, for signal equations."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from telescan.mr.tissue.kind import Tissue
from telescan.mr.tissue.relaxation import relaxation_at
from telescan.mr.tissue.table import TISSUES

GYROMAGNETIC_RATIO_HZ_PER_T = 42.577_478_518e6
"""Proton, over 2 pi (CODATA 2018)."""


@dataclass(frozen=True)
class SpinValues:
    """Properties of several groups of spins, each of one tissue, as arrays of shape (group,)."""

    tissues: tuple[Tissue, ...]
    proton_density: NDArray[np.float64]
    t1_ms: NDArray[np.float64]
    t2_ms: NDArray[np.float64]
    t2_star_ms: NDArray[np.float64]
    adc_mm2_s: NDArray[np.float64]
    perfusion_ml_100g_min: NDArray[np.float64]
    off_resonance_hz: NDArray[np.float64]
    """Chemical shift, and what the field adds where the sequence is sensitive to it."""
    transmit_scale: NDArray[np.float64]
    """B1+ over its nominal value: flip angles are those prescribed times this."""
    inflow_mm: NDArray[np.float64]
    """How far blood has come within the excited slab."""

    @property
    def count(self) -> int:
        """Number of groups."""
        return len(self.tissues)

    @property
    def t2_prime_ms(self) -> NDArray[np.float64]:
        """Return what dephases reversibly, 1 / (1/T2* - 1/T2)."""
        decay: NDArray[np.float64] = 1 / np.maximum(1 / self.t2_star_ms - 1 / self.t2_ms, 1e-9)
        return decay

    def chosen(self, groups: NDArray[np.intp]) -> "SpinValues":
        """Return some of the groups, in the order of their indices, (group,)."""
        arrays = {
            each.name: getattr(self, each.name)[groups]
            for each in fields(self)
            if each.name != "tissues"
        }
        return SpinValues(tuple(self.tissues[index] for index in groups.tolist()), **arrays)


def tissue_values(tissues: Sequence[Tissue], field_strength_t: float) -> SpinValues:
    """Collect the properties of ``tissues`` at a field, in their order, under nominal B1+."""
    known = [TISSUES[tissue] for tissue in tissues]
    times = [relaxation_at(tissue, field_strength_t) for tissue in tissues]
    shifts_ppm = np.array([each.chemical_shift_ppm.value for each in known])
    return SpinValues(
        tissues=tuple(tissues),
        proton_density=np.array([each.proton_density.value for each in known]),
        t1_ms=np.array([time.t1_ms for time in times]),
        t2_ms=np.array([time.t2_ms for time in times]),
        t2_star_ms=np.array([time.t2_star_ms for time in times]),
        adc_mm2_s=np.array([each.adc_mm2_s.value for each in known]),
        perfusion_ml_100g_min=np.array([each.perfusion_ml_100g_min.value for each in known]),
        off_resonance_hz=shifts_ppm * 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T * field_strength_t,
        transmit_scale=np.ones(len(tissues)),
        inflow_mm=np.zeros(len(tissues)),
    )
