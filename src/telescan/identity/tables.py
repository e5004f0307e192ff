"""Tables of people, what they may do, where they are signed in, and the audit trail."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from telescan.identity.people import Language
from telescan.identity.roles import Role
from telescan.store.base import Base, Document


class PersonRow(Base):
    """A person with an account."""

    __tablename__ = "person"

    person_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(128))
    password_hash: Mapped[str] = mapped_column(String(255))
    language: Mapped[Language | None] = mapped_column(String(8))


class GrantRow(Base):
    """One role of a person at one site, or (empty ``site_id``) at every site."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "site_id"),)

    grant_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.person_id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(String(32))
    site_id: Mapped[str] = mapped_column(String(64), default="")


class BrowserSessionRow(Base):
    """One browser that is signed in. The token itself is never stored, only its SHA-256."""

    __tablename__ = "browser_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("person.person_id", ondelete="CASCADE"), index=True
    )
    signed_in_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class AuditRow(Base):
    """One entry of the audit trail; see ``identity.audit`` for the chain."""

    __tablename__ = "audit"

    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64), index=True)
    act: Mapped[str] = mapped_column(String(64))
    site_id: Mapped[str | None] = mapped_column(String(64))
    scanner_id: Mapped[str | None] = mapped_column(String(64))
    session_id: Mapped[str | None] = mapped_column(String(64), index=True)
    detail: Mapped[dict[str, str]] = mapped_column(Document(dict[str, str]))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
