"""The migrations lead to exactly the tables that the code has, on both databases."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from telescan.hub import tables
from telescan.store.engine import Database, DatabaseUnusableError
from telescan.store.migrate import migrate


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), tables.METADATA))


async def test_migrations_and_tables_agree(database_url: str) -> None:
    database = Database(database_url)
    await migrate(database)
    async with database.connecting() as connection:
        differences = await connection.run_sync(_differences)
    await database.close()
    assert differences == []


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    await migrate(database)
    await migrate(database)
    await database.close()


async def test_two_hubs_that_start_together_both_come_up(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(2)]
    await asyncio.gather(*(migrate(database) for database in databases))
    for database in databases:
        await database.close()


async def test_many_that_open_a_new_file_at_once_all_get_in(tmp_path: Path) -> None:
    # SQLite refuses about one in a hundred without waiting when they switch it to WAL together.
    for attempt in range(40):
        databases = [Database(f"sqlite:///{tmp_path / str(attempt)}.db") for _ in range(6)]
        await asyncio.gather(*(_open(database) for database in databases))
        for database in databases:
            await database.close()


async def test_a_database_of_a_newer_version_is_refused_in_one_sentence(database_url: str) -> None:
    database = Database(database_url)
    await migrate(database)
    async with database.writing() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusableError, match="9999"):
        await migrate(database)
    await database.close()


async def test_a_table_that_no_migration_makes_shows() -> None:
    database = Database("sqlite://")
    await migrate(database)
    async with database.connecting() as connection:
        await connection.execute(text("ALTER TABLE person DROP COLUMN language"))
        assert await connection.run_sync(_differences)
    await database.close()


async def _open(database: Database) -> None:
    async with database.connecting():
        pass
