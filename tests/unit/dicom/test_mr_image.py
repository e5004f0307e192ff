"""MR Image Storage against the tables of PS3.3 A.4.3."""

from datetime import UTC, date, datetime
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import config, dcmread
from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, MRImageStorage

from telescan.dicom.mr_image import Acquired, Station, StoredSet, mr_images
from telescan.dicom.stored_values import Scale, scale_between, stored_window
from telescan.mr.frame import DiffusionWeighting, Frame, ImageKind, Labelling
from telescan.mr.geometry import image_shape, slice_geometry
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import (
    Orientation,
    PhaseEncodingDirection,
    Prescription,
    Sequence,
)
from telescan.scanner.driver import Exam, Patient, ScannerDescription, Series

STATION = Station(
    name="MR2",
    institution="县医院",
    scanner=ScannerDescription(
        model=MODELS["Aster 3T"],
        serial_number="TS-1",
        software_version="Telescan 1",
        capabilities=frozenset(),
    ),
)
BEGAN = datetime(2026, 3, 4, 5, 6, 7, 89_000, tzinfo=UTC)

TYPE_1 = """
SOPClassUID SOPInstanceUID StudyInstanceUID SeriesInstanceUID Modality FrameOfReferenceUID
Manufacturer ImageType SamplesPerPixel PhotometricInterpretation Rows Columns BitsAllocated
BitsStored HighBit PixelRepresentation PixelData PixelSpacing ImageOrientationPatient
ImagePositionPatient ScanningSequence SequenceVariant PatientPosition WindowCenter WindowWidth
SpecificCharacterSet
""".split()  # noqa: SIM905
"""Attributes that must be there with a value (1C of those whose condition holds included)."""

TYPE_2 = """
PatientName PatientID PatientBirthDate PatientSex StudyDate StudyTime ReferringPhysicianName
StudyID AccessionNumber SeriesNumber PositionReferenceIndicator InstanceNumber
PatientOrientation SliceThickness ScanOptions MRAcquisitionType RepetitionTime EchoTime
EchoTrainLength ContentDate ContentTime
""".split()  # noqa: SIM905
"""Attributes that must be there, empty where nothing is known."""


def spin_echo(**changes: object) -> Prescription:
    values: dict[str, object] = {
        "sequence": Sequence.SPIN_ECHO,
        "repetition_time_ms": 500.0,
        "echo_time_ms": 15.0,
        "matrix_frequency": 32,
        "matrix_phase": 32,
        "slices": 3,
        "slice_gap_mm": 1.0,
    }
    return Prescription.model_validate(values | changes)


MAPS = frozenset(ImageKind) - {ImageKind.MAGNITUDE, ImageKind.TRACE_WEIGHTED}


def images_of(
    prescription: Prescription,
    *,
    number: int = 1,
    of: tuple[tuple[ImageKind, Frame], ...] = (),
) -> list[FileDataset]:
    phase, frequency = image_shape(prescription)
    by_row = prescription.phase_encoding_direction is PhaseEncodingDirection.ROW
    shape = (frequency, phase) if by_row else (phase, frequency)
    ramp = np.linspace(0, 1, prescription.slices * shape[0] * shape[1], dtype=np.float32)
    scale = scale_between(0, 1)
    pixels = scale.stored(ramp.reshape(prescription.slices, *shape))
    patient = Patient(
        name="Doe^Demo 0001",
        patient_id="DEMO-0001",
        birth_date=date(1970, 2, 3),
        sex="F",
        weight_kg=61.5,
    )
    series = Series(
        series_id=f"S{number}",
        series_number=number,
        description="t1_se",
        prescription=prescription,
        scan_time_s=60,
        series_instance_uid=f"2.25.{number}",
    )
    exam = Exam(
        exam_id="E00001",
        study_instance_uid="2.25.99",
        body_region="HEAD",
        patient=patient,
        series=(series,),
    )
    geometry = tuple(slice_geometry(prescription, i) for i in range(prescription.slices))
    window = stored_window(0.5, 1.0, scale)
    sets = tuple(
        StoredSet(kind, frame, pixels, window, Scale(2.0, -10.0) if kind in MAPS else None)
        for kind, frame in of or ((ImageKind.MAGNITUDE, Frame(prescription.echo_time_ms)),)
    )
    acquired = Acquired(sets, geometry, 0.5, BEGAN, BEGAN)
    return mr_images(exam, series, STATION, acquired)


