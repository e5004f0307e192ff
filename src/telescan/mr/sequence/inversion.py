"""The inversion pulse: adiabatic, so that it inverts as well where B1+ is weak or strong."""

from telescan.mr.hardware import ScannerModel
from telescan.mr.rf import PulseShape, RfPulse

_DURATION_MS = 10.24
_TIME_BANDWIDTH = 16.0
_THICKNESS_FACTOR = 1.25
"""Of selective inversion: wider than the slice, so that all of it is inverted when excited."""


def inversion(model: ScannerModel) -> RfPulse:
    """Return the hyperbolic secant: 1.6 kHz wide, 18.5 µT strong (mu = 4.7, beta = 1035 rad/s)."""
    pulse = RfPulse(
        180.0,
        _DURATION_MS,
        _TIME_BANDWIDTH,
        PulseShape.HYPERBOLIC_SECANT,
        thickness_factor=_THICKNESS_FACTOR,
    )
    return pulse.within(model.b1_max_ut)
