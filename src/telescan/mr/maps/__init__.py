"""Maps that a scanner works out of a series' images, and what it sends of both.

Of diffusion it sends unweighted images, the trace of each b-value and the ADC. Single directions
are sent only where there are more than three, for tensors, or where one or two give no trace.
"""

import math

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import DiffusionWeighting, Frame, ImageKind, ImageSet, Labelling
from telescan.mr.hardware import ScannerModel
from telescan.mr.maps.adc import apparent_diffusion_um2_s
from telescan.mr.maps.cerebral_blood_flow import cerebral_blood_flow_ml_100g_min
from telescan.mr.maps.perfusion_weighted import perfusion_weighted
from telescan.mr.maps.trace import trace_weighted
from telescan.mr.noise import noise_sigma
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.receiver import channels_of
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.arterial_spin_labelling import labelling_ms, reference_recovery
from telescan.mr.signal.arterial_spin_labelling import flow_per_difference_ml_100g_min

__all__ = ["derived_sets", "images_per_slice", "sent_sets"]

_TRACE_DIRECTIONS = 3
_MEASURABLE = 5.0
"""Signal over the mean of noise alone from which on a map means something."""
_MOST_NOISE_ML_100G_MIN = 25.0
"""Deviation of blood flow beyond which it is not mapped, as outside tissue."""
_NO_DIRECTION = (0.0, 0.0, 0.0)


def sent_sets(
    prescription: Prescription, model: ScannerModel, sets: tuple[ImageSet, ...]
) -> tuple[ImageSet, ...]:
    """Return the acquired images that a scanner sends, then the maps worked out of all of them."""
    keeps_directions = _keeps_directions(prescription)
    kept = (images for images in sets if keeps_directions or not _is_weighted(images))
    return (*kept, *derived_sets(prescription, model, sets))


_DIFFUSION = Sequence.DIFFUSION_EPI


def images_per_slice(prescription: Prescription) -> int:
    """Return how many images of each slice are sent, traces included where they stand for all."""
    if _keeps_directions(prescription):
        return len(sequence_of(prescription).frames(prescription))
    return len(set(prescription.b_values_s_mm2))


def _keeps_directions(prescription: Prescription) -> bool:
    count = prescription.diffusion_directions
    return count != _TRACE_DIRECTIONS or prescription.sequence is not _DIFFUSION


def derived_sets(
    prescription: Prescription, model: ScannerModel, sets: tuple[ImageSet, ...]
) -> tuple[ImageSet, ...]:
    """Return the maps of a series, given the images of all its frames; none for most sequences."""
    if prescription.sequence is _DIFFUSION:
        measurable = _MEASURABLE * _mean_of_noise(prescription, model)
        return _diffusion_maps(prescription, sets, measurable)
    if prescription.sequence is Sequence.ARTERIAL_SPIN_LABELLING:
        return _perfusion_maps(prescription, model, sets)
    return ()


def _mean_of_noise(prescription: Prescription, model: ScannerModel) -> float:
    """Return the root mean square of an image without signal, summed over the coil's channels."""
    sigma = noise_sigma(prescription, model.field_strength_t)
    return sigma * math.sqrt(2 * channels_of(prescription, model))


def _diffusion_maps(
    prescription: Prescription, sets: tuple[ImageSet, ...], measurable: float
) -> tuple[ImageSet, ...]:
    of_b: dict[float, list[NDArray[np.float32]]] = {}
    for images in sets:
        if images.frame.diffusion is not None:
            of_b.setdefault(images.frame.diffusion.b_value_s_mm2, []).append(images.images)
    means = {b_value: trace_weighted(np.stack(images)) for b_value, images in of_b.items()}
    maps = []
    if prescription.diffusion_directions >= _TRACE_DIRECTIONS:
        for b_value, mean in means.items():
            if b_value > 0:
                weighting = DiffusionWeighting(b_value, _NO_DIRECTION)
                frame = Frame(prescription.echo_time_ms, diffusion=weighting)
                maps.append(ImageSet(ImageKind.TRACE_WEIGHTED, frame, mean))
    if len(means) > 1:
        b_values = np.array(list(means))
        adc = apparent_diffusion_um2_s(np.stack(list(means.values())), b_values, measurable)
        maps.append(ImageSet(ImageKind.ADC, Frame(prescription.echo_time_ms), adc))
    return tuple(maps)


def _perfusion_maps(
    prescription: Prescription,
    model: ScannerModel,
    sets: tuple[ImageSet, ...],
) -> tuple[ImageSet, ...]:
    state = {images.frame.labelling: images.images for images in sets}
    difference = perfusion_weighted(state[Labelling.CONTROL], state[Labelling.LABEL])
    duration, delay = labelling_ms(prescription)
    noise = math.sqrt(2) * noise_sigma(prescription, model.field_strength_t)
    factor = flow_per_difference_ml_100g_min(
        labelling_duration_ms=duration,
        post_labelling_delay_ms=delay,
        field_strength_t=model.field_strength_t,
    )
    flow = cerebral_blood_flow_ml_100g_min(
        difference,
        state[Labelling.REFERENCE],
        reference_recovery=reference_recovery(prescription, model),
        labelling_duration_ms=duration,
        post_labelling_delay_ms=delay,
        field_strength_t=model.field_strength_t,
        measurable=factor * noise / _MOST_NOISE_ML_100G_MIN,
    )
    frame = Frame(prescription.echo_time_ms)
    return (
        ImageSet(ImageKind.PERFUSION_WEIGHTED, frame, difference),
        ImageSet(ImageKind.CEREBRAL_BLOOD_FLOW, frame, flow),
    )


def _is_weighted(images: ImageSet) -> bool:
    return images.frame.diffusion is not None and images.frame.diffusion.b_value_s_mm2 > 0
