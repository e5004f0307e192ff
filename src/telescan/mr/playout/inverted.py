"""Inversion recovery of the slices of one repetition, interleaved.

A repetition is cut into slots. Each slot inverts one slice and reads another out, which was
inverted a whole number of slots before: TI is that many slots, and what lies between the inversion
and the excitation of one slot. The first slots only invert and the last ones only read out, so that
every slice is inverted and read once in each TR.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout import readout as out
from telescan.mr.playout.played import NotLaidOutError, PlayedShot, duration_ms, idle
from telescan.mr.playout.shot import Shot
from telescan.mr.prescription import Prescription
from telescan.mr.raster import RASTER_MS, down_to_raster, on_raster, up_to_raster
from telescan.mr.sequence.inversion import inversion


class LaidOut(Protocol):
    """Lays a train out in a time."""

    def __call__(self, *, duration_ms: float) -> Shot:
        """Return the shot, longer where the time is too short."""


def inverted(
    prescription: Prescription,
    model: ScannerModel,
    places: Sequence[float],
    before: tuple[PlayedShot, ...],
    train: LaidOut,
) -> Iterator[PlayedShot]:
    """Yield one TR. Raises NotLaidOutError where slices cannot be interleaved."""
    invert = _inversion(prescription, model)
    prepare_ms, shortest = duration_ms(before), train(duration_ms=0.0)
    ahead, slot_ms = _slots(
        prescription, len(places), *_left_ms(prescription, model, before, train)
    )
    least_ms = _least_ms(invert, prepare_ms, shortest)
    wait_ms = on_raster((prescription.inversion_time_ms or least_ms) - least_ms - ahead * slot_ms)
    invert = replace(invert, duration_ms=round(invert.duration_ms + max(wait_ms, 0.0), 6))
    train_ms = round(slot_ms - invert.duration_ms, 6)
    shot = train(duration_ms=round(train_ms - prepare_ms, 6))
    played = 0.0
    for slot in range(len(places) + ahead):
        ready, inverts = slot - ahead, slot < len(places)
        inverting = PlayedShot(invert, places[slot]) if inverts else idle(invert.duration_ms)
        read = [*before, PlayedShot(shot, places[ready])] if ready >= 0 else [idle(train_ms)]
        yield inverting
        yield from read
        played += duration_ms([inverting, *read])
    rest = on_raster(prescription.repetition_time_ms - played)
    if rest > 0:
        yield idle(rest)


def shortest_repetition_ms(
    prescription: Prescription, model: ScannerModel, before: tuple[PlayedShot, ...], train: LaidOut
) -> float:
    """Return the shortest TR in which the slices of a repetition are interleaved."""
    slices = prescription.slices_per_repetition
    left_ms, alone_ms = _left_ms(prescription, model, before, train)
    slots = _possible_slots(slices, left_ms, alone_ms)
    interleaved = [(slices + ahead) * slot_ms for ahead, slot_ms in slots]
    return min([*interleaved, slices * up_to_raster(alone_ms + max(left_ms, 0.0))])


def _inversion(prescription: Prescription, model: ScannerModel) -> Shot:
    """Return the inversion of one slice and its spoiler."""
    limits = gradient_limits(prescription, model)
    pulse = out.pulse(inversion(model), 0.0, prescription, use="inversion")
    middle = on_raster(out.lead_ms(pulse.gradient_mt_m, limits) + pulse.duration_ms / 2)
    pulse = replace(pulse, middle_ms=middle)
    spoiler = (0.0, 0.0, out.spoiling(prescription))
    tail = out.tail_ms(spoiler, pulse.gradient_mt_m, limits, available_ms=0.0)
    return Shot((pulse,), ((0.0, 0.0, None), spoiler), tail, round(pulse.end_ms + tail, 6))


def _least_ms(invert: Shot, prepare_ms: float, train: Shot) -> float:
    """Return the time from inversion to excitation within a slot."""
    until_train = invert.duration_ms - invert.events[0].middle_ms
    return until_train + prepare_ms + train.excited_ms


def _left_ms(
    prescription: Prescription, model: ScannerModel, before: tuple[PlayedShot, ...], train: LaidOut
) -> tuple[float, float]:
    """Return what is left of TI within a slot, and what inversion and train take at least."""
    invert, shortest = _inversion(prescription, model), train(duration_ms=0.0)
    prepare_ms = duration_ms(before)
    left_ms = (prescription.inversion_time_ms or 0.0) - _least_ms(invert, prepare_ms, shortest)
    return left_ms, invert.duration_ms + prepare_ms + shortest.duration_ms


def _possible_slots(slices: int, left_ms: float, shortest_ms: float) -> Iterator[tuple[int, float]]:
    """Yield how many slots ahead slices may be inverted, and how long such slots are."""
    for ahead in range(slices, 0, -1):
        slot_ms = down_to_raster(left_ms / ahead)
        # What rounding leaves of TI is waited for within the slot.
        if slot_ms >= shortest_ms + left_ms - ahead * slot_ms:
            yield ahead, slot_ms


def _slots(
    prescription: Prescription, slices: int, left_ms: float, shortest_ms: float
) -> tuple[int, float]:
    """Return how many slots ahead a slice is inverted, and how long a slot is."""
    for ahead, slot_ms in _possible_slots(slices, left_ms, shortest_ms):
        if (slices + ahead) * slot_ms <= prescription.repetition_time_ms + RASTER_MS / 2:
            return ahead, slot_ms
    alone_ms = shortest_ms + max(left_ms, 0.0)
    if slices * alone_ms <= prescription.repetition_time_ms + RASTER_MS / 2:
        return 0, down_to_raster(prescription.repetition_time_ms / slices)
    raise NotLaidOutError(
        f"inversions and trains of {slices} slices do not interleave within a repetition time of"
        f" {prescription.repetition_time_ms:g} ms; use more concatenations"
    )
