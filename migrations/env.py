"""Runs migrations over the URL or connection that ``estate.db.engine.migrate`` hands in."""

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, create_engine, pool

from estate.db.tables import metadata


def run(connection: Connection) -> None:
    """Configure Alembic for geometry columns and run."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=alembic_helpers.include_object,
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
