"""From request to end."""

import pytest

from telescan.session.commands import Admit, AskForHelp, Close, StartScan, Take, Withdraw
from telescan.session.refusal import Code, Refused
from telescan.session.state import SessionState

HELP = AskForHelp(scanner_id="mr2", reason="Again", body_region="knee")


def refusal(stage, command, actor) -> Code:
    with pytest.raises(Refused) as caught:
        stage.do(command, actor)
    return caught.value.code


def test_a_request_goes_from_asked_to_closed_with_its_note(stage) -> None:
    assert stage.asked().state is SessionState.REQUESTED
    assert stage.do(Take(), stage.expert).state is SessionState.TAKEN
    assert stage.do(Admit(person_id="emil"), stage.operator).state is SessionState.OPEN
    closed = stage.do(Close(note="Longer TE helped"), stage.expert)
    assert closed.state is SessionState.CLOSED
    assert closed.note == "Longer TE helped"
    assert closed.ended_at == stage.now
    assert closed.admitted == ()


def test_a_scanner_has_one_session_at_a_time_and_the_next_after_it(stage) -> None:
    stage.asked()
    assert refusal(stage, HELP, stage.other_operator) == Code.SESSION_EXISTS
    stage.do(Withdraw(), stage.operator)
    assert stage.do(HELP, stage.operator).state is SessionState.REQUESTED


def test_help_is_asked_for_the_scanner_of_the_desk_only(stage) -> None:
    elsewhere = HELP.model_copy(update={"scanner_id": "mr9"})
    assert refusal(stage, elsewhere, stage.operator) == Code.NO_SCANNER


def test_a_request_is_taken_once(stage) -> None:
    stage.taken()
    assert refusal(stage, Take(), stage.other_expert) == Code.ALREADY_TAKEN


def test_nobody_takes_their_own_request(stage) -> None:
    stage.do(HELP, stage.both)
    assert refusal(stage, Take(), stage.both) == Code.NOT_YOURSELF


def test_an_expert_has_as_many_sessions_at_once_as_the_site_allows(stage) -> None:
    stage.sessions_elsewhere = 1
    stage.asked()
    assert refusal(stage, Take(), stage.expert) == Code.EXPERT_BUSY
    stage.policy = stage.policy.model_copy(update={"running_sessions_per_expert": 2})
    assert stage.do(Take(), stage.expert).expert == stage.expert


def test_a_request_cannot_be_withdrawn_once_somebody_was_admitted(stage) -> None:
    stage.opened()
    assert refusal(stage, Withdraw(), stage.operator) == Code.ALREADY_OPEN


def test_a_request_that_nobody_took_is_withdrawn_not_closed(stage) -> None:
    stage.asked()
    assert refusal(stage, Close(note="x"), stage.operator) == Code.SESSION_NOT_THERE_YET


def test_only_operators_and_the_sessions_own_expert_close_it(stage) -> None:
    stage.opened()
    assert refusal(stage, Close(note="x"), stage.other_expert) == Code.NOT_YOURS
    assert stage.do(Close(note="x"), stage.other_operator).state is SessionState.CLOSED


def test_a_session_is_not_closed_over_a_running_scan(stage) -> None:
    stage.opened()
    stage.do(StartScan(series_id="s1"), stage.operator)
    assert refusal(stage, Close(note="x"), stage.operator) == Code.SCAN_RUNNING


def test_a_scanner_that_vanished_does_not_keep_a_session_open(stage) -> None:
    stage.opened()
    stage.do(StartScan(series_id="s1"), stage.operator)
    stage.reachable = False
    closed = stage.do(Close(note="scanner lost power"), stage.operator)
    assert closed.scans[0].outcome is None


def test_closing_ends_control_first(stage) -> None:
    stage.driving()
    stage.do(Close(note="x"), stage.operator)
    assert [e.event.kind for e in stage.journal[-2:]] == ["control_ended", "closed"]
