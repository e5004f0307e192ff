"""Write the migration that brings the newest migration to the tables as they are in code.

    python -m telescan.hub.revision "what changed"

Read what it wrote before keeping it: Alembic does not see renames.
"""

import asyncio
import sys
import tempfile

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from telescan.hub import tables
from telescan.store.engine import Database
from telescan.store.migrate import alembic_config, migrate


async def write_revision(message: str) -> None:
    """Write the migration next to the others."""
    assert tables.MODULES  # noqa: S101 - importing them is what makes the metadata whole

    def compare(connection: Connection) -> None:
        config = alembic_config(connection)
        known = len(list(ScriptDirectory.from_config(config).walk_revisions()))
        command.revision(config, message, autogenerate=True, rev_id=f"{known + 1:04d}")

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        await migrate(database)
        async with database.connecting() as connection:
            await connection.run_sync(compare)
        await database.close()


if __name__ == "__main__":
    asyncio.run(write_revision(sys.argv[1]))
