import asyncio
from pathlib import Path

from tests.peers.nats_link import SITE, HubSide, SiteSide, running_site

from telescan.wire.batch import Outgoing, publish_in_order
from telescan.wire.errors import HubUnreachableError
from telescan.wire.keys import make_key
from telescan.wire.nats_config import SiteAccess
from telescan.wire.site_access import SiteAdmission

Sides = tuple[HubSide, SiteSide]


def admission(hub: HubSide) -> SiteAdmission:
    return SiteAdmission(hub.settings, hub.server, client=hub.client, system=hub.system)


async def reaches_the_hub(site: SiteSide) -> bool:
    site_id = site.settings.site_id
    message = Outgoing(f"telescan.{site_id}.journal.mr1", site_id, b"x")
    try:
        await publish_in_order(site.client, [message], timeout_s=1)
    except HubUnreachableError:
        return False
    return True


async def until_it_reaches_the_hub(site: SiteSide) -> None:
    while not await reaches_the_hub(site):
        await asyncio.sleep(0.1)


async def test_a_site_that_joins_later_reaches_the_hub(link: Sides, tmp_path: Path) -> None:
    hub, site = link
    key = make_key()
    async with running_site(tmp_path / "later", key, hub.leaf_port, "later") as later:
        assert not await reaches_the_hub(later)
        sites = (*hub.settings.sites, SiteAccess(site_id="later", public_key=key.public))
        await admission(hub).admit(sites)
        await until_it_reaches_the_hub(later)
        assert await reaches_the_hub(site)


async def test_a_revoked_site_is_cut_off_at_once_and_others_are_not(
    link: Sides, tmp_path: Path
) -> None:
    hub, site = link
    key = make_key()
    other = SiteAccess(site_id="other", public_key=key.public)
    door = admission(hub)
    await door.admit((*hub.settings.sites, other))
    async with running_site(tmp_path / "other", key, hub.leaf_port, "other") as stays:
        await hub.wait_for_leaf(site_id="other")
        await until_it_reaches_the_hub(stays)
        lost = asyncio.Event()

        async def watch() -> None:
            while await reaches_the_hub(stays):
                await asyncio.sleep(0.05)
            lost.set()

        watching = asyncio.create_task(watch())
        await door.admit((other,))
        assert f"site-{SITE}" not in await hub.leafs()
        await asyncio.sleep(2)
        assert f"site-{SITE}" not in await hub.leafs()
        assert not await reaches_the_hub(site)
        assert not lost.is_set()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def test_a_site_with_a_new_key_needs_the_new_key(link: Sides) -> None:
    hub, site = link
    assert await reaches_the_hub(site)
    await admission(hub).admit((SiteAccess(site_id=SITE, public_key=make_key().public),))
    await asyncio.sleep(1.5)
    assert await hub.leafs() == []
