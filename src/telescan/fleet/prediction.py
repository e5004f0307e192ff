"""What a prescription means on a scanner, and how its image will look: physics in a worker thread.

The phantom stands in for the patient: the predicted image shows contrast, resolution and noise, not
this patient's anatomy.
"""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from telescan.mr.consequences import Consequences, assess
from telescan.mr.explanation import Explanation, explain
from telescan.mr.hardware import ScannerModel
from telescan.mr.phantom import phantom_named
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.preview import Preview
from telescan.mr.telling_frames import telling_frames
from telescan.mr.ways_out import WayOut, ways_out
from telescan.mr.window import DisplayWindow, display_window

_PHANTOM = "head"
_NOISE_SEED = 1
"""The same noise pattern in every image, so that two of them differ by what was changed only."""
_QUICK_PNG = 1
_TYPICAL_WEIGHT_KG = 75.0
_TYPICAL = Prescription(
    sequence=Sequence.TURBO_SPIN_ECHO,
    repetition_time_ms=4_000,
    echo_time_ms=90,
    echo_train_length=8,
)


class Prediction(Consequences):
    """What a prescription means, and which of its changes brings what."""

    explanation: tuple[Explanation, ...]
    """Each change by itself, then all together."""


@dataclass(frozen=True)
class PredictedImage:
    """One predicted slice."""

    png: bytes
    """8-bit grey."""
    window: DisplayWindow
    """The signals shown as black and white."""


class Predictor:
    """Works out consequences and previews, one at a time; keeps one preview for each model."""

    def __init__(self) -> None:
        # The preview's caches are not safe to share between threads, so there is one thread.
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="prediction")
        self._previews: dict[ScannerModel, Preview] = {}

    def close(self) -> None:
        """Stop the worker; what it is doing is finished, what waits is dropped."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def warm(self, model: ScannerModel) -> None:
        """Get ready for a model in the background, so that its first preview is quick."""
        self._worker.submit(
            assess, _TYPICAL, model, compared_with=_TYPICAL, patient_weight_kg=_TYPICAL_WEIGHT_KG
        )
        self._worker.submit(self._image, _TYPICAL, model, _TYPICAL)

    async def consequences(
        self,
        prescription: Prescription,
        model: ScannerModel,
        *,
        present: Prescription,
        patient_weight_kg: float,
    ) -> Prediction:
        """Work out what a prescription means, compared with the present one, and why."""

        def work_out() -> Prediction:
            meant = assess(
                prescription, model, compared_with=present, patient_weight_kg=patient_weight_kg
            )
            why = explain(present, prescription, model, patient_weight_kg=patient_weight_kg)
            return Prediction(**dict(meant), explanation=why)

        return await asyncio.to_thread(work_out)

    async def ways_out(
        self,
        prescription: Prescription,
        model: ScannerModel,
        *,
        present: Prescription,
        patient_weight_kg: float,
    ) -> tuple[WayOut, ...]:
        """Find prescriptions that run in place of one that does not."""
        return await asyncio.to_thread(
            ways_out,
            prescription,
            model,
            compared_with=present,
            patient_weight_kg=patient_weight_kg,
        )

    async def image(
        self,
        prescription: Prescription,
        model: ScannerModel,
        *,
        windowed_for: Prescription,
        slice_index: int | None = None,
    ) -> PredictedImage:
        """Predict a slice (None: the middle one) in the grey scale that suits ``windowed_for``."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._worker, self._image, prescription, model, windowed_for, slice_index
        )

    def _image(
        self,
        prescription: Prescription,
        model: ScannerModel,
        windowed_for: Prescription,
        slice_index: int | None = None,
    ) -> PredictedImage:
        if model not in self._previews:
            self._previews[model] = Preview(model, phantom_named(_PHANTOM))
        last = prescription.slices - 1
        wanted = prescription.slices // 2 if slice_index is None else min(slice_index, last)
        signal = self._previews[model].image(prescription, wanted, _NOISE_SEED)
        window = display_window(windowed_for, model, frames=telling_frames(windowed_for))
        return PredictedImage(_png(window.grey(signal)), window)


def _png(grey: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(grey, mode="L").save(buffer, "PNG", compress_level=_QUICK_PNG)
    return buffer.getvalue()
