"""Bring a database to the tables of this version, when the hub starts.

Two hubs that start together do not meet here: the second waits until the first is done.
"""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from asyncpg.exceptions import PostgresError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from telescan.store.engine import Database, DatabaseUnusableError

# Any number will do, as long as no other program uses it on the same PostgreSQL database.
_POSTGRESQL_LOCK = 7_353_226


async def migrate(database: Database) -> None:
    """Run every migration that the database has not seen, in one transaction.

    Raises DatabaseUnusableError.
    """
    try:
        async with database.connecting() as connection:
            if not database.is_sqlite:
                await connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK}
                )
            await connection.run_sync(_upgrade)
    except (OSError, SQLAlchemyError, PostgresError, CommandError) as error:
        reason = str(error).splitlines()[0]
        raise DatabaseUnusableError(f"the database cannot be used: {reason}") from error


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection that is already open."""
    config = Config()
    config.set_main_option("script_location", "telescan.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")
