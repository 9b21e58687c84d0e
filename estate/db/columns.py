"""Columns that recur in the tables: codes with their CHECK, money, geometry, keys."""

from enum import StrEnum
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    func,
    text,
)

from estate import codes

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


HELD_BY_TRIGGERS = {"held_by": "triggers"}


def in_list(column: str, values: type[StrEnum]) -> CheckConstraint:
    """CHECK that a column holds one of a code list's values."""
    listed = ", ".join(f"'{one.value}'" for one in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def code(name: str, values: type[StrEnum], *, nullable: bool = False, **more: Any) -> Column[Any]:
    """A text column restricted to a code list."""
    return Column(name, Text, in_list(name, values), nullable=nullable, **more)


def key(name: str) -> Column[Any]:
    """A stable uuid primary key, made by the database unless given."""
    return Column(name, Uuid, primary_key=True, server_default=text("gen_random_uuid()"))


def reference(name: str, target: str, *, nullable: bool = False, **more: Any) -> Column[Any]:
    """A foreign key with an index."""
    return Column(name, ForeignKey(target, **more), nullable=nullable, index=True)


def watched(name: str, target: str, *, nullable: bool = False, index: bool = True) -> Column[Any]:
    """A reference from a table that is filled by hundreds of thousands of rows at once.

    Triggers hold it, once per statement, where a foreign key would ask once per row (ADR 16).
    """
    return Column(name, ForeignKey(target, info=HELD_BY_TRIGGERS), nullable=nullable, index=index)


def held_by_triggers(constraint: object) -> bool:
    """Whether triggers stand in the database where a table declares this foreign key."""
    return isinstance(constraint, ForeignKeyConstraint) and any(
        element.info == HELD_BY_TRIGGERS for element in constraint.elements
    )


def leave_to_triggers(table: Table) -> Table:
    """Let nothing but the migrations' triggers be made of a table's watched references."""
    for constraint in filter(held_by_triggers, table.constraints):
        constraint.ddl_if(callable_=lambda *_, **__: False)
    return table


def gbp(name: str, *, low: int | None = 0) -> Column[Any]:
    """Pounds and pence; not negative unless said so."""
    checks = [] if low is None else [CheckConstraint(f"{name} >= {low}", name=name)]
    return Column(name, Numeric(14, 2), *checks)


def m2(name: str) -> Column[Any]:
    """Square metres with two decimals, positive."""
    return Column(name, Numeric(12, 2), CheckConstraint(f"{name} > 0", name=name))


def kwh(name: str) -> Column[Any]:
    """Kilowatt-hours of a year; not negative."""
    return Column(name, Numeric(14, 2), CheckConstraint(f"{name} >= 0", name=name))


def geometry(
    name: str, kind: str, srid: int, *, index: bool = True, checked: bool = True
) -> Column[Any]:
    """A geometry column that only ever holds valid shapes; unless ``checked`` here, whoever makes
    them sees to it (``register.bulk.geometry_columns``)."""
    valid = [CheckConstraint(f"ST_IsValid({name})", name=f"{name}_valid")] if checked else []
    return Column(name, Geometry(kind, srid=srid, spatial_index=index), *valid)


def index_where_given(table: Table, *names: str) -> None:
    """An index of a column that few rows fill: it holds no entry for the others."""
    for name in names:
        given = table.c[name].is_not(None)
        Index(f"ix_{table.name}_{name}", table.c[name], postgresql_where=given)


def moment(name: str) -> Column[Any]:
    """A time with zone, the transaction's start unless given."""
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


def arrival(batch: Column[Any] | None = None) -> list[Column[Any]]:
    """Whence a row came (batch, row in the file), how old its facts are, and whether the
    latest file of its organisation still held it."""
    if batch is None:
        batch = reference("import_batch_id", "import_batch.import_batch_id", nullable=True)
    return [
        batch,
        Column("row_number", Integer),
        Column("as_of_date", Date),
        Column("not_in_latest", Boolean, nullable=False, server_default=text("false")),
    ]


def role() -> list[Column[Any] | CheckConstraint]:
    """What somebody may do, and for which organisation; who writes speaks for one."""
    needs = "role NOT IN ('importer', 'editor') OR organisation_code IS NOT NULL"
    return [
        code("role", codes.Role),
        reference("organisation_code", "organisation.code", nullable=True),
        CheckConstraint(needs, name="needs_organisation"),
    ]
