"""multipart/related bodies (RFC 2387, PS3.18 8.6.1.2), written and read."""

import re
import secrets
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from email.message import Message

from starlette.responses import Response, StreamingResponse

from telescan.problems import ProblemError


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a body."""

    content_type: str
    data: bytes
    location: str | None = None


def multipart_response(parts: Iterable[Part], media_type: str) -> Response:
    """Return a body of parts that are in memory already."""
    boundary = secrets.token_hex(16)
    body = b"".join(_encoded(part, boundary) for part in parts) + _end(boundary)
    return Response(body, media_type=_content_type(media_type, boundary))


def streamed_response(parts: AsyncIterator[Part], media_type: str) -> StreamingResponse:
    """Return a body whose parts are made one after the other, as they are sent."""
    boundary = secrets.token_hex(16)

    async def body() -> AsyncIterator[bytes]:
        async for part in parts:
            yield _encoded(part, boundary)
        yield _end(boundary)

    return StreamingResponse(body(), media_type=_content_type(media_type, boundary))


def read_multipart(body: bytes, content_type: str) -> list[Part]:
    """Split a body into its parts. Raises ProblemError 400, 415."""
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary()
    if header.get_content_type() != "multipart/related" or boundary is None:
        detail = 'expected multipart/related; type="application/dicom"; boundary=...'
        raise ProblemError(415, "unsupported_media_type", detail, field="Content-Type")
    delimiter = b"--" + boundary.encode("latin-1", "replace")
    pieces = (b"\r\n" + body).split(b"\r\n" + delimiter)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        detail = f"the body does not end with the boundary {boundary!r}"
        raise ProblemError(400, "broken_body", detail, field="body")
    return [_decoded(piece) for piece in pieces[1:-1]]


def _encoded(part: Part, boundary: str) -> bytes:
    head = f"--{boundary}\r\nContent-Type: {part.content_type}\r\n"
    head += f"Content-Length: {len(part.data)}\r\n"
    if part.location:
        head += f"Content-Location: {part.location}\r\n"
    return head.encode() + b"\r\n" + part.data + b"\r\n"


def _end(boundary: str) -> bytes:
    return f"--{boundary}--\r\n".encode()


def _content_type(media_type: str, boundary: str) -> str:
    return f'multipart/related; type="{media_type}"; boundary={boundary}'


def _decoded(piece: bytes) -> Part:
    head, separator, data = piece.partition(b"\r\n\r\n")
    if not separator:
        # A part without headers begins with the empty line itself.
        head, data = b"", piece.removeprefix(b"\r\n")
    match = re.search(rb"^content-type:[ \t]*([^\r\n]+)", head, re.IGNORECASE | re.MULTILINE)
    content_type = match.group(1).decode("latin-1").strip() if match else "application/dicom"
    return Part(content_type, data)
