"""WADO-RS: retrieve studies, series, instances and their metadata (PS3.18 10.4)."""

from collections.abc import AsyncIterator, Sequence

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from telescan.dicom.dicomweb.accept import accepted, choose
from telescan.dicom.dicomweb.multipart import Part, multipart_response, streamed_response
from telescan.dicom.dicomweb.qido import DICOM_JSON
from telescan.dicom.dicomweb.reader import Found, Reader, TheInstance, TheReader
from telescan.dicom.json_model import BULK_OVER_BYTES
from telescan.problems import ProblemError

DICOM = "application/dicom"
OCTETS = "application/octet-stream"
router = APIRouter()


@router.get("/studies/{study}")
async def retrieve_study(study: str, reader: TheReader, request: Request) -> Response:
    """Retrieve all instances of a study (PS3.18 10.4.1.1.1)."""
    return _files(reader, await reader.instances(study), request)


@router.get("/studies/{study}/series/{series}")
async def retrieve_series(study: str, series: str, reader: TheReader, request: Request) -> Response:
    """Retrieve all instances of a series."""
    return _files(reader, await reader.instances(study, series), request)


@router.get("/studies/{study}/series/{series}/instances/{instance}")
async def retrieve_instance(found: TheInstance, reader: TheReader, request: Request) -> Response:
    """Retrieve one instance; ``Accept: application/dicom`` gives the file itself."""
    ranges = accepted(request.headers.get("accept"), request.query_params.get("accept"))
    choose(ranges, [DICOM])
    if not ranges[0].is_multipart and ranges[0].media_type == DICOM:
        return Response(await reader.file(found), media_type=DICOM)
    return _files(reader, [found], request)


@router.get("/studies/{study}/metadata")
async def retrieve_study_metadata(study: str, reader: TheReader, request: Request) -> Response:
    """Retrieve the headers of a study (PS3.18 10.4.1.1.2)."""
    return _metadata(reader, await reader.instances(study), request)


@router.get("/studies/{study}/series/{series}/metadata")
async def retrieve_series_metadata(
    study: str, series: str, reader: TheReader, request: Request
) -> Response:
    """Retrieve the headers of a series."""
    return _metadata(reader, await reader.instances(study, series), request)


@router.get("/studies/{study}/series/{series}/instances/{instance}/metadata")
async def retrieve_instance_metadata(
    found: TheInstance, reader: TheReader, request: Request
) -> Response:
    """Retrieve the header of one instance."""
    return _metadata(reader, [found], request)


@router.get("/studies/{study}/series/{series}/instances/{instance}/bulkdata/{tag}")
async def retrieve_bulkdata(
    tag: str, found: TheInstance, reader: TheReader, request: Request
) -> Response:
    """Retrieve one large value that metadata refers to (PS3.18 10.4.1.1.5)."""
    ranges = accepted(request.headers.get("accept"), request.query_params.get("accept"))
    choose(ranges, [OCTETS])
    dataset = await reader.dataset(found)
    element = dataset.get(int(tag, 16)) if len(tag) == 8 and _is_hexadecimal(tag) else None
    value = element.value if element is not None else None
    is_bulk = isinstance(value, bytes) and (len(value) > BULK_OVER_BYTES or tag == "7FE00010")
    if not isinstance(value, bytes) or not is_bulk:
        raise ProblemError(404, "no_such_bulkdata", f"There is no bulk data {tag!r}.", field="tag")
    if ranges[0].is_multipart or ranges[0].media_type == "*/*":
        return multipart_response([Part(OCTETS, value, str(request.url))], OCTETS)
    return Response(value, media_type=OCTETS)


def _files(reader: Reader, rows: Sequence[Found], request: Request) -> Response:
    ranges = accepted(request.headers.get("accept"), request.query_params.get("accept"))
    choose(ranges, [DICOM])
    asked = ranges[0].transfer_syntax
    stored = {row[2].transfer_syntax_uid for row in rows}
    if asked is not None and asked != "*" and stored != {asked}:
        detail = f"images are given as they are stored ({', '.join(sorted(stored))}); ask for '*'"
        raise ProblemError(406, "not_acceptable", detail, field="transfer-syntax")

    async def parts() -> AsyncIterator[Part]:
        for row in rows:
            syntax = row[2].transfer_syntax_uid
            yield Part(
                f"{DICOM}; transfer-syntax={syntax}", await reader.file(row), reader.url(row)
            )

    return streamed_response(parts(), DICOM)


def _metadata(reader: Reader, rows: Sequence[Found], request: Request) -> Response:
    ranges = accepted(request.headers.get("accept"), request.query_params.get("accept"))
    media_type = choose(ranges, [DICOM_JSON, "application/json"])
    return JSONResponse([reader.header(row) for row in rows], media_type=media_type)


def _is_hexadecimal(text: str) -> bool:
    return all(character in "0123456789abcdefABCDEF" for character in text)
