"""Gradient echoes one by one: spoiled, balanced, time of flight, and the train of MPRAGE."""

from telescan.mr.gradient_limits import GradientLimits, gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout import readout as out
from telescan.mr.playout.shot import Event, Shot
from telescan.mr.prescription import Prescription
from telescan.mr.raster import on_raster
from telescan.mr.sequence.excitation import Excitation

_NONE = (None, None, None)


def gradient_echo_shot(
    prescription: Prescription,
    model: ScannerModel,
    excited: Excitation,
    line: int,
    partition: int,
    *,
    spoils: bool,
    duration_ms: float,
    phase_deg: float = 0.0,
) -> Shot:
    """Return excitation, one line, and spoiling or rewinding."""
    limits = gradient_limits(prescription, model)
    pulses = _pulses(prescription, limits, excited, phase_deg)
    read = out.readout(prescription, pulses[-1].middle_ms, line, partition)
    middle = (pulses[0].middle_ms + pulses[-1].middle_ms) / 2
    read = out.readout(prescription, on_raster(middle + prescription.echo_time_ms), line, partition)
    line_area = out.line_area(prescription, line)
    slab_area = out.partition_area(prescription, partition)
    lead = out.lead_ms(pulses[0].gradient_mt_m, limits)
    select = pulses[0].gradient_mt_m[2]
    encode = (-out.half_area(read), line_area, out.rephasing(pulses[-1]) + slab_area)
    if spoils:
        rewind = (out.half_area(read), -line_area, out.spoiling(prescription) - slab_area)
    else:
        into_pulse = select * (lead / 2 + pulses[0].duration_ms / 2)
        rewind = (-out.half_area(read), -line_area, -slab_area - into_pulse)
    between = [(0.0, 0.0, -select * pulses[0].duration_ms) for _ in pulses[1:]]
    available = on_raster(duration_ms) - read.end_ms
    tail = out.tail_ms(rewind, read.gradient_mt_m, limits, available_ms=available)
    return Shot(
        events=(*pulses, read),
        areas=(_NONE, *between, encode, rewind),
        tail_ms=tail,
        duration_ms=max(on_raster(duration_ms), read.end_ms + tail),
    )


def _pulses(
    prescription: Prescription, limits: GradientLimits, excited: Excitation, phase_deg: float
) -> tuple[Event, ...]:
    """Return one pulse, or the two of a water excitation."""
    first = out.pulse(excited.pulse, 0.0, prescription, phase_deg=phase_deg)
    middle = on_raster(out.lead_ms(first.gradient_mt_m, limits) + first.duration_ms / 2)
    first = out.pulse(excited.pulse, middle, prescription, phase_deg=phase_deg)
    if excited.delay_ms is None:
        return (first,)
    second = on_raster(middle + excited.delay_ms)
    return first, out.pulse(excited.pulse, second, prescription, phase_deg=phase_deg)
