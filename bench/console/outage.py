"""Fifteen seconds without a link while images play: is the picture marked, when does it go on."""

import time

from bench.console.contenders import Contender
from bench.console.desktop import IMAGES_PER_S
from bench.console.turn import SETTLE_S, Stage

OUTAGE_S = 15.0
_LOOK_EVERY_S = 0.1
_PATIENCE_S = 40.0


def through_outage(stage: Stage, contender: Contender) -> dict[str, float | None]:
    """Cut the link; return ms to the mark, and from the link's return to the first new pixels."""
    page = contender.open(stage.browser, drive=False)
    try:
        page.send("Page.bringToFront")
        stage.workload.tell(f"play {IMAGES_PER_S}")
        time.sleep(SETTLE_S)
        stage.link.outage(True)
        began = time.monotonic()
        marked_ms: float | None = None
        while time.monotonic() - began < OUTAGE_S:
            if marked_ms is None and page.evaluate(contender.says_stale):
                marked_ms = (time.monotonic() - began) * 1000
            time.sleep(_LOOK_EVERY_S)
        page.evaluate("consoleProbe.play()")
        returned_ms = time.time() * 1000
        stage.link.outage(False)
        give_up = time.monotonic() + _PATIENCE_S
        while not (times := page.evaluate("consoleProbe.times()")) and time.monotonic() < give_up:
            time.sleep(_LOOK_EVERY_S)
        first_ms = times[0] - returned_ms if times else None
        return {"stale_mark_ms": marked_ms, "first_pixels_ms": first_ms}
    finally:
        stage.link.outage(False)
        stage.workload.tell("play 0")
        page.close()
