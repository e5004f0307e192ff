"""JPEG pictures over HTTP, as most network cameras and capture boxes send them."""

import asyncio
import contextlib
import secrets
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from telescan.console.camera.errors import CameraError, CameraLoginError
from telescan.console.camera.login import authorization
from telescan.console.camera.multipart import Multipart, boundary_of
from telescan.console.camera.settings import CameraSettings
from telescan.console.camera.shot import JpegShot, Shot

_CHUNK_BYTES = 1 << 16
_MOST_HEADERS = 100
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_OK, _UNAUTHORIZED = 200, 401


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: list[tuple[str, str]]

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


async def mjpeg_shots(settings: CameraSettings) -> AsyncIterator[Shot]:
    """Return the camera's pictures until it ends.

    Raises:
        CameraError: it cannot be reached, refuses, or sends something else.

    """
    login: str | None = None
    for _ in range(2):
        async with _connection(settings) as (reader, writer):
            answer = await _ask(settings, reader, writer, login)
            if answer.status == _UNAUTHORIZED and login is None:
                login = _login(settings, answer)
                continue
            _require_ok(answer)
            content_type = next(iter(answer.all("content-type")), "")
            parts = Multipart(boundary_of(content_type))
            while data := await reader.read(_CHUNK_BYTES):
                for picture in parts.feed(data):
                    yield JpegShot(picture, settings.longest_edge_px)
            raise CameraError("the camera ended its stream")


@asynccontextmanager
async def _connection(
    settings: CameraSettings,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    url = urlsplit(settings.url)
    secure = url.scheme == "https"
    trust = (settings.trust or ssl.create_default_context()) if secure else None
    try:
        reader, writer = await asyncio.open_connection(
            url.hostname, url.port or (443 if secure else 80), ssl=trust
        )
    except ssl.SSLError as error:
        raise CameraError(
            f"the camera's certificate is not trusted ({error.reason}); set ca_file"
        ) from error
    except OSError as error:
        raise CameraError(
            f"{error.strerror or error}; check url, and that the camera runs"
        ) from error
    try:
        yield reader, writer
    except (OSError, ValueError, asyncio.IncompleteReadError) as error:
        raise CameraError("the camera ended the connection") from error
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _ask(
    settings: CameraSettings,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    login: str | None,
) -> _Answer:
    url = urlsplit(settings.url)
    # HTTP/1.0: so no camera sends its pictures in chunks.
    lines = [f"GET {_path(url)} HTTP/1.0", f"Host: {settings.where}", "Accept: */*"]
    if login is not None:
        lines.append(f"Authorization: {login}")
    writer.write("\r\n".join([*lines, "", ""]).encode())
    await writer.drain()
    status = (await reader.readline()).split()
    if len(status) < 2 or not status[0].startswith(b"HTTP/") or not status[1].isdigit():
        raise CameraError("what answers is no web server; check url")
    headers: list[tuple[str, str]] = []
    while (line := (await reader.readline()).strip()) and len(headers) < _MOST_HEADERS:
        name, _, value = line.decode("latin-1").partition(":")
        headers.append((name.strip().lower(), value.strip()))
    return _Answer(int(status[1]), headers)


def _path(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def _login(settings: CameraSettings, answer: _Answer) -> str:
    if settings.credentials is None:
        raise CameraLoginError("the camera asks for user and password; set credentials_file")
    url = urlsplit(settings.url)
    return authorization(
        answer.all("www-authenticate"),
        settings.credentials,
        _path(url),
        secrets.token_hex(8),
        confidential=url.scheme == "https" or settings.host in _LOOPBACK,
    )


def _require_ok(answer: _Answer) -> None:
    if answer.status == _UNAUTHORIZED:
        raise CameraLoginError("the camera refuses user and password; check credentials_file")
    if answer.status != _OK:
        raise CameraError(f"the camera answers with status {answer.status}; check the path in url")
