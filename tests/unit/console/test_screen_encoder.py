"""The encoder with a hub's log at its other end; the link between them loses what it likes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.peers.screen_painter import draw

from telescan.console.codecs import CODECS
from telescan.console.encoding import LOSSY_CODEC, encode
from telescan.console.framebuffer import MASK, Framebuffer, from_rgb
from telescan.console.geometry import Rect
from telescan.console.link_room import LinkRoom
from telescan.console.operation_log import OperationLog
from telescan.console.screen_encoder import ScreenEncoder
from telescan.console.settling import STILL_S
from telescan.console.site_order import SiteOrder, SiteUpdate
from telescan.console.wire_format import COPY, Flag, Mark, Operation, Update, write_update

WIDTH, HEIGHT = 200, 150
MID_BYTES_PER_S = 20e6 / 8
TICK_S = 0.01


def noise(seed: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    rgb = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return from_rgb(rgb)


def text(seed: int, width: int, height: int) -> np.ndarray:
    """Rows of marks on a flat ground, no two rows alike."""
    draws = np.random.default_rng(seed)
    rgb = np.full((height, width, 3), 30, np.uint8)
    for row in range(height):
        for x in draws.integers(0, width - 3, max(1, width // 16)):
            rgb[row, x : x + 3] = draws.integers(100, 255)
    return from_rgb(rgb)


class KnownLink(LinkRoom):
    """A room whose rate is known from the start, whenever the answers come."""

    def __init__(self, rate: float = MID_BYTES_PER_S) -> None:
        super().__init__()
        self._rate = rate
        self.round_trip_was(0.04, 0.0)

    def _rate_was(self, rate: float, now_s: float) -> None:
        pass


class Stream:
    """A screen, its encoder, a hub's log, and what is on the way between them."""

    def __init__(
        self,
        width: int = WIDTH,
        height: int = HEIGHT,
        room: LinkRoom | None = None,
        masks: tuple[Rect, ...] = (),
    ) -> None:
        self.screen = Framebuffer(width, height, masks, keep_hidden=True)
        self.encoder = ScreenEncoder()
        self.encoder.codecs = frozenset(CODECS)
        self.room = room or LinkRoom()
        self.log = OperationLog()
        self.order = SiteOrder()
        self.under_way: list[SiteUpdate] = []
        self.now_s = 1.0

    def paint(self, rect: Rect, pixels: np.ndarray) -> None:
        self.screen.paint(rect, pixels)
        self.encoder.changed(rect)

    def send(self) -> Update | None:
        work = self.encoder.take(self.screen, self.now_s, self.room)
        if work is None:
            return None
        update, left = encode(work)
        self.encoder.put_back(left)
        self.encoder.learn(work, update)
        self.room.sent(update.generation, len(write_update(update)), self.now_s)
        self.under_way.append(SiteUpdate(update, work.after))
        return update

    def arrive(self, number: int = 0) -> list[Update]:
        """Let an update arrive, the first or one that overtook others; return what was drawn."""
        drawn = self.order.came(self.under_way.pop(number)) if self.under_way else []
        for update in drawn:
            self.log.add(update)
        return drawn

    def answer(self, number: int = 0) -> None:
        for update in self.arrive(number):
            self.encoder.kept(update.generation, self.order.complete)
            self.room.kept(update.generation, self.order.complete, self.now_s)

    def pass_time(self, seconds: float) -> list[Update]:
        """Let the time pass with an answer to each update; return them."""
        updates = []
        for _ in range(round(seconds / TICK_S)):
            if (update := self.send()) is not None:
                updates.append(update)
            self.now_s += TICK_S
            while self.under_way:
                self.answer()
        return updates

    def settle(self) -> list[Update]:
        """Let the time pass until all is shown exactly."""
        updates = self.pass_time(TICK_S)
        for _ in range(1000):
            if self.log.exact and not self.encoder.waiting:
                return updates + self.pass_time(TICK_S)
            updates += self.pass_time(TICK_S)
        raise AssertionError("the picture never becomes exact")

    def shown(self, *, private: bool = False) -> np.ndarray:
        """What a viewer sees who joins now."""
        update = self.log.newer_than(0, private=private)
        screen = Framebuffer(update.width, update.height)
        for operation in update.operations:
            draw(screen, operation)
        return screen.pixels


