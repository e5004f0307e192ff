"""A person's browser at the end of a link of its own: what it types, loses and leaves behind.

Gateway, hub and TigerVNC are on one side of the link, Chromium is on the other.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from bench.console.assistance import Assistance, assistance
from bench.console.browser import Browser, Page, browser
from bench.link_emulator import PROFILES, EmulatedLink, LinkUnavailableError
from tests.peers.console_stage import ScannerScreen, ticking_screen

import telescan.hub
from telescan.wire.console_pipe import Transport

PANE = "document.querySelector('[data-testid=console-pane] [role=application]')"
STATUS = "document.querySelector('[data-testid=console-pane] [data-status]')?.dataset.status"
OUTAGE_S = 5.0
COMPOSED = "磁共振"
GERMAN = (("ü", "BracketLeft"), ("ß", "Minus"), ("@", "KeyQ"), ("€", "KeyE"), ("{", "Digit7"))


@dataclass
class Findings:
    """What happened."""

    typed: list[str] = field(default_factory=list)
    stale_after_s: float = 0.0
    live_after_s: float = 0.0
    pressed_in_outage: list[str] = field(default_factory=list)
    held_after_outage: tuple[set[str], set[str]] = (set(), set())
    released_after_closing_s: float = 0.0


def until(true: Callable[[], object], seconds: float = 20.0) -> float:
    """Wait for something to become true; return when it did."""
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, "it never became so"
        time.sleep(0.02)
    return time.monotonic()


def key(page: Page, name: str, code: str, *, down: bool) -> None:
    text = {"text": name} if down and len(name) == 1 else {}
    kind = "keyDown" if down else "keyUp"
    page.send("Input.dispatchKeyEvent", type=kind, key=name, code=code, **text)


def drive(session: Assistance, page: Page) -> None:
    session.let_expert_drive()
    page.until(f"{PANE}.dataset.driving === 'true'")
    page.evaluate(f"{PANE}.focus()")


def type_everything(page: Page, screen: ScannerScreen) -> list[str]:
    """Type as a German does and as a Chinese does; return what the scanner was typed."""
    # Qt learns that Xvnc gives new letters a key only when the first such key is over.
    key(page, "ä", "Quote", down=True)
    key(page, "ä", "Quote", down=False)
    warm_s = until(lambda: any(h.what == "release" for h in screen.happened)) + 0.2
    time.sleep(0.5)
    for name, code in GERMAN:
        key(page, name, code, down=True)
        key(page, name, code, down=False)
    key(page, "Dead", "Backquote", down=True)
    key(page, "Dead", "Backquote", down=False)
    key(page, "ê", "KeyE", down=True)
    key(page, "ê", "KeyE", down=False)
    page.send("Input.imeSetComposition", text="cigongzhen", selectionStart=10, selectionEnd=10)
    page.send("Input.insertText", text=COMPOSED)
    wanted = len(GERMAN) + 1 + len(COMPOSED)

    def texts() -> list[str]:
        return [
            h.key
            for h in screen.happened
            if h.what == "press" and len(h.key) == 1 and h.at_s > warm_s
        ]

    with contextlib.suppress(AssertionError):
        until(lambda: len(texts()) >= wanted, 5)
    return texts()


def lose_own_link(link: EmulatedLink, page: Page, screen: ScannerScreen, found: Findings) -> None:
    key(page, "a", "KeyA", down=True)
    until(lambda: "a" in screen.held()[0])
    # Read by the page itself: what we ask it goes round the link.
    page.evaluate(f"""window.statuses = []; setInterval(() => {{
        const status = {STATUS};
        if (statuses.at(-1)?.status !== status) statuses.push({{status, at: performance.now()}});
    }}, 50)""")
    out_ms = page.evaluate("performance.now()")
    link.outage(True)
    out_s = time.monotonic()
    time.sleep(OUTAGE_S - 1)
    key(page, "x", "KeyX", down=True)
    key(page, "x", "KeyX", down=False)
    until(lambda: time.monotonic() > out_s + OUTAGE_S)
    back_ms = page.evaluate("performance.now()")
    link.outage(False)
    page.until(f"{STATUS} === 'live'")
    statuses = page.evaluate("statuses")
    found.stale_after_s = next(s["at"] - out_ms for s in statuses if s["status"] == "stale") / 1000
    live = (s["at"] - back_ms for s in statuses if s["status"] == "live" and s["at"] > back_ms)
    found.live_after_s = next(live) / 1000
    time.sleep(1)  # for what would come late
    found.held_after_outage = screen.held()
    found.pressed_in_outage = [
        h.key for h in screen.happened if h.what == "press" and h.at_s > out_s + 2
    ]


def close_while_driving(session: Assistance, page: Page, screen: ScannerScreen) -> float:
    drive(session, page)
    key(page, "b", "KeyB", down=True)
    until(lambda: "b" in screen.held()[0])
    closed_s = time.monotonic()
    page.close()
    released_s = until(lambda: "b" not in screen.held()[0])

    def nobody_drives() -> bool:
        answer = session.operator.ask("GET", f"/api/sessions/{session.session_id}")
        return answer["control"]["holder"] is None

    until(nobody_drives)
    return released_s - closed_s


def play(link: EmulatedLink, screen: ScannerScreen, folder: Path) -> Findings:
    found = Findings()
    here = cast("EmulatedLink", SimpleNamespace(site=link.site, hub=link.site))
    with assistance(here, folder, Transport.QUIC) as session, browser(link.hub, folder) as chromium:
        page = open_page(session, chromium)
        drive(session, page)
        found.typed = type_everything(page, screen)
        lose_own_link(link, page, screen, found)
        found.released_after_closing_s = close_while_driving(session, page, screen)
    return found


def open_page(session: Assistance, chromium: Browser) -> Page:
    address = f"{session.address}/sessions/{session.session_id}"
    page = chromium.open(address, script="", cookie=session.cookie)
    page.until(f"{STATUS} === 'live'")
    return page


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    if not (Path(telescan.hub.__file__).parent / "static" / "index.html").exists():
        pytest.skip("the UI is not built: run `make setup`")

    async def happen() -> Findings:
        with EmulatedLink(PROFILES["good"]) as link:
            async with ticking_screen(link.site, "tigervnc") as screen:
                return await asyncio.to_thread(play, link, screen, tmp_path_factory.mktemp("desk"))

    try:
        return asyncio.run(happen())
    except LinkUnavailableError as reason:
        pytest.skip(str(reason))


def test_german_keys_and_chinese_text_arrive_as_they_were_typed(findings: Findings) -> None:
    assert findings.typed == [name for name, _ in GERMAN] + ["ê", *COMPOSED]


def test_a_browser_whose_own_link_is_lost_marks_its_picture_and_shows_it_live_again(
    findings: Findings,
) -> None:
    print(f"live {findings.live_after_s * 1000:.0f} ms after the return")  # noqa: T201
    assert findings.stale_after_s <= 3.0
    assert findings.live_after_s > 0


def test_nothing_sticks_or_arrives_late_when_the_browsers_own_link_is_lost(
    findings: Findings,
) -> None:
    assert findings.held_after_outage == (set(), set())
    assert "x" not in findings.pressed_in_outage


def test_closing_the_page_lets_go_and_ends_control(findings: Findings) -> None:
    print(f"released {findings.released_after_closing_s * 1000:.0f} ms after closing")  # noqa: T201
    assert findings.released_after_closing_s <= 3.0
