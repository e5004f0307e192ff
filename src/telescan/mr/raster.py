"""The rasters on which hardware plays: 10 µs for gradients, 100 ns for the receiver.

Timing is worked out on them from the start, so that what is simulated is what would be played.
"""

import math

from telescan.mr import timing
from telescan.mr.prescription import Prescription

RASTER_MS = 0.01
"""Of gradients."""
SYMMETRIC_MS = 2 * RASTER_MS
"""Step of windows that are symmetrical about a time on the raster."""
DWELL_RASTER_MS = 1e-4
"""Of the receiver: 100 ns."""


def on_raster(value_ms: float) -> float:
    """Return the nearest time on the raster."""
    return round(round(value_ms / RASTER_MS) * RASTER_MS, 6)


def up_to_raster(value_ms: float, step_ms: float = RASTER_MS) -> float:
    """Return the next time on the raster, or on a multiple of it."""
    return round(math.ceil(value_ms / step_ms - 1e-6) * step_ms, 6)


def down_to_raster(value_ms: float, step_ms: float = RASTER_MS) -> float:
    """Return the last time on the raster, or on a multiple of it."""
    return round(math.floor(value_ms / step_ms + 1e-6) * step_ms, 6)


def dwell_ms(prescription: Prescription) -> float:
    """Return the time from sample to sample, on the receiver's raster."""
    dwell = timing.readout_ms(prescription) / prescription.matrix_frequency
    return round(max(round(dwell / DWELL_RASTER_MS), 1) * DWELL_RASTER_MS, 6)


def readout_window_ms(prescription: Prescription) -> float:
    """Return the flat top of one line: its samples and one more, which puts the echo mid-way."""
    return up_to_raster((prescription.matrix_frequency + 1) * dwell_ms(prescription), SYMMETRIC_MS)


def shortest_tail_ms(wind_down_ms: float) -> float:
    """Return the time of the gradients after a shot's last event, ramps rounded up."""
    return up_to_raster(wind_down_ms + 2 * RASTER_MS)
