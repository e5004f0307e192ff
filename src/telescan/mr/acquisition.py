"""Acquisition: the k-space that a scanner would sample of a phantom, slice by slice."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.fourier import encode
from telescan.mr.noise import complex_noise, noise_sigma
from telescan.mr.prescription import Prescription
from telescan.mr.sampling import encoded_lines, phase_sampling
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.slice_object import coil_maps, fine_grid, tissue_maps
from telescan.mr.tissue import tissue_values
from telescan.mr.weighting import kspace_weights


def acquire_slice(
    prescription: Prescription, scene: Scene, slice_index: int, rng: np.random.Generator
) -> NDArray[np.complex64]:
    """Return one slice's k-space, averages summed up, (frame, coil, line, frequency).

    In units of M0 at unit sensitivity; noise is drawn from ``rng``. Lines that are not acquired
    are 0. Raises IndexError for a slice that is not prescribed.
    """
    kspace = noiseless_slice(prescription, scene, slice_index)
    sigma = np.float32(noise_sigma(prescription, scene.model.field_strength_t))
    noisy: NDArray[np.complex64] = kspace + sigma * complex_noise(rng, kspace.shape)
    noisy[..., ~phase_sampling(prescription).acquired, :] = 0
    return noisy


def noiseless_slice(
    prescription: Prescription, scene: Scene, slice_index: int
) -> NDArray[np.complex64]:
    """Return one slice's k-space without noise, all lines, (frame, coil, line, frequency)."""
    model, phantom = scene.model, scene.phantom
    grid = fine_grid(prescription, phantom)
    maps = tissue_maps(prescription, phantom, slice_index, grid)
    coils = coil_maps(
        prescription, model.receive_channels, slice_index, grid.phase_mm, grid.frequency_mm
    )
    values = tissue_values(phantom.tissues, model.field_strength_t)
    frames = sequence_of(prescription).frames(prescription)
    weights = [kspace_weights(prescription, model, values, frame) for frame in frames]
    shape = (encoded_lines(prescription), prescription.matrix_frequency)
    kspace = np.zeros((len(frames), model.receive_channels, *shape), dtype=np.complex64)
    for group, group_map in enumerate(maps):
        if not group_map.any():
            continue
        for coil in range(model.receive_channels):
            encoded = encode(coils[coil] * group_map, grid)
            for frame, (lines, readout) in enumerate(weights):
                kspace[frame, coil] += lines[group][:, None] * readout[group][None, :] * encoded
    return kspace
