"""Telescan's console beside noVNC, over one emulated link, in one run, by turns.

Both show the same workload on the same TigerVNC server at 1920 x 1200, in the same headless
Chromium. The link is between the site (VNC server, gateway, websockify) and everything else.
A key's delay is from its event in the page to the animation frame that finds it on the canvas.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bench import report
from bench.console.assistance import STORAGE_PORT, Assistance, assistance
from bench.console.bars import verdicts
from bench.console.browser import browser
from bench.console.contenders import Contender, Telescan, novnc
from bench.console.crowd import cost_of_viewers
from bench.console.desktop import HEIGHT, IMAGES_PER_S, WIDTH, desktop
from bench.console.figures import Samples, ratio, under_upload
from bench.console.outage import through_outage
from bench.console.processes import running
from bench.console.table import table as table
from bench.console.turn import Play, Stage
from bench.link_emulator import PROFILES, EmulatedLink, Namespace
from telescan.wire.console_pipe import Transport

HAS_SEVERAL = True
"""Results: one for each link and mode."""
TURNS = 3
KEYS_A_TURN = 20
_UPLOAD_OVER_RATE = 1.2
_UPLOAD_ON_LOOPBACK_MBIT_S = 50.0
_UPLOAD_SETTLES_S = 4.0
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
    """Measure what so many viewers cost, where they are more than one."""
    outage: bool = False
    """Measure what 15 s without a link do."""
    keys_a_turn: int = KEYS_A_TURN
    """Pressed in each of a contender's turns."""

    transport: Transport = Transport.QUIC
    """What ours runs over; noVNC has only TCP."""

    @property
    def name(self) -> str:
        """What the kept result is called: one for each link and mode."""
        modes = {
            "scroll": self.scroll,
            "upload": self.upload,
            f"viewers-{self.viewers}": self.viewers > 1,
            "outage": self.outage,
            "websocket": self.transport is Transport.WEBSOCKET,
        }
        return " ".join([self.link, *(mode for mode, is_on in modes.items() if is_on)])


_SELECTION = (
    Conditions("mid", upload=True, viewers=10, outage=True),
    Conditions("mid", scroll=False, upload=True),
    Conditions("bad"),
    Conditions("lo", scroll=False),
)


def measure() -> Mapping[str, object]:
    """Compare the two where the bars are: some twelve minutes. Raises LinkUnavailableError."""
    return {conditions.name: compare(conditions) for conditions in _SELECTION}


def measure_and_keep(conditions: Conditions) -> Mapping[str, object]:
    """Compare the two, and keep the result beside those of other conditions."""
    result = compare(conditions)
    report.keep("console", {**report.kept("console"), conditions.name: result})
    return result


def compare(asked: Conditions) -> Mapping[str, object]:
    """Compare the two. Raises LinkUnavailableError where this machine cannot."""
    with tempfile.TemporaryDirectory(prefix="telescan-bench-") as name:
        folder = Path(name)
        with _ready(asked, folder) as (stage, contenders, session):
            result: dict[str, object] = {
                "conditions": {
                    **asdict(asked),
                    "congestion_control": stage.link.congestion_control,
                    "screen": f"{WIDTH}x{HEIGHT}",
                    "images_per_s": IMAGES_PER_S if asked.scroll else 0,
                },
                **_compared(stage, contenders, asked, rest=True),
            }
            if asked.upload:
                result["with_upload"] = _during_upload(stage, contenders, asked, result, folder)
            if asked.viewers > 1:
                result["viewers"] = cost_of_viewers(stage, session, asked.viewers, folder)
            if asked.outage:
                result["outage"] = {
                    name: through_outage(stage, one) for name, one in contenders.items()
                }
    bars = verdicts(result, link=asked.link, scroll=asked.scroll)
    return {**result, "bars": [asdict(verdict) for verdict in bars]}


@contextmanager
def _ready(
    asked: Conditions, folder: Path
) -> Iterator[tuple[Stage, Mapping[str, Contender], Assistance]]:
    with ExitStack() as stack:
        link = stack.enter_context(EmulatedLink(PROFILES[asked.link], _SEED))
        workload = stack.enter_context(desktop(link.site, folder))
        session = stack.enter_context(assistance(link, folder, asked.transport))
        theirs = stack.enter_context(novnc(link.site, session.certificate, session.key, folder))
        shown = stack.enter_context(browser(link.hub, folder))
        stage = Stage(link, shown, workload, np.random.default_rng(_SEED))
        yield stage, {"telescan": Telescan(session), "novnc": theirs}, session


def _compared(
    stage: Stage, contenders: Mapping[str, Contender], asked: Conditions, *, rest: bool
) -> dict[str, object]:
    samples = {name: Samples() for name in contenders}
    play = Play(asked.keys_a_turn, asked.scroll, compare=rest)
    for number in range(TURNS):
        # Neither is always the one that comes after the other.
        for name in sorted(contenders, reverse=number % 2 == 0):
            stage.take_turn(contenders[name], samples[name], play)
    figures = {name: measured.figures() for name, measured in samples.items()}
    return {**figures, "ratio": ratio(figures["telescan"], figures["novnc"])}


def _during_upload(
    stage: Stage,
    contenders: Mapping[str, Contender],
    asked: Conditions,
    without: Mapping[str, object],
    folder: Path,
) -> Mapping[str, object]:
    rate_mbit_s = PROFILES[asked.link].up.rate_mbit_s
    offered_mbit_s = rate_mbit_s * _UPLOAD_OVER_RATE or _UPLOAD_ON_LOOPBACK_MBIT_S
    with _upload(stage.link.site, offered_mbit_s, folder):
        during = _compared(stage, contenders, asked, rest=False)
    over = {
        name: under_upload(_of(without, name), _of(during, name), rate_mbit_s)
        for name in contenders
    }
    return {**during, "over_without": over}


def _of(result: Mapping[str, object], name: str) -> dict[str, object]:
    figures = result[name]
    assert isinstance(figures, dict)  # noqa: S101
    return figures


@contextmanager
def _upload(site: Namespace, rate_mbit_s: float, folder: Path) -> Iterator[None]:
    command = (sys.executable, "-m", "bench.console.upload", str(STORAGE_PORT), str(rate_mbit_s))
    with running(site.command(*command), folder / "upload.log") as scanner:
        assert scanner.stdout is not None  # noqa: S101
        if scanner.stdout.readline() != "ready\n":
            raise RuntimeError(f"no upload:\n{(folder / 'upload.log').read_text()}")
        time.sleep(_UPLOAD_SETTLES_S)
        yield
