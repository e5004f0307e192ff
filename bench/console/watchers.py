"""Viewers that speak the console's protocol and draw nothing: many of them fit on a small machine.

``python -m bench.console.watchers ADDRESS SCANNER SESSION COUNT CA_FILE``, the sign-in's cookie as
the first line of standard input. A browser acknowledges a picture with the frame after it; so do
these. "ready" is printed when each shows the console; the end is that of standard input.
"""

import asyncio
import itertools
import json
import ssl
import struct
import sys

from websockets.asyncio.client import ClientConnection, connect

_HEAD = struct.Struct(">BBI")
_CODECS = [1, 2, 3, 5]
"""As a browser's: where one viewer takes no JPEG, images go exactly to all."""
_FRAME_S = 1 / 60
_PING_EVERY_S = 1.0


async def watch(url: str, origin: str, cookie: str, trust: ssl.SSLContext, shown: "Shown") -> None:
    """View a console until cancelled."""
    headers = {"Cookie": cookie}
    async with connect(
        url,
        origin=origin,
        additional_headers=headers,
        ssl=trust,
        compression=None,
        max_size=None,  # type: ignore[arg-type]
    ) as hub:
        await hub.send(json.dumps({"type": "hello", "codecs": _CODECS}))
        pinging = asyncio.create_task(_ping(hub))
        try:
            async for message in hub:
                if isinstance(message, bytes):
                    shown.one(id(hub))
                    await asyncio.sleep(_FRAME_S)
                    _, _, generation = _HEAD.unpack_from(message)
                    await hub.send(json.dumps({"type": "ack", "generation": generation}))
        finally:
            pinging.cancel()


class Shown:
    """Rings when all of ``count`` viewers were sent a picture."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._seen = set[int]()
        self.all = asyncio.Event()

    def one(self, viewer: int) -> None:
        """Note that a viewer was sent a picture."""
        self._seen.add(viewer)
        if len(self._seen) == self._count:
            self.all.set()


async def _ping(hub: ClientConnection) -> None:
    for number in itertools.count(1):
        await hub.send(json.dumps({"type": "ping", "id": number}))
        await asyncio.sleep(_PING_EVERY_S)


async def main() -> None:
    """View until standard input ends."""
    address, scanner, session, count, ca_file = sys.argv[1:]
    cookie = sys.stdin.readline().strip()
    url = f"ws{address.removeprefix('http')}/api/console/{scanner}?session_id={session}"
    trust, shown = ssl.create_default_context(cafile=ca_file), Shown(int(count))
    async with asyncio.TaskGroup() as group:
        viewers = [
            group.create_task(watch(url, address, cookie, trust, shown)) for _ in range(int(count))
        ]
        await shown.all.wait()
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        for viewer in viewers:
            viewer.cancel()


if __name__ == "__main__":
    asyncio.run(main())
