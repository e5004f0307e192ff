"""The database: SQLite embedded by default, PostgreSQL by address, the same tables on both.

SQLite runs in WAL mode with synchronous FULL (what is committed is on disk) and foreign keys on.
One process writes to it one transaction at a time, in the order of asking; readers never wait.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_BUSY_TIMEOUT_MS = 10_000
_RETRY_MS = 5


class DatabaseError(Exception):
    """Base of what a program may be told when it opens its database."""


class DatabaseUrlError(DatabaseError):
    """The database address cannot be used; the message says what would be."""


class DatabaseUnusableError(DatabaseError):
    """The database does not answer, or not as this version needs it; the message says why."""


class Database:
    """An open database. ``reading`` and ``writing`` give one transaction each."""

    def __init__(self, url: str) -> None:
        """Open ``url``: ``sqlite:///relative.db``, ``sqlite:////absolute.db``, ``postgresql://…``.

        Raises DatabaseUrlError. Nothing is connected to before the first use.
        """
        self.engine = _make_engine(_parse(url))
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writing_engine = self.engine.execution_options(telescan_writes=True)
        self._readers = async_sessionmaker(self.engine, expire_on_commit=False)
        self._writers = async_sessionmaker(self._writing_engine, expire_on_commit=False)
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one state of the data; what it changes is not kept."""
        async with self._readers() as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose changes are committed at the end, or rolled back on an error.

        Do not open a second one inside: on SQLite it would wait for the first for ever.
        """
        if not self.is_sqlite:
            async with self._writers.begin() as session:
                yield session
            return
        async with self._one_writer, self._writers.begin() as session:
            yield session

    @asynccontextmanager
    async def connecting(self) -> AsyncIterator[AsyncConnection]:
        """Give a plain connection in a writing transaction, for migrations."""
        async with self._one_writer, self._writing_engine.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUrlError(
            "the database address cannot be read; "
            "write sqlite:///FILE or postgresql://USER@HOST/DATABASE"
        ) from None
    driver = _DRIVERS.get(parsed.drivername, parsed.drivername)
    if driver not in _DRIVERS.values():
        raise DatabaseUrlError(
            f"database {parsed.drivername!r} is not supported; use sqlite or postgresql"
        )
    return parsed.set(drivername=driver)


def _make_engine(url: URL) -> AsyncEngine:
    # Values stay out of error messages: they end in logs, and may be a patient's.
    if not url.drivername.startswith("sqlite"):
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own habit of opening transactions late would let a reader turn writer halfway
    # and fail with "database is locked"; transactions are opened below instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    connection.run_async(_switch_to_wal)


async def _switch_to_wal(connection: aiosqlite.Connection) -> None:
    # Of two that switch a new file at once SQLite refuses one without waiting, whatever the
    # busy timeout: each holds the lock that the other needs.
    give_up_at_s = asyncio.get_running_loop().time() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            await connection.execute_fetchall("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            late = asyncio.get_running_loop().time() > give_up_at_s
            if late or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            await asyncio.sleep(_RETRY_MS / 1000)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("telescan_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
