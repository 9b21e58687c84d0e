"""Runs migrations over the URL or connection that ``estate.db.engine.migrate`` hands in."""

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, create_engine, pool

from estate.db.columns import held_by_triggers
from estate.db.tables import metadata


def include_object(thing: Any, name: Any, kind: Any, reflected: Any, compare_to: Any) -> bool:
    """What a migration makes of a table: not the references that triggers hold."""
    if not reflected and held_by_triggers(thing):
        return False
    return bool(alembic_helpers.include_object(thing, name, kind, reflected, compare_to))


def run(connection: Connection) -> None:
    """Configure Alembic for geometry columns and run."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Use the connection given, else connect to the URL given."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run(connection)
        return
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as opened:
        run(opened)
        opened.commit()
    engine.dispose()


main()
