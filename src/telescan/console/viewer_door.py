"""The hub's door for viewers, behind their sign-in: pipe → relay, until they leave or must."""

import asyncio

from pydantic import ValidationError

from telescan.console.doors import ConsoleDoors, first_to_end
from telescan.console.messages import (
    VIEWER_TO_HUB,
    Ended,
    Hello,
    RefusalReason,
    Refused,
    ViewerToHub,
)
from telescan.console.relay import ScannerRelay
from telescan.console.viewer import Viewer
from telescan.console.visit import Visit
from telescan.identity.roles import Act, Actor, may
from telescan.wire.console_pipe import Pipe, PipeClosedError

_HELLO_S = 10.0
ASKS_WHO_EVERY_S = 5.0
_SILENCE_S = 15.0


async def serve_viewer(pipe: Pipe, doors: ConsoleDoors, visit: Visit) -> None:
    """Show a console to somebody until they leave, or refuse them. The caller closes the pipe."""
    try:
        if visit.actor is None:
            await _refuse(pipe, RefusalReason.SIGNED_OUT)
        elif not may(visit.actor.roles, Act.SEE_CONSOLE):
            await _refuse(pipe, RefusalReason.ROLE)
        elif not doors.has_source(visit.scanner_id, visit.source_id):
            await _refuse(pipe, RefusalReason.NO_SUCH_SOURCE)
        else:
            await _show_console(pipe, doors, visit, visit.actor)
    except PipeClosedError:
        return


async def _refuse(pipe: Pipe, reason: RefusalReason) -> None:
    await pipe.send(Refused(viewer_id="", reason=reason).model_dump_json())


async def _next_message(pipe: Pipe, within_s: float) -> ViewerToHub | None:
    """Return what a viewer said; None where it is no message. Raises PipeClosedError, Timeout."""
    message = await asyncio.wait_for(pipe.receive(), within_s)
    if isinstance(message, bytes):
        return None
    try:
        return VIEWER_TO_HUB.validate_json(message)
    except ValidationError:
        return None


async def _show_console(pipe: Pipe, doors: ConsoleDoors, visit: Visit, actor: Actor) -> None:
    try:
        hello = await _next_message(pipe, _HELLO_S)
    except TimeoutError:
        return
    if not isinstance(hello, Hello):
        await _refuse(pipe, RefusalReason.BAD_MESSAGE)
        return
    relay = doors.relays.of(visit.scanner_id, visit.source_id)
    viewer = relay.join(actor, visit.session_id, hello)
    try:
        await first_to_end(
            _show(pipe, relay, viewer),
            _hear(pipe, relay, viewer),
            _end_with_sign_in(doors, visit, viewer),
        )
    finally:
        relay.leave(viewer)


async def _show(pipe: Pipe, relay: ScannerRelay, viewer: Viewer) -> None:
    while True:
        await viewer.bell.wait()
        viewer.bell.clear()
        if viewer.end is not None:
            await pipe.send(viewer.end.model_dump_json())
            return
        for message in relay.texts_for(viewer):
            await pipe.send(message.model_dump_json())
        frame = relay.next_frame(viewer)
        if frame is not None:
            await pipe.send(frame)


async def _end_with_sign_in(doors: ConsoleDoors, visit: Visit, viewer: Viewer) -> None:
    while True:
        await asyncio.sleep(ASKS_WHO_EVERY_S)
        reason = await doors.why_ended(visit.connection, visit.scanner_id)
        if reason is not None:
            viewer.finish(Ended(viewer_id=viewer.line.viewer_id, reason=reason))


async def _hear(pipe: Pipe, relay: ScannerRelay, viewer: Viewer) -> None:
    while True:
        message = await _next_message(pipe, _SILENCE_S)
        if message is None or isinstance(message, Hello):
            viewer.finish(Ended(viewer_id=viewer.line.viewer_id, reason=RefusalReason.BAD_MESSAGE))
            await asyncio.sleep(_HELLO_S)
            return
        relay.viewer_said(viewer, message)
