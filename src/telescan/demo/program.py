"""``telescan demo``: prepares the group, keeps it running, says when it can be used."""

import asyncio
import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import click
import tomli_w

from telescan.configuration import ConfigurationError, load
from telescan.demo import ground, group
from telescan.demo.accounts import accounts
from telescan.demo.readiness import Visitor
from telescan.demo.supervisor import Program, Supervisor
from telescan.hub.people import NewPerson, ensure_people
from telescan.hub.settings import HubSettings
from telescan.processes import end_with_parent as ask_to_end_with_parent
from telescan.store.engine import DatabaseError
from telescan.wire.errors import KeyFileError
from telescan.wire.keys import read_or_make_key

READY_WITHIN_S = 120.0
TO_TRY = """
What to try, in two browsers:
  1. county asks for help: Operator, Ask for help.
  2. expert takes the request under Requests; county admits; the console is live.
  3. expert changes TE or averages, looks at the consequences, proposes; county accepts.
  4. county grants control, takes it back, starts the scan; images and verdicts arrive.
Ctrl-C ends everything; the data stay."""
ASK_EVERY_S = 0.1


@dataclass(frozen=True)
class Demo:
    """A prepared demo."""

    folder: Path
    port: int
    settings: tuple[group.Settings, ...]
    people: tuple[NewPerson, ...]
    visitor: Visitor

    def settings_file(self, settings: group.Settings) -> Path:
        """Return where a program's settings stand."""
        return self.folder / f"{settings.name}.toml"

    def is_ready(self) -> bool:
        """Tell whether every scanner can be used."""
        return self.visitor.sees_every_scanner(len(group.HOSPITALS))

    @property
    def address(self) -> str:
        """Return what to open in a browser."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def programs(self) -> list[Program]:
        """Return what is to be kept running."""
        return [
            Program(
                name=settings.name,
                command=(
                    sys.executable,
                    "-m",
                    "telescan.cli",
                    settings.command,
                    "--config",
                    str(self.settings_file(settings)),
                ),
                log=self.folder / f"{settings.name}.log",
            )
            for settings in self.settings
        ]


def run(data: Path, *, port: int, speed: float, end_with_parent: bool, as_json: bool) -> int:
    """Run the demo until it is told to end; returns the exit code. Raises ConfigurationError."""
    if end_with_parent:
        ask_to_end_with_parent()
    started = time.monotonic()
    folder = data.absolute()
    lock = ground.claim_folder(folder)
    try:
        ground.require_free_port(port, "--port")
        return asyncio.run(_run(_prepared(folder, port, speed), started, as_json))
    finally:
        os.close(lock)


def _prepared(folder: Path, port: int, speed: float) -> Demo:
    count = group.PORTS_OF_HUB + group.PORTS_OF_HOSPITAL * len(group.HOSPITALS)
    try:
        site_keys = {
            hospital.site_id: read_or_make_key(group.seed_file(folder, hospital.site_id)).public
            for hospital in group.HOSPITALS
        }
    except KeyFileError as error:
        raise ConfigurationError(str(error)) from error
    settings = group.group(
        folder, port=port, ports=ground.free_ports(count), site_keys=site_keys, speed=speed
    )
    for program in settings:
        (folder / f"{program.name}.toml").write_text(tomli_w.dumps(program.values))
    people = accounts(folder)
    return Demo(folder, port, settings, people, Visitor(port, people[-1]))


async def _run(demo: Demo, started: float, as_json: bool) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    supervisor = Supervisor(demo.programs)
    try:
        await supervisor.start()
        await _make_accounts(demo)
        until = asyncio.create_task(stop.wait())
        while not stop.is_set() and not await asyncio.to_thread(demo.is_ready):
            if time.monotonic() - started > READY_WITHIN_S:
                raise ConfigurationError(_not_ready(demo, supervisor))
            await asyncio.wait({until}, timeout=ASK_EVERY_S)
        if not stop.is_set():
            _say_ready(demo, supervisor, time.monotonic() - started, as_json)
        await until
    finally:
        await supervisor.stop()
    return 0


async def _make_accounts(demo: Demo) -> None:
    try:
        await ensure_people(load(HubSettings, demo.settings_file(demo.settings[0])), demo.people)
    except DatabaseError as error:
        raise ConfigurationError(f"{error}. Remove {demo.folder} to start anew.") from error


def _not_ready(demo: Demo, supervisor: Supervisor) -> str:
    restless = [name for name, count in supervisor.restarts.items() if count] or ["hub"]
    logs = ", ".join(str(demo.folder / f"{name}.log") for name in restless)
    return f"the group was not ready within {READY_WITHIN_S:.0f} s; see {logs}"


def _say_ready(demo: Demo, supervisor: Supervisor, ready_s: float, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_as_json(demo, supervisor, ready_s)))
        sys.stdout.flush()
        return
    click.echo(f"Telescan is ready after {ready_s:.1f} s:  {demo.address}")
    click.echo("Not a medical device; images reviewed remotely are not for diagnosis.\n")
    for person in demo.people:
        roles = ", ".join(
            grant.role.value.replace("_", " ") + (f" at {grant.site_id}" if grant.site_id else "")
            for grant in person.grants
        )
        click.echo(f"  {person.username:<12} {person.password}   {person.display_name}, {roles}")
    click.echo(TO_TRY)


def _as_json(demo: Demo, supervisor: Supervisor, ready_s: float) -> dict[str, object]:
    return {
        "address": demo.address,
        "ready_s": round(ready_s, 2),
        "accounts": {person.username: person.password for person in demo.people},
        "local_pages": {
            settings.values["site_id"]: f"http://127.0.0.1:{settings.values['local_page_port']}"
            for settings in demo.settings
            if settings.command == "gateway"
        },
        "processes": {
            program.name: supervisor.process_id(program.name) for program in demo.programs
        },
    }
