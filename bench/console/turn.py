"""One contender's turn: keys pressed, the log scrolled, slices shown, bytes counted on the link."""

import time
from dataclasses import dataclass

import numpy as np

from bench.console.browser import Browser, Page
from bench.console.contenders import Contender, busy_s
from bench.console.desktop import IMAGES_PER_S, MOTIONS, Workload
from bench.console.figures import Samples
from bench.console.rest import time_to_exact_ms
from bench.console.strip import WRAPS_AT
from bench.link_emulator import EmulatedLink

SETTLE_S = 1.5
_RAMP_S = 1.0
_MOTION_S = 3.0
_KEY_PATIENCE_MS = 8_000
_PAUSES_S = (0.1, 0.3)
_WARM_UP_KEYS = 3
"""Of a page just opened, not counted."""
_LETTERS = list("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Play:
    """What happens in a turn."""

    keys: int
    scroll: bool
    """Slices at ``IMAGES_PER_S`` all the while that keys are pressed."""
    compare: bool
    """Compare the picture at rest with the scanner's."""


@dataclass(frozen=True)
class Stage:
    """What a turn is played on, the same for both contenders."""

    link: EmulatedLink
    browser: Browser
    workload: Workload
    draw: np.random.Generator

    def take_turn(self, contender: Contender, samples: Samples, play: Play) -> None:
        """Open the contender's page, measure, close it."""
        page = contender.open(self.browser, drive=True)
        try:
            page.send("Page.bringToFront")
            time.sleep(SETTLE_S)
            if play.scroll:
                self.workload.tell(f"play {IMAGES_PER_S}")
                time.sleep(SETTLE_S)
            self._press_keys(contender, samples, play, page)
            self.workload.tell("play 0")
            time.sleep(SETTLE_S)
            samples.rest_bytes_per_s.append(self._bytes_at_rest_per_s())
            for kind, (what, rate) in MOTIONS.items():
                samples.motion_bytes[kind].append(self._bytes_each(what, rate))
                if play.compare:
                    samples.exact_after_ms[kind].append(
                        time_to_exact_ms(self.link.site, self.workload, page, what, rate)
                    )
        finally:
            self.workload.tell("play 0")
            page.close()

    def _press_keys(self, contender: Contender, samples: Samples, play: Play, page: Page) -> None:
        for _ in range(_WARM_UP_KEYS):
            _key_to_pixel(page, str(self.draw.choice(_LETTERS)))
        bytes_before = self._bytes()
        busy_before, began = busy_s(contender), time.monotonic()
        page.evaluate("consoleProbe.play()")
        for _ in range(play.keys):
            letter = str(self.draw.choice(_LETTERS))
            samples.delays_ms.append(_key_to_pixel(page, letter))
            time.sleep(self.draw.uniform(*_PAUSES_S))
        if play.scroll:
            samples.add_frames(page.evaluate("consoleProbe.played()"))
        samples.typing_s += time.monotonic() - began
        samples.typing_bytes += self._bytes() - bytes_before
        for name, seconds in busy_s(contender).items():
            spent_s = seconds - busy_before[name]
            samples.busy_s[name] = samples.busy_s.get(name, 0.0) + spent_s

    def _bytes_each(self, what: str, rate: float) -> float:
        """Return the bytes on the link for one change of the console, in the midst of many."""
        self.workload.repeat(what, rate, _RAMP_S)
        before = self._bytes()
        count = self.workload.repeat(what, rate, _MOTION_S)
        return (self._bytes() - before) / count

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
