"""The shortest repetition time by what is really played, ramps and rasters included."""

from functools import lru_cache, partial

from telescan.mr.hardware import ScannerModel
from telescan.mr.playout.grase import grase_shot
from telescan.mr.playout.hardest import outermost_shot
from telescan.mr.playout.inverted import shortest_repetition_ms as shortest_inverted_ms
from telescan.mr.playout.labelling import lasting_ms
from telescan.mr.playout.played import duration_ms
from telescan.mr.playout.prepared import prepared
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.raster import RASTER_MS, SYMMETRIC_MS, up_to_raster
from telescan.mr.sampling import encoded_partitions
from telescan.mr.sequence.arterial_spin_labelling import (
    echo_of_each_partition,
    labelling_ms,
    segment_lines,
    spacing_ms,
)
from telescan.mr.sequence.inversion import inversion
from telescan.mr.sequence.mprage import train


@lru_cache(maxsize=256)
def shortest_repetition_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the shortest TR of a prescription whose other parameters can be played."""
    family = prescription.sequence
    before = prepared(prescription, model)
    shot = partial(outermost_shot, prescription, model)
    if family is Sequence.INVERSION_RECOVERY:
        return shortest_inverted_ms(prescription, model, before, shot)
    if family is Sequence.ARTERIAL_SPIN_LABELLING:
        return _labelled_ms(prescription, model)
    if family is Sequence.MPRAGE:
        times = train(prescription, model)
        played = shot(duration_ms=times.pulse_spacing_ms)
        until_train = times.first_pulse_ms - played.excited_ms + _half_inversion_ms(model)
        return until_train + times.pulses * played.duration_ms + RASTER_MS
    each_ms = duration_ms(before) + shot(duration_ms=0.0).duration_ms
    return each_ms * prescription.slices_per_repetition


def shortest_delay_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the shortest time from labelling to excitation."""
    lines = segment_lines(prescription, model)[0]
    excited_ms = grase_shot(prescription, model, lines, (0,), duration_ms=0.0).excited_ms
    return duration_ms(prepared(prescription, model)) + excited_ms


def _labelled_ms(prescription: Prescription, model: ScannerModel) -> float:
    # All echoes but the last only take their time.
    partitions = encoded_partitions(prescription)
    last = int(echo_of_each_partition(partitions).argmax())
    readouts = [
        grase_shot(prescription, model, lines, (last,), duration_ms=0.0)
        for lines in segment_lines(prescription, model)
    ]
    after = max(readout.duration_ms - readout.excited_ms for readout in readouts)
    after += (partitions - 1) * spacing_ms(prescription, model)
    return lasting_ms(prescription) + labelling_ms(prescription)[1] + after + RASTER_MS


def _half_inversion_ms(model: ScannerModel) -> float:
    return up_to_raster(inversion(model).duration_ms, SYMMETRIC_MS) / 2
