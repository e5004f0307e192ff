"""Store and forward between a site and its hub, and the storage door.

Events go through kills of the hub's NATS server and of the forwarder, then through outages of the
link; images come by C-STORE from dcmtk's storescu, masked and on disk before they are acknowledged.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

from pydicom.uid import generate_uid
from tests.peers.dicom_files import encoded, mr_dataset
from tests.peers.entries import entry
from tests.peers.forwarder_process import running_forwarder
from tests.peers.nats_link import (
    SCANNER,
    SITE,
    HubSide,
    SiteSide,
    free_port,
    running_hub,
    running_site,
)
from tests.peers.relay import Relay, running_relay

from telescan.dicom.deidentify import IdentityPolicy
from telescan.dicom.departure import Departure
from telescan.dicom.storage_scp import StorageScp, StorageScpSettings, StoredInstance
from telescan.session.events import Recorded
from telescan.wire.images import store_at_site
from telescan.wire.inbox import journal_inbox
from telescan.wire.journal import Journal
from telescan.wire.keys import make_key, write_key
from telescan.wire.subjects import Stream

EVENTS = 10_000
KILLS = 3
OUTAGES_S = (5.0, 15.0)
IMAGES = 500
_EVENTS_AT_ONCE = 20


@dataclass
class Line:
    """A site and a hub with a relay between them, and when what reached the hub."""

    hub: HubSide
    site: SiteSide
    relay: Relay
    seed_file: Path
    arrived: dict[int, float] = field(default_factory=dict)
    """First arrival of each event, in order of arrival, by the monotonic clock."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def forwarding(self) -> AbstractAsyncContextManager[object]:
        """Run the forwarder as a process, and kill it at the end."""
        return running_forwarder(self.site, self.seed_file, Stream.JOURNAL)

    async def until(self, count: int) -> None:
        """Wait until so many events have arrived."""
        while len(self.arrived) < count:
            self.changed.clear()
            await self.changed.wait()


def measure() -> Mapping[str, object]:
    """Count what is lost, doubled and overtaken; time resumption and C-STORE."""
    with tempfile.TemporaryDirectory(prefix="telescan-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> Mapping[str, object]:
    events = await _with_line(folder / "kills", _through_kills)
    resume_s = await _with_line(folder / "outages", _through_outages)
    stored = await _with_line(folder / "images", _c_store)
    return {
        **events,
        "resume_s": max(resume_s.values()),
        "resume_after": resume_s,
        "cstore": {
            **stored,
            "orthanc_images_per_s": None,
            "ratio": None,
            "orthanc_reason": "not measured: "
            + ("its comparison is not built" if shutil.which("Orthanc") else "not installed"),
        },
    }


async def _with_line[T](folder: Path, work: Callable[[Line], Awaitable[T]]) -> T:
    key = make_key()
    async with (
        running_hub(folder / "hub", {SITE: key}) as hub,
        running_relay(hub.leaf_port) as relay,
        running_site(folder / "site", key, relay.port) as site,
    ):
        await hub.wait_for_leaf()
        write_key(folder / "forwarder.nk", site.client_key)
        line = Line(hub, site, relay, folder / "forwarder.nk")

        async def keep(recorded: Recorded) -> None:
            line.arrived.setdefault(recorded.sequence, time.monotonic())
            line.changed.set()

        inbox = asyncio.create_task(journal_inbox(hub.client, keep).run())
        try:
            return await work(line)
        finally:
            inbox.cancel()
            await asyncio.gather(inbox, return_exceptions=True)


async def _through_kills(line: Line) -> dict[str, object]:
    journal, began = Journal(line.site.client), time.monotonic()

    async def write() -> None:
        for start in range(1, EVENTS + 1, _EVENTS_AT_ONCE):
            await journal.append(*(entry(n) for n in range(start, start + _EVENTS_AT_ONCE)))
            await asyncio.sleep(0.01)

    writing = asyncio.create_task(write())
    for _ in range(KILLS):
        async with line.forwarding():
            await asyncio.sleep(1.5)
            os.kill(line.hub.server.pid, signal.SIGKILL)
            await asyncio.sleep(1.5)
    async with line.forwarding():
        await writing
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(line.until(EVENTS), 120)
    state = (await line.hub.client.jetstream().stream_info(Stream.HUB_JOURNAL)).state
    order = list(line.arrived)
    return {
        "events": EVENTS,
        "kills": 2 * KILLS,
        "events_per_s": EVENTS / (time.monotonic() - began),
        "lost": EVENTS - len(order),
        "doubled": state.last_seq - len(order),
        "out_of_order": sum(later < earlier for earlier, later in itertools.pairwise(order)),
    }


async def _through_outages(line: Line) -> dict[str, float]:
    journal, number, results = Journal(line.site.client), 0, dict[str, float]()
    async with line.forwarding():
        for fault in ("cut", "stall"):
            for outage_s in OUTAGES_S:
                await journal.append(entry(number := number + 1))
                await line.until(number)
                getattr(line.relay, fault)()
                await journal.append(entry(number := number + 1))
                await asyncio.sleep(outage_s)
                line.relay.restore()
                restored = time.monotonic()
                await line.until(number)
                results[f"{fault}_{outage_s:.0f}_s"] = line.arrived[number] - restored
    return results


async def _c_store(line: Line) -> dict[str, object]:
    departure = Departure(IdentityPolicy.MASKED, bytes(32))

    async def accept(instance: StoredInstance) -> None:
        content = await departure.prepare(instance.content)
        await store_at_site(line.site.client, SCANNER, content)

    settings = StorageScpSettings(port=free_port())
    scp = StorageScp(settings, accept)
    await scp.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            size = await asyncio.to_thread(_write_series, Path(folder))
            seconds = await _storescu(settings.port, Path(folder))
    finally:
        await scp.stop()
    return {
        "images": IMAGES,
        "image_bytes": size,
        "telescan_images_per_s": IMAGES / seconds if seconds else None,
    }


def _write_series(folder: Path) -> int:
    study, series, content = generate_uid(), generate_uid(), b""
    for number in range(1, IMAGES + 1):
        dataset = mr_dataset(
            256, 256, StudyInstanceUID=study, SeriesInstanceUID=series, InstanceNumber=number
        )
        content = encoded(dataset)
        (folder / f"{number:04d}.dcm").write_bytes(content)
    return len(content)


async def _storescu(port: int, folder: Path) -> float | None:
    if shutil.which("storescu") is None:
        return None
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        "storescu", "+sd", "127.0.0.1", str(port), str(folder), stdout=asyncio.subprocess.DEVNULL
    )
    if await process.wait() != 0:
        raise RuntimeError("storescu could not send every image")
    return time.monotonic() - began
