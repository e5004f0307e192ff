"""What a prescription breaks on a scanner: one small rule per limit, each with the nearest remedy.

A rule looks at the prescription as a whole but blames one parameter, and names the nearest value
of it that keeps the rule while the other parameters stay.
"""

from dataclasses import dataclass

from telescan.mr.playout.repetition import shortest_repetition_ms
from telescan.mr.rule import family, geometry, gradients, sampling, times
from telescan.mr.rule.examined import Examined
from telescan.mr.violation import Violation

__all__ = ["Examined", "Verdict", "examine"]

_RULES = (
    family.acquisition_type,
    family.not_used,
    family.needed,
    family.fat_suppression,
    sampling.coil,
    geometry.field_of_view,
    geometry.matrix,
    sampling.lines,
    sampling.partitions,
    sampling.bandwidth,
    sampling.readout_gradient,
    geometry.slice_thickness,
    geometry.slice_range,
    geometry.in_plane_offset,
    geometry.tilt,
    geometry.saturation_bands,
    sampling.concatenations,
    sampling.parallel,
    sampling.partial_fourier,
    sampling.echo_train,
    times.inversion_time,
    times.echo_time,
    times.second_echo_time,
    times.post_labelling_delay,
)
"""The ones that decide others first."""


@dataclass(frozen=True)
class Verdict:
    """What was found."""

    violations: tuple[Violation, ...]
    shortest_repetition_time_ms: float
    playable: bool
    """Whether gradients can be worked out: no other limit is broken than theirs."""


def examine(examined: Examined) -> Verdict:
    """Find every limit that is broken; gradients are asked for once all else could be played."""
    broken = tuple(violation for rule in _RULES for violation in rule(examined))
    shortest_ms = examined.timing.shortest_repetition_time_ms
    if not broken:
        played_ms = shortest_repetition_ms(examined.prescription, examined.model)
        shortest_ms = max(shortest_ms, played_ms)
    broken += (*times.repetition_time(examined, shortest_ms), *times.sar(examined))
    return Verdict(broken or tuple(gradients.load(examined)), shortest_ms, playable=not broken)
