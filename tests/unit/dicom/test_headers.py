from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from tests.peers.dicom_files import mr_dataset

from telescan.dicom.headers import classic_headers
from telescan.protocol.as_run import as_run


def _with(**values: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def _group(**groups: Dataset) -> Dataset:
    return _with(**{name: Sequence([item]) for name, item in groups.items()})


def enhanced() -> Dataset:
    """Return an axial turbo spin echo of two slices as Enhanced MR."""
    shared = _group(
        MRTimingAndRelatedParametersSequence=_with(
            RepetitionTime=4000.0, FlipAngle=90.0, RFEchoTrainLength=16, GradientEchoTrainLength=0
        ),
        MRFOVGeometrySequence=_with(
            InPlanePhaseEncodingDirection="ROW",
            MRAcquisitionFrequencyEncodingSteps=320,
            MRAcquisitionPhaseEncodingStepsInPlane=256,
        ),
        MRImagingModifierSequence=_with(PixelBandwidth=200.0),
        MRModifierSequence=_with(InversionRecovery="NO", Spoiling="NONE"),
        PixelMeasuresSequence=_with(
            SliceThickness=4.0, SpacingBetweenSlices=5.0, PixelSpacing=[0.5, 0.5]
        ),
        PlaneOrientationSequence=_with(ImageOrientationPatient=[1, 0, 0, 0, 1, 0]),
        MRAveragesSequence=_with(NumberOfAverages=2.0),
    )
    frames = [
        _group(
            MREchoSequence=_with(EffectiveEchoTime=102.0),
            PlanePositionSequence=_with(ImagePositionPatient=[-80, -80, z]),
        )
        for z in (-2.5, 2.5)
    ]
    return _with(
        EchoPulseSequence="SPIN",
        EchoPlanarPulseSequence="NO",
        SegmentedKSpaceTraversal="PARTIAL",
        SteadyStatePulseSequence="NONE",
        NumberOfFrames=2,
        Rows=320,
        Columns=320,
        PixelData=b"",
        SharedFunctionalGroupsSequence=Sequence([shared]),
        PerFrameFunctionalGroupsSequence=Sequence(frames),
    )


def test_every_frame_gets_a_header_of_its_own() -> None:
    first, second = classic_headers(enhanced())
    assert (first.EchoTime, first.RepetitionTime, first.EchoTrainLength) == (102, 4000, 16)
    assert (first.ImagePositionPatient[2], second.ImagePositionPatient[2]) == (-2.5, 2.5)
    assert first.ScanningSequence == "SE"
    assert first.SequenceVariant == "SK"
    assert list(first.AcquisitionMatrix) == [320, 0, 0, 256]
    assert "PixelData" not in first
    assert "NumberOfFrames" not in first


def test_an_enhanced_series_is_read_as_the_protocol_it_ran() -> None:
    assert as_run(classic_headers(enhanced())) == {
        "sequence": "turbo_spin_echo",
        "repetition_time_ms": 4000,
        "echo_time_ms": 102,
        "flip_angle_deg": 90,
        "echo_train_length": 16,
        "averages": 2,
        "pixel_bandwidth_hz": 200,
        "fov_frequency_mm": 160,
        "fov_phase_mm": 160,
        "matrix_frequency": 320,
        "matrix_phase": 256,
        "slices": 2,
        "slice_thickness_mm": 4,
        "slice_gap_mm": 1,
        "slice_offset_mm": 0,
        "row_offset_mm": 0,
        "column_offset_mm": 0,
        "orientation": "axial",
        "tilt_lr_deg": 0,
        "tilt_ap_deg": 0,
        "tilt_hf_deg": 0,
        "phase_encoding_direction": "ROW",
    }


def test_a_classic_image_is_its_own_header() -> None:
    dataset = mr_dataset()
    assert classic_headers(dataset) == (dataset,)


def test_what_an_instance_does_not_say_is_absent() -> None:
    (frame,) = classic_headers(_with(PerFrameFunctionalGroupsSequence=Sequence([Dataset()])))
    assert len(frame) == 0


def _real(files: list[Path], folder: str) -> list[Dataset]:
    images = [pydicom.dcmread(path) for path in files if folder in path.parts]
    if not images:
        pytest.skip(f"no real images of {folder} here")
    return [header for image in images for header in classic_headers(image)]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (
            "siemens-sola-1.5t-t1-enhanced",
            {"sequence": "spin_echo", "echo_time_ms": 20, "slices": 11, "slice_thickness_mm": 5},
        ),
        (
            "siemens-xa10-enhanced",
            {"echo_time_ms": 30, "repetition_time_ms": 500, "echo_train_length": 56,
             "flip_angle_deg": 52, "pixel_bandwidth_hz": 2298, "matrix_frequency": 64,
             "matrix_phase": 64, "fov_phase_mm": 216, "phase_encoding_direction": "COL",
             "sequence": "gradient_echo_epi"},
        ),
        ("siemens-aera-1.5t-t1", {"sequence": "spin_echo", "slices": 11}),
    ],
)  # fmt: skip
def test_real_scanners_are_read(
    real_mr_files: list[Path], folder: str, expected: dict[str, object]
) -> None:
    run = as_run(_real(real_mr_files, folder))
    assert {name: run.get(name) for name in expected} == expected
