"""What an image will look like, fast enough to follow a slider.

The k-space of each tissue in a slice is worked out once for a geometry; changing contrast,
averages, bandwidth or acceleration then only weights it anew. The object is encoded once for all
coils: what varies over it (B1+, off-resonance, sensitivities) is multiplied in the image, which is
what acquisition gives as long as it is smooth over a pixel (tissue that folds in has the values of
where it appears). From there on the coils' k-space is sampled and reconstructed as any acquisition
is, noise included, so that folding, geometry factors and partial Fourier come out by themselves
(docs/decisions/0011).
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.noise import noise_sigma
from telescan.mr.phantom.interface import Phantom
from telescan.mr.prescription import Prescription
from telescan.mr.receiver import channel_noise, noise_covariance
from telescan.mr.reconstruction import evened, reconstruct_for_display
from telescan.mr.sampling import phase_sampling
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.interface import Encoding
from telescan.mr.slice_view import SliceView, coil_kspace, echo_planar_kspace, slice_view
from telescan.mr.telling_frames import noise_of_trace, telling_frames

Complexes = NDArray[np.complex64]

_GEOMETRY = (
    "acquisition_type",
    "fov_frequency_mm",
    "fov_phase_mm",
    "matrix_frequency",
    "matrix_phase",
    "phase_oversampling_percent",
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
    "phase_encoding_direction",
    "saturation_bands",
    "receive_coil",
)
_KEPT = 4
"""Geometries and noise fields kept; an expert switches between a present and a proposed one."""


class Preview:
    """Predicts images of one phantom on one scanner. Not safe to share between threads."""

    def __init__(self, model: ScannerModel, phantom: Phantom) -> None:
        self._scene = Scene(model, phantom)
        self._views: OrderedDict[Hashable, SliceView] = OrderedDict()
        self._noise: OrderedDict[Hashable, Complexes] = OrderedDict()

    def image(
        self,
        prescription: Prescription,
        slice_index: int,
        seed: int,
        frame: Frame | None = None,
    ) -> NDArray[np.float32]:
        """Return the displayed image, (row, column), in units of M0, noise included.

        It shows one of the sequence's frames, or what the series is made for: the trace of the
        highest b-value, or control less label. The same ``seed`` gives the same noise pattern.
        Raises IndexError for a slice that is not prescribed.
        """
        shown = (frame,) if frame else telling_frames(prescription)
        sequence = sequence_of(prescription)
        geometry = tuple(getattr(prescription, name) for name in _GEOMETRY)
        key = (slice_index, sequence.encoding, geometry)
        view = _kept(self._views, key, lambda: slice_view(prescription, self._scene, slice_index))
        kspace = self._kspace(prescription, view, shown)
        sigma = noise_sigma(prescription, self._scene.model.field_strength_t)
        if frame is None:
            sigma *= noise_of_trace(prescription, shown[0])
        kspace += np.float32(sigma) * self._unit_noise(kspace.shape, seed)
        kspace[..., ~phase_sampling(prescription).acquired, :] = 0
        covariance = noise_covariance(kspace.shape[1])
        first, *taken_away = (
            reconstruct_for_display(one, prescription, covariance) for one in kspace
        )
        for image in taken_away:
            first = first - image
        return evened(first, prescription, self._scene.model, slice_index)

    def _kspace(
        self, prescription: Prescription, view: SliceView, shown: tuple[Frame, ...]
    ) -> Complexes:
        """Return the k-space of frames without noise, (frame, coil, line, frequency)."""
        sequence = sequence_of(prescription)
        if sequence.encoding is Encoding.ECHO_PLANAR:
            numbers = [sequence.frames(prescription).index(frame) for frame in shown]
            return echo_planar_kspace(prescription, self._scene, view)[numbers]
        model = self._scene.model
        return np.stack([coil_kspace(prescription, model, view, frame) for frame in shown])

    def _unit_noise(self, shape: tuple[int, ...], seed: int) -> Complexes:
        return _kept(
            self._noise,
            (seed, shape),
            lambda: channel_noise(np.random.default_rng(seed), shape, shape[1]),
        )


def _kept[T](kept: OrderedDict[Hashable, T], key: Hashable, make: Callable[[], T]) -> T:
    """Return what is kept under a key, made when missing; the longest unused is dropped."""
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > _KEPT:
        kept.popitem(last=False)
    return kept[key]
