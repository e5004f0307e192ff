"""The registry: which sites and scanners there are."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from telescan.store.base import Base


class SiteRow(Base):
    """A site, with the public key that its gateway proves itself by."""

    __tablename__ = "site"

    site_id: Mapped[str] = mapped_column(String(63), primary_key=True)
    name: Mapped[str] = mapped_column(String(128))
    public_key: Mapped[str] = mapped_column(String(64))


class ScannerRow(Base):
    """A scanner, as its site named it."""

    __tablename__ = "scanner"

    scanner_id: Mapped[str] = mapped_column(String(63), primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.site_id"), index=True)
    name: Mapped[str] = mapped_column(String(128))
    first_seen_at: Mapped[datetime]
