"""What an echo-planar sequence makes of each tissue of a slice, and how that varies over the slice.

From line to line every part of a tissue decays alike; only the strength varies with place, by B1+
and by what off-resonance does to fat suppression. It is worked out at a few values of both and
interpolated. The phase that off-resonance gives is left to the encoding.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.epi_train import line_times_ms
from telescan.mr.tissue import Tissue, tissue_values

_TRANSMIT_STEP = 0.1
_OFF_RESONANCE_STEP_HZ = 15.0
"""Distances between the values that signals are worked out at."""


@dataclass(frozen=True)
class TissueSignals:
    """The signals of several tissues."""

    lines: NDArray[np.complex64]
    """(frame, tissue, line), where a tissue gives its strongest signal."""
    strength: NDArray[np.float32]
    """(tissue, phase, frequency), over the strongest."""


def tissue_signals(
    prescription: Prescription,
    model: ScannerModel,
    tissues: tuple[Tissue, ...],
    transmit: NDArray[np.float32],
    off_resonance_hz: NDArray[np.float32],
) -> TissueSignals:
    """Work out the signals of tissues under B1+ and off-resonance given as (phase, frequency).

    Strength is that of the first frame: those of a series differ by diffusion, which knows neither.
    """
    scales = _nodes(transmit, _TRANSMIT_STEP)
    fields_hz = _nodes(off_resonance_hz, _OFF_RESONANCE_STEP_HZ)
    shape = (len(tissues), scales.size * fields_hz.size)
    scale = np.broadcast_to(np.repeat(scales, fields_hz.size), shape)
    field_hz = np.broadcast_to(np.tile(fields_hz, scales.size), shape)
    frames = sequence_of(prescription).frames(prescription)
    of_nodes = _unturned(
        prescription,
        model,
        tuple(tissue for tissue in tissues for _ in range(shape[1])),
        (scale.ravel(), field_hz.ravel()),
        frames[:1],
    )
    centre = of_nodes[0, :, of_nodes.shape[2] // 2].reshape(shape)
    strongest = np.argmax(abs(centre), axis=1)[:, None]
    highest = np.take_along_axis(centre, strongest, axis=1)
    relative = (centre / np.where(highest == 0, 1, highest)).real.astype(np.float32)
    at_strongest = (
        np.take_along_axis(scale, strongest, axis=1)[:, 0],
        np.take_along_axis(field_hz, strongest, axis=1)[:, 0],
    )
    lines = _unturned(prescription, model, tissues, at_strongest, frames)
    at = np.stack(
        [
            (transmit - scales[0]) / np.float32(_TRANSMIT_STEP),
            (off_resonance_hz - fields_hz[0]) / np.float32(_OFF_RESONANCE_STEP_HZ),
        ]
    )
    strength = [
        ndimage.map_coordinates(
            of_tissue.reshape(scales.size, fields_hz.size), at, order=1, mode="nearest"
        )
        for of_tissue in relative
    ]
    return TissueSignals(lines.astype(np.complex64), np.stack(strength))


def phase_origin_ms(prescription: Prescription) -> float:
    """Return how long off-resonance has turned spins when the centre of k-space is read."""
    return prescription.echo_time_ms if sequence_of(prescription).is_gradient_echo else 0.0


def _unturned(
    prescription: Prescription,
    model: ScannerModel,
    tissues: tuple[Tissue, ...],
    at: tuple[NDArray[np.float64], NDArray[np.float64]],
    frames: tuple[Frame, ...],
) -> NDArray[np.complex128]:
    """Return line weights (frame, group, line) without the turn that off-resonance gives.

    ``at`` is B1+ and off-resonance of each group.
    """
    transmit_scale, field_hz = at
    values = tissue_values(tissues, model.field_strength_t)
    values = replace(
        values,
        transmit_scale=transmit_scale,
        off_resonance_hz=values.off_resonance_hz + field_hz,
    )
    sequence = sequence_of(prescription)
    elapsed_ms = phase_origin_ms(prescription) + line_times_ms(prescription, model)
    back = np.exp(-2j * np.pi * field_hz[:, None] * elapsed_ms * 1e-3)
    return np.stack(
        [back * sequence.line_weights(prescription, model, values, frame) for frame in frames]
    )


def _nodes(values: NDArray[np.float32], step: float) -> NDArray[np.float64]:
    """Return multiples of a step that hold all values between them."""
    first, last = np.floor(float(values.min()) / step), np.ceil(float(values.max()) / step)
    nodes: NDArray[np.float64] = np.arange(first, max(last, first + 1) + 1) * step
    return nodes
