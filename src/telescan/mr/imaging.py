"""From a prescription to images: acquisition and reconstruction of a slice or of a whole series."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.acquisition import acquire_slice
from telescan.mr.frame import ImageKind, ImageSet
from telescan.mr.hardware import ScannerModel
from telescan.mr.maps import sent_sets
from telescan.mr.prescription import Prescription
from telescan.mr.receiver import channels_of, noise_covariance
from telescan.mr.reconstruction import evened, reconstruct_for_display
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.volume import Effort, acquire_volume, reconstruct_volume


def image_slice(
    prescription: Prescription, scene: Scene, slice_index: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Acquire and reconstruct one slice of a 2D series: magnitudes, (frame, row, column)."""
    kspace = acquire_slice(prescription, scene, slice_index, rng)
    return reconstruct_slice(prescription, scene.model, slice_index, kspace)


def reconstruct_slice(
    prescription: Prescription,
    model: ScannerModel,
    slice_index: int,
    kspace: NDArray[np.complex64],
) -> NDArray[np.float32]:
    """Reconstruct k-space of ``acquire_slice``: magnitudes, (frame, row, column)."""
    covariance = noise_covariance(channels_of(prescription, model))
    images = np.stack(
        [reconstruct_for_display(frame, prescription, covariance) for frame in kspace]
    )
    return evened(images, prescription, model, slice_index)


def image_volume(
    prescription: Prescription, scene: Scene, rng: np.random.Generator, effort: Effort
) -> NDArray[np.float32]:
    """Acquire and reconstruct a 3D series: magnitudes, (frame, slice, row, column)."""
    kspace = acquire_volume(prescription, scene, rng, effort.part(0.0, 0.6))
    return reconstruct_slab(prescription, scene.model, kspace, effort.part(0.6, 1.0))


def reconstruct_slab(
    prescription: Prescription,
    model: ScannerModel,
    kspace: NDArray[np.complex64],
    effort: Effort,
) -> NDArray[np.float32]:
    """Reconstruct k-space of ``acquire_volume``: magnitudes, (frame, slice, row, column)."""
    covariance = noise_covariance(channels_of(prescription, model))
    images = []
    for index, frame in enumerate(kspace):
        ends = ((index + done) / len(kspace) for done in (0, 1))
        images.append(reconstruct_volume(frame, prescription, effort.part(*ends), covariance))
    volumes = np.stack(images)
    for index in range(prescription.slices):
        volumes[:, index] = evened(volumes[:, index], prescription, model, index)
    return volumes


def image_sets(
    prescription: Prescription, model: ScannerModel, images: NDArray[np.float32]
) -> tuple[ImageSet, ...]:
    """Return what a scanner sends of a series' magnitudes (frame, slice, row, column)."""
    frames = sequence_of(prescription).frames(prescription)
    acquired = tuple(
        ImageSet(ImageKind.MAGNITUDE, frame, of_frame)
        for frame, of_frame in zip(frames, images, strict=True)
    )
    return sent_sets(prescription, model, acquired)
