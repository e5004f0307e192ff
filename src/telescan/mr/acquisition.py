"""Acquisition: the k-space that a scanner would sample of a phantom, slice by slice."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.echo_planar import noiseless_epi_slice
from telescan.mr.faults.interference import interfered, noise_factor
from telescan.mr.field.dephasing import dephasing, field_of_slice
from telescan.mr.field.readout_shift import shifted_along_readout
from telescan.mr.fourier import encode
from telescan.mr.moving_object import kspace_while_moving
from telescan.mr.noise import noise_sigma
from telescan.mr.prescription import Prescription
from telescan.mr.receiver import channel_gains, channel_noise, channels_of
from telescan.mr.sampling import phase_sampling
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.interface import Encoding
from telescan.mr.slice_object import FineGrid, coil_maps, fine_grid
from telescan.mr.spin_groups import spin_groups
from telescan.mr.weighting import principal_weights

Complexes = NDArray[np.complex64]


def acquire_slice(
    prescription: Prescription, scene: Scene, slice_index: int, rng: np.random.Generator
) -> Complexes:
    """Return one slice's k-space, averages summed up, (frame, coil, line, frequency).

    In units of M0 at unit sensitivity; noise is drawn from ``rng``. Lines that are not acquired
    are 0. Raises IndexError for a slice that is not prescribed.
    """
    kspace = kspace_while_moving(
        prescription, scene, lambda still: noiseless_slice(prescription, still, slice_index)
    )
    sigma = noise_sigma(prescription, scene.model.field_strength_t) * noise_factor(scene.faults)
    channels = channels_of(prescription, scene.model)
    noisy: Complexes = kspace * channel_gains(channels, scene.faults)[:, None, None]
    noisy += np.float32(sigma) * channel_noise(rng, kspace.shape, channels)
    noisy = interfered(noisy, scene.faults, sigma, rng)
    noisy[..., ~phase_sampling(prescription).acquired, :] = 0
    return noisy


def acquire_noise(
    prescription: Prescription, scene: Scene, samples: int, rng: np.random.Generator
) -> Complexes:
    """Return what the receiver takes in without excitation, (coil, sample): thermal noise alone.

    It is as strong as in the k-space of the series, and correlated between channels as there.
    """
    channels = channels_of(prescription, scene.model)
    sigma = noise_sigma(prescription, scene.model.field_strength_t) * noise_factor(scene.faults)
    noise: Complexes = np.float32(sigma) * channel_noise(rng, (channels, 1, samples), channels)
    return noise[:, 0]


def noiseless_slice(prescription: Prescription, scene: Scene, slice_index: int) -> Complexes:
    """Return one slice's k-space without noise, (frame, coil, line, frequency).

    All lines are worked out, except those that an EPI does not acquire, which are 0.
    """
    sequence = sequence_of(prescription)
    if sequence.encoding is Encoding.ECHO_PLANAR:
        return noiseless_epi_slice(prescription, scene, slice_index)
    grid = fine_grid(prescription, scene.phantom)
    points_mm = grid.phase_mm, grid.frequency_mm
    groups = spin_groups(prescription, scene, slice_index, grid)
    coils = coil_maps(prescription, channels_of(prescription, scene.model), slice_index, *points_mm)
    field = field_of_slice(prescription, scene, slice_index, *points_mm)
    hz_per_point = prescription.pixel_bandwidth_hz / grid.frequency_factor
    kspace = []
    for frame in sequence.frames(prescription):
        shares, weights = principal_weights(prescription, scene.model, groups, frame)
        objects: Complexes = np.tensordot(shares, groups.maps, axes=1).astype(np.complex64)
        if sequence.is_gradient_echo:
            objects *= dephasing(*field, prescription.slice_thickness_mm, frame.echo_time_ms)
        objects = shifted_along_readout(objects, field[0], hz_per_point)
        kspace.append(_seen_by_coils(coils, objects, weights, grid))
    return np.stack(kspace)


def _seen_by_coils(
    coils: Complexes, objects: Complexes, weights: Complexes, grid: FineGrid
) -> Complexes:
    """Return the weighted k-space of several objects together, (coil, line, frequency)."""
    kspace = np.zeros((coils.shape[0], *weights.shape[1:]), dtype=np.complex64)
    for coil, sensitivity in enumerate(coils):
        for weight, of_weight in zip(weights, objects, strict=True):
            kspace[coil] += weight * encode(sensitivity * of_weight, grid)
    return kspace