def codecs(update: Update | None) -> set[int]:
    assert update is not None
    return {operation.codec for operation in update.operations}


# --- whatever happens --------------------------------------------------------------------------


def scribble(stream: Stream, draws: np.random.Generator) -> None:
    width, height = stream.screen.width, stream.screen.height
    x, y = int(draws.integers(0, width - 1)), int(draws.integers(0, height - 1))
    rect = Rect(x, y, min(30, width - x), min(70, height - y))
    stream.paint(rect, noise(int(draws.integers(0, 100)), rect.width, rect.height))


def scroll(stream: Stream, draws: np.random.Generator) -> None:
    by = int(draws.integers(1, 20))
    area = Rect(0, by, stream.screen.width, stream.screen.height - by)
    if area.height > 0:
        stream.screen.copy(area, 0, 0)
        stream.encoder.changed(Rect(0, 0, stream.screen.width, stream.screen.height))


def send(stream: Stream, draws: np.random.Generator) -> None:
    stream.now_s += float(draws.uniform(0, 0.2))
    stream.send()


def answer(stream: Stream, draws: np.random.Generator) -> None:
    stream.answer(int(draws.integers(0, max(1, len(stream.under_way)))))


def reconnect(stream: Stream, draws: np.random.Generator) -> None:
    """Some of what was under way arrived, its answers did not; the rest is lost."""
    for _ in range(int(draws.integers(0, 3))):
        stream.arrive(int(draws.integers(0, max(1, len(stream.under_way)))))
    stream.under_way.clear()
    stream.room.empty()
    kept = stream.order.next_channel()
    if stream.log.blank:
        stream.encoder.start_over()
    else:
        stream.encoder.resume(kept)


def refresh(stream: Stream, _: np.random.Generator) -> None:
    stream.encoder.start_over()


def resize(stream: Stream, draws: np.random.Generator) -> None:
    width, height = (int(draws.integers(20, 300)) for _ in range(2))
    stream.screen = Framebuffer(width, height, (Rect(20, 5, 50, 12),), keep_hidden=True)
    stream.encoder.changed(Rect(0, 0, width, height))


def reveal(stream: Stream, draws: np.random.Generator) -> None:
    stream.encoder.show_identity(shown=bool(draws.integers(0, 2)), anew=True)


def scribble_and_send(stream: Stream, draws: np.random.Generator) -> None:
    scribble(stream, draws)
    stream.send()


ACTS = (
    *(scribble, scroll, send, answer, reconnect, refresh, resize, reveal),
    *(scribble_and_send, answer) * 3,
)
RATES = st.sampled_from((None, 1e5, 1e6))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000)), max_size=25), RATES)
def test_whatever_happens_the_hub_ends_with_the_screens_very_pixels(acts, rate):
    stream = Stream(room=KnownLink(rate) if rate else None, masks=(Rect(20, 5, 50, 12),))
    for act, seed in acts:
        act(stream, np.random.default_rng(seed))
    while stream.under_way:
        stream.answer()
    stream.encoder.show_identity(shown=True, anew=True)
    stream.settle()
    assert np.array_equal(stream.shown(), stream.screen.pixels)
    whole = Rect(0, 0, stream.screen.width, stream.screen.height)
    assert np.array_equal(stream.shown(private=True), stream.screen.true_pixels(whole))
    assert stream.log.exact


# --- what is sent ------------------------------------------------------------------------------


def test_the_first_update_is_a_keyframe_and_the_next_has_only_what_changed():
    stream = Stream()
    first = stream.send()
    assert first is not None
    assert Flag.KEYFRAME in first.flags
    stream.paint(Rect(70, 10, 5, 6), text(1, 5, 6))
    second = stream.send()
    assert second is not None
    assert [item.rect for item in second.operations] == [Rect(64, 10, 16, 6)]
    assert Flag.KEYFRAME not in second.flags


