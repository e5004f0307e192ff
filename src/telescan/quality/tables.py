"""What is known of each series that arrived at the hub."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from telescan.quality.results import SeriesResult
from telescan.store.base import Base, Document


class SeriesResultRow(Base):
    """One series as it was judged last."""

    __tablename__ = "series_result"
    __table_args__ = (Index(None, "scanner_id", "last_image_at"),)

    series_instance_uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    site_id: Mapped[str] = mapped_column(String(63))
    scanner_id: Mapped[str] = mapped_column(String(63))
    session_id: Mapped[str | None] = mapped_column(String(64), index=True)
    last_image_at: Mapped[datetime]
    settled: Mapped[bool]
    """Nothing more is expected: every image came, or none for a while."""
    document: Mapped[SeriesResult] = mapped_column(Document(SeriesResult))
