"""GeoPackages: the tables that lie in them, never what their SQL would compute.

A GeoPackage is a database of its sender's making. A view or a generated column may ask for
gigabytes or for minutes from a few kilobytes, so only tables that lie there are read, and the
file is looked into before GDAL sees it. The standard's own triggers and indexes are ordinary.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from estate.errors import FileRefused
from estate.intake.cells.lengths import MOST_COLUMNS, heading
from estate.intake.sources.common import Source, check_count, pick_layer
from estate.intake.sources.domains import of_geopackage, with_words
from estate.intake.sources.gdal_layers import layer_names, read_layer, stated_facts

#: Tables that QGIS keeps beside the layers.
_OF_PROGRAMS = frozenset({"layer_styles", "qgis_projects"})
#: Triggers that the standard, GDAL and QGIS write: spatial indexes, counts of features, rules of
#: tiles and metadata.
_USUAL_TRIGGERS = (
    "rtree_",
    "gpkg_",
    "trigger_insert_feature_count_",
    "trigger_delete_feature_count_",
)
_OF_TILES = (
    "_zoom_insert",
    "_zoom_update",
    "_tile_column_insert",
    "_tile_column_update",
    "_tile_row_insert",
    "_tile_row_update",
)
_VIRTUAL = re.compile(r"create\s+virtual\s", re.IGNORECASE)
_MODULE = re.compile(r"\busing\s+[\"'`\[]?(\w+)", re.IGNORECASE)
#: Modules of virtual tables that index what lies in others.
_INDEXES = frozenset({"rtree", "rtree_i32"})
_MOST_TABLES = 2_000
_LONGEST_SQL = 1_000_000
_LONGEST_VALUE_BYTES = 10_000_000
_NOTES = 5
#: What the standard's own tables say of a view is gone with it.
_MENTIONS = (
    (
        "gpkg_geometry_columns",
        "DELETE FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)",
    ),
    ("gpkg_ogr_contents", "DELETE FROM gpkg_ogr_contents WHERE lower(table_name) = lower(?)"),
    ("gpkg_contents", "DELETE FROM gpkg_contents WHERE lower(table_name) = lower(?)"),
)
_COMPUTED = 2, 3  # how SQLite marks generated columns
_MEND = "export the layer as a GeoPackage of its own"


@dataclass(frozen=True)
class _Entry:
    """One line of the database's own list of what it holds."""

    kind: str
    name: str
    table: str
    sql: str


def open_geopackage(path: Path, folder: Path, layer: str | None, crs: str | None) -> Source:
    """Read one layer of a GeoPackage."""
    views = _views(path)
    safe = _without_views(path, folder, views) if views else path
    names = _names(path, safe, views)
    offered = [name for name in names if name not in _OF_PROGRAMS or layer is not None]
    if views and (not offered or (layer or "").casefold() in map(str.casefold, views)):
        raise _refuse_view(path, layer or views[0])
    name = pick_layer(path, offered or names, layer)
    claimed, stated = stated_facts(safe, name, path.name)
    source = read_layer(
        safe, "GeoPackage", name, crs=crs, stated=stated, layers=names, shown_as=path.name
    )
    check_count(path, claimed, source.record_count)
    said = [f"“{heading(view)}” is a view, which is computed and was not read." for view in views]
    told = with_words(source, of_geopackage(safe, name))
    return replace(told, path=path, notes=(*told.notes, *said[:_NOTES]))


def _names(path: Path, safe: Path, views: list[str]) -> list[str]:
    """The layers that GDAL finds, which takes a file of views alone for a damaged one."""
    try:
        return layer_names(safe, path.name)
    except FileRefused as refusal:
        if not views:
            raise
        raise _refuse_view(path, views[0]) from refusal


def _views(path: Path) -> list[str]:
    """The views of a database; a refusal when it holds anything that computes beside them."""
    with _database(path, path.name) as database:
        entries = _entries(database, path)
        tables = [entry for entry in entries if entry.kind == "table"]
        for entry in entries:
            if entry.kind == "trigger" and not _is_usual(entry.name):
                raise FileRefused(
                    f"{path.name} has a trigger (“{heading(entry.name)}”) on “"
                    f"{heading(entry.table)}”, which a register need not run; {_MEND}."
                )
        for entry in tables:
            _require_plain(database, path, entry)
        return [entry.name for entry in entries if entry.kind == "view"]


def _is_usual(trigger: str) -> bool:
    name = trigger.casefold()
    return name.startswith(_USUAL_TRIGGERS) or name.endswith(_OF_TILES)


def _entries(database: sqlite3.Connection, path: Path) -> list[_Entry]:
    count, longest = database.execute(
        "SELECT count(*), max(length(sql)) FROM sqlite_master"
    ).fetchone()
    if count > _MOST_TABLES or (longest or 0) > _LONGEST_SQL:
        raise FileRefused(f"{path.name} holds more tables than any register; {_MEND}.")
    found = database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return [_Entry(*(str(part or "") for part in row)) for row in found]


def _require_plain(database: sqlite3.Connection, path: Path, table: _Entry) -> None:
    """Refuse a table whose rows or columns do not lie in it."""
    if _VIRTUAL.match(table.sql.lstrip()):
        module = _MODULE.search(table.sql)
        if module is None or module[1].casefold() not in _INDEXES:
            raise FileRefused(
                f"“{heading(table.name)}” of {path.name} is a virtual table, whose rows do not lie "
                f"in the file; {_MEND}."
            )
        return
    columns = database.execute(
        "SELECT name, hidden FROM pragma_table_xinfo(?)", [table.name]
    ).fetchall()
    computed = [str(name) for name, hidden in columns if hidden in _COMPUTED]
    if computed:
        raise FileRefused(
            f"The column “{heading(computed[0])}” of “{heading(table.name)}” in {path.name} is "
            f"computed by the file itself; {_MEND}."
        )
    if len(columns) > MOST_COLUMNS:
        raise FileRefused(
            f"“{heading(table.name)}” of {path.name} has {len(columns):,} columns, "
            f"more than are read ({MOST_COLUMNS:,})."
        )


def _without_views(path: Path, folder: Path, views: list[str]) -> Path:
    """A copy from which the views are gone, so that nobody can run them."""
    safe = folder / "tables.gpkg"
    shutil.copyfile(path, safe)
    with _database(safe, path.name, write=True) as database:
        database.execute("PRAGMA journal_mode = OFF")
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {_quoted(trigger)}")
        for view in views:
            database.execute(f"DROP VIEW {_quoted(view)}")
            for table, forget in _MENTIONS:
                if _has(database, table):
                    database.execute(forget, [view])
        database.commit()
    return safe


def _has(database: sqlite3.Connection, table: str) -> bool:
    found = database.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [table]
    ).fetchone()
    return found is not None


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _refuse_view(path: Path, name: str) -> FileRefused:
    return FileRefused(
        f"“{heading(name)}” of {path.name} is a view, which is computed and not read; export what "
        "it shows as a layer and send that."
    )


@contextmanager
def _database(path: Path, name: str, *, write: bool = False) -> Iterator[sqlite3.Connection]:
    """The file as a database whose SQL is not trusted; nothing beside it is looked for."""
    way = "mode=rw" if write else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{way}", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE_BYTES)
            yield database
    except (sqlite3.Error, UnicodeDecodeError, ValueError) as error:
        raise FileRefused(
            f"{name} is damaged and cannot be read; export it again from the program that made it."
        ) from error
