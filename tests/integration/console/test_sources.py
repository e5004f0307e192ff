"""Several sources of one scanner: each is a stream of its own, and one hand at most is on them."""

import numpy as np
import pytest

from telescan.console.messages import Ended, InputRefused, Joined, RefusalReason, Refused
from telescan.console.rfb import RfbSettings
from telescan.console.rights import LinkLoss, SourceRules
from telescan.identity.roles import Role

KEY_A = {"kind": "key", "keysym": ord("a"), "code": "KeyA"}


@pytest.fixture
async def injector(chain):
    """A second screen of the scanner, beside its console."""
    async with chain.qt_screen() as program:
        yield program


def serve(chain, program, rules: SourceRules | None = None) -> None:
    settings = RfbSettings("127.0.0.1", program.port)
    channel = chain.channel(source_id="injector")
    if rules is None:
        chain.run_stream(settings, channel)
    else:
        chain.run_stream(settings, channel, rules)


async def test_two_screens_are_seen_at_once_and_driven_one_at_a_time(chain, qt, injector):
    await chain.start_site(qt.port)
    serve(chain, injector)
    console = await chain.view()
    second = await chain.view(source_id="injector")
    await chain.shows_screen(console, qt.port)
    await chain.shows_screen(second, injector.port)
    chain.grant("expert", 4)
    await console.input(4, **KEY_A, down=True)
    await chain.until(lambda: qt.said("press 65 a"))
    await second.input(4, kind="key", keysym=ord("b"), code="KeyB", down=True)
    await chain.until(lambda: qt.said("release 65") and injector.said("press 66 b"))
    assert not injector.said("press 65 a")
    await chain.shows_screen(second, injector.port)
    assert not np.array_equal(console.screen.pixels, second.screen.pixels)
    chain.take_back()
    await chain.until(lambda: injector.said("release 66"))


async def test_leaving_one_screen_releases_it_and_control_goes_on_at_the_other(chain, qt, injector):
    await chain.start_site(qt.port)
    serve(chain, injector)
    console = await chain.view()
    second = await chain.view(source_id="injector")
    await chain.shows_screen(console, qt.port)
    await chain.shows_screen(second, injector.port)
    chain.grant("expert", 4)
    await second.input(4, **KEY_A, down=True)
    await chain.until(lambda: injector.said("press 65 a"))
    await second.connection.close()
    await chain.until(lambda: injector.said("release 65"))
    await console.input(4, **KEY_A, down=True)
    await chain.until(lambda: qt.said("press 65 a"))
    assert chain.losses == []
    await console.connection.close()
    await chain.until(lambda: chain.losses == [LinkLoss.DRIVER])
    assert qt.said("release 65")


async def test_a_dismissed_person_loses_every_source(chain, qt, injector):
    await chain.start_site(qt.port)
    serve(chain, injector)
    views = [await chain.view(), await chain.view(source_id="injector")]
    await chain.until(lambda: all(view.has(Joined) for view in views))
    chain.rights.viewers.discard("expert")
    chain.rights_changed()
    await chain.until(lambda: all(view.has(Ended) for view in views))
    assert {view.last(Ended).reason for view in views} == {RefusalReason.ADMISSION_ENDED}


async def test_a_source_that_is_only_looked_at_takes_no_input_from_whoever_drives(
    chain, qt, injector
):
    await chain.start_site(qt.port)
    serve(chain, injector, SourceRules(drivable=False))
    second = await chain.view(source_id="injector")
    await chain.shows_screen(second, injector.port)
    chain.grant("expert", 4)
    await second.input(4, **KEY_A, down=True)
    await chain.until(lambda: second.has(InputRefused))
    assert second.last(InputRefused).reason == "not_drivable"
    assert injector.lines == ["ready"]


async def test_a_source_that_is_for_some_roles_refuses_the_others_though_admitted(chain, injector):
    serve(chain, injector, SourceRules(drivable=False, seen_by=frozenset({Role.EXPERT})))
    watcher = await chain.view("watcher", source_id="injector")
    expert = await chain.view(source_id="injector")
    await chain.until(lambda: watcher.has(Refused) and expert.has(Joined))
    assert watcher.last(Refused).reason is RefusalReason.ROLE


async def test_the_end_of_one_sources_channel_leaves_a_driver_of_another_alone(chain, qt, injector):
    await chain.start_site(qt.port)
    serve(chain, injector)
    console = await chain.view()
    await chain.shows_screen(console, qt.port)
    chain.grant("expert", 4)
    await console.input(4, **KEY_A, down=True)
    await chain.until(lambda: qt.said("press 65 a"))
    chain.streams[1].channel_closed()
    assert chain.losses == []
    assert not qt.said("release 65")
    chain.streams[0].channel_closed()
    assert chain.losses == [LinkLoss.CHANNEL]
    await chain.until(lambda: qt.said("release 65"))
