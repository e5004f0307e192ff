"""A camera over RTSP, read by PyAV in a process of its own. Needs requirements/camera.txt."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import numpy as np
import psutil
import pytest

pytest.importorskip("av", reason="install requirements/camera.txt for RTSP cameras")

from tests.peers.rtsp_camera import RtspCamera, running_rtsp, transport_stream

from telescan.console.camera import CameraClient, CameraPatience, CameraSettings, Credentials
from telescan.console.framebuffer import to_rgb
from telescan.console.geometry import Rect

PATIENCE = CameraPatience(first_s=20.0, stall_s=1.5)
VIDEO = transport_stream((40, 160, 60), 1600, 900, 25)


class Looker:
    def __init__(self, settings: CameraSettings) -> None:
        self.client = CameraClient(settings, self, PATIENCE)
        self.events: list[str] = []

    def screen_connected(self, name: str) -> None:
        self.events.append("connected")

    def screen_changed(self, rect: Rect) -> None: ...

    def screen_complete(self) -> None:
        self.client.ask_for_update()

    def screen_lost(self) -> None:
        self.events.append("lost")

    def screen_rests(self) -> None:
        self.events.append("rests")


@contextlib.asynccontextmanager
async def looking(camera: RtspCamera, **settings) -> AsyncIterator[Looker]:
    looker = Looker(CameraSettings(camera.url, longest_edge_px=800, **settings))
    running = asyncio.create_task(looker.client.run())
    looker.client.watched(by_anybody=True)
    try:
        yield looker
    finally:
        running.cancel()
        await asyncio.wait([running])


async def until(true) -> None:
    async with asyncio.timeout(40):
        while not true():
            await asyncio.sleep(0.05)


def readers() -> list[psutil.Process]:
    ours = psutil.Process().children(recursive=True)
    return [one for one in ours if any("rtsp_reader" in word for word in one.cmdline())]


@pytest.fixture
async def camera() -> AsyncIterator[RtspCamera]:
    async with running_rtsp(RtspCamera(VIDEO)) as running:
        yield running


async def test_its_video_is_seen_no_larger_than_wanted_and_its_reader_ends_with_the_last_look(
    camera: RtspCamera,
) -> None:
    async with looking(camera) as looker:
        await until(lambda: looker.client.whole_screen is not None)
        pixels = looker.client.whole_screen.pixels
        assert pixels.shape == (450, 800)
        assert np.abs(to_rgb(pixels).astype(int) - (40, 160, 60)).max() < 12
        looker.client.watched(by_anybody=False)
        await until(lambda: looker.events[-1] == "rests")
        assert readers() == []


async def test_a_stall_is_noticed_and_the_camera_reached_again(camera: RtspCamera) -> None:
    async with looking(camera) as looker:
        await until(lambda: looker.events == ["connected"])
        camera.plays = False
        await until(lambda: "lost" in looker.events)
        camera.plays = True
        await until(lambda: looker.events[-1] == "connected")


@pytest.mark.parametrize(("password", "taken"), [("s3cret", True), ("wr0ng-word", False)])
async def test_it_logs_in_and_never_shows_the_password(
    camera: RtspCamera, caplog: pytest.LogCaptureFixture, password: str, taken: bool
) -> None:
    camera.asks_login = True
    async with looking(camera, credentials=Credentials("engineer", password)) as looker:
        await until(lambda: looker.events != [])
        assert looker.events == ["connected" if taken else "lost"]
        told = " ".join(word for one in readers() for word in one.cmdline())
    assert ("refuses user and password" in caplog.text) is not taken
    assert password not in caplog.text + told + "".join(camera.said)


async def test_nobody_there_is_told_without_the_address_of_the_login(
    caplog: pytest.LogCaptureFixture,
) -> None:
    camera = RtspCamera(b"", port=9)
    async with looking(camera, credentials=Credentials("engineer", "s3cret")) as looker:
        await until(lambda: "lost" in looker.events)
    assert "connection refused" in caplog.text
    assert "s3cret" not in caplog.text
