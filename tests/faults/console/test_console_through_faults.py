"""The console never freezes, never sticks and never replays, whatever its link does.

Everything is real but the radio: TigerVNC and Qt screens, the site's stream, the hub's doors, TCP
over an emulated link in namespaces. Several faults happen at a time, each on a link of its own.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from bench.link_emulator import PROFILES, Direction, EmulatedLink, LinkUnavailableError, Profile
from tests.integration.console.conftest import until
from tests.peers.console_stage import Stage, Watcher, staged

from telescan.console.messages import InputRefused
from telescan.console.relays import Relays
from telescan.console.rights import LinkLoss
from telescan.wire.link_pulse import DEAD_S, PING_EVERY_S

MARK_WITHIN_S = 3.5
"""Two seconds on a machine of its own; one that runs other tests beside gets more."""
RELEASE_WITHIN_S = 0.5
FRESH_WITHIN_S = 2.5
"""The bar is one second; a machine that runs other tests beside gets more."""
AT_A_TIME = 3
"""Faults; more of them starve a machine of two cores."""
KEY_A = {"kind": "key", "keysym": ord("a"), "code": "KeyA", "down": True}
DRAG = {"kind": "pointer", "x": 300, "y": 400, "buttons": 1}


def letter(character: str) -> dict[str, object]:
    return {"kind": "key", "keysym": ord(character), "code": f"Key{character.upper()}"}


@dataclass
class Fault:
    """What happened around one outage."""

    stage: Stage
    viewer: Watcher
    whole_bytes: int
    out_s: float = 0.0
    back_s: float = 0.0
    bytes_before: int = 0
    bytes_until_fresh: int = 0
    kept: bool = False
    losses: list[tuple[float, LinkLoss]] = field(default_factory=list)
    """When and how control ended."""

    @property
    def last_sign_s(self) -> float:
        """When the last picture before the outage was drawn."""
        return max(at for at, shown in self.viewer.seen if shown < self.out_s)

    @property
    def stale_at_s(self) -> float:
        at = self.viewer.stale_at(self.out_s)
        assert at is not None, "the picture was never marked"
        return at

    @property
    def fresh_after_s(self) -> float:
        """How long after the link's return a picture came that is of later than that."""
        at = self.viewer.fresh_at(self.back_s)
        assert at is not None
        return at - self.back_s


async def drive(stage: Stage, viewer: Watcher) -> None:
    """Hold a key down in the middle of a drag; again where the link was too slow for it."""
    stage.grant(1)
    for _ in range(5):
        await viewer.input(1, kind="release", heard_refusal=viewer.seq)
        await viewer.input(1, **KEY_A)
        await viewer.input(1, **DRAG)
        with contextlib.suppress(TimeoutError):
            await until(lambda: stage.screen.held() == ({"a"}, {"LeftButton"}), 5)
            return
    pytest.fail(f"never driven: {[m for m in viewer.heard if isinstance(m, InputRefused)]}")


async def outage(seed: int, profile: str, server: str, for_s: float, **ways: bool) -> Fault:
    async with (
        staged(PROFILES[profile], server, seed) as stage,
        stage.hub(),
        stage.view() as viewer,
    ):
        fault = Fault(stage, viewer, whole_bytes=viewer.bytes)
        await drive(stage, viewer)
        fault.bytes_before, kept = viewer.bytes, viewer.screen
        fault.out_s = time.monotonic()
        stage.link.outage(True, **ways)
        while time.monotonic() < fault.out_s + for_s:
            await viewer.input(1, **letter("x"), down=True)
            await viewer.input(1, **letter("x"), down=False)
            await asyncio.sleep(0.2)
        fault.kept = viewer.screen is kept and bool(viewer.screen.pixels.any())
        fault.bytes_before = viewer.bytes
        fault.back_s = time.monotonic()
        stage.link.outage(False)
        await until(lambda: viewer.fresh_at(fault.back_s) is not None)
        fault.bytes_until_fresh = viewer.bytes - fault.bytes_before
        fault.losses = list(stage.site.losses)
        await asyncio.sleep(1.0)  # for what would come late
        stage.grant(2)
        await viewer.input(2, **letter("b"), down=True)
        await viewer.input(2, **letter("b"), down=False)
        await until(lambda: stage.screen.said("release", "b") is not None)
        return fault


async def gateway_restart() -> Fault:
    async with staged(PROFILES["mid"], "qt", 4) as stage, stage.hub(), stage.view() as viewer:
        fault = Fault(stage, viewer, whole_bytes=viewer.bytes)
        await drive(stage, viewer)
        kept = viewer.screen
        fault.out_s = time.monotonic()
        await stage.end_site()
        await until(lambda: stage.screen.held() == (set(), set()))
        await viewer.input(1, **letter("x"), down=True)
        fault.back_s = time.monotonic()
        stage.start_site()
        await until(lambda: viewer.fresh_at(fault.back_s) is not None)
        fault.kept = viewer.screen is kept
        return fault


async def hub_restart() -> Stage:
    async with staged(PROFILES["mid"], "tigervnc", 5) as stage:
        async with stage.hub(), stage.view() as viewer:
            await drive(stage, viewer)
        await until(lambda: stage.screen.held() == (set(), set()))
        stage.relays = Relays()
        back_s = time.monotonic()
        async with stage.hub(), stage.view() as viewer:
            await until(lambda: viewer.fresh_at(back_s) is not None)
        return stage


