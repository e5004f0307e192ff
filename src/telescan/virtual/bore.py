"""What lies in the bore of a virtual scanner: a digital phantom, imaged through k-space."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.faults import NO_FAULTS, Faults
from telescan.mr.frame import ImageSet
from telescan.mr.hardware import ScannerModel
from telescan.mr.imaging import image_sets, image_slice, image_volume
from telescan.mr.phantom import phantom_named
from telescan.mr.prescription import Prescription
from telescan.mr.scene import Scene
from telescan.mr.tissue import Tissue
from telescan.mr.volume import Effort


class PhantomImaging:
    """``Imaging`` of a phantom on a scanner model. Raises ValueError for an unknown phantom."""

    def __init__(self, model: ScannerModel, phantom: str, faults: Faults = NO_FAULTS) -> None:
        self.scene = Scene(model, phantom_named(phantom), faults)

    @property
    def tissues(self) -> tuple[Tissue, ...]:
        """What the phantom is made of."""
        return self.scene.phantom.tissues

    def image_slice(
        self, prescription: Prescription, slice_index: int, rng: np.random.Generator
    ) -> NDArray[np.float32]:
        """Acquire and reconstruct one slice: magnitudes, (frame, row, column) as displayed."""
        return image_slice(prescription, self.scene, slice_index, rng)

    def image_volume(
        self, prescription: Prescription, rng: np.random.Generator, effort: Effort
    ) -> NDArray[np.float32]:
        """Acquire and reconstruct a 3D series: magnitudes, (frame, slice, row, column)."""
        return image_volume(prescription, self.scene, rng, effort)

    def image_sets(
        self, prescription: Prescription, images: NDArray[np.float32]
    ) -> tuple[ImageSet, ...]:
        """Return what is sent of a series' magnitudes (frame, slice, row, column)."""
        return image_sets(prescription, self.scene.model, images)
