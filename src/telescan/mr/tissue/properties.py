"""The shape of one tissue's entry in the table, and constants that several share."""

from dataclasses import dataclass

from telescan.mr.tissue.value import Source, Value

FAT_SHIFT_PPM = -3.4
"""Methylene protons against water: 4.7 - 1.3 ppm (Ren et al., J Lipid Res 2008;49:2055)."""

AIR_SUSCEPTIBILITY_PPM = 0.36
"""Volume susceptibility, SI (Schenck, Med Phys 1996;23:815)."""

ON_RESONANCE = Value(0.0, Source.COMPOSITION)
LIKE_WATER_PPM = Value(-9.05, Source.SCHENCK)
NO_FLOW = Value(0.0, Source.COMPOSITION)

ByField = dict[float, Value]
"""Values at fields in tesla."""


@dataclass(frozen=True)
class TissueProperties:
    """One tissue. Relaxation times by field hold what is known; ``relaxation_at`` does the rest."""

    proton_density: Value
    """Over that of water."""
    t1_ms: ByField
    t2_ms: ByField
    t2_star_ms: ByField
    adc_mm2_s: Value
    """Mean apparent diffusion coefficient."""
    perfusion_ml_100g_min: Value = NO_FLOW
    """Blood flow through it."""
    chemical_shift_ppm: Value = ON_RESONANCE
    """From water."""
    susceptibility_ppm: Value = LIKE_WATER_PPM
    """Volume susceptibility, SI."""
