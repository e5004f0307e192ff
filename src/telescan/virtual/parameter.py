"""One line of the console's parameter cards: a number, a choice from a list, or a list of numbers.

The console's number need not be the prescription's: a vendor may count in another unit.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from telescan.mr.prescription import Prescription, SaturationBand
from telescan.protocol.field_errors import Range, range_of
from telescan.virtual.language import Language, said


class Card(StrEnum):
    """Groups of parameters on the console."""

    CONTRAST = "Contrast"
    RESOLUTION = "Resolution"
    GEOMETRY = "Geometry"


@dataclass(frozen=True)
class Parameter:
    """One number that the operator sets."""

    field: str
    """The prescription's field that it stands for."""
    card: Card
    label: str
    unit: str
    decimals: int
    step: float
    """What one turn of the wheel adds."""
    per_unit: Callable[[Prescription], float] = lambda _: 1.0
    """How much of the prescription's unit one of the console's is."""
    optional: bool = False
    """May be left empty."""
    finest: int = 0
    """Decimals of the finest value that can be set; those beyond ``decimals`` only where needed."""

    def shown(self, prescription: Prescription) -> float | None:
        """Return the console's number, or None where the parameter is not set."""
        value = getattr(prescription, self.field)
        return None if value is None else value / self.per_unit(prescription)

    def set_to(self, prescription: Prescription, number: float | None) -> Prescription:
        """Return the prescription with the console's number. Raises pydantic.ValidationError."""
        if number is None:
            return with_value(prescription, self.field, None)
        value: float = number * self.per_unit(prescription)
        if isinstance(getattr(prescription, self.field), int):
            value = round(value)
        return with_value(prescription, self.field, value)

    def number_text(self, number: float) -> str:
        """Return the console's number as it writes it, hiding nothing that can be set."""
        text = f"{number:.{self.decimals}f}"
        finer = f"{number:.{max(self.decimals, self.finest)}f}"
        return text if float(text) == float(finer) else finer.rstrip("0")

    def text(self, prescription: Prescription) -> str:
        """Return number and unit as the console writes them."""
        number = self.shown(prescription)
        return "off" if number is None else with_unit(self.number_text(number), self.unit)

    def exact_text(self, prescription: Prescription) -> str:
        """Return the same, with all decimals where the console's own would hide what was asked."""
        text, number = self.text(prescription), self.shown(prescription)
        hidden = number is not None and abs(number - round(number, self.decimals)) > 1e-3
        if number is None or self.per_unit(prescription) != 1 or not hidden:
            return text
        return with_unit(f"{number:.6g}", self.unit)

    def range_text(self, prescription: Prescription, language: Language) -> str:
        """Return what may be entered, in the console's unit."""
        numbers = range_of(self.field)
        if numbers is None:
            return said("a number", language)
        return _range_text(numbers, self.unit, language, self.per_unit(prescription))


@dataclass(frozen=True)
class Choice:
    """A parameter that is chosen from a list."""

    field: str
    card: Card
    label: str
    options: Callable[[Prescription], tuple[tuple[str, str], ...]]
    """Value and the word that stands for it, in the console's order."""

    def text(self, prescription: Prescription) -> str:
        """Return the word of the value that is set, or the value where it is in no list."""
        value = self.value(prescription)
        return dict(self.options(prescription)).get(value, value)

    def value(self, prescription: Prescription) -> str:
        """Return the value that is set, as text; empty where none is."""
        value = getattr(prescription, self.field)
        if value is None:
            return ""
        return f"{value:g}" if isinstance(value, int | float) else str(value)

    def set_to(self, prescription: Prescription, value: str) -> Prescription:
        """Return the prescription with another choice. Raises pydantic.ValidationError."""
        return with_value(prescription, self.field, value or None)


@dataclass(frozen=True)
class ListParameter:
    """A parameter that is a list, typed as text: ``0, 1000`` or ``+60/40``."""

    field: str
    card: Card
    label: str
    unit: str
    hint: str
    """How it is typed."""

    def text(self, prescription: Prescription) -> str:
        """Return the list as it is typed."""
        return ", ".join(map(_item_text, getattr(prescription, self.field)))

    def range_text(self, language: Language) -> str:
        """Return what each number may be."""
        if self.field == "saturation_bands":
            offset = range_of("offset_mm", SaturationBand)
            thickness = range_of("thickness_mm", SaturationBand)
            if offset is None or thickness is None:
                return self.unit
            return f"{_range_text(offset, '', language)}/{_range_text(thickness, 'mm', language)}"
        numbers = range_of(self.field)
        return _range_text(numbers, self.unit, language) if numbers else self.unit

    def set_to(self, prescription: Prescription, text: str) -> Prescription:
        """Return the prescription with another list.

        Raises ValueError where it is none, pydantic.ValidationError where a value is out of range.
        """
        items = [item for item in re.split(r"[,;]", text.replace("−", "-")) if item.strip()]
        if self.field == "saturation_bands":
            return with_value(prescription, self.field, tuple(_band(item) for item in items))
        return with_value(prescription, self.field, tuple(float(item) for item in items))


CLOSED_RANGE = "{low} to {high} {unit}"
OPEN_RANGE = "{low} to {high} {unit} (above {low})"
"""What may be entered; of an open range the lowest may not."""


def _range_text(numbers: Range, unit: str, language: Language, per_unit: float = 1.0) -> str:
    text = OPEN_RANGE if numbers.open_below else CLOSED_RANGE
    low, high = (f"{end / per_unit:.6g}" for end in (numbers.lowest, numbers.highest))
    return said(text, language, low=low, high=high, unit=unit).strip()


def with_unit(number: str, unit: str) -> str:
    """Return a number with its unit: a space between them, but for degrees."""
    return f"{number}°" if unit == "°" else f"{number} {unit}".strip()


def with_value(prescription: Prescription, field: str, value: object) -> Prescription:
    """Return the prescription with one other value. Raises pydantic.ValidationError."""
    return Prescription.model_validate({**prescription.model_dump(), field: value})


def _item_text(item: float | SaturationBand) -> str:
    if isinstance(item, SaturationBand):
        return f"{item.offset_mm:+g}/{item.thickness_mm:g}"
    return f"{item:g}"


def _band(item: str) -> SaturationBand:
    offset, _, thickness = item.partition("/")
    if not thickness.strip():
        return SaturationBand(offset_mm=float(offset))
    return SaturationBand(offset_mm=float(offset), thickness_mm=float(thickness))
