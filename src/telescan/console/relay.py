"""The hub's end of the consoles: what a gateway sends once goes to each viewer at its own pace.

The hub decides nothing about who may see: it says who is signed in, the site admits or refuses.
Pictures are opaque here. Input is passed on or, without a channel, dropped: it is never kept, so
that nothing is replayed after an outage.
"""

import asyncio
import logging
import math
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from pydantic import BaseModel

from telescan.console.mark_messages import Draw, Erase
from telescan.console.marks import MarkBoard, MarkReader
from telescan.console.messages import (
    Ack,
    ChannelOpened,
    CursorShape,
    DriverChanged,
    Ended,
    ForAll,
    FromViewer,
    GatewayToHub,
    Hello,
    InputRefused,
    Join,
    Joined,
    Kept,
    Leave,
    LinkFigures,
    Pace,
    PictureState,
    Ping,
    PointerMoved,
    Pong,
    Refresh,
    RefusalReason,
    Refused,
    Resume,
    StateChanged,
    ViewerInput,
    Watchers,
)
from telescan.console.operation_log import LogError, OperationLog
from telescan.console.site_order import OrderError, SiteOrder, read_site_update
from telescan.console.viewer_line import SMALL_BYTES, ViewerLine
from telescan.console.wire_format import WireError, write_update
from telescan.identity.roles import Actor
from telescan.scanner.sources import DEFAULT_SOURCE_ID

_log = logging.getLogger(__name__)


class GatewayLink(Protocol):
    """The hub's way to a gateway."""

    def say(self, message: BaseModel) -> None:
        """Queue a message; dropped when the link is gone."""
        ...


