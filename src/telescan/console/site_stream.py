"""The gateway's service for one of a scanner's sources: screen → channel, input → screen.

Rules (DESIGN.md, rules 1, 2 and 4):

- Pixels leave the site only while at least one admitted viewer is joined.
- A viewer whose admission ends is ended at once, input without the lease is refused.
- When the channel or the driver is lost, everything held down is released before anything else,
  and the session hears of it.

Idle, it does nothing but one sign of life a second.
"""

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import BaseModel, ValidationError

from telescan.console.cursor_image import CursorChanged, cursor_shape
from telescan.console.geometry import Rect
from telescan.console.held_input import PointerState, RfbInput
from telescan.console.input_guard import Refusal
from telescan.console.link_figures import figures_of, notable
from telescan.console.link_room import LinkEstimate
from telescan.console.messages import (
    HUB_TO_GATEWAY,
    Beat,
    ChannelOpened,
    CursorShape,
    DriverChanged,
    FromViewer,
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
    Resume,
    StateChanged,
    ViewerInput,
)
from telescan.console.picture_pump import PicturePump
from telescan.console.rights import (
    OPEN_TO_CONTROL,
    Driver,
    DrivingRight,
    LinkLoss,
    SourceRules,
)
from telescan.console.scanner_input import ScannerInput
from telescan.console.site_viewers import SiteViewer, SiteViewers
from telescan.console.sources import SourceSettings, make_source
from telescan.wire.console_channel import ChannelSettings, ConsoleChannel
from telescan.wire.console_pipe import Transport

_log = logging.getLogger(__name__)

_BEAT_S = 1.0
_LOOK_EVERY_S = 0.25


def _now() -> datetime:
    return datetime.now(UTC)


