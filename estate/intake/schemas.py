"""Whose columns are these: headings recognised by data files, never by position.

Each ``schemas/*.toml`` lists the headings of one convention for one kind of record. Case,
accents, spaces and punctuation do not matter. What is not recognised is listed with sample
values, and a mapping file (``--mapping``) can be written out, edited and used instead.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from estate import codes
from estate.errors import FileRefused
from estate.register.names import name_key as normalised

#: How sure a heading is, by the part of the schema file that lists it.
_CONFIDENCE = {"columns": 1.0, "titles": 0.95, "truncated": 0.9, "wild": 0.7}
_SAMPLES = 3
_KEY_FIELDS = {codes.RecordKind.PROPERTY: ("local_ref",)}
_LINK_FIELDS = ("property_ref", "uprn")


@dataclass(frozen=True)
class ColumnMatch:
    """One heading of the file, the field it fills (None = unmapped) and how sure that is."""

    heading: str
    field: str | None
    confidence: float
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Recognition:
    """What the columns of a file were taken for."""

    kind: codes.RecordKind
    schema: str
    columns: tuple[ColumnMatch, ...]
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def headings(self) -> dict[str, str]:
        """Field → heading."""
        return {c.field: c.heading for c in self.columns if c.field is not None}

    @property
    def unmapped(self) -> list[str]:
        """Headings that no field takes."""
        return [c.heading for c in self.columns if c.field is None]

    def to_dict(self) -> dict[str, Any]:
        """For JSON: every column with its field, confidence and samples."""
        return {
            "kind": str(self.kind),
            "schema": self.schema,
            "columns": [
                {"heading": c.heading, "field": c.field, "confidence": c.confidence,
                 "samples": list(c.samples)}
                for c in self.columns
            ],
        }  # fmt: skip

    def to_toml(self) -> str:
        """A mapping file: edit it and hand it back with ``--mapping``."""
        lines = [f'kind = "{self.kind}"', "", "# heading = field; an empty field leaves it out",
                 "[columns]"]  # fmt: skip
        for column in self.columns:
            shown = ", ".join(column.samples).replace("\n", " ")
            lines.append(f"{_quoted(column.heading)} = {_quoted(column.field or '')}  # {shown}")
        return "\n".join(lines) + "\n"


def recognise(
    records: pd.DataFrame,
    kind: codes.RecordKind,
    mapping: Path | None = None,
    *,
    file_name: str = "the file",
) -> Recognition:
    """Find the field of each column; refuse a file whose key column cannot be found."""
    headings = [str(column) for column in records.columns]
    if mapping is not None:
        fields, values = _from_mapping(mapping, headings, kind)
        found, schema = {heading: (name, 1.0) for heading, name in fields.items()}, mapping.name
    else:
        found, schema, values = _best(headings, kind)
    columns = tuple(
        ColumnMatch(heading, name, score, _samples(records[heading]))
        for heading in headings
        for name, score in [found.get(heading, (None, 0.0))]
    )
    recognition = Recognition(kind, schema, columns, values)
    _require_keys(recognition, file_name)
    return recognition


def fields_of(kind: codes.RecordKind) -> set[str]:
    """Every field that some schema of this kind can fill."""
    return {name for schema in _schemas(kind) for name in schema["fields"]}


def _best(
    headings: list[str], kind: codes.RecordKind
) -> tuple[dict[str, tuple[str, float]], str, dict[str, dict[str, str]]]:
    """The convention that explains most headings; the others fill what it leaves open."""
    ranked = sorted(
        _schemas(kind),
        key=lambda schema: -sum(score for _, score in _match(headings, schema).values()),
    )
    found: dict[str, tuple[str, float]] = {}
    for schema in ranked:
        taken = {name for name, _ in found.values()}
        for heading, (name, score) in _match(headings, schema).items():
            if heading not in found and name not in taken:
                found[heading] = (name, score)
                taken.add(name)
    used = [s for s in ranked if _match(headings, s)]
    values: dict[str, dict[str, str]] = {}
    for schema in reversed(used):
        values.update(schema.get("values", {}))
    return found, used[0]["name"] if used else "none", values


def _match(headings: list[str], schema: dict[str, Any]) -> dict[str, tuple[str, float]]:
    """First column wins where a heading is repeated."""
    found: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for heading in headings:
        name, score = schema["lookup"].get(normalised(heading), (None, 0.0))
        if name is not None and name not in taken:
            found[heading] = (name, score)
            taken.add(name)
    return found


@cache
def _schemas(kind: codes.RecordKind) -> tuple[dict[str, Any], ...]:
    folder = resources.files("estate.intake") / "schemas"
    loaded = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".toml"):
            continue
        schema: dict[str, Any] = tomllib.loads(entry.read_text("utf-8"))
        if schema.get("kind") == kind.value:
            schema["lookup"] = _lookup(schema)
            schema["fields"] = {name for name, _ in schema["lookup"].values()}
            loaded.append(schema)
    return tuple(loaded)


def _lookup(schema: dict[str, Any]) -> dict[str, tuple[str, float]]:
    lookup: dict[str, tuple[str, float]] = {}
    for part, confidence in _CONFIDENCE.items():
        for name, headings in schema.get(part, {}).items():
            for heading in [*headings, name]:
                lookup.setdefault(normalised(heading), (name, confidence))
    return lookup


def _from_mapping(
    path: Path, headings: list[str], kind: codes.RecordKind
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FileRefused(f"The mapping file {path.name} is not readable TOML.") from error
    columns = {str(k): str(v) for k, v in content.get("columns", {}).items() if v}
    unknown = sorted(set(columns.values()) - fields_of(kind))
    absent = sorted(set(columns) - set(headings))
    repeated = sorted({v for v in columns.values() if list(columns.values()).count(v) > 1})
    if unknown or absent or repeated:
        raise FileRefused(
            f"The mapping file {path.name} does not fit: "
            + "; ".join(
                f"{what} {', '.join(names)}"
                for what, names in (("unknown fields", unknown), ("headings not in the file",
                                    absent), ("fields filled twice", repeated))
                if names
            )
            + "."
        )  # fmt: skip
    return columns, content.get("values", {})


def _require_keys(recognition: Recognition, file_name: str) -> None:
    fields = set(recognition.headings)
    listed = ", ".join(f"“{c.heading}”" for c in recognition.columns[:40]) or "none"
    needed = _KEY_FIELDS.get(recognition.kind)
    if needed and not fields.issuperset(needed):
        raise FileRefused(
            f"No column of {file_name} looks like the local reference of a property; name it in "
            f"a mapping file (--mapping). Its columns: {listed}."
        )
    if not needed and fields.isdisjoint(_LINK_FIELDS):
        raise FileRefused(
            f"No column of {file_name} says which property a row belongs to (property reference "
            f"or UPRN); name it in a mapping file (--mapping). Its columns: {listed}."
        )


def _samples(column: "pd.Series[Any]") -> tuple[str, ...]:
    shown: dict[str, None] = {}
    for value in column:
        if value is not None and value == value and str(value).strip():
            shown.setdefault(" ".join(str(value).split())[:40])
            if len(shown) == _SAMPLES:
                break
    return tuple(shown)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"'
