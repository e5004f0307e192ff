"""How long after its last change a viewer's picture is the scanner's own, every pixel of it."""

import time
from collections.abc import Mapping, Sequence

from bench.console.browser import Page
from bench.console.desktop import Workload
from bench.console.true_screen import true_screen
from bench.link_emulator import Namespace

_MOTION_S = 1.5
_REST_S = 2.5


def time_to_exact_ms(
    site: Namespace, workload: Workload, page: Page, what: str, rate: float
) -> float | None:
    """Play ``what`` for a while, stop, and compare; None: not exact within 2.5 s.

    Counted from the moment at which the last change was asked for, so with its drawing.
    """
    workload.repeat(what, rate, _MOTION_S)
    page.evaluate("consoleProbe.follow(true)")
    changed_ms = time.time() * 1000
    workload.tell(what)
    time.sleep(_REST_S)
    pictures = page.evaluate("consoleProbe.pictures()")
    page.evaluate("consoleProbe.follow(false)")
    return exact_after_ms(pictures, true_screen(site), changed_ms)


def exact_after_ms(
    pictures: Sequence[Mapping[str, object]], truth: str, changed_ms: float
) -> float | None:
    """Return when the picture became the true one for good, after ``changed_ms``."""
    since: float | None = None
    for picture in pictures:
        if picture["picture"] != truth:
            since = None
        elif since is None:
            since = float(str(picture["at"]))
    return None if since is None else max(0.0, since - changed_ms)
