"""The shots of a whole series, in the order in which they are played."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from telescan.mr.geometry import slice_offset_mm
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout import readout as out
from telescan.mr.playout.echo_planar import echo_planar_shot
from telescan.mr.playout.gradient_echo import gradient_echo_shot
from telescan.mr.playout.hardest import (
    EPI,
    GRADIENT_ECHOES,
    excitation_of,
    logical_direction,
    train_times_ms,
)
from telescan.mr.playout.shot import NOTHING, Event, Shot, on_raster
from telescan.mr.playout.spin_echo import spin_echo_shot
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.sampling import encoded_partitions, phase_sampling
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.echo_order import echo_of_each_line
from telescan.mr.sequence.inversion import inversion
from telescan.mr.sequence.mprage import echo_spacing_ms, train
from telescan.mr.sequence.turbo_spin_echo import centre_echo

GOLDEN_SPOILING_DEG = 117.0
"""Increment of the phase of RF spoiling (Zur, Wood, Neuringer, MRM 1991;21:251)."""


class NotLaidOutError(ValueError):
    """What the family or the preparation plays is not laid out, and cannot be exported."""


@dataclass(frozen=True)
class PlayedShot:
    """One shot of one slice."""

    shot: Shot
    slice_mm: float
    """Where its slice is, along the slice axis from the isocentre."""


def played_shots(prescription: Prescription, model: ScannerModel) -> Iterator[PlayedShot]:
    """Yield every shot once; averages repeat them. Raises NotLaidOutError."""
    family = prescription.sequence
    if family is Sequence.ARTERIAL_SPIN_LABELLING:
        raise NotLaidOutError("arterial spin labelling is not laid out as a Pulseq file")
    if family in EPI:
        return _echo_planar(prescription, model)
    if family is Sequence.MPRAGE:
        return _mprage(prescription, model)
    if family in GRADIENT_ECHOES:
        return _gradient_echoes(prescription, model)
    return _spin_echoes(prescription, model)


def _slices(prescription: Prescription) -> list[list[float]]:
    """Return the places of the slices that share a repetition, for each concatenation."""
    if prescription.is_3d:
        return [[prescription.slice_offset_mm]]
    places = [slice_offset_mm(prescription, index) for index in range(prescription.slices)]
    if sequence_of(prescription).is_gradient_echo and prescription.slices_per_repetition == 1:
        return [[place] for place in places]
    count = -(-len(places) // prescription.slices_per_repetition)
    return [places[first::count] for first in range(count)]


def _lines(prescription: Prescription) -> list[int]:
    return [int(line) for line in np.flatnonzero(phase_sampling(prescription).acquired)]


def _gradient_echoes(prescription: Prescription, model: ScannerModel) -> Iterator[PlayedShot]:
    spoils = prescription.sequence is not Sequence.BALANCED_SSFP
    excited = excitation_of(prescription, model)
    count = 0
    for places in _slices(prescription):
        for partition in range(encoded_partitions(prescription)):
            for line in _lines(prescription):
                phase = GOLDEN_SPOILING_DEG * count * (count + 1) / 2 if spoils else 180.0 * count
                for place in places:
                    shot = gradient_echo_shot(
                        prescription,
                        model,
                        excited,
                        line,
                        partition,
                        spoils=spoils,
                        duration_ms=prescription.repetition_time_ms / len(places),
                        phase_deg=phase % 360,
                    )
                    yield PlayedShot(shot, place)
                count += 1


def _mprage(prescription: Prescription, model: ScannerModel) -> Iterator[PlayedShot]:
    excited, times = excitation_of(prescription, model), train(prescription, model)
    spacing = echo_spacing_ms(prescription, model)
    inverting = out.pulse(inversion(model), 0.0, prescription, selective=False, use="inversion")
    middle = inverting.duration_ms / 2
    spoiler = (0.0, 0.0, out.spoiling(prescription))
    first = gradient_echo_shot(prescription, model, excited, 0, 0, spoils=True, duration_ms=spacing)
    until_train = on_raster(middle + times.first_pulse_ms - first.events[0].middle_ms)
    tail = out.tail_ms(spoiler, NOTHING, model, available_ms=until_train - 2 * middle)
    invert = Shot((replace(inverting, middle_ms=middle),), (NOTHING, spoiler), tail, until_train)
    count = 0
    for line in _lines(prescription):
        yield PlayedShot(invert, prescription.slice_offset_mm)
        played = until_train
        for partition in range(encoded_partitions(prescription)):
            phase = GOLDEN_SPOILING_DEG * count * (count + 1) / 2
            shot = gradient_echo_shot(
                prescription,
                model,
                excited,
                line,
                partition,
                spoils=True,
                duration_ms=spacing,
                phase_deg=phase % 360,
            )
            played += shot.duration_ms
            count += 1
            yield PlayedShot(shot, prescription.slice_offset_mm)
        rest = on_raster(prescription.repetition_time_ms - played)
        if rest > 0:
            yield PlayedShot(Shot((), (NOTHING,), 0.0, rest), 0.0)


def _spin_echoes(prescription: Prescription, model: ScannerModel) -> Iterator[PlayedShot]:
    times = train_times_ms(prescription, model)
    for places in _slices(prescription):
        duration = prescription.repetition_time_ms / len(places)
        for partition in range(encoded_partitions(prescription)):
            for lines in _trains(prescription, model):
                shot = spin_echo_shot(
                    prescription,
                    model,
                    lines,
                    partition,
                    echo_times_ms=times[: len(lines)],
                    duration_ms=duration,
                )
                if prescription.sequence is Sequence.INVERSION_RECOVERY:
                    shot = _inverted(prescription, model, shot, duration)
                for place in places:
                    yield PlayedShot(shot, place)


def _trains(prescription: Prescription, model: ScannerModel) -> Iterator[tuple[int, ...]]:
    """Yield the lines of each train, in the order of its echoes."""
    lines = _lines(prescription)
    if not sequence_of(prescription).uses_echo_train:
        echoes = len(train_times_ms(prescription, model))
        yield from ((line,) * echoes for line in lines)
        return
    acquired = phase_sampling(prescription).acquired
    length = prescription.echo_train_length
    order = echo_of_each_line(acquired, length, centre_echo(prescription, model) - 1)
    of_echo = [[line for line in lines if order[line] == echo] for echo in range(length)]
    shots = max(len(each) for each in of_echo)
    for shot in range(shots):
        yield tuple(each[min(shot, len(each) - 1)] for each in of_echo)


def _inverted(
    prescription: Prescription, model: ScannerModel, shot: Shot, duration_ms: float
) -> Shot:
    """Return a shot behind an inversion of the same slice, the inversion time before it."""
    wanted = prescription.inversion_time_ms or 0.0
    inverting = out.pulse(inversion(model), 0.0, prescription, use="inversion")
    middle = out.lead_ms(inverting.gradient_mt_m, model) + inverting.duration_ms / 2
    later = on_raster(middle + wanted - shot.events[0].middle_ms)
    events: tuple[Event, ...] = (
        replace(inverting, middle_ms=on_raster(middle)),
        *(replace(event, middle_ms=on_raster(event.middle_ms + later)) for event in shot.events),
    )
    spoiler = (0.0, 0.0, out.spoiling(prescription))
    end = events[-1].end_ms + shot.tail_ms
    return Shot(
        events,
        (shot.areas[0], spoiler, *shot.areas[1:]),
        shot.tail_ms,
        max(on_raster(duration_ms), end),
    )


def _echo_planar(prescription: Prescription, model: ScannerModel) -> Iterator[PlayedShot]:
    for places in _slices(prescription):
        duration = prescription.repetition_time_ms / len(places)
        for frame in sequence_of(prescription).frames(prescription):
            weighting = frame.diffusion
            direction = weighting.direction if weighting else NOTHING
            shot = echo_planar_shot(
                prescription,
                model,
                b_value_s_mm2=weighting.b_value_s_mm2 if weighting else 0.0,
                direction=logical_direction(prescription, direction),
                duration_ms=duration,
            )
            for place in places:
                yield PlayedShot(shot, place)
