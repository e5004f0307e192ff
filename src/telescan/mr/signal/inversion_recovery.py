r"""Longitudinal magnetisation of inversion recovery at the excitation pulse.

.. math:: M_z / M_0 = 1 - 2 e^{-TI/T_1} + e^{-(TR - T_{train})/T_1}

for a readout that leaves no longitudinal magnetisation at its end, :math:`T_{train}` after the
excitation (Bydder and Young, JCAT 1985;9:659; Bernstein et al. 2004, section 14.2).
"""

import numpy as np
from numpy.typing import NDArray


def inverted_magnetisation(
    t1_ms: NDArray[np.float64],
    *,
    repetition_time_ms: float,
    inversion_time_ms: float,
    train_ms: float,
) -> NDArray[np.float64]:
    """Return Mz/M0 of each tissue at excitation, negative before its null, shape (tissue,)."""
    magnetisation: NDArray[np.float64] = (
        1
        - 2 * np.exp(-inversion_time_ms / t1_ms)
        + np.exp(-(repetition_time_ms - train_ms) / t1_ms)
    )
    return magnetisation


def nulling_inversion_time_ms(t1_ms: float, repetition_time_ms: float, train_ms: float) -> float:
    """Return the inversion time at which a tissue gives no signal."""
    return float(t1_ms * (np.log(2) - np.log1p(np.exp(-(repetition_time_ms - train_ms) / t1_ms))))
