"""Real servers' screens, bit by bit, by every encoding that loses nothing."""

import pytest
from tests.peers.rfb_servers import TigerVnc, X11Vnc, picture
from tests.peers.rfb_watcher import watching

from telescan.console.geometry import Rect
from telescan.console.rfb.client import RfbSettings
from telescan.console.rfb.encodings import FAR, NEAR, Encoding

ORDERS = pytest.mark.parametrize(
    "encodings",
    [(Encoding.RAW,), (Encoding.ZRLE,), (Encoding.TIGHT,), NEAR, FAR],
    ids=["raw", "zrle", "tight", "near", "far"],
)


def settings(port: int, *encodings: Encoding) -> RfbSettings:
    return RfbSettings("127.0.0.1", port, encodings=encodings)


@ORDERS
async def test_tigervncs_screen_is_seen_bit_by_bit(encodings):
    before, after = picture(seed=1), picture(seed=2)
    async with TigerVnc.running("-SecurityTypes=None") as server:
        server.screen.paint(0, 0, before)
        async with watching(settings(server.port, *encodings)) as watcher:
            await watcher.sees(before)
            server.screen.paint(0, 0, after)
            await watcher.sees(after)
            source = Rect(100, 10, 500, 300)
            server.screen.copy(source, 130, 67)
            scrolled = after.copy()
            scrolled[67:367, 130:630] = after[source.rows, source.columns]
            await watcher.sees(scrolled)


@pytest.mark.parametrize("encodings", [(Encoding.RAW,), (Encoding.ZRLE,), (Encoding.TIGHT,)])
async def test_x11vncs_screen_is_seen_bit_by_bit(tmp_path, encodings):
    before, after = picture(seed=1), picture(seed=2)
    async with X11Vnc.running(tmp_path / "screen") as server:
        server.paint(before)
        async with watching(settings(server.port, *encodings)) as watcher:
            await watcher.sees(before)
            server.paint(after)
            await watcher.sees(after)
