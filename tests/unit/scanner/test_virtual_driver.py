import asyncio
import contextlib
import json

import pytest

from telescan.scanner.control_port import LINE_LIMIT
from telescan.scanner.driver import (
    Exam,
    ScannerPhase,
    ScannerRefusedError,
    ScannerStatus,
    ScannerUnreachableError,
    SeriesState,
)
from telescan.scanner.virtual import VirtualScannerDriver


async def until(driver: VirtualScannerDriver, phase: ScannerPhase) -> ScannerStatus:
    async with asyncio.timeout(60):
        async for status in driver.watch():
            if status.phase is phase:
                return status
    raise AssertionError(f"the scanner never was {phase}")


async def exam_of(driver: VirtualScannerDriver) -> Exam:
    status = await until(driver, ScannerPhase.PRESCRIBED)
    assert status.exam is not None
    return status.exam


@pytest.fixture
async def connected(virtual_scanner):
    driver = VirtualScannerDriver("127.0.0.1", virtual_scanner.port)
    await driver.connect()
    yield driver
    await driver.close()


async def test_the_scanner_answers_with_the_value_it_really_set(connected) -> None:
    series = (await exam_of(connected)).series[0]
    wanted = series.prescription.model_copy(
        update={"echo_time_ms": 15.2468, "repetition_time_ms": 512.43}
    )
    done = await connected.write_prescription(series.series_id, wanted)
    assert done.prescription.echo_time_ms == 15.25
    assert done.prescription.repetition_time_ms == 512.4
    assert done.series_id == series.series_id
    seen = (await exam_of(connected)).series[0]
    assert seen == done, "the status after an act shows the act"


async def test_what_cannot_run_is_refused_with_the_nearest_that_can(connected) -> None:
    series = (await exam_of(connected)).series[0]
    wanted = series.prescription.model_copy(update={"echo_time_ms": 1.0})
    with pytest.raises(ScannerRefusedError, match=r"TE 1\.0 ms .* nearest possible: \d+\.\d ms"):
        await connected.write_prescription(series.series_id, wanted)
    assert (await exam_of(connected)).series[0] == series


async def test_a_scan_runs_to_its_end_and_its_progress_only_grows(connected) -> None:
    series_id = (await exam_of(connected)).series[0].series_id
    await connected.start(series_id)
    progress = [-1.0]
    async with asyncio.timeout(60):
        async for status in connected.watch():
            if status.phase is ScannerPhase.DONE:
                break
            if status.progress is not None:
                assert status.active_series_id == series_id
                progress.append(status.progress)
    assert progress == sorted(progress)
    assert status.exam is not None
    assert status.exam.series[0].state is SeriesState.DONE


async def test_only_one_series_runs_at_a_time(connected) -> None:
    first, second = (await exam_of(connected)).series
    await connected.start(first.series_id)
    with pytest.raises(ScannerRefusedError, match="another series is running"):
        await connected.start(second.series_id)
    with pytest.raises(ScannerRefusedError, match="is running"):
        await connected.write_prescription(first.series_id, first.prescription)


async def test_stopping_stops_at_once_and_a_stopped_series_is_repeated_as_a_copy(
    connected,
) -> None:
    series = (await exam_of(connected)).series[0]
    await connected.start(series.series_id)
    await connected.stop()
    status = await until(connected, ScannerPhase.STOPPED)
    assert status.exam is not None
    assert status.exam.series[0].state is SeriesState.STOPPED
    with pytest.raises(ScannerRefusedError, match="has run already"):
        await connected.start(series.series_id)
    copy = await connected.write_prescription(series.series_id, series.prescription)
    assert copy.series_id != series.series_id
    assert copy.series_instance_uid != series.series_instance_uid
    assert copy.series_number == 3
    assert copy.state is SeriesState.QUEUED
    await connected.start(copy.series_id)
    await until(connected, ScannerPhase.DONE)


async def test_stopping_when_nothing_runs_does_nothing(connected) -> None:
    before = await exam_of(connected)
    await connected.stop()
    assert await exam_of(connected) == before