def written(dataset: FileDataset) -> FileDataset:
    buffer = BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    buffer.seek(0)
    return dcmread(buffer)


@pytest.mark.parametrize("keyword", TYPE_1)
def test_every_type_1_attribute_has_a_value(keyword: str) -> None:
    for image in images_of(spin_echo()):
        assert keyword in image
        assert image[keyword].value not in (None, "", [], b"")


@pytest.mark.parametrize("keyword", TYPE_2)
def test_every_type_2_attribute_is_there(keyword: str) -> None:
    assert all(keyword in image for image in images_of(spin_echo()))


def test_the_file_is_explicit_little_endian_and_strictly_valid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(config.settings, "reading_validation_mode", config.RAISE)
    monkeypatch.setattr(config.settings, "writing_validation_mode", config.RAISE)
    read = written(images_of(spin_echo())[1])
    assert read.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    assert read.file_meta.MediaStorageSOPClassUID == MRImageStorage
    assert read.file_meta.MediaStorageSOPInstanceUID == read.SOPInstanceUID
    for element in read.iterall():
        assert element.value is not None or element.VM == 0
    assert read.InstitutionName == "县医院"


def test_pixels_survive_writing() -> None:
    image = images_of(spin_echo())[2]
    read = written(image)
    assert read.pixel_array.shape == (image.Rows, image.Columns)
    assert np.array_equal(read.pixel_array, image.pixel_array)
    assert read.LargestImagePixelValue == read.pixel_array.max() == 4095
    assert read.pixel_array.max() < 2**read.BitsStored


def test_uids_are_the_same_for_the_same_series_and_unlike_for_another() -> None:
    again = [i.SOPInstanceUID for i in images_of(spin_echo())]
    first = images_of(spin_echo())
    other = images_of(spin_echo(), number=2)
    assert [i.SOPInstanceUID for i in first] == again
    assert len({i.SOPInstanceUID for i in (*first, *other)}) == 6
    assert {i.SeriesInstanceUID for i in first} == {"2.25.1"}
    assert len({i.FrameOfReferenceUID for i in (*first, *other)}) == 1
    assert all(UID(i.SOPInstanceUID).is_valid for i in first)


def test_every_value_that_was_prescribed_stands_in_the_header() -> None:
    prescription = spin_echo(
        sequence=Sequence.INVERSION_RECOVERY,
        repetition_time_ms=9000.0,
        echo_time_ms=87.3,
        inversion_time_ms=2500.0,
        flip_angle_deg=88.0,
        echo_train_length=16,
        averages=2,
        pixel_bandwidth_hz=201.0,
        slice_thickness_mm=4.5,
    )
    image = images_of(prescription)[0]
    assert image.RepetitionTime == 9000
    assert image.EchoTime == pytest.approx(87.3)
    assert image.InversionTime == 2500
    assert image.FlipAngle == 88
    assert image.EchoTrainLength == 16
    assert image.NumberOfAverages == 2
    assert image.PixelBandwidth == 201
    assert image.SliceThickness == 4.5
    assert image.SpacingBetweenSlices == 5.5
    assert image.MagneticFieldStrength == 3
    assert image.SAR == 0.5
    assert list(image.ScanningSequence) == ["SE", "IR"]


def test_there_is_an_inversion_time_only_with_an_inversion() -> None:
    assert "InversionTime" not in images_of(spin_echo())[0]


@pytest.mark.parametrize(
    ("sequence", "scanning", "variant"),
    [
        (Sequence.SPIN_ECHO, "SE", "NONE"),
        (Sequence.TURBO_SPIN_ECHO, "SE", "SK"),
        (Sequence.SPOILED_GRADIENT_ECHO, "GR", "SP"),
        (Sequence.BALANCED_SSFP, "GR", "SS"),
    ],
)
def test_sequences_go_by_the_terms_of_the_standard(
    sequence: Sequence, scanning: str, variant: str
) -> None:
    image = images_of(spin_echo(sequence=sequence))[0]
    assert (image.ScanningSequence, image.SequenceVariant) == (scanning, variant)


