"""Screenshots at the hub: the file in the object store first, then its row; both once.

The page names a screenshot before it sends it, so that sending it again after a lost answer keeps
one. Whoever is told of it finds the file on disk.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from telescan.identity.roles import Actor
from telescan.session.refusal import Code, Refused
from telescan.session.screenshot import BadScreenshotError, Screenshot, Taken, size_of_png
from telescan.session.state import Session
from telescan.session.tables import ScreenshotRow
from telescan.store.engine import Database
from telescan.store.objects import ObjectStore

MOST_PER_SESSION = 200


@dataclass(frozen=True)
class NewScreenshot:
    """What somebody wants to keep."""

    screenshot_id: str
    session: Session
    by: Actor
    taken: Taken
    content: bytes
    shows_identity: bool


class Screenshots:
    """Keeps and reads screenshots of sessions."""

    def __init__(
        self, database: Database, objects: ObjectStore, tell: Callable[[Screenshot], None]
    ) -> None:
        self._database = database
        self._objects = objects
        self._tell = tell

    async def keep(self, new: NewScreenshot, now: datetime) -> Screenshot:
        """Keep a screenshot; the same one again changes nothing. Raises Refused."""
        try:
            width_px, height_px = await asyncio.to_thread(size_of_png, new.content)
        except BadScreenshotError as error:
            raise Refused(Code.INVALID, str(error), "body") from error
        screenshot = Screenshot(
            screenshot_id=new.screenshot_id,
            session_id=new.session.session_id,
            site_id=new.session.site_id,
            scanner_id=new.session.scanner_id,
            taken_by=new.by,
            taken=new.taken,
            stored_at=now,
            width_px=width_px,
            height_px=height_px,
            size_bytes=len(new.content),
            sha256=hashlib.sha256(new.content).hexdigest(),
            shows_identity=new.shows_identity,
        )
        kept = await self._kept_before(screenshot)
        if kept is not None:
            return kept
        await self._objects.put(_key(new.screenshot_id), new.content)
        async with self._database.writing() as database:
            database.add(_row(screenshot))
        self._tell(screenshot)
        return screenshot

    async def of_session(self, session_id: str) -> Sequence[Screenshot]:
        """Return a session's screenshots, oldest first."""
        query = (
            select(ScreenshotRow.document)
            .where(ScreenshotRow.session_id == session_id)
            .order_by(ScreenshotRow.stored_at, ScreenshotRow.screenshot_id)
        )
        async with self._database.reading() as database:
            return (await database.scalars(query)).all()

    async def find(self, screenshot_id: str) -> Screenshot | None:
        """Return one screenshot, without its picture."""
        async with self._database.reading() as database:
            row = await database.get(ScreenshotRow, screenshot_id)
            return row.document if row is not None else None

    async def picture(self, screenshot: Screenshot) -> bytes:
        """Return the PNG. Raises ObjectStoreError."""
        return await self._objects.get(_key(screenshot.screenshot_id))

    async def _kept_before(self, screenshot: Screenshot) -> Screenshot | None:
        kept = await self.find(screenshot.screenshot_id)
        if kept is not None:
            same = (kept.session_id, kept.sha256) == (screenshot.session_id, screenshot.sha256)
            if not same or kept.taken_by.person_id != screenshot.taken_by.person_id:
                raise Refused(Code.NOT_YOURS, "this screenshot_id is taken; take a new one")
            return kept
        query = select(func.count()).where(ScreenshotRow.session_id == screenshot.session_id)
        async with self._database.reading() as database:
            count = await database.scalar(query)
        if (count or 0) >= MOST_PER_SESSION:
            raise Refused(
                Code.TOO_MANY_SCREENSHOTS, f"a session keeps at most {MOST_PER_SESSION} screenshots"
            )
        return None


def _key(screenshot_id: str) -> str:
    return f"{screenshot_id[:2]}/{screenshot_id}.png"


def _row(screenshot: Screenshot) -> ScreenshotRow:
    return ScreenshotRow(
        screenshot_id=screenshot.screenshot_id,
        session_id=screenshot.session_id,
        stored_at=screenshot.stored_at,
        document=screenshot,
    )
