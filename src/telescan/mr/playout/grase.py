"""3D GRASE: a train of spin echoes, one for each partition, about each of which EPI reads lines.

All encoding is rewound before the next refocusing pulse, so that stimulated echoes add up (Oshio
and Feinberg, MRM 1991;20:344).
"""

from dataclasses import replace
from itertools import pairwise

from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout import readout as out
from telescan.mr.playout.shot import Areas, Axes, Event, Shot
from telescan.mr.prescription import Prescription
from telescan.mr.raster import on_raster
from telescan.mr.sequence.arterial_spin_labelling import (
    line_times_about_echo_ms,
    refocusing_deg,
    spacing_ms,
)
from telescan.mr.sequence.spin_echo import excite, refocusing


def grase_shot(
    prescription: Prescription,
    model: ScannerModel,
    lines: tuple[int, ...],
    partitions: tuple[int, ...],
    *,
    duration_ms: float,
) -> Shot:
    """Return one segment: all of its lines about the echo of each partition, in this order."""
    limits = gradient_limits(prescription, model)
    excited = out.excitation(excite(prescription, model), prescription, limits)
    start = excited.middle_ms
    crusher = out.spoiling(prescription)
    events = [*excited.pulses]
    areas: list[Areas] = [*excited.areas, (0.0, 0.0, excited.rephasing + crusher)]
    refocus, spacing = refocusing(prescription, model), spacing_ms(prescription, model)
    angles = refocusing_deg(prescription)
    encoded = [out.line_area(prescription, line) for line in lines]
    blips: list[Areas] = [(0.0, after - before, 0.0) for before, after in pairwise(encoded)]
    rewind: Axes = (0.0, 0.0, 0.0)
    for echo, partition in enumerate(partitions):
        middle = on_raster(start + (echo + 0.5) * spacing)
        rf = replace(refocus, flip_angle_deg=angles[echo])
        echo_ms = on_raster(start + (echo + 1) * spacing)
        train = _train(prescription, model, echo_ms, lines, partition)
        slab = out.partition_area(prescription, partition)
        rewind = (-out.half_area(train[-1]), -encoded[-1], crusher - slab)
        events += [out.pulse(rf, middle, prescription, use="refocusing"), *train]
        areas += [(-out.half_area(train[0]), encoded[0], crusher + slab), *blips, rewind]
    available = on_raster(duration_ms) - events[-1].end_ms
    tail = out.tail_ms(rewind, events[-1].gradient_mt_m, limits, available_ms=available)
    ends_ms = round(events[-1].end_ms + tail, 6)
    return Shot(tuple(events), tuple(areas), tail, max(on_raster(duration_ms), ends_ms))


def _train(
    prescription: Prescription,
    model: ScannerModel,
    echo_ms: float,
    lines: tuple[int, ...],
    partition: int,
) -> list[Event]:
    """Return the readouts about one echo, to and fro."""
    times = line_times_about_echo_ms(prescription, model)
    return [
        out.readout(
            prescription,
            round(echo_ms + on_raster(times[line]), 6),
            line,
            partition,
            sign=1 if number % 2 == 0 else -1,
        )
        for number, line in enumerate(lines)
    ]
