"""The site's desk: journal first, scanner after, and what is taken away is away at once."""

import asyncio
from datetime import timedelta

import pytest

from telescan.scanner.driver import ScannerRefusedError, ScannerUnreachableError, SeriesState
from telescan.session.commands import (
    AcceptProposal,
    Admit,
    AskForHelp,
    Close,
    Dismiss,
    GrantControl,
    StartScan,
    StopScan,
    TakeBackControl,
)
from telescan.session.events import ControlEnd
from telescan.session.fold import fold
from telescan.session.refusal import Code, Refused
from telescan.session.state import ProposalState, SessionState


def state_of(site, proposal_id: str) -> ProposalState:
    return next(p for p in site.session.proposals if p.proposal_id == proposal_id).state


async def refusal(site, command, actor) -> Code:
    with pytest.raises(Refused) as caught:
        await site.do(command, actor)
    return caught.value.code


async def test_an_admission_counts_for_the_console_once_it_is_written(site, journal) -> None:
    await site.opened()
    assert journal.kinds() == ["help_asked", "taken", "admitted"]
    assert site.desk.rights.may_view("emil")
    assert not site.desk.rights.may_view("edda")


async def test_the_operator_who_asked_sees_their_own_scanner(site) -> None:
    await site.opened()
    assert site.desk.rights.may_view("olga")
    assert not site.desk.rights.may_view("otto")


async def test_nothing_widens_while_the_journal_cannot_be_written(site, journal) -> None:
    await site.opened()
    journal.fails_before = True
    grant = GrantControl(person_id="emil")
    assert await refusal(site, grant, site.stage.operator) == Code.JOURNAL_FAILED
    assert site.desk.rights.driver() is None


async def test_a_grant_whose_write_was_not_acknowledged_leaves_nobody_driving(
    site, journal
) -> None:
    await site.opened()
    journal.fails_after = True
    grant = GrantControl(person_id="emil")
    assert await refusal(site, grant, site.stage.operator) == Code.JOURNAL_FAILED
    journal.fails_after = False
    await site.until(lambda: journal.kinds()[-1] == "control_ended")
    assert not site.emil_drives()
    assert site.session == fold(journal.entries)


async def test_taking_back_counts_before_the_journal_has_answered(site, journal) -> None:
    await site.driving()
    assert site.emil_drives()
    journal.may_write.clear()
    taking = asyncio.create_task(site.do(TakeBackControl(), site.stage.operator))
    await asyncio.sleep(0)
    assert not site.emil_drives()
    assert site.desk.rights.driver() is None
    journal.may_write.set()
    assert (await taking).control.holder is None
    assert journal.entries[-1].actor == site.stage.operator


async def test_taking_back_counts_also_when_the_journal_is_away_and_is_written_later(
    site, journal
) -> None:
    await site.driving()
    journal.fails_before = True
    assert await refusal(site, TakeBackControl(), site.stage.operator) == Code.JOURNAL_FAILED
    assert not site.emil_drives()
    journal.fails_before = False
    await site.until(lambda: journal.kinds()[-1] == "control_ended")
    assert journal.entries[-1].event.cause in {ControlEnd.TAKEN_BACK, ControlEnd.GATEWAY_RESTARTED}


async def test_taking_back_waits_for_no_scanner(site) -> None:
    proposal_id = await site.offered()
    await site.do(GrantControl(person_id="emil"), site.stage.operator)
    site.scanner.may_answer.clear()
    accept = AcceptProposal(proposal_id=proposal_id)
    setting = asyncio.create_task(site.do(accept, site.stage.operator))
    await site.until(lambda: site.scanner.asked == ["write"])
    await site.do(TakeBackControl(), site.stage.operator)
    assert not setting.done()
    site.scanner.may_answer.set()
    await setting
    assert state_of(site, proposal_id) is ProposalState.APPLIED


async def test_somebody_who_may_not_take_back_changes_nothing(site) -> None:
    await site.driving()
    assert await refusal(site, TakeBackControl(), site.stage.trainee) == Code.NOT_ALLOWED
    assert site.emil_drives()


