"""The shots of a whole series, in the order in which they are played."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain

import numpy as np

from telescan.mr.geometry import slice_offset_mm
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout import readout as out
from telescan.mr.playout.echo_planar import dummy, echo_planar_shot
from telescan.mr.playout.gradient_echo import gradient_echo_shot
from telescan.mr.playout.hardest import (
    GRADIENT_ECHOES,
    excitation_of,
    train_times_ms,
)
from telescan.mr.playout.inverted import inverted
from telescan.mr.playout.labelled import labelled
from telescan.mr.playout.played import PlayedShot, duration_ms
from telescan.mr.playout.prepared import prepared
from telescan.mr.playout.shot import NOTHING, Shot, logical_direction
from telescan.mr.playout.spin_echo import spin_echo_shot
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.raster import on_raster
from telescan.mr.sampling import encoded_partitions, phase_sampling
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.echo_order import echo_of_each_line
from telescan.mr.sequence.epi_train import DUMMY_REPETITIONS, reference_shots
from telescan.mr.sequence.interface import Encoding
from telescan.mr.sequence.inversion import inversion
from telescan.mr.sequence.mprage import echo_spacing_ms, train
from telescan.mr.sequence.turbo_spin_echo import centre_echo

GOLDEN_SPOILING_DEG = 117.0
"""Increment of the phase of RF spoiling (Zur, Wood, Neuringer, MRM 1991;21:251)."""


def played_shots(prescription: Prescription, model: ScannerModel) -> Iterator[PlayedShot]:
    """Yield every shot of the series, averages and dummies included. Raises NotLaidOutError."""
    family = prescription.sequence
    if family is Sequence.ARTERIAL_SPIN_LABELLING:
        return labelled(prescription, model)
    if sequence_of(prescription).encoding is Encoding.ECHO_PLANAR:
        return _echo_planar(prescription, model)
    if family is Sequence.MPRAGE:
        once = _mprage
    else:
        once = _gradient_echoes if family in GRADIENT_ECHOES else _spin_echoes
    repeated = (once(prescription, model) for _ in range(prescription.averages))
    return chain.from_iterable(repeated)


def _slices(prescription: Prescription) -> list[list[float]]:
    """Return the places of the slices that share a repetition, for each concatenation."""
    if prescription.is_3d:
        return [[prescription.slice_offset_mm]]
    places = [slice_offset_mm(prescription, index) for index in range(prescription.slices)]
    count = prescription.slice_groups
    groups = [places[first::count] for first in range(count)]
    # Every other slice first, so that a slice is not disturbed by its neighbour's pulses.
    return [group[::2] + group[1::2] for group in groups]


def _lines(prescription: Prescription) -> list[int]:
    return [int(line) for line in np.flatnonzero(phase_sampling(prescription).acquired)]


def _gradient_echoes(prescription: Prescription, model: ScannerModel) -> Iterator[PlayedShot]:
    spoils = prescription.sequence is not Sequence.BALANCED_SSFP
    excited = excitation_of(prescription, model)
    before = prepared(prescription, model)
    count = 0
    for places in _slices(prescription):
        duration = prescription.repetition_time_ms / len(places) - duration_ms(before)
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
                        duration_ms=duration,
                        phase_deg=phase % 360,
                    )
                    yield from before
                    yield PlayedShot(shot, place)
                count += 1


def _mprage(prescription: Prescription, model: ScannerModel) -> Iterator[PlayedShot]:
    limits = gradient_limits(prescription, model)
    excited, times = excitation_of(prescription, model), train(prescription, model)
    spacing = echo_spacing_ms(prescription, model)
    inverting = out.pulse(inversion(model), 0.0, prescription, selective=False, use="inversion")
    middle = inverting.duration_ms / 2
    spoiler = (0.0, 0.0, out.spoiling(prescription))
    first = gradient_echo_shot(prescription, model, excited, 0, 0, spoils=True, duration_ms=spacing)
    before = prepared(prescription, model)
    until_train = on_raster(middle + times.first_pulse_ms - first.excited_ms - duration_ms(before))
    tail = out.tail_ms(spoiler, NOTHING, limits, available_ms=until_train - 2 * middle)
    invert = Shot((replace(inverting, middle_ms=middle),), (NOTHING, spoiler), tail, until_train)
    count = 0
    for line in _lines(prescription):
        yield PlayedShot(invert, prescription.slice_offset_mm)
        yield from before
        played = until_train + duration_ms(before)
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
    before = prepared(prescription, model)
    for places in _slices(prescription):
        for partition in range(encoded_partitions(prescription)):
            for lines in _trains(prescription, model):
                laid_out = partial(
                    spin_echo_shot,
                    prescription,
                    model,
                    lines,
                    partition,
                    echo_times_ms=times[: len(lines)],
                )
                if prescription.sequence is Sequence.INVERSION_RECOVERY:
                    yield from inverted(prescription, model, places, before, laid_out)
                    continue
                duration = prescription.repetition_time_ms / len(places) - duration_ms(before)
                shot = laid_out(duration_ms=duration)
                for place in places:
                    yield from before
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


def _echo_planar(prescription: Prescription, model: ScannerModel) -> Iterator[PlayedShot]:
    """Yield dummies, then reference shots, then the images, of each group of slices."""
    for places in _slices(prescription):
        before = prepared(prescription, model)
        share = on_raster(prescription.repetition_time_ms / len(places))
        laid_out = partial(
            echo_planar_shot, prescription, model, duration_ms=share - duration_ms(before)
        )
        plain = partial(laid_out, b_value_s_mm2=0.0, direction=NOTHING)
        shots = [dummy(plain())] * DUMMY_REPETITIONS
        shots += [plain(reference=number) for number in range(reference_shots(prescription))]
        images = []
        for frame in sequence_of(prescription).frames(prescription):
            weighting = frame.diffusion
            direction = weighting.direction if weighting else NOTHING
            images.append(
                laid_out(
                    b_value_s_mm2=weighting.b_value_s_mm2 if weighting else 0.0,
                    direction=logical_direction(prescription, direction),
                )
            )
        for shot in [*shots, *images * prescription.averages]:
            for place in places:
                yield from before
                yield PlayedShot(shot, place)
