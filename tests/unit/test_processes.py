"""A program may be bound to the process that started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from telescan.processes import dying_with_parent

SLEEP = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)")


def test_the_program_runs_with_its_own_arguments() -> None:
    said = "import sys; print(sys.argv[1:])"
    line = dying_with_parent(sys.executable, "-c", said, "one", "two words")
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['one', 'two words']"


def test_a_program_whose_parent_has_ended_already_is_not_started(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    line = list(dying_with_parent("/usr/bin/touch", str(trace)))
    somebody_else = str(os.getppid())
    line[line.index(str(os.getpid()))] = somebody_else
    assert subprocess.run(line, check=False).returncode == 1
    assert not trace.exists()


def test_a_process_that_asked_for_it_is_told_to_end_when_its_parent_ends() -> None:
    child = (
        "import os, signal, time\n"
        "from telescan.processes import end_with_parent\n"
        "end_with_parent()\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('told', flush=True), os._exit(0)))\n"
        "print('up', flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = (
        "import subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-c', {child!r}])\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.kill()
    process.wait()
    assert process.stdout.readline() == "told\n"
    process.stdout.close()


def test_a_bound_program_is_killed_with_its_parent() -> None:
    parent = (
        "import subprocess, time\n"
        "from telescan.processes import dying_with_parent\n"
        f"child = subprocess.Popen(dying_with_parent(*{SLEEP!r}))\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = {process.stdout.readline().strip() for _ in range(2)}
    child = int((lines - {"up"}).pop())
    process.send_signal(signal.SIGKILL)
    process.wait()
    # The pipe is closed only once nobody holds it, the child included.
    assert process.stdout.read() == ""
    process.stdout.close()
    assert not _runs(child)


def _runs(process_id: int) -> bool:
    for _ in range(200):
        try:
            state = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True
