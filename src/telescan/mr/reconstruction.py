"""Reconstruction: from k-space to the image that leaves the scanner."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.coil import combined
from telescan.mr.fourier import decode, smoothed
from telescan.mr.geometry import image_for_display, image_shape
from telescan.mr.prescription import Prescription
from telescan.mr.slice_object import coil_maps


def reconstruct(
    kspace: NDArray[np.complex64], shape: tuple[int, int] | None = None
) -> NDArray[np.float32]:
    """Return the root sum of squares over coils of k-space (coil, phase, frequency).

    The image, (phase, frequency), is interpolated to ``shape`` where one is given.
    """
    return combined(decode(kspace, shape or (kspace.shape[-2], kspace.shape[-1])))


def reconstruct_for_display(
    kspace: NDArray[np.complex64], prescription: Prescription
) -> NDArray[np.float32]:
    """Return one frame as the scanner shows and sends it, (row, column) of ``slice_geometry``.

    Truncation is filtered a little and pixels are square. Values are in units of M0 at the
    isocentre; the coils' shading stays in, as without prescan normalise or PURE, so that noise is
    the same everywhere and SNR can be measured (docs/decisions/0008).
    """
    image = reconstruct(smoothed(kspace), image_shape(prescription))
    return image_for_display(image, prescription)


def image_coil_maps(
    prescription: Prescription, channels: int, slice_index: int
) -> NDArray[np.complex64]:
    """Return receive sensitivities on the reconstructed image, (coil, phase, frequency)."""
    return coil_maps(prescription, channels, slice_index, *image_points(prescription))


def image_points(prescription: Prescription) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the reconstructed image's points lie, along phase and along frequency, mm."""
    phase, frequency = image_shape(prescription)
    phase_mm = (np.arange(phase) - phase // 2) * prescription.fov_phase_mm / phase
    frequency_mm = (
        (np.arange(frequency) - frequency // 2) * prescription.fov_frequency_mm / frequency
    )
    return phase_mm, frequency_mm
