"""All commands by all kinds of people in any order, with time passing and the site interfering."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from telescan.identity.roles import Role
from telescan.scanner.driver import SeriesState
from telescan.session import commands, lease, lifecycle, proposal, scans
from telescan.session.events import (
    Admitted,
    ControlEnd,
    ControlGranted,
    ProposalAccepted,
    ProposalApplied,
    ScanStarted,
)
from telescan.session.fold import evolve, fold
from telescan.session.refusal import IllegalEventError, Refused
from telescan.session.state import ProposalState, SessionState

NAMES = ["olga", "otto", "emil", "edda", "rosa", "tim", "anna", "nobody", "bert"]
names = st.sampled_from([*NAMES, "olga", "olga", "emil", "emil", "bert"])
series_ids = st.sampled_from(["s1", "s2", "s9"])


def _make_machine(stage_class):  # noqa: C901
    class AnyCommandByAnybody(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.stage = stage_class()
            self.operators_said: list[tuple[str, str]] = []
            self.epochs: list[int] = []
            self.accepted: set[str] = set()

        @initialize(steps=st.integers(0, 5), helper=st.sampled_from(["emil", "bert"]))
        def begin_anywhere_in_the_main_loop(self, steps: int, helper: str) -> None:
            self.the_main_loop_goes_on(steps, helper)

        @rule(steps=st.integers(1, 6), helper=st.sampled_from(["emil", "edda", "bert"]))
        def the_main_loop_goes_on(self, steps: int, helper: str) -> None:
            wanted = self.stage.changed(averages=5)
            loop = [
                (commands.AskForHelp(scanner_id="mr2", reason="r", body_region="b"), "olga"),
                (commands.Take(), helper),
                (commands.Admit(person_id=helper), "olga"),
                (commands.GrantControl(person_id=helper), "olga"),
                (commands.Propose(series_id="s1", prescription=wanted), helper),
                (commands.Close(note="done"), "olga"),
            ]
            for command, name in loop[:steps]:
                self.do(command, name)

        def do(self, command: commands.SessionCommand, name: str) -> None:
            actor = next(p for p in self.stage.people if p.person_id == name)
            before, length = self.stage.current, len(self.stage.journal)
            try:
                self.stage.do(command, actor)
            except Refused:
                assert self.stage.current == before
                assert len(self.stage.journal) == length
                return
            for entry in self.stage.journal[length:]:
                self.check(entry, actor, before)

        def check(self, entry, actor, before) -> None:
            event = entry.event
            by_operator = Role.OPERATOR in actor.roles
            if isinstance(event, Admitted | ControlGranted | ProposalAccepted | ScanStarted):
                assert by_operator
            if isinstance(event, Admitted):
                assert event.person.person_id != actor.person_id
            if isinstance(event, ControlGranted):
                assert before.control.holder is None
                assert event.holder in before.admitted
                assert Role.EXPERT in event.holder.roles
                assert all(event.epoch > epoch for epoch in self.epochs)
                self.epochs.append(event.epoch)
            if isinstance(event, ProposalAccepted):
                self.accepted.add(event.proposal_id)

        @rule(name=names, urgent=st.booleans())
        def somebody_asks_for_help(self, name: str, urgent: bool) -> None:
            command = commands.AskForHelp(
                scanner_id="mr2", reason="r", body_region="b", urgent=urgent
            )
            self.do(command, name)

        @rule(
            name=names,
            command=st.sampled_from(
                [
                    commands.Take(),
                    commands.Withdraw(),
                    commands.AskForControl(),
                    commands.RefuseControl(),
                    commands.ReleaseControl(),
                    commands.TakeBackControl(),
                    commands.StopScan(),
                    commands.WriteMessage(text="hello"),
                    commands.Close(note="done"),
                ]
            ),
        )
        def somebody_commands(self, name: str, command: commands.SessionCommand) -> None:
            self.do(command, name)

        @rule(
            name=names,
            person=names,
            kind=st.sampled_from([commands.Admit, commands.Dismiss, commands.GrantControl]),
        )
        def somebody_decides_about_a_person(self, name: str, person: str, kind) -> None:
            self.do(kind(person_id=person), name)

        @rule(kind=st.sampled_from([commands.Admit, commands.GrantControl]))
        def the_expert_decides_about_themselves(self, kind) -> None:
            session = self.stage.current
            if session is not None and session.expert is not None:
                self.do(kind(person_id=session.expert.person_id), session.expert.person_id)

        @rule(
            name=names,
            series_id=series_ids,
            averages=st.integers(1, 3),
            echo_time_ms=st.sampled_from([2.0, 102.0]),
        )
        def somebody_proposes(
            self, name: str, series_id: str, averages: int, echo_time_ms: float
        ) -> None:
            wanted = self.stage.changed(averages=averages, echo_time_ms=echo_time_ms)
            self.do(commands.Propose(series_id=series_id, prescription=wanted), name)

        @rule(
            name=names,
            which=st.integers(0, 3),
            kind=st.sampled_from(
                [
                    commands.AcceptProposal,
                    commands.AcceptProposal,
                    commands.RefuseProposal,
                    commands.WithdrawProposal,
                ]
            ),
        )
        def somebody_answers_a_proposal(self, name: str, which: int, kind) -> None:
            offers = self.stage.current.proposals if self.stage.current else ()
            offer_id = offers[-1 - which].proposal_id if which < len(offers) else "none"
            self.do(kind(proposal_id=offer_id), name)

        @rule(name=names, series_id=series_ids)
        def somebody_starts_a_scan(self, name: str, series_id: str) -> None:
            self.do(commands.StartScan(series_id=series_id), name)

        @rule(as_wanted=st.booleans())
        def the_scanner_answers(self, as_wanted: bool) -> None:
            session = self.stage.current
            for offer in session.proposals if session else ():
                if offer.state is not ProposalState.ACCEPTED:
                    continue
                set_to = offer.proposed if as_wanted else self.stage.changed(averages=16)
                self.stage.set_series(offer.series_id, prescription=set_to)
                answer = next(s for s in self.stage.series if s.series_id == offer.series_id)
                event = proposal.applied(offer.proposal_id, answer)
                assert isinstance(event, ProposalApplied)
                assert event.proposal_id in self.accepted
                self.stage.record((event,), None)

        @rule(series_id=series_ids, state=st.sampled_from(list(SeriesState)))
        def the_scanner_moves_on(self, series_id: str, state: SeriesState) -> None:
            running = [s for s in self.stage.series if s.state is SeriesState.RUNNING]
            if state is SeriesState.RUNNING and running:
                return
            self.stage.set_series(series_id, state=state)
            session = self.stage.current
            if session is not None and not lifecycle.ended(session):
                self.stage.record(scans.follow(session, self.stage.status, self.stage.now), None)

        @rule(cause=st.sampled_from(list(ControlEnd)))
        def the_site_ends_control(self, cause: ControlEnd) -> None:
            session = self.stage.current
            if session is not None:
                self.stage.record(lease.end_control(session, cause), None)

        @rule(seconds=st.sampled_from([1, 100, 200, 400]), driving=st.booleans())
        def time_passes(self, seconds: int, driving: bool) -> None:
            self.stage.wait(seconds)
            session = self.stage.current
            if session is None:
                return
            if driving:
                renewed = lease.renew(session, self.stage.now, self.stage.now, self.stage.policy)
                session = self.stage.record(renewed, None)
            self.stage.record(lease.expire(session, self.stage.now), None)

        @rule()
        def the_scanner_comes_and_goes(self) -> None:
            self.stage.reachable = not self.stage.reachable

        @invariant()
        def at_most_one_holder_who_is_admitted(self) -> None:
            holders = [s for s in self.stage.sessions.values() if s.control.holder is not None]
            assert len(holders) <= 1
            for session in holders:
                assert session.control.holder in session.admitted
                assert not lifecycle.ended(session)

        @invariant()
        def at_most_one_session_is_not_ended(self) -> None:
            assert sum(not lifecycle.ended(s) for s in self.stage.sessions.values()) <= 1

        @invariant()
        def input_counts_only_from_the_holder(self) -> None:
            session = self.stage.current
            if session is None:
                return
            for name in NAMES:
                present = session.control.epoch
                for epoch in {0, present - 1, present, present + 1}:
                    if lease.drives(session, name, epoch, self.stage.now):
                        assert session.control.holder.person_id == name
                        assert session.control.epoch == epoch == max(self.epochs)

        @invariant()
        def nothing_is_applied_that_was_not_accepted(self) -> None:
            for session in self.stage.sessions.values():
                for offer in session.proposals:
                    assert offer.consequences_proposed.runs
                    if offer.state in {ProposalState.APPLIED, ProposalState.FAILED}:
                        assert offer.proposal_id in self.accepted

        @invariant()
        def ended_sessions_show_nobody_anything_and_take_no_event(self) -> None:
            for session in self.stage.sessions.values():
                if session.state in {SessionState.CLOSED, SessionState.WITHDRAWN}:
                    assert session.admitted == ()
                    last = self.stage.journal[-1]
                    later = last.model_copy(update={"sequence": session.sequence + 1})
                    try:
                        evolve(session, later)
                    except IllegalEventError:
                        continue
                    raise AssertionError("an ended session took an event")

        def teardown(self) -> None:
            for session_id, session in self.stage.sessions.items():
                mine = [e for e in self.stage.journal if e.session_id == session_id]
                assert fold(mine) == session

    return AnyCommandByAnybody


def test_the_rules_hold_whoever_commands_what_in_whatever_order(stage_class) -> None:
    run_state_machine_as_test(
        _make_machine(stage_class),
        settings=settings(max_examples=100, stateful_step_count=50, deadline=None),
    )
