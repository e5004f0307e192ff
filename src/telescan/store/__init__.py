"""Database engine, migrations, object store."""
