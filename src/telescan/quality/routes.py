"""Doors of quality: what is known of the series of a session, or of a scanner."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import HTTPConnection

from telescan.fleet.routes import TheFleet, require_scanner
from telescan.identity.doors import SignedIn, require
from telescan.identity.roles import Act
from telescan.problems import ProblemError, problem_responses
from telescan.quality.results import SeriesResult
from telescan.quality.series import SeriesResults
from telescan.session.routes import Sessions

router = APIRouter(prefix="/api", tags=["quality"])


def series_results_of(connection: HTTPConnection) -> SeriesResults:
    """Return the program's series."""
    results: SeriesResults = connection.app.state.series_results
    return results


TheSeriesResults = Annotated[SeriesResults, Depends(series_results_of)]


@router.get("/sessions/{session_id}/series", responses=problem_responses(401, 403, 404))
async def series_of_session(
    session_id: str, person: SignedIn, sessions: Sessions, results: TheSeriesResults
) -> list[SeriesResult]:
    """List a session's series in the order in which they arrived."""
    session = await sessions.records.find(session_id)
    if session is None:
        raise ProblemError(404, "no_session", "There is no such session.")
    require(person, Act.SEE_IMAGES, session.site_id)
    return await results.of_session(session_id)


@router.get("/scanners/{scanner_id}/series", responses=problem_responses(401, 403, 404, 422))
async def series_of_scanner(
    scanner_id: str,
    person: SignedIn,
    fleet: TheFleet,
    results: TheSeriesResults,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[SeriesResult]:
    """List a scanner's series, newest first."""
    require(person, Act.SEE_IMAGES, require_scanner(fleet, scanner_id).site_id)
    return await results.of_scanner(scanner_id, limit=limit)
