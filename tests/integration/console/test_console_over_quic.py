"""The channel between site and hub over QUIC, and its ways back to a WebSocket."""

import asyncio
import contextlib
import datetime as dt
import ssl

import httpx
import pytest
from tests.peers.udp_wire import udp_wire

from telescan.console.codecs import CODECS
from telescan.console.messages import (
    HUB_TO_VIEWER,
    Ended,
    Hello,
    InputRefused,
    PictureState,
    RefusalReason,
    Refused,
    StateChanged,
)
from telescan.wire.console_channel_key import sign
from telescan.wire.console_pipe import PipeClosedError, Transport
from telescan.wire.quic.certificate import read_or_make_certificate
from telescan.wire.quic.dialling import QuicDialler
from telescan.wire.quic.openings import GatewayOpening, ViewerOpening

KEY_A = {"kind": "key", "keysym": ord("a"), "code": "KeyA"}


def over(chain, transport: Transport) -> bool:
    return chain.stream is not None and chain.stream.transport is transport


def live(viewer) -> bool:
    state = viewer.last(StateChanged)
    return state is not None and state.state is PictureState.LIVE


def opening(chain, seed: bytes, scanner_id: str = "mr2") -> GatewayOpening:
    headers = sign(seed, "county", scanner_id, "console", dt.datetime.now(dt.UTC))
    return GatewayOpening(scanner_id=scanner_id, headers=headers.as_dict())


async def test_pictures_and_keys_go_over_quic_where_the_hub_offers_it(chain, qt, tmp_path):
    await chain.start_quic(tmp_path)
    await chain.start_site(qt.port)
    await chain.until(lambda: over(chain, Transport.QUIC))
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    chain.grant("expert", 7)
    await viewer.input(7, **KEY_A, down=True)
    await viewer.input(7, **KEY_A, down=False)
    await chain.until(lambda: qt.said("press 65 a") and qt.said("release 65"))
    await chain.shows_screen(viewer, qt.port)
    assert not viewer.has(InputRefused)


async def test_a_network_that_swallows_udp_costs_the_picture_nothing(chain, qt, tmp_path):
    async with udp_wire() as wire:
        await chain.start_quic(tmp_path, through=wire.port)
        wire.swallows = True
        await chain.start_site(qt.port)
        viewer = await chain.view()
        await chain.shows_screen(viewer, qt.port)
        assert over(chain, Transport.WEBSOCKET)


async def test_the_channel_comes_back_by_websocket_when_udp_dies(chain, qt, tmp_path):
    async with udp_wire() as wire:
        await chain.start_quic(tmp_path, through=wire.port)
        wire.target_port = chain.quic_port
        await chain.start_site(qt.port)
        await chain.until(lambda: over(chain, Transport.QUIC))
        viewer = await chain.view()
        await chain.shows_screen(viewer, qt.port)
        wire.swallows = True
        await chain.until(lambda: over(chain, Transport.WEBSOCKET), seconds=5)
        await chain.until(lambda: live(viewer))
        await chain.shows_screen(viewer, qt.port)


async def test_a_new_address_of_the_site_does_not_end_the_channel(chain, qt, tmp_path):
    async with udp_wire() as wire:
        await chain.start_quic(tmp_path, through=wire.port)
        wire.target_port = chain.quic_port
        await chain.start_site(qt.port)
        await chain.until(lambda: over(chain, Transport.QUIC))
        viewer = await chain.view()
        await chain.shows_screen(viewer, qt.port)
        chain.grant("expert", 7)
        wire.change_address()
        await viewer.input(7, **KEY_A, down=True)
        await chain.until(lambda: qt.said("press 65 a"))
        assert over(chain, Transport.QUIC)
        assert chain.losses == []


async def test_nobody_who_drives_is_disturbed_by_a_better_way(chain, qt, tmp_path):
    await chain.start_site(qt.port)
    viewer = await chain.view()
    await chain.shows_screen(viewer, qt.port)
    chain.grant("expert", 7)
    await chain.start_quic(tmp_path)
    chain.wire.cut()  # the next WebSocket brings the offer
    await chain.until(lambda: over(chain, Transport.WEBSOCKET))
    chain.grant("expert", 8)
    await asyncio.sleep(0.5)
    assert over(chain, Transport.WEBSOCKET)
    chain.take_back()
    await chain.until(lambda: over(chain, Transport.QUIC))


async def test_a_gateway_without_the_sites_key_is_not_let_in(chain, tmp_path):
    await chain.start_quic(tmp_path)
    dialler = QuicDialler("127.0.0.1", chain.offer, None)
    try:
        with pytest.raises(PipeClosedError, match="goodbye"):
            await dialler.dial(opening(chain, chain.new_seed()).model_dump_json())
    finally:
        await dialler.close()


