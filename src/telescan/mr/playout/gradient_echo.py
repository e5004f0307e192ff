"""Gradient echoes one by one: spoiled, balanced, time of flight, and the train of MPRAGE."""

from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout import readout as out
from telescan.mr.playout.shot import Shot
from telescan.mr.prescription import Prescription
from telescan.mr.raster import on_raster
from telescan.mr.sequence.excitation import Excitation


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
    start = out.excitation(excited, prescription, limits, phase_deg=phase_deg)
    echo_ms = on_raster(start.middle_ms + prescription.echo_time_ms)
    read = out.readout(prescription, echo_ms, line, partition)
    line_area = out.line_area(prescription, line)
    slab_area = out.partition_area(prescription, partition)
    lead = out.lead_ms(start.pulses[0].gradient_mt_m, limits)
    select = start.pulses[0].gradient_mt_m[2]
    encode = (-out.half_area(read), line_area, start.rephasing + slab_area)
    if spoils:
        rewind = (out.half_area(read), -line_area, out.spoiling(prescription) - slab_area)
    else:
        into_pulse = select * (lead / 2 + start.pulses[0].duration_ms / 2)
        rewind = (-out.half_area(read), -line_area, -slab_area - into_pulse)
    available = on_raster(duration_ms) - read.end_ms
    tail = out.tail_ms(rewind, read.gradient_mt_m, limits, available_ms=available)
    return Shot(
        events=(*start.pulses, read),
        areas=(*start.areas, encode, rewind),
        tail_ms=tail,
        duration_ms=max(on_raster(duration_ms), read.end_ms + tail),
    )
