"""What a rule looks at, and how it says what is wrong."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.sar import SarEstimate
from telescan.mr.timing import SequenceTiming
from telescan.mr.violation import Limit, Violation


@dataclass(frozen=True)
class Examined:
    """A prescription on a scanner, with what was worked out of it."""

    prescription: Prescription
    model: ScannerModel
    timing: SequenceTiming
    sar: SarEstimate


def up(value: float, step: float) -> float:
    """Round up to a multiple of ``step``, leaving alone what is one already."""
    return round(math.ceil(value / step - 1e-9) * step, 6)


def down(value: float, step: float) -> float:
    """Round down to a multiple of ``step``, leaving alone what is one already."""
    return round(math.floor(value / step + 1e-9) * step, 6)


def outside(
    limit: Limit, parameter: str, value: float, lowest: float, highest: float
) -> Iterator[Violation]:
    """Blame a value outside its range; where the range is empty, no value mends it."""
    if lowest <= value <= highest:
        return
    nearest = None if lowest > highest else min(max(value, lowest), highest)
    yield Violation(
        limit=limit,
        parameter=parameter,
        value=value,
        allowed_min=lowest,
        allowed_max=highest,
        nearest=nearest,
    )


def below(
    limit: Limit, parameter: str, value: float | None, lowest: float, *, longest: float
) -> Iterator[Violation]:
    """Blame a value below the lowest; ``longest`` is the highest that can be prescribed at all."""
    if value is None or value >= lowest:
        return
    yield Violation(
        limit=limit,
        parameter=parameter,
        value=value,
        allowed_min=lowest,
        nearest=lowest if lowest <= longest else None,
    )
