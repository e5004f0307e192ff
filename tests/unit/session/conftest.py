"""A site in miniature: one scanner, its people, its clock, and the sessions that the rules make."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from telescan.identity.roles import Actor, Role
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
from telescan.session.ledger import JournalError, SessionLedger
from telescan.session.lifecycle import ended
from telescan.session.policy import SessionPolicy
from telescan.session.site_desk import SiteDesk
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
        repetition_time_ms=6000,
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


class MemoryJournal:
    """A journal in memory that can be slow, or away before or after it has written."""

    def __init__(self) -> None:
        self.entries: list[Recorded] = []
        self.fails_before = False
        self.fails_after = False
        self.may_write = asyncio.Event()
        self.may_write.set()

    async def append(self, *entries: Recorded) -> None:
        await self.may_write.wait()
        if self.fails_before:
            raise JournalError("away")
        self.entries.extend(entries)
        if self.fails_after:
            raise JournalError("no acknowledgement")

    async def replay(self, scanner_id: str) -> list[Recorded]:
        if self.fails_before:
            raise JournalError("away")
        return [e for e in self.entries if e.scanner_id == scanner_id]

    def kinds(self) -> list[str]:
        return [entry.event.kind for entry in self.entries]


class StageScanner:
    """The stage's scanner behind the desk's interface."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.refuses: Exception | None = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.asked: list[str] = []

    @property
    def description(self) -> ScannerDescription | None:
        return self.stage.description if self.stage.reachable else None

    @property
    def status(self) -> ScannerStatus | None:
        return self.stage.status if self.stage.reachable else None

    async def _ask(self, what: str) -> None:
        self.asked.append(what)
        await self.may_answer.wait()
        if self.refuses is not None:
            raise self.refuses

    async def write_prescription(self, series_id: str, prescription: Prescription) -> Series:
        await self._ask("write")
        self.stage.set_series(series_id, prescription=prescription)
        return next(s for s in self.stage.series if s.series_id == series_id)

    async def start(self, series_id: str) -> None:
        await self._ask("start")
        self.stage.set_series(series_id, state=SeriesState.RUNNING)

    async def stop(self) -> None:
        await self._ask("stop")
        for series in self.stage.series:
            if series.state is SeriesState.RUNNING:
                self.stage.set_series(series.series_id, state=SeriesState.STOPPED)


class Site:
    """A desk that runs, on a journal and a scanner that can fail."""

    def __init__(self, stage: Stage, journal: MemoryJournal) -> None:
        self.stage = stage
        self.journal = journal
        self.scanner = StageScanner(stage)
        self.told = 0
        ledger = SessionLedger("county", "mr2", journal, lambda: stage.now, stage.new_id)
        self.desk = SiteDesk(ledger, self.scanner, stage.policy, lambda: stage.now, stage.new_id)
        self.desk.on_rights_changed = self._tell

    def _tell(self) -> None:
        self.told += 1

    @property
    def session(self) -> Session:
        assert self.desk.ledger.current is not None
        return self.desk.ledger.current

    async def do(self, command: commands.SessionCommand, actor: Actor) -> Session:
        current = self.desk.ledger.current
        session_id = current.session_id if current is not None else None
        return await self.desk.command(session_id, actor, command)

    async def opened(self) -> Session:
        stage = self.stage
        await self.do(
            commands.AskForHelp(scanner_id="mr2", reason="Help", body_region="head"),
            stage.operator,
        )
        await self.do(commands.Take(), stage.expert)
        return await self.do(commands.Admit(person_id="emil"), stage.operator)

    async def driving(self) -> Session:
        await self.opened()
        return await self.do(commands.GrantControl(person_id="emil"), self.stage.operator)

    async def offered(self) -> str:
        await self.opened()
        session = await self.do(
            commands.Propose(series_id="s1", prescription=self.stage.changed()), self.stage.expert
        )
        return session.proposals[-1].proposal_id

    def emil_drives(self) -> bool:
        return self.desk.rights.may_drive("emil", self.session.control.epoch)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let the desk work until it is so; the test's own time limit ends a wait in vain."""
        while not condition():
            self.desk.scanner_changed()
            await asyncio.sleep(0)


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
async def site(stage: Stage, journal: MemoryJournal) -> AsyncIterator[Site]:
    made = Site(stage, journal)
    running = asyncio.create_task(made.desk.run())
    yield made
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()


@pytest.fixture
async def restarted(stage: Stage, journal: MemoryJournal) -> AsyncIterator[Callable[[], Site]]:
    """Start further desks on the same journal, as after a crash."""
    running: list[asyncio.Task[None]] = []

    def start() -> Site:
        made = Site(stage, journal)
        running.append(asyncio.create_task(made.desk.run()))
        return made

    yield start
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)
