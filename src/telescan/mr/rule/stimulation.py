"""Nerve stimulation against its limit; looked at once times and gradients are possible."""

import math
from collections.abc import Iterator

from telescan.mr.playout.hardest import EPI
from telescan.mr.pns import LIMIT_SHARE, gradient_load
from telescan.mr.rule.examined import Examined, down, up
from telescan.mr.rule.times import LONGEST_ECHO_TIME_MS
from telescan.mr.sequence import sequence_of
from telescan.mr.violation import Limit, Violation

_HALVINGS = 10
_FARTHEST = 3.0
"""Factor within which the nearest value is looked for."""


def stimulation(examined: Examined) -> Iterator[Violation]:
    """Blame the echo time, which leaves gradients too little time, or the bandwidth of EPI."""
    if _share(examined, None, 0.0) <= LIMIT_SHARE:
        return
    prescription = examined.prescription
    epi = prescription.sequence in EPI
    parameter = "pixel_bandwidth_hz" if epi else "echo_time_ms"
    value = float(getattr(prescription, parameter))
    near, far = value, value / _FARTHEST if epi else min(value * _FARTHEST, LONGEST_ECHO_TIME_MS)
    if _share(examined, parameter, far) > LIMIT_SHARE:
        yield Violation(
            limit=Limit.STIMULATION_TOO_HIGH, parameter=parameter, value=value, nearest=None
        )
        return
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        if _share(examined, parameter, middle) > LIMIT_SHARE:
            near = middle
        else:
            far = middle
    nearest = down(far, 1.0) if epi else up(far, 0.1)
    if _share(examined, parameter, nearest) > LIMIT_SHARE:
        nearest = far
    yield Violation(
        limit=Limit.STIMULATION_TOO_HIGH,
        parameter=parameter,
        value=value,
        allowed_min=None if epi else nearest,
        allowed_max=nearest if epi else None,
        nearest=nearest,
    )


def _share(examined: Examined, parameter: str | None, value: float) -> float:
    """Return the share of the threshold; without end where gradients no longer fit into TE."""
    prescription = examined.prescription
    if parameter is not None:
        prescription = prescription.model_copy(update={parameter: value})
        timing = sequence_of(prescription).timing(prescription, examined.model)
        if prescription.echo_time_ms < timing.shortest_echo_time_ms:
            return math.inf
    load = gradient_load(prescription, examined.model)
    return 0.0 if load is None else load.stimulation_share
