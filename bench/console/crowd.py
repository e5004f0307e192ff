"""What viewers cost: the gateway's processor time with many of them and one, the hub's for each."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.console.assistance import SCANNER, Assistance
from bench.console.contenders import Telescan, busy_s
from bench.console.desktop import IMAGES_PER_S
from bench.console.processes import running
from bench.console.turn import SETTLE_S, Stage

_ROUNDS = 2
_COUNTED_S = 6.0


def cost_of_viewers(
    stage: Stage, session: Assistance, count: int, folder: Path
) -> dict[str, float | None]:
    """Watch by one browser, and by ``count`` viewers of which it is one, in turns.

    While images play, and while nothing moves. All but the browser draw nothing. Shares are
    percent of a core, NATS servers included.
    """
    contender = Telescan(session)
    busy = {(many, moving): [0.0, 0.0] for many in (False, True) for moving in (False, True)}
    page = contender.open(stage.browser, drive=False)
    try:
        page.send("Page.bringToFront")
        for _ in range(_ROUNDS):
            for many in (False, True):
                with _watchers(stage, session, count - 1 if many else 0, folder):
                    for moving in (True, False):
                        gateway, hub = _share(stage, contender, moving=moving)
                        busy[many, moving][0] += gateway / _ROUNDS
                        busy[many, moving][1] += hub / _ROUNDS
    finally:
        page.close()
    return _figures(count, busy)


def _figures(count: int, busy: dict[tuple[bool, bool], list[float]]) -> dict[str, float | None]:
    others = max(1, count - 1)
    return {
        "viewers": count,
        "gateway_percent_one": busy[False, True][0],
        "gateway_percent_all": busy[True, True][0],
        "gateway_ratio": busy[True, True][0] / busy[False, True][0],
        "hub_percent_per_watching_viewer": (busy[True, True][1] - busy[False, True][1]) / others,
        "gateway_percent_all_idle": busy[True, False][0],
        "hub_percent_per_idle_viewer": (busy[True, False][1] - busy[False, False][1]) / others,
    }


def _share(stage: Stage, contender: Telescan, *, moving: bool) -> tuple[float, float]:
    stage.workload.tell(f"play {IMAGES_PER_S if moving else 0}")
    time.sleep(SETTLE_S)
    before, began = busy_s(contender), time.monotonic()
    time.sleep(_COUNTED_S)
    after, elapsed_s = busy_s(contender), time.monotonic() - began
    stage.workload.tell("play 0")
    gateway, hub = (100 * (after[name] - before[name]) / elapsed_s for name in ("gateway", "hub"))
    return gateway, hub


@contextmanager
def _watchers(stage: Stage, session: Assistance, count: int, folder: Path) -> Iterator[None]:
    if count == 0:
        yield
        return
    command = stage.link.hub.command(
        sys.executable, "-m", "bench.console.watchers",
        session.address, SCANNER, session.session_id, str(count), str(session.certificate),
    )  # fmt: skip
    with running(command, folder / "watchers.log") as process:
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        process.stdin.write("=".join(session.cookie) + "\n")
        process.stdin.flush()
        if process.stdout.readline() != "ready\n":
            raise RuntimeError(f"no viewers:\n{(folder / 'watchers.log').read_text()}")
        yield
