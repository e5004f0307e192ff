"""The shots of a series that ask most of the gradients: the outermost line and partition."""

from functools import partial

import numpy as np

from telescan.mr.frame import Labelling
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout.echo_planar import echo_planar_shot
from telescan.mr.playout.gradient_echo import gradient_echo_shot
from telescan.mr.playout.grase import grase_shot
from telescan.mr.playout.inverted import inverted
from telescan.mr.playout.labelled import readout_ms
from telescan.mr.playout.labelling import labelling_shot
from telescan.mr.playout.played import duration_ms
from telescan.mr.playout.prepared import prepared
from telescan.mr.playout.shot import NOTHING, Axes, Shot, logical_direction
from telescan.mr.playout.spin_echo import spin_echo_shot
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.sampling import encoded_partitions, phase_sampling
from telescan.mr.sequence import (
    balanced_ssfp,
    mprage,
    sequence_of,
    spoiled_gradient_echo,
    turbo_spin_echo,
)
from telescan.mr.sequence.arterial_spin_labelling import segment_lines
from telescan.mr.sequence.diffusion_directions import directions
from telescan.mr.sequence.excitation import Excitation
from telescan.mr.sequence.interface import Encoding
from telescan.mr.sequence.spin_echo import echo_times_ms

GRADIENT_ECHOES = {
    Sequence.SPOILED_GRADIENT_ECHO: spoiled_gradient_echo.excite,
    Sequence.BALANCED_SSFP: balanced_ssfp.excite,
    Sequence.TIME_OF_FLIGHT: spoiled_gradient_echo.excite,
    Sequence.MPRAGE: mprage.excite,
}


def excitation_of(prescription: Prescription, model: ScannerModel) -> Excitation:
    """Return the excitation of a gradient echo family."""
    return GRADIENT_ECHOES[prescription.sequence](prescription, model)


def hardest_shots(prescription: Prescription, model: ScannerModel) -> tuple[Shot, ...]:
    """Return the shots among which is the hardest of the series. Raises NotLaidOutError."""
    before = prepared(prescription, model)
    family = prescription.sequence
    preparing = tuple(each.shot for each in before)
    if family is Sequence.ARTERIAL_SPIN_LABELLING:
        return (*preparing, *_labelling_shots(prescription, model))
    if family is Sequence.INVERSION_RECOVERY:
        # Where slices lie changes no gradient.
        places = (0.0,) * prescription.slices_per_repetition
        laid_out = partial(outermost_shot, prescription, model)
        played = inverted(prescription, model, places, before, laid_out)
        return tuple({id(each.shot): each.shot for each in played}.values())
    if family is Sequence.MPRAGE:
        duration = mprage.echo_spacing_ms(prescription, model)
    else:
        share_ms = prescription.repetition_time_ms / prescription.slices_per_repetition
        duration = share_ms - duration_ms(before)
    if family is not Sequence.DIFFUSION_EPI:
        return (*preparing, outermost_shot(prescription, model, duration_ms=duration))
    laid_out = partial(outermost_shot, prescription, model, duration_ms=duration)
    return (*preparing, *(laid_out(direction=each) for each in _steepest(prescription)))


def outermost_shot(
    prescription: Prescription,
    model: ScannerModel,
    *,
    duration_ms: float,
    direction: Axes = NOTHING,
) -> Shot:
    """Return the shot of the outermost line and partition; not of labelling.

    ``direction`` is that of diffusion weighting, in patient coordinates.
    """
    family = prescription.sequence
    outermost = int(np.flatnonzero(phase_sampling(prescription).acquired)[-1])
    partition = encoded_partitions(prescription) - 1
    if sequence_of(prescription).encoding is Encoding.ECHO_PLANAR:
        return echo_planar_shot(
            prescription,
            model,
            b_value_s_mm2=max(prescription.b_values_s_mm2, default=0.0),
            direction=logical_direction(prescription, direction),
            duration_ms=duration_ms,
        )
    if family in GRADIENT_ECHOES:
        return gradient_echo_shot(
            prescription,
            model,
            excitation_of(prescription, model),
            outermost,
            partition,
            spoils=family is not Sequence.BALANCED_SSFP,
            duration_ms=duration_ms,
        )
    times = train_times_ms(prescription, model)
    lines = (outermost,) * len(times)
    return spin_echo_shot(
        prescription, model, lines, partition, echo_times_ms=times, duration_ms=duration_ms
    )


def _steepest(prescription: Prescription) -> tuple[Axes, ...]:
    """Return the diffusion directions that ask most of x, of y and of z."""
    asked = np.array(directions(prescription.diffusion_directions))
    steepest = sorted({int(place) for place in np.abs(asked).argmax(axis=0)})
    return tuple((x, y, z) for x, y, z in asked[steepest].tolist())


_FELT_LABELLING_MS = 20.0
"""Of a labelling train: nerves remember no more."""


def _labelling_shots(prescription: Prescription, model: ScannerModel) -> tuple[Shot, ...]:
    """Return a little of a control, whose gradients change most, and the outermost echoes."""
    briefly = prescription.model_copy(update={"labelling_duration_ms": _FELT_LABELLING_MS})
    lines = max(segment_lines(prescription, model), key=max)
    partition = encoded_partitions(prescription) - 1
    return (
        labelling_shot(briefly, model, Labelling.CONTROL),
        grase_shot(
            prescription,
            model,
            lines,
            (partition, partition),
            duration_ms=readout_ms(prescription),
        ),
    )


def train_times_ms(prescription: Prescription, model: ScannerModel) -> tuple[float, ...]:
    """Return the time of each spin echo of a shot."""
    if not sequence_of(prescription).uses_echo_train:
        return echo_times_ms(prescription)
    spacing = turbo_spin_echo.echo_spacing_ms(prescription, model)
    return tuple(spacing * (echo + 1) for echo in range(prescription.echo_train_length))