@pytest.mark.parametrize("cause", [ControlEnd.LINK_LOST, ControlEnd.LOCAL_INPUT])
async def test_the_site_ends_control_by_itself_and_says_why(site, journal, cause) -> None:
    await site.driving()
    told = site.told
    site.desk.end_control(cause)
    assert not site.emil_drives()
    assert site.told > told
    await site.until(lambda: journal.kinds()[-1] == "control_ended")
    assert journal.entries[-1].event.cause is cause
    assert journal.entries[-1].actor is None


async def test_ending_every_view_ends_control_and_admission_until_admitted_again(
    site, journal
) -> None:
    await site.driving()
    site.desk.end_every_view()
    assert not site.emil_drives()
    assert not site.desk.rights.may_view("emil")
    assert not site.desk.rights.may_view("olga")
    await site.until(lambda: journal.kinds()[-2:] == ["control_ended", "dismissed"])
    await site.do(Admit(person_id="emil"), site.stage.operator)
    assert site.desk.rights.may_view("emil")
    assert site.desk.rights.may_view("olga")
    assert not site.emil_drives()


async def test_dismissal_is_seen_by_the_console_before_it_is_written(site, journal) -> None:
    await site.driving()
    journal.may_write.clear()
    dismissing = asyncio.create_task(site.do(Dismiss(person_id="emil"), site.stage.operator))
    await asyncio.sleep(0)
    assert not site.desk.rights.may_view("emil")
    journal.may_write.set()
    assert (await dismissing).admitted == ()


async def test_a_lease_ends_by_time_even_if_nobody_notices(site, journal) -> None:
    await site.driving()
    site.stage.wait(300)
    assert not site.emil_drives()
    await site.until(lambda: journal.kinds()[-1] == "control_ended")
    assert journal.entries[-1].event.cause is ControlEnd.EXPIRED


async def test_driving_renews_the_lease(site, journal) -> None:
    await site.driving()
    site.stage.wait(200)
    site.desk.rights.drove()
    await site.until(lambda: journal.kinds()[-1] == "control_renewed")
    assert site.session.control.expires_at == site.stage.now + timedelta(seconds=300)


async def test_the_scanner_is_set_only_after_the_acceptance_is_written(site, journal) -> None:
    proposal_id = await site.offered()
    journal.may_write.clear()
    accept = AcceptProposal(proposal_id=proposal_id)
    setting = asyncio.create_task(site.do(accept, site.stage.operator))
    for _ in range(5):
        await asyncio.sleep(0)
    assert site.scanner.asked == []
    journal.may_write.set()
    session = await setting
    assert journal.kinds()[-2:] == ["proposal_accepted", "proposal_applied"]
    assert session.proposals[-1].as_set == site.stage.changed()


async def test_what_the_scanner_refuses_is_recorded_in_its_own_words(site) -> None:
    proposal_id = await site.offered()
    site.scanner.refuses = ScannerRefusedError("coil not plugged in")
    session = await site.do(AcceptProposal(proposal_id=proposal_id), site.stage.operator)
    assert session.proposals[-1].state is ProposalState.FAILED
    assert session.proposals[-1].answer == "coil not plugged in"


async def test_a_scanner_that_fell_silent_while_set_is_read_when_it_is_back(site) -> None:
    proposal_id = await site.offered()
    site.scanner.refuses = ScannerUnreachableError("no answer")
    site.stage.reachable = True
    accept = AcceptProposal(proposal_id=proposal_id)
    await site.do(accept, site.stage.operator)
    await site.until(lambda: state_of(site, proposal_id) is not ProposalState.ACCEPTED)
    assert state_of(site, proposal_id) is ProposalState.FAILED


async def test_a_start_is_written_before_the_scanner_hears_of_it(site, journal) -> None:
    await site.opened()
    await site.do(StartScan(series_id="s1"), site.stage.operator)
    assert journal.kinds()[-1] == "scan_started"
    site.stage.set_series("s1", state=SeriesState.DONE)
    await site.until(lambda: journal.kinds()[-1] == "scan_ended")
    assert site.session.scans[-1].outcome == "done"


async def test_a_start_that_the_scanner_refuses_is_a_failed_scan(site) -> None:
    await site.opened()
    site.scanner.refuses = ScannerRefusedError("door open")
    with pytest.raises(Refused, match="door open") as caught:
        await site.do(StartScan(series_id="s1"), site.stage.operator)
    assert caught.value.status == 409
    assert site.session.scans[-1].outcome == "failed"
    site.scanner.refuses = None
    session = await site.do(StartScan(series_id="s1"), site.stage.operator)
    assert session.scans[-1].outcome is None


