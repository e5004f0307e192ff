import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from telescan.configuration import ConfigurationError
from telescan.mr.faults import Fault, Faults
from telescan.virtual.headless import run_headless
from telescan.virtual.headless_report import HeadlessReport


def small(tmp_path: Path, **changes: object) -> str:
    content = {
        "description": "t1_se",
        "field_strength_t": 1.5,
        "prescription": {
            "sequence": "spin_echo",
            "repetition_time_ms": 500,
            "echo_time_ms": 20,
            "matrix_frequency": 64,
            "matrix_phase": 64,
            "slices": 2,
            **changes,
        },
    }
    path = tmp_path / "small.json"
    path.write_text(json.dumps(content))
    return str(path)


def scan(tmp_path: Path, out: str, *, seed: int = 1, **changes: object) -> HeadlessReport:
    return run_headless(
        protocol=small(tmp_path, **changes),
        phantom="sphere",
        field_strength_t=1.5,
        out=tmp_path / out,
        seed=seed,
    )


def test_files_are_what_the_report_says(tmp_path: Path) -> None:
    report = scan(tmp_path, "a")
    assert report.scanner_model == "Borealis 1.5T"
    (series,) = report.series
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == list(series.files)
    first = dcmread(tmp_path / "a" / series.files[0])
    assert first.SeriesInstanceUID == series.series_instance_uid
    assert first.StudyInstanceUID == report.study_instance_uid
    assert first.EchoTime == 20


def test_a_value_that_the_scanner_rounds_is_warned_of(tmp_path: Path) -> None:
    report = scan(tmp_path, "a", echo_time_ms=20.004)
    assert report.warnings == (
        "small: echo_time_ms 20.004 was set to 20, the scanner's steps being 0.01",
    )
    assert report.series[0].prescription.echo_time_ms == 20
    assert scan(tmp_path, "b").warnings == ()


def test_the_same_arguments_give_the_same_files_byte_for_byte(tmp_path: Path) -> None:
    scan(tmp_path, "a")
    scan(tmp_path, "b")
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_another_seed_is_other_noise_and_another_study(tmp_path: Path) -> None:
    one, two = scan(tmp_path, "a"), scan(tmp_path, "b", seed=2)
    assert one.study_instance_uid != two.study_instance_uid
    first = dcmread(tmp_path / "a" / one.series[0].files[0])
    other = dcmread(tmp_path / "b" / two.series[0].files[0])
    assert (first.pixel_array != other.pixel_array).any()


def test_every_fault_is_reported_and_makes_another_study(tmp_path: Path) -> None:
    faults = Faults({Fault.LOW_SNR: 0.5})
    faulty = run_headless(
        protocol=small(tmp_path),
        phantom="sphere",
        field_strength_t=1.5,
        out=tmp_path / "a",
        faults=faults,
    )
    assert faulty.faults == {Fault.LOW_SNR: 0.5}
    sound = scan(tmp_path, "b", seed=0)
    assert sound.faults == {}
    assert sound.study_instance_uid != faulty.study_instance_uid


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"phantom": "cat"}, "phantom"),
        ({"field_strength_t": 2.0}, "field"),
        ({"protocol": "no-such-protocol"}, "protocol"),
        ({"protocol": "missing.json"}, "protocol"),
    ],
)
def test_bad_arguments_are_named_before_anything_is_written(
    tmp_path: Path, arguments: dict[str, object], names: str
) -> None:
    good = {
        "protocol": small(tmp_path),
        "phantom": "sphere",
        "field_strength_t": 1.5,
        "out": tmp_path / "out",
    }
    with pytest.raises(ConfigurationError, match=f"^{names}: "):
        run_headless(**{**good, **arguments})
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"echo_time_ms": 1}, "TE 1.0 ms is shorter"),
        ({"echo_time_ms": 0.02}, "TE 0.02 ms is shorter"),
        ({"receive_coil": "Head 99"}, "Head 99 is no coil of this scanner; possible: .+, .+"),
        ({"echo_time_ms": "soon"}, "echo_time_ms: expected 0 to 1000 ms"),
        ({"echo_tyme_ms": 5}, "echo_tyme_ms is no parameter; did you mean echo_time_ms"),
    ],
)
def test_a_protocol_that_cannot_run_says_why(
    tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    with pytest.raises(ConfigurationError, match=says):
        run_headless(
            protocol=small(tmp_path, **changes),
            phantom="sphere",
            field_strength_t=1.5,
            out=tmp_path / "out",
        )


def test_a_folder_that_holds_images_is_left_alone(tmp_path: Path) -> None:
    scan(tmp_path, "a")
    with pytest.raises(ConfigurationError, match=r"^out: .*empty folder"):
        scan(tmp_path, "a")


def test_qt_stays_out_of_everything_but_the_console() -> None:
    code = (
        "import sys, telescan.virtual.headless, telescan.virtual.engine_thread,"
        " telescan.virtual.view_model, telescan.virtual.draft, telescan.scanner.virtual;"
        "assert not [m for m in sys.modules if m.startswith('PySide6')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("phantom", ["acr", "sphere"])
@pytest.mark.parametrize("correction", ["none", "prescan"])
def test_a_phantom_is_windowed_for_its_own_filling(
    tmp_path: Path, phantom: str, correction: str
) -> None:
    report = run_headless(
        protocol=small(tmp_path, intensity_correction=correction),
        phantom=phantom,
        field_strength_t=1.5,
        out=tmp_path / "a",
    )
    image = dcmread(tmp_path / "a" / report.series[0].files[0])
    white = float(image.WindowCenter) + float(image.WindowWidth) / 2
    assert np.percentile(image.pixel_array, 99) < white
    assert np.median(image.pixel_array[24:40, 24:40]) > white / 3


@pytest.mark.parametrize(
    ("phantom", "agent"), [("head+tumour", None), ("head+tumour-enhanced", "Gadolinium")]
)
def test_images_after_contrast_name_the_agent(
    tmp_path: Path, phantom: str, agent: str | None
) -> None:
    report = run_headless(
        protocol=small(tmp_path, slices=1),
        phantom=phantom,
        field_strength_t=1.5,
        out=tmp_path / "out",
    )
    image = dcmread(tmp_path / "out" / report.series[0].files[0])
    assert image.get("ContrastBolusAgent") == agent
