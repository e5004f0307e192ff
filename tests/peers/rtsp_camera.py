"""A network camera over RTSP (RFC 2326): MPEG-2 video as a transport stream, RTP within TCP."""

import asyncio
import contextlib
import hashlib
import io
import re
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import av
import numpy as np

_REALM, _NONCE = "camera", "af31c2d0e1"
_PACKETS = 7 * 188
"""Of a transport stream, as many as fit into one RTP packet (RFC 2250)."""


def transport_stream(colour: tuple[int, int, int], width: int, height: int, frames: int) -> bytes:
    written = io.BytesIO()
    with av.open(written, "w", format="mpegts") as file:
        stream = file.add_stream("mpeg2video", rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        rgb = np.full((height, width, 3), colour, np.uint8)
        for _ in range(frames):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        file.mux(stream.encode(None))
    return written.getvalue()


@dataclass
class RtspCamera:
    """Plays its video over and over, as long as ``plays`` is true."""

    video: bytes
    asks_login: bool = False
    plays: bool = True
    port: int = 0
    visits: int = 0
    said: list[str] = field(default_factory=list)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"rtsp://127.0.0.1:{self.port}/stream1"

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        self._writers.append(writer)
        playing: asyncio.Task[None] | None = None
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.said.append(request)
                method = request.split(" ", 1)[0]
                writer.write(self._answer(method, request))
                await writer.drain()
                if method == "PLAY":
                    playing = asyncio.create_task(self._play(writer))
        if playing is not None:
            playing.cancel()
        writer.close()

    def _answer(self, method: str, request: str) -> bytes:
        number = re.search(r"CSeq: *(\d+)", request)
        assert number is not None
        status, headers, body = "200 OK", [], ""
        if self.asks_login and method != "OPTIONS" and not self._welcome(method, request):
            status = "401 Unauthorized"
            headers = [f'WWW-Authenticate: Digest realm="{_REALM}", nonce="{_NONCE}"']
        elif method == "OPTIONS":
            headers = ["Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"]
        elif method == "DESCRIBE":
            body = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\n"
            body += "m=video 0 RTP/AVP 33\r\na=control:track1\r\n"
            headers = ["Content-Type: application/sdp", f"Content-Base: {self.url}/"]
        elif method == "SETUP":
            headers = ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1", "Session: 1"]
        elif method == "PLAY":
            headers = ["Session: 1"]
        lines = [f"RTSP/1.0 {status}", f"CSeq: {number[1]}", *headers]
        return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode()

    def _welcome(self, method: str, request: str) -> bool:
        said = dict(re.findall(r'(\w+)="([^"]*)"', request.partition("Digest ")[2]))

        def md5(text: str) -> str:
            return hashlib.md5(text.encode()).hexdigest()  # noqa: S324  RFC 2617's own

        secret = md5(f"engineer:{_REALM}:s3cret")
        asked = md5(f"{method}:{said.get('uri')}")
        return said.get("response") == md5(f"{secret}:{_NONCE}:{asked}")

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        number = 0
        with contextlib.suppress(OSError):
            while True:
                for at in range(0, len(self.video), _PACKETS):
                    while not self.plays:
                        await asyncio.sleep(0.05)
                    part = self.video[at : at + _PACKETS]
                    head = struct.pack(">BBHII", 0x80, 33, number & 0xFFFF, number * 900, 7)
                    writer.write(struct.pack(">cBH", b"$", 0, len(head) + len(part)) + head + part)
                    await writer.drain()
                    number += 1
                    await asyncio.sleep(0.01)


@asynccontextmanager
async def running_rtsp(camera: RtspCamera) -> AsyncIterator[RtspCamera]:
    server = await asyncio.start_server(camera.serve, "127.0.0.1", 0)
    camera.port = server.sockets[0].getsockname()[1]
    try:
        yield camera
    finally:
        server.close()
        camera.cut()
        await server.wait_closed()
