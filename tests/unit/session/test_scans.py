"""Scans started, followed, ended."""

import pytest

from telescan.scanner.driver import Capability, SeriesState
from telescan.session import scans
from telescan.session.commands import StartScan, StopScan
from telescan.session.refusal import Code, Refused

START = StartScan(series_id="s1")


def refusal(stage, command, actor) -> Code:
    with pytest.raises(Refused) as caught:
        stage.do(command, actor)
    return caught.value.code


def test_an_operator_starts_and_the_scanner_says_how_it_ended(stage) -> None:
    stage.opened()
    session = stage.do(START, stage.operator)
    assert session.scans[0].prescription == stage.prescription
    assert scans.follow(session, stage.status, stage.now) == ()
    stage.set_series("s1", state=SeriesState.RUNNING)
    assert scans.follow(session, stage.status, stage.now) == ()
    stage.set_series("s1", state=SeriesState.DONE)
    done = stage.record(scans.follow(session, stage.status, stage.now), None)
    assert (done.scans[0].outcome, done.scans[0].ended_at) == ("done", stage.now)
    assert scans.follow(done, stage.status, stage.now) == ()


@pytest.mark.parametrize("role", ["expert", "radiologist", "trainee", "administrator", "stranger"])
def test_nobody_but_an_operator_starts_whoever_drives(stage, role) -> None:
    stage.driving()
    assert refusal(stage, START, getattr(stage, role)) == Code.NOT_ALLOWED


def test_one_scan_runs_at_a_time(stage) -> None:
    stage.opened()
    stage.do(START, stage.operator)
    assert refusal(stage, StartScan(series_id="s2"), stage.operator) == Code.SCAN_RUNNING


def test_a_series_that_has_run_is_not_started_again(stage) -> None:
    stage.opened()
    stage.set_series("s1", state=SeriesState.DONE)
    assert refusal(stage, START, stage.operator) == Code.SERIES_NOT_QUEUED


def test_a_scanner_that_starts_only_at_its_console_says_so(stage) -> None:
    stage.opened()
    stage.capabilities -= {Capability.START}
    assert refusal(stage, START, stage.operator) == Code.SCANNER_CANNOT


def test_stopping_needs_a_running_scan_and_is_written_with_its_name(stage) -> None:
    stage.opened()
    assert refusal(stage, StopScan(), stage.operator) == Code.NO_SCAN_RUNNING
    stage.do(START, stage.operator)
    stage.set_series("s1", state=SeriesState.RUNNING)
    session = stage.do(StopScan(), stage.operator)
    assert stage.journal[-1].actor == stage.operator
    stage.set_series("s1", state=SeriesState.STOPPED)
    (ended,) = scans.follow(session, stage.status, stage.now)
    assert ended.outcome == "stopped"


def test_a_scan_started_at_the_scanners_console_belongs_to_the_session(stage) -> None:
    session = stage.opened()
    stage.set_series("s2", state=SeriesState.RUNNING)
    session = stage.record(scans.follow(session, stage.status, stage.now), None)
    assert session.scans[0].series_id == "s2"


def test_two_series_that_run_at_once_are_one_scan_and_no_crash(stage) -> None:
    session = stage.opened()
    stage.set_series("s1", state=SeriesState.RUNNING)
    stage.set_series("s2", state=SeriesState.RUNNING)
    session = stage.record(scans.follow(session, stage.status, stage.now), None)
    assert [scan.series_id for scan in session.scans] == ["s1"]


def test_a_scan_whose_exam_is_gone_has_failed(stage) -> None:
    stage.opened()
    session = stage.do(START, stage.operator)
    stage.series = []
    (ended,) = scans.follow(session, stage.status, stage.now)
    assert ended.outcome == "failed"


def test_an_unreachable_scanner_starts_nothing(stage) -> None:
    stage.opened()
    stage.reachable = False
    assert refusal(stage, START, stage.operator) == Code.SCANNER_UNREACHABLE
