"""A site in miniature: one scanner, its people, its clock, and the sessions that the rules make."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from telescan.identity.roles import Actor, Role
from telescan.mr.consequences import Consequences, Limit, Violation
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription, Sequence
from telescan.scanner.driver import (
    Capability,
    Exam,
    Patient,
    ScannerDescription,
    ScannerPhase,
    ScannerStatus,
    Series,
    SeriesState,
)
from telescan.session import commands, events, rules
from telescan.session.context import Context
from telescan.session.events import Recorded
from telescan.session.fold import evolve
from telescan.session.lifecycle import ended
from telescan.session.policy import SessionPolicy
from telescan.session.state import Session


def _actor(name: str, *roles: Role) -> Actor:
    return Actor(person_id=name, display_name=name.title(), roles=frozenset(roles))


class Stage:
    """The site's facts, changeable, and the journal that its commands write."""

    operator = _actor("olga", Role.OPERATOR)
    other_operator = _actor("otto", Role.OPERATOR)
    expert = _actor("emil", Role.EXPERT)
    other_expert = _actor("edda", Role.EXPERT)
    radiologist = _actor("rosa", Role.RADIOLOGIST)
    trainee = _actor("tim", Role.TRAINEE)
    administrator = _actor("anna", Role.ADMINISTRATOR)
    stranger = _actor("nobody")
    both = _actor("bert", Role.OPERATOR, Role.EXPERT)

    prescription = Prescription(
        sequence=Sequence.TURBO_SPIN_ECHO,
        repetition_time_ms=4000,
        echo_time_ms=102,
        echo_train_length=16,
        pixel_bandwidth_hz=200,
        slices=20,
        slice_gap_mm=1,
    )

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)
        self.policy = SessionPolicy(lease_seconds=300)
        self.capabilities = frozenset(Capability)
        self.reachable = True
        self.series = [self.new_series("s1", 1), self.new_series("s2", 2)]
        self.journal: list[Recorded] = []
        self.sessions: dict[str, Session] = {}
        self.current: Session | None = None
        self.sessions_elsewhere = 0
        self._ids = itertools.count(1)

    @property
    def people(self) -> list[Actor]:
        return [
            self.operator,
            self.other_operator,
            self.expert,
            self.other_expert,
            self.radiologist,
            self.trainee,
            self.administrator,
            self.stranger,
            self.both,
        ]

    def new_series(self, series_id: str, number: int) -> Series:
        return Series(
            series_id=series_id,
            series_number=number,
            description="t2_tse_tra",
            prescription=self.prescription,
            scan_time_s=134,
            series_instance_uid=f"1.2.3.{number}",
        )

    def set_series(self, series_id: str, **changes: object) -> None:
        self.series = [
            s.model_copy(update=changes) if s.series_id == series_id else s for s in self.series
        ]

    @property
    def status(self) -> ScannerStatus:
        running = [s for s in self.series if s.state is SeriesState.RUNNING]
        return ScannerStatus(
            phase=ScannerPhase.SCANNING if running else ScannerPhase.PRESCRIBED,
            exam=Exam(
                exam_id="e1",
                study_instance_uid="1.2.3",
                body_region="head",
                patient=Patient(name="Doe^Jane", patient_id="4711", weight_kg=70),
                series=tuple(self.series),
            ),
        )

    @property
    def description(self) -> ScannerDescription:
        return ScannerDescription(
            model=MODELS["Aster 3T"],
            serial_number="1",
            software_version="1",
            capabilities=self.capabilities,
        )

    def context(self, actor: Actor) -> Context:
        open_ones = [s for s in self.sessions.values() if not ended(s)]
        return Context(
            site_id="county",
            scanner_id="mr2",
            policy=self.policy,
            description=self.description if self.reachable else None,
            status=self.status if self.reachable else None,
            running_session_id=open_ones[0].session_id if open_ones else None,
            sessions_of_actor=self.sessions_elsewhere
            + sum(
                s.expert is not None and s.expert.person_id == actor.person_id for s in open_ones
            ),
            last_epoch=max((s.control.epoch for s in self.sessions.values()), default=0),
        )

    def new_id(self) -> str:
        return f"id-{next(self._ids)}"

    def do(self, command: commands.SessionCommand, actor: Actor) -> Session:
        """Decide and record a command. Raises Refused."""
        asks = isinstance(command, commands.AskForHelp)
        caused = rules.decide(
            self.current, command, actor, self.context(actor), now=self.now, new_id=self.new_id
        )
        if asks:
            self.current = None
        return self.record(caused, actor)

    def record(self, caused: tuple[events.SessionEvent, ...], actor: Actor | None) -> Session:
        for event in caused:
            session_id = self.current.session_id if self.current else self.new_id()
            entry = Recorded(
                event_id=self.new_id(),
                site_id="county",
                scanner_id="mr2",
                session_id=session_id,
                sequence=self.current.sequence + 1 if self.current else 1,
                at=self.now,
                actor=actor,
                event=event,
            )
            self.journal.append(entry)
            self.current = evolve(self.current, entry)
            self.sessions[session_id] = self.current
        assert self.current is not None
        return self.current

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    # The main loop, as far as a test needs it.

    def asked(self) -> Session:
        return self.do(
            commands.AskForHelp(scanner_id="mr2", reason="Metal artefact", body_region="head"),
            self.operator,
        )

    def taken(self) -> Session:
        self.asked()
        return self.do(commands.Take(), self.expert)

    def opened(self) -> Session:
        self.taken()
        return self.do(commands.Admit(person_id="emil"), self.operator)

    def driving(self) -> Session:
        self.opened()
        return self.do(commands.GrantControl(person_id="emil"), self.operator)

    def offered(self, **changes: object) -> Session:
        if self.current is None:
            self.opened()
        return self.do(
            commands.Propose(series_id="s1", prescription=self.changed(**changes)), self.expert
        )

    def changed(self, **changes: object) -> Prescription:
        return self.prescription.model_copy(update=changes or {"averages": 2})


@pytest.fixture
def stage_class() -> type[Stage]:
    return Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


def _assess(
    prescription: Prescription,
    _model: object,
    *,
    compared_with: Prescription,
    patient_weight_kg: float,
) -> Consequences:
    assert patient_weight_kg == 70
    runs = prescription.echo_time_ms >= 10
    violation = Violation(
        limit=Limit.ECHO_TIME_TOO_SHORT,
        parameter="echo_time_ms",
        value=prescription.echo_time_ms,
        nearest=10,
    )
    return Consequences(
        runs=runs,
        violations=() if runs else (violation,),
        scan_time_s=prescription.averages * 134,
        voxel_mm=prescription.voxel_mm,
        relative_snr=(prescription.averages / compared_with.averages) ** 0.5,
        shortest_echo_time_ms=10,
        shortest_repetition_time_ms=100,
        echo_spacing_ms=8,
        sar_whole_body_w_kg=1,
        sar_head_w_kg=1,
        sar_share_of_limit=0.5,
    )


@pytest.fixture(autouse=True)
def _physics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telescan.session.proposal.assess", _assess)
