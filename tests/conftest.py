"""What tests of several packages share: databases of both kinds, real scanner data."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import hypothesis
import pydicom
import pytest

# How long an example takes says more about the machine than about the code. In CI the examples are
# the same at each run of the same tests; on a developer's machine new ones are looked for.
hypothesis.settings.register_profile("telescan", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("telescan")

_NUMBERS = itertools.count(1)


def _postgresql_folder() -> Path | None:
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "postgres").exists()), None)


def _as_ordinary_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "nobody", "nogroup")
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a real PostgreSQL of its own; give its address without a database's name."""
    binaries = _postgresql_folder()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="telescan-pg-") as name:
        home = Path(name)
        user = _as_ordinary_user(home)
        port = _free_port()
        subprocess.run(
            [*user, binaries / "initdb", "-D", home / "data", "-U", "telescan", "-A", "trust",
             "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, capture_output=True, cwd=home,
        )  # fmt: skip
        server = subprocess.Popen(
            [*user, binaries / "postgres", "-D", home / "data", "-p", str(port), "-k", home,
             "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home,
        )  # fmt: skip
        address = f"postgresql://telescan@127.0.0.1:{port}"
        try:
            asyncio.run(_wait_until_up(address))
            yield address
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)


async def _wait_until_up(address: str) -> None:
    for _ in range(200):
        try:
            connection = await asyncpg.connect(f"{address}/postgres", ssl=False)
        except (OSError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(0.1)
        else:
            await connection.close()
            return
    raise TimeoutError("PostgreSQL did not come up")


async def _make_database(address: str) -> str:
    name = f"test_{next(_NUMBERS)}"
    connection = await asyncpg.connect(f"{address}/postgres", ssl=False)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return f"{address}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give an empty database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hub.db"
    return asyncio.run(_make_database(request.getfixturevalue("postgresql_server")))


_REAL_DATA_BESIDE_THE_REPOSITORY = Path(__file__).parents[2] / "shared" / "data" / "mr"

RealSeries = Callable[[str], list[pydicom.FileDataset]]


@pytest.fixture(scope="session")
def real_series() -> RealSeries:
    """Read the files of a folder of real scanner data, or skip the test and say so."""
    root = Path(os.environ.get("TELESCAN_REAL_DATA", _REAL_DATA_BESIDE_THE_REPOSITORY))

    def read(folder: str) -> list[pydicom.FileDataset]:
        if not (root / folder).is_dir():
            pytest.skip(f"real data is not there: {root / folder} (set TELESCAN_REAL_DATA)")
        return [pydicom.dcmread(file) for file in sorted((root / folder).iterdir())]

    return read
