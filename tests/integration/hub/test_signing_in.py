"""Signing in and out by HTTP: cookie, expiry, back-off, foreign pages, what is written down."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select, update

from telescan.identity.roles import Role, RoleGrant
from telescan.identity.tables import AuditRow, BrowserSessionRow, PersonRow

EXPERT = RoleGrant(role=Role.EXPERT)


async def deeds(hub) -> list[tuple[str, str]]:
    return [(e.who, e.act) for e in await hub.services.identity.trail.read(limit=100)]


async def test_signing_in_gives_a_cookie_that_pages_cannot_read_and_foreign_sites_cannot_send(
    hub_on_each_database,
):
    hub = hub_on_each_database
    await hub.add("chen", EXPERT)
    browser = await hub.browser()
    answer = await browser.post(
        "/api/sign-in", json={"username": "chen", "password": "correct horse battery staple"}
    )
    assert answer.status_code == 200
    assert answer.json()["roles"] == [{"role": "expert", "site_id": None}]
    cookie = answer.headers["set-cookie"].lower()
    assert "telescan_session=" in cookie
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert (await browser.get("/api/me")).json()["username"] == "chen"


async def test_behind_tls_the_cookie_travels_by_tls_only(make_hub):
    hub = await make_hub(tls_by_proxy=True)
    await hub.add("chen", EXPERT)
    answer = await (await hub.browser()).post(
        "/api/sign-in", json={"username": "chen", "password": "correct horse battery staple"}
    )
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


async def test_the_database_holds_neither_password_nor_token(hub):
    await hub.add("chen", EXPERT)
    browser = await hub.signed_in("chen")
    token = browser.cookies["telescan_session"]
    async with hub.database.reading() as session:
        person = (await session.scalars(select(PersonRow))).one()
        row = (await session.scalars(select(BrowserSessionRow))).one()
    assert person.password_hash.startswith("$argon2id$")
    assert token not in row.token_hash


@pytest.mark.parametrize("username", ["chen", "nobody-here"])
async def test_a_wrong_password_and_an_unknown_name_look_the_same(hub, username):
    await hub.add("chen", EXPERT)
    answer = await (await hub.browser()).post(
        "/api/sign-in", json={"username": username, "password": "wrong"}
    )
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "wrong_password"


async def test_what_was_typed_as_a_name_that_nobody_has_is_not_written_down(hub):
    browser = await hub.browser()
    await browser.post("/api/sign-in", json={"username": "my-secret-pw", "password": "x"})
    assert await deeds(hub) == [("unknown", "sign_in_failed")]


async def test_too_many_wrong_passwords_have_to_wait_even_with_the_right_one(hub):
    await hub.add("chen", EXPERT)
    browser = await hub.browser()
    for _ in range(5):
        await browser.post("/api/sign-in", json={"username": "chen", "password": "wrong"})
    answer = await browser.post(
        "/api/sign-in", json={"username": "chen", "password": "correct horse battery staple"}
    )
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_after_signing_out_the_token_opens_nothing(hub):
    await hub.add("chen", EXPERT)
    browser = await hub.signed_in("chen")
    token = browser.cookies["telescan_session"]
    assert (await browser.post("/api/sign-out")).status_code == 204
    answer = await (await hub.browser()).get(
        "/api/me", headers={"cookie": f"telescan_session={token}"}
    )
    assert answer.status_code == 401
    assert await deeds(hub) == [("chen", "sign_out"), ("chen", "sign_in")]


@pytest.mark.parametrize(
    ("used_ago", "signed_in_ago", "status"),
    [
        (timedelta(hours=7), timedelta(hours=7), 200),
        (timedelta(hours=9), timedelta(hours=9), 401),
        (timedelta(minutes=1), timedelta(hours=25), 401),
    ],
)
async def test_a_browser_is_signed_out_when_unused_and_after_a_day(
    hub, used_ago, signed_in_ago, status
):
    await hub.add("chen", EXPERT)
    browser = await hub.signed_in("chen")
    now = datetime.now(UTC)
    async with hub.database.writing() as session:
        await session.execute(
            update(BrowserSessionRow).values(
                last_seen_at=now - used_ago, signed_in_at=now - signed_in_ago
            )
        )
    assert (await browser.get("/api/me")).status_code == status


async def test_a_role_that_is_taken_away_counts_at_once(hub):
    await hub.add("sun", RoleGrant(role=Role.ADMINISTRATOR))
    browser = await hub.signed_in("sun")
    assert (await browser.get("/api/audit")).status_code == 200
    await hub.add("sun", EXPERT)
    assert (await browser.get("/api/audit")).status_code == 403


async def test_the_language_is_remembered(hub):
    await hub.add("chen", EXPERT)
    browser = await hub.signed_in("chen")
    assert (await browser.get("/api/me")).json()["language"] is None
    await browser.put("/api/me/language", json={"language": "zh-CN"})
    assert (await browser.get("/api/me")).json()["language"] == "zh-CN"
    wrong = await browser.put("/api/me/language", json={"language": "tlh"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "language")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://hub", 204),
        (None, 204),
        ("http://hub:81", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
async def test_only_our_own_pages_may_change_anything(hub, origin, status):
    await hub.add("chen", EXPERT)
    browser = await hub.signed_in("chen")
    headers = {"origin": origin} if origin else {}
    assert (await browser.post("/api/sign-out", headers=headers)).status_code == status


async def test_the_trail_in_the_database_holds_and_shows_what_was_changed(hub_on_each_database):
    hub = hub_on_each_database
    await hub.add("sun", RoleGrant(role=Role.ADMINISTRATOR))
    admin: httpx.AsyncClient = await hub.signed_in("sun")
    for _ in range(3):
        await admin.get("/api/audit")
    entries = (await admin.get("/api/audit?limit=2")).json()
    assert [e["entry_id"] for e in entries] == [4, 3]
    older = (await admin.get("/api/audit?before=3")).json()
    assert [e["act"] for e in older] == ["read_audit", "sign_in"]
    assert (await admin.get("/api/audit/verify")).json() == {
        "intact": True,
        "entries": 6,
        "first_broken": None,
    }
    async with hub.database.writing() as session:
        await session.execute(
            update(AuditRow).where(AuditRow.entry_id == 2).values(who="somebody-else")
        )
    verdict = (await admin.get("/api/audit/verify")).json()
    assert (verdict["intact"], verdict["first_broken"]) == (False, 2)
