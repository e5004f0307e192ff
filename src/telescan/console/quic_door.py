"""The console's doors over QUIC: who comes says so in the first text, and is let in by a text."""

import logging
from dataclasses import replace

from pydantic import ValidationError

from telescan.console.doors import ConsoleDoors
from telescan.console.gateway_door import serve_gateway
from telescan.console.viewer_door import serve_viewer
from telescan.console.viewer_passes import PassError
from telescan.wire.console_channel_key import ChannelKeyError, read_headers
from telescan.wire.console_pipe import Pipe
from telescan.wire.quic import ACCEPTED
from telescan.wire.quic.openings import OPENING, GatewayOpening, ViewerOpening

_log = logging.getLogger(__name__)


class QuicDoor:
    """Serves every pipe of the hub's UDP port."""

    def __init__(self, doors: ConsoleDoors) -> None:
        self._doors = doors

    async def serve(self, pipe: Pipe, first: str) -> None:
        """Serve whoever opened the pipe to the end, or let it go."""
        try:
            opening = OPENING.validate_json(first)
        except ValidationError as error:
            _log.warning("console over QUIC: %d faults in the opening", error.error_count())
            return
        match opening:
            case GatewayOpening():
                await self._gateway(pipe, opening)
            case ViewerOpening():
                await self._viewer(pipe, opening)

    async def _gateway(self, pipe: Pipe, opening: GatewayOpening) -> None:
        scanner_id, source_id = opening.scanner_id, opening.source_id
        try:
            await self._doors.check_gateway(read_headers(opening.headers), scanner_id, source_id)
        except ChannelKeyError as error:
            _log.warning("console channel for %r refused: %s", scanner_id, error)
            return
        await pipe.send(ACCEPTED)
        await serve_gateway(pipe, self._doors.relays.of(scanner_id, source_id))

    async def _viewer(self, pipe: Pipe, opening: ViewerOpening) -> None:
        doors = self._doors
        try:
            visit = doors.passes.take(
                opening.token, opening.scanner_id, opening.source_id, doors.now()
            )
        except PassError as error:
            _log.warning("console of %r over QUIC refused: %s", opening.scanner_id, error)
            return
        if await doors.why_ended(visit.connection, visit.scanner_id) is not None:
            visit = replace(visit, actor=None)  # signed out, or a role lost, since the pass
        await pipe.send(ACCEPTED)
        await serve_viewer(pipe, doors, visit)
