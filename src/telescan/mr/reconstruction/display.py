"""From the k-space of a slice to the image that is shown and sent."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.fourier import decode
from telescan.mr.geometry import image_for_display, image_shape
from telescan.mr.prescription import ParallelTechnique, Prescription
from telescan.mr.reconstruction.filters import filtered
from telescan.mr.reconstruction.grappa import fill_by_grappa
from telescan.mr.reconstruction.interpolation import image_of
from telescan.mr.reconstruction.partial_fourier import fill_partial_fourier
from telescan.mr.reconstruction.sense import unfold_by_sense
from telescan.mr.reconstruction.sum_of_squares import root_sum_of_squares
from telescan.mr.sampling import (
    acceleration,
    first_encoded_line,
    mirrored_lines,
    reads_downwards,
)
from telescan.mr.slice_object import coil_maps


def reconstruct(
    kspace: NDArray[np.complex64], shape: tuple[int, int] | None = None
) -> NDArray[np.float32]:
    """Return the root sum of squares over coils of full k-space (coil, phase, frequency).

    The image, (phase, frequency), is interpolated to ``shape`` where one is given.
    """
    return root_sum_of_squares(decode(kspace, shape or (kspace.shape[-2], kspace.shape[-1])))


def reconstruct_for_display(
    kspace: NDArray[np.complex64],
    prescription: Prescription,
    noise_covariance: NDArray[np.complex128] | None = None,
) -> NDArray[np.float32]:
    """Return one frame as the scanner shows and sends it, (row, column) of ``slice_geometry``.

    Of k-space (coil, line, frequency) on the grid of ``sampling.encoded_lines``, lines that are not
    acquired being 0. ``noise_covariance``, (coil, coil), is what a noise measurement found; SENSE
    weighs coils by it. Values are in units of M0 at the isocentre; the coils' shading stays in, as
    without prescan normalise or PURE, so that noise is the same everywhere and SNR can be measured
    (docs/decisions/0008).
    """
    full = _all_lines(kspace, prescription, noise_covariance)
    images = image_of(filtered(full, prescription), prescription)
    return image_for_display(root_sum_of_squares(images), prescription)


def _all_lines(
    kspace: NDArray[np.complex64],
    prescription: Prescription,
    noise_covariance: NDArray[np.complex128] | None,
) -> NDArray[np.complex64]:
    """Return full k-space, (coil, line, frequency); of one coil where SENSE combines them."""
    if acceleration(prescription) > 1:
        if prescription.parallel_technique is ParallelTechnique.SENSE:
            kspace = unfold_by_sense(kspace, prescription, noise_covariance)
        else:
            kspace = fill_by_grappa(kspace, prescription)
    first = first_encoded_line(prescription)
    if reads_downwards(prescription):
        return mirrored_lines(fill_partial_fourier(mirrored_lines(kspace, -2), first), -2)
    return fill_partial_fourier(kspace, first)


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
