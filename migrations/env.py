"""Alembic's entry point: the metadata of the whole product, and the URL that webapp.site.database passed in."""

from __future__ import annotations

from alembic import context

from matching.db import make_engine
from migrations.metadata import metadata

engine = make_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        # Two processes that start together on an empty database must not migrate it twice.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(728401)")
        context.run_migrations()
engine.dispose()
