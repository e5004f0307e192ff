"""Settings come from a TOML file and the environment, and faults are named."""

from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic_settings import SettingsConfigDict

from telescan.configuration import ConfigurationError, ProgramSettings, load


class Listen(BaseModel):
    port: int


class Example(ProgramSettings):
    model_config = SettingsConfigDict(env_prefix="TELESCAN_EXAMPLE_")

    name: str
    listen: Listen = Listen(port=1)


def written(folder: Path, text: str) -> Path:
    path = folder / "example.toml"
    path.write_text(text)
    return path


def test_a_file_gives_the_values(tmp_path: Path) -> None:
    settings = load(Example, written(tmp_path, 'name = "a"\n[listen]\nport = 5\n'))
    assert (settings.name, settings.listen.port) == ("a", 5)


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELESCAN_EXAMPLE_LISTEN__PORT", "7")
    settings = load(Example, written(tmp_path, 'name = "a"\n[listen]\nport = 5\n'))
    assert settings.listen.port == 7


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('nam = "a"\nname = "b"', "nam: no such setting"),
        ("", "name: is missing"),
        ('name = "a"\n[listen]\nport = "x"', "listen.port: Input should be a valid integer"),
        ("name = ", "is not valid TOML"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load(Example, written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.toml: cannot be read"):
        load(Example, tmp_path / "absent.toml")


def test_a_variable_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELESCAN_EXAMPLE_LISTEN", "{port: 7")
    with pytest.raises(ConfigurationError, match=r"environment: .*listen"):
        load(Example, written(tmp_path, 'name = "a"'))
