"""The hub's database, opened and closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telescan.configuration import ConfigurationError
from telescan.hub.settings import HubSettings
from telescan.store.engine import Database
from telescan.store.migrate import migrate


@asynccontextmanager
async def open_database(settings: HubSettings) -> AsyncIterator[Database]:
    """Open the hub's database, with its tables brought to this version.

    Raises ConfigurationError, DatabaseError.
    """
    make_data_folder(settings)
    database = Database(settings.database)
    try:
        await migrate(database)
        yield database
    finally:
        await database.close()


def make_data_folder(settings: HubSettings) -> None:
    """Make the data folder, open to its owner only. Raises ConfigurationError."""
    try:
        settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"data_folder: {settings.data_folder} cannot be made ({error.strerror})"
        ) from error
