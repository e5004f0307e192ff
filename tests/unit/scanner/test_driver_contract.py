"""What every driver keeps, whichever scanner is behind it."""

import asyncio

import pytest

from telescan.mr.prescription import Prescription, Sequence
from telescan.scanner.driver import (
    Capability,
    ScannerDriver,
    ScannerRefusedError,
    ScannerStatus,
    ScannerUnreachableError,
)

PRESCRIPTION = Prescription(
    sequence=Sequence.SPIN_ECHO, repetition_time_ms=500, echo_time_ms=15, slices=2
)


async def first_status(driver: ScannerDriver) -> ScannerStatus:
    async for status in driver.watch():
        return status
    raise AssertionError("the driver told no status")


async def test_a_scanner_that_is_not_there_is_unreachable(
    driver_to_nowhere: ScannerDriver,
) -> None:
    with pytest.raises(ScannerUnreachableError):
        await driver_to_nowhere.connect()


async def test_a_driver_says_who_the_scanner_is_and_what_it_can(driver: ScannerDriver) -> None:
    description = await driver.connect()
    assert description.model.name == "Aster 3T"
    assert {Capability.VIEW, Capability.CONTROL} <= description.capabilities
    await driver.close()


async def test_watching_tells_the_status_at_once(driver: ScannerDriver) -> None:
    description = await driver.connect()
    status = await first_status(driver)
    can_read = Capability.READ_PROTOCOL in description.capabilities
    assert (status.exam is not None) == can_read
    await driver.close()


async def test_watching_ends_when_the_driver_is_closed(driver: ScannerDriver) -> None:
    await driver.connect()
    seen = asyncio.Event()

    async def watch() -> None:
        async for _ in driver.watch():
            seen.set()

    watching = asyncio.create_task(watch())
    await seen.wait()
    await driver.close()
    await asyncio.wait_for(watching, 10)


async def test_watching_without_a_connection_ends_at_once(driver: ScannerDriver) -> None:
    assert [status async for status in driver.watch()] == []


async def test_nothing_can_be_asked_without_a_connection(driver: ScannerDriver) -> None:
    with pytest.raises(ScannerUnreachableError):
        await driver.write_prescription("any", PRESCRIPTION)
    with pytest.raises(ScannerUnreachableError):
        await driver.start("any")
    with pytest.raises(ScannerUnreachableError):
        await driver.stop()


async def test_what_concerns_no_series_of_the_exam_is_refused_with_a_reason(
    driver: ScannerDriver,
) -> None:
    await driver.connect()
    with pytest.raises(ScannerRefusedError, match=r"\w"):
        await driver.write_prescription("no such series", PRESCRIPTION)
    with pytest.raises(ScannerRefusedError, match=r"\w"):
        await driver.start("no such series")
    await driver.close()


async def test_a_driver_can_connect_again_after_closing(driver: ScannerDriver) -> None:
    first = await driver.connect()
    await driver.close()
    assert await driver.connect() == first
    assert await first_status(driver) is not None
    await driver.close()


async def test_closing_twice_does_no_harm(driver: ScannerDriver) -> None:
    await driver.connect()
    await driver.close()
    await driver.close()


async def test_a_driver_does_what_it_declares_and_refuses_what_it_does_not(
    driver: ScannerDriver,
) -> None:
    description = await driver.connect()
    status = await first_status(driver)
    if Capability.WRITE_PROTOCOL in description.capabilities:
        assert status.exam is not None
        series = status.exam.series[0]
        done = await driver.write_prescription(series.series_id, series.prescription)
        assert done == series
    else:
        with pytest.raises(ScannerRefusedError, match="console only"):
            await driver.write_prescription("any", PRESCRIPTION)
    if Capability.START in description.capabilities:
        assert status.exam is not None
        await driver.start(status.exam.series[0].series_id)
        await driver.stop()
    else:
        with pytest.raises(ScannerRefusedError, match="console only"):
            await driver.start("any")
        with pytest.raises(ScannerRefusedError, match="console only"):
            await driver.stop()
    await driver.close()
