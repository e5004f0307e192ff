"""What the site's X server shows, fetched as raw RFB (RFC 6143): what viewers must show at rest."""

import hashlib
import socket
import struct

import numpy as np

from bench.console.desktop import RFB_PORT
from bench.link_emulator import Namespace

_RGB = struct.pack(">BBBBHHHBBBxxx", 32, 24, 0, 1, 255, 255, 255, 0, 8, 16)
_RAW, _CURSOR = 0, -239
"""A client that draws no pointer gets it in the picture."""
_PATIENCE_S = 30.0


def true_screen(site: Namespace) -> str:
    """Return the SHA-256 of all pixels, RGBA."""
    with site.entered():
        server = socket.create_connection(("127.0.0.1", RFB_PORT), _PATIENCE_S)
    with server:
        width, height = _greeted(server)
        server.sendall(b"\0\0\0\0" + _RGB)
        server.sendall(struct.pack(">BxHii", 2, 2, _RAW, _CURSOR))
        server.sendall(struct.pack(">BBHHHH", 3, 0, 0, 0, width, height))
        return hashlib.sha256(_picture(server, width, height).tobytes()).hexdigest()


def _greeted(server: socket.socket) -> tuple[int, int]:
    """Shake hands without security; return the screen's size."""
    server.sendall(_read(server, 12))
    _read(server, _read(server, 1)[0])
    server.sendall(b"\1")
    _read(server, 4)
    server.sendall(b"\1")  # others stay
    width, height = struct.unpack(">HH", _read(server, 4))
    _read(server, 16)
    _read(server, struct.unpack(">I", _read(server, 4))[0])
    return width, height


def _picture(server: socket.socket, width: int, height: int) -> np.ndarray:
    picture = np.full((height, width, 4), 255, np.uint8)
    missing = width * height
    while missing:
        count = struct.unpack(">xxH", _read(server, 4))[0]
        for _ in range(count):
            x, y, w, h, encoding = struct.unpack(">HHHHi", _read(server, 12))
            if encoding == _CURSOR:
                _read(server, w * h * 4 + (w + 7) // 8 * h)
                continue
            pixels = np.frombuffer(_read(server, w * h * 4), np.uint8).reshape(h, w, 4)
            picture[y : y + h, x : x + w, :3] = pixels[..., :3]
            missing -= w * h
    return picture


def _read(server: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = server.recv(count - len(data))
        if not part:
            raise RuntimeError("the X server ended the connection")
        data += part
    return bytes(data)