async def test_a_signature_opens_one_channel_whatever_it_runs_over(chain, tmp_path):
    await chain.start_quic(tmp_path)
    text = opening(chain, chain.seed).model_dump_json()
    dialler = QuicDialler("127.0.0.1", chain.offer, None)
    try:
        await dialler.dial(text)
        with pytest.raises(PipeClosedError, match="goodbye"):
            await dialler.dial(text)
    finally:
        await dialler.close()


async def test_another_hubs_certificate_is_not_believed(chain, tmp_path):
    await chain.start_quic(tmp_path / "hub")
    other = read_or_make_certificate(tmp_path / "other", dt.datetime.now(dt.UTC))
    for offer, trust in (
        (chain.offer.model_copy(update={"certificate": other.pem}), None),
        (chain.offer.model_copy(update={"certificate": None}), ssl.create_default_context()),
    ):
        dialler = QuicDialler("127.0.0.1", offer, trust)
        try:
            with pytest.raises(ConnectionError):
                await dialler.dial(opening(chain, chain.seed).model_dump_json())
        finally:
            await dialler.close()


class Page:
    """What a browser does over QUIC, shaped as the tests' viewer wants its connection."""

    def __init__(self, pipe) -> None:
        self.pipe = pipe

    async def send(self, text: str) -> None:
        await self.pipe.send(text, urgent='"type":"input"' in text)

    async def __aiter__(self):
        with contextlib.suppress(PipeClosedError):
            while True:
                yield await self.pipe.receive()


async def passed(chain, person: str) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{chain.hub_port}") as browser:
        answer = await browser.post("/api/console/mr2/pass", headers={"x-person": person})
        assert answer.status_code == 200
        return answer.json()


@contextlib.asynccontextmanager
async def viewing(chain, token: str, scanner_id: str = "mr2"):
    dialler = QuicDialler("127.0.0.1", chain.offer, None)
    try:
        coming = ViewerOpening(scanner_id=scanner_id, token=token)
        yield await dialler.dial(coming.model_dump_json())
    finally:
        await dialler.close()


async def test_a_viewer_with_a_pass_sees_every_pixel_and_drives_over_quic(chain, qt, tmp_path):
    await chain.start_quic(tmp_path)
    await chain.start_site(qt.port)
    ticket = await passed(chain, "expert")
    assert ticket["address"] == "https://hub.example:443/console"
    async with viewing(chain, ticket["token"]) as pipe:
        viewer = chain.viewer_on(Page(pipe))
        listening = asyncio.create_task(viewer.run())
        await viewer.say(Hello(codecs=frozenset(CODECS)))
        beating = asyncio.create_task(viewer.beat())
        await chain.shows_screen(viewer, qt.port)
        chain.grant("expert", 3)
        await viewer.input(3, **KEY_A, down=True)
        await chain.until(lambda: qt.said("press 65 a"))
        chain.relays.end_person("expert", RefusalReason.SIGNED_OUT)
        await chain.until(lambda: viewer.has(Ended))
        await chain.until(lambda: pipe.closed)
        viewer.alive = False
        await asyncio.gather(listening, beating, return_exceptions=True)


async def test_who_signed_out_since_the_pass_gets_no_further(chain, tmp_path):
    await chain.start_quic(tmp_path)
    token = (await passed(chain, "expert"))["token"]
    chain.ended = RefusalReason.SIGNED_OUT
    async with viewing(chain, token) as pipe:
        refused = HUB_TO_VIEWER.validate_json(await pipe.receive())
        assert (type(refused), refused.reason) == (Refused, RefusalReason.SIGNED_OUT)


async def test_a_pass_lets_in_once_and_to_its_own_scanner(chain, tmp_path):
    await chain.start_quic(tmp_path)
    token = (await passed(chain, "expert"))["token"]
    with pytest.raises(PipeClosedError, match="goodbye"):
        async with viewing(chain, token, "mr1"):
            pass
    async with viewing(chain, token):
        pass
    with pytest.raises(PipeClosedError, match="goodbye"):
        async with viewing(chain, token):
            pass


@pytest.mark.parametrize(
    "first", ["", "{}", "hello", '{"who": "viewer", "scanner_id": "mr2", "token": "x"}']
)
async def test_whatever_else_comes_first_is_let_go(chain, tmp_path, first):
    await chain.start_quic(tmp_path)
    dialler = QuicDialler("127.0.0.1", chain.offer, None)
    try:
        with pytest.raises(PipeClosedError):
            await dialler.dial(first)
    finally:
        await dialler.close()
