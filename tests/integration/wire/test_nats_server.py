import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import nats.errors
import pytest
from tests.peers.nats_link import HubSide, SiteSide, free_port, running_hub

from telescan.wire.connection import connect
from telescan.wire.errors import NatsServerError, WireError
from telescan.wire.keys import make_key
from telescan.wire.nats_config import HubServerSettings
from telescan.wire.nats_server import hub_server


def settings(folder: Path, port: int) -> HubServerSettings:
    return HubServerSettings(
        folder=folder,
        client_port=port,
        leaf_port=free_port(),
        client_public_key=make_key().public,
        system_public_key=make_key().public,
    )


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


async def is_answering(hub: HubSide) -> bool:
    try:
        await hub.client.jetstream().stream_info("HUB_JOURNAL")
    except nats.errors.Error:
        return False
    return True


async def test_a_killed_server_comes_back_with_what_it_had(tmp_path: Path) -> None:
    async with running_hub(tmp_path, {"county": make_key()}) as hub:
        await hub.client.jetstream().publish("telescan.county.journal.mr1", b"kept")
        before = hub.server.pid
        os.kill(before, signal.SIGKILL)
        while is_alive(before) or not await is_answering(hub):
            await asyncio.sleep(0.05)
        info = await hub.client.jetstream().stream_info("HUB_JOURNAL")
        assert info.state.messages == 1
        assert hub.server.pid != before


async def test_a_flush_that_was_given_up_leaves_the_connection_alive(tmp_path: Path) -> None:
    async with running_hub(tmp_path, {"county": make_key()}) as hub:
        given_up = asyncio.create_task(hub.client.flush())
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        await hub.client.flush(timeout=2)
        await hub.client.jetstream().stream_info("HUB_JOURNAL")


async def test_a_taken_port_is_named(tmp_path: Path) -> None:
    async with running_hub(tmp_path / "first", {}) as hub:
        port = hub.settings.client_port
        with pytest.raises(NatsServerError, match=f"port {port} on 127.0.0.1 is taken"):
            await hub_server(settings(tmp_path / "second", port)).start()


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NatsServerError, match="file/nats: cannot be written"):
        await hub_server(settings(tmp_path / "file" / "nats", free_port())).start()


async def test_a_program_that_is_no_server_is_named(tmp_path: Path) -> None:
    with pytest.raises(NatsServerError, match="no-such-program"):
        hub_server(settings(tmp_path, free_port()), program=tmp_path / "no-such-program")
    with pytest.raises(NatsServerError, match="ended at once"):
        await hub_server(settings(tmp_path, free_port()), program=Path("/bin/false")).start()


async def test_keys_and_configuration_are_for_their_owner_only(tmp_path: Path) -> None:
    async with running_hub(tmp_path, {}) as hub:
        assert hub.server.config_file.stat().st_mode & 0o777 == 0o600


async def test_nobody_gets_in_without_a_key(tmp_path: Path) -> None:
    async with running_hub(tmp_path, {}) as hub:
        with pytest.raises(WireError, match="Authorization Violation"):
            await connect(hub.server.url, make_key(), name="stranger")


PARENT = """
import asyncio, sys
from pathlib import Path
from tests.peers.nats_link import running_hub

async def main():
    async with running_hub(Path(sys.argv[1]), {}) as hub:
        print(hub.server.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


def test_the_server_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert parent.stdout is not None
    with parent, parent.stdout:
        server = int(parent.stdout.readline())
        assert is_alive(server)
        parent.kill()
        parent.wait()
        while is_alive(server):
            pass


async def test_a_site_whose_hub_is_killed_finds_it_again(link: tuple[HubSide, SiteSide]) -> None:
    hub, _ = link
    await hub.server.restart()
    while not hub.system.is_connected or hub.system.is_reconnecting:
        await asyncio.sleep(0.05)
    await hub.wait_for_leaf()