HANDOVERS = Direction(delay_ms=30, jitter_ms=10, rate_mbit_s=10, stall_every_s=2, stall_ms=300)
TYPED = "thequickbrownfoxjumpsoverthelazydog"


async def handovers() -> Fault:
    async with (
        staged(Profile(HANDOVERS, HANDOVERS), "tigervnc", 6) as stage,
        stage.hub(),
        stage.view() as viewer,
    ):
        fault = Fault(stage, viewer, whole_bytes=viewer.bytes, out_s=time.monotonic())
        stage.grant(1)
        for character in TYPED:
            await viewer.input(1, **letter(character), down=True)
            await viewer.input(1, **letter(character), down=False)
            await asyncio.sleep(0.2)
        await until(lambda: stage.screen.said("release", TYPED[-1]) is not None)
        fault.losses = list(stage.site.losses)
        return fault


OUTAGES: dict[str, Callable[[], Awaitable[Fault]]] = {
    "15 s both ways, bad link": lambda: outage(1, "bad", "tigervnc", 15),
    "4 s site to hub": lambda: outage(2, "mid", "qt", 4, down=False),
    "4 s hub to site": lambda: outage(3, "mid", "tigervnc", 4, up=False),
}
OTHERS = {
    "gateway restart": gateway_restart,
    "hub restart": hub_restart,
    "handovers": handovers,
}


@pytest.fixture(scope="module")
def faults() -> dict[str, Any]:
    """Let all of them happen at once."""
    try:
        with EmulatedLink(PROFILES["lo"]):
            pass
    except LinkUnavailableError as reason:
        pytest.skip(str(reason))

    makers = OUTAGES | OTHERS

    async def happen() -> list[Any]:
        places = asyncio.Semaphore(AT_A_TIME)

        async def in_turn(make: Callable[[], Awaitable[object]]) -> object:
            async with places:
                return await make()

        made = (in_turn(make) for make in makers.values())
        return await asyncio.gather(*made, return_exceptions=True)

    return dict(zip(makers, asyncio.run(happen()), strict=True))


def happened(faults: dict[str, Any], name: str) -> Any:
    fault = faults[name]
    if isinstance(fault, Exception):
        raise fault
    return fault


@pytest.fixture(params=OUTAGES)
def fault(request: pytest.FixtureRequest, faults: dict[str, Any]) -> Fault:
    return happened(faults, request.param)


def test_a_picture_that_stands_still_is_marked(fault: Fault) -> None:
    assert fault.stale_at_s - fault.last_sign_s <= MARK_WITHIN_S


def test_the_last_picture_is_kept(fault: Fault) -> None:
    assert fault.kept


def test_a_new_picture_comes_soon_after_the_links_return(
    fault: Fault, record_property: Callable[[str, object], None]
) -> None:
    record_property("fresh_after_s", fault.fresh_after_s)
    print(f"first new pixels {fault.fresh_after_s * 1000:.0f} ms after the return")  # noqa: T201
    assert fault.fresh_after_s <= FRESH_WITHIN_S


def test_only_what_changed_is_sent_again(fault: Fault) -> None:
    assert fault.bytes_until_fresh <= fault.whole_bytes / 4


def test_keys_and_buttons_go_up_at_the_scanner(fault: Fault) -> None:
    lost_s, loss = fault.losses[0]
    assert loss is LinkLoss.CHANNEL
    assert lost_s - fault.out_s <= DEAD_S + PING_EVERY_S + 0.5
    for what in ("release", "unbutton"):
        up = fault.stage.screen.said(what, since_s=fault.out_s)
        assert up is not None
        assert up.at_s - lost_s <= RELEASE_WITHIN_S
    assert fault.stage.screen.held() == (set(), set())


def test_nothing_typed_into_the_outage_arrives(fault: Fault) -> None:
    # What left before the site saw the loss may be applied, if young; later nothing is.
    lost_s, _ = fault.losses[0]
    assert fault.stage.screen.said("press", "x", since_s=lost_s) is None


def test_a_gateway_that_restarts_lets_go_and_shows_the_screen_again(
    faults: dict[str, Any],
) -> None:
    fault = happened(faults, "gateway restart")
    assert fault.stale_at_s - fault.last_sign_s <= MARK_WITHIN_S
    assert fault.kept
    assert fault.stage.screen.held() == (set(), set())
    assert fault.stage.screen.said("press", "x") is None


def test_a_hub_that_restarts_costs_control_and_nothing_else(faults: dict[str, Any]) -> None:
    stage = happened(faults, "hub restart")
    assert stage.site.losses
    assert stage.screen.held() == (set(), set())


def test_handovers_lose_nothing_typed_and_raise_no_alarm(faults: dict[str, Any]) -> None:
    fault = happened(faults, "handovers")
    arrived = [h.key for h in fault.stage.screen.happened if h.what == "press"]
    assert "".join(arrived) == TYPED
    assert fault.viewer.stale_at(fault.out_s) is None
    assert fault.losses == []
    assert not fault.viewer.has(InputRefused)
