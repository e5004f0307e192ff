"""QIDO-RS: search for studies, series and instances (PS3.18 10.6)."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from telescan.dicom.dicomweb.answers import answer
from telescan.dicom.dicomweb.reader import Reader, TheReader
from telescan.dicom.search import Level, SearchError, read_search
from telescan.problems import ProblemError

DICOM_JSON = "application/dicom+json"
router = APIRouter()


@router.get("/studies")
async def search_studies(reader: TheReader, request: Request) -> Response:
    """Search for studies (PS3.18 Table 10.6.1-1)."""
    return await _found(reader, request, Level.STUDIES)


@router.get("/series")
async def search_series(reader: TheReader, request: Request) -> Response:
    """Search for series in all studies."""
    return await _found(reader, request, Level.SERIES)


@router.get("/instances")
async def search_instances(reader: TheReader, request: Request) -> Response:
    """Search for instances in all studies."""
    return await _found(reader, request, Level.INSTANCES)


@router.get("/studies/{study}/series")
async def search_study_series(study: str, reader: TheReader, request: Request) -> Response:
    """Search for series of one study."""
    return await _found(reader, request, Level.SERIES, StudyInstanceUID=study)


@router.get("/studies/{study}/instances")
async def search_study_instances(study: str, reader: TheReader, request: Request) -> Response:
    """Search for instances of one study."""
    return await _found(reader, request, Level.INSTANCES, StudyInstanceUID=study)


@router.get("/studies/{study}/series/{series}/instances")
async def search_series_instances(
    study: str, series: str, reader: TheReader, request: Request
) -> Response:
    """Search for instances of one series."""
    under = {"StudyInstanceUID": study, "SeriesInstanceUID": series}
    return await _found(reader, request, Level.INSTANCES, **under)


async def _found(reader: Reader, request: Request, level: Level, **under: str) -> Response:
    parameters = [(k, v) for k, v in request.query_params.multi_items() if k != "accept"]
    try:
        asked = read_search(level, parameters)
    except SearchError as error:
        raise ProblemError(400, "bad_search", str(error), field=error.parameter) from error
    search = replace(asked, match=asked.match | under)
    results = [await answer(reader, search, row) for row in await reader.search(search)]
    if not results:
        return Response(status_code=204)
    return JSONResponse(results, media_type=DICOM_JSON)
