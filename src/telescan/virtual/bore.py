"""What lies in the bore of a virtual scanner: a digital phantom, imaged through k-space."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.acquisition import acquire_slice
from telescan.mr.hardware import ScannerModel
from telescan.mr.phantom import phantom_named
from telescan.mr.prescription import Prescription
from telescan.mr.reconstruction import reconstruct_for_display


class PhantomImaging:
    """``Imaging`` of a phantom on a scanner model. Raises ValueError for an unknown phantom."""

    def __init__(self, model: ScannerModel, phantom: str) -> None:
        self._model = model
        self._phantom = phantom_named(phantom)

    def acquire(
        self, prescription: Prescription, slice_index: int, rng: np.random.Generator
    ) -> NDArray[np.complex64]:
        """Return one slice's k-space with noise, (coil, phase, frequency)."""
        return acquire_slice(prescription, self._model, self._phantom, slice_index, rng)

    def reconstruct(
        self, kspace: NDArray[np.complex64], prescription: Prescription
    ) -> NDArray[np.float32]:
        """Return the magnitude image of one slice, (row, column) as displayed."""
        return reconstruct_for_display(kspace, prescription)
