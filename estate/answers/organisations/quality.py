"""How good one organisation's data are: shares of what is known and sound, and the gaps."""

from datetime import date
from typing import Any
from uuid import UUID

import pandas as pd

from estate.answers import estate_wide
from estate.answers.answer import ABSENT, Answer, Named, answer
from estate.answers.context import ReadContext
from estate.frames import is_null
from estate.quality import GapReport
from estate.quality.checks import Check
from estate.register.queries import organisations
from estate.rows import Row

ABOUT = (
    "Shares of what is known and sound; no figure here says anything about the future of a "
    "property."
)


@answer
class FieldKnown(Answer):
    """How much is known of one field, and how much the club wants to be known."""

    field: str
    label: str
    group: str
    of: str
    applies: int
    known: int
    share: float | None
    acceptance_level: float | None
    passed: bool | None
    weight: float | None
    agreed_on: date | None
    source: str | None


@answer
class Checked(Answer):
    """How many rows a check failed; ``properties`` names them to their owner."""

    check: str
    label: str
    tested: int
    failed: int
    share: float | None
    properties: list[str] = ABSENT


@answer
class Ages(Answer):
    """How old the facts are, by colour."""

    green: int
    amber: int
    red: int
    undated: int
    share: float | None


@answer
class CorrectionAges(Answer):
    """Corrections by state, and how long the open ones have waited, in days."""

    open: int
    accepted: int
    declined: int
    oldest_open_days: int | None
    median_open_days: float | None


@answer
class Gap(Answer):
    """A missing field, and the premises cost that is judged without it."""

    field: str
    label: str
    missing: int
    value_gbp_pa: float | None


@answer
class PropertyGap(Answer):
    """What one property lacks."""

    id: UUID
    ref: str | None
    name: str
    missing: list[str]
    value_gbp_pa: float | None


@answer
class Rule(Answer):
    """A named figure of the rules by which data are judged."""

    name: str
    value: float
    unit: str
    source: str
    note: str | None


@answer
class QualityReport(Answer):
    """How good one organisation's data are; shares from 0 to 1, the score from 0 to 100."""

    organisation: Named
    today: date
    properties: int
    score: float | None
    passed: bool | None
    parts: dict[str, float | None]
    fields: list[FieldKnown]
    validity: list[Checked]
    timeliness: Ages
    consistency: list[Checked]
    duplicates: dict[str, int]
    corrections: CorrectionAges
    imputed_share: float | None
    gaps: list[Gap]
    assumptions: list[Rule]
    about: str
    property_gaps: list[PropertyGap] = ABSENT


def quality_report(context: ReadContext, code: str) -> QualityReport:
    """The report as the reader may see it; NotFound for a code that nobody has."""
    return told(context, code, estate_wide.quality(context, code))


def told(context: ReadContext, code: str, found: GapReport) -> QualityReport:
    """A gap report in the shape that is shown; its owner also sees which properties."""
    name = organisations.one(context.connection, context.reader, code)["name"]
    whole = context.reader.organisation == code
    places = [_place(key, row) for key, row in _rows(found.property_gaps)]
    return QualityReport(
        organisation=Named(code, name),
        today=found.today,
        properties=found.properties,
        score=_number(found.score, 1),
        passed=found.passed,
        parts={part: _number(share) for part, share in found.parts.items()},
        fields=[_field(key, row) for key, row in _rows(found.fields)],
        validity=[_check(check, whole) for check in found.validity],
        timeliness=Ages(**vars(found.timeliness), share=_number(found.timeliness.share)),
        consistency=[_check(check, whole) for check in found.consistency],
        duplicates=found.duplicates,
        corrections=CorrectionAges(**vars(found.corrections)),
        imputed_share=_number(found.imputed_share),
        gaps=[_gap(key, row) for key, row in _rows(found.gaps)],
        assumptions=[Rule(**one) for one in found.rules],
        about=ABOUT,
        property_gaps=places if whole else ABSENT,
    )


def _rows(frame: pd.DataFrame) -> list[tuple[Any, Row]]:
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    return list(zip(frame.index, rows, strict=True))


def _number(value: Any, digits: int = 4) -> float | None:
    return None if is_null(value) else round(float(value), digits)


def _field(key: str, row: Row) -> FieldKnown:
    return FieldKnown.made_of(
        row,
        field=key,
        share=_number(row["share"]),
        acceptance_level=_number(row["min_share"]),
        passed=None if is_null(row["passed"]) else bool(row["passed"]),
        weight=_number(row["weight"]),
        agreed_on=row["agreed_on"] if isinstance(row["agreed_on"], date) else None,
    )


def _check(check: Check, whole: bool) -> Checked:
    more = {"properties": list(check.properties)} if whole else {}
    return Checked.made_of(check, check=check.name, share=_number(check.share), **more)


def _gap(key: str, row: Row) -> Gap:
    return Gap.made_of(row, field=key, value_gbp_pa=_number(row["value_gbp_pa"], -3))


def _place(key: Any, row: Row) -> PropertyGap:
    return PropertyGap.made_of(row, id=UUID(str(key)), value_gbp_pa=_number(row["value_gbp_pa"], 0))
