"""The database keeps what it is given: times, documents, transactions."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pydantic import BaseModel
from sqlalchemy import ForeignKey, MetaData, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from telescan.store.base import Document, UtcDateTime
from telescan.store.engine import Database, DatabaseUrlError


class Leaf(BaseModel):
    name: str
    at: datetime
    tags: frozenset[str]


class _Base(DeclarativeBase):
    metadata = MetaData()
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012


class _Entry(_Base):
    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    leaf: Mapped[Leaf | None] = mapped_column(Document(Leaf))
    parent: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))


@pytest.fixture
async def database(database_url: str):
    opened = Database(database_url)
    async with opened.connecting() as connection:
        await connection.run_sync(_Base.metadata.create_all)
    yield opened
    await opened.close()


async def test_a_time_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    shanghai = datetime(2026, 5, 4, 9, 30, 1, 123456, tzinfo=timezone(timedelta(hours=8)))
    async with database.writing() as session:
        session.add(_Entry(id=1, at=shanghai))
    async with database.reading() as session:
        stored = (await session.scalars(select(_Entry))).one().at
    assert stored == shanghai
    assert stored.tzinfo is UTC


async def test_a_time_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without time zone"):
        async with database.writing() as session:
            session.add(_Entry(id=1, at=datetime(2026, 5, 4, 9, 30)))  # noqa: DTZ001


async def test_a_document_comes_back_as_itself(database: Database) -> None:
    leaf = Leaf(name="脑", at=datetime(2026, 1, 1, tzinfo=UTC), tags=frozenset({"a", "b"}))
    async with database.writing() as session:
        session.add(_Entry(id=1, at=leaf.at, leaf=leaf))
        session.add(_Entry(id=2, at=leaf.at, leaf=None))
    async with database.reading() as session:
        stored = {entry.id: entry.leaf for entry in await session.scalars(select(_Entry))}
    assert stored == {1: leaf, 2: None}


async def test_an_error_inside_leaves_nothing_behind(database: Database) -> None:
    async def write_and_fail() -> None:
        async with database.writing() as session:
            session.add(_Entry(id=1, at=datetime.now(UTC)))
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await write_and_fail()
    async with database.reading() as session:
        assert (await session.scalars(select(_Entry))).all() == []


async def test_a_foreign_key_that_points_nowhere_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(_Entry(id=1, at=datetime.now(UTC), parent=99))


async def test_an_error_does_not_show_what_was_to_be_stored(database: Database) -> None:
    leaf = Leaf(name="Zhang^San", at=datetime.now(UTC), tags=frozenset())
    with pytest.raises(IntegrityError) as failed:
        async with database.writing() as session:
            session.add(_Entry(id=1, at=leaf.at, leaf=leaf, parent=99))
    assert "Zhang" not in str(failed.value)


async def test_many_writers_at_once_all_succeed(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.writing() as session:
            await session.execute(select(_Entry))
            session.add(_Entry(id=number, at=datetime.now(UTC)))

    await asyncio.gather(*(write(number) for number in range(1, 31)))
    async with database.reading() as session:
        assert len((await session.scalars(select(_Entry))).all()) == 30


async def test_sqlite_writes_ahead_and_to_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/made/for/it/hub.db")
    async with database.reading() as session:
        answers = {
            name: (await session.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    await database.close()
    assert answers == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("url", ["mysql://somewhere/db", "not an address"])
def test_an_address_that_cannot_be_used_is_refused_with_what_could_be(url: str) -> None:
    with pytest.raises(DatabaseUrlError, match=r"sqlite.*postgresql"):
        Database(url)
