"""What tissues are made of, as far as MR sees it: proton density, T1, T2, T2* and chemical shift.

Relaxation times are measured means of healthy adults. Between and beyond the measured fields T1
follows ``a * B0**b`` (Bottomley et al., Med Phys 1984;11:425) and T2, T2* likewise.
"""

from collections.abc import Sequence as Ordered
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

GYROMAGNETIC_RATIO_HZ_PER_T = 42.577_478_518e6
"""Proton, over 2 pi (CODATA 2018)."""

FAT_SHIFT_PPM = -3.4
"""Methylene protons against water: 4.7 - 1.3 ppm (Ren et al., J Lipid Res 2008;49:2055)."""


class Tissue(StrEnum):
    """Tissues that a phantom may be made of; air is the absence of all."""

    GRAY_MATTER = "gray_matter"
    WHITE_MATTER = "white_matter"
    CEREBROSPINAL_FLUID = "cerebrospinal_fluid"
    FAT = "fat"
    MUSCLE = "muscle"
    SKIN = "skin"
    CORTICAL_BONE = "cortical_bone"
    MARROW = "marrow"
    VITREOUS = "vitreous"
    DOPED_WATER = "doped_water"
    """The filling of the ACR phantom: 10 mM NiCl2."""
    STRONGLY_DOPED_WATER = "strongly_doped_water"
    """The filling of its contrast vial: 20 mM NiCl2."""
    ARTERIAL_BLOOD = "arterial_blood"
    VENOUS_BLOOD = "venous_blood"


@dataclass(frozen=True)
class Relaxation:
    """Relaxation times at one field."""

    t1_ms: float
    t2_ms: float
    t2_star_ms: float


@dataclass(frozen=True)
class TissueProperties:
    """One tissue: proton density over that of water, shift from water, relaxation by field (T)."""

    proton_density: float
    chemical_shift_ppm: float
    relaxation: dict[float, Relaxation]
    adc_mm2_s: float = 0.0
    """Mean apparent diffusion coefficient."""
    perfusion_ml_100g_min: float = 0.0
    """Blood flow through it."""


