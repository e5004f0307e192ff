"""Commands of the hub find the desk of their scanner."""

import pytest
from tests.unit.session.conftest import MemoryJournal, Stage, StageScanner

from telescan.gateway.command_desk import CommandDesk
from telescan.identity.roles import Actor
from telescan.session.commands import AskForHelp, SessionCommand, Take
from telescan.session.ledger import SessionLedger
from telescan.session.site_desk import SiteDesk
from telescan.wire.messages import CommandReply, CommandRequest

ASK = AskForHelp(scanner_id="mr2", reason="Motion", body_region="head")


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def reception(stage: Stage) -> CommandDesk:
    """Two scanners on one journal."""
    journal = MemoryJournal()

    def desk(scanner_id: str) -> SiteDesk:
        ledger = SessionLedger("county", scanner_id, journal, lambda: stage.now, stage.new_id)
        scanner = StageScanner(stage)
        return SiteDesk(ledger, scanner, stage.policy, lambda: stage.now, stage.new_id)

    return CommandDesk({name: desk(name) for name in ("mr1", "mr2")})


async def send(
    reception: CommandDesk, actor: Actor, command: SessionCommand, session_id: str | None = None
) -> CommandReply:
    return await reception.handle(
        CommandRequest(session_id=session_id, actor=actor, command=command)
    )


async def test_a_request_goes_to_the_scanner_it_names(reception, stage) -> None:
    reply = await send(reception, stage.operator, ASK)
    assert reply.session is not None
    assert reply.session.scanner_id == "mr2"
    taken = await send(reception, stage.expert, Take(), reply.session.session_id)
    assert taken.session is not None
    assert taken.session.expert == stage.expert


async def test_what_is_not_here_is_answered_with_its_code(reception, stage) -> None:
    elsewhere = ASK.model_copy(update={"scanner_id": "mr9"})
    reply = await send(reception, stage.operator, elsewhere)
    assert reply.problem is not None
    assert (reply.problem.code, reply.problem.field) == ("no_scanner", "scanner_id")
    for session_id in (None, "unknown"):
        reply = await send(reception, stage.expert, Take(), session_id)
        assert reply.problem is not None
        assert reply.problem.code == "no_session"


async def test_an_expert_is_busy_at_every_scanner_of_the_site(reception, stage) -> None:
    first = await send(reception, stage.operator, ASK)
    other = ASK.model_copy(update={"scanner_id": "mr1"})
    second = await send(reception, stage.other_operator, other)
    assert first.session is not None
    assert second.session is not None
    await send(reception, stage.expert, Take(), first.session.session_id)
    busy = await send(reception, stage.expert, Take(), second.session.session_id)
    assert busy.problem is not None
    assert busy.problem.code == "expert_busy"
    free = await send(reception, stage.other_expert, Take(), second.session.session_id)
    assert free.session is not None
