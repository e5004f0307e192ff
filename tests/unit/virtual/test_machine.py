import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from telescan.mr.prescription import Prescription, Sequence
from telescan.scanner.driver import ScannerPhase, SeriesState
from telescan.virtual import events
from telescan.virtual.exam import demo_patient, new_exam, new_series
from telescan.virtual.machine import PHASE_AFTER, RUNNING, IllegalMoveError, Machine, restored

PRESCRIPTION = Prescription(
    sequence=Sequence.SPIN_ECHO, repetition_time_ms=500, echo_time_ms=15, slices=3
)
EXAM = new_exam("test", 1, "HEAD", demo_patient(1, seed=0))


def prescribed() -> Machine:
    machine = Machine().after(events.ExamRegistered(EXAM))
    return machine.after(events.SeriesAdded(new_series(EXAM, "t1", PRESCRIPTION, 60.0)))


def first_id(machine: Machine) -> str:
    assert machine.exam is not None
    return machine.exam.series[0].series_id


def started(machine: Machine, at_s: float = 0.0) -> Machine:
    return machine.after(
        events.SeriesStarted(first_id(machine), at_s=at_s, prescan_s=2.0, scan_s=10.0, slices=3)
    )


def state_of(machine: Machine) -> SeriesState:
    assert machine.exam is not None
    return machine.exam.series[0].state


def test_a_run_goes_through_prescan_scanning_and_reconstruction_to_done() -> None:
    machine = started(prescribed())
    assert (machine.phase, state_of(machine)) == (ScannerPhase.PRESCAN, SeriesState.RUNNING)
    machine = machine.after(events.PrescanDone(2.0))
    for _ in range(3):
        assert machine.phase is ScannerPhase.SCANNING
        machine = machine.after(events.SliceAcquired())
    machine = machine.after(events.ScanDone())
    assert machine.phase is ScannerPhase.RECONSTRUCTING
    machine = machine.after(events.Reconstructed())
    assert (machine.phase, state_of(machine)) == (ScannerPhase.DONE, SeriesState.DONE)
    assert machine.run is None


@pytest.mark.parametrize("so_far", [[], [events.PrescanDone(2.0)]])
def test_a_run_can_be_stopped_at_any_instant(so_far: list[events.Event]) -> None:
    machine = started(prescribed())
    for event in so_far:
        machine = machine.after(event)
    machine = machine.after(events.RunStopped())
    assert (machine.phase, state_of(machine)) == (ScannerPhase.STOPPED, SeriesState.STOPPED)


def test_a_fault_must_be_cleared_before_the_next_start() -> None:
    machine = started(prescribed()).after(events.RunFailed("amplifier"))
    assert machine.status(0.0).fault == "amplifier"
    with pytest.raises(IllegalMoveError):
        started(machine)
    machine = machine.after(events.FaultCleared())
    assert machine.fault is None
    assert machine.phase is ScannerPhase.PRESCRIBED


def test_only_one_series_runs_at_a_time() -> None:
    with pytest.raises(IllegalMoveError, match="while prescan"):
        started(started(prescribed()))


def test_a_series_that_has_run_is_neither_set_nor_started_again() -> None:
    machine = started(prescribed()).after(events.RunStopped())
    assert machine.exam is not None
    with pytest.raises(IllegalMoveError, match="stopped"):
        machine.after(events.SeriesSet(machine.exam.series[0]))
    with pytest.raises(IllegalMoveError, match="stopped"):
        started(machine)


def test_scanning_is_not_done_while_slices_are_missing() -> None:
    machine = started(prescribed()).after(events.PrescanDone(2.0)).after(events.SliceAcquired())
    with pytest.raises(IllegalMoveError, match="missing"):
        machine.after(events.ScanDone())


def test_the_queue_can_be_edited_while_another_series_runs() -> None:
    machine = started(prescribed())
    assert machine.exam is not None
    added = new_series(machine.exam, "t2", PRESCRIPTION, 30.0)
    machine = machine.after(events.SeriesAdded(added))
    changed = added.model_copy(update={"scan_time_s": 31.0})
    machine = machine.after(events.SeriesSet(changed))
    assert machine.phase is ScannerPhase.PRESCAN
    assert machine.series(added.series_id) == changed


def test_progress_never_runs_ahead_of_what_is_acquired() -> None:
    machine = started(prescribed()).after(events.PrescanDone(2.0))
    assert machine.progress(3.0) == pytest.approx(0.1)
    assert machine.progress(100.0) == pytest.approx(1 / 3)
    assert machine.after(events.SliceAcquired()).progress(100.0) == pytest.approx(2 / 3)


