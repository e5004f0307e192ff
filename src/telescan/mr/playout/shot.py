"""A shot: pulses and readouts at their times, and the gradient areas that are wanted between them.

Between two of them, each gradient goes from one plateau to the next by one more plateau in between,
as low as the area allows, along ramps at full slew rate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from telescan.mr import timing
from telescan.mr.geometry import encoding_axes, image_axes
from telescan.mr.gradient_limits import GradientLimits
from telescan.mr.prescription import Prescription
from telescan.mr.raster import RASTER_MS, on_raster, up_to_raster
from telescan.mr.rf import RfPulse
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

MT_M_MS_PER_CYCLE_MM = 1e9 / GYROMAGNETIC_RATIO_HZ_PER_T
"""Gradient area that winds up one cycle per mm."""

Axes = tuple[float, float, float]
"""One value for each of read, phase and slice."""
NOTHING: Axes = (0.0, 0.0, 0.0)
Areas = tuple[float | None, float | None, float | None]
"""Wanted of each axis; None: that of the ramps alone."""
RAMPS: Areas = (None, None, None)


def logical_direction(prescription: Prescription, patient: Axes) -> Axes:
    """Return a direction in patient coordinates along read, phase and slice."""
    phase, frequency = encoding_axes(prescription)
    normal = image_axes(prescription)[2]
    along = [
        sum(a * b for a, b in zip(patient, axis, strict=True))
        for axis in (frequency, phase, normal)
    ]
    return (along[0], along[1], along[2])


@dataclass(frozen=True)
class RfEvent:
    """An RF pulse at the middle of its window."""

    pulse: RfPulse
    phase_deg: float = 0.0
    use: str = "excitation"
    """As Pulseq names it: excitation, refocusing, inversion, saturation, preparation."""
    frequency_hz: float = 0.0
    """Offset from water at the isocentre, beside that of the slice."""


@dataclass(frozen=True)
class Readout:
    """One line, sampled from left to right or back; its middle is that of its window."""

    line: int
    partition: int = 0
    samples: int = 0
    dwell_ms: float = 0.0


@dataclass(frozen=True)
class Event:
    """A pulse, a readout or a gradient plateau: what has a fixed time in a shot."""

    middle_ms: float
    duration_ms: float
    gradient_mt_m: Axes = NOTHING
    """Throughout the event."""
    rf: RfEvent | None = None
    readout: Readout | None = None

    @property
    def start_ms(self) -> float:
        """When it begins."""
        return self.middle_ms - self.duration_ms / 2

    @property
    def end_ms(self) -> float:
        """When it ends."""
        return self.middle_ms + self.duration_ms / 2


@dataclass(frozen=True)
class Shot:
    """Events in their order, the areas between them, and what follows the last.

    ``areas[i]`` stands before event ``i``; the last one after the last event, for ``tail_ms``. An
    area of None is that of the ramps alone.
    """

    events: tuple[Event, ...]
    areas: tuple[Areas, ...]
    tail_ms: float
    duration_ms: float
    """From time 0 to the end; what is left after the tail is idle."""

    @property
    def excited_ms(self) -> float:
        """When spins are excited: between the two pulses of a water excitation."""
        pulses = [event for event in self.events if event.rf and event.rf.use == "excitation"]
        return sum(event.middle_ms for event in pulses) / len(pulses)


@dataclass(frozen=True)
class Window:
    """A stretch of time in which each gradient is a line through a few points."""

    duration_ms: float
    gradients: tuple[tuple[tuple[float, float], ...], ...]
    """For each axis its (time, amplitude), from the window's start to its end."""
    rf: RfEvent | None = None
    readout: Readout | None = None


def windows(shot: Shot, limits: GradientLimits) -> Iterator[Window]:
    """Yield the windows of a shot, from 0 to its duration without a gap."""
    now, gradient = 0.0, NOTHING
    for event, area in zip(shot.events, shot.areas[:-1], strict=True):
        gap = round(event.start_ms - now, 6)
        yield from _gap(gap, gradient, area, event.gradient_mt_m, limits)
        plateau = tuple(((0.0, g), (event.duration_ms, g)) for g in event.gradient_mt_m)
        yield Window(event.duration_ms, plateau, event.rf, event.readout)
        now, gradient = round(event.end_ms, 6), event.gradient_mt_m
    yield from _gap(shot.tail_ms, gradient, shot.areas[-1], NOTHING, limits)
    idle = round(shot.duration_ms - now - shot.tail_ms, 6)
    if idle >= RASTER_MS / 2:
        yield Window(idle, tuple(((0.0, 0.0), (idle, 0.0)) for _ in range(3)))


