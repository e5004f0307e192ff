"""Telescan over the link: a gateway at the site, a hub on the other side, an expert admitted."""

import asyncio
import http.client
import secrets
import ssl
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w
from tests.peers.certificate import make_certificate

from bench.console.desktop import RFB_PORT
from bench.console.processes import running
from bench.group import Person, moment
from bench.link_emulator import EmulatedLink, Namespace
from telescan.configuration import load
from telescan.hub.people import NewPerson, ensure_people
from telescan.hub.settings import HubSettings
from telescan.identity.roles import Role, RoleGrant
from telescan.mr.hardware import MODELS
from telescan.wire.console_pipe import Transport
from telescan.wire.keys import make_key, write_key

SITE, SCANNER = "county", "mr2"
HUB_PORT, LEAF_PORT, STORAGE_PORT, QUIC_PORT = 8443, 7422, 11112, 8443


class Visitor(Person):
    """Somebody signed in, who sits on the hub's side of the link."""

    def __init__(self, group: dict[str, Any], username: str, hub: Namespace) -> None:
        self._hub = hub
        self._trust = ssl.create_default_context(cafile=str(group["certificate"]))
        super().__init__(group, username)

    def connection(self) -> http.client.HTTPConnection:
        """Return a connection made on the hub's side."""
        connection = http.client.HTTPSConnection(
            self._hub.address, HUB_PORT, timeout=30, context=self._trust
        )
        with self._hub.entered():
            connection.connect()
        return connection


@dataclass(frozen=True)
class Assistance:
    """A session with an expert admitted; nobody drives yet."""

    session_id: str
    address: str
    operator: Visitor
    expert: Visitor
    process_ids: dict[str, int]
    """Of ``hub`` and ``gateway``."""
    certificate: Path
    key: Path
    """Of the certificate."""

    @property
    def cookie(self) -> tuple[str, str]:
        """The expert's sign-in."""
        name, _, value = self.expert.headers["Cookie"].partition("=")
        return name, value

    def command(self, person: Visitor, **command: object) -> None:
        """Give a command of the session."""
        person.ask("POST", f"/api/sessions/{self.session_id}/commands", command)

    def let_expert_drive(self) -> None:
        """Ask for control and grant it."""
        self.command(self.expert, kind="ask_for_control")
        self.command(self.operator, kind="grant_control", person_id=self.expert.person_id)


@contextmanager
def assistance(link: EmulatedLink, folder: Path, transport: Transport) -> Iterator[Assistance]:
    """Run hub and gateway and begin a session."""
    site_key = make_key()
    write_key(folder / "site.seed", site_key)
    tls = make_certificate(folder / "tls", link.hub.address)
    settings = _hub_settings(link, folder, tls.cert_file, site_key.public)
    if transport is Transport.QUIC:
        settings["quic"] = {"port": QUIC_PORT}
    hub = _write(folder / "hub.toml", settings)
    gateway = _write(folder / "gateway.toml", _gateway_settings(link, folder, tls.cert_file))
    people = _people()
    asyncio.run(ensure_people(load(HubSettings, hub), people))
    group = {
        "address": f"https://{link.hub.address}:{HUB_PORT}",
        "port": HUB_PORT,
        "accounts": {person.username: person.password for person in people},
        "certificate": tls.cert_file,
    }
    telescan = (sys.executable, "-m", "telescan.cli")
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(
                running(
                    side.command(*telescan, name, "--config", str(file)), folder / f"{name}.log"
                )
            )
            for name, side, file in (("hub", link.hub, hub), ("gateway", link.site, gateway))
        }
        moment(lambda: _answers(link.hub))
        operator = Visitor(group, "operator", link.hub)
        expert = Visitor(group, "expert", link.hub)
        yield Assistance(
            session_id=_begun(operator, expert),
            address=str(group["address"]),
            operator=operator,
            expert=expert,
            process_ids={name: process.pid for name, process in processes.items()},
            certificate=tls.cert_file,
            key=tls.key_file,
        )


def _begun(operator: Visitor, expert: Visitor) -> str:
    def scanner_is_online() -> bool:
        sites = operator.ask("GET", "/api/sites")
        return any(scanner["online"] for site in sites for scanner in site["scanners"])

    moment(scanner_is_online)
    asked = {"scanner_id": SCANNER, "reason": "benchmark", "body_region": "head"}
    session = operator.ask("POST", "/api/sessions", {"kind": "ask_for_help"} | asked)
    commands = f"/api/sessions/{session['session_id']}/commands"
    expert.ask("POST", commands, {"kind": "take"})
    operator.ask("POST", commands, {"kind": "admit", "person_id": expert.person_id})
    return str(session["session_id"])


def _answers(hub: Namespace) -> bool:
    connection = http.client.HTTPConnection(hub.address, HUB_PORT, timeout=1)
    with hub.entered():
        try:
            connection.connect()
        except OSError:
            return False
    connection.close()
    return True


def _people() -> tuple[NewPerson, ...]:
    return tuple(
        NewPerson(
            role.value, role.value.title(), secrets.token_urlsafe(16), (RoleGrant(role=role),)
        )
        for role in (Role.OPERATOR, Role.EXPERT)
    )


def _write(file: Path, settings: dict[str, Any]) -> Path:
    file.write_text(tomli_w.dumps(settings))
    return file


def _hub_settings(
    link: EmulatedLink, folder: Path, certificate: Path, site_key: str
) -> dict[str, Any]:
    tls = {"certificate": str(certificate), "key": str(certificate.with_suffix(".key"))}
    return {
        "data_folder": str(folder / "hub"),
        "host": link.hub.address,
        "port": HUB_PORT,
        "tls": tls,
        "nats": {"leaf_host": link.hub.address, "leaf_port": LEAF_PORT, "tls": tls},
        "sites": [{"site_id": SITE, "name": "County", "public_key": site_key}],
    }


def _gateway_settings(link: EmulatedLink, folder: Path, certificate: Path) -> dict[str, Any]:
    return {
        "site_id": SITE,
        "site_name": "County",
        "hub_url": f"https://{link.hub.address}:{HUB_PORT}",
        "hub_leaf_url": f"tls://{link.hub.address}:{LEAF_PORT}",
        "hub_ca_file": str(certificate),
        "site_seed_file": str(folder / "site.seed"),
        "data_folder": str(folder / "gateway"),
        # The delays of a bad link are to be measured, not to end control.
        "policy": {"delay_limit_ms": 10_000.0, "lease_seconds": 3_600.0},
        "scanners": [
            {
                "scanner_id": SCANNER,
                "name": "MR2",
                "driver": "console_only",
                "model": next(iter(MODELS.values())).model_dump(mode="json", exclude_none=True),
                "console": {"host": "127.0.0.1", "port": RFB_PORT},
                "storage": {"port": STORAGE_PORT},
            }
        ],
    }
