"""A hub as browsers and sites reach it over a network: HTTPS, and a site behind a TLS leaf."""

import asyncio
import contextlib
import ssl
from pathlib import Path

import httpx
from tests.peers.certificate import make_certificate
from tests.peers.gateway_site import SCANNER, SITE, Program, gateway_settings
from tests.peers.nats_link import free_port

from telescan.configuration import load
from telescan.hub.people import NewPerson, ensure_people
from telescan.hub.settings import HubSettings
from telescan.identity.roles import Role, RoleGrant
from telescan.wire.keys import make_key, write_key

PASSWORD = "correct horse battery staple"


async def test_a_site_and_a_browser_reach_the_hub_over_tls(tmp_path: Path) -> None:
    tls = make_certificate(tmp_path / "tls")
    files = {"certificate": str(tls.cert_file), "key": str(tls.key_file)}
    key = make_key()
    write_key(tmp_path / "site.seed", key)
    hub_port, leaf_port = free_port(), free_port()
    hub = Program(
        "hub",
        {
            "data_folder": str(tmp_path / "hub"),
            "host": "0.0.0.0",  # noqa: S104
            "port": hub_port,
            "public_url": f"https://127.0.0.1:{hub_port}",
            "tls": files,
            "nats": {
                "client_port": free_port(),
                "leaf_host": "0.0.0.0",  # noqa: S104
                "leaf_port": leaf_port,
                "tls": files,
            },
            "sites": [{"site_id": SITE, "name": "County", "public_key": key.public}],
        },
        tmp_path,
    )
    settings = gateway_settings(
        tmp_path,
        leaf_port=leaf_port,
        hub_port=hub_port,
        console=free_port(),
        control=free_port(),
        storage=free_port(),
    ) | {
        "hub_url": f"https://127.0.0.1:{hub_port}",
        "hub_leaf_url": f"tls://127.0.0.1:{leaf_port}",
        "hub_ca_file": str(tls.cert_file),
    }
    gateway = Program("gateway", settings, tmp_path)
    grants = (RoleGrant(role=Role.ADMINISTRATOR),)
    person = NewPerson("sun", "Sun Lei", PASSWORD, grants)
    await ensure_people(load(HubSettings, tmp_path / "hub.toml"), [person])
    trust = ssl.create_default_context(cafile=tls.cert_file)
    with contextlib.ExitStack() as stack:
        for program in (hub, gateway):
            program.start()
            stack.callback(program.end)
        async with httpx.AsyncClient(base_url=settings["hub_url"], verify=trust) as browser:
            while not await signs_in(browser):
                await asyncio.sleep(0.2)
            while not (await browser.get("/api/sites")).json()[0]["online"]:
                await asyncio.sleep(0.2)
        opened = f"wss://127.0.0.1:{hub_port}/gateway/console/{SCANNER}?source_id=console is open"
        while opened not in gateway.log():
            await asyncio.sleep(0.2)


async def signs_in(browser: httpx.AsyncClient) -> bool:
    """Sign in; False while the hub is not there yet."""
    try:
        answer = await browser.post("/api/sign-in", json={"username": "sun", "password": PASSWORD})
    except httpx.ConnectError:
        return False
    assert answer.status_code == 200
    assert "Secure" in answer.headers["set-cookie"]
    return True
