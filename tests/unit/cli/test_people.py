import asyncio
from pathlib import Path

import pytest
import tomli_w
from tests.unit.cli.conftest import Run

from telescan.configuration import load
from telescan.hub.database import open_database
from telescan.hub.settings import HubSettings
from telescan.identity.accounts import Accounts
from telescan.identity.audit_trail import AuditTrail
from telescan.identity.people import Person
from telescan.identity.roles import Role, RoleGrant
from telescan.wire.keys import make_key

PASSWORD = "correct horse battery staple"
ADMIN = ("--username", "sun", "--name", "Sun Lei", "--role", "administrator")


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    file = tmp_path / "hub.toml"
    sites = [{"site_id": "county", "name": "County hospital", "public_key": make_key().public}]
    file.write_text(tomli_w.dumps({"data_folder": str(tmp_path / "hub"), "sites": sites}))
    return file


def signs_in(hub: Path, username: str, password: str) -> Person | None:
    async def check() -> Person | None:
        async with open_database(load(HubSettings, hub)) as database:
            return await Accounts(database).check(username, password)

    return asyncio.run(check())


def test_a_hub_gets_its_first_administrator(run: Run, hub: Path) -> None:
    ended = run("people", "add", "--config", hub, *ADMIN, stdin=f"{PASSWORD}\n")
    assert ended.code == 0
    person = signs_in(hub, "sun", PASSWORD)
    assert person is not None
    assert person.roles == (RoleGrant(role=Role.ADMINISTRATOR),)
    assert PASSWORD not in ended.out + ended.err
    assert (hub.parent / "hub").stat().st_mode & 0o077 == 0


def test_roles_hold_at_the_sites_that_are_named(run: Run, hub: Path) -> None:
    roles = ("--role", "operator@county", "--role", "expert")
    who = ("--username", "li", "--name", "Li Na")
    ended = run("people", "add", "--config", hub, *who, *roles, "--json", stdin=PASSWORD)
    assert ended.json["roles"] == [
        {"role": "operator", "site_id": "county"},
        {"role": "expert", "site_id": None},
    ]
    person = signs_in(hub, "li", PASSWORD)
    assert person is not None
    assert person.roles_at("elsewhere") == {Role.EXPERT}


def test_an_existing_account_takes_the_new_password_and_roles(run: Run, hub: Path) -> None:
    run("people", "add", "--config", hub, *ADMIN, stdin=PASSWORD)
    again = ("--username", "sun", "--name", "Sun Lei", "--role", "physicist")
    run("people", "add", "--config", hub, *again, stdin="another long password")
    assert signs_in(hub, "sun", PASSWORD) is None
    person = signs_in(hub, "sun", "another long password")
    assert person is not None
    assert [grant.role for grant in person.roles] == [Role.PHYSICIST]


def test_the_audit_trail_says_that_an_account_was_set(run: Run, hub: Path) -> None:
    run("people", "add", "--config", hub, *ADMIN, stdin=PASSWORD)

    async def newest() -> dict[str, str]:
        async with open_database(load(HubSettings, hub)) as database:
            (entry,) = await AuditTrail(database).read(limit=1)
            assert entry.act == "account_set"
            return entry.detail

    assert asyncio.run(newest()) == {"username": "sun", "roles": "administrator@*"}


@pytest.mark.parametrize(
    ("changed", "password", "said"),
    [
        ({"--role": "king"}, PASSWORD, "--role: expected one of operator"),
        ({"--role": "operator@mars"}, PASSWORD, "no site 'mars' at this hub; there are: county"),
        ({"--username": "a b"}, PASSWORD, "username:"),
        ({"--name": " "}, PASSWORD, "name:"),
        ({}, "short", "password: expected 12 to"),
        ({}, "", "password: expected 12 to"),
        ({"--config": "absent.toml"}, PASSWORD, "absent.toml: cannot be read"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    run: Run, hub: Path, changed: dict[str, str], password: str, said: str
) -> None:
    options = {
        "--config": str(hub),
        "--username": "sun",
        "--name": "Sun Lei",
        "--role": "administrator",
    }
    words = [word for pair in (options | changed).items() for word in pair]
    ended = run("people", "add", *words, stdin=password)
    assert ended.code == 2
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1
    assert signs_in(hub, "sun", PASSWORD) is None


def test_a_database_that_cannot_be_used_is_named(
    run: Run, hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELESCAN_HUB_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    ended = run("people", "add", "--config", hub, *ADMIN, stdin=PASSWORD)
    assert ended.code == 2
    assert "database" in ended.err
    assert len(ended.err.splitlines()) == 1