@pytest.mark.parametrize(
    ("direction", "matrix", "size"),
    [
        (PhaseEncodingDirection.ROW, [64, 0, 0, 48], (64, 55)),
        (PhaseEncodingDirection.COL, [0, 64, 48, 0], (55, 64)),
    ],
)
def test_the_acquisition_matrix_goes_with_the_phase_encoding_direction(
    direction: PhaseEncodingDirection, matrix: list[int], size: tuple[int, int]
) -> None:
    image = images_of(
        spin_echo(
            matrix_frequency=64,
            matrix_phase=48,
            fov_frequency_mm=230,
            fov_phase_mm=198,
            phase_encoding_direction=direction,
        )
    )[0]
    assert list(image.AcquisitionMatrix) == matrix
    assert image.InPlanePhaseEncodingDirection == direction
    assert (image.Rows, image.Columns) == size


@given(
    orientation=st.sampled_from(Orientation),
    offset_mm=st.floats(-100, 100),
    gap_mm=st.floats(0, 20),
    slices=st.integers(2, 5),
)
def test_slices_stand_one_behind_the_other_at_their_spacing(
    orientation: Orientation, offset_mm: float, gap_mm: float, slices: int
) -> None:
    images = images_of(
        spin_echo(
            orientation=orientation,
            slice_offset_mm=offset_mm,
            slice_gap_mm=gap_mm,
            slices=slices,
        )
    )
    positions = np.array([image.ImagePositionPatient for image in images], dtype=float)
    steps = np.linalg.norm(np.diff(positions, axis=0), axis=1)
    assert steps == pytest.approx(float(images[0].SpacingBetweenSlices), abs=1e-6)
    locations = np.diff([float(image.SliceLocation) for image in images])
    assert np.abs(locations) == pytest.approx(steps, abs=1e-6)


@given(
    echo_time_ms=st.floats(0.001, 1_000),
    bandwidth_hz=st.floats(1e-3, 5_000),
    offset_mm=st.floats(-300, 300),
)
def test_every_decimal_string_fits_its_sixteen_characters(
    echo_time_ms: float, bandwidth_hz: float, offset_mm: float
) -> None:
    image: Dataset = written(
        images_of(
            spin_echo(
                echo_time_ms=echo_time_ms,
                pixel_bandwidth_hz=bandwidth_hz,
                slice_offset_mm=offset_mm,
                slices=1,
            )
        )[0]
    )
    for element in image:
        if element.VR == "DS":
            values = element.value if element.VM > 1 else [element.value]
            assert all(len(str(value)) <= 16 for value in values)
    assert float(image.EchoTime) == pytest.approx(echo_time_ms, rel=1e-8)


@given(peak=st.floats(1e-6, 1e6))
def test_the_largest_value_takes_the_whole_range_whatever_its_size(peak: float) -> None:
    images = np.array([[[0.0, peak / 4, peak]]], dtype=np.float32)
    stored = scale_between(0, float(images.max())).stored(images)
    assert stored.tolist() == [[[0, 1024, 4095]]]


def test_an_empty_image_stays_empty() -> None:
    scale = scale_between(0.0, 0.0)
    assert not scale.stored(np.zeros((1, 4, 4), dtype=np.float32)).any()
    assert stored_window(0.5, 1.0, scale).width >= 1


def test_a_window_on_magnitudes_becomes_one_on_stored_values() -> None:
    window = stored_window(centre=0.5, width=1.0, scale=scale_between(0, 2.0))
    assert (window.centre, window.width) == (1024, 2048)


