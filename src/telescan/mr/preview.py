"""What an image will look like, fast enough to follow a slider.

The k-space of each tissue in a slice is worked out once for a geometry; changing contrast, averages
or bandwidth then only weights it anew. The object is encoded once for all coils and multiplied by
their sensitivities in the image, which is what acquisition gives as long as sensitivities are
smooth over a pixel (tissue that folds in has those of where it appears). Noise is the same as in
acquisition.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.coil import combined
from telescan.mr.fourier import decode, encode, smoothed
from telescan.mr.geometry import image_for_display, image_shape
from telescan.mr.hardware import ScannerModel
from telescan.mr.noise import complex_noise, noise_sigma
from telescan.mr.phantom.interface import Phantom
from telescan.mr.prescription import Prescription
from telescan.mr.reconstruction import image_coil_maps
from telescan.mr.sequence import sequence_of
from telescan.mr.slice_object import fine_grid, tissue_maps
from telescan.mr.tissue import Tissue, tissue_values
from telescan.mr.weighting import kspace_weights

_GEOMETRY = (
    "fov_frequency_mm",
    "fov_phase_mm",
    "matrix_frequency",
    "matrix_phase",
    "slices",
    "slice_thickness_mm",
    "slice_gap_mm",
    "orientation",
    "slice_offset_mm",
    "phase_encoding_direction",
)
_KEPT = 4
"""Geometries and noise fields kept; an expert switches between a present and a proposed one."""


@dataclass(frozen=True)
class _Encoded:
    """One slice's geometry, worked out."""

    tissues: tuple[Tissue, ...]
    """Those that the slice has."""
    tissue_kspace: NDArray[np.complex64]
    """(tissue, phase, frequency)."""
    coils: NDArray[np.complex64]
    """(coil, phase, frequency) of the image."""


class Preview:
    """Predicts images of one phantom on one scanner. Not safe to share between threads."""

    def __init__(self, model: ScannerModel, phantom: Phantom) -> None:
        self._model = model
        self._phantom = phantom
        self._encoded: OrderedDict[Hashable, _Encoded] = OrderedDict()
        self._noise: OrderedDict[Hashable, NDArray[np.complex64]] = OrderedDict()

    def image(self, prescription: Prescription, slice_index: int, seed: int) -> NDArray[np.float32]:
        """Return the displayed image, (row, column), in units of M0, noise included.

        The same ``seed`` gives the same noise pattern. Raises IndexError for a slice that is not
        prescribed.
        """
        encoded = self._encode(prescription, slice_index)
        values = tissue_values(encoded.tissues, self._model.field_strength_t)
        frame = sequence_of(prescription).frames(prescription)[0]
        lines, readout = kspace_weights(prescription, self._model, values, frame)
        weighted = encoded.tissue_kspace * lines[:, :, None]
        weighted *= readout[:, None, :]
        kspace = weighted.sum(axis=0)
        shape = image_shape(prescription)
        coil_images = encoded.coils * decode(kspace, shape)
        sigma = np.float32(noise_sigma(prescription, self._model.field_strength_t))
        coil_images += sigma * self._noise_images(prescription, seed)
        return image_for_display(combined(coil_images), prescription)

    def _encode(self, prescription: Prescription, slice_index: int) -> _Encoded:
        key = (slice_index, *(getattr(prescription, name) for name in _GEOMETRY))
        return _kept(self._encoded, key, lambda: self._encode_anew(prescription, slice_index))

    def _encode_anew(self, prescription: Prescription, slice_index: int) -> _Encoded:
        grid = fine_grid(prescription, self._phantom)
        maps = tissue_maps(prescription, self._phantom, slice_index, grid)
        coils = image_coil_maps(prescription, self._model.receive_channels, slice_index)
        present = [index for index, tissue_map in enumerate(maps) if tissue_map.any()]
        tissues = tuple(self._phantom.tissues[index] for index in present)
        shape = (prescription.matrix_phase, prescription.matrix_frequency)
        kspace = np.empty((len(present), *shape), dtype=np.complex64)
        for encoded, index in zip(kspace, present, strict=True):
            encoded[:] = smoothed(encode(maps[index].astype(np.complex64), grid))
        return _Encoded(tissues, kspace, coils)

    def _noise_images(self, prescription: Prescription, seed: int) -> NDArray[np.complex64]:
        shape = image_shape(prescription)
        acquired = (
            self._model.receive_channels,
            prescription.matrix_phase,
            prescription.matrix_frequency,
        )

        def draw() -> NDArray[np.complex64]:
            noise = complex_noise(np.random.default_rng(seed), acquired)
            return decode(smoothed(noise), shape)

        return _kept(self._noise, (seed, acquired, shape), draw)


def _kept[T](kept: OrderedDict[Hashable, T], key: Hashable, make: Callable[[], T]) -> T:
    """Return what is kept under a key, made when missing; the longest unused is dropped."""
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > _KEPT:
        kept.popitem(last=False)
    return kept[key]
