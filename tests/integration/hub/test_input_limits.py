"""What is too long, blank or unprintable is refused at the door, and named."""

import pytest
from tests.integration.hub.test_console_doors import (
    first_said,
    token_of,
    viewing,
    with_scanner,  # noqa: F401
)
from websockets.exceptions import InvalidStatus

from telescan.console import viewer_door
from telescan.identity.roles import Role

ASK = {"scanner_id": "county-mr2", "reason": "motion", "body_region": "head"}


async def test_a_body_that_is_far_too_long_is_not_read_to_its_end(hub):
    browser = await hub.browser()

    async def endless():
        while True:
            yield b'{"username": "' + b"x" * 65_536

    answer = await browser.post(
        "/api/sign-in", content=endless(), headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "   "),
        ("reason", "a\0b"),
        ("body_region", "\0"),
        ("scanner_id", "x" * 129),
    ],
)
async def test_a_request_for_help_that_says_nothing_is_refused(hub, field, value):
    operator = await hub.browser_of(Role.OPERATOR)
    answer = await operator.post("/api/sessions", json=ASK | {field: value})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_session_named_at_the_consoles_door_is_a_name(with_scanner):  # noqa: F811
    token = await token_of(with_scanner, Role.EXPERT)
    with pytest.raises(InvalidStatus) as refused:
        await viewing(with_scanner, token, session_id="x" * 65)
    assert refused.value.response.status_code == 422


async def test_a_console_ends_when_the_sign_in_does(with_scanner, monkeypatch):  # noqa: F811
    monkeypatch.setattr(viewer_door, "ASKS_WHO_EVERY_S", 0.05)
    token = await token_of(with_scanner, Role.EXPERT)
    async with viewing(with_scanner, token) as console:
        await console.send('{"type": "hello", "codecs": [1, 2]}')
        signing_in = with_scanner.services.identity.signing_in
        monkeypatch.setattr(signing_in, "_longest", signing_in._longest * 0)
        while (said := await first_said(console))["type"] != "ended":
            pass
        assert said["reason"] == "signed_out"


async def test_a_console_ends_when_the_role_is_lost(with_scanner, monkeypatch):  # noqa: F811
    monkeypatch.setattr(viewer_door, "ASKS_WHO_EVERY_S", 0.05)
    token = await token_of(with_scanner, Role.EXPERT)
    async with viewing(with_scanner, token) as console:
        await console.send('{"type": "hello", "codecs": [1, 2]}')
        await with_scanner.add("expert")
        while (said := await first_said(console))["type"] != "ended":
            pass
        assert said["reason"] == "role"
