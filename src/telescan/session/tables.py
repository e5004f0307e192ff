"""The hub's tables of sessions: what happened, and what follows from it."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telescan.session.events import Recorded
from telescan.session.screenshot import Screenshot
from telescan.session.state import Session
from telescan.store.base import Base, Document


class SessionRow(Base):
    """One session as it is now, with the columns that lists are filtered and sorted by."""

    __tablename__ = "session"
    __table_args__ = (Index(None, "requested_at", "session_id"),)

    session_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    site_id: Mapped[str] = mapped_column(String(64), index=True)
    scanner_id: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    requested_at: Mapped[datetime]
    expert_id: Mapped[str | None] = mapped_column(String(64), index=True)
    search_text: Mapped[str] = mapped_column(Text)
    """Everything that a text search looks at, in lower case."""
    document: Mapped[Session] = mapped_column(Document(Session))


class EventRow(Base):
    """One event as the site recorded it; never changed."""

    __tablename__ = "session_event"
    __table_args__ = (UniqueConstraint("session_id", "sequence"),)

    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    session_id: Mapped[str] = mapped_column(String(64))
    sequence: Mapped[int]
    at: Mapped[datetime]
    document: Mapped[Recorded] = mapped_column(Document(Recorded))


class ScreenshotRow(Base):
    """One screenshot of a console; its picture lies in the object store under the same name."""

    __tablename__ = "session_screenshot"

    screenshot_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    session_id: Mapped[str] = mapped_column(String(64), index=True)
    stored_at: Mapped[datetime]
    document: Mapped[Screenshot] = mapped_column(Document(Screenshot))
