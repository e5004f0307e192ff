r"""The inversion time at which a tissue gives no signal.

.. math:: M_z / M_0 = 1 - 2 e^{-TI/T_1} + e^{-(TR - T_{train})/T_1}

at the excitation, for a full inversion and a readout that leaves no longitudinal magnetisation at
its end, :math:`T_{train}` after the excitation (Bydder and Young, JCAT 1985;9:659; Bernstein et al.
2004, section 14.2).
"""

import numpy as np


def nulling_inversion_time_ms(t1_ms: float, repetition_time_ms: float, train_ms: float) -> float:
    """Return the inversion time at which a tissue gives no signal."""
    return float(t1_ms * (np.log(2) - np.log1p(np.exp(-(repetition_time_ms - train_ms) / t1_ms))))
