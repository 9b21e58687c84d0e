"""The migrations go up, come down without a trace, and agree with the tables."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Integer, create_engine, insert, text
from sqlalchemy.exc import IntegrityError

from estate.db.engine import alembic_config, current_revision, downgrade, migrate
from estate.db.tables import metadata

# Whatever the public schema holds that does not belong to an extension.
OUR_OBJECTS = text(
    """
    SELECT kind || ' ' || name FROM (
        SELECT 'relation' AS kind, relname::text AS name, oid FROM pg_class
         WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'function', proname::text, oid FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT 'type', typname::text, oid FROM pg_type
         WHERE typnamespace = 'public'::regnamespace
    ) AS ours
    WHERE NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = ours.oid AND deptype = 'e')
      AND name NOT LIKE '%alembic_version%'
      -- the types of an extension's own tables and arrays depend on it through another object
      AND name NOT IN (SELECT '_' || typname FROM pg_type t JOIN pg_depend d
                        ON d.objid = t.oid AND d.deptype = 'e')
      AND name NOT IN (SELECT p.relname FROM pg_class p JOIN pg_depend d
                        ON d.objid = p.oid AND d.deptype = 'e')
      AND name NOT IN (SELECT '_' || p.relname FROM pg_class p JOIN pg_depend d
                        ON d.objid = p.oid AND d.deptype = 'e')
    ORDER BY 1
    """
)


DEFINITIONS = text(
    """
    SELECT 'constraint ' || conname, pg_get_constraintdef(c.oid)
      FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
     WHERE t.relnamespace = 'public'::regnamespace
       AND c.contype <> 't' -- triggers are written in migrations alone
       AND t.relname NOT IN ('spatial_ref_sys', 'alembic_version')
    UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename NOT IN ('spatial_ref_sys', 'alembic_version')
    UNION ALL SELECT 'column ' || table_name || '.' || column_name,
                     concat_ws(' ', udt_name, is_nullable, column_default, numeric_precision,
                               numeric_scale, is_identity)
      FROM information_schema.columns JOIN information_schema.tables
           USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
       AND table_name NOT IN ('spatial_ref_sys', 'alembic_version')
    """
)


def _ours(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = _objects(connection)
    engine.dispose()
    return found


def _objects(connection: Connection) -> list[str]:
    return list(connection.execute(OUR_OBJECTS).scalars())


def test_there_is_one_linear_history() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("unused"))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    assert all(not script.is_merge_point for script in scripts.walk_revisions())


def _run(url: str, way: str) -> dict[str | None, list[str]]:
    """All migrations up or down, one after another in one run; what there is after each of them,
    by the revision that the database is at then."""
    config = alembic_config(url)
    scripts, found = ScriptDirectory.from_config(config), {}

    def steps(heads: Any, context: MigrationContext) -> Iterator[Any]:
        up = way == "up"
        for step in (
            scripts._upgrade_revs("head", heads) if up else scripts._downgrade_revs("base", heads)
        ):
            yield step  # it is made before the next is asked for
            found[context.get_current_revision()] = _objects(context.connection)

    with EnvironmentContext(config, scripts, fn=steps):
        scripts.run_env()
    return found


def test_every_migration_goes_up_down_and_up_again(empty_database_url: str) -> None:
    untouched = _ours(empty_database_url)
    scripts = ScriptDirectory.from_config(alembic_config("unused"))
    history = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    made = _run(empty_database_url, "up")
    assert list(made) == history
    assert current_revision(empty_database_url) == history[-1]
    assert made[history[-1]] != untouched
    undone = _run(empty_database_url, "down")
    assert list(undone) == [*reversed(history[:-1]), None]
    assert undone == {revision: made.get(revision, untouched) for revision in undone}
    assert current_revision(empty_database_url) is None
    assert _run(empty_database_url, "up") == made
    downgrade(empty_database_url, "base")
    assert _ours(empty_database_url) == untouched


def test_the_migrated_database_agrees_with_the_tables(database_url: str) -> None:
    command.check(alembic_config(database_url))


def test_drift_would_be_seen(connection: Connection) -> None:
    table = metadata.tables["organisation"]
    stray = Column("added_without_a_migration", Integer)
    context = MigrationContext.configure(connection)
    assert "added_without_a_migration" not in str(compare_metadata(context, metadata))
    connection.execute(text("ALTER TABLE organisation ADD COLUMN added_without_a_migration int"))
    assert stray.name not in table.c
    assert "added_without_a_migration" in str(compare_metadata(context, metadata))


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    before = _ours(database_url)
    migrate(database_url)
    assert _ours(database_url) == before


def _definitions(url: str) -> set[tuple[str, str]]:
    """Every constraint, index and column of ours, as PostgreSQL itself words it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(DEFINITIONS).all()
    engine.dispose()
    return {(str(what), str(wording)) for what, wording in rows}


def test_migrations_make_what_the_tables_say_down_to_each_check(
    database_url: str, empty_database_url: str
) -> None:
    """Alembic does not compare CHECKs or index methods; so both are built and compared."""
    engine = create_engine(empty_database_url)
    metadata.create_all(engine)
    engine.dispose()
    migrated, declared = _definitions(database_url), _definitions(empty_database_url)
    assert migrated - declared == set()
    assert declared - migrated == set()
    assert any("USING gist" in wording for _, wording in migrated)


def test_invalid_geometry_cannot_be_stored(connection: Connection) -> None:
    """Validity is held by a CHECK when writing, so that no query has to test it."""
    bow_tie = "SRID=27700;MULTIPOLYGON(((0 0,100 100,100 0,0 100,0 0)))"
    area = metadata.tables["area"]
    with pytest.raises(IntegrityError, match="geom_valid"):
        connection.execute(
            insert(area).values(
                kind="town", name="Bow tie", geom=bow_tie, geom_4326=None, basis="file"
            )
        )


def test_what_is_large_is_compressed_by_lz4_where_the_server_has_it(connection: Connection) -> None:
    has = "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
    method = "l" if connection.execute(text(has)).scalar_one() else ""
    columns = (
        "SELECT attcompression FROM pg_attribute WHERE attname = :name AND attrelid = "
        "CAST(:table_ AS regclass)"
    )
    for table, name in (("property", "geom"), ("area", "geom_4326"), ("import_undo", "before")):
        found = connection.execute(text(columns), {"table_": table, "name": name}).scalar_one()
        assert (found.decode() if isinstance(found, bytes) else found).strip("\0") == method
