"""Acquisition: the k-space that a scanner would sample of a phantom, slice by slice."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.fourier import encode
from telescan.mr.hardware import ScannerModel
from telescan.mr.noise import complex_noise, noise_sigma
from telescan.mr.phantom.interface import Phantom
from telescan.mr.prescription import Prescription
from telescan.mr.slice_object import coil_maps, fine_grid, tissue_maps
from telescan.mr.weighting import kspace_weights


def acquire_slice(
    prescription: Prescription,
    model: ScannerModel,
    phantom: Phantom,
    slice_index: int,
    rng: np.random.Generator,
) -> NDArray[np.complex64]:
    """Return one slice's k-space, averages summed up, (coil, phase, frequency).

    In units of M0 at unit sensitivity; noise is drawn from ``rng``. Raises IndexError for a slice
    that is not prescribed.
    """
    kspace = noiseless_slice(prescription, model, phantom, slice_index)
    sigma = np.float32(noise_sigma(prescription, model.field_strength_t))
    noisy: NDArray[np.complex64] = kspace + sigma * complex_noise(rng, kspace.shape)
    return noisy


def noiseless_slice(
    prescription: Prescription, model: ScannerModel, phantom: Phantom, slice_index: int
) -> NDArray[np.complex64]:
    """Return one slice's k-space without noise, (coil, phase, frequency)."""
    grid = fine_grid(prescription, phantom)
    maps = tissue_maps(prescription, phantom, slice_index, grid)
    coils = coil_maps(
        prescription, model.receive_channels, slice_index, grid.phase_mm, grid.frequency_mm
    )
    lines, readout = kspace_weights(prescription, model, phantom.tissues)
    shape = (model.receive_channels, prescription.matrix_phase, prescription.matrix_frequency)
    kspace = np.zeros(shape, dtype=np.complex64)
    for index, tissue_map in enumerate(maps):
        if not tissue_map.any():
            continue
        weight = lines[index][:, None] * readout[index][None, :]
        for coil in range(model.receive_channels):
            kspace[coil] += weight * encode(coils[coil] * tissue_map, grid)
    return kspace
