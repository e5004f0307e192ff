"""The room's camera: MJPEG over HTTP on loopback. Nothing is drawn while nobody watches."""

import asyncio
import contextlib
import io
from collections.abc import Callable
from datetime import datetime

from PIL import Image

from telescan.scanner.driver import ScannerStatus
from telescan.virtual.room.view import room_view

HOST = "127.0.0.1"
PATH = "/room.mjpg"
_EVERY_S = 0.2
_REQUEST_S = 5.0
_BOUNDARY = "room"
_BAD, _MISSING = b"HTTP/1.0 400 Bad Request\r\n\r\n", b"HTTP/1.0 404 Not Found\r\n\r\n"
_OK = (
    "HTTP/1.0 200 OK\r\nCache-Control: no-store\r\n"
    f"Content-Type: multipart/x-mixed-replace; boundary={_BOUNDARY}\r\n\r\n"
).encode()


async def open_camera(
    port: int, status: Callable[[], ScannerStatus], now: Callable[[], datetime]
) -> asyncio.Server:
    """Serve the room as it is. Raises OSError where the port is taken."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_REQUEST_S):
                request = await reader.readuntil(b"\r\n\r\n")
            refusal = _refusal(request)
            writer.write(refusal or _OK)
            while refusal is None and not reader.at_eof():
                picture = await asyncio.to_thread(_jpeg, room_view(status(), now()))
                head = f"--{_BOUNDARY}\r\nContent-Type: image/jpeg\r\n"
                writer.write(f"{head}Content-Length: {len(picture)}\r\n\r\n".encode())
                writer.write(picture + b"\r\n")
                await writer.drain()
                await asyncio.sleep(_EVERY_S)
        writer.close()

    return await asyncio.start_server(serve, HOST, port)


def _refusal(request: bytes) -> bytes | None:
    words = request.split(b" ")
    if len(words) < 3 or words[0] != b"GET":
        return _BAD
    return None if words[1].split(b"?")[0] == PATH.encode() else _MISSING


def _jpeg(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=80)
    return written.getvalue()
