"""The two that are compared, each as its users run it: how a viewer of the console is opened."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psutil

from bench.console.assistance import Assistance
from bench.console.browser import Browser, Page
from bench.console.desktop import RFB_PORT
from bench.console.processes import running
from bench.link_emulator import LinkUnavailableError, Namespace

_HERE = Path(__file__).parent
_NOVNC = _HERE.parents[1] / "web" / "node_modules" / "@novnc" / "novnc"
_NOVNC_PORT = 6080
_SHOWS = "consoleProbe.typed !== null && consoleProbe.slice !== null"


class Contender(Protocol):
    """One of the two."""

    process_ids: dict[str, int]
    """Of what it runs at the site and at the hub, for their processor time."""
    says_stale: str
    """An expression that is true while its page marks the picture as not live."""

    def open(self, browser: Browser, *, drive: bool) -> Page:
        """Open a viewer and wait until it shows the console; to ``drive`` it by the keyboard."""
        ...


class Telescan:
    """Our session page: gateway, link, hub, browser."""

    says_stale = "(document.querySelector('[data-status]')?.dataset.status ?? 'live') !== 'live'"

    def __init__(self, session: Assistance) -> None:
        self._session = session
        self.process_ids = session.process_ids

    def open(self, browser: Browser, *, drive: bool) -> Page:
        """Open the expert's page; to drive, have the lease granted anew."""
        address = f"{self._session.address}/sessions/{self._session.session_id}"
        page = browser.open(address, script=_probe(), cookie=self._session.cookie)
        page.until(_SHOWS)
        if drive:
            self._session.let_expert_drive()
            screen = "document.querySelector('[data-testid=console-pane] [role=application]')"
            page.until(f"{screen}.dataset.driving === 'true'")
            page.evaluate(f"{screen}.focus()")
        return page


class NoVnc:
    """noVNC with its default settings, websockify beside the VNC server."""

    says_stale = "document.title.startsWith('ended')"

    def __init__(self, address: str, process_id: int) -> None:
        self._address = address
        self.process_ids = {"websockify": process_id}

    def open(self, browser: Browser, *, drive: bool) -> Page:
        """Open noVNC's page."""
        page = browser.open(self._address, script=_probe())
        page.until("document.querySelector('canvas') !== null")
        page.evaluate("consoleProbe.watch(document.querySelector('canvas'))")
        page.until(_SHOWS)
        if drive:
            page.evaluate("document.querySelector('canvas').focus()")
        return page


@contextmanager
def novnc(site: Namespace, certificate: Path, key: Path, folder: Path) -> Iterator[NoVnc]:
    """Run websockify at the site. It encrypts, as ours does."""
    if not _NOVNC.exists():
        raise LinkUnavailableError("noVNC is missing: run `make setup`, which installs web/")
    pages = folder / "novnc"
    pages.mkdir()
    shutil.copy(_HERE / "novnc.html", pages)
    (pages / "novnc").symlink_to(_NOVNC.resolve())
    command = site.command(
        sys.executable, "-m", "websockify", "--web", str(pages), "--cert", str(certificate),
        "--key", str(key), "--ssl-only", f"{site.address}:{_NOVNC_PORT}", f"127.0.0.1:{RFB_PORT}",
    )  # fmt: skip
    with running(command, folder / "websockify.log") as process:
        yield NoVnc(f"https://{site.address}:{_NOVNC_PORT}/novnc.html", process.pid)


def busy_s(contender: Contender) -> dict[str, float]:
    """Return the processor time so far of each of its processes, children included."""
    spent = {}
    for name, process_id in contender.process_ids.items():
        process = psutil.Process(process_id)
        times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
        spent[name] = sum(one.user + one.system for one in times)
    return spent


def _probe() -> str:
    return (_HERE / "probe.js").read_text()
