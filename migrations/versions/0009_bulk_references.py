"""What a hundred thousand new rows cost: references asked once per statement, fewer indexes.

Foreign keys of property and interest ask once for every row; triggers that ask once for every
statement stand in their place (ADR 16). Of the indexes go those that another one covers or that no
query uses. Rows that an import created say so themselves, by its number; their history goes.

Revision: 0009
Follows: 0008
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

#: Column, table and key that it refers to; whether it may be empty is the column's matter.
_REFERENCES = {
    "property": (
        ("organisation_code", "organisation", "code"),
        ("import_batch_id", "import_batch", "import_batch_id"),
        ("town_id", "area", "area_id"),
        ("district_id", "area", "area_id"),
    ),
    "interest": (
        ("property_id", "property", "property_id"),
        ("organisation_code", "organisation", "code"),
        ("reported_by", "organisation", "code"),
        ("import_batch_id", "import_batch", "import_batch_id"),
    ),
}
_REFERRED = ("organisation", "import_batch", "property", "area")
_SET_NULL = ("town_id", "district_id")

# Arguments in threes: column, table, key. Rows that this very transaction has written cannot be
# taken away by another one; of all others a lock makes sure of that, as a foreign key's does.
_NEW_ROWS_REFER = """
    CREATE FUNCTION new_rows_refer() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        mine xid := pg_current_xact_id()::xid;
        others bigint;
        lacking text;
    BEGIN
        FOR n IN 0 .. TG_NARGS / 3 - 1 LOOP
            EXECUTE format(
                'SELECT count(*) FROM (SELECT DISTINCT %1$I AS key FROM fresh) AS named '
                'LEFT JOIN %2$I AS known ON known.%3$I = named.key '
                'WHERE named.key IS NOT NULL AND known.xmin IS DISTINCT FROM $1',
                TG_ARGV[3 * n], TG_ARGV[3 * n + 1], TG_ARGV[3 * n + 2]
            ) INTO others USING mine;
            CONTINUE WHEN others = 0;
            EXECUTE format(
                'SELECT FROM %2$I AS known WHERE known.xmin <> $1 '
                'AND %3$I IN (SELECT %1$I FROM fresh) FOR KEY SHARE',
                TG_ARGV[3 * n], TG_ARGV[3 * n + 1], TG_ARGV[3 * n + 2]
            ) USING mine;
            EXECUTE format(
                'SELECT named.key::text FROM (SELECT DISTINCT %1$I AS key FROM fresh) AS named '
                'WHERE named.key IS NOT NULL '
                'AND NOT EXISTS (SELECT FROM %2$I AS known WHERE known.%3$I = named.key) LIMIT 1',
                TG_ARGV[3 * n], TG_ARGV[3 * n + 1], TG_ARGV[3 * n + 2]
            ) INTO lacking;
            IF lacking IS NOT NULL THEN
                RAISE EXCEPTION '%.% refers to a row of % that is not there: %',
                    TG_TABLE_NAME, TG_ARGV[3 * n], TG_ARGV[3 * n + 1], lacking
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
        END LOOP;
        RETURN NULL;
    END $$
"""
_AREA_GOES = """
    CREATE FUNCTION area_goes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE property SET town_id = NULL WHERE town_id = OLD.area_id;
        UPDATE property SET district_id = NULL WHERE district_id = OLD.area_id;
        RETURN NULL;
    END $$
