"""A headless Chromium on the hub's side of the link, spoken to by its DevTools protocol."""

import itertools
import json
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from bench.console.processes import running
from bench.link_emulator import LinkUnavailableError, Namespace

_PATIENCE_S = 60.0
_ASK_EVERY_S = 0.05
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--enable-unsafe-swiftshader",
    "--ignore-certificate-errors",
    "--remote-debugging-port=0",
    "--window-size=1920,1200",
)


class BrowserError(Exception):
    """The browser did not do what it was asked to; the message says what."""


class Page:
    """One page of the browser."""

    def __init__(self, browser: "Browser", target_id: str, session_id: str) -> None:
        self._browser = browser
        self._target_id = target_id
        self._session_id = session_id

    def send(self, method: str, **parameters: object) -> Any:
        """Call a method of the protocol for this page."""
        return self._browser.send(method, self._session_id, **parameters)

    def evaluate(self, expression: str) -> Any:
        """Return an expression's value, awaited where it is a promise."""
        answer = self.send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise BrowserError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, expression: str) -> None:
        """Wait until an expression is true."""
        give_up = time.monotonic() + _PATIENCE_S
        while not self.evaluate(expression):
            if time.monotonic() > give_up:
                shown = self.evaluate("document.body?.innerText.slice(0, 500)")
                raise BrowserError(f"never true: {expression}; the page says {shown!r}")
            time.sleep(_ASK_EVERY_S)

    def press(self, letter: str) -> None:
        """Press and release a small letter's key."""
        key = {
            "key": letter,
            "code": f"Key{letter.upper()}",
            "windowsVirtualKeyCode": ord(letter.upper()),
        }
        self.send("Input.dispatchKeyEvent", type="keyDown", text=letter, **key)
        self.send("Input.dispatchKeyEvent", type="keyUp", **key)

    def picture(self) -> str:
        """Return the page's picture, PNG in base64."""
        return str(self.send("Page.captureScreenshot")["data"])

    def close(self) -> None:
        """Close the page."""
        self._browser.send("Target.closeTarget", None, targetId=self._target_id)


class Browser:
    """A running browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._ids = itertools.count(1)

    def send(self, method: str, session_id: str | None, **parameters: object) -> Any:
        """Call a method of the protocol; events are not listened to."""
        call_id = next(self._ids)
        call = {"id": call_id, "method": method, "params": parameters}
        self._connection.send(json.dumps(call | ({"sessionId": session_id} if session_id else {})))
        while (answer := json.loads(self._connection.recv(_PATIENCE_S))).get("id") != call_id:
            pass
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def open(self, address: str, *, script: str, cookie: tuple[str, str] | None = None) -> Page:
        """Open a page in a window of its own; ``script`` runs before the page's own."""
        blank = {"url": "about:blank", "newWindow": True, "width": 1920, "height": 1200}
        target_id = self.send("Target.createTarget", None, **blank)["targetId"]
        attached = self.send("Target.attachToTarget", None, targetId=target_id, flatten=True)
        page = Page(self, target_id, attached["sessionId"])
        page.send("Page.enable")
        page.send(
            "Emulation.setDeviceMetricsOverride",
            width=1920, height=1200, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        page.send("Page.setBypassCSP", enabled=True)  # the script goes into workers, too
        page.send("Page.addScriptToEvaluateOnNewDocument", source=script)
        if cookie:
            name, value = cookie
            page.send("Network.setCookie", name=name, value=value, url=address, secure=True)
        page.send("Page.navigate", url=address)
        return page


@contextmanager
def browser(hub: Namespace, folder: Path) -> Iterator[Browser]:
    """Run a browser on the hub's side."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise LinkUnavailableError("chromium is missing: apt-get install chromium")
    profile = folder / "chromium"
    command = hub.command(chromium, *_ARGUMENTS, f"--user-data-dir={profile}", "about:blank")
    with running(command, folder / "chromium.log"):
        port, path = _door(profile / "DevToolsActivePort")
        with hub.entered():
            sock = socket.create_connection(("127.0.0.1", port))
        with connect(f"ws://127.0.0.1:{port}{path}", sock=sock, max_size=None) as connection:
            yield Browser(connection)


def _door(file: Path) -> tuple[int, str]:
    give_up = time.monotonic() + _PATIENCE_S
    while time.monotonic() < give_up:
        said = file.read_text().splitlines() if file.exists() else []
        if len(said) == 2:
            return int(said[0]), said[1]
        time.sleep(_ASK_EVERY_S)
    raise BrowserError("Chromium did not start")
