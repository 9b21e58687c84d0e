"""Whose columns are these: headings recognised by data files, never by position.

Each ``schemas/*.toml`` lists the headings of one convention for one kind of record. Case,
accents, spaces and punctuation do not matter. What is not recognised is listed with sample
values, and a mapping file (``--mapping``) can be written out, edited and used instead.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from estate import codes
from estate.errors import FileRefused
from estate.intake.columns.claims import settle
from estate.intake.columns.dictionary import fields
from estate.intake.columns.left_out_words import LeftOut
from estate.intake.columns.mappings import quoted, read_mapping
from estate.intake.columns.reference_sets import smallest_unique
from estate.intake.columns.repeated_headings import filled_ones
from estate.intake.wording import counted
from estate.register.names import name_key

_SAMPLES = 3
_CERTIFICATES = frozenset(map(name_key, ("LMK_KEY", "CERTIFICATE_NUMBER", "RRN")))
_ADVICE = frozenset(
    map(name_key, ("RECOMMENDATION", "RECOMMENDATION_CODE", "IMPROVEMENT_ID", "IMPROVEMENT_ITEM"))
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_KEY_FIELDS = {codes.RecordKind.PROPERTY: ("local_ref",)}
_NEEDED_FACTS = {
    codes.RecordKind.COST: {
        "cost_kind": "the kind of a cost (rent, energy …)",
        "amount_gbp_pa": "the amount of a cost (£ a year)",
        "cost_year": "the financial year of a cost (2024/25)",
    },
    codes.RecordKind.RATING: {"rating": "the rating (red, amber or green)"},
}
#: Of which a lease has at least one.
_HOLLOW = frozenset({"expiry", "term_years", "passing_rent_gbp_pa", "tenant", "landlord"})
#: Columns of the sheet made of a wide one; the plan shows them.
KIND, AMOUNT, YEAR = "Cost type", "Amount (£ a year)", "Financial year"
TURNED = {KIND: "cost_kind", AMOUNT: "amount_gbp_pa", YEAR: "cost_year"}
_LINK_FIELDS = ("property_ref", "uprn")
_EVERYTHING = '["*"]'
#: The heading of a reference that the importer makes.
MADE_REFERENCE = "(reference made by the importer)"


@dataclass(frozen=True)
class ColumnMatch:
    """One heading of the file, the field it fills (None = unmapped) and how sure that is.

    ``also``: other fields that it may be nearly as well.
    """

    heading: str
    field: str | None
    confidence: float
    samples: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognition:
    """What the columns of a file were taken for."""

    kind: codes.RecordKind
    schema: str
    columns: tuple[ColumnMatch, ...]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    reference_from: tuple[tuple[str, ...], ...] = ()
    unique: tuple[str, ...] = ()

    @property
    def headings(self) -> dict[str, str]:
        """The heading that each recognised field was found under."""
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
                {
                    "heading": c.heading,
                    "field": c.field,
                    "confidence": c.confidence,
                    "samples": list(c.samples),
                    "also": list(c.also),
                }
                for c in self.columns
            ],
        }

    def to_toml(self, unknown: Mapping[str, Sequence[LeftOut]] = MappingProxyType({})) -> str:
        """A mapping file: edit it and hand it back with ``--mapping``.

        ``unknown``: words of its columns that are on no code list, to be given a meaning.
        """
        lines = [
            f'kind = "{self.kind}"',
            *self._reference_lines(),
            "",
            "# heading = field  # confidence: samples; an empty field leaves it out",
            "[columns]",
        ]
        for column in self.columns:
            shown = ", ".join(column.samples).replace("\n", " ")
            shown = _CONTROL.sub(" ", shown)
            sure = f"{column.confidence:.0%}: " if column.field else ""
            lines.append(
                f"{quoted(column.heading)} = {quoted(column.field or '')}  # {sure}{shown}"
            )
        for name in sorted(self.headings):
            lines += self._word_lines(name, unknown.get(name, []))
        lines += [
            "",
            f"# The fields of a {self.kind.value}; a short name or a part that only one "
            "of them has will do:",
        ]
        lines += [f"#   {one.name}: {one.meaning}" for one in fields(self.kind)]
        return "\n".join(lines) + "\n"

    def _word_lines(self, name: str, unknown: Sequence[LeftOut]) -> list[str]:
        """What words of a column mean, and those of which nobody has said it yet."""
        own = self.values.get(name, {})
        if not own and not unknown:
            return []
        lines = ["", f"[values.{name}]"]
        lines += [f"{quoted(word)} = {quoted(code)}" for word, code in own.items()]
        for one in unknown:
            near = f"; perhaps {' or '.join(one.nearest)}" if one.nearest else ""
            lines.append(
                f'{quoted(one.word)} = ""  # not known, in {counted(one.count, "row")}{near}'
            )
        return lines

    def _reference_lines(self) -> list[str]:
        ways = ", ".join(
            "[" + ", ".join(quoted(heading) for heading in way) + "]" for way in self.reference_from
        )
        if self.kind is not codes.RecordKind.PROPERTY or "local_ref" in self.headings:
            return []
        help_ = (
            "# No column is the reference: it is made from these (the smallest set of kept columns "
            "that differ\n# in every row, where there is one; "
            '["*"] is a fingerprint of all that is kept).'
        )
        return ["", help_, f"reference_from = [{ways or self._unique_way or _EVERYTHING}]"]

    @property
    def _unique_way(self) -> str:
        listed = ", ".join(quoted(heading) for heading in self.unique)
        return f"[{listed}]" if listed else ""


def recognise(
    records: pd.DataFrame,
    kind: codes.RecordKind,
    mapping: Path | None = None,
    *,
    file_name: str = "the file",
    partial: bool = False,
) -> Recognition:
    """Find the field of each column; refuse a file whose key column cannot be found. A part of a
    list (``partial``) may name its properties by UPRN alone."""
    if mapping is None:
        _refuse_advice(records, file_name)
    recognition = proposal(records, kind) if mapping is None else _mapped(records, kind, mapping)
    found = recognition.headings
    if partial and mapping is None and "local_ref" not in found and "uprn" in found:
        recognition = replace(recognition, reference_from=((found["uprn"],),))
    require_keys(recognition, file_name)
    return recognition


def _refuse_advice(records: pd.DataFrame, file_name: str) -> None:
    """The recommendations that come beside energy certificates are no list of anything owned."""
    headings = {name_key(str(column)) for column in records.columns}
    if headings & _CERTIFICATES and headings & _ADVICE:
        raise FileRefused(
            f"{file_name} holds the recommendations of energy certificates, not buildings. Import "
            "certificates.csv of the same download."
        )


def proposal(records: pd.DataFrame, kind: codes.RecordKind) -> Recognition:
    """What the columns look like, whether or not that is enough to import them."""
    headings = [str(column) for column in records.columns]
    found = settle(records, kind)
    columns = _columns(records, headings, filled_ones(records, found.taken), found.rivals)
    ways = () if found.convention is None else found.convention.reference_from
    reference = tuple(way for way in ways if set(way) <= set(headings))
    made = Recognition(kind, found.name, columns, found.values, reference)
    if kind is not codes.RecordKind.PROPERTY:
        return made
    if "local_ref" in made.headings:
        return replace(made, reference_from=())
    return replace(made, unique=smallest_unique(records, made.headings))


def _mapped(records: pd.DataFrame, kind: codes.RecordKind, mapping: Path) -> Recognition:
    headings = [str(column) for column in records.columns]
    fields, values, reference = read_mapping(mapping, headings, kind)
    if kind is codes.RecordKind.COST:  # columns of a sheet that was turned round
        fields |= {
            heading: name
            for heading, name in TURNED.items()
            if heading in headings and name not in fields.values()
        }
    found = {heading: (name, 1.0) for heading, name in fields.items()}
    return Recognition(
        kind, mapping.name, _columns(records, headings, found, {}), values, reference
    )


def _columns(
    records: pd.DataFrame,
    headings: list[str],
    found: dict[str, tuple[str, float]],
    rivals: Mapping[str, tuple[str, ...]],
) -> tuple[ColumnMatch, ...]:
    return tuple(
        ColumnMatch(heading, name, score, _samples(records[heading]), rivals.get(heading, ()))
        for heading in headings
        for name, score in [found.get(heading, (None, 0.0))]
    )


def _offered(recognition: Recognition) -> str:
    if not recognition.unique:
        return ""
    listed = " and ".join(f"“{heading}”" for heading in recognition.unique)
    alone = "differs" if len(recognition.unique) == 1 else "together differ"
    return f"; {listed} {alone} in every row, and --write-mapping proposes that"


def require_keys(recognition: Recognition, file_name: str) -> None:
    """``FileRefused`` where a column is lacking that records of this kind cannot do without."""
    fields = set(recognition.headings)
    listed = ", ".join(f"“{c.heading}”" for c in recognition.columns[:40]) or "none"
    needed = _KEY_FIELDS.get(recognition.kind)
    if needed and not fields.issuperset(needed) and not recognition.reference_from:
        part = (
            " A part of a list finds its properties by UPRN (--partial)."
            if "uprn" in fields
            else ""
        )
        raise FileRefused(
            f"No column of {file_name} looks like the local reference of a property. Name it in a "
            "mapping file (--mapping), or name there the columns it can be made from "
            f"(reference_from){_offered(recognition)}.{part} Its columns: {listed}."
        )
    if not needed and fields.isdisjoint(_LINK_FIELDS):
        raise FileRefused(
            f"No column of {file_name} says which property a row belongs to (property reference "
            f"or UPRN); name it in a mapping file (--mapping). Its columns: {listed}."
        )
    _require_facts(recognition, file_name, listed)


def _require_facts(recognition: Recognition, file_name: str, listed: str) -> None:
    """A cost without its amount is none: one sentence instead of one for each row.

    Nor is a lease one of which neither the end nor the rent nor a party is known.
    """
    if recognition.kind is codes.RecordKind.LEASE and _HOLLOW.isdisjoint(recognition.headings):
        raise FileRefused(
            f"No column of {file_name} looks like the expiry (or the term), the rent or the "
            "tenant of a lease. Only empty leases would be imported: name these columns in a "
            f"mapping file (--mapping). Its columns: {listed}."
        )
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