_LONGEST_GAP_MS = 3.0
"""A longer gap is gradients first, then idle, then the ramps of what follows."""


def _gap(
    duration_ms: float,
    start: Axes,
    areas: Areas,
    end: Axes,
    limits: GradientLimits,
) -> Iterator[Window]:
    if duration_ms < RASTER_MS / 2:
        return
    last = up_to_raster(max(abs(each) for each in end) / limits.slew_t_m_s / timing.RAMP_SHARE)
    if duration_ms <= _LONGEST_GAP_MS + last:
        yield Window(duration_ms, _paths(duration_ms, start, areas, end, limits))
        return
    ramp_areas = tuple(each * last / 2 for each in end)
    read, phase, across = (
        None if area is None else area - ramp for area, ramp in zip(areas, ramp_areas, strict=True)
    )
    before = (read, phase, across)
    yield Window(_LONGEST_GAP_MS, _paths(_LONGEST_GAP_MS, start, before, NOTHING, limits))
    idle = round(duration_ms - _LONGEST_GAP_MS - last, 6)
    yield Window(idle, tuple(((0.0, 0.0), (idle, 0.0)) for _ in range(3)))
    if last > 0:
        yield Window(last, tuple(((0.0, 0.0), (last, each)) for each in end))


_Path = tuple[tuple[float, float], ...]


def _paths(
    duration_ms: float, start: Axes, areas: Areas, end: Axes, limits: GradientLimits
) -> tuple[_Path, ...]:
    strongest = (limits.amplitude_mt_m, limits.slew_t_m_s)
    moves = zip(start, areas, end, strict=True)
    return tuple(_path(duration_ms, *each, strongest) for each in moves)


@lru_cache(maxsize=8192)
def _path(
    duration_ms: float,
    start: float,
    area: float | None,
    end: float,
    strongest: tuple[float, float],
) -> _Path:
    """Return the points of one gradient that covers an area between two amplitudes.

    Ramps are as gentle as time allows: nerves and ears feel the slew rate.
    """
    for share in _SLEW_SHARES:
        slew = share * strongest[1]
        middle = 0.0 if area is None else _plateau(duration_ms, start, area, end, slew)
        rise, fall, fits = _ramp_times(duration_ms, start, middle, end, slew)
        if fits and abs(middle) <= strongest[0]:
            break
    if area is not None:
        weight = duration_ms - (rise + fall) / 2
        middle = (area - start * rise / 2 - end * fall / 2) / weight
    return _without_midpoints(
        (
            (0.0, start),
            (rise, middle),
            (round(duration_ms - fall, 6), middle),
            (duration_ms, end),
        )
    )


_SLEW_SHARES = (0.3, 0.45, 0.6, 0.8, 1.0)
"""Of the model's slew rate, tried in turn."""


def _plateau(duration_ms: float, start: float, area: float, end: float, slew: float) -> float:
    """Return the amplitude in between that gives the area, by halving."""
    low, high = -1e3, 1e3
    for _ in range(50):
        middle = (low + high) / 2
        rise, fall, _ = _ramp_times(duration_ms, start, middle, end, slew)
        covered = start * rise / 2 + end * fall / 2 + middle * (duration_ms - (rise + fall) / 2)
        if covered < area:
            low = middle
        else:
            high = middle
    return middle


def _ramp_times(
    duration_ms: float, start: float, middle: float, end: float, slew: float
) -> tuple[float, float, bool]:
    """Return the ramps before and after the plateau, on the raster, and whether they fit in.

    Where they do not, they share the window, and the slew rate grows by what was rounded.
    """
    rise = up_to_raster(abs(middle - start) / slew)
    fall = up_to_raster(abs(end - middle) / slew)
    if rise + fall <= duration_ms + 1e-9:
        return rise, fall, True
    rise = on_raster(duration_ms * rise / (rise + fall))
    return rise, round(duration_ms - rise, 6), False


def _without_midpoints(points: _Path) -> _Path:
    """Return a path's points without those that lie on the line through their neighbours."""
    kept = [points[0]]
    for (time, amplitude), after in pairwise(points[1:]):
        since = time - kept[-1][0]
        if since < RASTER_MS / 2 or after[0] - time < RASTER_MS / 2:
            continue
        slope = (after[1] - kept[-1][1]) / (after[0] - kept[-1][0])
        if abs(kept[-1][1] + slope * since - amplitude) > 1e-9:
            kept.append((time, amplitude))
    return (*kept, points[-1])
