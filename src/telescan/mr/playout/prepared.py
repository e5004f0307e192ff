"""What is played before each excitation: saturation bands and fat saturation, each spoiled."""

from dataclasses import replace

from telescan.mr import timing
from telescan.mr.gradient_limits import GradientLimits, gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout import readout as out
from telescan.mr.playout.played import PlayedShot
from telescan.mr.playout.shot import MT_M_MS_PER_CYCLE_MM, NOTHING, Event, RfEvent, Shot
from telescan.mr.prescription import Prescription
from telescan.mr.raster import SYMMETRIC_MS, on_raster, up_to_raster
from telescan.mr.rf import RfPulse
from telescan.mr.sequence.excitation import fat_shift_hz
from telescan.mr.sequence.preparation import SPOILER_CYCLES_PER_MM, preparation


def prepared(prescription: Prescription, model: ScannerModel) -> tuple[PlayedShot, ...]:
    """Return a short shot for each saturation band, where the band is, and one for fat."""
    planned, limits = preparation(prescription, model), gradient_limits(prescription, model)
    shots = []
    for band, pulse in zip(prescription.saturation_bands, planned.pulses, strict=False):
        gradient = timing.slice_gradient_mt_m(pulse, band.thickness_mm)
        place = prescription.slice_offset_mm + band.offset_mm
        shots.append(PlayedShot(_spoiled(pulse, gradient, 0.0, planned.spoiler_ms, limits), place))
    if planned.fat is not None:
        shot = _spoiled(planned.fat, 0.0, fat_shift_hz(model), planned.spoiler_ms, limits)
        shots.append(PlayedShot(shot, 0.0))
    return tuple(shots)


def _spoiled(
    pulse: RfPulse,
    gradient_mt_m: float,
    frequency_hz: float,
    spoiler_ms: float,
    limits: GradientLimits,
) -> Shot:
    """Return a saturation pulse and its spoiler along the slice."""
    event = Event(
        middle_ms=0.0,
        duration_ms=up_to_raster(pulse.duration_ms, SYMMETRIC_MS),
        gradient_mt_m=(0.0, 0.0, gradient_mt_m),
        rf=RfEvent(pulse, use="saturation", frequency_hz=frequency_hz),
    )
    lead = out.lead_ms(event.gradient_mt_m, limits) if gradient_mt_m else 0.0
    event = replace(event, middle_ms=on_raster(lead + event.duration_ms / 2))
    spoiler = (0.0, 0.0, SPOILER_CYCLES_PER_MM * MT_M_MS_PER_CYCLE_MM)
    tail = out.tail_ms(spoiler, event.gradient_mt_m, limits, available_ms=spoiler_ms)
    return Shot((event,), (NOTHING, spoiler), tail, round(event.end_ms + tail, 6))
