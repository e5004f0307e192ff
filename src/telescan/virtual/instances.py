"""From reconstructed images of a series to its DICOM instances."""

from datetime import datetime

import numpy as np
from pydicom.dataset import FileDataset

from telescan.dicom.mr_image import Acquired, Station, mr_images, stored_window, to_pixels
from telescan.mr.consequences import assess
from telescan.mr.frame import ImageSet
from telescan.mr.geometry import slice_geometry
from telescan.mr.window import display_window
from telescan.scanner.driver import Exam, Series


def instances_of(
    exam: Exam,
    series: Series,
    station: Station,
    sets: tuple[ImageSet, ...],
    *,
    exam_began: datetime,
    series_began: datetime,
) -> list[FileDataset]:
    """Return one instance per slice of each set of images.

    The brightest pixel of the series takes the largest stored value; the window is the one that
    suits the prescription's contrast, the same as a prediction is shown by.
    """
    prescription = series.prescription
    consequences = assess(
        prescription,
        station.scanner.model,
        compared_with=prescription,
        patient_weight_kg=exam.patient.weight_kg,
    )
    images = np.stack([image_set.images for image_set in sets])
    brightest = float(images.max())
    pixels = to_pixels(images.reshape(-1, *images.shape[2:]), brightest)
    shown = display_window(prescription, station.scanner.model)
    acquired = Acquired(
        pixels=pixels,
        geometry=tuple(slice_geometry(prescription, index) for index in range(images.shape[1]))
        * len(sets),
        window=stored_window(shown.centre, shown.width, brightest),
        sar_w_kg=consequences.sar_whole_body_w_kg,
        exam_began=exam_began,
        series_began=series_began,
    )
    return mr_images(exam, series, station, acquired)