def test_nothing_is_sent_when_nothing_changed():
    stream = Stream()
    stream.send()
    stream.encoder.changed(Rect(0, 0, WIDTH, HEIGHT))
    assert stream.send() is None


def test_a_confirmation_is_sent_even_when_nothing_changed():
    stream = Stream()
    stream.send()
    stream.encoder.confirm()
    assert stream.encoder.first_usable_generation == 2
    confirmed = stream.send()
    assert confirmed is not None
    assert (confirmed.generation, confirmed.operations) == (2, ())


def test_changes_that_find_no_room_wait_and_only_the_newest_is_sent():
    stream = Stream(room=KnownLink())
    stream.settle()
    spot = Rect(0, 0, 64, 64)
    stream.room.sent(10_000, 10_000_000, stream.now_s)
    for seed in range(5):
        stream.paint(spot, noise(seed, 64, 64))
        assert stream.send() is None
    stream.room.kept(10_000, 10_000, stream.now_s)
    stream.room.empty()
    updates = stream.settle()
    assert sum(len(update.operations) for update in updates) <= 2
    assert np.array_equal(stream.shown()[:64, :64], noise(4, 64, 64))


def test_a_large_change_goes_in_parts_and_is_exact_only_with_the_last():
    stream = Stream(900, 700, room=KnownLink())
    stream.encoder.codecs = frozenset({1, 2, 3})
    stream.settle()
    stream.paint(Rect(0, 0, 900, 700), noise(5, 900, 700))
    parts = stream.settle()
    assert len(parts) > 10
    exact = [Flag.EXACT in part.flags for part in parts]
    assert exact == [False] * (len(parts) - 1) + [True]
    assert np.array_equal(stream.shown(), stream.screen.pixels)


def test_a_letter_goes_before_the_image_that_changed_with_it():
    stream = Stream(900, 700, room=KnownLink())
    stream.settle()
    stream.paint(Rect(0, 0, 640, 700), noise(5, 640, 700))
    stream.paint(Rect(800, 600, 12, 20), text(6, 12, 20))
    first = stream.send()
    assert first is not None
    assert [item.rect for item in first.operations] == [Rect(800, 600, 16, 20)]
    assert LOSSY_CODEC in codecs(stream.send())


def test_a_letter_overtakes_the_image_before_it_and_not_what_it_is_drawn_on():
    stream = Stream(900, 700, room=KnownLink())
    stream.settle()
    stream.paint(Rect(0, 0, 320, 320), noise(5, 320, 320))
    image = stream.send()
    stream.paint(Rect(800, 600, 12, 20), text(6, 12, 20))
    elsewhere = stream.send()
    stream.paint(Rect(0, 160, 320, 160), text(6, 320, 160))
    upon = stream.send()
    assert image is not None
    assert elsewhere is not None
    assert upon is not None
    assert [item.after for item in stream.under_way] == [0, 0, image.generation]
    stream.arrive(1)
    assert stream.order.newest == elsewhere.generation


def test_a_letter_goes_although_images_fill_the_link():
    stream = Stream(900, 700, room=KnownLink())
    stream.settle()
    while stream.room.free_bytes(stream.now_s) > 0:
        stream.room.sent(stream.encoder.generation, 5000, stream.now_s)
    stream.paint(Rect(0, 0, 640, 700), noise(5, 640, 700))
    stream.paint(Rect(800, 600, 12, 20), text(6, 12, 20))
    update = stream.send()
    assert update is not None
    assert [item.rect for item in update.operations] == [Rect(800, 600, 16, 20)]


def test_what_scrolled_is_copied_and_only_new_rows_are_sent():
    stream = Stream(400, 300)
    stream.paint(Rect(0, 0, 400, 300), text(1, 400, 300))
    stream.settle()
    stream.screen.copy(Rect(48, 60, 256, 200), 48, 20)
    stream.screen.paint(Rect(48, 220, 256, 40), text(2, 256, 40))
    stream.encoder.changed(Rect(48, 20, 256, 240))
    update = stream.send()
    assert update is not None
    copies = [item for item in update.operations if item.codec == COPY]
    assert [item.rect for item in copies] == [Rect(48, 20, 256, 200)]
    painted = sum(item.rect.area for item in update.operations if item.codec != COPY)
    assert painted <= 256 * 40
    stream.settle()
    assert np.array_equal(stream.shown(), stream.screen.pixels)


