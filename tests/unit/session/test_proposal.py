"""Parameters offered, accepted, set."""

import pytest

from telescan.mr.consequences import Limit, Violation
from telescan.scanner.driver import Capability, SeriesState
from telescan.session import proposal
from telescan.session.commands import (
    AcceptProposal,
    Propose,
    RefuseProposal,
    StartScan,
    WithdrawProposal,
)
from telescan.session.refusal import Code, Refused
from telescan.session.state import ProposalState


def refusal(stage, command, actor) -> Refused:
    with pytest.raises(Refused) as caught:
        stage.do(command, actor)
    return caught.value


def latest(session):
    return session.proposals[-1]


def accept(session) -> AcceptProposal:
    return AcceptProposal(proposal_id=latest(session).proposal_id)


def test_an_offer_shows_both_sides_with_their_consequences(stage) -> None:
    offer = latest(stage.offered(averages=4))
    assert offer.state is ProposalState.OFFERED
    assert offer.present == stage.prescription
    assert offer.proposed == stage.changed(averages=4)
    assert offer.consequences_present.relative_snr == pytest.approx(1)
    assert offer.consequences_proposed.relative_snr == pytest.approx(2)


def test_an_offer_needs_admission(stage) -> None:
    stage.taken()
    offer = Propose(series_id="s1", prescription=stage.changed())
    assert refusal(stage, offer, stage.expert).code == Code.NOT_ADMITTED


def test_an_offer_that_cannot_run_names_the_parameter_and_the_nearest_value(stage) -> None:
    stage.opened()
    beyond = Propose(series_id="s1", prescription=stage.changed(echo_time_ms=2))
    refused = refusal(stage, beyond, stage.expert)
    assert (refused.code, refused.status) == (Code.BEYOND_LIMITS, 422)
    assert refused.field == "prescription.echo_time_ms"
    assert "the nearest that does is" in refused.detail


def test_an_offer_that_changes_nothing_is_refused(stage) -> None:
    stage.opened()
    same = Propose(series_id="s1", prescription=stage.prescription)
    assert refusal(stage, same, stage.expert).code == Code.NOTHING_CHANGES


def test_an_offer_for_a_series_that_is_not_there_is_refused(stage) -> None:
    stage.opened()
    offer = Propose(series_id="s9", prescription=stage.changed())
    assert refusal(stage, offer, stage.expert).code == Code.NO_SERIES


def test_a_new_offer_for_the_same_series_replaces_the_open_one(stage) -> None:
    stage.offered(averages=2)
    session = stage.offered(averages=4)
    assert [p.state for p in session.proposals] == [
        ProposalState.WITHDRAWN,
        ProposalState.OFFERED,
    ]
    other = Propose(series_id="s2", prescription=stage.changed(averages=4))
    assert stage.do(other, stage.expert).proposals[1].state is ProposalState.OFFERED


def test_accepting_is_written_before_the_scanner_is_set(stage) -> None:
    session = stage.offered()
    session = stage.do(accept(session), stage.operator)
    assert latest(session).state is ProposalState.ACCEPTED
    answer = stage.series[0].model_copy(update={"prescription": stage.changed(averages=3)})
    event = proposal.applied(latest(session).proposal_id, answer)
    done = latest(stage.record((event,), None))
    assert done.state is ProposalState.APPLIED
    assert done.as_set == stage.changed(averages=3)
    assert done.applied_series_instance_uid == "1.2.3.1"


def test_only_operators_accept_and_never_their_own_offer(stage) -> None:
    session = stage.offered()
    assert refusal(stage, accept(session), stage.expert).code == Code.NOT_ALLOWED
    own = latest(session).model_copy(update={"offered_by": stage.both})
    stage.current = session.model_copy(update={"proposals": (own,)})
    assert refusal(stage, accept(session), stage.both).code == Code.NOT_YOURSELF


def test_an_offer_is_outdated_once_the_series_was_changed_at_the_scanner(stage) -> None:
    session = stage.offered()
    stage.set_series("s1", prescription=stage.changed(repetition_time_ms=6500))
    assert refusal(stage, accept(session), stage.operator).code == Code.PROPOSAL_OUTDATED


def test_limits_count_again_when_an_offer_is_accepted(stage, monkeypatch) -> None:
    session = stage.offered()

    def nothing_runs(*args, **kwargs):
        return latest(session).consequences_proposed.model_copy(
            update={
                "runs": False,
                "violations": (
                    Violation(
                        limit=Limit.SAR_TOO_HIGH, parameter="averages", value=2, nearest=None
                    ),
                ),
            }
        )

    monkeypatch.setattr("telescan.session.proposal.assess", nothing_runs)
    assert refusal(stage, accept(session), stage.operator).code == Code.BEYOND_LIMITS


def test_a_running_series_is_not_changed(stage) -> None:
    session = stage.offered()
    stage.set_series("s1", state=SeriesState.RUNNING)
    assert refusal(stage, accept(session), stage.operator).code == Code.SERIES_RUNNING


def test_a_scanner_without_parameter_writing_refuses_acceptance(stage) -> None:
    session = stage.offered()
    stage.capabilities -= {Capability.WRITE_PROTOCOL}
    assert refusal(stage, accept(session), stage.operator).code == Code.SCANNER_CANNOT


def test_an_answered_offer_takes_no_second_answer(stage) -> None:
    session = stage.offered()
    offer_id = latest(session).proposal_id
    stage.do(RefuseProposal(proposal_id=offer_id, comment="too long"), stage.operator)
    assert latest(stage.current).answer == "too long"
    for command, actor in (
        (AcceptProposal(proposal_id=offer_id), stage.operator),
        (RefuseProposal(proposal_id=offer_id), stage.operator),
        (WithdrawProposal(proposal_id=offer_id), stage.expert),
    ):
        assert refusal(stage, command, actor).code == Code.PROPOSAL_NOT_OPEN


def test_only_the_one_who_offered_takes_it_back(stage) -> None:
    session = stage.offered()
    withdraw = WithdrawProposal(proposal_id=latest(session).proposal_id)
    assert refusal(stage, withdraw, stage.other_expert).code == Code.NOT_YOURS
    assert latest(stage.do(withdraw, stage.expert)).state is ProposalState.WITHDRAWN


def test_no_scan_starts_while_the_scanner_is_being_set(stage) -> None:
    session = stage.offered()
    stage.do(accept(session), stage.operator)
    refused = refusal(stage, StartScan(series_id="s1"), stage.operator)
    assert refused.code == Code.PROPOSAL_BEING_SET


def test_an_answer_lost_in_a_crash_is_read_from_the_scanner(stage) -> None:
    session = stage.do(accept(stage.offered()), stage.operator)
    (failed,) = proposal.resolve_unanswered(session, stage.status)
    assert failed.kind == "proposal_failed"
    stage.set_series("s1", prescription=stage.changed())
    (applied,) = proposal.resolve_unanswered(session, stage.status)
    assert applied.kind == "proposal_applied"
    assert applied.as_set == stage.changed()


def test_a_copy_made_before_a_crash_is_found_again(stage) -> None:
    session = stage.do(accept(stage.offered()), stage.operator)
    stage.set_series("s1", state=SeriesState.DONE)
    copy = stage.new_series("s3", 3).model_copy(update={"prescription": stage.changed()})
    stage.series.append(copy)
    (applied,) = proposal.resolve_unanswered(session, stage.status)
    assert applied.series_instance_uid == copy.series_instance_uid
