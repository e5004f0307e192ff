"""WADO-RS for pixels: frames as stored or plain, and pictures (PS3.18 10.4.1.1.6, 8.3.5)."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from pydicom.dataset import FileDataset
from starlette.responses import Response

from telescan.dicom.dicomweb.accept import Range, accepted, choose
from telescan.dicom.dicomweb.multipart import Part, multipart_response
from telescan.dicom.dicomweb.reader import TheInstance, TheReader
from telescan.dicom.dicomweb.wado import OCTETS
from telescan.dicom.frames import (
    FrameError,
    StoredFrame,
    Window,
    plain_frame,
    rendered,
    stored_frame,
)
from telescan.problems import ProblemError

_INSTANCE = "/studies/{study}/series/{series}/instances/{instance}"
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG"}
router = APIRouter()


class Rendering(BaseModel):
    """How a picture is wanted (PS3.18 8.3.5.1)."""

    model_config = ConfigDict(extra="forbid")

    window: Annotated[str, Field(pattern=r"^-?[0-9.]+,[0-9.]+(,linear)?$")] | None = None
    """``center,width,linear`` in the image's own units."""
    quality: Annotated[int, Field(ge=1, le=100)] = 90
    """Of JPEG."""
    accept: str | None = None


@router.get(_INSTANCE + "/frames/{frames}")
async def retrieve_frames(
    frames: str, found: TheInstance, reader: TheReader, request: Request
) -> Response:
    """Retrieve frames, numbered from 1, separated by commas.

    ``transfer-syntax=*`` gives them as they are stored, otherwise they are uncompressed (explicit
    VR little endian, PS3.18 8.7.3.3.2).
    """
    ranges = accepted(request.headers.get("accept"), request.query_params.get("accept"))
    numbers = _numbers(frames)
    dataset = await reader.dataset(found)
    pieces = [await asyncio.to_thread(_frame, dataset, number, ranges) for number in numbers]
    parts = [
        Part(
            f"{piece.media_type}; transfer-syntax={piece.transfer_syntax_uid}",
            piece.data,
            f"{reader.url(found)}/frames/{number}",
        )
        for piece, number in zip(pieces, numbers, strict=True)
    ]
    if not ranges[0].is_multipart and ranges[0].media_type != "*/*" and len(parts) == 1:
        return Response(parts[0].data, media_type=parts[0].content_type)
    return multipart_response(parts, pieces[0].media_type)


@router.get(_INSTANCE + "/rendered")
async def render_instance(
    found: TheInstance,
    reader: TheReader,
    request: Request,
    rendering: Annotated[Rendering, Query()],
) -> Response:
    """Render the first frame of an instance as PNG or JPEG (PS3.18 10.4.1.1.3)."""
    return await _picture(await reader.dataset(found), 1, request, rendering)


@router.get(_INSTANCE + "/frames/{frame}/rendered")
async def render_frame(
    found: TheInstance,
    frame: Annotated[int, Path(ge=1)],
    reader: TheReader,
    request: Request,
    rendering: Annotated[Rendering, Query()],
) -> Response:
    """Render one frame as PNG or JPEG."""
    return await _picture(await reader.dataset(found), frame, request, rendering)


async def _picture(
    dataset: FileDataset, frame: int, request: Request, rendering: Rendering
) -> Response:
    ranges = accepted(request.headers.get("accept"), rendering.accept)
    media_type = choose(ranges, list(_PICTURES))
    try:
        data = await asyncio.to_thread(
            rendered,
            dataset,
            frame,
            format_name=_PICTURES[media_type],
            window=_window(rendering.window),
            quality=rendering.quality,
        )
    except FrameError as error:
        raise ProblemError(404, "no_such_frame", str(error), field="frame") from error
    return Response(data, media_type=media_type)


def _window(text: str | None) -> Window | None:
    if text is None:
        return None
    try:
        center, width = (float(part) for part in text.split(",")[:2])
    except ValueError as error:
        detail = "expected center,width,linear with numbers"
        raise ProblemError(400, "bad_window", detail, field="window") from error
    if width <= 0:
        raise ProblemError(400, "bad_window", "the width must be above 0", field="window")
    return Window(center, width)


def _frame(dataset: FileDataset, number: int, ranges: Sequence[Range]) -> StoredFrame:
    try:
        stored = stored_frame(dataset, number)
    except FrameError as error:
        raise ProblemError(404, "no_such_frame", str(error), field="frames") from error
    for wanted in ranges:
        as_stored = wanted.transfer_syntax in {"*", stored.transfer_syntax_uid}
        if as_stored and (wanted.takes(stored.media_type) or wanted.takes(OCTETS)):
            return stored
        if wanted.media_type == stored.media_type:
            return stored
        if wanted.takes(OCTETS):
            return _plain(dataset, number)
    detail = f"frames are given as {stored.media_type} or {OCTETS}"
    raise ProblemError(406, "not_acceptable", detail, field="Accept")


def _plain(dataset: FileDataset, number: int) -> StoredFrame:
    try:
        return plain_frame(dataset, number)
    except FrameError as error:
        raise ProblemError(406, "cannot_decode", str(error), field="Accept") from error


def _numbers(text: str) -> list[int]:
    numbers = [int(part) for part in text.split(",") if part.isdecimal() and len(part) < 9]
    if not numbers or len(numbers) != len(text.split(",")):
        detail = f"expected frame numbers separated by commas, got {text!r}"
        raise ProblemError(400, "bad_frames", detail, field="frames")
    return numbers
