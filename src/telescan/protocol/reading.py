"""A protocol that somebody names: one of the library, or a JSON file of the same form."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from telescan.configuration import ConfigurationError
from telescan.protocol.field_errors import faults_text
from telescan.protocol.library import (
    ExamProtocol,
    SeriesProtocol,
    exam_named,
    exam_names,
    series_named,
    series_names,
)


def read_protocol(wanted: str, *, of: str) -> ExamProtocol:
    """Return the exam of this name or file; a single series makes an exam of its own.

    Raises ConfigurationError that begins with ``of``, what the user calls this value.
    """
    if wanted in exam_names():
        return exam_named(wanted)
    if wanted in series_names():
        return _alone(series_named(wanted))
    path = Path(wanted)
    if path.suffix != ".json":
        names = ", ".join((*exam_names(), *series_names()))
        raise ConfigurationError(f"{of}: expected a JSON file or one of {names}; got {wanted}")
    content = _content(path, of)
    content.setdefault("name", path.stem)
    form = ExamProtocol if "series" in content else SeriesProtocol
    try:
        planned = form.model_validate(content)
    except ValidationError as error:
        raise ConfigurationError(f"{of}: {path}: {faults_text(error, form)}") from error
    return planned if isinstance(planned, ExamProtocol) else _alone(planned)


def _content(path: Path, of: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{of}: {path} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ConfigurationError(f"{of}: {path} is not JSON ({error})") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{of}: {path} must hold one JSON object")
    return content


def _alone(series: SeriesProtocol) -> ExamProtocol:
    return ExamProtocol(
        name=series.name,
        title=series.description,
        body_region="PHANTOM",
        field_strength_t=series.field_strength_t,
        series=(series,),
    )
