r"""Specific absorption rate, estimated by one stated model.

A homogeneous conducting sphere in a circularly polarised field absorbs on average

.. math:: SAR = \sigma \omega^2 B_{1,rms}^2 R^2 / (10 \rho)

(Bottomley, Redington, Edelstein, Schenck, MRM 1985;2:336). The head is one sphere; the shoulders
and upper trunk that a body coil reaches with the head at the isocentre are another, in a weaker
field. Real scanners measure power; this estimate informs and never relaxes their limits.
"""

import math
from dataclasses import dataclass

from telescan.mr.head_dielectric import conductivity_s_m
from telescan.mr.operating_mode import NORMAL
from telescan.mr.rf import RfPulse
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

HEAD_MASS_KG = 4.7
"""Adult head; it hardly depends on body weight (Clauser et al., AMRL-TR-69-70, 1969)."""
EXPOSED_TRUNK_SHARE = 0.15
"""Share of the body's mass outside the head that the transmit coil reaches."""
TRUNK_FIELD_SHARE = 0.5
"""Mean squared field over the exposed trunk over that in the head."""
DENSITY_KG_M3 = 1_000.0


@dataclass(frozen=True)
class SarEstimate:
    """RF exposure, averaged over a repetition: SAR of whole body and head, and the field itself."""

    whole_body_w_kg: float
    head_w_kg: float
    b1_rms_ut: float
    """Root mean square of B1+, which conditions of implants are stated in (B1+rms)."""

    @property
    def share_of_limit(self) -> float:
        """The larger of both over its limit in normal operating mode."""
        return max(
            self.whole_body_w_kg / NORMAL.whole_body_sar_w_kg,
            self.head_w_kg / NORMAL.head_sar_w_kg,
        )


def sphere_sar_w_kg(mean_square_b1_t2: float, mass_kg: float, field_strength_t: float) -> float:
    """Return the mean SAR of a sphere of tissue."""
    radius_m = math.cbrt(3 * mass_kg / (4 * math.pi * DENSITY_KG_M3))
    omega = 2 * math.pi * GYROMAGNETIC_RATIO_HZ_PER_T * field_strength_t
    induced = conductivity_s_m(field_strength_t) * omega**2 * mean_square_b1_t2
    return induced * radius_m**2 / (10 * DENSITY_KG_M3)


def estimate_sar(
    pulses: tuple[tuple[RfPulse, int], ...],
    *,
    repetition_time_ms: float,
    field_strength_t: float,
    patient_weight_kg: float,
) -> SarEstimate:
    """Estimate SAR of ``pulses`` (each with its number per repetition) played every repetition."""
    energy = sum(pulse.energy_ut2_ms * count for pulse, count in pulses)
    mean_square = energy / repetition_time_ms * 1e-12
    trunk_kg = max(patient_weight_kg - HEAD_MASS_KG, 0.0) * EXPOSED_TRUNK_SHARE
    head = sphere_sar_w_kg(mean_square, HEAD_MASS_KG, field_strength_t)
    trunk = sphere_sar_w_kg(mean_square * TRUNK_FIELD_SHARE, trunk_kg, field_strength_t)
    absorbed_w = head * HEAD_MASS_KG + trunk * trunk_kg
    whole_body = absorbed_w / max(patient_weight_kg, HEAD_MASS_KG)
    return SarEstimate(whole_body, head, math.sqrt(mean_square) * 1e6)
