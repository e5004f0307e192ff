"""Arterial spin labelling: references, then controls and labels, segment by segment.

Each repetition ends with the readout, so that the next excitation finds what has recovered since.
"""

from collections.abc import Iterator

from telescan.mr.frame import Labelling
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout.grase import grase_shot
from telescan.mr.playout.labelling import labelling_shot
from telescan.mr.playout.played import PlayedShot, duration_ms, idle
from telescan.mr.playout.prepared import prepared
from telescan.mr.playout.shot import Shot
from telescan.mr.prescription import Prescription
from telescan.mr.raster import on_raster
from telescan.mr.sampling import encoded_partitions
from telescan.mr.sequence.arterial_spin_labelling import (
    labelling_ms,
    partition_trains,
    repetition_ms,
    segment_lines,
)


def labelled(prescription: Prescription, model: ScannerModel) -> Iterator[PlayedShot]:
    """Yield every repetition of the series."""
    before = prepared(prescription, model)
    readouts = [
        grase_shot(prescription, model, lines, partitions, duration_ms=readout_ms(prescription))
        for partitions in partition_trains(encoded_partitions(prescription))
        for lines in segment_lines(prescription, model)
    ]
    labelling = {
        state: [PlayedShot(labelling_shot(prescription, model, state), 0.0)]
        for state in (Labelling.CONTROL, Labelling.LABEL)
    }
    for _ in range(prescription.averages):
        for state in Labelling:
            repetition = repetition_ms(prescription, state)
            for readout in readouts:
                trains = labelling.get(state, [])
                yield from _repetition(prescription, trains, before, readout, repetition)


def readout_ms(prescription: Prescription) -> float:
    """Return what is left of a repetition for the readout, from its excitation."""
    return prescription.repetition_time_ms - sum(labelling_ms(prescription))


def _repetition(
    prescription: Prescription,
    labelling: list[PlayedShot],
    before: tuple[PlayedShot, ...],
    readout: Shot,
    lasting_ms: float,
) -> Iterator[PlayedShot]:
    """Yield one repetition; the delay ends with the middle of the excitation."""
    delay_ms = labelling_ms(prescription)[1]
    waiting_ms = on_raster(delay_ms - duration_ms(before) - readout.excited_ms)
    played = [
        *labelling,
        idle(waiting_ms),
        *before,
        PlayedShot(readout, prescription.slice_offset_mm),
    ]
    yield idle(on_raster(lasting_ms - duration_ms(played)))
    yield from played
