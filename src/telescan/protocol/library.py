"""The protocols that ship: single series, and exams that are ordered lists of them, by name."""

import json
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

from pydantic import BaseModel, ConfigDict

from telescan.mr.prescription import Prescription


class UnknownProtocolError(LookupError):
    """No protocol of this name ships; the message names those that do."""


class SeriesProtocol(BaseModel):
    """One series as the library has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: str
    """Series Description (0008,103E), in the words of the vendor whose style it follows."""
    field_strength_t: float | None = None
    """The field it is made for; None where it is the same at any."""
    prescription: Prescription


class ExamProtocol(BaseModel):
    """An exam: series in the order in which they are run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    body_region: str
    """Body Part Examined (0018,0015)."""
    field_strength_t: float | None = None
    series: tuple[SeriesProtocol, ...]


def series_names() -> tuple[str, ...]:
    """Return the names of all series that ship."""
    return _names("series")


def exam_names() -> tuple[str, ...]:
    """Return the names of all exams that ship."""
    return _names("exams")


@cache
def series_named(name: str) -> SeriesProtocol:
    """Return a series that ships, such as ``head-t2-3t``. Raises UnknownProtocolError."""
    return SeriesProtocol.model_validate({"name": name, **_read("series", name)})


@cache
def exam_named(name: str) -> ExamProtocol:
    """Return an exam that ships, such as ``head-3t``. Raises UnknownProtocolError."""
    content = _read("exams", name)
    names = content.pop("series")
    if not isinstance(names, list):
        message = f"exam {name!r}: expected a list of series names"
        raise TypeError(message)
    series = [series_named(str(item)) for item in names]
    return ExamProtocol.model_validate({"name": name, "series": series, **content})


def _folder(kind: str) -> Traversable:
    return resources.files("telescan.protocol") / "shipped" / kind


def _names(kind: str) -> tuple[str, ...]:
    return tuple(sorted(PurePosixPath(file.name).stem for file in _folder(kind).iterdir()))


def _read(kind: str, name: str) -> dict[str, object]:
    if name not in _names(kind):
        message = f"protocol: expected one of {', '.join(_names(kind))}, got {name!r}"
        raise UnknownProtocolError(message)
    content: dict[str, object] = json.loads((_folder(kind) / f"{name}.json").read_text("utf-8"))
    return content
