"""One series that cannot be judged keeps no other from being judged, and no hub from running."""

import asyncio
from datetime import UTC, datetime, timedelta

from tests.integration.hub.test_series import images

from telescan.dicom.incoming import Origin
from telescan.quality import series as series_module
from telescan.quality.results import SeriesResult
from telescan.quality.series import SeriesResults

BROKEN = "1.2.826.0.1.3680043.10.1.666"


def series_results(hub, scan_of, told: asyncio.Queue[SeriesResult]) -> SeriesResults:
    objects = hub.services.dicomweb.images.objects
    return SeriesResults(hub.database, objects, scan_of, told.put_nowait)


async def judged(results: SeriesResults, told: asyncio.Queue[SeriesResult]) -> SeriesResult:
    running = asyncio.create_task(results.run())
    hearing = asyncio.create_task(told.get())
    await asyncio.wait({running, hearing}, return_when=asyncio.FIRST_COMPLETED)
    assert hearing.done(), running.exception()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return hearing.result()


async def kept(hub) -> str:
    for content in images():
        one = await hub.services.dicomweb.images.keep(
            content, Origin("county", "county-mr2", datetime.now(UTC))
        )
    return one.uids.series_instance_uid


async def test_a_series_that_breaks_its_judgement_is_passed_over(hub, monkeypatch, caplog):
    good = await kept(hub)
    told: asyncio.Queue[SeriesResult] = asyncio.Queue()

    async def no_scan(*_: str) -> None:
        return None

    results = SeriesResults(
        hub.database, hub.services.dicomweb.images.objects, no_scan, told.put_nowait
    )
    judge = results._judge

    async def judge_or_break(uid: str) -> None:
        if uid == BROKEN:
            raise TypeError("a header that nobody thought of, of Zhang^San")
        await judge(uid)

    monkeypatch.setattr(results, "_judge", judge_or_break)
    results.touch(BROKEN)
    results._due[BROKEN] -= timedelta(minutes=1)
    results.touch(good)
    assert (await judged(results, told)).series_instance_uid == good
    assert BROKEN in caplog.text
    assert "Zhang" not in caplog.text


async def test_a_series_is_judged_again_once_what_was_in_the_way_is_gone(hub, monkeypatch):
    await kept(hub)
    told: asyncio.Queue[SeriesResult] = asyncio.Queue()
    failures = iter([OSError("the database is away"), OSError("the database is away")])

    async def scan_of(*_: str) -> None:
        for failure in failures:
            raise failure

    monkeypatch.setattr(series_module, "FIRST_PAUSE", timedelta(milliseconds=10))
    results = SeriesResults(
        hub.database, hub.services.dicomweb.images.objects, scan_of, told.put_nowait
    )
    assert (await judged(results, told)).images == 3


async def test_what_never_works_is_left_alone_in_the_end(hub, monkeypatch):
    good = await kept(hub)
    told: asyncio.Queue[SeriesResult] = asyncio.Queue()
    tried: list[str] = []

    async def scan_of(_site: str, _scanner: str, uid: str) -> None:
        tried.append(uid)
        raise ValueError("never")

    monkeypatch.setattr(series_module, "FIRST_PAUSE", timedelta(0))
    results = SeriesResults(
        hub.database, hub.services.dicomweb.images.objects, scan_of, told.put_nowait
    )
    running = asyncio.create_task(results.run())
    while len(tried) < series_module.MOST_TRIES:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)
    assert not running.done()
    assert tried == [good] * series_module.MOST_TRIES
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
