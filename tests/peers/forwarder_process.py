"""A gateway's forwarder as a process of its own, so that it can be killed.

python -m tests.peers.forwarder_process URL SEED_FILE SITE STREAM [watched]
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from tests.peers.nats_link import SiteSide

from telescan.wire.connection import connect
from telescan.wire.forwarder import Forwarder
from telescan.wire.keys import read_key
from telescan.wire.subjects import Stream


@contextlib.asynccontextmanager
async def running_forwarder(
    site: SiteSide, seed_file: Path, stream: Stream, *, watched: bool = False
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the forwarder of a site's stream, and kill it at the end if nobody has before."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.peers.forwarder_process",
        site.server.url, str(seed_file), site.settings.site_id, stream,
        *(["watched"] if watched else []),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def forward(url: str, seed_file: str, site_id: str, stream: str, *watched: str) -> None:
    client = await connect(url, read_key(Path(seed_file)), name="forwarder", site_id=site_id)
    forwarder = Forwarder(
        client,
        site_id=site_id,
        stream=Stream(stream),
        makes_room=lambda: bool(watched),
        round_trip_s=lambda: 0.001,
    )
    await forwarder.run()


if __name__ == "__main__":
    asyncio.run(forward(*sys.argv[1:]))
