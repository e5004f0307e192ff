"""What headers say against what was prescribed: nothing deviates by itself, every change shows."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import Dataset

from telescan.dicom.mr_image import Acquired, Station, StoredSet, mr_images
from telescan.dicom.stored_values import Window
from telescan.mr.frame import Frame, ImageKind
from telescan.mr.geometry import slice_geometry
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import (
    FatSuppression,
    IntensityCorrection,
    Orientation,
    ParallelTechnique,
    PhaseEncodingDirection,
    PhasePolarity,
    Prescription,
    SaturationBand,
    Sequence,
)
from telescan.protocol.as_run import as_run
from telescan.protocol.compliance import TOLERANCES, check
from telescan.protocol.vocabulary import WORDS
from telescan.quality.results import Agreement
from telescan.scanner.driver import Exam, Patient, ScannerDescription, Series

_NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def prescriptions(**fixed: object) -> st.SearchStrategy[Prescription]:
    return st.builds(
        Prescription,
        sequence=st.sampled_from([Sequence.TURBO_SPIN_ECHO, Sequence.INVERSION_RECOVERY]),
        repetition_time_ms=st.floats(100, 9_000),
        echo_time_ms=st.floats(2, 200),
        inversion_time_ms=st.none() | st.floats(50, 3_000),
        flip_angle_deg=st.floats(5, 180),
        echo_train_length=st.integers(2, 32),
        averages=st.integers(1, 4),
        pixel_bandwidth_hz=st.floats(50, 1_000),
        fov_frequency_mm=st.floats(150, 300),
        fov_phase_mm=st.floats(150, 300),
        matrix_frequency=st.sampled_from([32, 64, 96]),
        matrix_phase=st.sampled_from([32, 48, 64]),
        slices=st.integers(1, 6),
        slice_thickness_mm=st.floats(1, 8),
        slice_gap_mm=st.floats(0, 4),
        orientation=st.sampled_from(Orientation),
        slice_offset_mm=st.floats(-60, 60),
        phase_encoding_direction=st.sampled_from(PhaseEncodingDirection),
        **{name: st.just(value) for name, value in fixed.items()},
    )


def images_of(p: Prescription) -> list[Dataset]:
    """The images that the virtual scanner would send."""
    places = tuple(slice_geometry(p, index) for index in range(p.slices))
    pixels = np.zeros((p.slices, places[0].rows, places[0].columns), dtype=np.uint16)
    series = Series(
        series_id="s1",
        series_number=2,
        description="t2_tse",
        prescription=p,
        scan_time_s=60,
        series_instance_uid="1.2.3.4",
    )
    exam = Exam(
        exam_id="e1",
        study_instance_uid="1.2.3",
        body_region="head",
        patient=Patient(name="A", patient_id="1", weight_kg=70),
        series=(series,),
    )
    model = MODELS["Aster 3T"]
    scanner = ScannerDescription(
        model=model, serial_number="1", software_version="1", capabilities=frozenset()
    )
    station = Station(name="MR2", institution="County", scanner=scanner)
    frame = Frame(p.echo_time_ms)
    stored = StoredSet(ImageKind.MAGNITUDE, frame, pixels, Window(1, 2))
    acquired = Acquired((stored,), places, 1.0, _NOW, _NOW)
    return list(mr_images(exam, series, station, acquired))


_quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_quick
@given(prescriptions())
def test_a_scan_that_was_run_as_prescribed_deviates_in_nothing(p: Prescription) -> None:
    checks = check(p, as_run(images_of(p)), complete=True)
    assert [c for c in checks if c.agreement is Agreement.DEVIATES] == []
    unsaid = {c.parameter for c in checks if c.agreement is Agreement.NOT_IN_HEADER}
    assert unsaid == {"refocusing_flip_angle_deg"}


CHANGES = {
    "sequence": Sequence.SPOILED_GRADIENT_ECHO,
    "repetition_time_ms": 2_500.0,
    "echo_time_ms": 92.5,
    "inversion_time_ms": 180.0,
    "flip_angle_deg": 120.0,
    "echo_train_length": 9,
    "averages": 3,
    "pixel_bandwidth_hz": 250.0,
    "fov_frequency_mm": 245.0,
    "fov_phase_mm": 210.0,
    "matrix_frequency": 72,
    "matrix_phase": 56,
    "slices": 4,
    "slice_thickness_mm": 4.5,
    "slice_gap_mm": 1.0,
    "orientation": Orientation.CORONAL,
    "slice_offset_mm": 12.0,
    "phase_encoding_direction": PhaseEncodingDirection.COL,
    "phase_encoding_polarity": PhasePolarity.NEGATIVE,
    "fat_suppression": FatSuppression.WATER_EXCITATION,
    "saturation_bands": (),
    "intensity_correction": IntensityCorrection.PRESCAN,
    "partial_fourier": 1.0,
    "parallel_technique": ParallelTechnique.SENSE,
    "acceleration_factor": 3,
    "tilt_lr_deg": 5.0,
    "row_offset_mm": 9.0,
    "column_offset_mm": -9.0,
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_parameter_that_was_run_differently_deviates(name: str) -> None:
    prescribed = Prescription(
        sequence=Sequence.INVERSION_RECOVERY,
        repetition_time_ms=4_000,
        echo_time_ms=90,
        inversion_time_ms=160,
        echo_train_length=8,
        matrix_frequency=64,
        matrix_phase=64,
        slices=3,
        partial_fourier=0.75,
        parallel_technique=ParallelTechnique.GRAPPA,
        acceleration_factor=2,
        reference_lines=16,
        fat_suppression=FatSuppression.SATURATION,
        saturation_bands=(SaturationBand(offset_mm=-70),),
    )
    run = prescribed.model_copy(update={name: CHANGES[name]})
    checks = {c.parameter: c for c in check(prescribed, as_run(images_of(run)), complete=True)}
    assert checks[name].agreement is Agreement.DEVIATES


@pytest.mark.parametrize(
    ("scanning", "said", "family"),
    [
        (["GR", "IR"], {"SequenceVariant": ["SP", "MP"]}, Sequence.MPRAGE),
        ("GR", {"SequenceVariant": "SS"}, Sequence.BALANCED_SSFP),
        ("GR", {"SequenceVariant": ["SS", "SP", "SK"]}, Sequence.SPOILED_GRADIENT_ECHO),
        ("GR", {"SequenceVariant": "SP", "AngioFlag": "Y"}, Sequence.TIME_OF_FLIGHT),
        (["GR", "EP"], {}, Sequence.GRADIENT_ECHO_EPI),
        (["SE", "EP"], {"DiffusionBValue": 1000.0}, Sequence.DIFFUSION_EPI),
        ("SE", {"ArterialSpinLabelingContrast": "CONTINUOUS"}, Sequence.ARTERIAL_SPIN_LABELLING),
    ],
)
def test_every_family_is_told_by_its_headers(
    scanning: object, said: dict[str, object], family: Sequence
) -> None:
    image = Dataset()
    image.ScanningSequence = scanning
    for keyword, value in said.items():
        setattr(image, keyword, value)
    assert as_run([image])["sequence"] == family


def test_echoes_and_weightings_are_read_from_all_images_together() -> None:
    images = []
    for echo, b_value, direction in ((1, 0, None), (1, 1000, [1, 0, 0]), (2, 1000, [-1, 0, 0])):
        image = Dataset()
        image.EchoNumbers, image.EchoTime = echo, 20 * echo
        image.DiffusionBValue = float(b_value)
        if direction is not None:
            image.DiffusionGradientOrientation = [float(part) for part in direction]
        images.append(image)
    run = as_run(images)
    assert (run["echo_time_ms"], run["second_echo_time_ms"]) == (20, 40)
    assert (run["b_values_s_mm2"], run["diffusion_directions"]) == ("0, 1000", 1)


def test_what_no_header_tells_is_checked_only_where_it_was_chosen() -> None:
    usual = Prescription(sequence=Sequence.SPIN_ECHO, repetition_time_ms=500, echo_time_ms=15)
    chosen = usual.model_copy(update={"phase_oversampling_percent": 50.0})
    assert "phase_oversampling_percent" not in {
        c.parameter for c in check(usual, {}, complete=True)
    }
    told = {c.parameter: c.agreement for c in check(chosen, {}, complete=True)}
    assert told["phase_oversampling_percent"] is Agreement.NOT_IN_HEADER


def test_every_tolerance_is_of_a_parameter() -> None:
    assert Prescription.model_fields.keys() >= TOLERANCES.keys()


def test_slices_are_not_judged_before_all_have_come() -> None:
    p = Prescription(
        sequence=Sequence.SPIN_ECHO, repetition_time_ms=500, echo_time_ms=15, slices=5,
        matrix_frequency=32, matrix_phase=32,
    )  # fmt: skip
    names = {c.parameter for c in check(p, as_run(images_of(p)[:2]), complete=False)}
    assert not names & {"slices", "slice_offset_mm"}


def test_a_value_that_differs_between_images_is_not_taken_for_the_series() -> None:
    p = Prescription(
        sequence=Sequence.SPIN_ECHO, repetition_time_ms=500, echo_time_ms=15, slices=2,
        matrix_frequency=32, matrix_phase=32,
    )  # fmt: skip
    images = images_of(p)
    images[1].EchoTime = "30"
    assert "echo_time_ms" not in as_run(images)


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (
            "phantom/acr/siemens-aera-1.5t-t1",
            {"sequence": "spin_echo", "repetition_time_ms": 500, "echo_time_ms": 20},
        ),
        ("phantom/acr/ge-artist-1.5t-t1", {"sequence": "spin_echo", "slices": 11}),
        ("phantom/acr/philips-achieva-dstream-3t", {"slice_thickness_mm": 5, "slice_gap_mm": 5}),
    ],
)
def test_headers_of_real_scanners_are_read(real_series, folder, expected) -> None:
    run = as_run(real_series(folder))
    assert {name: run.get(name) for name in expected} == expected


def test_garbage_in_headers_is_absent_rather_than_an_error() -> None:
    image = Dataset()
    image.ImageOrientationPatient = [1, 0, 0]
    image.PixelSpacing = None
    image.AcquisitionMatrix = [0, 0, 0, 0]
    image.RepetitionTime = None
    assert as_run([image]) == {"slices": 1}


def test_every_vendor_has_a_word_for_every_parameter_and_sequence() -> None:
    for words in WORDS.values():
        assert words.parameters.keys() == Prescription.model_fields.keys()
        assert set(words.sequences) == set(Sequence)


def test_the_repetition_time_of_a_perfusion_series_is_not_that_of_its_reference() -> None:
    reference, control = Dataset(), Dataset()
    reference.ASLContext, reference.RepetitionTime = "M_ZERO_SCAN", "6000"
    control.ASLContext, control.RepetitionTime = "CONTROL", "4600"
    assert as_run([reference, control])["repetition_time_ms"] == 4600
