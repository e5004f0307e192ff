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

from telescan.mr.field.dephasing import dephasing, field_of_slice
from telescan.mr.fourier import decode, encode
from telescan.mr.geometry import image_for_display, image_shape
from telescan.mr.hardware import ScannerModel
from telescan.mr.noise import complex_noise, noise_sigma
from telescan.mr.phantom.interface import Phantom
from telescan.mr.prescription import Prescription
from telescan.mr.reconstruction import evened, image_coil_maps, image_points
from telescan.mr.reconstruction.filters import filtered
from telescan.mr.reconstruction.sum_of_squares import root_sum_of_squares
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.slice_object import fine_grid
from telescan.mr.spin_groups import SpinGroups, spin_groups
from telescan.mr.weighting import group_weights

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
    "row_offset_mm",
    "column_offset_mm",
    "tilt_lr_deg",
    "tilt_ap_deg",
    "tilt_hf_deg",
    "phase_oversampling_percent",
    "phase_encoding_direction",
    "saturation_bands",
)
_KEPT = 4
"""Geometries and noise fields kept; an expert switches between a present and a proposed one."""


@dataclass(frozen=True)
class _Encoded:
    """One slice's geometry, worked out."""

    groups: SpinGroups
    group_kspace: NDArray[np.complex64]
    """(group, phase, frequency)."""
    field: tuple[NDArray[np.float32], NDArray[np.float32]]
    """Off-resonance and its slope through the slice, on the image."""
    coils: NDArray[np.complex64]
    """(coil, phase, frequency) of the image."""


class Preview:
    """Predicts images of one phantom on one scanner. Not safe to share between threads."""

    def __init__(self, model: ScannerModel, phantom: Phantom) -> None:
        self._model = model
        self._scene = Scene(model, phantom)
        self._encoded: OrderedDict[Hashable, _Encoded] = OrderedDict()
        self._noise: OrderedDict[Hashable, NDArray[np.complex64]] = OrderedDict()

    def image(self, prescription: Prescription, slice_index: int, seed: int) -> NDArray[np.float32]:
        """Return the displayed image, (row, column), in units of M0, noise included.

        The same ``seed`` gives the same noise pattern. Raises IndexError for a slice that is not
        prescribed.
        """
        encoded = self._encode(prescription, slice_index)
        frame = sequence_of(prescription).frames(prescription)[0]
        lines, readout = group_weights(prescription, self._model, encoded.groups, frame)
        weighted = encoded.group_kspace * lines[:, :, None]
        weighted *= readout[:, None, :]
        kspace = weighted.sum(axis=0)
        shape = image_shape(prescription)
        image = decode(kspace, shape)
        if sequence_of(prescription).is_gradient_echo:
            image *= dephasing(*encoded.field, prescription.slice_thickness_mm, frame.echo_time_ms)
        coil_images = encoded.coils * image
        sigma = np.float32(noise_sigma(prescription, self._model.field_strength_t))
        coil_images += sigma * self._noise_images(prescription, seed)
        shown = image_for_display(root_sum_of_squares(coil_images), prescription)
        return evened(shown, prescription, self._model, slice_index)

    def _encode(self, prescription: Prescription, slice_index: int) -> _Encoded:
        sensitive = sequence_of(prescription).surroundings(prescription)
        key = (slice_index, sensitive, *(getattr(prescription, name) for name in _GEOMETRY))
        return _kept(self._encoded, key, lambda: self._encode_anew(prescription, slice_index))

    def _encode_anew(self, prescription: Prescription, slice_index: int) -> _Encoded:
        grid = fine_grid(prescription, self._scene.phantom)
        groups = spin_groups(prescription, self._scene, slice_index, grid)
        coils = image_coil_maps(prescription, self._model.receive_channels, slice_index)
        field = field_of_slice(prescription, self._scene, slice_index, *image_points(prescription))
        shape = (prescription.matrix_phase, prescription.matrix_frequency)
        kspace = np.empty((groups.values.count, *shape), dtype=np.complex64)
        for encoded, group_map in zip(kspace, groups.maps, strict=True):
            encoded[:] = filtered(encode(group_map.astype(np.complex64), grid), prescription)
        return _Encoded(groups, kspace, field, coils)

    def _noise_images(self, prescription: Prescription, seed: int) -> NDArray[np.complex64]:
        shape = image_shape(prescription)
        acquired = (
            self._model.receive_channels,
            prescription.matrix_phase,
            prescription.matrix_frequency,
        )

        def draw() -> NDArray[np.complex64]:
            noise = complex_noise(np.random.default_rng(seed), acquired)
            return decode(filtered(noise, prescription), shape)

        return _kept(self._noise, (seed, acquired, shape), draw)


def _kept[T](kept: OrderedDict[Hashable, T], key: Hashable, make: Callable[[], T]) -> T:
    """Return what is kept under a key, made when missing; the longest unused is dropped."""
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > _KEPT:
        kept.popitem(last=False)
    return kept[key]
