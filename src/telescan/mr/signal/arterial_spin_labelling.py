r"""Arterial spin labelling: what labelled blood takes away from the signal of tissue.

Single compartment (Buxton et al., MRM 1998;40:383): labelled blood arrives after the transit time
and decays with the T1 of blood wherever it is, as the consensus formula takes it (Alsop et al., MRM
2015;73:102). With flow :math:`f` in ml / g / s, labelling :math:`\tau`, delay :math:`w` and transit
:math:`\Delta t`,

.. math:: \Delta M = 2 \alpha \frac{M_0}{\lambda} f T_{1b}
          [e^{-\max(w, \Delta t) / T_{1b}} - e^{-\max(w + \tau, \Delta t) / T_{1b}}]

and turned about, as long as all of the label has arrived,

.. math:: CBF = \frac{6000 \lambda \Delta M e^{w / T_{1b}}}
          {2 \alpha T_{1b} M_0 (1 - e^{-\tau / T_{1b}})} \quad [ml / 100 g / min].
"""

import numpy as np
from numpy.typing import NDArray

PARTITION_COEFFICIENT_ML_G = 0.9
"""Of water between brain and blood (Alsop et al. 2015, table 3)."""
LABELLING_EFFICIENCY = 0.85
"""Of pseudo-continuous labelling (Alsop et al. 2015, table 3)."""
TRANSIT_TIME_MS = 1_200.0
"""From the labelling plane to the brain; 500 to 1500 ms in healthy grey matter (Alsop et al.)."""

_BLOOD_T1_MS = {1.5: 1_350.0, 3.0: 1_650.0}
"""Alsop et al. 2015, table 3. Their power law gives 2.1 s at 7 T, where 2.1 s was measured (Zhang
et al., MRM 2013;70:1082)."""
_ML_PER_100G_MIN = 6_000.0
"""Of one ml / g / s."""


def blood_t1_ms(field_strength_t: float) -> float:
    """Return the longitudinal relaxation time of arterial blood."""
    low, high = _BLOOD_T1_MS[1.5], _BLOOD_T1_MS[3.0]
    share = np.log(field_strength_t / 1.5) / np.log(2.0)
    return float(low * (high / low) ** share)


def labelled_difference(
    proton_density: NDArray[np.float64],
    perfusion_ml_100g_min: NDArray[np.float64],
    *,
    labelling_duration_ms: float,
    post_labelling_delay_ms: float,
    field_strength_t: float,
) -> NDArray[np.float64]:
    """Return by how much labelling lowers Mz at the excitation pulse, in units of M0, (group,)."""
    blood_ms = blood_t1_ms(field_strength_t)
    last = max(post_labelling_delay_ms, TRANSIT_TIME_MS)
    first = max(post_labelling_delay_ms + labelling_duration_ms, TRANSIT_TIME_MS)
    remaining_s = blood_ms * 1e-3 * (np.exp(-last / blood_ms) - np.exp(-first / blood_ms))
    flow_g_s = perfusion_ml_100g_min / _ML_PER_100G_MIN
    difference: NDArray[np.float64] = (
        2
        * LABELLING_EFFICIENCY
        * proton_density
        / PARTITION_COEFFICIENT_ML_G
        * flow_g_s
        * remaining_s
    )
    return difference


def flow_per_difference_ml_100g_min(
    *, labelling_duration_ms: float, post_labelling_delay_ms: float, field_strength_t: float
) -> float:
    """Return the blood flow for a difference as large as M0: the consensus formula's factor."""
    blood_ms = blood_t1_ms(field_strength_t)
    arrived = 1 - np.exp(-labelling_duration_ms / blood_ms)
    factor = (
        _ML_PER_100G_MIN
        * PARTITION_COEFFICIENT_ML_G
        * np.exp(post_labelling_delay_ms / blood_ms)
        / (2 * LABELLING_EFFICIENCY * blood_ms * 1e-3 * arrived)
    )
    return float(factor)
