"""Who may see."""

import pytest

from telescan.session.commands import Admit, Dismiss, Take, WriteMessage
from telescan.session.refusal import Code, Refused


def refusal(stage, command, actor) -> Code:
    with pytest.raises(Refused) as caught:
        stage.do(command, actor)
    return caught.value.code


def test_taking_a_request_admits_nobody(stage) -> None:
    assert stage.taken().admitted == ()


def test_the_operator_admits_the_expert_who_took_the_request(stage) -> None:
    assert stage.opened().admitted == (stage.expert,)
    assert refusal(stage, Admit(person_id="emil"), stage.operator) == Code.ALREADY_ADMITTED


def test_somebody_unknown_to_the_session_is_not_admitted(stage) -> None:
    stage.taken()
    assert refusal(stage, Admit(person_id="edda"), stage.operator) == Code.NO_PERSON


def test_there_is_nobody_to_admit_before_the_request_is_taken(stage) -> None:
    stage.asked()
    assert refusal(stage, Admit(person_id="emil"), stage.operator) == Code.SESSION_NOT_THERE_YET


def test_only_operators_admit(stage) -> None:
    stage.taken()
    for person in (stage.expert, stage.other_expert, stage.administrator, stage.stranger):
        assert refusal(stage, Admit(person_id="emil"), person) == Code.NOT_ALLOWED


def test_nobody_admits_themselves_even_with_both_roles(stage) -> None:
    stage.asked()
    stage.do(Take(), stage.both)
    assert refusal(stage, Admit(person_id="bert"), stage.both) == Code.NOT_YOURSELF
    assert stage.do(Admit(person_id="bert"), stage.operator).admitted == (stage.both,)


def test_a_dismissed_expert_can_be_admitted_again(stage) -> None:
    stage.opened()
    assert stage.do(Dismiss(person_id="emil"), stage.operator).admitted == ()
    assert refusal(stage, Dismiss(person_id="emil"), stage.operator) == Code.PERSON_NOT_ADMITTED
    assert stage.do(Admit(person_id="emil"), stage.operator).admitted == (stage.expert,)


def test_only_those_in_a_session_write_to_it(stage) -> None:
    stage.taken()
    hello = WriteMessage(text="Hello")
    assert refusal(stage, hello, stage.other_expert) == Code.NOT_ADMITTED
    stage.do(hello, stage.expert)
    stage.do(hello, stage.other_operator)
