"""A room camera through the whole chain: on only while watched, lossy and said so, never driven."""

import numpy as np
import pytest
from tests.peers.mjpeg_camera import MjpegCamera, jpeg, running_camera

from telescan.console.camera import CameraSettings, Credentials
from telescan.console.camera.shot import JpegShot
from telescan.console.framebuffer import to_rgb
from telescan.console.messages import (
    Ended,
    InputRefused,
    Joined,
    PictureState,
    RefusalReason,
    Refused,
    StateChanged,
)
from telescan.console.rights import SourceRules
from telescan.identity.roles import Role

ROOM = SourceRules(drivable=False, seen_by=frozenset({Role.EXPERT}), moving=True)
RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture
async def camera():
    async with running_camera(MjpegCamera()) as running:
        yield running


def serve(chain, camera, **settings) -> None:
    settings = CameraSettings(camera.url, frames_per_s=15, **settings)
    chain.run_stream(settings, chain.channel(source_id="room"), ROOM)


def shows(viewer, colour) -> bool:
    if viewer.screen is None:
        return False
    return bool((np.abs(to_rgb(viewer.screen.pixels).astype(int) - colour) < 25).all())


def state(viewer) -> PictureState:
    return viewer.last(StateChanged).state


async def test_the_room_is_seen_lossy_while_it_moves_and_exactly_once_it_rests(chain, camera):
    serve(chain, camera)
    viewer = await chain.view(source_id="room")
    await chain.until(lambda: shows(viewer, RED))
    assert viewer.codecs == {5}
    assert not viewer.exact
    assert state(viewer) is PictureState.LIVE
    camera.picture = jpeg(BLUE)
    await chain.until(lambda: shows(viewer, BLUE) and viewer.exact)
    assert viewer.codecs == {3, 5}
    assert viewer.shows(JpegShot(camera.picture, 1280).pixels())


async def test_the_camera_is_off_until_somebody_admitted_looks_and_after_the_last_has_left(
    chain, camera
):
    serve(chain, camera)
    watcher = await chain.view("watcher", source_id="room")
    await chain.until(lambda: watcher.has(Refused))
    assert watcher.last(Refused).reason is RefusalReason.ROLE
    stranger = await chain.view("stranger", source_id="room")
    await chain.until(lambda: stranger.has(Refused))
    assert camera.connections == 0
    viewer = await chain.view(source_id="room")
    await chain.until(lambda: camera.watchers == 1 and shows(viewer, RED))
    await viewer.connection.close()
    await chain.until(lambda: camera.watchers == 0)
    again = await chain.view(source_id="room")
    await chain.until(lambda: camera.watchers == 1 and shows(again, RED))


async def test_who_is_dismissed_sees_neither_console_nor_room_and_the_camera_goes_off(
    chain, qt, camera
):
    await chain.start_site(qt.port)
    serve(chain, camera)
    console, room = await chain.view(), await chain.view(source_id="room")
    await chain.shows_screen(console, qt.port)
    await chain.until(lambda: shows(room, RED))
    chain.rights.viewers.discard("expert")
    chain.rights_changed()
    await chain.until(lambda: console.has(Ended) and room.has(Ended))
    await chain.until(lambda: camera.watchers == 0)


async def test_the_driver_cannot_drive_a_camera(chain, camera):
    serve(chain, camera)
    viewer = await chain.view(source_id="room")
    await chain.until(lambda: viewer.has(Joined))
    chain.grant("expert", 1)
    await viewer.input(1, kind="pointer", x=1, y=1, buttons=1)
    await chain.until(lambda: viewer.has(InputRefused))


async def test_a_camera_that_breaks_off_is_marked_and_comes_back(chain, camera):
    serve(chain, camera)
    viewer = await chain.view(source_id="room")
    await chain.until(lambda: shows(viewer, RED))
    camera.picture = jpeg(BLUE)
    camera.cut()
    await chain.until(
        lambda: any(
            isinstance(said, StateChanged) and said.state is PictureState.SCANNER_UNREACHABLE
            for said in viewer.heard
        )
    )
    await chain.until(lambda: shows(viewer, BLUE) and state(viewer) is PictureState.LIVE)
    assert camera.connections == 2


@pytest.mark.parametrize("login", ["basic", "digest"])
async def test_a_camera_gets_its_user_and_password(chain, camera, login):
    camera.login = login
    serve(chain, camera, credentials=Credentials("engineer", "s3cret"))
    viewer = await chain.view(source_id="room")
    await chain.until(lambda: shows(viewer, RED))


async def test_a_wrong_password_is_told_once_and_never_shown(chain, camera, caplog):
    camera.login = "digest"
    serve(chain, camera, credentials=Credentials("engineer", "wr0ng-word"))
    viewer = await chain.view(source_id="room")
    await chain.until(lambda: viewer.has(Joined) and "credentials_file" in caplog.text)
    await chain.until(lambda: state(viewer) is PictureState.SCANNER_UNREACHABLE)
    assert "wr0ng-word" not in caplog.text + "".join(camera.asked)
    assert camera.connections == 2
