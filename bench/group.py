"""A whole hospital group: seconds to ready, memory of each process, seconds to a verdict."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

SCANNER = "county-mr2"
PATIENCE_S = 180.0


def measure() -> dict[str, object]:
    """Start a group twice, take one series through the loop, and look at every process."""
    with tempfile.TemporaryDirectory() as folder:
        with running(Path(folder)) as first:
            ready_first_s = first["ready_s"]
        with running(Path(folder)) as second:
            at_rest = memory_mb(second)
            scan = scanned(second)
            return {
                "ready_s": {"first_start": ready_first_s, "second_start": second["ready_s"]},
                "memory_mb": {"at_rest": at_rest, "after_a_scan": memory_mb(second)},
                "scan": scan,
            }


@contextmanager
def running(folder: Path) -> Iterator[dict[str, Any]]:
    """Run a demo; give what it says when it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "telescan.cli", "demo", "--json", "--data", str(folder)]
    with subprocess.Popen([*command, "--port", port], stdout=subprocess.PIPE, text=True) as demo:
        try:
            if demo.stdout is None or not (line := demo.stdout.readline()):
                raise RuntimeError("the demo ended before it was ready")
            yield json.loads(line) | {"port": int(port)}
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait()


def memory_mb(group: dict[str, Any]) -> dict[str, float]:
    """Return the resident memory of each program and of each one's NATS server."""
    used = {}
    for name, process_id in group["processes"].items():
        process = psutil.Process(process_id)
        used[name] = round(process.memory_info().rss / 2**20, 1)
        for child in process.children():
            used[f"{name} NATS"] = round(child.memory_info().rss / 2**20, 1)
    return used


class Person:
    """Somebody signed in."""

    def __init__(self, group: dict[str, Any], username: str) -> None:
        self._port = group["port"]
        self.headers = {"Origin": group["address"], "Content-Type": "application/json"}
        sign_in = {"username": username, "password": group["accounts"][username]}
        self.person_id = self.ask("POST", "/api/sign-in", sign_in)["person_id"]

    def connection(self) -> http.client.HTTPConnection:
        """Return a way to the hub."""
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Return the answer's JSON."""
        content = None if body is None else json.dumps(body)
        connection = self.connection()
        connection.request(method, path, content, self.headers | {"Connection": "close"})
        answer = connection.getresponse()
        if cookie := answer.headers.get("Set-Cookie"):
            self.headers["Cookie"] = cookie.split(";")[0]
        said = json.loads(answer.read())
        if answer.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {said}")
        return said


def scanned(group: dict[str, Any]) -> dict[str, float]:
    """Run the exam's first series in a session; return when its images were judged."""
    operator, expert = Person(group, "county"), Person(group, "expert")
    request = {"scanner_id": SCANNER, "reason": "benchmark", "body_region": "head"}
    session = operator.ask("POST", "/api/sessions", {"kind": "ask_for_help"} | request)
    session_id = session["session_id"]
    commands = f"/api/sessions/{session_id}/commands"
    expert.ask("POST", commands, {"kind": "take"})
    operator.ask("POST", commands, {"kind": "admit", "person_id": expert.person_id})
    exam = operator.ask("GET", f"/api/scanners/{SCANNER}")["status"]["exam"]
    start = {"kind": "start_scan", "series_id": exam["series"][0]["series_id"]}
    started = time.monotonic()
    operator.ask("POST", commands, start)
    ended = moment(lambda: expert.ask("GET", f"/api/sessions/{session_id}")["scans"][0]["ended_at"])
    judged = moment(lambda: complete(expert.ask("GET", f"/api/sessions/{session_id}/series")))
    operator.ask("POST", commands, {"kind": "close", "note": "benchmark"})
    return {
        "images": float(exam["series"][0]["prescription"]["slices"]),
        "scan_s": ended - started,
        "end_to_judged_s": judged - ended,
    }


def complete(series: list[dict[str, Any]]) -> bool:
    """Tell whether the series is complete and measured."""
    return bool(series) and series[0]["complete"] and bool(series[0]["measurements"])


def moment(true: Any) -> float:
    """Return when something came true."""
    until = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > until:
            raise TimeoutError("it never came about")
        time.sleep(0.02)
    return time.monotonic()
