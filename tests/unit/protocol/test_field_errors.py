from typing import Any

import pytest
from pydantic import ValidationError

from telescan.mr.prescription import Prescription, Sequence
from telescan.protocol.field_errors import Range, faults_text, range_of
from telescan.protocol.library import ExamProtocol, SeriesProtocol

GOOD: dict[str, Any] = {"sequence": "spin_echo", "repetition_time_ms": 500, "echo_time_ms": 20}


def told(**changes: object) -> str:
    series = {"name": "s", "description": "s", "prescription": {**GOOD, **changes}}
    exam = {"name": "e", "title": "e", "body_region": "HEAD", "series": [series]}
    with pytest.raises(ValidationError) as caught:
        ExamProtocol.model_validate(exam)
    return faults_text(caught.value, ExamProtocol)


@pytest.mark.parametrize("value", [-3, 0, 1001, float("nan"), float("inf")])
def test_a_number_out_of_range_is_told_with_both_ends_and_the_unit(value: float) -> None:
    expected = f"series 1: echo_time_ms: expected 0 to 1000 ms (above 0), got {value}"
    assert told(echo_time_ms=value) == expected


def test_a_range_that_takes_its_lowest_value_says_nothing_of_above() -> None:
    assert told(fov_phase_mm=5).endswith("fov_phase_mm: expected 20 to 600 mm, got 5")


def test_a_parameter_that_may_be_left_out_has_a_range_when_it_is_there() -> None:
    assert "second_echo_time_ms: expected 0 to 1000 ms (above 0), got -1" in told(
        second_echo_time_ms=-1
    )


def test_a_count_is_a_whole_number() -> None:
    assert told(slices=2.5).endswith("slices: expected a whole number, 1 to 256, got 2.5")


def test_a_choice_lists_all_that_are_accepted() -> None:
    said = told(sequence="fast")
    assert said.endswith("got 'fast'")
    assert all(sequence.value in said for sequence in Sequence)


@pytest.mark.parametrize("name", ["te_ms", "TE", "echo_time_s", "echo_tyme_ms", "echo_time"])
def test_an_unknown_parameter_is_answered_with_the_one_that_was_meant(name: str) -> None:
    said = told(**{name: 20})
    assert said.startswith(f"series 1: {name} is no parameter; did you mean echo_time_ms (ms)?")
    assert "0 to 1000 ms" in said


def test_a_name_like_no_parameter_is_answered_with_all_of_them() -> None:
    said = told(colour="red")
    assert all(name in said for name in Prescription.model_fields)


def test_items_are_counted_from_one() -> None:
    assert "b_values_s_mm2 2: expected 0 to 10000 s/mm², got -1" in told(b_values_s_mm2=[0, -1])
    assert "saturation_bands 1: offset_mm: expected -300 to 300 mm, got 900" in told(
        saturation_bands=[{"offset_mm": 900}]
    )


def test_what_is_missing_is_named_with_what_it_takes() -> None:
    with pytest.raises(ValidationError) as caught:
        SeriesProtocol.model_validate({"name": "s", "description": "s", "prescription": {}})
    said = faults_text(caught.value, SeriesProtocol)
    assert "echo_time_ms is missing; expected 0 to 1000 ms (above 0)" in said
    assert "repetition_time_ms is missing" in said
    assert "\n" not in said


def test_a_prescription_that_is_no_object_is_told_as_such() -> None:
    with pytest.raises(ValidationError) as caught:
        SeriesProtocol.model_validate({"name": "s", "description": "s", "prescription": 3})
    said = faults_text(caught.value, SeriesProtocol)
    assert said == "prescription: expected an object, got 3"


def test_a_range_can_be_told_in_the_unit_of_a_console() -> None:
    centimetres = range_of("fov_phase_mm")
    assert centimetres == Range(20, 600, open_below=False)
    assert centimetres.text("cm", per_unit=10) == "2 to 60 cm"
    assert range_of("sequence") is None
