"""The whole chain: a real screen, the site's stream, a real hub, viewers that compare pixels."""

import asyncio
import itertools
import signal

import numpy as np
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from telescan.console.framebuffer import to_rgb
from telescan.console.messages import (
    DriverChanged,
    Ended,
    InputRefused,
    Joined,
    LinkFigures,
    Pace,
    PictureState,
    Ping,
    Pong,
    RefusalReason,
    Refused,
    StateChanged,
    Watchers,
)
from telescan.console.rfb.liveness import ANSWER_S, QUIET_S
from telescan.console.rights import LinkLoss

KEY_A = {"kind": "key", "keysym": ord("a"), "code": "KeyA"}


def now_live(viewer) -> bool:
    state = viewer.last(StateChanged)
    return state is not None and state.state is PictureState.LIVE


async def test_a_viewer_sees_every_pixel_of_a_qt_console(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    assert viewer.exact
    assert viewer.codecs == {2, 3}
    assert viewer.last(StateChanged).state is PictureState.LIVE


async def test_a_viewer_sees_the_colours_that_qt_painted(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    colours = to_rgb(viewer.screen.pixels)[30, [340, 380, 420]]
    assert colours.tolist() == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]


async def test_a_viewer_sees_every_pixel_of_a_tigervnc_screen(chain, tigervnc):
    await chain.start_site(tigervnc.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, tigervnc.port)


async def test_a_viewer_without_jpeg_xl_sees_the_same(chain, qt):
    await chain.start_site(qt.port)
    modern = await chain.view()
    await chain.shows_screen(modern, qt.port)
    plain = await chain.view("watcher", codecs=frozenset({1, 2}))
    await chain.shows_screen(plain, qt.port)
    assert plain.codecs == {1, 2}
    await chain.shows_screen(modern, qt.port)


async def test_a_key_typed_by_the_driver_arrives_and_comes_back_as_pixels(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    before = viewer.screen.pixels.copy()
    chain.grant("expert", 7)
    await viewer.input(7, **KEY_A, down=True)
    await viewer.input(7, **KEY_A, down=False)
    await chain.until(lambda: qt.said("press 65 a") and qt.said("release 65"))
    await chain.until(lambda: not np.array_equal(before, viewer.screen.pixels))
    await chain.shows_screen(viewer, qt.port)


async def test_the_pointer_arrives_where_it_was_put(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    chain.grant("expert", 1)
    await viewer.input(1, kind="pointer", x=120, y=90, buttons=1)
    await viewer.input(1, kind="pointer", x=125, y=95, buttons=0)
    await chain.until(lambda: qt.said("button 120 90") and qt.said("unbutton 125 95"))


async def test_input_under_a_stale_epoch_is_refused_at_the_site(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    chain.grant("expert", 2)
    refused_seq = await viewer.input(1, **KEY_A, down=True)
    await viewer.input(2, kind="key", keysym=ord("b"), code="KeyB", down=True)
    await chain.until(lambda: qt.said("press 66 b") and viewer.has(InputRefused))
    assert not qt.said("press 65 a")
    assert viewer.last(InputRefused).seq == refused_seq


async def test_input_that_waited_too_long_is_refused_and_lets_go_until_the_page_heard(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    chain.grant("expert", 1)
    await viewer.input(1, **KEY_A, down=True)
    await chain.until(lambda: qt.said("press 65 a"))
    late = await viewer.input(1, kind="key", keysym=ord("b"), code="KeyB", down=True, age_ms=2_000)
    blind = await viewer.input(1, kind="key", keysym=ord("c"), code="KeyC", down=True)
    await chain.until(lambda: qt.said("release 65") and viewer.has(InputRefused))
    told = [(m.seq, m.reason) for m in viewer.heard if isinstance(m, InputRefused)]
    assert told == [(late, "late")]
    await viewer.input(1, kind="release", heard_refusal=late)
    await viewer.input(1, kind="key", keysym=ord("d"), code="KeyD", down=True)
    await chain.until(lambda: qt.said("press 68 d"))
    assert blind > late
    assert not qt.said("press 66 b")
    assert not qt.said("press 67 c")


async def test_a_watcher_cannot_drive(chain, qt):
    await chain.start_site(qt.port)
    watcher = await chain.view("watcher")
    await chain.shows_screen(watcher, qt.port)
    chain.grant("expert", 2)
    await watcher.input(2, **KEY_A, down=True)
    await chain.until(lambda: watcher.has(InputRefused))
    assert not qt.said("press 65 a")


async def test_control_taken_back_releases_what_is_held(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    chain.grant("expert", 3)
    await viewer.input(3, **KEY_A, down=True)
    await viewer.input(3, kind="pointer", x=50, y=60, buttons=1)
    await chain.until(lambda: qt.said("press 65 a") and qt.said("button 50 60"))
    chain.take_back()
    await chain.until(lambda: qt.said("release 65") and qt.said("unbutton 50 60"))
    await chain.until(lambda: viewer.last(DriverChanged).person_id is None)
    await viewer.input(3, **KEY_A, down=True)
    await chain.until(lambda: viewer.has(InputRefused))


async def test_a_driver_that_vanishes_holds_nothing_and_the_session_hears(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    chain.grant("expert", 3)
    await viewer.input(3, **KEY_A, down=True)
    await chain.until(lambda: qt.said("press 65 a"))
    await viewer.connection.close()
    await chain.until(lambda: qt.said("release 65"))
    await chain.until(lambda: chain.losses == [LinkLoss.DRIVER])


async def test_a_driver_that_falls_silent_holds_nothing(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    chain.grant("expert", 3)
    await viewer.input(3, **KEY_A, down=True)
    await chain.until(lambda: qt.said("press 65 a"))
    viewer.alive = False
    await chain.until(lambda: qt.said("release 65"))
    assert chain.losses == [LinkLoss.DRIVER]


async def test_nobody_sees_without_admission_or_without_the_role(chain, qt):
    await chain.start_site(qt.port)
    stranger, trainee = await chain.view("stranger"), await chain.view("trainee")
    nobody = await chain.view("nobody")
    await chain.until(lambda: all(v.has(Refused) for v in (stranger, trainee, nobody)))
    assert stranger.last(Refused).reason is RefusalReason.NOT_ADMITTED
    assert trainee.last(Refused).reason is RefusalReason.ROLE
    assert nobody.last(Refused).reason is RefusalReason.SIGNED_OUT
    assert [v.updates for v in (stranger, trainee, nobody)] == [0, 0, 0]


async def test_a_dismissed_viewer_is_ended_and_others_go_on(chain, qt):
    stream = await chain.start_site(qt.port)
    expert, watcher = await chain.view(), await chain.view("watcher")
    await chain.shows_screen(expert, qt.port)
    await chain.shows_screen(watcher, qt.port)
    await chain.until(lambda: expert.last(Watchers).names == ("Expert", "Watcher"))
    chain.rights.viewers.discard("watcher")
    stream.rights_changed()
    await chain.until(lambda: watcher.has(Ended))
    assert watcher.last(Ended).reason is RefusalReason.ADMISSION_ENDED
    await chain.until(lambda: expert.last(Watchers).names == ("Expert",))
    chain.grant("expert", 1)
    await expert.input(1, **KEY_A, down=True)
    await chain.shows_screen(expert, qt.port)


async def test_a_late_joiner_sees_the_whole_screen(chain, qt):
    await chain.start_site(qt.port)
    early = await chain.view()
    await chain.shows_screen(early, qt.port)
    chain.grant("expert", 1)
    for letter in "scan":
        await early.input(1, kind="key", keysym=ord(letter), code="", down=True)
        await early.input(1, kind="key", keysym=ord(letter), code="", down=False)
    await chain.until(lambda: qt.said("release 78"))
    late = await chain.view("watcher")
    await chain.shows_screen(late, qt.port)


async def test_a_viewer_that_never_acknowledges_does_not_slow_the_other(chain, qt):
    await chain.start_site(qt.port)
    quick = await chain.view()
    await chain.shows_screen(quick, qt.port)
    stuck = await chain.view("watcher")
    stuck.acknowledges = False
    await chain.until(lambda: stuck.updates == 1)
    chain.grant("expert", 1)
    for _ in range(5):
        await quick.input(1, **KEY_A, down=True)
        await quick.input(1, **KEY_A, down=False)
    await chain.shows_screen(quick, qt.port)
    assert stuck.updates <= 2


async def test_the_delay_is_measured_to_the_hub_and_to_the_site(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.until(lambda: viewer.has(Joined))
    await viewer.say(Ping(id=5))
    await chain.until(
        lambda: {m.by for m in viewer.heard if isinstance(m, Pong) and m.id == 5} == {"hub", "site"}
    )


async def test_a_scanner_that_restarts_is_marked_and_then_seen_again(chain):
    port = chain.free_port()
    async with chain.qt_screen(port):
        await chain.start_site(port)
        viewer = await chain.view()
        await chain.shows_screen(viewer, port)
    await chain.until(lambda: viewer.last(StateChanged).state is PictureState.SCANNER_UNREACHABLE)
    async with chain.qt_screen(port):
        await chain.until(lambda: now_live(viewer))
        await chain.shows_screen(viewer, port)


async def test_a_qt_screen_that_hangs_is_marked_and_given_no_more_input(chain, qt):
    await hang(chain, qt)


async def test_a_tigervnc_that_hangs_is_marked_and_given_no_more_input(chain, tigervnc):
    await hang(chain, tigervnc)


async def hang(chain, program) -> None:
    await chain.start_site(program.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, program.port)
    chain.grant("expert", 1)
    program.process.send_signal(signal.SIGSTOP)
    try:
        for letter in itertools.cycle("ab"):
            await viewer.input(1, kind="key", keysym=ord(letter), code="KeyA", down=True)
            await asyncio.sleep(0.1)
            if viewer.has(InputRefused):
                break
        assert viewer.last(InputRefused).reason == "late"
        await chain.until(
            lambda: viewer.last(StateChanged).state is PictureState.SCANNER_UNREACHABLE
        )
    finally:
        program.process.send_signal(signal.SIGCONT)
    await chain.until(lambda: now_live(viewer))
    await chain.shows_screen(viewer, program.port)


async def test_a_screen_that_stands_still_is_not_taken_for_one_that_hangs(chain, tigervnc):
    await chain.start_site(tigervnc.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, tigervnc.port)
    await asyncio.sleep(QUIET_S + ANSWER_S + 1)
    assert states(viewer)[-1] is PictureState.LIVE
    assert (
        states(viewer).count(PictureState.SCANNER_UNREACHABLE) <= 1
    )  # before the first connection


async def drive(chain, qt, viewer) -> None:
    """Press A and keep it down."""
    chain.grant("expert", 1)
    await viewer.input(1, **KEY_A, down=True)
    await chain.until(lambda: qt.said("press 65 a"))
    await chain.shows_screen(viewer, qt.port)


def states(viewer) -> list[PictureState]:
    return [m.state for m in viewer.heard if isinstance(m, StateChanged)]


async def test_after_the_link_returns_only_what_changed_is_sent(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    whole = viewer.bytes
    await drive(chain, qt, viewer)
    bytes_before, updates_before = viewer.bytes, viewer.updates
    chain.wire.cut()
    await chain.until(lambda: qt.said("release 65"))
    assert chain.losses == [LinkLoss.CHANNEL]
    await chain.until(lambda: viewer.updates > updates_before and now_live(viewer))
    assert PictureState.LINK_LOST in states(viewer)
    await chain.shows_screen(viewer, qt.port)
    assert viewer.bytes - bytes_before < whole / 4


async def test_a_link_that_falls_silent_is_seen_at_both_ends(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    await drive(chain, qt, viewer)
    bytes_before, updates_before = viewer.bytes, viewer.updates
    chain.wire.freeze()
    await chain.until(lambda: qt.said("release 65"))
    assert LinkLoss.CHANNEL in chain.losses
    await chain.until(lambda: states(viewer)[-1] is PictureState.LINK_LOST)
    await asyncio.sleep(1.5)  # the outage outlasts several beats of the site
    chain.wire.thaw()
    await chain.until(lambda: now_live(viewer) and viewer.updates > updates_before)
    await chain.shows_screen(viewer, qt.port)
    assert viewer.bytes - bytes_before < bytes_before / 4, "the link resumes where it stopped"


async def test_input_given_while_the_link_is_down_is_never_applied(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    chain.grant("expert", 1)
    await chain.until(lambda: viewer.site_ahead_ms is not None)
    chain.wire.freeze()
    chain.wire.cut()
    await chain.until(lambda: states(viewer)[-1] is PictureState.LINK_LOST)
    await viewer.input(1, **KEY_A, down=True)
    joins = sum(isinstance(m, Joined) for m in viewer.heard)
    chain.wire.thaw()
    await chain.until(lambda: sum(isinstance(m, Joined) for m in viewer.heard) > joins)
    await viewer.input(1, kind="key", keysym=ord("b"), code="KeyB", down=True)
    await chain.until(lambda: qt.said("press 66 b"))
    assert not qt.said("press 65 a")


async def test_a_channel_signed_by_another_key_is_refused(chain, qt, caplog):
    await chain.start_site(qt.port, seed=chain.new_seed())
    viewer = await chain.view()
    await chain.until(lambda: "the signature is not by this site's key" in caplog.text)
    assert not viewer.has(Joined)


async def test_a_page_of_another_origin_is_refused(chain):
    with pytest.raises(InvalidStatus) as refused:
        await connect(
            f"ws://127.0.0.1:{chain.hub_port}/api/console/mr2",
            additional_headers={"x-person": "expert"},
            origin="http://elsewhere.example",
        )
    assert refused.value.response.status_code == 403


async def test_who_comes_back_after_a_pause_sees_the_screen_as_it_is_now(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    await viewer.connection.close()
    driver = await chain.view("watcher")
    await chain.shows_screen(driver, qt.port)
    chain.grant("watcher", 1)
    await driver.input(1, **KEY_A, down=True)
    await chain.until(lambda: qt.said("press 65 a"))
    await driver.connection.close()
    again = await chain.view()
    await chain.shows_screen(again, qt.port)


async def test_while_nobody_looks_at_an_open_page_no_picture_leaves_the_site(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    chain.grant("expert", 1)
    await viewer.say(Pace(most_hz=0))
    await viewer.say(Ping(id=5))
    await chain.until(lambda: any(isinstance(m, Pong) and m.by == "site" for m in viewer.heard))
    sent = chain.stream._pictures.encoder.generation
    for _ in range(3):
        await viewer.input(1, **KEY_A, down=True)
        await viewer.input(1, **KEY_A, down=False)
    await chain.until(lambda: qt.said("release 65"))
    await asyncio.sleep(0.3)
    assert chain.stream._pictures.encoder.generation == sent
    await viewer.say(Pace())
    await chain.shows_screen(viewer, qt.port)


async def test_who_joins_while_the_others_do_not_look_sees_the_screen_as_it_is_now(chain, qt):
    await chain.start_site(qt.port)
    away = await chain.view()
    await chain.shows_screen(away, qt.port)
    chain.grant("expert", 1)
    await away.say(Pace(most_hz=0))
    await away.input(1, **KEY_A, down=True)
    await chain.until(lambda: qt.said("press 65 a"))
    late = await chain.view("watcher")
    await chain.shows_screen(late, qt.port)


async def test_a_scanner_with_a_password_is_reached_with_it(chain, tigervnc_with_password):
    await chain.start_site(tigervnc_with_password.port, password="magnet33")
    viewer = await chain.view()
    await chain.until(lambda: viewer.updates > 0 and viewer.exact)
    assert viewer.screen.pixels.shape == (700, 1000)


@pytest.mark.parametrize(
    "lie",
    [
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"RFB 003.003\n\0\0\0\1\xff\xff\xff\xff" + bytes(20),
        b"RFB 003.003\n\0\0\0\1\0\x08\0\x08" + bytes(20) + b"\x63",
    ],
    ids=["another protocol", "an absurd screen", "an unknown message"],
)
async def test_a_lying_server_is_left_and_tried_again(chain, lie):
    visits = []

    async def tell(reader, writer) -> None:
        visits.append(1)
        writer.write(lie)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(tell, "127.0.0.1", 0)
    async with server:
        await chain.start_site(server.sockets[0].getsockname()[1])
        viewer = await chain.view()
        await chain.until(lambda: len(visits) >= 2 and viewer.has(Joined))
        assert states(viewer)[-1] is PictureState.SCANNER_UNREACHABLE


@pytest.mark.parametrize(
    "words", ["not json", '{"type":"input"}', '{"type":"hello","codecs":[1]}', b"x"]
)
async def test_a_viewer_that_says_nonsense_is_ended_with_the_reason(chain, qt, words):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.until(lambda: viewer.has(Joined))
    await viewer.connection.send(words)
    await chain.until(lambda: viewer.has(Ended))
    assert viewer.last(Ended).reason is RefusalReason.BAD_MESSAGE


async def test_a_viewer_is_told_what_the_sites_link_carries(chain, qt):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.until(lambda: viewer.has(LinkFigures))
    await chain.until(lambda: viewer.last(LinkFigures).round_trip_ms is not None)
