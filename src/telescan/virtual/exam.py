"""Exams of the virtual scanner: invented patients, and series made from what is prescribed.

Pure: numbers come in, exams and series go out. The same numbers give the same exam, UIDs included.
"""

from datetime import date, timedelta

import numpy as np

from telescan.dicom.uids import uid_of
from telescan.mr.prescription import Prescription
from telescan.scanner.driver import Exam, Patient, Series

_SEXES = ("F", "M")


def demo_patient(number: int, seed: int) -> Patient:
    """Return an invented patient; ``number`` counts from 1 and stands in the name."""
    rng = np.random.default_rng([seed, number])
    sex = _SEXES[int(rng.integers(len(_SEXES)))]
    born = date(1940, 1, 1) + timedelta(days=int(rng.integers(0, 365 * 65)))
    mean_kg = 67.0 if sex == "F" else 81.0
    weight_kg = float(np.clip(rng.normal(mean_kg, 11.0), 45.0, 125.0))
    return Patient(
        name=f"Doe^Demo {number:04d}",
        patient_id=f"DEMO-{number:04d}",
        birth_date=born,
        sex=sex,
        weight_kg=round(weight_kg, 1),
    )


def new_exam(identity: str, number: int, body_region: str, patient: Patient) -> Exam:
    """Return an exam without series. ``identity`` is what makes it unlike every other exam."""
    return Exam(
        exam_id=f"E{number:05d}",
        study_instance_uid=uid_of(identity, "study"),
        body_region=body_region,
        patient=patient,
        series=(),
    )


def new_series(
    exam: Exam, description: str, prescription: Prescription, scan_time_s: float
) -> Series:
    """Return a queued series with the exam's next number."""
    number = max((s.series_number for s in exam.series), default=0) + 1
    return Series(
        series_id=f"{exam.exam_id}-S{number:02d}",
        series_number=number,
        description=description,
        prescription=prescription,
        scan_time_s=scan_time_s,
        series_instance_uid=uid_of(exam.study_instance_uid, "series", number),
    )
