"""Where the hub's commands arrive at a site: each goes to the desk of its scanner."""

import logging
from collections.abc import Mapping

from telescan.identity.roles import Actor
from telescan.session.commands import AskForHelp
from telescan.session.refusal import Code, Refused
from telescan.session.site_desk import SiteDesk
from telescan.wire.messages import CommandReply, CommandRequest, Problem

_log = logging.getLogger(__name__)


class CommandDesk:
    """All scanners of the site, by id."""

    def __init__(self, desks: Mapping[str, SiteDesk]) -> None:
        self._desks = desks
        for desk in desks.values():
            desk.sessions_at_site = self._sessions_at_site

    async def handle(self, request: CommandRequest) -> CommandReply:
        """Carry out a command and answer with the session, or with why not."""
        try:
            desk = await self._desk(request)
            session = await desk.command(request.session_id, request.actor, request.command)
        except Refused as refused:
            _log.info("%s refused: %s", request.command.kind, refused.code)
            problem = Problem(code=refused.code, detail=refused.detail, field=refused.field)
            return CommandReply(problem=problem)
        return CommandReply(session=session)

    async def _desk(self, request: CommandRequest) -> SiteDesk:
        command = request.command
        if isinstance(command, AskForHelp):
            if command.scanner_id in self._desks:
                return self._desks[command.scanner_id]
            raise Refused(Code.NO_SCANNER, "this site has no such scanner", "scanner_id")
        for desk in self._desks.values():
            await desk.ledger.ensure_loaded()
            if desk.ledger.find(request.session_id) is not None:
                return desk
        raise Refused(Code.NO_SESSION, "there is no such session at this site")

    def _sessions_at_site(self, actor: Actor) -> int:
        return sum(desk.sessions_of(actor) for desk in self._desks.values())
