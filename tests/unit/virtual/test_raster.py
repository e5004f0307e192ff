import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from telescan.mr.consequences import assess
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription, Sequence
from telescan.protocol.library import series_named, series_names
from telescan.virtual.raster import RASTER, on_raster, rounding_warnings, set_on

MODEL = MODELS["Aster 3T"]
BASE = Prescription(sequence=Sequence.SPIN_ECHO, repetition_time_ms=600, echo_time_ms=15, slices=3)

near = st.builds(
    lambda tr, te, bw, fov: BASE.model_copy(
        update={
            "repetition_time_ms": tr,
            "echo_time_ms": te,
            "pixel_bandwidth_hz": bw,
            "fov_frequency_mm": fov,
        }
    ),
    tr=st.floats(100, 3000),
    te=st.floats(8, 60),
    bw=st.floats(60, 400),
    fov=st.floats(150, 400),
)


def runs(prescription: Prescription) -> bool:
    return assess(prescription, MODEL, compared_with=prescription, patient_weight_kg=70.0).runs


@given(near)
def test_every_parameter_comes_to_stand_on_its_raster(prescription: Prescription) -> None:
    done = on_raster(prescription)
    for parameter, step in RASTER.items():
        value = getattr(done, parameter)
        if value is not None:
            assert value / step == pytest.approx(round(value / step), abs=1e-6)
            assert abs(value - getattr(prescription, parameter)) <= step / 2 + 1e-9


@given(near)
def test_rounding_what_is_on_the_raster_changes_nothing(prescription: Prescription) -> None:
    done = on_raster(prescription)
    assert on_raster(done) == done


@given(near)
def test_what_runs_still_runs_after_it_was_set(prescription: Prescription) -> None:
    assume(runs(prescription))
    done, consequences = set_on(prescription, MODEL, patient_weight_kg=70.0)
    assert consequences.runs
    assert runs(done)


def test_a_value_that_would_round_out_of_reach_is_rounded_the_other_way() -> None:
    too_short = BASE.model_copy(update={"echo_time_ms": 1.0})
    lowest = set_on(too_short, MODEL, patient_weight_kg=70.0)[1].violations[0].allowed_min
    assert lowest is not None
    wanted = BASE.model_copy(update={"echo_time_ms": lowest - 0.006})
    assert not runs(on_raster(wanted))
    done, consequences = set_on(wanted, MODEL, patient_weight_kg=70.0)
    assert consequences.runs
    assert done.echo_time_ms == lowest


def test_nothing_is_rounded_to_zero() -> None:
    tiny = BASE.model_copy(update={"echo_time_ms": 0.001})
    assert on_raster(tiny).echo_time_ms == 0.01


def test_what_cannot_run_comes_back_with_its_reasons() -> None:
    wanted = BASE.model_copy(update={"echo_time_ms": 1.0})
    done, consequences = set_on(wanted, MODEL, patient_weight_kg=70.0)
    assert not consequences.runs
    assert done.echo_time_ms == 1.0
    assert consequences.violations[0].parameter == "echo_time_ms"


@pytest.mark.parametrize("name", series_names())
def test_a_series_that_ships_is_set_exactly_as_written(name: str) -> None:
    written = series_named(name).prescription
    assert on_raster(written) == written


def test_a_value_that_was_rounded_is_told_by_its_name_and_both_values() -> None:
    wanted = BASE.model_copy(update={"fov_phase_mm": 201.27})
    assert rounding_warnings("t1", wanted, on_raster(wanted)) == (
        "t1: fov_phase_mm 201.27 was set to 201.25, the scanner's steps being 0.05",
    )
    assert rounding_warnings("t1", BASE, on_raster(BASE)) == ()
