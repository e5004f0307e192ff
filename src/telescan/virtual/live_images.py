"""Images of the running series as they come: kept while it runs, for the console to show."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import ImageSet
from telescan.mr.prescription import Prescription
from telescan.mr.tissue import Tissue
from telescan.mr.volume import Effort
from telescan.virtual.acquisition import Imaging


class LiveImages:
    """``Imaging`` that remembers every slice. Slices come from several threads, in any order."""

    def __init__(self, imaging: Imaging) -> None:
        self._imaging = imaging
        self._images: dict[int, NDArray[np.float32]] = {}

    def first(self, slices: int) -> tuple[NDArray[np.float32], ...]:
        """Return the first slices, as far as there are any: (frame, row, column) each."""
        return tuple(self._images[i] for i in range(slices) if i in self._images)

    @property
    def tissues(self) -> tuple[Tissue, ...]:
        """What lies in the bore is made of them."""
        return self._imaging.tissues

    def image_slice(
        self, prescription: Prescription, slice_index: int, rng: np.random.Generator
    ) -> NDArray[np.float32]:
        """Acquire and reconstruct one slice, and remember it."""
        image = self._imaging.image_slice(prescription, slice_index, rng)
        self._images[slice_index] = image
        return image

    def image_volume(
        self, prescription: Prescription, rng: np.random.Generator, effort: Effort
    ) -> NDArray[np.float32]:
        """Acquire and reconstruct a 3D series, and remember its slices."""
        volume = self._imaging.image_volume(prescription, rng, effort)
        self._images.update(enumerate(volume.swapaxes(0, 1)))
        return volume

    def image_sets(
        self, prescription: Prescription, images: NDArray[np.float32]
    ) -> tuple[ImageSet, ...]:
        """Return what is sent of a series' magnitudes (frame, slice, row, column)."""
        return self._imaging.image_sets(prescription, images)