def test_what_was_copied_from_a_piece_that_did_not_go_is_sent_again():
    stream = Stream(400, 300)
    stream.paint(Rect(0, 0, 400, 300), text(1, 400, 300))
    stream.settle()
    stream.paint(Rect(48, 60, 256, 200), text(3, 256, 200))
    work = stream.encoder.take(stream.screen, stream.now_s, stream.room)
    assert work is not None
    stream.screen.copy(Rect(48, 60, 256, 200), 48, 20)
    stream.encoder.changed(Rect(48, 20, 256, 240))
    stream.send()
    assert any(item.codec == COPY for item in stream.under_way[0].update.operations)
    update, _ = encode(replace(work, pieces=(), moves=()))
    stream.under_way.insert(0, SiteUpdate(update, work.after))
    stream.encoder.put_back(work.pieces)
    while stream.under_way:
        stream.answer()
    stream.settle()
    assert np.array_equal(stream.shown(), stream.screen.pixels)


def test_beside_an_image_under_way_nothing_is_told_to_be_exact_until_it_has_gone():
    stream = Stream()
    stream.settle()
    stream.paint(Rect(20, 20, 5, 6), text(1, 5, 6))
    work = stream.encoder.take(stream.screen, stream.now_s, stream.room, text_only=True)
    assert work is not None
    assert not work.settled
    assert stream.encoder.take(stream.screen, stream.now_s, stream.room, text_only=True) is None, (
        "an update without anything, again and again"
    )
    after = stream.encoder.take(stream.screen, stream.now_s, stream.room)
    assert after is not None
    assert after.settled


def test_what_was_private_does_not_leave_once_nobody_may_see_it():
    stream = Stream(masks=(BAR,))
    named(stream)
    stream.encoder.show_identity(shown=True)
    work = stream.encoder.take(stream.screen, stream.now_s, stream.room)
    assert work is not None
    update, _ = encode(work)
    assert Mark.PRIVATE in {item.mark for item in stream.encoder.permitted(update).operations}
    stream.encoder.show_identity(shown=False)
    assert Mark.PRIVATE not in {item.mark for item in stream.encoder.permitted(update).operations}


def test_without_jpeg_xl_no_viewer_gets_any():
    stream = Stream()
    stream.screen.paint(Rect(0, 0, WIDTH, HEIGHT), noise(1))
    stream.encoder.codecs = frozenset({1, 2})
    assert codecs(stream.send()) == {1}
    stream.encoder.start_over()
    stream.answer()
    stream.encoder.codecs = frozenset(CODECS)
    assert codecs(stream.send()) == {3}


# --- lossy while it moves ----------------------------------------------------------------------

SLICE = Rect(64, 64, 512, 512)


def moving(room: LinkRoom) -> Stream:
    """A stream that shows a screen of text; images may come at ``SLICE``."""
    stream = Stream(700, 640, room=room)
    stream.paint(Rect(0, 0, 700, 640), text(0, 700, 640))
    stream.settle()
    return stream


def leaf(stream: Stream, seed: int, seconds: float) -> list[Update]:
    stream.paint(SLICE, noise(seed, 512, 512))
    return stream.pass_time(seconds)


def test_images_stay_lossy_while_they_move_on_a_narrow_link_and_end_exact():
    stream = moving(KnownLink())
    for seed in range(5):
        for update in leaf(stream, seed, 0.1):
            assert codecs(update) <= {LOSSY_CODEC}
            assert Flag.EXACT not in update.flags
    stopped_s = stream.now_s - 0.1
    assert stream.encoder.next_due_s == pytest.approx(stopped_s + STILL_S)
    refined = stream.settle()
    assert LOSSY_CODEC not in {codec for update in refined for codec in codecs(update)}
    assert Flag.EXACT in refined[-1].flags
    assert np.array_equal(stream.shown(), stream.screen.pixels)


