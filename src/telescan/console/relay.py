"""The hub's end of the consoles: what a gateway sends once goes to each viewer at its own pace.

The hub decides nothing about who may see: it says who is signed in, the site admits or refuses.
Pictures are opaque here. Input is passed on or, without a channel, dropped: it is never kept, so
that nothing is replayed after an outage.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel

from telescan.console.mark_messages import Draw, Erase
from telescan.console.marks import MarkBoard
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
from telescan.console.operation_log import LogError
from telescan.console.shared_picture import SharedPicture
from telescan.console.site_order import OrderError
from telescan.console.viewer import Viewer
from telescan.console.viewer_line import SMALL_BYTES, ViewerLine
from telescan.console.wire_format import WireError
from telescan.identity.roles import Actor
from telescan.scanner.sources import DEFAULT_SOURCE_ID

_log = logging.getLogger(__name__)


class GatewayLink(Protocol):
    """The hub's way to a gateway."""

    def say(self, message: BaseModel) -> None:
        """Queue a message; dropped when the link is gone."""
        ...


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
        self._picture = SharedPicture()
        self._stream_id = ""
        self._gateway: GatewayLink | None = None
        self._ready = False
        self._silent = False
        self._viewers: dict[str, Viewer] = {}
        self._statuses: dict[type[BaseModel], ForAll] = {}
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
            # What was under way when the last viewer left is nobody's any more.
            kept = self._picture.came(data, keep=bool(self._viewers))
        except (WireError, OrderError, LogError) as error:
            _log.warning("console %s: %s", self.name, error)
            self._gateway.say(Resume(generation=0))
            return
        for message in kept:
            self._gateway.say(message)
        if self._picture.overgrown:
            self._gateway.say(Resume(generation=0))
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
            self._picture.forget()
            self._start_over()
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
        line, picture = viewer.line, self._picture
        if picture.blank:
            return None
        private = line.sees_identity
        since = line.start_picture(picture.generation, picture.site_generation, now_s)
        if since is not None:
            return picture.newer_than(since, private=private)
        if (since := line.may_follow(picture.generation)) is not None:
            frame = picture.newer_than(since, private=private)
            if len(frame) <= SMALL_BYTES:
                line.follow(picture.generation)
                return frame
        viewer.ring_in(line.wait_s(now_s))
        return None

    def _open_stream(self, stream_id: str) -> None:
        if stream_id != self._stream_id:
            self._stream_id = stream_id
            self._picture.next_stream()
            self._start_over()
        self._ready = True
        if self._gateway is not None:
            self._gateway.say(Resume(generation=self._picture.next_channel()))
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
            self._picture.forget_private()

    def _start_over(self) -> None:
        for viewer in self._viewers.values():
            viewer.line.start_over()


def _clock_ms() -> float:
    return time.monotonic() * 1000
