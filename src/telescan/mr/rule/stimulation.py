"""Nerve stimulation by the gradients that are played, asked once everything else runs."""

import math
from collections.abc import Iterator

from telescan.mr.operating_mode import NORMAL
from telescan.mr.playout.hardest import EPI
from telescan.mr.pns import gradient_load
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.rule.examined import Examined, down, up
from telescan.mr.rule.sampling import PIXEL_BANDWIDTH_HZ
from telescan.mr.rule.times import LONGEST_ECHO_TIME_MS, LONGEST_REPETITION_TIME_MS
from telescan.mr.sequence import sequence_of
from telescan.mr.violation import Limit, Violation

_MOST = NORMAL.stimulation_share
_HALVINGS = 10
_FACTORS = (1.1, 1.2, 1.5, 2.0, 3.0)
"""By which a value is changed until nerves are spared; the nearest one is then looked for."""
_BLAMED = {
    "echo_time_ms": LONGEST_ECHO_TIME_MS,
    "repetition_time_ms": LONGEST_REPETITION_TIME_MS,
    "pixel_bandwidth_hz": PIXEL_BANDWIDTH_HZ[1],
}
"""Parameters by which gradients are given more room, in the order of asking, and their highest."""
_BLAMED_IN_TRAINS = {"pixel_bandwidth_hz": 0.0, "echo_time_ms": LONGEST_ECHO_TIME_MS}
"""Trains that read to and fro are spared by a lower bandwidth."""
_TRAINS = EPI | {Sequence.ARTERIAL_SPIN_LABELLING}


def stimulation(examined: Examined) -> Iterator[Violation]:
    """Blame the first of the parameters that can mend it."""
    prescription = examined.prescription
    if _share(examined, prescription) <= _MOST:
        return
    blamed = _BLAMED_IN_TRAINS if prescription.sequence in _TRAINS else _BLAMED
    found = ((parameter, _nearest(examined, parameter, end)) for parameter, end in blamed.items())
    first = (next(iter(blamed)), None)
    parameter, nearest = next((each for each in found if each[1] is not None), first)
    value = float(getattr(prescription, parameter))
    rises = blamed[parameter] > value
    yield Violation(
        limit=Limit.STIMULATION_TOO_HIGH,
        parameter=parameter,
        value=value,
        allowed_min=nearest if rises else None,
        allowed_max=None if rises else nearest,
        nearest=nearest,
    )


def _nearest(examined: Examined, parameter: str, end: float) -> float | None:
    """Return the value towards ``end`` that is nearest and spares nerves."""
    value = float(getattr(examined.prescription, parameter))
    rises = end > value

    def spares(changed: float) -> bool:
        return _share(examined, _changed(examined, parameter, changed)) <= _MOST

    tried = (min(value * factor, end) if rises else value / factor for factor in _FACTORS)
    far = next((each for each in tried if spares(each)), None)
    if far is None:
        return None
    near = value
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        near, far = (near, middle) if spares(middle) else (middle, far)
    step = 1.0 if parameter == "pixel_bandwidth_hz" else 0.1
    rounded = up(far, step) if rises else down(far, step)
    return rounded if spares(rounded) else far


def _changed(examined: Examined, parameter: str, value: float) -> Prescription:
    """Return the prescription with a value, and the TR that it then needs."""
    changed = examined.prescription.model_copy(update={parameter: value})
    shortest = sequence_of(changed).timing(changed, examined.model).shortest_repetition_time_ms
    if parameter == "repetition_time_ms" or changed.repetition_time_ms >= shortest:
        return changed
    return changed.model_copy(update={"repetition_time_ms": shortest})


def _share(examined: Examined, prescription: Prescription) -> float:
    """Return the share of the threshold; without end where gradients no longer fit into TE."""
    timing = sequence_of(prescription).timing(prescription, examined.model)
    if prescription.echo_time_ms < timing.shortest_echo_time_ms:
        return math.inf
    return gradient_load(prescription, examined.model).stimulation_share