def test_echoes_stand_in_one_series_each_with_its_own_time() -> None:
    echoes = ((ImageKind.MAGNITUDE, Frame(20.0)), (ImageKind.MAGNITUDE, Frame(80.0, 2)))
    images = images_of(spin_echo(second_echo_time_ms=80.0), of=echoes)
    assert [(i.EchoNumbers, float(i.EchoTime)) for i in images[::3]] == [(1, 20), (2, 80)]
    assert [i.InstanceNumber for i in images] == [1, 2, 3, 4, 5, 6]
    assert {i.SeriesInstanceUID for i in images} == {"2.25.1"}
    assert len({i.SOPInstanceUID for i in images}) == 6


DWI = spin_echo(sequence=Sequence.DIFFUSION_EPI, b_values_s_mm2=(0, 1000))
WEIGHTED = Frame(80.0, diffusion=DiffusionWeighting(1000.0, (0.6, 0.0, 0.8)))
UNWEIGHTED = Frame(80.0, diffusion=DiffusionWeighting(0.0, (0.0, 0.0, 0.0)))


def test_diffusion_stands_where_readers_look_for_it() -> None:
    kinds = ((ImageKind.MAGNITUDE, UNWEIGHTED), (ImageKind.MAGNITUDE, WEIGHTED))
    plain, weighted = images_of(DWI, of=kinds)[::3]
    assert (plain.DiffusionBValue, plain.DiffusionDirectionality) == (0, "NONE")
    assert "DiffusionGradientOrientation" not in plain
    assert (weighted.DiffusionBValue, weighted.DiffusionDirectionality) == (1000, "DIRECTIONAL")
    assert list(weighted.DiffusionGradientOrientation) == [0.6, 0.0, 0.8]
    assert list(weighted.ImageType) == ["ORIGINAL", "PRIMARY", "DIFFUSION", "NONE"]
    assert weighted.SequenceName == "ep_b1000"


def test_maps_are_series_of_their_own_that_name_their_sources_and_units() -> None:
    kinds = (
        (ImageKind.MAGNITUDE, UNWEIGHTED),
        (ImageKind.MAGNITUDE, WEIGHTED),
        (ImageKind.TRACE_WEIGHTED, WEIGHTED),
        (ImageKind.ADC, UNWEIGHTED),
    )
    images = images_of(DWI, number=4, of=kinds)
    source, trace, adc = images[0], images[6], images[9]
    assert [i.SeriesNumber for i in (source, trace, adc)] == [4, 401, 402]
    assert len({i.SeriesInstanceUID for i in images}) == 3
    assert trace.DiffusionDirectionality == "ISOTROPIC"
    assert adc.ImageType[0] == "DERIVED"
    assert [r.ReferencedSOPInstanceUID for r in adc.SourceImageSequence] == [
        images[0].SOPInstanceUID,
        images[3].SOPInstanceUID,
    ]
    assert (adc.RescaleSlope, adc.RescaleIntercept, adc.RescaleType) == (2, -10, "um2/s")
    (mapping,) = adc.RealWorldValueMappingSequence
    assert mapping.MeasurementUnitsCodeSequence[0].CodeValue == "um2/s"
    assert (mapping.RealWorldValueSlope, mapping.RealWorldValueIntercept) == (2, -10)
    assert "RescaleSlope" not in source
    assert written(adc).RealWorldValueMappingSequence[0].RealWorldValueLastValueMapped == 4095


def test_a_map_of_diffusion_is_not_named_like_one_weighting() -> None:
    (adc, *_) = images_of(DWI, of=((ImageKind.ADC, Frame(80.0)),))
    assert adc.SequenceName == "epse2d32"


ASL = spin_echo(
    sequence=Sequence.ARTERIAL_SPIN_LABELLING,
    acquisition_type="3D",
    repetition_time_ms=4600,
    slices=30,
    labelling_duration_ms=1800,
    post_labelling_delay_ms=1500,
)
LABELLED = tuple((ImageKind.MAGNITUDE, Frame(15.0, labelling=state)) for state in Labelling)


