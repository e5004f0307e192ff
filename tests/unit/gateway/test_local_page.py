"""The page beside the scanner: whole by itself, locked down, in both languages."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from telescan.configuration import load
from telescan.gateway.local_page import LocalPage
from telescan.gateway.local_page_html import PAGE
from telescan.gateway.settings import GatewaySettings


@pytest.fixture
async def browser(gateway_file: Path) -> AsyncIterator[httpx.AsyncClient]:
    page = LocalPage(load(GatewaySettings, gateway_file))
    transport = httpx.ASGITransport(app=page.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://local") as client:
        yield client


async def test_it_needs_nothing_but_itself(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/")
    assert answer.status_code == 200
    assert not re.findall(r"(?:src|href|action)=", answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_it_answers_while_no_scanner_is_known_yet(browser: httpx.AsyncClient) -> None:
    state = (await browser.get("/state")).json()
    assert state == {"site_name": "County hospital", "scanners": []}


async def test_a_button_of_a_scanner_that_is_not_here_is_not_found(
    browser: httpx.AsyncClient,
) -> None:
    own = {"X-Telescan": "local-page"}
    answer = await browser.post("/scanners/elsewhere/take-back", headers=own)
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/scanners/mr2/take-back", "/scanners/mr2/end-views"])
async def test_a_link_or_another_page_presses_nothing(
    browser: httpx.AsyncClient, path: str
) -> None:
    assert (await browser.get(path)).status_code == 405
    assert (await browser.post(path)).status_code == 403


def test_both_languages_say_the_same_things() -> None:
    blocks = re.findall(r"^  (zh|en): \{(.*?)^  \},$", PAGE, re.DOTALL | re.MULTILINE)
    keys = {language: set(re.findall(r"(\w+): [\"{]", text)) for language, text in blocks}
    assert keys["zh"] == keys["en"]
    assert len(keys["en"]) > 15
