import asyncio

import pytest

from telescan.console import picture_pump
from telescan.console.codecs import CODECS
from telescan.console.encoding import Work, encode
from telescan.console.framebuffer import Framebuffer
from telescan.console.picture_pump import PicturePump
from telescan.wire.console_pipe import Transport


class Screen:
    """A source that has a screen."""

    def __init__(self) -> None:
        self.whole_screen = Framebuffer(64, 64)

    def ask_for_update(self) -> None:
        pass


class Channel:
    """A channel that keeps what it is given."""

    delay_ms = None
    transport = Transport.QUIC

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def send(self, data: bytes, *, urgent: bool = False) -> bool:
        self.sent.append(data)
        return True


@pytest.mark.parametrize("end", ["channel closed", "channel resumed", "nobody there"])
async def test_an_image_whose_channel_or_viewers_are_gone_when_it_is_encoded_is_not_sent(
    monkeypatch, end
):
    go_on = asyncio.Event()

    async def slowly(work: Work):
        await go_on.wait()
        return encode(work)

    monkeypatch.setattr(picture_pump, "_encode", slowly)
    channel, woken = Channel(), asyncio.Event()
    pump = PicturePump(Screen(), channel, lambda: 0.0, woken.set)  # type: ignore[arg-type]
    pump.encoder.codecs = frozenset(CODECS)
    assert await pump.step() is None
    if end == "channel resumed":
        pump.resume(0)
    else:
        pump.drop()
    go_on.set()
    await woken.wait()
    assert channel.sent == []