def test_the_reference_of_a_perfusion_series_says_how_it_was_played_and_no_more() -> None:
    reference, control, label = images_of(ASL, of=LABELLED)[::30]
    assert reference.RepetitionTime == 6000
    assert reference.SequenceVariant == "SK"
    assert "ASLPulseTrainDuration" not in reference
    assert "InversionTimes" not in reference
    for image in (control, label):
        assert image.RepetitionTime == 4600
        assert list(image.SequenceVariant) == ["SK", "MP"]
        assert (image.ASLPulseTrainDuration, image.InversionTimes) == (1800, 1500)
    assert {i.ArterialSpinLabelingContrast for i in (reference, control)} == {"PSEUDOCONTINUOUS"}


def test_a_train_of_3d_grase_counts_every_line_of_every_echo() -> None:
    image = images_of(ASL, of=LABELLED)[0]
    assert list(image.ScanningSequence) == ["SE", "EP"]
    # 32 lines make three segments of 10 or 11; 30 partitions two trains of 15.
    assert image.EchoTrainLength == 15 * 11
    assert image.SequenceName == "pcasl_grase3d165"


def test_labelled_and_control_images_are_told_apart() -> None:
    asl = ASL.model_copy(update={"slices": 3})
    images = images_of(asl, of=(*LABELLED, (ImageKind.CEREBRAL_BLOOD_FLOW, Frame(15.0))))
    assert [i.ASLContext for i in images[:9:3]] == ["M_ZERO_SCAN", "CONTROL", "LABEL"]
    assert images[0].MRAcquisitionType == "3D"
    assert images[3].ASLPulseTrainDuration == 1800
    assert images[-1].RescaleType == "mL/(100.g.min)"


def test_how_lines_were_saved_stands_in_the_header() -> None:
    image = images_of(
        spin_echo(
            matrix_phase=64,
            partial_fourier=0.75,
            parallel_technique="GRAPPA",
            acceleration_factor=2,
            reference_lines=8,
            fat_suppression="saturation",
            saturation_bands=({"offset_mm": -60},),
            phase_oversampling_percent=50,
            phase_encoding_polarity="negative",
        )
    )[0]
    assert list(image.ScanOptions) == ["FS", "SP", "PFP"]
    assert image.ParallelAcquisitionTechnique == "GRAPPA"
    assert image.ParallelReductionFactorInPlane == 2
    assert image.PartialFourier == "YES"
    assert image.SequenceVariant == "OSP"
    assert image.NumberOfPhaseEncodingSteps < 64
    assert float(image.PercentSampling) == pytest.approx(
        100 * image.NumberOfPhaseEncodingSteps / 96
    )
    block = image.private_block(0x0021, "TELESCAN MR")
    assert block[0x01].value == "NEGATIVE"


def test_reference_lines_shot_before_an_echo_planar_train_are_not_counted_with_its_lines() -> None:
    asked = spin_echo(
        sequence=Sequence.GRADIENT_ECHO_EPI,
        matrix_phase=64,
        parallel_technique="GRAPPA",
        acceleration_factor=2,
        reference_lines=32,
    )
    image = images_of(asked)[0]
    assert image.NumberOfPhaseEncodingSteps == image.EchoTrainLength == 32
    assert float(image.PercentSampling) == 50


def test_water_excitation_stands_outside_scan_options_which_have_no_term_for_it() -> None:
    image = images_of(spin_echo(fat_suppression="water_excitation"))[0]
    assert not image.ScanOptions
    assert image.SpectrallySelectedExcitation == "WATER"


@given(
    value=st.floats(-90, 300, width=32),
    scale=st.builds(Scale, slope=st.floats(0.05, 2), intercept=st.floats(-100, -90)),
)
def test_a_stored_value_is_the_real_one_within_half_a_step(value: float, scale: Scale) -> None:
    stored = scale.stored(np.array([value], dtype=np.float32))[0]
    if stored < 4095:
        assert stored * scale.slope + scale.intercept == pytest.approx(
            value, abs=scale.slope * 0.501 + 1e-4
        )


@pytest.mark.parametrize(("correction", "words"), [("none", []), ("prescan", ["NORM"])])
def test_images_whose_shading_was_evened_out_say_so(correction: str, words: list[str]) -> None:
    (image,) = images_of(spin_echo(intensity_correction=correction, slices=1))
    assert list(image.ImageType) == ["ORIGINAL", "PRIMARY", "M", *words]
