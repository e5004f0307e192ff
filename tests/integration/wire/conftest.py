from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from tests.peers.nats_link import HubSide, SiteSide, running_link


@pytest_asyncio.fixture
async def link(tmp_path: Path) -> AsyncIterator[tuple[HubSide, SiteSide]]:
    async with running_link(tmp_path) as sides:
        yield sides