def test_remaining_time_counts_prescan_and_scan() -> None:
    machine = started(prescribed(), at_s=5.0)
    assert machine.status(5.0).remaining_s == pytest.approx(12.0)
    assert machine.status(6.5).remaining_s == pytest.approx(10.5)
    assert machine.after(events.PrescanDone(7.0)).status(8.0).remaining_s == pytest.approx(9.0)


def test_a_scanner_switched_off_while_scanning_comes_back_with_that_series_stopped() -> None:
    machine = restored(started(prescribed()).exam)
    assert machine.phase is ScannerPhase.PRESCRIBED
    assert state_of(machine) is SeriesState.STOPPED


def test_a_scanner_switched_off_without_an_exam_comes_back_idle() -> None:
    assert restored(None) == Machine()


WHENEVER: tuple[events.Event, ...] = (
    events.SliceAcquired(),
    events.ScanDone(),
    events.Reconstructed(),
    events.RunStopped(),
    events.RunFailed("x"),
    events.FaultCleared(),
    events.ExamClosed(),
)
"""Events that say nothing of a series."""

ALL_EVENTS: dict[type[events.Event], events.Event] = {
    type(event): event
    for event in (
        events.ExamRegistered(EXAM),
        events.SeriesAdded(new_series(EXAM, "t1", PRESCRIPTION, 60.0)),
        events.SeriesSet(new_series(EXAM, "t1", PRESCRIPTION, 60.0)),
        events.SeriesStarted("E00001-S01", 0.0, 1.0, 1.0, 1),
        events.PrescanDone(0.0),
        *WHENEVER,
    )
}


@given(
    phase=st.sampled_from([p for p in ScannerPhase if p is not ScannerPhase.UNKNOWN]),
    kind=st.sampled_from(list(ALL_EVENTS)),
)
def test_what_is_not_in_the_table_is_illegal_and_says_so(
    phase: ScannerPhase, kind: type[events.Event]
) -> None:
    if kind in PHASE_AFTER[phase]:
        return
    with pytest.raises(IllegalMoveError, match=f"{kind.__name__} while {phase}"):
        Machine(phase=phase).after(ALL_EVENTS[kind])


class AnyHistory(RuleBasedStateMachine):
    """Throws events at the machine; the illegal ones must leave no trace."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = Machine()
        self.now_s = 0.0

    def happen(self, event: events.Event) -> None:
        with contextlib.suppress(IllegalMoveError):
            self.machine = self.machine.after(event)

    @rule()
    def register(self) -> None:
        self.happen(events.ExamRegistered(EXAM))

    @precondition(lambda self: self.machine.exam is not None)
    @rule()
    def add(self) -> None:
        assert self.machine.exam is not None
        self.happen(events.SeriesAdded(new_series(self.machine.exam, "s", PRESCRIPTION, 9.0)))

    @precondition(lambda self: self.machine.exam is not None and self.machine.exam.series)
    @rule(index=st.integers(0, 5), slices=st.integers(1, 4))
    def start(self, index: int, slices: int) -> None:
        assert self.machine.exam is not None
        series = self.machine.exam.series[index % len(self.machine.exam.series)]
        self.happen(events.SeriesStarted(series.series_id, self.now_s, 1.0, 5.0, slices))

    @rule(event=st.sampled_from(WHENEVER))
    def something(self, event: events.Event) -> None:
        self.happen(event)

    @rule()
    def prescan_done(self) -> None:
        self.happen(events.PrescanDone(self.now_s))

    @rule(seconds=st.floats(0, 20))
    def wait(self, seconds: float) -> None:
        self.now_s += seconds

    @invariant()
    def a_series_runs_exactly_in_the_running_phases(self) -> None:
        series = self.machine.exam.series if self.machine.exam else ()
        running = [s.series_id for s in series if s.state is SeriesState.RUNNING]
        assert (self.machine.phase in RUNNING) == (len(running) == 1)
        assert (self.machine.run is not None) == (len(running) == 1)
        assert len(running) <= 1

    @invariant()
    def a_fault_is_told_exactly_in_the_fault_phase(self) -> None:
        assert (self.machine.phase is ScannerPhase.FAULT) == (self.machine.fault is not None)

    @invariant()
    def no_exam_exactly_when_idle(self) -> None:
        assert (self.machine.phase is ScannerPhase.IDLE) == (self.machine.exam is None)

    @invariant()
    def progress_is_a_share_and_remaining_time_is_not_negative(self) -> None:
        status = self.machine.status(self.now_s)
        assert status.progress is None or 0 <= status.progress <= 1
        assert status.remaining_s is None or status.remaining_s >= 0

    @invariant()
    def series_numbers_and_uids_are_unlike(self) -> None:
        series = self.machine.exam.series if self.machine.exam else ()
        assert len({s.series_number for s in series}) == len(series)
        assert len({s.series_instance_uid for s in series}) == len(series)


TestAnyHistory = AnyHistory.TestCase
