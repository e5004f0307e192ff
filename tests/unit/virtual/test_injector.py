"""The injector: what it gives is what was planned, and it stops when told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.virtual.injector.machine import Injector, InjectorPhase, Plan

plans = st.builds(Plan, st.floats(1, 50), st.floats(0.5, 6), st.floats(1, 50), st.floats(0.5, 6))


def running(plan: Plan, began_s: float = 100.0) -> Injector:
    return Injector(plan).arm(began_s).start(began_s)


@given(plans, st.floats(0, 300))
def test_volumes_grow_to_the_plan_contrast_first(plan: Plan, gone_s: float) -> None:
    reading = running(plan).at(100.0 + gone_s)
    assert 0 <= reading.contrast_ml <= plan.contrast_ml * (1 + 1e-9)
    assert 0 <= reading.saline_ml <= plan.saline_ml * (1 + 1e-9)
    assert reading.saline_ml == 0 or reading.contrast_ml == pytest.approx(plan.contrast_ml)
    assert (reading.phase is InjectorPhase.DONE) == (100.0 + gone_s - 100.0 >= plan.whole_s)


@given(plans, st.floats(0, 1), st.floats(0, 300))
def test_a_stopped_injection_gives_no_more(plan: Plan, share: float, later_s: float) -> None:
    stop_s = 100.0 + share * plan.whole_s * 0.99
    stopped = running(plan).stop(stop_s)
    then, after = stopped.at(stop_s), stopped.at(stop_s + later_s)
    assert (then, after.phase) == (after, InjectorPhase.STOPPED)
    assert after.flow_ml_s == after.pressure_kpa == 0


@given(plans)
def test_pressure_has_no_jump_where_saline_follows(plan: Plan) -> None:
    injector = running(plan)
    before = injector.pressure_kpa(plan.contrast_s - 1e-6)
    assert injector.pressure_kpa(plan.contrast_s + 1e-6) == pytest.approx(before, abs=0.01)


def test_nothing_flows_without_being_armed() -> None:
    assert Injector().start(1.0) == Injector()
    assert Injector().arm(1.0).stop(2.0).start(3.0).at(4.0).phase is InjectorPhase.READY


def test_the_dose_follows_the_patients_weight_until_it_is_armed() -> None:
    planned = Injector().planned_for(80.0)
    assert planned.plan.contrast_ml == 8.0
    assert planned.arm(1.0).planned_for(50.0).plan.contrast_ml == 8.0


def test_arming_does_not_interrupt_what_flows() -> None:
    flowing = running(Plan())
    assert flowing.arm(101.0) == flowing
    assert flowing.arm(200.0).at(200.0).phase is InjectorPhase.ARMED
