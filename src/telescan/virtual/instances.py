"""From reconstructed images of a series to its DICOM instances."""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import FileDataset

from telescan.dicom.mr_image import Acquired, Station, StoredSet, mr_images
from telescan.dicom.stored_values import Scale, Window, scale_between, stored_window
from telescan.mr.consequences import assess
from telescan.mr.frame import ImageKind, ImageSet
from telescan.mr.geometry import slice_geometry
from telescan.mr.tissue import Tissue
from telescan.mr.window import DisplayWindow, display_window
from telescan.scanner.driver import Exam, Series

_MAP_SCALES: dict[ImageKind, Scale] = {
    ImageKind.ADC: Scale(slope=1.0),
    ImageKind.CEREBRAL_BLOOD_FLOW: Scale(slope=0.1, intercept=-100.0),
}
"""Of maps in units of their own; noise makes blood flow negative here and there."""
_MAP_WINDOWS: dict[ImageKind, Window] = {
    ImageKind.ADC: Window(centre=1250.0, width=2500.0),
    ImageKind.CEREBRAL_BLOOD_FLOW: Window(centre=50.0, width=100.0),
}
"""Up to free water; up to well above grey matter."""
_HEADROOM = 2.0
"""Largest stored value over the brightest pixel. Five real scanners' series of the ACR phantom have
their brightest at 1300 to 4500, mostly about 2000; judges with thresholds in stored values (hazen's
outline: 127) take air of a fuller range for phantom."""
_BRIGHT_PERCENT = 98.0
_MAP_HEADROOM = 1.25
"""The brain fills less of a perfusion map than the head does of an image."""


def instances_of(
    exam: Exam,
    series: Series,
    station: Station,
    sets: tuple[ImageSet, ...],
    *,
    exam_began: datetime,
    series_began: datetime,
    tissues: tuple[Tissue, ...] = (),
) -> list[FileDataset]:
    """Return one instance per slice of each set of images.

    The brightest pixel of the series takes half of the largest stored value. The window of the
    first set is the one that suits the prescription's contrast between ``tissues``, the same as a
    prediction of a head is shown by; darker sets get a narrower one.
    """
    prescription = series.prescription
    consequences = assess(
        prescription,
        station.scanner.model,
        compared_with=prescription,
        patient_weight_kg=exam.patient.weight_kg,
    )
    slices = sets[0].images.shape[0]
    acquired = Acquired(
        sets=_stored(sets, display_window(prescription, station.scanner.model, tissues)),
        geometry=tuple(slice_geometry(prescription, index) for index in range(slices)),
        sar_w_kg=consequences.sar_whole_body_w_kg,
        exam_began=exam_began,
        series_began=series_began,
        contrast_agent="Gadolinium" if Tissue.ENHANCING_TUMOUR in tissues else "",
    )
    return mr_images(exam, series, station, acquired)


def _stored(sets: tuple[ImageSet, ...], shown: DisplayWindow) -> tuple[StoredSet, ...]:
    signals = [s.images for s in sets if s.kind in _OF_SIGNAL]
    scale = scale_between(0.0, _HEADROOM * max(float(images.max()) for images in signals))
    first = _brightness(signals[0])
    return tuple(_signal(s, scale, shown, first) if s.kind in _OF_SIGNAL else _map(s) for s in sets)


_OF_SIGNAL = frozenset({ImageKind.MAGNITUDE, ImageKind.TRACE_WEIGHTED})


def _signal(image_set: ImageSet, scale: Scale, shown: DisplayWindow, first: float) -> StoredSet:
    share = min(1.0, _brightness(image_set.images) / first) if first > 0 else 1.0
    window = stored_window(shown.centre * share, shown.width * share, scale)
    return StoredSet(image_set.kind, image_set.frame, scale.stored(image_set.images), window)


def _map(image_set: ImageSet) -> StoredSet:
    images = image_set.images
    scale = _MAP_SCALES.get(image_set.kind) or _whole_range(images)
    window = _MAP_WINDOWS.get(image_set.kind) or _up_to_the_brightest(images)
    return StoredSet(image_set.kind, image_set.frame, scale.stored(images), window, scale)


def _whole_range(images: NDArray[np.float32]) -> Scale:
    return scale_between(min(0.0, float(images.min())), max(float(images.max()), 1e-9))


def _up_to_the_brightest(images: NDArray[np.float32]) -> Window:
    bright = max(_MAP_HEADROOM * _brightness(images), 1e-9)
    return Window(centre=bright / 2, width=bright)


def _brightness(images: NDArray[np.float32]) -> float:
    """Return what little is brighter than."""
    return float(np.percentile(images, _BRIGHT_PERCENT))
