"""Doors of a session's screenshots: keep one, list them, get the picture."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from telescan.identity.doors import Audited, SignedIn, require
from telescan.identity.people import Person
from telescan.identity.roles import Act
from telescan.problems import ProblemError, problem_responses
from telescan.session.admission import require_participant
from telescan.session.refusal import Code, Refused
from telescan.session.routes import Sessions, known, problem_of, readable
from telescan.session.screenshot import MAX_BYTES, Screenshot, Taken
from telescan.session.screenshots import NewScreenshot, Screenshots
from telescan.session.state import Session

router = APIRouter(prefix="/api/sessions/{session_id}/screenshots", tags=["sessions"])

_PNG = {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}

type ScreenshotId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


def screenshots_of(request: Request) -> Screenshots:
    """Return the program's screenshots."""
    service: Screenshots = request.app.state.screenshots
    return service


Kept = Annotated[Screenshots, Depends(screenshots_of)]


@router.put(
    "/{screenshot_id}",
    responses=problem_responses(401, 403, 404, 409, 413, 422),
    openapi_extra={"requestBody": {"required": True, **_PNG}},
)
async def keep_screenshot(
    session_id: str,
    screenshot_id: ScreenshotId,
    taken: Annotated[Taken, Query()],
    *,
    request: Request,
    person: SignedIn,
    sessions: Sessions,
    screenshots: Kept,
    trail: Audited,
) -> Screenshot:
    """Keep a screenshot (the body: a PNG) with a session; again with the same id changes nothing.

    Without the site: its pixels have left the site already, masked for whoever took it.
    """
    session = await known(session_id, sessions)
    _require_taker(person, session)
    new = NewScreenshot(
        screenshot_id=screenshot_id,
        session=session,
        by=person.actor_at(session.site_id),
        taken=taken,
        content=await _body(request),
        shows_identity=person.may(Act.SEE_PATIENT, session.site_id),
    )
    try:
        kept = await screenshots.keep(new, datetime.now(UTC))
    except Refused as refused:
        raise problem_of(refused) from None
    await trail.write(
        "keep_screenshot",
        site_id=kept.site_id,
        scanner_id=kept.scanner_id,
        session_id=session_id,
        screenshot_id=screenshot_id,
        sha256=kept.sha256,
    )
    return kept


@router.get("", responses=problem_responses(401, 403, 404))
async def list_screenshots(
    session_id: str, person: SignedIn, sessions: Sessions, screenshots: Kept
) -> Sequence[Screenshot]:
    """List a session's screenshots, oldest first."""
    await readable(session_id, person, sessions)
    return await screenshots.of_session(session_id)


@router.get(
    "/{screenshot_id}",
    response_class=Response,
    responses={200: _PNG, **problem_responses(401, 403, 404)},
)
async def read_screenshot(
    session_id: str,
    screenshot_id: ScreenshotId,
    person: SignedIn,
    sessions: Sessions,
    screenshots: Kept,
) -> Response:
    """Get the picture; one that may show who the patient is, only who may see that."""
    session = await readable(session_id, person, sessions)
    screenshot = await screenshots.find(screenshot_id)
    if screenshot is None or screenshot.session_id != session_id:
        raise ProblemError(404, Code.NO_SCREENSHOT, "There is no such screenshot.")
    if screenshot.shows_identity:
        require(person, Act.SEE_PATIENT, session.site_id)
    content = await screenshots.picture(screenshot)
    headers = {"Cache-Control": "private, max-age=3600, immutable"}
    return Response(content, media_type="image/png", headers=headers)


def _require_taker(person: Person, session: Session) -> None:
    require(person, Act.SEE_CONSOLE, session.site_id)
    try:
        require_participant(session, person.actor_at(session.site_id))
    except Refused as refused:
        raise problem_of(refused) from None


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BYTES:
            detail = f"more than {MAX_BYTES // 1024**2} MiB; make the window smaller"
            raise ProblemError(413, "too_large", detail, field="body")
    return bytes(body)
