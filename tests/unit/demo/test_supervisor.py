"""Programs are kept running and never outlive their supervisor."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from telescan.demo.supervisor import (
    PAUSE_FIRST_S,
    PAUSE_MAX_S,
    STEADY_S,
    Program,
    Supervisor,
    next_pause_s,
)

SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")


def alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
    return state != "Z"


@given(st.lists(st.floats(min_value=0, max_value=STEADY_S / 2), min_size=1, max_size=20))
def test_the_pause_doubles_up_to_its_limit(runs_s: list[float]) -> None:
    pause_s = 0.0
    for run_s in runs_s:
        longer_s = next_pause_s(pause_s, run_s)
        assert longer_s in (PAUSE_FIRST_S, min(2 * pause_s, PAUSE_MAX_S))
        assert longer_s >= pause_s
        pause_s = longer_s


def test_the_pause_starts_anew_after_a_steady_run() -> None:
    assert next_pause_s(16.0, STEADY_S) == PAUSE_FIRST_S


async def test_a_program_that_dies_is_started_again(tmp_path: Path) -> None:
    supervisor = Supervisor([Program("sleeper", SLEEP, tmp_path / "log")])
    await supervisor.start()
    first = supervisor.process_id("sleeper")
    assert first is not None
    os.kill(first, signal.SIGKILL)
    while supervisor.restarts["sleeper"] == 0 or supervisor.process_id("sleeper") is None:
        await asyncio.sleep(0.05)
    second = supervisor.process_id("sleeper")
    await supervisor.stop()
    assert second is not None
    assert second != first
    assert not alive(second)


async def test_a_program_that_ignores_the_request_to_end_is_killed(tmp_path: Path) -> None:
    deaf = (
        sys.executable,
        "-c",
        "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('up', flush=True); time.sleep(600)",
    )
    log = tmp_path / "log"
    supervisor = Supervisor([Program("deaf", deaf, log)])
    await supervisor.start()
    while not log.read_bytes():
        await asyncio.sleep(0.05)
    process_id = supervisor.process_id("deaf")
    await supervisor.stop()
    assert process_id is not None
    assert not alive(process_id)


def test_no_child_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    script = f"""
import asyncio, pathlib
from telescan.demo.supervisor import Program, Supervisor
async def main():
    log = pathlib.Path({str(tmp_path / "log")!r})
    supervisor = Supervisor([Program("sleeper", {SLEEP!r}, log)])
    await supervisor.start()
    print(supervisor.process_id("sleeper"), flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(child)
