from pathlib import Path

import numpy as np
import pytest

from telescan.configuration import ConfigurationError
from telescan.dicom.mr_image import Window
from telescan.virtual.exam import demo_patient, new_exam
from telescan.virtual.pictures import read_pictures, shaded
from telescan.virtual.records import KEPT_EXAMS, Records, SavedState


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    state = SavedState(
        exam=new_exam("x", 3, "HEAD", demo_patient(3, seed=1)), exams=3, unsent=("E1/S1",)
    )
    Records(tmp_path).save(state)
    assert Records(tmp_path).load() == state


def test_an_empty_folder_is_an_empty_state(tmp_path: Path) -> None:
    assert Records(tmp_path / "new").load() == SavedState()


def test_a_broken_state_is_not_thrown_away_but_named(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(ConfigurationError, match=r"state\.json"):
        Records(tmp_path).load()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="data_folder"):
        Records(tmp_path / "file" / "data")


def test_old_exams_go_unless_they_were_not_sent(tmp_path: Path) -> None:
    records = Records(tmp_path)
    for number in range(KEPT_EXAMS + 3):
        (tmp_path / "images" / f"E{number:05d}" / "S1").mkdir(parents=True)
    records.forget_old(["E00001/S1"])
    left = {folder.name for folder in (tmp_path / "images").iterdir()}
    assert "E00001" in left
    assert "E00000" not in left
    assert len(left) == KEPT_EXAMS + 1


def test_a_series_without_files_has_no_pictures(tmp_path: Path) -> None:
    assert read_pictures(Records(tmp_path).image_files("E1/S1")) is None


def test_the_window_maps_its_ends_to_black_and_white() -> None:
    ramp = np.arange(0, 1001, 250, dtype=np.uint16)[None]
    grey = shaded(ramp, Window(centre=500.5, width=1001))
    assert grey.tolist() == [[0, 64, 128, 191, 255]]


def test_the_same_number_is_the_same_patient_and_names_are_invented() -> None:
    assert demo_patient(7, seed=1) == demo_patient(7, seed=1)
    assert demo_patient(7, seed=1) != demo_patient(7, seed=2)
    assert demo_patient(7, seed=1).name == "Doe^Demo 0007"
