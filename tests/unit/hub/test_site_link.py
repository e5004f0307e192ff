"""The hub's link to its sites, before there are any."""

import asyncio
from typing import cast

from nats.aio.client import Client

from telescan.fleet.service import Fleet
from telescan.hub.site_link import SiteLink
from telescan.store.engine import Database


async def test_a_hub_without_sites_waits_for_its_first() -> None:
    fleet = Fleet(Database("sqlite://"), tell=lambda _: None)
    pinging = asyncio.create_task(SiteLink(cast("Client", None)).keep_pinging(fleet))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not pinging.done()
    pinging.cancel()
    await asyncio.gather(pinging, return_exceptions=True)
