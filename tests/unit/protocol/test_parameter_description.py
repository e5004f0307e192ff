"""What is told of a parameter agrees with what a prescription takes."""

import pytest
from pydantic import ValidationError

from telescan.mr.prescription import Prescription, SaturationBand
from telescan.protocol.field_errors import Range
from telescan.protocol.parameter_description import PARAMETER_DESCRIPTIONS

LEAST = {"sequence": "spin_echo", "repetition_time_ms": 500.0, "echo_time_ms": 10.0}
LISTS = {"b_values_s_mm2"}
RANGES = [(each.parameter, each.range) for each in PARAMETER_DESCRIPTIONS if each.range is not None]


def accepted(parameter: str, value: float) -> bool:
    try:
        Prescription.model_validate({**LEAST, parameter: [value] if parameter in LISTS else value})
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("parameter", "numbers"), RANGES, ids=[name for name, _ in RANGES])
def test_the_ends_of_a_range_are_taken_and_what_lies_beyond_is_not(
    parameter: str, numbers: Range
) -> None:
    assert accepted(parameter, numbers.highest)
    assert not accepted(parameter, numbers.highest + 1)
    assert accepted(parameter, numbers.lowest) is not numbers.open_below
    assert not accepted(parameter, numbers.lowest - 1)


def test_every_number_of_a_saturation_band_has_a_range() -> None:
    bands = next(p for p in PARAMETER_DESCRIPTIONS if p.parameter == "saturation_bands")
    assert set(bands.item_ranges) == set(SaturationBand.model_fields)
