"""The hub's database, opened and closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telescan.configuration import make_data_folder
from telescan.hub.settings import HubSettings
from telescan.store.engine import Database
from telescan.store.migrate import migrate


@asynccontextmanager
async def open_database(settings: HubSettings) -> AsyncIterator[Database]:
    """Open the hub's database, with its tables brought to this version.

    Raises ConfigurationError, DatabaseError.
    """
    make_data_folder(settings.data_folder)
    database = Database(settings.database)
    try:
        await migrate(database)
        yield database
    finally:
        await database.close()
