"""Cerebral blood flow by the consensus formula (Alsop et al., MRM 2015;73:102, equation 1)."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.signal.arterial_spin_labelling import flow_per_difference_ml_100g_min


def cerebral_blood_flow_ml_100g_min(
    difference: NDArray[np.float32],
    reference: NDArray[np.float32],
    *,
    reference_recovery: float,
    labelling_duration_ms: float,
    post_labelling_delay_ms: float,
    field_strength_t: float,
    measurable: float,
) -> NDArray[np.float32]:
    """Return blood flow, (slice, row, column), of perfusion-weighted and reference images.

    ``reference_recovery`` is the share of its equilibrium that the reference has recovered, taken
    with the T1 of grey matter everywhere, as the consensus does. Where
    the reference lies below ``measurable``, there is no tissue that flow could be related to: the
    map is 0 there.
    """
    factor = flow_per_difference_ml_100g_min(
        labelling_duration_ms=labelling_duration_ms,
        post_labelling_delay_ms=post_labelling_delay_ms,
        field_strength_t=field_strength_t,
    )
    measured = reference >= measurable
    share = difference / np.where(measured, reference / np.float32(reference_recovery), np.inf)
    flow: NDArray[np.float32] = (np.float32(factor) * share).astype(np.float32)
    return flow
