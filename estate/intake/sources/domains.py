"""Lists of codes that a file itself holds: ``1`` is *Freehold* in the file's own words.

GeoPackages and file geodatabases keep coded-value domains beside their layers; GIS programs show
their words, and so do we, since the codes mean nothing to anybody else.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
from defusedxml.ElementTree import fromstring
from pyogrio.errors import DataLayerError, DataSourceError

from estate.intake.sources.common import Source
from estate.intake.wording import counted

#: Heading to what its codes mean.
Lists = Mapping[str, Mapping[str, str]]
_MOST_CODES = 10_000
_WHOLE = re.compile(r"^(-?\d+)\.0+$")
_OF_COLUMNS = """
    SELECT c.column_name, v.value, v.description
    FROM gpkg_data_columns c
    JOIN gpkg_data_column_constraints v ON v.constraint_name = c.constraint_name
    WHERE lower(c.table_name) = lower(?) AND v.constraint_type = 'enum'
    LIMIT ?
"""


def with_words(source: Source, lists: Lists) -> Source:
    """The same records with the words of the file's own lists in place of their codes."""
    known = {heading: codes for heading, codes in lists.items() if heading in source.records}
    if not known:
        return source
    rest = source.rest

    def others() -> Iterator[Source]:
        return (
            replace(part, records=_told(part.records, known)) for part in (rest() if rest else ())
        )

    notes = [
        f"“{heading}” holds codes of a list that is in the file; its words were taken "
        f"({counted(len(codes), 'code')}, such as {_example(codes)})."
        for heading, codes in known.items()
    ]
    return replace(
        source,
        records=_told(source.records, known),
        notes=(*source.notes, *notes),
        rest=None if rest is None else others,
    )


def of_geopackage(path: Path, table: str) -> Lists:
    """The lists of a layer of a GeoPackage (its data columns extension)."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        try:
            rows = database.execute(_OF_COLUMNS, (table, _MOST_CODES)).fetchall()
        except sqlite3.Error:  # most files have no such tables
            return {}
    found: dict[str, dict[str, str]] = {}
    for column, value, words in rows:
        if words:
            found.setdefault(str(column), {})[_code(value)] = str(words)
    return found


def of_geodatabase(path: Path, layer: str) -> Lists:
    """The lists of a layer of a file geodatabase, from its own catalogue."""
    try:
        _, _, _, told = pyogrio.raw.read(path, sql=f"GetLayerDefinition {layer}")
        meta, _, _, items = pyogrio.raw.read(path, layer="GDB_Items", LIST_ALL_TABLES="YES")
    except (DataLayerError, DataSourceError, ValueError):
        return {}
    definitions = items[list(meta["fields"]).index("Definition")]
    return lists_of(str(told[0][0] or ""), [str(one) for one in definitions if one])


def lists_of(layer: str, items: list[str]) -> Lists:
    """Field to codes, out of the catalogue's XML: a layer's definition and all definitions."""
    domains = dict(filter(None, map(_domain, items)))
    found = {}
    for element in _elements(layer):
        if not _name(element).startswith("GPFieldInfo"):
            continue
        named, domain = _text(element, "Name"), _text(element, "DomainName")
        if named and domain in domains:
            found[named] = domains[domain]
    return found


def _domain(definition: str) -> tuple[str, dict[str, str]] | None:
    if "CodedValueDomain" not in definition:
        return None
    elements = _elements(definition)
    codes = {
        _code(_text(one, "Code")): words
        for one in elements
        if _name(one) == "CodedValue" and (words := _text(one, "Name"))
    }
    name = next((_text(one, "DomainName") for one in elements if _text(one, "DomainName")), None)
    return (name, codes) if name and codes else None


def _elements(text: str) -> list[Any]:
    try:
        return list(fromstring(text, forbid_dtd=True).iter()) if text else []
    except (SyntaxError, ValueError):  # not well-formed, or with entities
        return []


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Any, name: str) -> str | None:
    return next((child.text for child in element if _name(child) == name), None)


def _told(records: pd.DataFrame, lists: Lists) -> pd.DataFrame:
    made = {
        heading: pd.Series(
            [codes.get(_code(cell), cell) for cell in records[heading].tolist()],
            index=records.index,
            dtype=object,
        )
        for heading, codes in lists.items()
    }
    return records.assign(**made)


def _code(value: Any) -> str:
    """A code as text; whole numbers lose their ``.0``."""
    return _WHOLE.sub(r"\1", str(value).strip())


def _example(codes: Mapping[str, str]) -> str:
    code, words = next(iter(codes.items()))
    return f"{code} = {words}"
