import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.peers.screen_painter import draw

from telescan.console.codecs import CODECS
from telescan.console.framebuffer import Framebuffer, from_rgb
from telescan.console.geometry import Rect
from telescan.console.operation_log import OperationLog
from telescan.console.screen_encoder import UPDATE_BYTES, WINDOW, ScreenEncoder, encode
from telescan.console.wire_format import Flag, Update

WIDTH, HEIGHT = 200, 150


def noise(seed: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    rgb = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return from_rgb(rgb)


def paint(screen: Framebuffer, encoder: ScreenEncoder, rect: Rect, seed: int) -> None:
    screen.paint(rect, noise(seed, rect.width, rect.height))
    encoder.changed(rect)


def next_update(encoder: ScreenEncoder, screen: Framebuffer) -> Update | None:
    work = encoder.take(screen)
    if work is None:
        return None
    update, left = encode(work)
    encoder.put_back(left)
    return update


def show(update: Update) -> np.ndarray:
    """Draw a whole screen."""
    shown = Framebuffer(update.width, update.height)
    for operation in update.operations:
        draw(shown, operation)
    return shown.pixels


def settle(encoder: ScreenEncoder, screen: Framebuffer, log: OperationLog) -> None:
    while (update := next_update(encoder, screen)) is not None:
        log.add(update)
        encoder.acknowledge(update.generation)


class Stream:
    """A screen, its encoder, a hub's log, and what is on the way between them."""

    def __init__(self) -> None:
        self.screen = Framebuffer(WIDTH, HEIGHT)
        self.encoder = ScreenEncoder()
        self.log = OperationLog()
        self.under_way: list[Update] = []

    def paint(self, rng: np.random.Generator) -> None:
        width, height = self.screen.width, self.screen.height
        x, y = int(rng.integers(0, width - 1)), int(rng.integers(0, height - 1))
        rect = Rect(x, y, min(30, width - x), min(70, height - y))
        paint(self.screen, self.encoder, rect, int(rng.integers(0, 100)))

    def send(self, rng: np.random.Generator) -> None:
        update = next_update(self.encoder, self.screen)
        self.under_way += [update] if update else []

    def answer(self, rng: np.random.Generator) -> None:
        for update in self.under_way[:1]:
            self.log.add(update)
            self.encoder.acknowledge(update.generation)
        del self.under_way[:1]

    def reconnect(self, rng: np.random.Generator) -> None:
        """Some of what was under way arrived, its answers did not; the rest is lost."""
        for update in self.under_way[: int(rng.integers(0, 3))]:
            self.log.add(update)
        self.under_way.clear()
        if self.log.generation:
            self.encoder.resume(self.log.generation)
        else:
            self.encoder.start_over()

    def refresh(self, rng: np.random.Generator) -> None:
        self.encoder.start_over()

    def resize(self, rng: np.random.Generator) -> None:
        self.screen = Framebuffer(int(rng.integers(20, 300)), int(rng.integers(20, 300)))


ACTS = (Stream.paint, Stream.send, Stream.answer, Stream.reconnect, Stream.refresh, Stream.resize)


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000)), max_size=25))
def test_whatever_happens_the_hub_ends_with_the_screens_very_pixels(acts):
    stream = Stream()
    for act, seed in acts:
        act(stream, np.random.default_rng(seed))
    while stream.under_way:
        stream.answer(np.random.default_rng(0))
    settle(stream.encoder, stream.screen, stream.log)
    assert np.array_equal(show(stream.log.newer_than(0)), stream.screen.pixels)
    assert stream.log.exact


def test_the_first_update_is_a_keyframe_and_the_next_has_only_what_changed():
    screen, encoder = Framebuffer(WIDTH, HEIGHT), ScreenEncoder()
    first = next_update(encoder, screen)
    assert first is not None
    assert Flag.KEYFRAME in first.flags
    paint(screen, encoder, Rect(70, 10, 5, 5), 1)
    second = next_update(encoder, screen)
    assert second is not None
    assert [item.rect for item in second.operations] == [Rect(64, 0, 64, 64)]
    assert Flag.KEYFRAME not in second.flags


def test_nothing_is_sent_when_nothing_changed():
    screen, encoder = Framebuffer(WIDTH, HEIGHT), ScreenEncoder()
    next_update(encoder, screen)
    encoder.changed(Rect(0, 0, WIDTH, HEIGHT))
    assert encoder.take(screen) is None


def test_a_confirmation_is_sent_even_when_nothing_changed():
    screen, encoder = Framebuffer(WIDTH, HEIGHT), ScreenEncoder()
    next_update(encoder, screen)
    encoder.confirm()
    assert encoder.first_usable_generation == 2
    confirmed = next_update(encoder, screen)
    assert confirmed is not None
    assert (confirmed.generation, confirmed.operations) == (2, ())


def test_changes_behind_a_full_window_wait_and_only_the_newest_is_sent():
    screen, encoder = Framebuffer(WIDTH, HEIGHT), ScreenEncoder()
    spot = Rect(0, 0, 64, 64)
    for seed in range(WINDOW):
        paint(screen, encoder, spot, seed)
        assert encoder.take(screen) is not None
    for seed in range(10, 15):
        paint(screen, encoder, spot, seed)
        assert encoder.take(screen) is None
    encoder.acknowledge(1)
    update = next_update(encoder, screen)
    assert update is not None
    assert len(update.operations) == 1
    assert np.array_equal(
        CODECS[update.operations[0].codec].decode(update.operations[0].payload, 64, 64),
        noise(14, 64, 64),
    )


def test_a_large_change_goes_in_parts_and_is_exact_only_with_the_last():
    screen, encoder, log = Framebuffer(900, 700), ScreenEncoder(), OperationLog()
    screen.paint(Rect(0, 0, 900, 700), noise(5, 900, 700))
    parts = []
    while (update := next_update(encoder, screen)) is not None:
        parts.append(update)
        log.add(update)
        encoder.acknowledge(update.generation)
    assert len(parts) > 2
    assert [Flag.EXACT in part.flags for part in parts] == [False] * (len(parts) - 1) + [True]
    largest = max(sum(len(item.payload) for item in part.operations) for part in parts)
    assert largest < UPDATE_BYTES + 384 * 384 * 4
    assert np.array_equal(show(log.newer_than(0)), screen.pixels)


def test_without_jpeg_xl_no_viewer_gets_any():
    screen, encoder = Framebuffer(WIDTH, HEIGHT), ScreenEncoder()
    screen.paint(Rect(0, 0, WIDTH, HEIGHT), noise(1))
    plain = next_update(encoder, screen)
    encoder.start_over()
    encoder.codecs = frozenset(CODECS)
    modern = next_update(encoder, screen)
    assert plain is not None
    assert modern is not None
    assert {item.codec for item in plain.operations} == {1}
    assert {item.codec for item in modern.operations} == {3}
