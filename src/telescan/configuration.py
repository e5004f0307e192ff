"""How a program reads its settings: one TOML file, overridden by environment variables.

A settings class derives from ``ProgramSettings`` and sets ``env_prefix`` in its ``model_config``. A
value ``a.b`` of the file is overridden by the variable ``PREFIX_A__B``.
"""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError


class ConfigurationError(Exception):
    """The settings cannot be used; the message names the file, the key and what was expected."""


class ProgramSettings(BaseSettings):
    """Base of every program's settings; the environment wins over the file."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_nested_delimiter="__")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the environment before the file's values."""
        return env_settings, init_settings


def load[SettingsT: ProgramSettings](cls: type[SettingsT], path: Path | None) -> SettingsT:
    """Read settings of a class from a TOML file (None: from the environment alone).

    Raises ConfigurationError.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigurationError(f"{path}: cannot be read ({error.strerror})") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{path}: is not valid TOML ({error})") from error
    try:
        return cls(**values)
    except ValidationError as error:
        source = str(path) if path is not None else "environment"
        raise ConfigurationError(f"{source}: {_first_fault(error)}") from error
    except SettingsError as error:
        # Its own words name the variable's field and never the value.
        raise ConfigurationError(f"environment: {error}; write it as JSON") from error


def make_data_folder(folder: Path) -> None:
    """Make a program's ``data_folder``, open to its owner only. Raises ConfigurationError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"data_folder: {folder} cannot be made ({error.strerror})"
        ) from error


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in fault["loc"]) or "settings"
    if fault["type"] == "extra_forbidden":
        return f"{key}: no such setting"
    if fault["type"] == "missing":
        return f"{key}: is missing"
    return f"{key}: {fault['msg']}"
