"""One contender's turn: keys pressed, the log scrolled, slices shown, bytes counted on the link."""

import time
from dataclasses import dataclass

import numpy as np
import psutil

from bench.console.browser import Browser, Page
from bench.console.contenders import Contender
from bench.console.desktop import Workload
from bench.console.figures import Samples
from bench.console.strip import WRAPS_AT
from bench.link_emulator import EmulatedLink

IMAGES_PER_S = 10
_TEXT_SCROLLS_PER_S = 4
_SETTLE_S = 1.5
_RAMP_S = 1.0
_MOTION_S = 3.0
_KEY_PATIENCE_MS = 8_000
_PAUSES_S = (0.1, 0.3)
_LETTERS = list("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Play:
    """What happens in a turn."""

    keys: int
    scroll: bool
    """Slices at ``IMAGES_PER_S`` all the while that keys are pressed."""
    viewers: int
    """How many look; one of them types."""


@dataclass(frozen=True)
class Stage:
    """What a turn is played on, the same for both contenders."""

    link: EmulatedLink
    browser: Browser
    workload: Workload
    draw: np.random.Generator

    def take_turn(self, contender: Contender, samples: Samples, play: Play) -> None:
        """Open the contender's viewers, measure, close them."""
        pages = [contender.open(self.browser, drive=False) for _ in range(play.viewers - 1)]
        try:
            page = contender.open(self.browser, drive=True)
            pages.append(page)
            page.send("Page.bringToFront")
            time.sleep(_SETTLE_S)
            if play.scroll:
                self.workload.tell(f"play {IMAGES_PER_S}")
                time.sleep(_SETTLE_S)
            self._press_keys(contender, samples, play, page)
            self.workload.tell("play 0")
            time.sleep(_SETTLE_S)
            samples.rest_bytes_per_s.append(self._bytes_at_rest_per_s())
            samples.text_scroll_bytes.append(self._bytes_each("log", _TEXT_SCROLLS_PER_S))
            samples.image_bytes.append(self._bytes_each("slice", IMAGES_PER_S))
        finally:
            self.workload.tell("play 0")
            for page in pages:
                page.close()

    def _press_keys(self, contender: Contender, samples: Samples, play: Play, page: Page) -> None:
        bytes_before = self._bytes()
        busy_before, began = _busy_s(contender), time.monotonic()
        page.evaluate("consoleProbe.play()")
        for _ in range(play.keys):
            letter = str(self.draw.choice(_LETTERS))
            samples.delays_ms.append(_key_to_pixel(page, letter))
            time.sleep(self.draw.uniform(*_PAUSES_S))
        if play.scroll:
            samples.add_frames(page.evaluate("consoleProbe.played()"))
        samples.typing_s += time.monotonic() - began
        samples.typing_bytes += self._bytes() - bytes_before
        for name, busy_s in _busy_s(contender).items():
            spent_s = busy_s - busy_before[name]
            samples.busy_s[name] = samples.busy_s.get(name, 0.0) + spent_s

    def _bytes_each(self, what: str, rate: float) -> float:
        """Return the bytes on the link for one change of the console, in the midst of many."""
        self._repeat(what, rate, _RAMP_S)
        before = self._bytes()
        count = self._repeat(what, rate, _MOTION_S)
        return (self._bytes() - before) / count

    def _repeat(self, what: str, rate: float, duration_s: float) -> int:
        count, began = round(rate * duration_s), time.monotonic()
        for number in range(count):
            self.workload.tell(what)
            time.sleep(max(0.0, began + (number + 1) / rate - time.monotonic()))
        return count

    def _bytes_at_rest_per_s(self) -> float:
        before = self._bytes()
        time.sleep(_MOTION_S)
        return (self._bytes() - before) / _MOTION_S

    def _bytes(self) -> int:
        return self.link.counters().up.bytes


def _key_to_pixel(page: Page, letter: str) -> float | None:
    expected = f"(consoleProbe.typed + 1) % {WRAPS_AT}"
    page.evaluate(f"void (globalThis.shown = consoleProbe.expect({expected}, {_KEY_PATIENCE_MS}))")
    page.press(letter)
    delay_ms = page.evaluate("shown")
    return None if delay_ms is None else float(delay_ms)


def _busy_s(contender: Contender) -> dict[str, float]:
    busy_s = {}
    for name, process_id in contender.process_ids.items():
        process = psutil.Process(process_id)
        times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
        busy_s[name] = sum(one.user + one.system for one in times)
    return busy_s
