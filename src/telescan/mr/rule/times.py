"""Echo, inversion and repetition times against the shortest that the sequence allows."""

from collections.abc import Iterator

from telescan.mr.playout.repetition import shortest_delay_ms
from telescan.mr.prescription import Sequence
from telescan.mr.rule.examined import Examined, below, up
from telescan.mr.signal.inversion_recovery import nulling_inversion_time_ms
from telescan.mr.tissue import Tissue, relaxation_at
from telescan.mr.violation import Limit, Violation

LONGEST_REPETITION_TIME_MS = 30_000.0
LONGEST_ECHO_TIME_MS = 1_000.0
LONGEST_INVERSION_TIME_MS = 10_000.0
LONGEST_DELAY_MS = 5_000.0
"""What can be prescribed at all."""


def inversion_time(examined: Examined) -> Iterator[Violation]:
    """Blame an inversion time that is missing or shorter than inversion and spoiler take."""
    shortest = examined.timing.shortest_inversion_time_ms
    if shortest is None:
        return
    lowest, value = up(shortest, 0.1), examined.prescription.inversion_time_ms
    if value is None:
        nearest = max(lowest, _fluid_null_ms(examined))
        yield Violation(
            limit=Limit.INVERSION_TIME_MISSING,
            parameter="inversion_time_ms",
            value=None,
            allowed_min=lowest,
            nearest=nearest if nearest <= LONGEST_INVERSION_TIME_MS else None,
        )
    else:
        yield from below(
            Limit.INVERSION_TIME_TOO_SHORT,
            "inversion_time_ms",
            value,
            lowest,
            longest=LONGEST_INVERSION_TIME_MS,
        )


def _fluid_null_ms(examined: Examined) -> float:
    """Return the inversion time that nulls cerebrospinal fluid, the commonest purpose."""
    fluid = relaxation_at(Tissue.CEREBROSPINAL_FLUID, examined.model.field_strength_t)
    tr = examined.prescription.repetition_time_ms
    return up(nulling_inversion_time_ms(fluid.t1_ms, tr, train_ms=0.0), 1.0)


def echo_time(examined: Examined) -> Iterator[Violation]:
    """Blame an echo time shorter than the gradients and pulses before the echo take."""
    yield from below(
        Limit.ECHO_TIME_TOO_SHORT,
        "echo_time_ms",
        examined.prescription.echo_time_ms,
        up(examined.timing.shortest_echo_time_ms, 0.1),
        longest=LONGEST_ECHO_TIME_MS,
    )


def second_echo_time(examined: Examined) -> Iterator[Violation]:
    """Blame a second echo that follows the first before it can."""
    shortest = examined.timing.shortest_second_echo_time_ms
    if shortest is not None:
        yield from below(
            Limit.SECOND_ECHO_TIME_TOO_SHORT,
            "second_echo_time_ms",
            examined.prescription.second_echo_time_ms,
            up(shortest, 0.1),
            longest=LONGEST_ECHO_TIME_MS,
        )


def post_labelling_delay(examined: Examined) -> Iterator[Violation]:
    """Blame a delay in which what is played between labelling and readout does not fit."""
    prescription = examined.prescription
    if prescription.sequence is Sequence.ARTERIAL_SPIN_LABELLING:
        yield from below(
            Limit.POST_LABELLING_DELAY_TOO_SHORT,
            "post_labelling_delay_ms",
            prescription.post_labelling_delay_ms,
            up(shortest_delay_ms(prescription, examined.model), 0.1),
            longest=LONGEST_DELAY_MS,
        )


def repetition_time(examined: Examined, shortest_ms: float) -> Iterator[Violation]:
    """Blame a repetition time shorter than what is played in it."""
    yield from below(
        Limit.REPETITION_TIME_TOO_SHORT,
        "repetition_time_ms",
        examined.prescription.repetition_time_ms,
        up(shortest_ms, 0.1),
        longest=LONGEST_REPETITION_TIME_MS,
    )


def sar(examined: Examined) -> Iterator[Violation]:
    """Blame the repetition time: SAR falls as it grows, whatever the sequence."""
    value = examined.prescription.repetition_time_ms
    yield from below(
        Limit.SAR_TOO_HIGH,
        "repetition_time_ms",
        value,
        up(value * examined.sar.share_of_limit, 0.1),
        longest=LONGEST_REPETITION_TIME_MS,
    )
