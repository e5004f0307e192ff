"""Time-of-flight angiography: short TR saturates tissue that stays, and fresh blood shines.

A spoiled gradient echo of a slab (3D), or of slices one after the other (2D). How many pulses blood
has seen follows from how far it has come within what is excited; a saturation band that it came
through has saturated it before.
"""

from telescan.mr.sequence.spoiled_gradient_echo import SpoiledGradientEcho


class TimeOfFlight(SpoiledGradientEcho):
    """Inflow angiography (TOF); what sets it apart is its slice order and what is prescribed."""
