"""What every table shares: one metadata, one naming of constraints, and two column types.

Times are UTC and aware on the way in and out, on SQLite and on PostgreSQL alike. Pydantic values
are stored as JSON documents and come back as themselves.
"""

from datetime import UTC, datetime
from typing import Any, override

from pydantic import TypeAdapter
from sqlalchemy import JSON, DateTime, Dialect, MetaData, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Naive times are refused: nobody knows which clock they were read from."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without time zone cannot be stored; make it aware")
        return value.astimezone(UTC)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the time zone: say again that it is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Document(TypeDecorator[Any]):
    """A Pydantic model, or any type that Pydantic can read, as one JSON column.

    ``Mapped[Session] = mapped_column(Document(Session))``; a stored value is replaced, not changed
    in place.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, stored_type: Any) -> None:
        super().__init__()
        self.stored_type = stored_type
        self._adapter: TypeAdapter[Any] = TypeAdapter(stored_type)

    @override
    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """JSONB on PostgreSQL, text on SQLite."""
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write the value as plain JSON."""
        return None if value is None else self._adapter.dump_python(value, mode="json")

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read the value back as what it was."""
        return None if value is None else self._adapter.validate_python(value)


class Base(DeclarativeBase):
    """Base of all tables. ``Mapped[datetime]`` is a ``UtcDateTime`` everywhere."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012
