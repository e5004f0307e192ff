"""What a prescription breaks on a scanner: one small rule per limit, each with the nearest remedy.

A rule looks at the prescription as a whole but blames one parameter, and names the nearest value
of it that keeps the rule while the other parameters stay.
"""

from telescan.mr.rule import family, geometry, sampling, stimulation, times
from telescan.mr.rule.examined import Examined
from telescan.mr.violation import Violation

__all__ = ["Examined", "violations"]

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
    times.repetition_time,
    times.sar,
)
"""The ones that decide others first."""


def violations(examined: Examined) -> tuple[Violation, ...]:
    """Return every limit that is broken; nerves are asked once gradients could be played."""
    broken = tuple(violation for rule in _RULES for violation in rule(examined))
    return broken or tuple(stimulation.stimulation(examined))
