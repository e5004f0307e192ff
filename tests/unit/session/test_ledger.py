"""What a site keeps of its sessions in memory, however long the gateway runs."""

from telescan.session import commands
from telescan.session.ledger import KEPT_SESSIONS
from telescan.session.state import SessionState


async def _asked_and_withdrawn(site) -> str:
    ask = commands.AskForHelp(scanner_id="mr2", reason="motion", body_region="head")
    session = await site.desk.command(None, site.stage.operator, ask)
    await site.desk.command(session.session_id, site.stage.operator, commands.Withdraw())
    return session.session_id


async def test_old_sessions_are_forgotten_and_late_ones_are_not(site) -> None:
    ids = [await _asked_and_withdrawn(site) for _ in range(KEPT_SESSIONS + 5)]
    known = [session_id for session_id in ids if site.desk.ledger.find(session_id) is not None]
    assert known == ids[-KEPT_SESSIONS:]
    assert site.desk.ledger.find(ids[-1]).state is SessionState.WITHDRAWN


async def test_a_gateway_that_starts_keeps_no_more_than_one_that_ran(site, restarted) -> None:
    ids = [await _asked_and_withdrawn(site) for _ in range(KEPT_SESSIONS + 5)]
    after = restarted()
    await after.desk.ledger.ensure_loaded()
    assert after.desk.ledger.find(ids[0]) is None
    assert after.desk.ledger.find(ids[-1]) is not None