def test_images_are_exact_at_once_where_the_link_has_room():
    stream = moving(KnownLink(1e9))
    updates = leaf(stream, 1, 0.1)
    assert {codec for update in updates for codec in codecs(update)} == {3}
    assert Flag.EXACT in updates[-1].flags


def test_a_viewer_without_the_lossy_codec_keeps_all_exact():
    stream = moving(KnownLink())
    stream.encoder.codecs = frozenset({1, 2, 3})
    updates = leaf(stream, 1, 1.0)
    assert {codec for update in updates for codec in codecs(update)} == {3}


def test_text_is_never_lossy_however_narrow_the_link():
    stream = moving(KnownLink(1e5))
    for seed in range(5):
        stream.paint(Rect(0, 0, 700, 640), text(seed, 700, 640))
        for update in stream.settle():
            assert LOSSY_CODEC not in codecs(update)


def test_an_image_that_moves_again_interrupts_its_exact_pass():
    stream = moving(KnownLink())
    leaf(stream, 1, STILL_S + 0.02)
    again = leaf(stream, 2, 0.1)
    assert {codec for update in again for codec in codecs(update)} == {LOSSY_CODEC}


def test_what_is_lossy_is_never_copied():
    stream = moving(KnownLink())
    leaf(stream, 1, 0.05)
    stream.screen.copy(Rect(64, 84, 512, 492), 64, 64)
    stream.encoder.changed(SLICE)
    assert COPY not in {codec for update in stream.pass_time(0.05) for codec in codecs(update)}


# --- who the patient is ------------------------------------------------------------------------

BAR = Rect(20, 5, 90, 12)
NAME = from_rgb(np.array([[[201, 17, 93]]], np.uint8))[0, 0]
"""A colour that is nowhere else."""


def name_shown(operations: tuple[Operation, ...]) -> bool:
    screen = Framebuffer(WIDTH, HEIGHT)
    for operation in operations:
        draw(screen, operation)
    return bool((screen.pixels == NAME).any())


def named(stream: Stream) -> None:
    stream.paint(BAR, np.full((BAR.height, BAR.width), NAME))


def test_who_may_see_the_identity_sees_it_and_nobody_else():
    stream = Stream(masks=(BAR,))
    named(stream)
    stream.encoder.show_identity(shown=True)
    stream.settle()
    assert (stream.shown(private=True)[BAR.rows, BAR.columns] == NAME).all()
    assert (stream.shown()[BAR.rows, BAR.columns] == MASK).all()


def test_what_is_public_below_the_identity_does_not_cover_it():
    stream = Stream(masks=(BAR,))
    named(stream)
    stream.encoder.show_identity(shown=True)
    stream.settle()
    stream.paint(Rect(0, 0, 100, 64), text(3, 100, 64))
    named(stream)
    stream.settle()
    assert (stream.shown(private=True)[BAR.rows, BAR.columns] == NAME).all()


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000)), max_size=25), RATES)
def test_no_byte_of_the_identity_leaves_for_those_who_may_not_see_it(acts, rate):
    stream = Stream(room=KnownLink(rate) if rate else None, masks=(BAR,))
    permitted = False
    for act, seed in acts:
        named(stream)
        if act is reveal:
            permitted = bool(np.random.default_rng(seed).integers(0, 2))
        before = len(stream.under_way)
        if act is not resize:
            act(stream, np.random.default_rng(seed))
        for update in [item.update for item in stream.under_way[before:]]:
            public = tuple(item for item in update.operations if not item.mark)
            assert not name_shown(public)
            assert permitted or len(public) == len(update.operations)
    stream.settle()
    assert not name_shown(stream.log.newer_than(0).operations)
    stream.log.forget_private()
    assert Mark.PRIVATE not in {
        item.mark for item in stream.log.newer_than(0, private=True).operations
    }
