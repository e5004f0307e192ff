import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.mr.consequences import Limit, Violation
from telescan.mr.hardware import MODELS, Vocabulary
from telescan.mr.prescription import (
    Orientation,
    PhaseEncodingDirection,
    Prescription,
    SaturationBand,
    Sequence,
)
from telescan.virtual.vocabulary import (
    ORIENTATION_NAMES,
    SEQUENCE_NAMES,
    choices,
    lists,
    parameters,
    phase_direction_name,
)
from telescan.virtual.words import changes, duration, label_of, refusal

SIEMENS = MODELS["Aster 3T"]
GE = MODELS["Borealis 1.5T"]
PHILIPS = SIEMENS.model_copy(update={"vocabulary": Vocabulary.PHILIPS})
TSE = Prescription(
    sequence=Sequence.TURBO_SPIN_ECHO,
    repetition_time_ms=4000,
    echo_time_ms=100,
    echo_train_length=16,
    pixel_bandwidth_hz=200,
    matrix_frequency=320,
    slice_thickness_mm=5,
    slice_gap_mm=1,
)


def named(model, field):
    return next(p for p in parameters(model) if p.field == field)


@pytest.mark.parametrize("model", [SIEMENS, GE, PHILIPS])
def test_every_parameter_of_a_prescription_stands_on_the_console_once(model) -> None:
    fields = [p.field for p in (*parameters(model), *choices(model), *lists(model))]
    assert sorted(fields) == sorted(Prescription.model_fields)


@pytest.mark.parametrize("model", [SIEMENS, GE, PHILIPS])
def test_every_choice_offers_its_field_every_value(model) -> None:
    for choice in choices(model):
        for value, word in choice.options(TSE):
            chosen = choice.set_to(TSE, value)
            assert choice.value(chosen) == value
            assert choice.text(chosen) == word


def test_a_value_that_no_console_offers_is_shown_as_it_is() -> None:
    choice = next(c for c in choices(SIEMENS) if c.field == "partial_fourier")
    assert choice.text(TSE.model_copy(update={"partial_fourier": 0.8})) == "0.8"


@given(
    b_values=st.lists(st.integers(0, 10_000), max_size=6),
    offsets=st.lists(st.integers(-300, 300), max_size=3),
)
def test_lists_are_read_as_they_are_written(b_values: list[int], offsets: list[int]) -> None:
    bands = tuple(SaturationBand(offset_mm=offset, thickness_mm=30) for offset in offsets)
    wanted = TSE.model_copy(
        update={"b_values_s_mm2": tuple(map(float, b_values)), "saturation_bands": bands}
    )
    read = TSE
    for parameter in lists(SIEMENS):
        read = parameter.set_to(read, parameter.text(wanted))
    assert read == wanted


@pytest.mark.parametrize("vendor", list(Vocabulary))
def test_every_choice_has_a_word_of_each_vendor(vendor: Vocabulary) -> None:
    assert set(SEQUENCE_NAMES[vendor]) == set(Sequence)
    assert set(ORIENTATION_NAMES[vendor]) == set(Orientation)
    for orientation in Orientation:
        names = {phase_direction_name(vendor, orientation, d) for d in PhaseEncodingDirection}
        assert len(names) == 2


def test_vendors_count_in_their_own_units() -> None:
    assert named(SIEMENS, "pixel_bandwidth_hz").text(TSE) == "200 Hz/Px"
    assert named(GE, "pixel_bandwidth_hz").text(TSE) == "32.00 ± kHz"
    assert named(SIEMENS, "slice_gap_mm").text(TSE) == "20 %"
    assert named(GE, "slice_gap_mm").text(TSE) == "1.0 mm"
    assert named(GE, "fov_frequency_mm").text(TSE) == "23.0 cm"
    assert named(SIEMENS, "averages").label == "Averages"
    assert named(GE, "averages").label == "NEX"
    assert named(PHILIPS, "averages").label == "NSA"


@given(number=st.floats(60, 300), model=st.sampled_from([SIEMENS, GE, PHILIPS]))
def test_a_number_that_was_entered_is_the_number_that_is_shown(number: float, model) -> None:
    for field in ("repetition_time_ms", "echo_time_ms", "pixel_bandwidth_hz"):
        parameter = named(model, field)
        shown = parameter.shown(parameter.set_to(TSE, number))
        assert shown == pytest.approx(number)


def test_the_console_shows_what_can_be_set_and_no_empty_decimals() -> None:
    fine = TSE.model_copy(update={"fov_phase_mm": 201.25, "echo_time_ms": 2.98})
    assert named(SIEMENS, "fov_phase_mm").text(fine) == "201.25 mm"
    assert named(GE, "fov_phase_mm").text(fine) == "20.125 cm"
    assert named(SIEMENS, "fov_frequency_mm").text(fine) == "230 mm"
    assert named(SIEMENS, "echo_time_ms").text(fine) == "2.98 ms"
    assert named(SIEMENS, "echo_time_ms").text(TSE) == "100.0 ms"


def test_a_refusal_speaks_the_scanners_own_words_and_units() -> None:
    violation = Violation(
        limit=Limit.BANDWIDTH_OUT_OF_RANGE,
        parameter="pixel_bandwidth_hz",
        value=200,
        nearest=100,
    )
    assert refusal((violation,), GE, TSE) == (
        "Receiver Bandwidth 32.00 ± kHz is out of range; nearest possible: 16.00 ± kHz."
    )


def test_changes_are_told_by_their_old_and_new_values() -> None:
    after = TSE.model_copy(update={"echo_time_ms": 85.0, "averages": 2})
    assert changes(TSE, after, SIEMENS) == "TE 100.0 → 85.0 ms, Averages 1 → 2"
    assert changes(TSE, TSE, SIEMENS) == "nothing changed"
    spin_echo = TSE.model_copy(update={"sequence": Sequence.SPIN_ECHO})
    assert changes(TSE, spin_echo, GE) == "Pulse Sequence FSE → SE"


def test_a_field_is_called_what_the_console_calls_it() -> None:
    assert label_of("echo_train_length", SIEMENS) == "Turbo factor"
    assert label_of("sequence", GE) == "Pulse Sequence"


def test_durations_are_minutes_and_seconds() -> None:
    assert [duration(s) for s in (0, 9.6, 59.6, 163.2)] == ["0:00", "0:10", "1:00", "2:43"]
