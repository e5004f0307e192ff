"""Real RFB servers whose picture a test sets: TigerVNC through X11, x11vnc through a file."""

import asyncio
import itertools
import os
import shutil
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

import numpy as np

from telescan.console.framebuffer import Pixels, to_rgb
from telescan.console.geometry import Rect

WIDTH, HEIGHT = 640, 480
_DISPLAYS = itertools.count(700 + os.getpid() % 20000)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def picture(width: int = WIDTH, height: int = HEIGHT, seed: int = 1) -> Pixels:
    """All that encoders look for: flat areas, two colours as in text, a smooth slope, noise."""
    rng = np.random.default_rng(seed)
    rgb = np.full((height, width, 3), 240, np.uint8)
    third = width // 3
    rgb[40 : height // 2, :third] = rng.integers(0, 2, (height // 2 - 40, third, 1)) * 200
    rgb[height // 2 :, :third] = rng.integers(0, 60, (height - height // 2, third, 1))
    y, x = np.mgrid[:height, :third]
    slope = 120 + 90 * np.sin(x / 90 + seed) * np.cos(y / 70)
    rgb[:, third : 2 * third] = slope[..., None] + np.array([0, 10, 20])
    rgb[60:, 2 * third :] = rng.integers(0, 256, (height - 60, width - 2 * third, 3))
    rgb[:9, ::7] = rng.integers(0, 256, rgb[:9, ::7].shape)
    return np.dstack([rgb, np.full((height, width), 255, np.uint8)]).view(np.uint32)[..., 0]


def _bgrx(pixels: Pixels) -> np.ndarray:
    rgb = to_rgb(pixels)
    return np.dstack([rgb[..., ::-1], np.zeros(rgb.shape[:2], np.uint8)])


def _x_socket(display: int) -> Path:
    return Path("/tmp/.X11-unix") / f"X{display}"  # noqa: S108


class XScreen:
    """The few words of X11 that it takes to draw on a server's root window."""

    def __init__(self, display: int) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(10)
        self._socket.connect(str(_x_socket(display)))
        self._socket.sendall(struct.pack("<BxHHHHxx", ord("l"), 11, 0, 0, 0))
        accepted, length = struct.unpack("<BxxxxxH", self._take(8))
        assert accepted == 1, "the X server refused us"
        setup = self._take(length * 4)
        base, vendor, formats = (
            struct.unpack_from("<I", setup, 4)[0],
            struct.unpack_from("<H", setup, 16)[0],
            setup[21],
        )
        screen = 32 + -(-vendor // 4) * 4 + 8 * formats
        (self._root,) = struct.unpack_from("<I", setup, screen)
        self._gc = base
        self._say(55, 0, struct.pack("<III", self._gc, self._root, 0))

    def paint(self, x: int, y: int, pixels: Pixels) -> None:
        """PutImage, in strips that fit into a request."""
        height, width = pixels.shape
        rows = (200 << 10) // (width * 4)
        for top in range(0, height, rows):
            strip = _bgrx(pixels[top : top + rows])
            head = struct.pack(
                "<IIHHhhBBxx", self._root, self._gc, width, strip.shape[0], x, y + top, 0, 24
            )
            self._say(72, 2, head + strip.tobytes())
        self._sync()

    def copy(self, source: Rect, x: int, y: int) -> None:
        """CopyArea, as a scrolling program does."""
        where = struct.pack("<hhhhHH", source.x, source.y, x, y, source.width, source.height)
        self._say(62, 0, struct.pack("<III", self._root, self._root, self._gc) + where)
        self._sync()

    def close(self) -> None:
        self._socket.close()

    def _say(self, opcode: int, detail: int, body: bytes) -> None:
        self._socket.sendall(struct.pack("<BBH", opcode, detail, 1 + len(body) // 4) + body)

    def _sync(self) -> None:
        self._say(43, 0, b"")
        while self._take(32)[0] != 1:
            pass  # events

    def _take(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = self._socket.recv(count - len(data))
            assert piece, "the X server closed the connection"
            data += piece
        return data


@asynccontextmanager
async def _program(*command: str, ready: Path | int) -> AsyncIterator[None]:
    """Run a program until the socket (a path or a port) that it listens on is there."""
    program = shutil.which(command[0])
    assert program is not None, f"{command[0]} is missing: run scripts/system-packages test"
    process = await asyncio.create_subprocess_exec(
        program,
        *command[1:],
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(20):
            while not _answers(ready):
                assert process.returncode is None, f"{command[0]} ended"
                await asyncio.sleep(0.02)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _answers(place: Path | int) -> bool:
    with suppress(OSError):
        if isinstance(place, int):
            with socket.create_connection(("127.0.0.1", place), 0.2):
                return True
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(place))
            return True
    return False


class TigerVnc:
    """Xtigervnc with a picture on its root window."""

    def __init__(self, port: int, display: int) -> None:
        self.port = port
        self.screen = XScreen(display)

    @classmethod
    @asynccontextmanager
    async def running(cls, *options: str) -> AsyncIterator[Self]:
        port, display = free_port(), next(_DISPLAYS)
        command = ("Xtigervnc", f":{display}", "-geometry", f"{WIDTH}x{HEIGHT}", "-depth", "24")
        where = ("-rfbport", str(port), "-localhost", "-nolisten", "tcp", "-ac")
        quiet = ("-UseBlacklist=0", "-FrameRate=200")
        x_socket = _x_socket(display)
        async with _program(*command, *where, *quiet, *options, ready=x_socket):
            server = cls(port, display)
            try:
                yield server
            finally:
                server.screen.close()


class X11Vnc:
    """x11vnc (LibVNCServer) with a picture in a file that it polls."""

    def __init__(self, port: int, file: Path) -> None:
        self.port = port
        self._file = file

    @classmethod
    @asynccontextmanager
    async def running(cls, file: Path, *options: str) -> AsyncIterator[Self]:
        server = cls(free_port(), file)
        server.paint(picture())
        frame = f"map:{file}@{WIDTH}x{HEIGHT}x32:ff0000/ff00/ff"
        where = ("-rfbport", str(server.port), "-localhost", "-noipv6", "-no6")
        how = ("-forever", "-shared", "-nopw", "-quiet", "-wait", "5", "-defer", "5")
        async with _program("x11vnc", "-rawfb", frame, *where, *how, *options, ready=server.port):
            yield server

    def paint(self, pixels: Pixels) -> None:
        data = _bgrx(pixels).tobytes()
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(data)
