"""How the head conducts and polarises at the Larmor frequency, for B1+ and for SAR alike.

Volume means over a head of 60 % brain, 15 % muscle and skin, 15 % bone, 10 % fat, from the tissues'
values by Gabriel et al., Phys Med Biol 1996;41:2271, at 64, 128 and 298 MHz.
"""

import numpy as np

from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

_FREQUENCY_HZ = (15e6, 64e6, 128e6, 298e6)
_PERMITTIVITY = (110.0, 64.0, 51.0, 42.0)
_CONDUCTIVITY_S_M = (0.34, 0.41, 0.44, 0.53)


def relative_permittivity(field_strength_t: float) -> float:
    """Return the mean permittivity of head tissue over that of vacuum."""
    return _at_larmor_frequency(field_strength_t, _PERMITTIVITY)


def conductivity_s_m(field_strength_t: float) -> float:
    """Return the mean conductivity of head tissue."""
    return _at_larmor_frequency(field_strength_t, _CONDUCTIVITY_S_M)


def _at_larmor_frequency(field_strength_t: float, values: tuple[float, ...]) -> float:
    frequency_hz = GYROMAGNETIC_RATIO_HZ_PER_T * field_strength_t
    return float(np.interp(np.log(frequency_hz), np.log(_FREQUENCY_HZ), values))