async def test_stopping_acts_even_when_the_journal_does_not(site, journal) -> None:
    await site.opened()
    await site.do(StartScan(series_id="s1"), site.stage.operator)
    journal.fails_before = True
    assert await refusal(site, StopScan(), site.stage.operator) == Code.JOURNAL_FAILED
    assert site.stage.series[0].state is SeriesState.STOPPED


async def test_a_lease_does_not_survive_a_restart_and_everything_else_does(
    site, journal, restarted
) -> None:
    before = await site.driving()
    after = restarted()
    await after.until(lambda: after.desk.ledger.current is not None)
    assert not after.emil_drives()
    await after.until(lambda: journal.kinds()[-1] == "control_ended")
    assert journal.entries[-1].event.cause is ControlEnd.GATEWAY_RESTARTED
    assert after.session.admitted == before.admitted
    assert after.session.state is SessionState.OPEN
    again = await after.do(GrantControl(person_id="emil"), site.stage.operator)
    assert again.control.epoch > before.control.epoch


async def test_a_proposal_whose_answer_a_crash_lost_is_settled_by_the_scanner(
    site, journal, restarted
) -> None:
    proposal_id = await site.offered()
    site.scanner.may_answer.clear()
    accept = AcceptProposal(proposal_id=proposal_id)
    lost = asyncio.create_task(site.do(accept, site.stage.operator))
    await site.until(lambda: site.scanner.asked == ["write"])
    site.stage.set_series("s1", prescription=site.stage.changed())
    after = restarted()
    await after.until(lambda: journal.kinds()[-1] == "proposal_applied")
    assert state_of(after, proposal_id) is ProposalState.APPLIED
    lost.cancel()


async def test_a_start_that_a_crash_cut_off_does_not_run_for_ever(site, journal, restarted) -> None:
    await site.opened()
    site.scanner.may_answer.clear()
    lost = asyncio.create_task(site.do(StartScan(series_id="s1"), site.stage.operator))
    await site.until(lambda: site.scanner.asked == ["start"])
    site.stage.wait(31)
    after = restarted()
    await after.until(lambda: journal.kinds()[-1] == "scan_ended")
    assert after.session.scans[-1].outcome == "failed"
    lost.cancel()


async def test_closing_ends_every_view_and_the_next_session_begins_fresh(site) -> None:
    await site.driving()
    await site.do(Close(note="done"), site.stage.operator)
    assert not site.desk.rights.may_view("emil")
    ask = AskForHelp(scanner_id="mr2", reason="More", body_region="knee")
    session = await site.do(ask, site.stage.operator)
    assert session.state is SessionState.REQUESTED
    assert site.desk.rights.may_view("olga")


@pytest.mark.parametrize("answer", [None, ScannerRefusedError("coil not plugged in")])
async def test_an_answer_that_comes_after_the_end_changes_nothing_of_the_record(
    site, journal, answer
) -> None:
    proposal_id = await site.offered()
    site.scanner.may_answer.clear()
    accept = AcceptProposal(proposal_id=proposal_id)
    setting = asyncio.create_task(site.do(accept, site.stage.operator))
    await site.until(lambda: site.scanner.asked == ["write"])
    site.stage.reachable = False
    await site.do(Close(note="the scanner is gone"), site.stage.operator)
    site.scanner.refuses = answer
    site.scanner.may_answer.set()
    session = await setting
    assert session.state is SessionState.CLOSED
    assert journal.kinds()[-1] == "closed"


async def test_a_start_that_fails_after_the_end_changes_nothing_of_the_record(
    site, journal
) -> None:
    await site.opened()
    site.scanner.may_answer.clear()
    starting = asyncio.create_task(site.do(StartScan(series_id="s1"), site.stage.operator))
    await site.until(lambda: site.scanner.asked == ["start"])
    site.stage.reachable = False
    await site.do(Close(note="the scanner is gone"), site.stage.operator)
    site.scanner.refuses = ScannerUnreachableError("no answer")
    site.scanner.may_answer.set()
    with pytest.raises(Refused) as caught:
        await starting
    assert caught.value.code == Code.SCANNER_UNREACHABLE
    assert journal.kinds()[-1] == "closed"
