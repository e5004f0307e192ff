"""Writes down who opened which images and which session's record, and who stored images.

Scrolling through a series asks for hundreds of images; that is one opening. The same person opening
the same thing again within an hour is not written again.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from fastapi import Request
from starlette.requests import HTTPConnection

from telescan.identity.audit import Deed
from telescan.identity.doors import SignedIn, identity_of, signed_in

_ONE_OPENING = timedelta(hours=1)
_SEARCHES = ("/studies", "/series", "/instances")


class Openings:
    """Remembers what was written lately."""

    def __init__(self) -> None:
        self._written: dict[tuple[str, ...], datetime] = {}

    def is_new(self, opening: tuple[str, ...], now: datetime) -> bool:
        """Tell whether this is to be written, and take it as written."""
        written = self._written.get(opening)
        if written is not None and now - written < _ONE_OPENING:
            return False
        self._written = {k: at for k, at in self._written.items() if now - at < _ONE_OPENING}
        self._written[opening] = now
        return True

    async def of_images(self, request: Request, person: SignedIn) -> AsyncIterator[None]:
        """Write, after a door gave images or their headers, who got them. For DICOMweb's routes."""
        yield
        study = request.path_params.get("study")
        is_search = request.url.path.endswith(_SEARCHES)
        if request.method == "GET" and study is not None and not is_search:
            series = request.path_params.get("series", "")
            if self.is_new(("images", person.person_id, study, series), datetime.now(UTC)):
                detail = {"study_instance_uid": study, "series_instance_uid": series}
                await identity_of(request).trail.write(
                    Deed(
                        at=datetime.now(UTC),
                        who=person.username,
                        act="open_images",
                        detail={name: uid for name, uid in detail.items() if uid},
                    )
                )

    async def of_records(self, request: Request, person: SignedIn) -> AsyncIterator[None]:
        """Write, after a door gave a session's timeline or a screenshot, who got it."""
        yield
        session_id = request.path_params.get("session_id")
        is_timeline = request.url.path.endswith("/timeline")
        is_screenshot = request.method == "GET" and "screenshot_id" in request.path_params
        if (
            session_id is not None
            and (is_timeline or is_screenshot)
            and self.is_new(("record", person.person_id, session_id), datetime.now(UTC))
        ):
            await identity_of(request).trail.write(
                Deed(
                    at=datetime.now(UTC),
                    who=person.username,
                    act="open_record",
                    session_id=session_id,
                )
            )


async def write_stored(connection: HTTPConnection, site_id: str, kept: int, refused: int) -> None:
    """Write who stored images at a site, and how many."""
    person = await signed_in(connection)
    await identity_of(connection).trail.write(
        Deed(
            at=datetime.now(UTC),
            who=person.username,
            act="store_images",
            site_id=site_id,
            detail={"kept": str(kept), "refused": str(refused)},
        )
    )
