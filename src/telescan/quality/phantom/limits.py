"""The ACR's limits for the large phantom, by field strength.

American College of Radiology, "Phantom Test Guidance for Use of the Large MRI Phantom for the ACR
MRI Accreditation Program" (geometry §1.4, resolution §2.4, thickness §3.4, position §4.4,
uniformity §5.4, ghosting §6.4). Low contrast: the guidance as it stands since 2022 asks for 37
spokes at 3 T, for 30 (T1) and 25 (T2) from 1.5 T to below 3 T, and for 7 below 1.5 T. It has since
widened uniformity to 85 % (80 % at 3 T) and ghosting to 3 %; the tighter limits here are those of
the ACR's MRI quality control manual of 2015.
"""

from dataclasses import dataclass

from telescan.quality.phantom.acr import DIAMETER_MM, LENGTH_MM
from telescan.quality.phantom.result import Quantity

_GEOMETRY_TOLERANCE_MM = 2.0
_T2_FROM_MS = 60.0
"""Echo times of the ACR's series are 20 ms (T1) and 80 ms (T2)."""


@dataclass(frozen=True)
class Limits:
    """The range a value must lie in, ends included; None is no limit."""

    lower: float | None = None
    upper: float | None = None

    def hold(self, value: float) -> bool:
        """Tell whether a value lies within."""
        return (self.lower is None or value >= self.lower) and (
            self.upper is None or value <= self.upper
        )


LENGTH = Limits(LENGTH_MM - _GEOMETRY_TOLERANCE_MM, LENGTH_MM + _GEOMETRY_TOLERANCE_MM)

_AT_ANY_FIELD = {
    Quantity.GEOMETRIC_ACCURACY: Limits(
        DIAMETER_MM - _GEOMETRY_TOLERANCE_MM, DIAMETER_MM + _GEOMETRY_TOLERANCE_MM
    ),
    Quantity.HIGH_CONTRAST_RESOLUTION: Limits(upper=1.0),
    Quantity.SLICE_THICKNESS: Limits(4.3, 5.7),
    Quantity.SLICE_POSITION: Limits(-5.0, 5.0),
    Quantity.GHOSTING: Limits(upper=2.5),
    Quantity.SNR: Limits(),
}


def limits_of(
    quantity: Quantity, field_strength_t: float | None, echo_time_ms: float | None
) -> Limits:
    """Return the limits of a quantity; of an unknown field, the strictest."""
    if quantity is Quantity.UNIFORMITY:
        return Limits(82.0 if field_strength_t is not None and _is_3t(field_strength_t) else 87.5)
    if quantity is Quantity.LOW_CONTRAST:
        return Limits(_spokes(field_strength_t, echo_time_ms))
    return _AT_ANY_FIELD[quantity]


def _spokes(field_strength_t: float | None, echo_time_ms: float | None) -> float:
    if field_strength_t is None or _is_3t(field_strength_t):
        return 37.0
    # Scanners call 1.494 T and 2.89 T what the guidance calls 1.5 T and 3 T.
    if field_strength_t >= 1.4:
        return 25.0 if echo_time_ms is not None and echo_time_ms >= _T2_FROM_MS else 30.0
    return 7.0


def _is_3t(field_strength_t: float) -> bool:
    return field_strength_t >= 2.8
