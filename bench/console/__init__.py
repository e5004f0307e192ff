"""Telescan's console beside noVNC, over one emulated link, in one run, by turns.

Both show the same workload on the same TigerVNC server at 1920 x 1200, in the same headless
Chromium. The link is between the site (VNC server, gateway, websockify) and everything else.
A key's delay is from its event in the page to the animation frame that finds it on the canvas.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bench.console.assistance import STORAGE_PORT, assistance
from bench.console.browser import browser
from bench.console.contenders import Contender, Telescan, novnc
from bench.console.desktop import HEIGHT, WIDTH, desktop
from bench.console.figures import Samples, ratio
from bench.console.processes import running
from bench.console.turn import IMAGES_PER_S, Play, Stage
from bench.link_emulator import PROFILES, EmulatedLink, Namespace

TURNS = 3
KEYS_A_TURN = 20
_UPLOAD_OVER_RATE = 1.2
_UPLOAD_ON_LOOPBACK_MBIT_S = 50.0
_SEED = 1


@dataclass(frozen=True)
class Conditions:
    """What is measured."""

    link: str = "mid"
    """One of the emulator's profiles."""
    scroll: bool = True
    """An MR image scrolls while keys are pressed."""
    upload: bool = False
    """Measure again with a DICOM upload that fills the uplink."""
    viewers: int = 1
    """How many look."""
    keys_a_turn: int = KEYS_A_TURN
    """Pressed in each of a contender's turns."""


def measure(conditions: Conditions | None = None) -> Mapping[str, object]:
    """Compare the two. Raises LinkUnavailableError where this machine cannot."""
    asked = conditions or Conditions()
    profile = PROFILES[asked.link]
    with tempfile.TemporaryDirectory(prefix="telescan-bench-") as name:
        folder = Path(name)
        with _ready(asked, folder) as (stage, contenders):
            result: dict[str, object] = {
                "conditions": {
                    **asdict(asked),
                    "congestion_control": stage.link.congestion_control,
                    "screen": f"{WIDTH}x{HEIGHT}",
                    "images_per_s": IMAGES_PER_S if asked.scroll else 0,
                },
                **_compared(stage, contenders, asked),
            }
            if asked.upload:
                rate = profile.up.rate_mbit_s * _UPLOAD_OVER_RATE or _UPLOAD_ON_LOOPBACK_MBIT_S
                with _upload(stage.link.site, rate, folder):
                    result["with_upload"] = _compared(stage, contenders, asked)
    return result


@contextmanager
def _ready(asked: Conditions, folder: Path) -> Iterator[tuple[Stage, Mapping[str, Contender]]]:
    with ExitStack() as stack:
        link = stack.enter_context(EmulatedLink(PROFILES[asked.link], _SEED))
        workload = stack.enter_context(desktop(link.site, folder))
        session = stack.enter_context(assistance(link, folder))
        theirs = stack.enter_context(novnc(link.site, session.certificate, session.key, folder))
        shown = stack.enter_context(browser(link.hub, folder))
        stage = Stage(link, shown, workload, np.random.default_rng(_SEED))
        yield stage, {"telescan": Telescan(session), "novnc": theirs}


def _compared(
    stage: Stage, contenders: Mapping[str, Contender], asked: Conditions
) -> dict[str, object]:
    samples = {name: Samples() for name in contenders}
    play = Play(asked.keys_a_turn, asked.scroll, asked.viewers)
    for number in range(TURNS):
        # Neither is always the one that comes after the other.
        for name in sorted(contenders, reverse=number % 2 == 0):
            stage.take_turn(contenders[name], samples[name], play)
    figures = {name: measured.figures() for name, measured in samples.items()}
    return {**figures, "ratio": ratio(figures["telescan"], figures["novnc"])}


@contextmanager
def _upload(site: Namespace, rate_mbit_s: float, folder: Path) -> Iterator[None]:
    command = (sys.executable, "-m", "bench.console.upload", str(STORAGE_PORT), str(rate_mbit_s))
    with running(site.command(*command), folder / "upload.log"):
        yield
