"""Single-shot EPI, with or without diffusion weighting, and its dummy and reference shots."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from telescan.mr.gradient_limits import GradientLimits, gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout import readout as out
from telescan.mr.playout.shot import Areas, Axes, Event, Shot
from telescan.mr.prescription import PhasePolarity, Prescription, Sequence
from telescan.mr.raster import on_raster, up_to_raster
from telescan.mr.sampling import acceleration, encoded_lines, phase_sampling
from telescan.mr.sequence import gradient_echo_epi, spin_echo
from telescan.mr.sequence.diffusion_epi import around_lobes, lobe_limits
from telescan.mr.sequence.diffusion_gradients import ROUNDED_MS, lobes_for
from telescan.mr.sequence.epi_train import line_step_ms, readout_direction
from telescan.mr.sequence.excitation import Excitation


def echo_planar_shot(
    prescription: Prescription,
    model: ScannerModel,
    *,
    b_value_s_mm2: float,
    direction: Axes,
    duration_ms: float,
    reference: int | None = None,
) -> Shot:
    """Return excitation, diffusion gradients along logical axes, and one train of all lines.

    ``reference`` is the number of a reference shot, whose train reads its share of the reference
    lines instead.
    """
    limits = gradient_limits(prescription, model)
    excited = out.excitation(_excitation(prescription, model), prescription, limits)
    start = excited.middle_ms
    events: list[Event] = [*excited.pulses]
    areas: list[Areas] = [*excited.areas]
    echo = on_raster(start + prescription.echo_time_ms)
    order = _lines(prescription, reference)
    train = _train(prescription, model, echo, order)
    encoded = [out.line_area(prescription, line) for line in order]
    blips: list[Areas] = [(0.0, after - before, 0.0) for before, after in pairwise(encoded)]
    prewind = (-out.half_area(train[0]), out.line_area(prescription, order[0]), 0.0)
    if prescription.sequence is Sequence.DIFFUSION_EPI:
        crusher = -out.spoiling(prescription)
        middle = on_raster(start + prescription.echo_time_ms / 2)
        lobes = _lobes(prescription, model, b_value_s_mm2, direction, start)
        refocus = _reversed(
            out.pulse(spin_echo.refocusing(prescription, model), middle, prescription)
        )
        rephased = (0.0, 0.0, excited.rephasing)
        crushed = (0.0, 0.0, crusher)
        ramps = lobe_limits(prescription, model)
        if lobes:
            events += [lobes[0], refocus, lobes[1]]
            areas += [
                _with_ramps(rephased, lobes[0], ramps),
                _with_ramps(crushed, lobes[0], ramps),
                _with_ramps(crushed, lobes[1], ramps),
                _with_ramps(prewind, lobes[1], ramps),
            ]
        else:
            events.append(refocus)
            areas += [(0.0, 0.0, excited.rephasing + crusher), (prewind[0], prewind[1], crusher)]
    else:
        areas.append((prewind[0], prewind[1], excited.rephasing))
    events += train
    last = out.line_area(prescription, order[-1])
    areas += [*blips, (None, -last, out.spoiling(prescription))]
    available = on_raster(duration_ms) - train[-1].end_ms
    spoiling = (0.0, last, out.spoiling(prescription))
    tail = out.tail_ms(spoiling, train[-1].gradient_mt_m, limits, available_ms=available)
    return Shot(
        tuple(events), tuple(areas), tail, max(on_raster(duration_ms), train[-1].end_ms + tail)
    )


def _excitation(prescription: Prescription, model: ScannerModel) -> Excitation:
    if prescription.sequence is Sequence.DIFFUSION_EPI:
        return spin_echo.excite(prescription, model)
    return gradient_echo_epi.excite(prescription, model)


def _reversed(selecting: Event) -> Event:
    """Return a refocusing pulse whose slice gradient is opposite to the excitation's.

    Fat then lies in another slice for each (``sequence.gradient_reversal``).
    """
    read, phase, across = selecting.gradient_mt_m
    rf = replace(selecting.rf, use="refocusing") if selecting.rf else None
    return replace(selecting, gradient_mt_m=(read, phase, -across), rf=rf)


def dummy(shot: Shot) -> Shot:
    """Return a shot that is played without receiving."""
    return replace(shot, events=tuple(replace(event, readout=None) for event in shot.events))


def _lines(prescription: Prescription, reference: int | None) -> list[int]:
    """Return the lines of a train in the order in which it reads them."""
    sampling, factor = phase_sampling(prescription), acceleration(prescription)
    if reference is None:
        order = np.flatnonzero(sampling.lattice)
    else:
        lines = np.flatnonzero(sampling.reference)
        order = lines[(lines - encoded_lines(prescription) // 2) % factor == reference]
    falls = prescription.phase_encoding_polarity is PhasePolarity.NEGATIVE
    return [int(line) for line in (order[::-1] if falls else order)]


def _train(
    prescription: Prescription, model: ScannerModel, echo_ms: float, order: list[int]
) -> list[Event]:
    """Return the readouts of lines, each at its line's time from the centre of k-space."""
    step = line_step_ms(prescription, model)
    centre = encoded_lines(prescription) // 2
    direction = readout_direction(prescription)
    return [
        out.readout(
            prescription,
            round(echo_ms + on_raster((line - centre) * step), 6),
            line,
            sign=int(direction[line]),
        )
        for line in order
    ]


def _lobes(
    prescription: Prescription,
    model: ScannerModel,
    b_value_s_mm2: float,
    direction: Axes,
    excited_ms: float,
) -> tuple[Event, ...]:
    """Return the flat tops of both diffusion gradients; none without weighting."""
    if b_value_s_mm2 <= 0:
        return ()
    around = around_lobes(prescription, model)
    limits = lobe_limits(prescription, model)
    lobes = lobes_for(b_value_s_mm2, prescription.echo_time_ms, around, limits)
    flat = round(lobes.duration_ms - lobes.ramp_ms, 6)
    begin = excited_ms + around.excitation_ms + lobes.ramp_ms + ROUNDED_MS / 2
    first = on_raster(begin + flat / 2)
    second = round(first + lobes.separation_ms, 6)
    read, phase, across = (lobes.amplitude_mt_m * each for each in direction)
    gradient: Axes = (read, phase, across)
    return tuple(Event(middle, flat, gradient) for middle in (first, second))


def _with_ramps(area: Areas, lobe: Event, limits: GradientLimits) -> Areas:
    """Return an area beside a diffusion gradient, whose ramp is part of the gap."""
    ramps = tuple(
        each * up_to_raster(abs(each) / limits.slew_t_m_s) / 2 for each in lobe.gradient_mt_m
    )
    read, phase, across = (
        None if wanted is None else wanted + ramp for wanted, ramp in zip(area, ramps, strict=True)
    )
    return (read, phase, across)
