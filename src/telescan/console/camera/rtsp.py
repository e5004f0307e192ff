"""Video over RTSP (RFC 2326): read and decoded by a process of its own, pictures through a pipe.

The process (``rtsp_reader``) needs PyAV, the extra ``telescan[camera]``. It is apart so that broken
video ends nothing but it, decoding holds up no console, and it can be ended at any moment.
"""

import asyncio
import contextlib
import json
import struct
import sys
from collections.abc import AsyncIterator

from telescan.console.camera.errors import CameraError, CameraLoginError
from telescan.console.camera.rtsp_pipe import ERROR, HEAD, LOGIN_ERROR, MOST_PAYLOAD_BYTES, PICTURE
from telescan.console.camera.settings import CameraSettings
from telescan.console.camera.shot import RgbShot, Shot
from telescan.processes import dying_with_parent


async def rtsp_shots(settings: CameraSettings) -> AsyncIterator[Shot]:
    """Return the camera's pictures until it ends, no more often than wanted. Raises CameraError."""
    process = await asyncio.create_subprocess_exec(
        *dying_with_parent(sys.executable, "-m", "telescan.console.camera.rtsp_reader"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        if process.stdin is None or process.stdout is None:
            raise CameraError("the process that reads the camera has no pipes")
        process.stdin.write(_order(settings))
        await process.stdin.drain()
        while True:
            yield await _next(process.stdout)
    except (OSError, asyncio.IncompleteReadError, struct.error) as error:
        raise CameraError("the process that reads the camera has ended") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _order(settings: CameraSettings) -> bytes:
    """Return the reader's order: through a pipe, as arguments can be seen by everybody."""
    login = settings.credentials
    order = {
        "url": settings.url,
        "user": login.user if login else None,
        "password": login.password if login else None,
        "frames_per_s": settings.frames_per_s,
        "longest_edge_px": settings.longest_edge_px,
    }
    return json.dumps(order).encode() + b"\n"


async def _next(pipe: asyncio.StreamReader) -> Shot:
    kind, width, height, size = HEAD.unpack(await pipe.readexactly(HEAD.size))
    if size > MOST_PAYLOAD_BYTES:
        raise CameraError("the camera sends pictures that are too large; set it to a smaller size")
    payload = await pipe.readexactly(size)
    if kind == PICTURE:
        return RgbShot(width, height, payload)
    fault = payload.decode(errors="replace")
    raise {ERROR: CameraError, LOGIN_ERROR: CameraLoginError}.get(kind, CameraError)(fault)