TISSUES: dict[Tissue, TissueProperties] = {
    # PD: water content, Gelman et al., MRM 2001;45:71. T1 by MPRAGE: Wright et al., MAGMA
    # 2008;21:121. T2: Stanisz et al., MRM 2005;54:507. T2*: Peters et al., MRI 2007;25:748.
    Tissue.GRAY_MATTER: TissueProperties(
        0.82, 0.0, {1.5: Relaxation(1197, 95, 84), 3.0: Relaxation(1607, 99, 66)}
    ),
    Tissue.WHITE_MATTER: TissueProperties(
        0.70, 0.0, {1.5: Relaxation(646, 72, 66), 3.0: Relaxation(838, 69, 53)}
    ),
    # T1 does not depend on field: Rooney et al., MRM 2007;57:308. T2: Spijkerman et al.,
    # MAGMA 2018;31:415 (2.03 s at 3 T). T2* is set by susceptibility nearby, not by the fluid.
    Tissue.CEREBROSPINAL_FLUID: TissueProperties(
        1.0, 0.0, {1.5: Relaxation(4329, 2200, 500), 3.0: Relaxation(4329, 2030, 400)}
    ),
    # Subcutaneous and marrow fat, T1 and T2: Gold et al., AJR 2004;183:343. The apparent T2* of the
    # many fat lines: Hernando et al., MRM 2012;67:638.
    Tissue.FAT: TissueProperties(
        0.90, FAT_SHIFT_PPM, {1.5: Relaxation(288, 165, 50), 3.0: Relaxation(371, 133, 32)}
    ),
    Tissue.MARROW: TissueProperties(
        0.75, FAT_SHIFT_PPM, {1.5: Relaxation(288, 100, 22), 3.0: Relaxation(365, 90, 12)}
    ),
    # T1, T2: Stanisz et al., MRM 2005;54:507. T2* a little below T2.
    Tissue.MUSCLE: TissueProperties(
        0.80, 0.0, {1.5: Relaxation(1008, 44, 30), 3.0: Relaxation(1412, 50, 28)}
    ),
    # Dermis and tight connective tissue: Richard et al., J Invest Dermatol 1991;97:120, 1.5 T;
    # carried to 3 T by the ratio of muscle.
    Tissue.SKIN: TissueProperties(
        0.65, 0.0, {1.5: Relaxation(700, 33, 22), 3.0: Relaxation(930, 31, 20)}
    ),
    # Bound and pore water: Horch et al., MRM 2010;64:680.
    Tissue.CORTICAL_BONE: TissueProperties(
        0.15, 0.0, {1.5: Relaxation(290, 0.6, 0.4), 3.0: Relaxation(350, 0.5, 0.35)}
    ),
    # Close to saline with a little protein: Cheng et al., MRI 2006 (vitreous 3.1-4 s at 1.5 T).
    Tissue.VITREOUS: TissueProperties(
        0.98, 0.0, {1.5: Relaxation(3600, 1000, 300), 3.0: Relaxation(4000, 950, 250)}
    ),
    # Water with nickel chloride and salt as in the filling of quality phantoms
    # (ACR Large Phantom Guidance: 10 mM NiCl2).
    Tissue.DOPED_WATER: TissueProperties(
        1.0, 0.0, {1.5: Relaxation(150, 125, 110), 3.0: Relaxation(145, 115, 100)}
    ),
    # The same with 20 mM NiCl2: rates grow in proportion, less those of pure water.
    Tissue.STRONGLY_DOPED_WATER: TissueProperties(
        1.0, 0.0, {1.5: Relaxation(77, 64, 60), 3.0: Relaxation(74, 59, 55)}
    ),
    # T1 at 3 T: 1664 ms at 92 % oxygenation and 1584 ms at 69 %, haematocrit 0.42, Lu et al., MRM
    # 2004;52:679; at 1.5 T: sagittal sinus, Zhang et al., MRM 2013;70:1082. T2 at 1.5 T: Barth and
    # Moser, Cell Mol Biol 1997;43:783; at 3 T: 62 ms in the jugular vein, Qin et al., MRM
    # 2011;65:471, and of arterial blood, as T2* of both, Zhao et al., MRM 2007;58:592, rounded.
    Tissue.ARTERIAL_BLOOD: TissueProperties(
        0.87, 0.0, {1.5: Relaxation(1480, 254, 220), 3.0: Relaxation(1664, 122, 50)}
    ),
    Tissue.VENOUS_BLOOD: TissueProperties(
        0.87, 0.0, {1.5: Relaxation(1480, 181, 84), 3.0: Relaxation(1584, 62, 21)}
    ),
}
"""The tissue table."""


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


def relaxation_at(tissue: Tissue, field_strength_t: float) -> Relaxation:
    """Return a tissue's relaxation times at a field, measured there or by power law."""
    measured = TISSUES[tissue].relaxation
    if field_strength_t in measured:
        return measured[field_strength_t]
    (low_t, low), (high_t, high) = sorted(measured.items())
    share = np.log(field_strength_t / low_t) / np.log(high_t / low_t)

    def power_law(at_low: float, at_high: float) -> float:
        return float(at_low * (at_high / at_low) ** share)

    t2_ms = power_law(low.t2_ms, high.t2_ms)
    return Relaxation(
        power_law(low.t1_ms, high.t1_ms),
        t2_ms,
        min(power_law(low.t2_star_ms, high.t2_star_ms), t2_ms),
    )


def tissue_values(tissues: Ordered[Tissue], field_strength_t: float) -> SpinValues:
    """Collect the properties of ``tissues`` at a field, in their order, under nominal B1+."""
    times = [relaxation_at(tissue, field_strength_t) for tissue in tissues]
    shifts_ppm = np.array([TISSUES[tissue].chemical_shift_ppm for tissue in tissues])
    return SpinValues(
        tissues=tuple(tissues),
        proton_density=np.array([TISSUES[tissue].proton_density for tissue in tissues]),
        t1_ms=np.array([time.t1_ms for time in times]),
        t2_ms=np.array([time.t2_ms for time in times]),
        t2_star_ms=np.array([time.t2_star_ms for time in times]),
        adc_mm2_s=np.array([TISSUES[tissue].adc_mm2_s for tissue in tissues]),
        perfusion_ml_100g_min=np.array([TISSUES[t].perfusion_ml_100g_min for t in tissues]),
        off_resonance_hz=shifts_ppm * 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T * field_strength_t,
        transmit_scale=np.ones(len(tissues)),
        inflow_mm=np.zeros(len(tissues)),
    )
