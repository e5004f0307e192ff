"""A network camera over HTTP that can stall, refuse, end and send too much, as real ones do."""

import asyncio
import base64
import contextlib
import hashlib
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

REALM, NONCE = "camera", "dcd98b7102dd2f0e"


def jpeg(colour: tuple[int, int, int], width: int = 640, height: int = 360) -> bytes:
    """Return a picture of nearly one colour, with a sensor's noise."""
    noise = np.random.default_rng(1).normal(0, 3, (height, width, 1))
    rgb = (np.array(colour) + noise).clip(0, 255).astype(np.uint8)
    written = io.BytesIO()
    Image.fromarray(rgb).save(written, "JPEG", quality=95)
    return written.getvalue()


@dataclass
class MjpegCamera:
    """Sends ``picture`` ten times a second for as long as it is set."""

    picture: bytes | None = field(default_factory=lambda: jpeg((200, 30, 30)))
    login: str = ""
    """``basic`` or ``digest``: asks for engineer / s3cret."""
    with_length: bool = True
    port: int = 0
    connections: int = 0
    watchers: int = 0
    asked: list[str] = field(default_factory=list)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/video.mjpg?channel=1"

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            request = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.asked.append(request)
            if not self._welcome(request):
                writer.write(self._challenge())
            else:
                await self._stream(reader, writer)
        writer.close()

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kind = "multipart/x-mixed-replace; boundary=frame"
        writer.write(f"HTTP/1.0 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode())
        self.watchers += 1
        try:
            while not reader.at_eof():
                if self.picture is not None:
                    length = f"Content-Length: {len(self.picture)}\r\n" if self.with_length else ""
                    head = f"--frame\r\nContent-Type: image/jpeg\r\n{length}\r\n"
                    writer.write(head.encode() + self.picture + b"\r\n")
                    await writer.drain()
                await asyncio.sleep(0.1)
        finally:
            self.watchers -= 1

    def _challenge(self) -> bytes:
        offer = 'Basic realm="camera"'
        if self.login == "digest":
            offer = f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth", algorithm=MD5'
        return f"HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: {offer}\r\n\r\n".encode()

    def _welcome(self, request: str) -> bool:
        if self.login == "":
            return True
        if self.login == "basic":
            return base64.b64encode(b"engineer:s3cret").decode() in request
        said = dict(re.findall(r'(\w+)="?([^",\s]+)"?', request.partition("Digest ")[2]))
        if not said:
            return False

        def md5(text: str) -> str:
            return hashlib.md5(text.encode()).hexdigest()  # noqa: S324  RFC 7616's own

        secret, asked = md5(f"engineer:{REALM}:s3cret"), md5(f"GET:{said['uri']}")
        words = (secret, NONCE, said["nc"], said["cnonce"], said["qop"], asked)
        return said["response"] == md5(":".join(words)) and said["uri"] in request.split()[1]


@asynccontextmanager
async def running_camera(camera: MjpegCamera) -> AsyncIterator[MjpegCamera]:
    server = await asyncio.start_server(camera.serve, "127.0.0.1", camera.port)
    camera.port = server.sockets[0].getsockname()[1]
    try:
        yield camera
    finally:
        server.close()
        camera.cut()
        await server.wait_closed()
