r"""Blood that flows into an excited slab, moved along by plug flow.

Blood that has seen :math:`n` pulses of a spoiled gradient echo has

.. math:: M_z = M_\infty + (M_{in} - M_\infty)\, (\cos\alpha\, e^{-TR/T_1})^n

before the next, :math:`M_\infty` being the steady state of tissue that stays and :math:`M_{in}`
what it came with (Haacke, Brown, Thompson, Venkatesan, Magnetic Resonance Imaging, 1999, chapter
24; Bernstein, King, Zhou 2004, section 15.3).
"""

import numpy as np
from numpy.typing import NDArray


def inflowing_magnetisation(
    resting: NDArray[np.float64],
    t1_ms: NDArray[np.float64],
    *,
    repetition_time_ms: float,
    flip_angle_deg: NDArray[np.float64],
    pulses_seen: NDArray[np.float64],
    entering: NDArray[np.float64] | float = 1.0,
) -> NDArray[np.float64]:
    """Return Mz / M0 before the next pulse; infinite ``pulses_seen`` is tissue that stays.

    ``resting`` is the steady state of tissue that stays. All arguments broadcast. Angles above 90
    degrees saturate blood at once, as 90 degrees do.
    """
    factor = np.cos(np.deg2rad(flip_angle_deg)) * np.exp(-repetition_time_ms / t1_ms)
    change = np.maximum(factor, 0.0) ** pulses_seen
    magnetisation: NDArray[np.float64] = resting + (entering - resting) * change
    return magnetisation
