from pathlib import Path

import pytest

from telescan.configuration import ConfigurationError, load
from telescan.virtual.settings import ScannerSettings

GOOD = """
name = "MR2"
model = "Aster 3T"
serial_number = "1"
data_folder = "data"
rfb_port = 5901
control_port = 5911
[dicom]
port = 11112
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "scanner.toml"
    path.write_text(text)
    return path


def test_a_file_with_what_is_needed_is_enough(tmp_path: Path) -> None:
    settings = load(ScannerSettings, written(tmp_path, GOOD))
    assert settings.scanner_model.field_strength_t == 3.0
    assert settings.console_on_loopback_only
    assert settings.dicom.called_ae_title == "TELESCAN"


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELESCAN_SCANNER_SPEED", "30")
    monkeypatch.setenv("TELESCAN_SCANNER_DICOM__PORT", "104")
    settings = load(ScannerSettings, written(tmp_path, GOOD))
    assert (settings.speed, settings.dicom.port) == (30, 104)


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ('model = "Aster 3T"', 'model = "Aster"', "model: .*there are: Aster 3T"),
        ("rfb_port = 5901", "rfb_port = 0", "rfb_port"),
        ("rfb_port = 5901", "", "rfb_port: is missing"),
        (
            "port = 11112",
            'port = 11112\ncalled_ae_title = "seventeen letters"',
            "called_ae_title",
        ),
        ('name = "MR2"', 'name = "MR2"\nspeeed = 2', "speeed: no such setting"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, before: str, after: str, names: str) -> None:
    with pytest.raises(ConfigurationError, match=names):
        load(ScannerSettings, written(tmp_path, GOOD.replace(before, after)))
