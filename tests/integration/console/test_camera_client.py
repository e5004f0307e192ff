"""A camera by itself: rates, stalls, sizes, lies."""

import asyncio
import contextlib
import time

import pytest
from tests.peers.mjpeg_camera import MjpegCamera, jpeg, running_camera

from telescan.console.camera import CameraClient, CameraPatience, CameraSettings
from telescan.console.geometry import Rect

QUICK = CameraPatience(first_s=0.5, stall_s=0.5)


class Watcher:
    """Looks at a camera as a site's stream does: it asks again for each picture."""

    def __init__(self, camera: MjpegCamera, asks: bool = True, **settings) -> None:
        self.client = CameraClient(CameraSettings(camera.url, **settings), self, QUICK)
        self.asks = asks
        self.events: list[str] = []
        self.pictures = 0

    def screen_connected(self, name: str) -> None:
        self.events.append("connected")

    def screen_changed(self, rect: Rect) -> None:
        self.pictures += 1

    def screen_complete(self) -> None:
        if self.asks:
            self.client.ask_for_update()

    def screen_lost(self) -> None:
        self.events.append("lost")

    def screen_rests(self) -> None:
        self.events.append("rests")

    async def until(self, true) -> None:
        async with asyncio.timeout(10):
            while not true():
                await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def watching(camera: MjpegCamera, **settings):
    watcher = Watcher(camera, **settings)
    running = asyncio.create_task(watcher.client.run())
    watcher.client.watched(by_anybody=True)
    try:
        yield watcher
    finally:
        running.cancel()
        await asyncio.wait([running])


@pytest.fixture
async def camera():
    async with running_camera(MjpegCamera()) as running:
        yield running


@pytest.mark.parametrize("with_length", [True, False])
async def test_pictures_come_with_and_without_their_length(camera, with_length):
    camera.with_length = with_length
    async with watching(camera) as watcher:
        await watcher.until(lambda: watcher.pictures >= 2)
        screen = watcher.client.whole_screen
        assert (screen.width, screen.height) == (640, 360)


async def test_no_more_pictures_are_taken_than_wanted(camera):
    async with watching(camera, frames_per_s=2) as watcher:
        await watcher.until(lambda: watcher.pictures >= 1)
        began = time.monotonic()
        await watcher.until(lambda: watcher.pictures >= 3)
        assert time.monotonic() - began >= 0.9


async def test_a_picture_that_nobody_asked_for_is_not_decoded(camera):
    async with watching(camera, asks=False) as watcher:
        await watcher.until(lambda: watcher.pictures == 1)
        await asyncio.sleep(0.4)
        assert watcher.pictures == 1
        watcher.client.ask_for_update()
        await watcher.until(lambda: watcher.pictures == 2)


async def test_a_large_picture_is_made_smaller(camera):
    camera.picture = jpeg((9, 9, 9), 3000, 1500)
    async with watching(camera, longest_edge_px=800) as watcher:
        await watcher.until(lambda: watcher.pictures >= 1)
        screen = watcher.client.whole_screen
        assert (screen.width, screen.height) == (800, 400)


async def test_a_camera_that_stalls_is_left_and_reached_again(camera):
    async with watching(camera) as watcher:
        await watcher.until(lambda: watcher.pictures >= 1)
        picture, camera.picture = camera.picture, None
        await watcher.until(lambda: "lost" in watcher.events)
        assert watcher.client.whole_screen is None
        camera.picture = picture
        await watcher.until(lambda: watcher.events[-1] == "connected")
        assert camera.connections >= 2


async def test_a_masked_area_never_shows_what_came(camera):
    async with watching(camera, masks=(Rect(10, 10, 50, 20),)) as watcher:
        await watcher.until(lambda: watcher.pictures >= 1)
        pixels = watcher.client.whole_screen.pixels
        assert len({int(p) for p in pixels[10:30, 10:60].ravel()}) == 1
        assert pixels[15, 15] != pixels[15, 70]


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (b"no JPEG at all", "cannot be read"),
        (jpeg((1, 2, 3))[:-400], "cannot be read"),
        (bytes(9 << 20), "more than 8192 kB"),
    ],
    ids=["no JPEG", "half a JPEG", "9 MB"],
)
async def test_what_is_no_picture_is_named_and_tried_again(camera, caplog, picture, words):
    camera.picture = picture
    async with watching(camera) as watcher:
        await watcher.until(lambda: camera.connections >= 2)
        assert watcher.events[0] == "lost"
        assert watcher.pictures == 0
    assert words in caplog.text


async def test_an_enormous_picture_is_refused_before_it_is_decoded(camera, caplog):
    head = jpeg((0, 0, 0), 64, 64)
    size_at = head.index(b"\xff\xc0") + 5
    camera.picture = head[:size_at] + b"\xff\xff\xff\xff" + head[size_at + 4 :]
    async with watching(camera) as watcher:
        await watcher.until(lambda: watcher.events == ["lost"])
    assert "smaller size" in caplog.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"SSH-2.0-OpenSSH_9.9\r\n", "no web server"),
        (b"HTTP/1.0 404 Not Found\r\n\r\n", "status 404"),
        (b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", "text/html"),
    ],
    ids=["another protocol", "not found", "a web page"],
)
async def test_what_is_no_camera_is_named(camera, caplog, answer, words):
    async def tell(reader, writer) -> None:
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(tell, "127.0.0.1", 0) as server:
        camera.port = server.sockets[0].getsockname()[1]
        async with watching(camera) as watcher:
            await watcher.until(lambda: "lost" in watcher.events)
    assert words in caplog.text


async def test_a_camera_that_accepts_and_says_nothing_is_left(caplog):
    async def wait(reader, writer) -> None:
        await reader.read()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(wait, "127.0.0.1", 0) as server:
        camera = MjpegCamera(port=server.sockets[0].getsockname()[1])
        async with watching(camera) as watcher:
            await watcher.until(lambda: "lost" in watcher.events)
    assert "no picture came for 0.5 s" in caplog.text


async def test_it_rests_when_nobody_looks(camera):
    async with watching(camera) as watcher:
        await watcher.until(lambda: watcher.pictures >= 1)
        watcher.client.watched(by_anybody=False)
        await watcher.until(lambda: watcher.events[-1] == "rests" and camera.watchers == 0)
        assert not watcher.client.connected
        watcher.client.watched(by_anybody=True)
        await watcher.until(lambda: watcher.events[-1] == "connected")
