"""Pseudo-continuous labelling: a train of short pulses that inverts blood flowing through a plane.

The plane is transverse to the patient, below the slab. Under the gradient of the pulses blood meets
a thin slice; the much weaker mean gradient makes the train act like one long adiabatic pulse (Dai,
Garcia, de Bazelaire, Alsop, MRM 2008;60:1488). The control is unbalanced: no mean gradient, and
pulses of alternating sign, so that each undoes the one before.
"""

from telescan.mr.frame import Labelling
from telescan.mr.geometry import slice_centre_mm
from telescan.mr.hardware import ScannerModel
from telescan.mr.playout.shot import Axes, Event, RfEvent, Shot, logical_direction
from telescan.mr.prescription import Prescription
from telescan.mr.raster import on_raster
from telescan.mr.sequence.arterial_spin_labelling import (
    LABELLING_PULSE,
    LABELLING_PULSE_EVERY_MS,
    labelling_ms,
    labelling_pulses,
)
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

PULSE_GRADIENT_MT_M = 6.0
MEAN_GRADIENT_MT_M = 0.6
"""The mean one is a tenth, so that the next plane that is labelled as well lies outside the slice
of the pulses."""
BELOW_SLAB_MM = 94.0
"""From the middle of the slab: best 84 mm below the line of both commissures (Aslan et al., Proc
ISMRM 2009;17:620), which lies about 10 mm below the middle of the brain."""
_PATIENT_UP: Axes = (0.0, 0.0, 1.0)


def plane_mm(prescription: Prescription) -> float:
    """Return where blood is labelled, as a patient coordinate along H."""
    ends = (0, prescription.slices - 1)
    first, last = (slice_centre_mm(prescription, index)[2] for index in ends)
    return (first + last) / 2 - BELOW_SLAB_MM


def lasting_ms(prescription: Prescription) -> float:
    """Return how long a train takes."""
    pulses_ms = labelling_pulses(prescription) * LABELLING_PULSE_EVERY_MS
    return max(on_raster(labelling_ms(prescription)[0]), on_raster(pulses_ms))


def labelling_shot(prescription: Prescription, model: ScannerModel, state: Labelling) -> Shot:
    """Return the train of a label or of a control, as long as labelling lasts."""
    pulse = LABELLING_PULSE.within(model.b1_max_ut)
    up = logical_direction(prescription, _PATIENT_UP)
    labels = state is Labelling.LABEL
    mean = MEAN_GRADIENT_MT_M if labels else 0.0
    between = mean * LABELLING_PULSE_EVERY_MS - PULSE_GRADIENT_MT_M * pulse.duration_ms
    turn_deg = 360 * _hz(mean, prescription) * LABELLING_PULSE_EVERY_MS * 1e-3 if labels else 180.0
    events = tuple(
        Event(
            middle_ms=on_raster((number + 0.5) * LABELLING_PULSE_EVERY_MS),
            duration_ms=pulse.duration_ms,
            gradient_mt_m=_along(up, PULSE_GRADIENT_MT_M),
            rf=RfEvent(
                pulse,
                phase_deg=round(number * turn_deg % 360, 6),
                use="preparation",
                frequency_hz=_hz(PULSE_GRADIENT_MT_M, prescription),
            ),
        )
        for number in range(labelling_pulses(prescription))
    )
    rewound = [_along(up, between)] * (len(events) - 1)
    tail_ms = on_raster((LABELLING_PULSE_EVERY_MS - pulse.duration_ms) / 2)
    ramps = (None, None, None)
    return Shot(events, (ramps, *rewound, ramps), tail_ms, lasting_ms(prescription))


def _along(direction: Axes, amount: float) -> Axes:
    read, phase, across = (amount * each for each in direction)
    return read, phase, across


def _hz(gradient_mt_m: float, prescription: Prescription) -> float:
    """Return the frequency of spins in the labelling plane under a gradient along the patient."""
    return gradient_mt_m * 1e-6 * plane_mm(prescription) * GYROMAGNETIC_RATIO_HZ_PER_T
