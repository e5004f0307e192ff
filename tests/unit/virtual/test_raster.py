import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from telescan.mr.consequences import assess
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription, Sequence
from telescan.virtual.raster import RASTER, on_raster, set_on

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
    shortest = assess(BASE, MODEL, compared_with=BASE, patient_weight_kg=70.0).shortest_echo_time_ms
    wanted = BASE.model_copy(update={"echo_time_ms": shortest + 0.001})
    done, consequences = set_on(wanted, MODEL, patient_weight_kg=70.0)
    assert consequences.runs
    assert done.echo_time_ms >= shortest


def test_nothing_is_rounded_to_zero() -> None:
    tiny = BASE.model_copy(update={"echo_time_ms": 0.01})
    assert on_raster(tiny).echo_time_ms == 0.1


def test_what_cannot_run_comes_back_with_its_reasons() -> None:
    wanted = BASE.model_copy(update={"echo_time_ms": 1.0})
    done, consequences = set_on(wanted, MODEL, patient_weight_kg=70.0)
    assert not consequences.runs
    assert done.echo_time_ms == 1.0
    assert consequences.violations[0].parameter == "echo_time_ms"
