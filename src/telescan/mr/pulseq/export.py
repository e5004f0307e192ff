"""Writes what a series plays as a Pulseq file.

The axes of the file are the logical ones: x is read, y is phase, z is slice. A research scanner
turns them as its own planning says.
"""

from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout.series import played_shots
from telescan.mr.playout.shot import RfEvent, Window, windows
from telescan.mr.prescription import Prescription
from telescan.mr.raster import dwell_ms
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

_MARGIN = 1 + 1e-6
"""For what floating point rounds."""
_RF_RASTER_S = 1e-6
_HZ_PER_MT = GYROMAGNETIC_RATIO_HZ_PER_T * 1e-3
_AXES = ("x", "y", "z")


def write_pulseq(prescription: Prescription, model: ScannerModel, file: Path) -> None:
    """Write a series to a ``.seq`` file. Raises NotLaidOutError, OSError."""
    sequence = pulseq_sequence(prescription, model)
    # Events are registered once as they are made; looking for equal ones again takes a minute.
    sequence.write(str(file), remove_duplicates=False)


def pulseq_sequence(prescription: Prescription, model: ScannerModel) -> Any:
    """Return the series as a ``pypulseq.Sequence``. Raises NotLaidOutError."""
    # It takes a second or two to import, which only an export should wait for.
    import pypulseq as pp  # noqa: PLC0415

    system = pp.Opts(
        max_grad=model.gradient_max_mt_m * _MARGIN,
        grad_unit="mT/m",
        max_slew=model.slew_max_t_m_s * _MARGIN,
        slew_unit="T/m/s",
        B0=model.field_strength_t,
        adc_samples_limit=0,
    )
    sequence = pp.Sequence(system=system)
    events = _Events(pp, sequence, prescription)
    limits = gradient_limits(prescription, model)
    for played in played_shots(prescription, model):
        for window in windows(played.shot, limits):
            sequence.add_block(*events.of(window, played.slice_mm))
    for name, value in _definitions(prescription).items():
        sequence.set_definition(name, value)
    return sequence


def _definitions(prescription: Prescription) -> dict[str, Any]:
    frequency_mm, phase_mm = prescription.fov_frequency_mm, prescription.fov_phase_mm
    stack_mm = _stack_mm(prescription)
    return {
        "Name": prescription.sequence.value,
        "FOV": [frequency_mm * 1e-3, phase_mm * 1e-3, stack_mm * 1e-3],
        "TR": prescription.repetition_time_ms * 1e-3,
        "TE": prescription.echo_time_ms * 1e-3,
    }


def _stack_mm(prescription: Prescription) -> float:
    """Return the extent of all slices, the gaps between them included, or of the slab."""
    first_to_last = (prescription.slices - 1) * prescription.slice_spacing_mm
    return first_to_last + prescription.slice_thickness_mm


class _Events:
    """Makes Pulseq's events of windows."""

    def __init__(self, pulseq: Any, sequence: Any, prescription: Prescription) -> None:
        self._pulseq = pulseq
        self._sequence = sequence
        self._system = sequence.system
        self._excited_phase_deg = 0.0
        self._made: dict[Hashable, Any] = {}
        self._dwell_s = dwell_ms(prescription) * 1e-3

    def of(self, window: Window, slice_mm: float) -> list[Any]:
        """Return a window's events, the delay that gives its duration among them."""
        seconds = round(window.duration_ms * 1e-3, 9)
        made: list[Any] = [self._pulseq.make_delay(seconds)]
        for axis, points in zip(_AXES, window.gradients, strict=True):
            if any(value != 0.0 for _, value in points):
                made.append(self._kept((axis, points), partial(self._gradient, axis, points)))
        if window.rf is not None:
            if window.rf.use == "excitation":
                self._excited_phase_deg = window.rf.phase_deg
            select_mt_m = window.gradients[2][0][1]
            asked = (window.rf, seconds, select_mt_m, slice_mm)
            made.append(self._kept(asked, partial(self._pulse, *asked)))
        if window.readout is not None:
            samples = window.readout.samples
            # The sample in the middle of k-space is taken at the echo.
            delay = seconds / 2 - (samples // 2 + 0.5) * self._dwell_s
            made.append(
                self._pulseq.make_adc(
                    samples,
                    system=self._system,
                    dwell=self._dwell_s,
                    delay=round(delay / 1e-6) * 1e-6,
                    phase_offset=np.deg2rad(self._excited_phase_deg),
                )
            )
        return made

    def _kept(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return an event made before, since shots play the same ones again and again.

        It is registered once: looking up its shape for every block takes most of an export.
        """
        if key not in self._made:
            event = make()
            register = (
                self._sequence.register_rf_event
                if event.type == "rf"
                else self._sequence.register_grad_event
            )
            event.id, _ = register(event)
            self._made[key] = event
        return self._made[key]

    def _gradient(self, axis: str, points: tuple[tuple[float, float], ...]) -> Any:
        times = np.array([time for time, _ in points]) * 1e-3
        amplitudes = np.array([value for _, value in points]) * _HZ_PER_MT
        return self._pulseq.make_extended_trapezoid(
            axis, times=np.round(times, 9), amplitudes=amplitudes, system=self._system
        )

    def _pulse(self, rf: RfEvent, seconds: float, select_mt_m: float, slice_mm: float) -> Any:
        count = round(rf.pulse.duration_ms * 1e-3 / _RF_RASTER_S)
        time_ms = np.asarray((np.arange(count) + 0.5 - count / 2) * 1e-3, dtype=np.float64)
        field_hz = rf.pulse.field_ut(time_ms) * 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T
        offset_hz = rf.frequency_hz + select_mt_m * _HZ_PER_MT * slice_mm * 1e-3
        return self._pulseq.make_arbitrary_rf(
            signal=field_hz,
            flip_angle=np.deg2rad(rf.pulse.flip_angle_deg),
            no_signal_scaling=True,
            dwell=_RF_RASTER_S,
            delay=round((seconds - count * _RF_RASTER_S) / 2 / _RF_RASTER_S) * _RF_RASTER_S,
            freq_offset=offset_hz,
            # Slices far from the middle would else turn by what the offset winds up until then.
            phase_offset=np.deg2rad(rf.phase_deg) - np.pi * offset_hz * count * _RF_RASTER_S,
            use=rf.use,
            system=self._system,
        )
