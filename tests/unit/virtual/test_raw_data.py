"""Raw data are read back by ISMRMRD's own package, as a stranger would."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ismrmrd
import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread

from telescan.configuration import ConfigurationError
from telescan.mr.geometry import slice_geometry
from telescan.mr.noise import noise_sigma
from telescan.mr.prescription import Prescription
from telescan.mr.receiver import noise_covariance
from telescan.mr.sampling import encoded_partitions, phase_sampling
from telescan.virtual.headless import run_headless
from telescan.virtual.headless_report import HeadlessReport
from telescan.virtual.raw_data.readouts import readouts_of

SPIN_ECHO = {
    "sequence": "spin_echo",
    "repetition_time_ms": 500,
    "echo_time_ms": 20,
    "matrix_frequency": 48,
    "matrix_phase": 48,
    "image_filter": "none",
    "row_offset_mm": 15,
    "column_offset_mm": -10,
}
GRADIENT_ECHO_3D = SPIN_ECHO | {
    "sequence": "spoiled_gradient_echo",
    "acquisition_type": "3D",
    "repetition_time_ms": 30,
    "echo_time_ms": 6,
    "slices": 8,
    "slice_oversampling_percent": 25,
    "slice_offset_mm": 70,
}
EPI = SPIN_ECHO | {
    "sequence": "gradient_echo_epi",
    "repetition_time_ms": 2000,
    "echo_time_ms": 40,
    "pixel_bandwidth_hz": 2000,
    "phase_encoding_polarity": "negative",
}


@dataclass(frozen=True)
class Read:
    """A dataset as it was read."""

    header: Any
    noise: Any
    lines: list[Any]

    @property
    def encoding(self) -> Any:
        """Its only one."""
        return self.header.encoding[0]

    def flagged(self, flag: int) -> list[Any]:
        """Return the lines that have a flag."""
        return [line for line in self.lines if line.is_flag_set(flag)]


def read(file: Path, name: str = "dataset") -> Read:
    with ismrmrd.Dataset(str(file), name, mode="r") as dataset:
        header = ismrmrd.xsd.CreateFromDocument(dataset.read_xml_header())
        count = dataset.number_of_acquisitions()
        noise, *lines = (dataset.read_acquisition(number) for number in range(count))
    assert noise.is_flag_set(ismrmrd.ACQ_IS_NOISE_MEASUREMENT)
    assert not any(line.is_flag_set(ismrmrd.ACQ_IS_NOISE_MEASUREMENT) for line in lines)
    return Read(header, noise, lines)


def images(data: Read) -> NDArray[np.float32]:
    """Return root sums of squares, (contrast, slice, phase, frequency), cut to what is shown."""
    encoded, shown = data.encoding.encodedSpace.matrixSize, data.encoding.reconSpace.matrixSize
    limits = data.encoding.encodingLimits
    slices, contrasts = limits.slice.maximum + 1, limits.contrast.maximum + 1
    coils = data.header.acquisitionSystemInformation.receiverChannels
    shape = (contrasts, slices, coils, encoded.z, encoded.y, encoded.x)
    kspace = np.zeros(shape, dtype=np.complex64)
    for line in data.lines:
        samples = line.data[:, ::-1] if line.is_flag_set(ismrmrd.ACQ_IS_REVERSE) else line.data
        at = line.idx
        place = (at.contrast, at.slice, slice(None), at.kspace_encode_step_2)
        kspace[(*place, at.kspace_encode_step_1)] = samples
    axes = (-3, -2, -1)
    whole = np.fft.fftshift(np.fft.ifftn(np.fft.ifftshift(kspace, axes), axes=axes), axes)
    combined = np.sqrt((abs(whole) ** 2).sum(axis=2))
    for axis, (size, kept) in enumerate(((encoded.z, shown.z), (encoded.y, shown.y))):
        first = size // 2 - kept // 2
        combined = combined.take(range(first, first + kept), axis=axis + 2)
    return combined.reshape(contrasts, -1, shown.y, shown.x)


def scan(
    tmp_path: Path, *prescriptions: dict[str, Any], raw: str | None = "a.h5", out: str = "a"
) -> HeadlessReport:
    """Scan the sphere."""
    file = tmp_path / "protocol.json"
    series = [
        {"name": f"s{number}", "description": "part", "prescription": prescription}
        for number, prescription in enumerate(prescriptions)
    ]
    exam = {"name": "exam", "title": "Exam", "body_region": "HEAD", "series": series}
    file.write_text(json.dumps(exam))
    return run_headless(
        protocol=str(file),
        phantom="sphere",
        field_strength_t=3.0,
        out=tmp_path / out,
        raw=tmp_path / raw if raw else None,
    )


def shown(tmp_path: Path, report: HeadlessReport) -> NDArray[np.float32]:
    """Return what was sent, (slice, row, column)."""
    files = report.series[0].files
    return np.stack([dcmread(tmp_path / "a" / file).pixel_array for file in files])


@pytest.mark.parametrize(
    "prescription",
    [
        SPIN_ECHO | {"slices": 2, "phase_oversampling_percent": 50},
        SPIN_ECHO
        | {
            "phase_encoding_direction": "COL",
            "fov_phase_mm": 200,
            "fov_frequency_mm": 240,
            "matrix_phase": 40,
        },
        GRADIENT_ECHO_3D,
        EPI,
    ],
    ids=["2D", "along columns", "3D", "EPI"],
)
def test_k_space_read_back_gives_the_images_that_were_sent(
    tmp_path: Path, prescription: dict[str, Any]
) -> None:
    sent = shown(tmp_path, scan(tmp_path, prescription))
    (made,) = images(read(tmp_path / "a.h5"))
    if prescription.get("phase_encoding_direction") != "COL":
        made = made.swapaxes(-2, -1)
    assert made.shape == sent.shape
    for one, other in zip(made, sent, strict=True):
        assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.99


def test_of_a_grappa_series_with_partial_fourier_only_acquired_lines_are_there(
    tmp_path: Path,
) -> None:
    prescription = SPIN_ECHO | {
        "partial_fourier": 0.75,
        "parallel_technique": "GRAPPA",
        "acceleration_factor": 2,
        "reference_lines": 12,
        "slices": 2,
    }
    scan(tmp_path, prescription)
    data = read(tmp_path / "a.h5")
    # Of 48 lines the first 12 are left out; 12 around line 24 are references.
    references = list(range(18, 30))
    wanted = sorted({*range(12, 48, 2), *references})
    assert wanted == list(np.flatnonzero(phase_sampling(Prescription(**prescription)).acquired))
    for index in (0, 1):
        lines = [line.idx.kspace_encode_step_1 for line in data.lines if line.idx.slice == index]
        assert lines == wanted
    only = {
        line.idx.kspace_encode_step_1 for line in data.flagged(ismrmrd.ACQ_IS_PARALLEL_CALIBRATION)
    }
    both = {
        line.idx.kspace_encode_step_1
        for line in data.flagged(ismrmrd.ACQ_IS_PARALLEL_CALIBRATION_AND_IMAGING)
    }
    assert only == set(references[1::2])
    assert both == set(references[::2])
    limits = data.encoding.encodingLimits.kspace_encoding_step_1
    assert (limits.minimum, limits.center, limits.maximum) == (12, 24, 46)
    parallel = data.encoding.parallelImaging
    assert parallel.accelerationFactor.kspace_encoding_step_1 == 2
    assert parallel.calibrationMode is ismrmrd.xsd.calibrationModeType.EMBEDDED


def test_every_loop_begins_and_ends_once(tmp_path: Path) -> None:
    scan(tmp_path, SPIN_ECHO | {"slices": 2, "second_echo_time_ms": 80})
    data = read(tmp_path / "a.h5")
    assert [line.scan_counter for line in data.lines] == list(range(1, 2 * 2 * 48 + 1))
    for flag, begun in (
        (ismrmrd.ACQ_FIRST_IN_ENCODE_STEP1, 4),
        (ismrmrd.ACQ_FIRST_IN_CONTRAST, 4),
        (ismrmrd.ACQ_FIRST_IN_SLICE, 2),
        (ismrmrd.ACQ_FIRST_IN_REPETITION, 1),
    ):
        of_loop = len(data.lines) // begun
        assert [line.scan_counter for line in data.flagged(flag)] == [
            1 + number * of_loop for number in range(begun)
        ]
        assert [line.scan_counter for line in data.flagged(flag + 1)] == [
            (number + 1) * of_loop for number in range(begun)
        ]
    assert data.flagged(ismrmrd.ACQ_LAST_IN_MEASUREMENT) == [data.lines[-1]]
    assert data.header.sequenceParameters.TE == [20, 80]


def test_the_header_says_what_was_prescribed_and_not_who_the_patient_is(tmp_path: Path) -> None:
    prescription = SPIN_ECHO | {
        "sequence": "inversion_recovery",
        "repetition_time_ms": 3000,
        "inversion_time_ms": 150,
        "echo_train_length": 6,
        "echo_time_ms": 40,
        "phase_oversampling_percent": 50,
        "averages": 2,
    }
    report = scan(tmp_path, prescription)
    as_set = report.series[0].prescription
    data = read(tmp_path / "a.h5")
    header, encoding = data.header, data.encoding
    assert header.subjectInformation.patientName is None
    assert header.subjectInformation.patientID is None
    assert header.measurementInformation.seriesInstanceUIDRoot == (
        report.series[0].series_instance_uid
    )
    system = header.acquisitionSystemInformation
    assert (system.systemVendor, system.systemModel) == ("Telescan", "Aster 3T")
    assert system.systemFieldStrength_T == 3.0
    assert [label.coilName for label in system.coilLabel][:2] == ["Head 8:1", "Head 8:2"]
    assert len(system.coilLabel) == system.receiverChannels == 8
    assert header.experimentalConditions.H1resonanceFrequency_Hz == pytest.approx(127.73e6, 1e-4)
    assert encoding.trajectory is ismrmrd.xsd.trajectoryType.CARTESIAN
    encoded, shown_space = encoding.encodedSpace, encoding.reconSpace
    assert (encoded.matrixSize.x, encoded.matrixSize.y, encoded.matrixSize.z) == (48, 72, 1)
    assert encoded.fieldOfView_mm.y == pytest.approx(345)
    assert (shown_space.matrixSize.x, shown_space.matrixSize.y) == (48, 48)
    assert shown_space.fieldOfView_mm.y == pytest.approx(230)
    assert encoding.echoTrainLength == 6
    sequence = header.sequenceParameters
    assert sequence.sequence_type == "inversion_recovery"
    times = (as_set.repetition_time_ms, as_set.inversion_time_ms, as_set.echo_time_ms)
    assert (*sequence.TR, *sequence.TI, *sequence.TE) == times
    assert len(sequence.echo_spacing) == 1
    assert header.userParameters.userParameterLong[0].value == 2
    dwell_us = 1e6 / (as_set.pixel_bandwidth_hz * 48)
    assert data.lines[0].sample_time_us == pytest.approx(dwell_us, rel=1e-6)


@pytest.mark.parametrize("wanted", [SPIN_ECHO | {"slices": 3}, GRADIENT_ECHO_3D])
def test_places_and_axes_are_those_of_the_images(wanted: dict[str, Any]) -> None:
    turned = {"orientation": "sagittal", "tilt_lr_deg": 10, "tilt_hf_deg": -20}
    prescription = Prescription(**(wanted | turned))
    partitions = encoded_partitions(prescription)
    kspace = np.zeros((1, 1, partitions, 48, 48), dtype=np.complex64)
    head = next(readouts_of(prescription, 0, kspace))["head"][0]
    first, second = (slice_geometry(prescription, index) for index in (0, 1))
    step = np.subtract(second.image_position_patient, first.image_position_patient)
    np.testing.assert_allclose(head["slice_dir"], step / np.linalg.norm(step), atol=1e-6)
    axes = np.concatenate([head["phase_dir"], head["read_dir"]])
    np.testing.assert_allclose(axes, first.image_orientation_patient, atol=1e-6)
    # Pixel n // 2 of each axis, and of a slab the slice n // 2, lies at the position.
    centre = np.array(first.image_position_patient) + 24 * 230 / 48 * (
        head["phase_dir"] + head["read_dir"]
    )
    middle = 4 if prescription.is_3d else 0
    np.testing.assert_allclose(head["position"], centre + middle * step, atol=1e-3)


def test_lines_that_an_epi_reads_backwards_are_flagged(tmp_path: Path) -> None:
    scan(tmp_path, EPI)
    data = read(tmp_path / "a.h5")
    lines = [line.idx.kspace_encode_step_1 for line in data.lines]
    assert lines == list(range(47, -1, -1))
    backwards = [line.is_flag_set(ismrmrd.ACQ_IS_REVERSE) for line in data.lines]
    assert backwards == [line % 2 == 1 for line in lines]
    centre = data.lines[lines.index(24)]
    assert int(abs(centre.data).sum(axis=0).argmax()) in range(22, 27)
    assert {line.center_sample for line in data.lines} == {23, 24}
    assert data.encoding.trajectory is ismrmrd.xsd.trajectoryType.EPI
    described = data.encoding.trajectoryDescription
    assert described.identifier == "ConventionalEPI"
    times = {entry.name: entry.value for entry in described.userParameterLong}
    assert times["etl"] == 48
    sampled_us = 48 * described.userParameterDouble[0].value
    before_us = times["acqDelayTime"] - times["rampUpTime"]
    assert before_us >= 0
    assert times["flatTopTime"] == pytest.approx(sampled_us + 2 * before_us, abs=2)


def test_the_noise_measurement_has_the_noise_of_the_k_space(tmp_path: Path) -> None:
    report = scan(tmp_path, SPIN_ECHO)
    noise = read(tmp_path / "a.h5").noise.data
    # Twice, because real and imaginary part have this deviation each.
    variance = 2 * noise_sigma(report.series[0].prescription, 3.0) ** 2
    np.testing.assert_allclose(np.cov(noise) / variance, noise_covariance(8), atol=0.05)


def test_each_of_several_series_has_a_dataset(tmp_path: Path) -> None:
    report = scan(tmp_path, SPIN_ECHO, SPIN_ECHO | {"slices": 2})
    assert [series.raw_dataset for series in report.series] == ["S01", "S02"]
    counts = [len(read(tmp_path / "a.h5", name).lines) for name in ("S01", "S02")]
    assert counts == [48, 96]


def test_the_images_are_the_same_with_and_without_raw_data(tmp_path: Path) -> None:
    with_raw = scan(tmp_path, SPIN_ECHO)
    without = scan(tmp_path, SPIN_ECHO, raw=None, out="b")
    assert (without.raw, without.series[0].raw_dataset) == (None, None)
    for name in with_raw.series[0].files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_same_arguments_give_the_same_raw_data_byte_for_byte(tmp_path: Path) -> None:
    scan(tmp_path, SPIN_ECHO)
    scan(tmp_path, SPIN_ECHO, raw="b.h5", out="b")
    assert (tmp_path / "a.h5").read_bytes() == (tmp_path / "b.h5").read_bytes()


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.h5").write_text("mine")
    with pytest.raises(ConfigurationError, match=r"^raw: .*a\.h5 exists; choose another name"):
        scan(tmp_path, SPIN_ECHO)
    assert (tmp_path / "a.h5").read_text() == "mine"