class Viewer:
    """A viewer's line and marks, with a bell that its sender waits for."""

    def __init__(self, line: ViewerLine, marks: MarkReader, session_id: str | None) -> None:
        self.line = line
        self.marks = marks
        self.session_id = session_id
        self.bell = asyncio.Event()
        self.end: Refused | Ended | None = None
        self._timer: asyncio.TimerHandle | None = None

    def ring_in(self, wait_s: float) -> None:
        """Ring the bell in so many seconds, unless that is arranged already."""
        if self._timer is None and 0 < wait_s < math.inf:
            self._timer = asyncio.get_running_loop().call_later(wait_s, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self.bell.set()

    def finish(self, message: Refused | Ended) -> None:
        """Send this last and close."""
        self.end = self.end or message
        self.bell.set()


class ScannerRelay:
    """One of a scanner's sources at the hub."""

    def __init__(
        self,
        scanner_id: str,
        now: Callable[[], datetime],
        source_id: str = DEFAULT_SOURCE_ID,
    ) -> None:
        self.scanner_id = scanner_id
        self.name = f"{scanner_id}/{source_id}"
        self._now = now
        self._order = SiteOrder()
        self._log = OperationLog()
        self._stream_id = ""
        self._gateway: GatewayLink | None = None
        self._ready = False
        self._silent = False
        self._viewers: dict[str, Viewer] = {}
        self._statuses: dict[type[BaseModel], ForAll] = {}
        self._frames: dict[tuple[int, bool], bytes] = {}
        self._marks = MarkBoard()
        self._heard = now()
        self._link_lost = StateChanged(state=PictureState.LINK_LOST, since=self._heard)

    # --- gateway ---

    def gateway_opened(self, link: GatewayLink) -> None:
        """Take the newest channel; an older one is no longer listened to."""
        self._gateway, self._ready, self._silent = link, False, False
        self._heard = self._now()

    def gateway_closed(self, link: GatewayLink) -> None:
        """Keep the last picture, marked: the link is lost since now."""
        if self._gateway is not link:
            return
        self._gateway, self._ready = None, False
        self._statuses = {DriverChanged: DriverChanged()}
        for viewer in self._viewers.values():
            viewer.line.wait_for_site()
            viewer.line.tell(DriverChanged())
        self.gateway_silent()

    def gateway_silent(self) -> None:
        """Mark the picture: nothing has come from the site for too long."""
        if not self._silent:
            self._silent = True
            self._link_lost = StateChanged(state=PictureState.LINK_LOST, since=self._heard)
            self._tell_all(self._link_lost)

    def gateway_heard(self) -> None:
        """Take the mark away: the site speaks again."""
        self._heard = self._now()
        if self._silent and self._ready:
            self._silent = False
            for status in self._statuses.values():
                self._tell_all(status)

    def is_current(self, link: GatewayLink) -> bool:
        """Tell whether this is the channel in use."""
        return self._gateway is link

    def picture_came(self, data: bytes) -> None:
        """Keep an update, acknowledge it, ring for the viewers."""
        if self._gateway is None or not self._ready:
            return
        try:
            drawn = self._order.came(read_site_update(data))
            for update in drawn:
                if self._viewers:  # what was under way when the last one left is nobody's any more
                    self._log.add(update)
        except (WireError, OrderError, LogError) as error:
            _log.warning("console %s: %s", self.name, error)
            self._gateway.say(Resume(generation=0))
            return
        for update in drawn:
            self._gateway.say(Kept(generation=update.generation, complete=self._order.complete))
        if self._log.overgrown:
            self._gateway.say(Resume(generation=0))
        self._frames.clear()
        for viewer in self._viewers.values():
            viewer.bell.set()

    def gateway_said(self, message: GatewayToHub) -> None:
        """Act on a message of the gateway, or pass it on."""
        match message:
            case ChannelOpened(stream_id=stream_id):
                self._open_stream(stream_id)
            case StateChanged() | DriverChanged() | CursorShape() | PointerMoved() | LinkFigures():
                self._statuses[type(message)] = message
                self._tell_all(message)
            case Joined():
                self._joined(message)
            case Refused() | Ended():
                if (viewer := self._viewers.get(message.viewer_id)) is not None:
                    viewer.finish(message)
                    self._show_marks(self._marks.erase_of(viewer.line.actor.person_id))
            case Pong() | InputRefused():
                self._answer(message.viewer_id, message)

    # --- viewers ---

    def join(self, actor: Actor, session_id: str | None, hello: Hello) -> Viewer:
        """Start a line for somebody signed in, and ask the site to admit them."""
        line = ViewerLine(uuid.uuid4().hex, actor, hello.codecs)
        viewer = Viewer(line, self._marks.reader(), session_id)
        self._viewers[line.viewer_id] = viewer
        for status in self._statuses.values():
            line.tell(status)
        if self._gateway is None or self._silent:
            line.tell(self._link_lost)
        self._ask_to_join(viewer)
        viewer.bell.set()
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """End a line. With the last one the hub forgets the picture."""
        if self._viewers.pop(viewer.line.viewer_id, None) is None:
            return
        if self._gateway is not None:
            self._gateway.say(Leave(viewer_id=viewer.line.viewer_id))
        self._show_marks(self._marks.viewer_left(viewer.line.viewer_id))
        if not self._viewers:
            self._forget_picture()
            self._marks.clear()
        self._keep_private_for_someone()
        self._tell_watchers()

    def viewer_said(
        self, viewer: Viewer, message: Ack | Refresh | Ping | Pace | ViewerInput | Draw | Erase
    ) -> None:
        """Act on a viewer's message, or pass it on to the site."""
        match message:
            case Ack(generation=generation):
                viewer.line.acknowledge(generation)
                viewer.bell.set()
            case Refresh():
                # The hub's copy is as good as the site's; nobody else has to pay for it.
                viewer.line.start_over()
                viewer.bell.set()
            case Ping(id=ping_id):
                viewer_id = viewer.line.viewer_id
                self._answer(viewer_id, Pong(viewer_id=viewer_id, id=ping_id, by="hub"))
                self._pass_on(viewer, message)
            case ViewerInput():
                if not self._silent:
                    self._pass_on(viewer, message)
            case Pace(most_hz=most_hz):
                viewer.line.pace(most_hz)
                viewer.bell.set()
                self._pass_on(viewer, message)
            case Draw() | Erase():
                self._mark(viewer, message)

    def texts_for(self, viewer: Viewer) -> list[BaseModel]:
        """Return the messages to send a viewer now, and forget them."""
        if viewer.line.joined_from is None or viewer.line.paused:
            return viewer.line.take_texts()
        return [*viewer.line.take_texts(), *viewer.marks.take(_clock_ms())]

    def end_person(self, person_id: str, reason: RefusalReason) -> None:
        """End every line of a person, who signed out or lost a role, say."""
        for viewer in self._viewers.values():
            if viewer.line.actor.person_id == person_id:
                viewer.finish(Ended(viewer_id=viewer.line.viewer_id, reason=reason))

    def next_frame(self, viewer: Viewer) -> bytes | None:
        """Return the bytes of the picture this viewer needs now."""
        now_s = _clock_ms() / 1000
        if self._log.blank:
            return None
        line, newest = viewer.line, self._log.generation
        if (since := line.start_picture(newest, self._order.newest, now_s)) is not None:
            return self._newer_than(since, private=line.sees_identity)
        if (since := line.may_follow(newest)) is not None:
            frame = self._newer_than(since, private=line.sees_identity)
            if len(frame) <= SMALL_BYTES:
                line.follow(newest)
                return frame
        viewer.ring_in(line.wait_s(now_s))
        return None

    def _newer_than(self, since: int, *, private: bool) -> bytes:
        if (since, private) not in self._frames:
            update = self._log.newer_than(since, private=private)
            self._frames[since, private] = write_update(update)
        return self._frames[since, private]

    def _open_stream(self, stream_id: str) -> None:
        if stream_id != self._stream_id:
            self._stream_id = stream_id
            self._order = SiteOrder()
            self._forget_picture()
        self._ready = True
        if self._gateway is not None:
            kept = self._order.next_channel()
            self._gateway.say(Resume(generation=0 if self._log.blank else kept))
        for viewer in self._viewers.values():
            self._ask_to_join(viewer)

    def _joined(self, message: Joined) -> None:
        viewer = self._viewers.get(message.viewer_id)
        if viewer is None:
            return
        viewer.line.joined_from = message.from_generation
        viewer.line.sees_identity = message.sees_identity
        self._keep_private_for_someone()
        viewer.line.answer(message)
        viewer.bell.set()
        if viewer.line.paused:
            self._pass_on(viewer, Pace(most_hz=0))
        self._tell_watchers()

    def _ask_to_join(self, viewer: Viewer) -> None:
        if self._gateway is not None and self._ready:
            self._gateway.say(
                Join(
                    viewer_id=viewer.line.viewer_id,
                    session_id=viewer.session_id,
                    actor=viewer.line.actor,
                    codecs=viewer.line.codecs,
                )
            )

    def _pass_on(self, viewer: Viewer, message: Refresh | Ping | Pace | ViewerInput) -> None:
        if self._gateway is not None and viewer.line.joined_from is not None:
            self._gateway.say(FromViewer(viewer_id=viewer.line.viewer_id, message=message))

    def _mark(self, viewer: Viewer, message: Draw | Erase) -> None:
        line = viewer.line
        if line.joined_from is None:
            return
        if isinstance(message, Draw):
            changed = self._marks.draw(line.viewer_id, line.actor, message, _clock_ms())
        else:
            changed = self._marks.erase(line.viewer_id, line.actor, message)
        self._show_marks(changed)

    def _show_marks(self, changed: bool) -> None:
        if changed:
            for viewer in self._viewers.values():
                viewer.bell.set()

    def _answer(self, viewer_id: str, message: Pong | InputRefused) -> None:
        viewer = self._viewers.get(viewer_id)
        if viewer is None:
            return
        viewer.line.answer(message)
        if viewer.line.overrun:
            viewer.finish(Ended(viewer_id=viewer_id, reason=RefusalReason.TOO_SLOW))
        viewer.bell.set()

    def _tell_watchers(self) -> None:
        names = {
            v.line.actor.display_name
            for v in self._viewers.values()
            if v.line.joined_from is not None
        }
        self._tell_all(Watchers(names=tuple(sorted(names))))

    def _tell_all(self, status: BaseModel) -> None:
        for viewer in self._viewers.values():
            viewer.line.tell(status)
            viewer.bell.set()

    def _keep_private_for_someone(self) -> None:
        if not any(viewer.line.sees_identity for viewer in self._viewers.values()):
            self._log.forget_private()
            self._frames.clear()

    def _forget_picture(self) -> None:
        self._log = OperationLog(self._log.generation)
        self._frames.clear()
        for viewer in self._viewers.values():
            viewer.line.start_over()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _clock_ms() -> float:
    return time.monotonic() * 1000


class Relays:
    """All relays of one hub: of each source of each scanner."""

    def __init__(self, now: Callable[[], datetime] = _utc_now) -> None:
        self._now = now
        self._relays: dict[tuple[str, str], ScannerRelay] = {}

    def of(self, scanner_id: str, source_id: str = DEFAULT_SOURCE_ID) -> ScannerRelay:
        """Return the relay of a source. Ask only for scanners and sources that exist."""
        key = (scanner_id, source_id)
        if key not in self._relays:
            self._relays[key] = ScannerRelay(scanner_id, self._now, source_id)
        return self._relays[key]

    def end_person(self, person_id: str, reason: RefusalReason) -> None:
        """End every console that a person sees."""
        for relay in self._relays.values():
            relay.end_person(person_id, reason)
