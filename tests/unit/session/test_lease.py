"""Who may drive."""

from datetime import timedelta

import pytest

from telescan.scanner.driver import Capability
from telescan.session import lease
from telescan.session.commands import (
    Admit,
    AskForControl,
    Close,
    Dismiss,
    GrantControl,
    RefuseControl,
    ReleaseControl,
    Take,
    TakeBackControl,
)
from telescan.session.events import ControlEnd, ControlGranted
from telescan.session.fold import fold
from telescan.session.refusal import Code, IllegalEventError, Refused

GRANT = GrantControl(person_id="emil")


def refusal(stage, command, actor) -> Code:
    with pytest.raises(Refused) as caught:
        stage.do(command, actor)
    return caught.value.code


def test_an_admitted_expert_asks_and_the_operator_grants(stage) -> None:
    stage.opened()
    assert stage.do(AskForControl(), stage.expert).control.asked_by == stage.expert
    control = stage.do(GRANT, stage.operator).control
    assert (control.holder, control.asked_by) == (stage.expert, None)


def test_the_lease_has_at_most_one_holder(stage) -> None:
    stage.driving()
    assert refusal(stage, GRANT, stage.operator) == Code.CONTROL_HELD


def test_nobody_drives_without_admission(stage) -> None:
    stage.taken()
    assert refusal(stage, GRANT, stage.operator) == Code.PERSON_NOT_ADMITTED
    assert refusal(stage, AskForControl(), stage.expert) == Code.NOT_ADMITTED


def test_a_radiologist_sees_but_never_drives(stage) -> None:
    stage.asked()
    stage.do(Take(), stage.radiologist)
    stage.do(Admit(person_id="rosa"), stage.operator)
    assert refusal(stage, GrantControl(person_id="rosa"), stage.operator) == Code.PERSON_MAY_NOT
    assert refusal(stage, AskForControl(), stage.radiologist) == Code.NOT_ALLOWED


def test_a_scanner_that_cannot_be_driven_is_not_granted(stage) -> None:
    stage.opened()
    stage.capabilities = frozenset({Capability.VIEW})
    assert refusal(stage, GRANT, stage.operator) == Code.SCANNER_CANNOT


def test_the_operator_takes_back_and_the_holder_releases(stage) -> None:
    stage.driving()
    assert refusal(stage, ReleaseControl(), stage.other_expert) == Code.NOT_YOURS
    assert stage.do(TakeBackControl(), stage.other_operator).control.holder is None
    assert refusal(stage, TakeBackControl(), stage.operator) == Code.CONTROL_FREE
    stage.do(GRANT, stage.operator)
    assert stage.do(ReleaseControl(), stage.expert).control.holder is None


def test_each_grant_has_a_higher_epoch_also_in_the_next_session(stage) -> None:
    first = stage.driving().control.epoch
    stage.do(TakeBackControl(), stage.operator)
    second = stage.do(GRANT, stage.operator).control.epoch
    stage.do(Close(note="done"), stage.operator)
    third = stage.driving().control.epoch
    assert first < second < third


def test_the_epoch_grows_also_over_a_journal_that_was_lost(stage_class) -> None:
    before, after = stage_class(), stage_class()
    after.now = before.now + timedelta(seconds=1)
    assert after.driving().control.epoch > before.driving().control.epoch


def test_an_epoch_that_does_not_grow_is_an_illegal_event(stage) -> None:
    epoch = stage.driving().control.epoch
    stage.do(TakeBackControl(), stage.operator)
    again = ControlGranted(holder=stage.expert, epoch=epoch, expires_at=stage.now)
    with pytest.raises(IllegalEventError):
        stage.record((again,), stage.operator)


def test_input_counts_only_from_the_holder_with_the_present_epoch_in_time(stage) -> None:
    session = stage.driving()
    epoch = session.control.epoch
    assert lease.drives(session, "emil", epoch, stage.now)
    assert not lease.drives(session, "edda", epoch, stage.now)
    assert not lease.drives(session, "emil", epoch - 1, stage.now)
    assert not lease.drives(session, "emil", epoch + 1, stage.now)
    stage.wait(300)
    assert not lease.drives(session, "emil", epoch, stage.now)


def test_a_lease_that_is_not_renewed_expires(stage) -> None:
    session = stage.driving()
    stage.wait(299)
    assert lease.expire(session, stage.now) == ()
    stage.wait(1)
    (ended,) = lease.expire(session, stage.now)
    assert ended.cause is ControlEnd.EXPIRED
    assert lease.renew(session, stage.now, stage.now, stage.policy) == ()


def test_driving_renews_the_lease_once_half_of_it_is_gone(stage) -> None:
    session = stage.driving()
    stage.wait(149)
    assert lease.renew(session, stage.now, stage.now, stage.policy) == ()
    stage.wait(1)
    renewed = stage.record(lease.renew(session, stage.now, stage.now, stage.policy), None)
    assert (renewed.control.expires_at - stage.now).total_seconds() == 300
    assert renewed.control.epoch == session.control.epoch


def test_the_last_moments_of_a_lease_count_from_when_the_holder_drove_last(stage) -> None:
    session = stage.driving()
    drove_at = stage.now + timedelta(seconds=100)
    stage.wait(200)
    assert lease.renew(session, drove_at, stage.now, stage.policy) == ()
    stage.wait(60)
    renewed = stage.record(lease.renew(session, drove_at, stage.now, stage.policy), None)
    assert renewed.control.expires_at == drove_at + timedelta(seconds=300)
    assert lease.renew(renewed, drove_at, stage.now, stage.policy) == ()


def test_dismissal_ends_control_before_admission(stage) -> None:
    stage.driving()
    session = stage.do(Dismiss(person_id="emil"), stage.operator)
    assert [e.event.kind for e in stage.journal[-2:]] == ["control_ended", "dismissed"]
    assert (session.control.holder, session.admitted) == (None, ())


def test_a_refused_request_for_control_can_be_made_again(stage) -> None:
    stage.opened()
    assert refusal(stage, RefuseControl(), stage.operator) == Code.CONTROL_NOT_ASKED
    stage.do(AskForControl(), stage.expert)
    assert refusal(stage, AskForControl(), stage.expert) == Code.CONTROL_ALREADY_ASKED
    assert stage.do(RefuseControl(), stage.operator).control.asked_by is None
    assert stage.do(AskForControl(), stage.expert).control.asked_by == stage.expert


def test_the_fold_of_the_journal_is_the_state(stage) -> None:
    session = stage.driving()
    assert fold(stage.journal) == session
