"""A gateway's forwarder as a process of its own, so that it can be killed.

python -m tests.peers.forwarder_process URL SEED_FILE SITE STREAM
"""

import asyncio
import sys
from pathlib import Path

from telescan.wire.connection import connect
from telescan.wire.forwarder import Forwarder
from telescan.wire.keys import read_key
from telescan.wire.subjects import Stream


async def forward(url: str, seed_file: str, site_id: str, stream: str) -> None:
    client = await connect(url, read_key(Path(seed_file)), name="forwarder", site_id=site_id)
    await Forwarder(client, site_id=site_id, stream=Stream(stream)).run()


if __name__ == "__main__":
    asyncio.run(forward(*sys.argv[1:]))