class SiteStream:
    """One source at the site. ``run`` it in a task; all calls on that task's loop.

    The streams of one scanner share its ``driving``; None where it has this one source only.
    """

    def __init__(
        self,
        source: SourceSettings,
        channel: ChannelSettings,
        rights: DrivingRight,
        on_link_lost: Callable[[LinkLoss], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        *,
        rules: SourceRules = OPEN_TO_CONTROL,
        driving: ScannerInput | None = None,
    ) -> None:
        self._rights = rights
        self._on_link_lost = on_link_lost
        self._clock = clock
        self._stream_id = uuid.uuid4().hex
        self._source = make_source(source, self)
        self._source_id = channel.source_id
        self._rules = rules
        self._channel = ConsoleChannel(channel, self)
        self._wake = asyncio.Event()
        self._pictures = PicturePump(
            self._source, self._channel, clock, self._wake.set, moving=rules.moving
        )
        self._encoder = self._pictures.encoder
        self._viewers = SiteViewers(rights, rules)
        self._driving = driving or ScannerInput(rights)
        self._driving.attach(self._source_id, self._apply)
        self._guard = self._driving.guard
        self._state = StateChanged(state=PictureState.STARTING, since=_now())
        self._cursor = CursorShape(hot_x=0, hot_y=0, png_base64="")
        self._driver = DriverChanged()
        self._figures: LinkFigures | None = None
        self._resumed = False
        self._outbox: list[BaseModel] = []

    async def run(self) -> None:
        """Serve until cancelled; then release what is held."""
        async with asyncio.TaskGroup() as screen:
            source = screen.create_task(self._source.run())
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._channel.run())
                    tasks.create_task(self._pump())
                    tasks.create_task(self._watch())
            finally:
                self._pictures.stop()
                self._guard.release()
                self._driving.deliver()
                source.cancel()

    @property
    def delay_ms(self) -> float | None:
        """Round trip between site and hub; None: not measured."""
        return self._channel.delay_ms

    @property
    def link(self) -> LinkEstimate:
        """What is known of the link between site and hub."""
        return self._pictures.estimate

    @property
    def drivable(self) -> bool:
        """Whether the holder of the control lease moves mouse and keys here."""
        return self._rules.drivable

    @property
    def transport(self) -> Transport | None:
        """What the channel runs over; None while it is closed."""
        return self._channel.transport

    @property
    def is_watched(self) -> bool:
        """Whether an admitted viewer is joined."""
        return len(self._viewers) > 0

    def rights_changed(self) -> None:
        """Act on new rights at once: end the dismissed, release what a past driver holds."""
        self._guard.check_rights()
        self._driving.deliver()
        dismissed = self._viewers.end_dismissed()
        for ended in dismissed:
            self._driving.forget_viewer(ended.viewer_id, self._clock())
            self._say(ended)
        self._encoder.show_identity(shown=self._viewers.somebody_sees_identity)
        if dismissed and not len(self._viewers):
            self._nobody_looks()
        told = _told(self._rights.driver())
        if told != self._driver:
            self._driver = told
            self._say(told)

    # --- the source (ScreenListener) ---

    def screen_connected(self, name: str) -> None:
        """Show the picture as live again."""
        _log.info("console connected to %r", name)
        self._encoder.confirm()
        self._set_state(PictureState.LIVE)

    def screen_changed(self, rect: Rect) -> None:
        """Note where to look."""
        self._encoder.changed(rect)

    def screen_complete(self) -> None:
        """Send what changed."""
        self._wake.set()

    def cursor_changed(self, cursor: CursorChanged) -> None:
        """Tell all viewers what the pointer looks like."""
        self._cursor = cursor_shape(cursor)
        self._say(self._cursor)

    def screen_lost(self) -> None:
        """Mark the picture as no longer live; nothing can be held at a server that is gone."""
        if self._holds_hand:
            self._guard.release()
        self._guard.take(self._source_id)
        if self._state.state is not PictureState.SCANNER_UNREACHABLE:
            self._set_state(PictureState.SCANNER_UNREACHABLE)

    def screen_rests(self) -> None:
        """Say that the picture starts anew with the next viewer."""
        self._set_state(PictureState.STARTING)

    # --- the hub (ChannelListener) ---

    def channel_opened(self) -> None:
        """Introduce ourselves; pictures wait for the hub's answer."""
        self._outbox.clear()
        for message in (
            ChannelOpened(stream_id=self._stream_id),
            self._state,
            self._driver,
            self._cursor,
        ):
            self._say(message)

    def channel_closed(self) -> None:
        """Let go at once; viewers join again when the hub is back."""
        nobody_yet = self._guard.hand is None and self._rights.driver() is not None
        drove = self._holds_hand or (nobody_yet and self._rules.drivable)
        if self._holds_hand:
            self._guard.release()
        self._driving.deliver()
        self._resumed = False
        self._pictures.drop()
        for viewer_id in self._viewers.clear():
            self._driving.forget_viewer(viewer_id, self._clock())
        self._encoder.show_identity(shown=False)
        self._figures = None
        self._source.watched(by_anybody=False)
        if drove:
            self._on_link_lost(LinkLoss.CHANNEL)

    def channel_may_change(self) -> bool:
        """Tell whether nobody drives: who drives would lose control by a change."""
        return self._guard.hand is None and self._rights.driver() is None

    def channel_received(self, message: str) -> None:
        """Take what the hub says; what cannot be read is logged and dropped."""
        try:
            said = HUB_TO_GATEWAY.validate_json(message)
        except ValidationError as error:
            _log.warning("console: the hub sent an unknown message: %d faults", error.error_count())
            return
        match said:
            case Kept(generation=generation, complete=complete):
                self._pictures.kept(generation, complete)
                self._wake.set()
            case FromViewer():
                self._from_viewer(said)
            case Join():
                self._join(said)
            case Leave(viewer_id=viewer_id):
                self._leave(viewer_id)
            case Resume(generation=generation):
                self._resume(generation)

    def _resume(self, generation: int) -> None:
        self._pictures.resume(generation)
        self._resumed = True
        self._wake.set()

    def _join(self, join: Join) -> None:
        nobody_looked = not self._viewers.somebody_looks
        refused = self._viewers.join(join)
        if refused is not None:
            self._say(refused)
            return
        self._heard(join.viewer_id, join.actor.person_id)
        codecs = self._viewers.common_codecs()
        if nobody_looked:
            self._look_again()
        if not self._encoder.codecs <= codecs:
            self._encoder.start_over()
        self._encoder.codecs = codecs
        viewer = self._viewers.get(join.viewer_id)
        sees_identity = viewer is not None and viewer.sees_identity
        self._encoder.show_identity(shown=self._viewers.somebody_sees_identity, anew=sees_identity)
        self._say(
            Joined(
                viewer_id=join.viewer_id,
                from_generation=self._encoder.first_usable_generation,
                sees_identity=sees_identity,
            )
        )
        self._wake.set()

    def _look_again(self) -> None:
        """Nobody looked for a while: neither the hub's picture nor ours is of now."""
        self._source.watched(by_anybody=True)
        self._source.ask_for_whole_screen()
        self._encoder.confirm()
        self._wake.set()

    def _leave(self, viewer_id: str) -> None:
        lost = self._driving.forget_viewer(viewer_id, self._clock())
        self._driving.deliver()
        self._viewers.leave(viewer_id)
        self._encoder.show_identity(shown=self._viewers.somebody_sees_identity)
        if len(self._viewers):
            self._encoder.codecs = self._viewers.common_codecs()
        else:
            self._nobody_looks()
        if lost:
            self._on_link_lost(LinkLoss.DRIVER)

    def _nobody_looks(self) -> None:
        self._pictures.drop()
        self._encoder.start_over()  # the hub forgets the picture with its last viewer
        self._source.watched(by_anybody=False)

    def _from_viewer(self, said: FromViewer) -> None:
        viewer = self._viewers.get(said.viewer_id)
        if viewer is None:
            return
        self._heard(viewer.viewer_id, viewer.actor.person_id)
        match said.message:
            case Ping(id=ping_id):
                site_ms = self._clock() * 1000
                self._say(Pong(viewer_id=viewer.viewer_id, id=ping_id, by="site", site_ms=site_ms))
            case Refresh():
                self._encoder.start_over()
                self._wake.set()
            case Pace(most_hz=most_hz):
                nobody_looked = not self._viewers.somebody_looks
                self._viewers.pause(viewer, paused=most_hz == 0)
                if nobody_looked and self._viewers.somebody_looks:
                    self._look_again()
            case ViewerInput() as message:
                refusal = self._offer(viewer, message)
                if refusal is not None:
                    self._say(
                        InputRefused(viewer_id=viewer.viewer_id, seq=message.seq, reason=refusal)
                    )
                self._driving.deliver()

    def _heard(self, viewer_id: str, person_id: str) -> None:
        if self._rules.drivable:
            self._guard.heard(viewer_id, person_id, self._clock(), self._source_id)

    def _offer(self, viewer: SiteViewer, message: ViewerInput) -> Refusal | None:
        if not self._rules.drivable:
            return Refusal.NOT_DRIVABLE
        person_id, now_s = viewer.actor.person_id, self._clock()
        return self._driving.offer(
            viewer.viewer_id,
            person_id,
            message,
            now_s,
            self._source_id,
            responsive=self._source.responsive,
        )

    @property
    def _holds_hand(self) -> bool:
        hand = self._guard.hand
        return hand is not None and hand.source_id == self._source_id

    def _apply(self, inputs: list[RfbInput]) -> None:
        self._source.apply(inputs)
        if len(self._viewers) > 1 and any(isinstance(item, PointerState) for item in inputs):
            self._outbox = [m for m in self._outbox if not isinstance(m, PointerMoved)]
            pointer = self._guard.pointer(self._source_id)
            self._say(PointerMoved(x=pointer.x, y=pointer.y))

    def _say(self, message: BaseModel) -> None:
        self._outbox.append(message)
        self._wake.set()

    def _set_state(self, state: PictureState) -> None:
        self._state = StateChanged(state=state, since=_now())
        self._say(self._state)

    def _tell_figures(self) -> None:
        figures = figures_of(self.link, self._channel.loss_share, self.transport)
        if len(self._viewers) and notable(self._figures, figures):
            self._figures = figures
            self._say(figures)

    # --- tasks ---

    async def _pump(self) -> None:
        """Send what there is to say, then what changed on the screen, whenever woken."""
        wait_s = None
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait_s)
            self._wake.clear()
            outbox, self._outbox = self._outbox, []
            for message in outbox:
                await self._channel.send(message.model_dump_json())
            showing = self._resumed and self._viewers.somebody_looks and self._source.connected
            wait_s = await self._pictures.step() if showing else None

    async def _watch(self) -> None:
        """Give a sign of life every second, and do what only time can change, more often."""
        next_beat_s = 0.0
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            if self._clock() >= next_beat_s:
                next_beat_s = self._clock() + _BEAT_S
                self._say(Beat())
                self.rights_changed()
                self._tell_figures()
            if self._holds_hand and self._guard.silent(self._clock()):
                lost = self._guard.drop_hand(self._clock())
                self._driving.deliver()
                if lost:
                    self._on_link_lost(LinkLoss.DRIVER)


def _told(driver: Driver | None) -> DriverChanged:
    if driver is None:
        return DriverChanged()
    return DriverChanged(
        person_id=driver.person_id, display_name=driver.display_name, epoch=driver.epoch
    )
