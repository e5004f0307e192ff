"""What is wrong with a protocol that was typed, one line a fault: field, what it takes, what came.

What a field takes comes from the JSON schema of the model that refused, so that a range stands in
one place only. A parameter's unit is the end of its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from telescan.mr.prescription import Prescription
from telescan.protocol.vocabulary import WORDS

_UNITS = {
    "_s_mm2": "s/mm²",
    "_ms": "ms",
    "_mm": "mm",
    "_hz": "Hz",
    "_deg": "°",
    "_percent": "%",
    "_t": "T",
}
_OTHER_ENDINGS = ("_us", "_cm", "_khz", "_mhz", "_rad", "_s", "_m", "_g")
"""Of units that no parameter has."""
_ALIKE = 0.7
"""How alike a misspelt name is, as ``difflib`` counts."""
_LONGEST = 60
"""Characters of what was typed that are repeated."""


@dataclass(frozen=True)
class Range:
    """The numbers that a field takes."""

    lowest: float
    highest: float
    open_below: bool
    """The lowest itself is not taken."""

    def text(self, unit: str = "", per_unit: float = 1.0) -> str:
        """Return both ends in a unit of which one is ``per_unit`` of the field's."""
        low, high = self.lowest / per_unit, self.highest / per_unit
        text = f"{low:.6g} to {high:.6g} {unit}".strip()
        return f"{text} (above {low:.6g})" if self.open_below else text


@cache
def range_of(field: str, model: type[BaseModel] = Prescription) -> Range | None:
    """Return the range of a parameter, of its items where it is a list; None where none stands."""
    schema = model.model_json_schema()
    return _range(_item(_resolved(schema["properties"][field], schema)))


def faults_text(error: ValidationError, model: type[BaseModel]) -> str:
    """Return every fault in what was refused as a ``model``, in one line."""
    schema = model.model_json_schema()
    faults = error.errors(include_url=False)
    return "; ".join(_fault(each["type"], each["loc"], each["input"], schema) for each in faults)


def _fault(kind: str, place: tuple[int | str, ...], came: object, schema: dict[str, Any]) -> str:
    where, name = _said(place), _named(place)
    if kind == "extra_forbidden":
        return f"{where} is no parameter; {_meant(name, _at(place[:-1], schema))}"
    takes = _takes(name, _at(place, schema))
    if kind == "missing":
        return f"{where} is missing; expected {takes}"
    return f"{where}: expected {takes}, got {_quoted(came)}"


def _said(place: tuple[int | str, ...]) -> str:
    """Return ``series 1: echo_time_ms``; items are counted from one."""
    parts: list[str] = []
    for index, part in enumerate(place):
        if isinstance(part, int) and parts:
            parts[-1] += f" {part + 1}"
        elif part != "prescription" or index == len(place) - 1:
            parts.append(str(part))
    return ": ".join(parts)


def _named(place: tuple[int | str, ...]) -> str:
    return next((part for part in reversed(place) if isinstance(part, str)), "")


def _meant(name: str, schema: Mapping[str, Any]) -> str:
    known = schema.get("properties", {})
    near = _nearest(name, known)
    if near is None:
        return f"expected one of {', '.join(known)}"
    unit = f" ({_unit(near)})" if _unit(near) else ""
    takes = _takes(near, _item(_resolved(known[near], schema)))
    return f"did you mean {near}{unit}? It takes {takes}"


def _nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the field that was meant: in another unit, by a console's word, or misspelt."""
    stems = {_stem(field): field for field in known}
    words = {
        _stem(word.lower().replace(" ", "_")): field
        for vendor in WORDS.values()
        for field, word in vendor.parameters.items()
        if field in stems.values()
    }
    called = {**words, **stems}
    wanted = _stem(name.lower())
    near = [wanted] if wanted in called else get_close_matches(wanted, called, 1, _ALIKE)
    return called[near[0]] if near else None


def _stem(name: str) -> str:
    """Return a parameter's name without its unit."""
    for ending in (*_UNITS, *_OTHER_ENDINGS):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def _unit(name: str) -> str:
    return next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")


def _takes(name: str, schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    numbers = _range(schema)
    if numbers is not None:
        whole = "a whole number, " if schema["type"] == "integer" else ""
        return f"{whole}{numbers.text(_unit(name))}"
    if schema.get("type") == "array":
        return f"a list, each item {_takes(name, _item(schema))}"
    return {"number": "a number", "string": "a text"}.get(schema.get("type", ""), "an object")


def _range(schema: Mapping[str, Any]) -> Range | None:
    lowest = schema.get("exclusiveMinimum", schema.get("minimum"))
    if lowest is None or "maximum" not in schema:
        return None
    return Range(lowest, schema["maximum"], open_below="exclusiveMinimum" in schema)


def _at(place: Iterable[int | str], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a schema that describes a place; empty where nothing does."""
    part = schema
    for step in place:
        inner = part.get("items", {}) if isinstance(step, int) else part.get("properties", {})
        part = _resolved(inner if isinstance(step, int) else inner.get(step, {}), schema)
    return part


def _item(schema: dict[str, Any]) -> dict[str, Any]:
    return _resolved(schema["items"], schema) if "items" in schema else schema


def _resolved(part: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part of a schema without reference and without ``null``, with all definitions."""
    definitions = schema.get("$defs", {})
    for option in part.get("anyOf", ()):
        if option.get("type") != "null":
            part = option
    if "$ref" in part:
        part = definitions[part["$ref"].rsplit("/", 1)[-1]]
    return {"$defs": definitions, **part}


def _quoted(came: object) -> str:
    text = f"{came!r}" if isinstance(came, str) else f"{came}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