async def test_two_drivers_see_the_same_scanner(virtual_scanner, connected) -> None:
    other = VirtualScannerDriver("127.0.0.1", virtual_scanner.port)
    await other.connect()
    series = (await exam_of(connected)).series[1]
    wanted = series.prescription.model_copy(update={"averages": 2})
    done = await other.write_prescription(series.series_id, wanted)
    async with asyncio.timeout(10):
        async for status in connected.watch():
            if status.exam is not None and status.exam.series[1] == done:
                break
    await other.close()


async def test_a_lost_connection_ends_watching_and_fails_what_is_asked(virtual_scanner) -> None:
    connections: list[asyncio.StreamWriter] = []

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back_reader, back_writer = await asyncio.open_connection("127.0.0.1", virtual_scanner.port)
        connections.extend((writer, back_writer))

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            while data := await source.read(65_536):
                sink.write(data)

        await asyncio.gather(pump(reader, back_writer), pump(back_reader, writer))

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    driver = VirtualScannerDriver("127.0.0.1", server.sockets[0].getsockname()[1])
    await driver.connect()
    seen = asyncio.Event()

    async def watch() -> None:
        async for _ in driver.watch():
            seen.set()

    watching = asyncio.create_task(watch())
    await seen.wait()
    for writer in connections:
        writer.close()
    await asyncio.wait_for(watching, 10)
    with pytest.raises(ScannerUnreachableError):
        await driver.stop()
    await driver.close()
    server.close()


async def test_a_scanner_that_does_not_answer_is_unreachable() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    driver = VirtualScannerDriver("127.0.0.1", server.sockets[0].getsockname()[1], timeout_s=0.2)
    with pytest.raises(ScannerUnreachableError, match="no answer"):
        await driver.connect()
    server.close()


async def test_a_peer_that_is_no_scanner_is_unreachable(console_box: int) -> None:
    driver = VirtualScannerDriver("127.0.0.1", console_box, timeout_s=5)
    with pytest.raises(ScannerUnreachableError):
        await driver.connect()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (b"nonsense\n", "request"),
        (b"[]\n", "request"),
        (b'{"id": -1, "ask": {"kind": "stop"}}\n', "id"),
        (b'{"id": 1, "ask": {"kind": "explode"}}\n', "ask"),
        (b'{"id": 1, "ask": {"kind": "start"}}\n', "ask.start.series_id"),
        (b"\xff\xfe\n", "request"),
    ],
)
async def test_a_line_that_is_no_request_is_answered_and_the_connection_goes_on(
    virtual_scanner, line: bytes, names: str
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", virtual_scanner.port)
    writer.write(line)
    answer = json.loads(await reader.readline())
    assert answer["error"] == "bad_request"
    assert answer["message"].startswith(names)
    writer.write(b'{"id": 7, "ask": {"kind": "describe"}}\n')
    answer = json.loads(await reader.readline())
    assert (answer["id"], answer["error"]) == (7, None)
    writer.close()
    await writer.wait_closed()


async def test_a_line_without_end_ends_the_connection_and_only_that(virtual_scanner) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", virtual_scanner.port)
    try:
        writer.write(b"x" * (LINE_LIMIT * 2))
        await writer.drain()
        assert await reader.read() == b""
    except ConnectionError:
        pass
    finally:
        writer.close()
    driver = VirtualScannerDriver("127.0.0.1", virtual_scanner.port)
    await driver.connect()
    await driver.close()


async def test_a_scanner_that_stops_answering_is_left(virtual_scanner) -> None:
    """As a hung program does: its connection stays open and nothing comes over it."""
    frozen = asyncio.Event()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        scanner_reader, scanner_writer = await asyncio.open_connection(
            "127.0.0.1", virtual_scanner.port
        )

        async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                while data := await source.read(65_536):
                    if not frozen.is_set():
                        target.write(data)
            target.close()

        await asyncio.gather(pass_on(reader, scanner_writer), pass_on(scanner_reader, writer))

    between = await asyncio.start_server(carry, "127.0.0.1", 0)
    port = between.sockets[0].getsockname()[1]
    driver = VirtualScannerDriver("127.0.0.1", port, timeout_s=0.5, alive_every_s=0.1)
    await driver.connect()
    watched = 0
    async with asyncio.timeout(30):
        async for _ in driver.watch():
            watched += 1
            frozen.set()
    assert watched == 1
    with pytest.raises(ScannerUnreachableError):
        await driver.stop()
    await driver.close()
    between.close()
    await between.wait_closed()
