"""What a judge's value is held to: the ACR's limits, unless the judge misses what real images show.

Four real series of the phantom show 36 to 40 spokes to our own analysis, and the ACR's limits are
met. hazen counts 39 in three of them (31 in a fifth, enhanced one) and cannot measure the GE
Premier. pylinac counts 18 (GE Artist 1.5 T), 33 (Siemens Aera 1.5 T) and 13 (Philips Achieva 3 T)
and cannot measure the GE Premier: its visibility is contrast over noise in stored values, so that
it falls as the grey scale is stretched. ``python -m judges --real DIR`` counts them again.
"""

from dataclasses import dataclass

from telescan.quality.phantom.limits import Limits, limits_of
from telescan.quality.phantom.result import Quantity

MOST_SPOKES_IN_REAL_SERIES = {
    ("hazen", 1.5): 39.0,
    ("hazen", 3.0): 39.0,
    ("pylinac", 1.5): 33.0,
    ("pylinac", 3.0): 13.0,
}


@dataclass(frozen=True)
class JudgeLimits:
    """A range, and whose it is where it is not the ACR's."""

    limits: Limits
    instead_of_acr: str = ""


def judge_limits(
    judge: str, quantity: Quantity, field_strength_t: float, echo_time_ms: float
) -> JudgeLimits:
    """Return the ACR's limits, or the judge's highest count in real series where that is lower."""
    acr = limits_of(quantity, field_strength_t, echo_time_ms)
    most = MOST_SPOKES_IN_REAL_SERIES.get((judge, field_strength_t))
    if quantity is not Quantity.LOW_CONTRAST or most is None or acr.lower is None:
        return JudgeLimits(acr)
    if most >= acr.lower:
        return JudgeLimits(acr)
    return JudgeLimits(
        Limits(lower=most),
        f"limit: real series' count, not the ACR's {acr.lower:g}, because {judge} counts no more"
        f" than {most:g} in any real series at {field_strength_t:g} T that passes the ACR's",
    )
