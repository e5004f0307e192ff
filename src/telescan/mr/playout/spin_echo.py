"""Spin echoes: one, two, or a train of them."""

from dataclasses import replace

from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout import readout as out
from telescan.mr.playout.shot import Areas, Axes, Event, Shot
from telescan.mr.prescription import Prescription
from telescan.mr.raster import on_raster
from telescan.mr.sequence.spin_echo import excite, refocusing
from telescan.mr.signal.echo_train import stabilised_train_deg


def spin_echo_shot(
    prescription: Prescription,
    model: ScannerModel,
    lines: tuple[int, ...],
    partition: int,
    *,
    echo_times_ms: tuple[float, ...],
    duration_ms: float,
) -> Shot:
    """Return excitation, and for each line a refocusing pulse and its echo.

    Crushers stand on both sides of each refocusing pulse, and encoding is rewound after each line,
    so that stimulated echoes add up (Bernstein et al. 2004, section 16.4).
    """
    limits = gradient_limits(prescription, model)
    excited = out.excitation(excite(prescription, model), prescription, limits)
    start = excited.middle_ms
    crusher = out.spoiling(prescription)
    first_read = out.readout(prescription, 0.0, 0)
    ramp = first_read.gradient_mt_m[0] * out.lead_ms(first_read.gradient_mt_m, limits) / 2
    slab = out.partition_area(prescription, partition)
    events: list[Event] = [*excited.pulses]
    areas: list[Areas] = [
        *excited.areas,
        (out.half_area(first_read) + ramp, 0.0, excited.rephasing + crusher),
    ]
    angles = stabilised_train_deg(prescription.refocusing_flip_angle_deg, len(lines))
    if len(lines) <= 2:
        angles = [prescription.refocusing_flip_angle_deg] * len(lines)
    refocus = refocusing(prescription, model)
    before = 0.0
    for line, echo_ms, angle in zip(lines, echo_times_ms, angles, strict=True):
        middle = on_raster(start + (before + echo_ms) / 2)
        rf = replace(refocus, flip_angle_deg=angle)
        events.append(out.pulse(rf, middle, prescription, use="refocusing"))
        areas.append((ramp, out.line_area(prescription, line), crusher + slab))
        events.append(out.readout(prescription, on_raster(start + echo_ms), line, partition))
        areas.append((ramp, -out.line_area(prescription, line), crusher - slab))
        before = echo_ms
    end: Axes = (ramp, -out.line_area(prescription, lines[-1]), crusher - slab)
    available = on_raster(duration_ms) - events[-1].end_ms
    tail = out.tail_ms(end, events[-1].gradient_mt_m, limits, available_ms=available)
    return Shot(
        tuple(events), tuple(areas), tail, max(on_raster(duration_ms), events[-1].end_ms + tail)
    )
