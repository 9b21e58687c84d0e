"""Whose columns are these: headings recognised by data files, never by position.

Each ``schemas/*.toml`` lists the headings of one convention for one kind of record. Case,
accents, spaces and punctuation do not matter. What is not recognised is listed with sample
values, and a mapping file (``--mapping``) can be written out, edited and used instead.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from estate import codes
from estate.errors import FileRefused
from estate.intake.cut_headings import whole_heading
from estate.intake.mappings import Ways, quoted, read_mapping
from estate.intake.money_units import MONEY_FIELDS, no_amount, without_scale
from estate.intake.repeated_headings import filled_ones
from estate.intake.units import unit_of_heading, without_unit
from estate.register.names import name_key as normalised

#: How sure a heading is, by the part of the schema file that lists it.
_CONFIDENCE = {"columns": 1.0, "titles": 0.95, "truncated": 0.9, "wild": 0.7}
_SAMPLES = 3
_AREAS = ("gia_m2", "nia_m2", "site_area_ha")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_KEY_FIELDS = {codes.RecordKind.PROPERTY: ("local_ref",)}
_NEEDED_FACTS = {
    codes.RecordKind.COST: {"cost_kind": "the kind of a cost (rent, energy …)",
                            "amount_gbp_pa": "the amount of a cost (£ a year)",
                            "cost_year": "the financial year of a cost (2024/25)"},
    codes.RecordKind.RATING: {"rating": "the rating (red, amber or green)"},
}  # fmt: skip
_LINK_FIELDS = ("property_ref", "uprn")
#: The heading of a reference that the importer makes.
MADE_REFERENCE = "(reference made by the importer)"


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
    reference_from: tuple[tuple[str, ...], ...] = ()

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
        lines = [f'kind = "{self.kind}"', *self._reference_lines(), "",
                 "# heading = field  # confidence: samples; an empty field leaves it out",
                 "[columns]"]  # fmt: skip
        for column in self.columns:
            shown = ", ".join(column.samples).replace("\n", " ")
            shown = _CONTROL.sub(" ", shown)
            sure = f"{column.confidence:.0%}: " if column.field else ""
            lines.append(
                f"{quoted(column.heading)} = {quoted(column.field or '')}  # {sure}{shown}"
            )
        for name, words in self.values.items():
            if name in self.headings:
                lines += ["", f"[values.{name}]"]
                lines += [f"{quoted(word)} = {quoted(code)}" for word, code in words.items()]
        return "\n".join(lines) + "\n"

    def _reference_lines(self) -> list[str]:
        ways = ", ".join(
            "[" + ", ".join(quoted(heading) for heading in way) + "]" for way in self.reference_from
        )
        if self.kind is not codes.RecordKind.PROPERTY or "local_ref" in self.headings:
            return []
        help_ = '# No column is the reference: it is made from these (["*"] is the whole row).'
        return ["", help_, f"reference_from = [{ways}]" if ways else 'reference_from = [["*"]]']


def recognise(
    records: pd.DataFrame,
    kind: codes.RecordKind,
    mapping: Path | None = None,
    *,
    file_name: str = "the file",
) -> Recognition:
    """Find the field of each column; refuse a file whose key column cannot be found."""
    recognition = proposal(records, kind) if mapping is None else _mapped(records, kind, mapping)
    _require_keys(recognition, file_name)
    return recognition


def proposal(records: pd.DataFrame, kind: codes.RecordKind) -> Recognition:
    """What the columns look like, whether or not that is enough to import them."""
    headings = [str(column) for column in records.columns]
    found, schema, values, reference = _best(headings, kind)
    columns = _columns(records, headings, filled_ones(records, found))
    taken = {name for name, _ in found.values()}
    if "local_ref" in taken:
        reference = ()
    return Recognition(kind, schema, columns, values, reference)


def _mapped(records: pd.DataFrame, kind: codes.RecordKind, mapping: Path) -> Recognition:
    headings = [str(column) for column in records.columns]
    fields, values, reference = read_mapping(mapping, headings, fields_of(kind))
    found = {heading: (name, 1.0) for heading, name in fields.items()}
    return Recognition(kind, mapping.name, _columns(records, headings, found), values, reference)


def _columns(
    records: pd.DataFrame, headings: list[str], found: dict[str, tuple[str, float]]
) -> tuple[ColumnMatch, ...]:
    return tuple(
        ColumnMatch(heading, name, score, _samples(records[heading]))
        for heading in headings
        for name, score in [found.get(heading, (None, 0.0))]
    )


def fields_of(kind: codes.RecordKind) -> set[str]:
    """Every field that some schema of this kind can fill."""
    return {name for schema in _schemas(kind) for name in schema["fields"]}


def known_headings(kind: codes.RecordKind) -> set[str]:
    """Every heading that some schema of this kind lists, as it is written there."""
    return {
        heading
        for schema in _schemas(kind)
        for part in _CONFIDENCE
        for headings in schema.get(part, {}).values()
        for heading in headings
    }


def unkept(kind: codes.RecordKind) -> set[str]:
    """Fields that some convention has and the register has no place for."""
    return {name for schema in _schemas(kind) for name in schema.get("unkept", [])}


def _best(
    headings: list[str], kind: codes.RecordKind
) -> tuple[dict[str, tuple[str, float]], str, dict[str, dict[str, str]], Ways]:
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
    best = used[0] if used else {}
    ways = tuple(tuple(way) for way in best.get("reference_from", []) if set(way) <= set(headings))
    return found, best.get("name", "none"), values, ways


def _match(headings: list[str], schema: dict[str, Any]) -> dict[str, tuple[str, float]]:
    """First column wins where a heading is repeated."""
    found: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for heading in headings:
        name, score = _look_up(heading, schema["lookup"])
        if name is None:
            name, score = whole_heading(heading, schema["lookup"], schema["everything"])
        if name is not None and name not in taken:
            found[heading] = (name, score)
            taken.add(name)
    return found


def _look_up(heading: str, lookup: dict[str, tuple[str, float]]) -> tuple[str | None, float]:
    """As it stands, else without the unit that the heading of an area or of money may carry."""
    found = lookup.get(normalised(heading))
    if found is not None:
        return (None, 0.0) if no_amount(heading, found[0]) else found
    if unit_of_heading(heading) is not None:
        name, score = lookup.get(normalised(without_unit(heading)), ("", 0.0))
        if name in _AREAS:
            return name, round(score * 0.9, 2)
    name, score = lookup.get(normalised(without_scale(heading)), ("", 0.0))
    if name in MONEY_FIELDS and not no_amount(heading, name):
        return name, round(score * 0.9, 2)
    return None, 0.0


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
    everything: dict[str, frozenset[str]] = {}
    for heading, (name, _) in [item for schema in loaded for item in schema["lookup"].items()]:
        everything[heading] = everything.get(heading, frozenset()) | {name}
    return tuple({**schema, "everything": everything} for schema in loaded)


def _lookup(schema: dict[str, Any]) -> dict[str, tuple[str, float]]:
    lookup: dict[str, tuple[str, float]] = {}
    for part, confidence in _CONFIDENCE.items():
        for name, headings in schema.get(part, {}).items():
            for heading in [*headings, name]:
                lookup.setdefault(normalised(heading), (name, confidence))
    return lookup


def _require_keys(recognition: Recognition, file_name: str) -> None:
    fields = set(recognition.headings)
    listed = ", ".join(f"“{c.heading}”" for c in recognition.columns[:40]) or "none"
    needed = _KEY_FIELDS.get(recognition.kind)
    if needed and not fields.issuperset(needed) and not recognition.reference_from:
        raise FileRefused(
            f"No column of {file_name} looks like the local reference of a property; name it in "
            "a mapping file (--mapping), or there name the columns it can be made from "
            f"(reference_from). Its columns: {listed}."
        )
    _require_facts(recognition, file_name, listed)
    if not needed and fields.isdisjoint(_LINK_FIELDS):
        raise FileRefused(
            f"No column of {file_name} says which property a row belongs to (property reference "
            f"or UPRN); name it in a mapping file (--mapping). Its columns: {listed}."
        )


def _require_facts(recognition: Recognition, file_name: str, listed: str) -> None:
    """A cost without its amount is none: one sentence instead of one for each row."""
    for name, words in _NEEDED_FACTS.get(recognition.kind, {}).items():
        if name not in recognition.headings:
            raise FileRefused(
                f"No column of {file_name} looks like {words}; name it in a mapping file "
                f"(--mapping). Its columns: {listed}."
            )


def _samples(column: "pd.Series[Any]") -> tuple[str, ...]:
    shown: dict[str, None] = {}
    for value in _distinct(column.tolist()):
        if value is not None and value == value and str(value).strip():
            shown.setdefault(" ".join(str(value).split())[:40])
            if len(shown) == _SAMPLES:
                break
    return tuple(shown)


def _distinct(cells: list[Any]) -> Iterable[Any]:
    """Each cell once, unless there are some that cannot be told apart quickly."""
    try:
        return dict.fromkeys(cells)
    except TypeError:  # lists and the like
        return cells
