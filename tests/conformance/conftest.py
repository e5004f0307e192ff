"""Series of every family as the virtual scanner writes them, and the judges that read them."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from telescan.dicom.mr_frame import KINDS
from telescan.dicom.mr_image import Acquired, Station, StoredSet, mr_images
from telescan.dicom.stored_values import Window, scale_between
from telescan.mr.frame import DiffusionWeighting, Frame, ImageKind, Labelling
from telescan.mr.geometry import slice_geometry
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription, Sequence
from telescan.scanner.driver import Exam, Patient, ScannerDescription, Series
from telescan.virtual.exam import new_exam, new_series

BEGAN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
_OBLIQUE = (0.6, 0.0, 0.8)
_MAGNITUDE = ImageKind.MAGNITUDE

FAMILIES: dict[Sequence, dict[str, object]] = {
    Sequence.SPIN_ECHO: {"second_echo_time_ms": 80.0},
    Sequence.TURBO_SPIN_ECHO: {"echo_train_length": 8, "phase_oversampling_percent": 50},
    Sequence.INVERSION_RECOVERY: {"echo_train_length": 8, "inversion_time_ms": 200.0},
    Sequence.SPOILED_GRADIENT_ECHO: {"partial_fourier": 0.75, "fat_suppression": "saturation"},
    Sequence.MPRAGE: {
        "acquisition_type": "3D",
        "inversion_time_ms": 900.0,
        "parallel_technique": "GRAPPA",
        "acceleration_factor": 2,
        "reference_lines": 8,
    },
    Sequence.BALANCED_SSFP: {},
    Sequence.GRADIENT_ECHO_EPI: {"phase_encoding_polarity": "negative"},
    Sequence.DIFFUSION_EPI: {"b_values_s_mm2": (0.0, 1000.0), "diffusion_directions": 3},
    Sequence.TIME_OF_FLIGHT: {"acquisition_type": "3D", "saturation_bands": ({"offset_mm": 60},)},
    Sequence.ARTERIAL_SPIN_LABELLING: {
        "acquisition_type": "3D",
        "labelling_duration_ms": 1800.0,
        "post_labelling_delay_ms": 1800.0,
    },
}
"""What each family has besides, so that every module's attributes come up."""


def prescribed(sequence: Sequence = Sequence.SPIN_ECHO, **changes: object) -> Prescription:
    values: dict[str, object] = {
        "sequence": sequence,
        "repetition_time_ms": 2000.0,
        "echo_time_ms": 20.0,
        "matrix_frequency": 48,
        "matrix_phase": 32,
        "fov_frequency_mm": 240.0,
        "fov_phase_mm": 200.0,
        "slices": 5,
        "slice_thickness_mm": 4.0,
        **FAMILIES[sequence],
    }
    return Prescription.model_validate(values | changes)


def sets_of(prescription: Prescription) -> tuple[tuple[ImageKind, Frame], ...]:
    """Which images a series of this family has."""
    te_ms = prescription.echo_time_ms
    match prescription.sequence:
        case Sequence.SPIN_ECHO:
            return (_MAGNITUDE, Frame(te_ms)), (_MAGNITUDE, Frame(80.0, 2))
        case Sequence.DIFFUSION_EPI:
            plain = Frame(te_ms, diffusion=DiffusionWeighting(0.0, (0.0, 0.0, 0.0)))
            along = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), _OBLIQUE]
            frames = [Frame(te_ms, diffusion=DiffusionWeighting(1000.0, v)) for v in along]
            acquired = [(_MAGNITUDE, frame) for frame in (plain, *frames)]
            return (
                *acquired,
                (ImageKind.TRACE_WEIGHTED, frames[0]),
                (ImageKind.ADC, plain),
            )
        case Sequence.ARTERIAL_SPIN_LABELLING:
            acquired = [(_MAGNITUDE, Frame(te_ms, labelling=state)) for state in Labelling]
            return (
                *acquired,
                (ImageKind.PERFUSION_WEIGHTED, Frame(te_ms)),
                (ImageKind.CEREBRAL_BLOOD_FLOW, Frame(te_ms)),
            )
    return ((_MAGNITUDE, Frame(te_ms)),)


def marked_images(prescription: Prescription) -> np.ndarray:
    """One bright pixel per slice, off the middle, so that a flip shows."""
    place = slice_geometry(prescription, 0)
    images = np.full((prescription.slices, place.rows, place.columns), 0.1, dtype=np.float32)
    for index in range(prescription.slices):
        images[index, 3 + index, 5] = 1.0
    return images


Write = Callable[..., Path]


@pytest.fixture
def write_series(tmp_path: Path) -> Write:
    """Write a series of marked images; give its folder."""

    def write(
        prescription: Prescription, body_region: str = "HEAD", contrast_agent: str = ""
    ) -> Path:
        exam, series, station = _setting(prescription, body_region)
        images = marked_images(prescription)
        scale = scale_between(0.0, 1.0)
        sets = tuple(
            StoredSet(
                kind,
                frame,
                scale.stored(images),
                Window(2000, 4000),
                scale if KINDS[kind].unit else None,
            )
            for kind, frame in sets_of(prescription)
        )
        places = tuple(slice_geometry(prescription, i) for i in range(prescription.slices))
        acquired = Acquired(sets, places, 0.5, BEGAN, BEGAN, contrast_agent)
        folder = tmp_path / "series"
        folder.mkdir()
        written = mr_images(exam, series, station, acquired)
        for number, instance in enumerate(written, start=1):
            instance.save_as(folder / f"{number:04d}.dcm", enforce_file_format=True)
        return folder

    return write


def _setting(prescription: Prescription, body_region: str) -> tuple[Exam, Series, Station]:
    patient = Patient(
        name="Doe^Demo", patient_id="D1", birth_date=date(1970, 1, 1), sex="F", weight_kg=70
    )
    scanner = ScannerDescription(
        model=MODELS["Aster 3T"],
        serial_number="1",
        software_version="1",
        capabilities=frozenset(),
    )
    exam = new_exam("conformance", 1, body_region, patient)
    series = new_series(exam, prescription.sequence.value, prescription, 60.0)
    return exam, series, Station("MR1", "County", scanner)


@pytest.fixture(scope="session")
def dciodvfy() -> str:
    return _judge("dciodvfy", "dicom3tools")


@pytest.fixture(scope="session")
def dcm2niix() -> str:
    return _judge("dcm2niix", "dcm2niix")


def _judge(program: str, package: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed (Debian: apt-get install {package})")
    return found