"""
#: Kind of a record, its table and key.
_TABLES = {
    "property": ("property", "property_id"),
    "lease": ("lease", "lease_id"),
    "occupation": ("occupation", "occupation_id"),
    "cost": ("cost_line", "cost_line_id"),
}
_HISTORY = sa.table(
    "history",
    *map(
        sa.column,
        (
            "history_id",
            "entity_kind",
            "entity_id",
            "import_batch_id",
            "action",
            "changes",
            "changed_by",
            "changed_at",
        ),
    ),
)
_BATCH = sa.table(
    "import_batch", *map(sa.column, ("import_batch_id", "imported_by", "imported_at"))
)


def upgrade() -> None:
    """Apply."""
    for function in (_NEW_ROWS_REFER, _AREA_GOES):
        op.execute(function)
    for table, references in _REFERENCES.items():
        for column, _, _ in references:
            op.drop_constraint(op.f(f"fk_{table}_{column}"), table, type_="foreignkey")
        _watch_references(table)
    for table in _REFERRED:
        _watch_referred(table)
    op.execute(
        "CREATE TRIGGER area_goes AFTER DELETE ON area FOR EACH ROW EXECUTE FUNCTION area_goes()"
    )
    _change_indexes()
    for kind in _TABLES:
        key, batch = _created(kind)
        op.execute(
            sa.delete(_HISTORY).where(
                _HISTORY.c.entity_kind == kind,
                _HISTORY.c.action == "created",
                _HISTORY.c.entity_id == key,
                _HISTORY.c.import_batch_id == batch,
            )
        )


def _created(kind: str) -> tuple[sa.ColumnClause[Any], sa.ColumnClause[Any]]:
    """Identity and import of the rows of a kind."""
    name, key = _TABLES[kind]
    table = sa.table(name, sa.column(key), sa.column("import_batch_id"))
    return table.c[key], table.c.import_batch_id


def _watch_references(table: str) -> None:
    threes = ", ".join(f"'{part}'" for three in _REFERENCES[table] for part in three)
    columns = ", ".join(column for column, _, _ in _REFERENCES[table])
    op.execute(
        f"CREATE TRIGGER new_rows_refer AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh "
        f"FOR EACH STATEMENT EXECUTE FUNCTION new_rows_refer({threes})"
    )
    tests = "".join(
        f"IF NEW.{column} IS DISTINCT FROM OLD.{column} AND NEW.{column} IS NOT NULL THEN "
        f"PERFORM FROM {other} WHERE {key} = NEW.{column} FOR KEY SHARE; "
        f"IF NOT FOUND THEN RAISE EXCEPTION '{table}.{column} refers to a row of {other} that is "
        f"not there: %', NEW.{column} USING ERRCODE = 'foreign_key_violation'; END IF; END IF; "
        for column, other, key in _REFERENCES[table]
    )
    differs = " OR ".join(
        f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column, _, _ in _REFERENCES[table]
    )
    op.execute(
        f"CREATE FUNCTION changed_{table}_refers() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {tests} RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER changed_row_refers AFTER UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION changed_{table}_refers()"
    )


def _watch_referred(other: str) -> None:
    """Nothing that is referred to goes or changes its key."""
    named = [
        (key, table, column)
        for table, references in _REFERENCES.items()
        for column, referred, key in references
        if referred == other
    ]
    key = named[0][0]
    tests = "".join(
        f"IF EXISTS (SELECT FROM {table} WHERE {column} = OLD.{key}) THEN "
        f"RAISE EXCEPTION '{table}.{column} still refers to this row of {other}' "
        "USING ERRCODE = 'foreign_key_violation'; END IF; "
        for _, table, column in named
    )
    op.execute(
        f"CREATE FUNCTION {other}_is_referred_to() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF NEW.{key} = OLD.{key} THEN RETURN NULL; "
        f"END IF; END IF; {tests} RETURN NULL; END $$"
    )
    events = f"UPDATE OF {key}" if other == "area" else f"DELETE OR UPDATE OF {key}"
    op.execute(
        f"CREATE TRIGGER row_is_referred_to AFTER {events} ON {other} "
        f"FOR EACH ROW EXECUTE FUNCTION {other}_is_referred_to()"
    )


def _change_indexes() -> None:
    for column in ("geom", "rep_point", "rep_point_4326"):
        op.drop_index(f"idx_property_{column}", table_name="property")
    for column in ("organisation_code", "use_class"):
        op.drop_index(op.f(f"ix_property_{column}"), table_name="property")
    for column in ("property_id", "organisation_code", "import_batch_id"):
        op.drop_index(op.f(f"ix_interest_{column}"), table_name="interest")
    op.drop_index(op.f("ix_import_undo_import_batch_id"), table_name="import_undo")
    op.create_index(
        "ix_import_undo_entity", "import_undo", ["import_batch_id", "table_name", "entity_id"]
    )
    op.create_index(
        "idx_property_place_4326",
        "property",
        ["rep_point_4326"],
        postgresql_using="gist",
        postgresql_where=sa.text("geom_4326 IS NULL"),
    )
    op.create_index(
        "ix_interest_own_ref",
        "interest",
        ["reported_by", "own_ref"],
        postgresql_where=sa.text("own_ref IS NOT NULL"),
    )


def downgrade() -> None:
    """Take back; history of what was created comes first among its entity's."""
    op.execute("ALTER TABLE history ALTER history_id SET GENERATED BY DEFAULT")
    for kind in _TABLES:
        key, batch = _created(kind)
        first = sa.func.least(0, sa.select(sa.func.min(_HISTORY.c.history_id)).scalar_subquery())
        rows = sa.select(
            first - sa.func.row_number().over(),
            sa.literal(kind),
            key,
            batch,
            sa.literal("created"),
            sa.literal({}, postgresql.JSONB),
            _BATCH.c.imported_by,
            _BATCH.c.imported_at,
        ).where(_BATCH.c.import_batch_id == batch)
        op.execute(sa.insert(_HISTORY).from_select(list(_HISTORY.c.keys()), rows))
    op.execute("ALTER TABLE history ALTER history_id SET GENERATED ALWAYS")
    _change_indexes_back()
    op.execute("DROP TRIGGER area_goes ON area")
    for table in _REFERRED:
        op.execute(f"DROP TRIGGER row_is_referred_to ON {table}")
        op.execute(f"DROP FUNCTION {table}_is_referred_to()")
    for table, references in _REFERENCES.items():
        op.execute(f"DROP TRIGGER new_rows_refer ON {table}")
        op.execute(f"DROP TRIGGER changed_row_refers ON {table}")
        op.execute(f"DROP FUNCTION changed_{table}_refers()")
        for column, other, other_key in references:
            op.create_foreign_key(
                op.f(f"fk_{table}_{column}"),
                table,
                other,
                [column],
                [other_key],
                ondelete="SET NULL" if column in _SET_NULL else None,
            )
    for function in ("new_rows_refer", "area_goes"):
        op.execute(f"DROP FUNCTION {function}()")


def _change_indexes_back() -> None:
    op.drop_index("ix_interest_own_ref", table_name="interest")
    op.drop_index("idx_property_place_4326", table_name="property")
    op.drop_index("ix_import_undo_entity", table_name="import_undo")
    op.create_index(op.f("ix_import_undo_import_batch_id"), "import_undo", ["import_batch_id"])
    for column in ("property_id", "organisation_code", "import_batch_id"):
        op.create_index(op.f(f"ix_interest_{column}"), "interest", [column])
    for column in ("organisation_code", "use_class"):
        op.create_index(op.f(f"ix_property_{column}"), "property", [column])
    for column in ("geom", "rep_point", "rep_point_4326"):
        op.create_index(f"idx_property_{column}", "property", [column], postgresql_using="gist")
