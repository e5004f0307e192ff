"""Reconstruction of a slab: along its partitions, then slice by slice as in 2D."""

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from telescan.mr.prescription import Prescription
from telescan.mr.reconstruction import reconstruct_for_display
from telescan.mr.volume.effort import Effort


def reconstruct_volume(
    kspace: NDArray[np.complex64],
    prescription: Prescription,
    effort: Effort,
    noise_covariance: NDArray[np.complex128] | None = None,
) -> NDArray[np.float32]:
    """Return one frame's images of k-space (coil, partition, line, frequency).

    They are (slice, row, column) of ``slice_geometry``, in units of M0 at the isocentre. What
    slice oversampling encoded beyond the slab is left out. ``noise_covariance`` is that of
    ``reconstruct_for_display``.
    """
    coils, partitions, lines, samples = kspace.shape
    slices = prescription.slices
    hybrid = np.empty((slices, coils, lines, samples), dtype=np.complex64)
    first = partitions // 2 - slices // 2

    def along_slab(coil: int) -> None:
        centred = fft.ifftshift(kspace[coil], axes=0)
        along = fft.ifft(centred, axis=0, norm="ortho", overwrite_x=True)
        hybrid[:, coil] = fft.fftshift(along, axes=0)[first : first + slices]

    effort.spend_on(along_slab, range(coils), (0.0, 0.3))
    images: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * slices

    def in_plane(index: int) -> None:
        images[index] = reconstruct_for_display(hybrid[index], prescription, noise_covariance)

    effort.spend_on(in_plane, range(slices), (0.3, 1.0))
    return np.stack(images)
