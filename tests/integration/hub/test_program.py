"""The hub as a program of its own, with a real site behind a real NATS leaf."""

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psutil
import pytest
import tomli_w
from tests.integration.hub.test_series import images, scan_started
from tests.peers.live_scanner import live_scanner
from tests.peers.nats_link import SiteSide, free_port, running_site

from telescan.configuration import ConfigurationError, load
from telescan.hub.people import NewPerson, ensure_people
from telescan.hub.program import run
from telescan.hub.settings import HubSettings
from telescan.identity.roles import Role, RoleGrant
from telescan.wire.commands import CommandServer
from telescan.wire.forwarder import Forwarder
from telescan.wire.images import store_at_site
from telescan.wire.journal import Journal
from telescan.wire.keys import make_key
from telescan.wire.live import publish_live
from telescan.wire.messages import CommandReply, CommandRequest, Problem
from telescan.wire.subjects import Stream

PASSWORD = "correct horse battery staple"


def start(config: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "telescan.cli", "hub", "--config", str(config)],
        stderr=subprocess.PIPE,
        text=True,
    )


def written(folder: Path, **values: object) -> Path:
    file = folder / "hub.toml"
    defaults = {
        "data_folder": str(folder / "data"),
        "port": free_port(),
        "nats": {"client_port": free_port(), "leaf_port": free_port()},
    }
    file.write_text(tomli_w.dumps(defaults | values))
    return file


async def until(condition) -> None:
    while not await condition():
        await asyncio.sleep(0.1)


@pytest.fixture
async def running(tmp_path: Path):
    """A hub's process, its settings, a signed-in expert's browser, and the site's key."""
    key = make_key()
    site = {"site_id": "county", "name": "County", "public_key": key.public}
    config = written(tmp_path, sites=[site])
    settings = load(HubSettings, config)
    grants = (RoleGrant(role=Role.EXPERT), RoleGrant(role=Role.OPERATOR, site_id="county"))
    await ensure_people(settings, [NewPerson("chen", "Chen Hao", PASSWORD, grants)])
    process = start(config)
    async with httpx.AsyncClient(base_url=settings.address) as browser:

        async def answers() -> bool:
            assert process.poll() is None
            with contextlib.suppress(httpx.TransportError):
                return (await browser.get("/api/health")).status_code == 200
            return False

        await until(answers)
        signed_in = await browser.post(
            "/api/sign-in", json={"username": "chen", "password": PASSWORD}
        )
        assert signed_in.status_code == 200
        yield process, settings, browser, key
    process.kill()
    process.communicate()


@contextlib.asynccontextmanager
async def gateway(site: SiteSide) -> AsyncIterator[None]:
    """What a gateway does that the hub sees: answer, speak of its scanner, forward."""

    async def handle(request: CommandRequest) -> CommandReply:
        return CommandReply(problem=Problem(code="expert_busy", detail="Not now."))

    async def speak() -> None:
        while True:
            await publish_live(site.client, live_scanner())
            await asyncio.sleep(0.5)

    server = CommandServer(site.client, "county", handle)
    await server.start()
    tasks = [
        asyncio.create_task(speak()),
        *(
            asyncio.create_task(Forwarder(site.client, site_id="county", stream=stream).run())
            for stream in (Stream.JOURNAL, Stream.IMAGES)
        ),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.stop()


async def test_a_site_comes_online_its_events_and_images_arrive_and_commands_reach_it(
    running, tmp_path: Path
):
    _, settings, browser, key = running
    async with (
        running_site(tmp_path / "site", key, settings.nats.leaf_port, "county") as site,
        gateway(site),
    ):

        async def is_online() -> bool:
            (view,) = (await browser.get("/api/sites")).json()
            online = view["online"] and view["delay_ms"] is not None
            return online and bool(view["scanners"]) and view["scanners"][0]["online"]

        await until(is_online)
        await Journal(site.client).append(*scan_started())
        for content in images():
            await store_at_site(site.client, "county-mr2", content)

        async def has_judged() -> bool:
            answer = await browser.get("/api/sessions/s1/series")
            return answer.status_code == 200 and any(s["complete"] for s in answer.json())

        await until(has_judged)
        answer = await browser.post("/api/sessions/s1/commands", json={"kind": "take"})
        assert (answer.status_code, answer.json()["code"]) == (409, "expert_busy")


async def test_told_to_end_the_hub_ends_well_and_leaves_nothing_running(running):
    process, *_ = running
    children = psutil.Process(process.pid).children(recursive=True)
    assert any("nats-server" in child.name() for child in children)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(process.wait) == 0
    gone, alive = psutil.wait_procs(children, timeout=5)
    assert (len(gone), alive) == (len(children), [])


async def test_started_again_the_hub_keeps_its_people_and_their_browsers(running, tmp_path: Path):
    process, _, browser, _ = running
    process.kill()
    await asyncio.to_thread(process.wait)
    again = start(tmp_path / "hub.toml")

    async def knows_me() -> bool:
        assert again.poll() is None
        with contextlib.suppress(httpx.TransportError):
            return (await browser.get("/api/me")).status_code == 200
        return False

    try:
        await until(knows_me)
    finally:
        again.kill()
        again.communicate()


def test_a_hub_that_cannot_start_says_one_line_and_exits_with_two(tmp_path: Path) -> None:
    process = start(written(tmp_path, host="0.0.0.0"))  # noqa: S104
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    (line,) = said.splitlines()
    assert line.startswith("telescan:")
    assert "tls_by_proxy" in line


def refusal(config: Path) -> str:
    """Start a hub that cannot start, in this process; give its message."""
    with pytest.raises(ConfigurationError) as refused:
        run(load(HubSettings, config))
    return str(refused.value)


def test_a_taken_port_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = refusal(written(tmp_path, port=port))
    assert str(port) in message
    assert "another port" in message


def test_a_taken_port_of_the_nats_server_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        nats = {"client_port": port, "leaf_port": free_port()}
        assert str(port) in refusal(written(tmp_path, nats=nats))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"prot": 80}, "prot"),
        ({"port": 0}, "port"),
        ({"host": "0.0.0.0"}, "TLS"),  # noqa: S104
        ({"public_url": "hub.example"}, "public_url"),
        ({"database_url": "mysql://x/y"}, "postgresql"),
        ({"database_url": "postgresql://nobody@127.0.0.1:1/none"}, "database"),
        ({"tls": {"certificate": "/nowhere.pem", "key": "/nowhere.key"}}, "/nowhere.pem"),
        ({"sites": [{"site_id": "a", "name": "A", "public_key": "x"}]}, "public_key"),
        ({"nats": {"leaf_host": "0.0.0.0"}}, "TLS"),  # noqa: S104
    ],
)
def test_a_wrong_setting_is_named_at_the_start(tmp_path: Path, values, named) -> None:
    assert named in refusal(written(tmp_path, **values))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert str(in_the_way) in refusal(written(tmp_path, data_folder=str(in_the_way / "data")))
