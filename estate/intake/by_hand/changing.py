"""A row typed by a person becomes an import of one row: the same checks, history and undo."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from estate.codes import IssueCode, RecordKind, Severity
from estate.errors import BadQuestion, Conflict
from estate.intake.by_hand.as_read import Typed, plain
from estate.intake.by_hand.fields import ALWAYS, BREAK, HandField, facts_of_field, field_of
from estate.intake.by_hand.rows import HandRow, text_of
from estate.intake.columns.own_headings import with_headings
from estate.intake.columns.recognition import ColumnMatch, Recognition
from estate.intake.commit_and_revert import CommitResult, commit
from estate.intake.file_reading import read_all
from estate.intake.issues import Issue
from estate.intake.plans.make import make_plan
from estate.intake.plans.plan import ImportPlan
from estate.intake.plans.publication import Said, demand_answer, sentences
from estate.intake.plans.unread import LEFT_OUT
from estate.intake.rows.checks import Checked
from estate.intake.rows.context import ByHand, Context
from estate.intake.sources import Source
from estate.register import known_rows as standing
from estate.register.queries import protection, versions
from estate.register.queries.protection import Told

_HOW = "by hand"
_ROW = 1
#: What an import would leave out or write otherwise with a remark is here for the person to mend.
_WRONG = LEFT_OUT | {
    IssueCode.TEXT_TOO_LONG,
    IssueCode.SURPLUS_WITHOUT_DECISION,
    IssueCode.DATES_OUT_OF_ORDER,
    IssueCode.OLDER_THAN_REGISTER,
}
#: …and what an import says that it has done with it, which nobody does here.
_DONE_WITH_IT = re.compile(
    r" (?:We left (?:this field as it was|it out|that out|out the break of [^.]*)"
    r"|It counts as “[^”]*”|We recorded it as \w+)\.|; the register's stay(?=[;.])"
)
_FIELD_OF_FACT = {"expiry_date": "expiry", "start_date": "start", "titles": "title_number"}


@dataclass(frozen=True)
class Line:
    """One change as a person reads it; ``name`` is the field's."""

    name: str
    label: str
    unit: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class HandPlan:
    """What typing a row would change, and what is wrong with it by field ("" = the whole row)."""

    row: HandRow
    plan: ImportPlan
    wrong: Mapping[str, list[str]]
    typed: Typed = field(default_factory=dict)

    @property
    def lines(self) -> list[Line]:
        """What would change, in the order of the form, and what follows from it."""
        if self.row.entity_id is None:
            return [
                _line(one, None, self.typed[one.name])
                for one in self.row.fields
                if self.typed.get(one.name)
            ]
        changed = dict(self.plan.actions.changed[0].changes) if self.plan.actions.changed else {}
        made = []
        for one in self.row.fields:
            facts = facts_of_field(one) & changed.keys()
            if facts and one.name in self.typed:
                made.append(_line(one, self.row.present[one.name], self.typed[one.name]))
            elif facts and not one.is_shared:
                made.append(_line(one, *map(text_of, changed[one.fact])))
            elif changed.get(f"{one.fact}_imputed") == (True, False):
                value = self.row.present[one.name]
                made.append(_line(one, f"{one.word(value)} (a proposal)", value))
        return made

    @property
    def remarks(self) -> list[str]:
        """What else is to be said of it."""
        return [one.message for one in self.plan.issues if not _is_wrong(one)]


def _line(one: HandField, old: str | None, new: str | None) -> Line:
    word = (None if value is None else one.word(value) for value in (old, new))
    return Line(one.name, one.label, one.unit, *word)


def plan_change(
    connection: Connection, row: HandRow, typed: Typed, *, reason: str, today: date | None = None
) -> HandPlan:
    """What a row would change that a person types; writes nothing.

    ``typed``: field to text, None or blank clearing it. What they leave out stays as it is, and
    so does whatever equals the register.
    """
    given = {name: plain(value) for name, value in typed.items()}
    wrong = _wrong_names(row, given)
    if wrong:
        return HandPlan(row, _no_plan(connection, row, today), wrong)
    changed = {
        name: value
        for name, value in given.items()
        if row.entity_id is None or value != row.present[name]
    }
    cells = _cells(row, changed)
    context = _context(connection, row, changed, reason, today)
    source = _source(row, cells)
    recognition = _recognition(row, cells)
    checked = read_all(source, recognition, context).checked
    if row.kind is RecordKind.PROPERTY:
        _notice(connection, row, checked)
    plan = make_plan(connection, checked, context)
    plan.file_name = f"{_HOW}: {_named(row)}"
    plan.file_sha256 = _fingerprint(row, changed)
    plan.format = plan.schema_name = _HOW
    plan.record_count = 1
    plan.columns = recognition.to_dict()
    plan.issues = with_headings(plan.issues, recognition, is_drawn=False)
    return HandPlan(row, plan, _wrong_values(row, plan.issues), changed)


def commit_change(connection: Connection, made: HandPlan, said: Said, *, by: str) -> CommitResult:
    """Make it true, recorded as an import by hand, under the organisation's lock.

    ``BadQuestion`` where something is wrong or nothing would change; ``Conflict`` unless the
    person has said that a place may become public.
    """
    if made.wrong:
        raise BadQuestion(" ".join(line for lines in made.wrong.values() for line in lines))
    publication = made.plan.publication
    if not (made.plan.changes_register or publication.asked):
        raise BadQuestion("This is what the register says already; nothing has been changed.")
    if publication.asked and said.show is None:
        raise Conflict(
            f"{' '.join(sentences(publication))} Say {said.show_as.format(1)} if you mean it, for "
            "its owner. Nothing has been changed."
        )
    show = demand_answer(publication, said)
    return commit(connection, made.plan, by=by, show_protected=show)


def _wrong_names(row: HandRow, given: Typed) -> dict[str, list[str]]:
    """Fields that there are not, that cannot be typed, or that must not be empty."""
    wrong: dict[str, list[str]] = {}
    for name, value in given.items():
        one = field_of(row.kind, name)
        if one is None:
            known = ", ".join(each.name for each in row.fields)
            wrong[name] = [f"A {row.kind.value} has no field “{name}” to type; it has: {known}."]
        elif name in row.locked:
            wrong[name] = [row.locked[name]]
        elif value is None and one.needed and row.present[name] is not None:
            wrong[name] = [f"{one.label} cannot be empty."]
    if row.entity_id is None:
        if row.own_ref == "":
            wrong["reference"] = ["Give your own reference, by which the row is found again."]
        for one in row.fields:
            if one.needed and given.get(one.name) is None and one.entry != "yes_no":
                wrong[one.name] = [f"{one.label} is needed."]
    return wrong


def _cells(row: HandRow, changed: Typed) -> dict[str, str | None]:
    """The cells of the row: its references, what is typed, and what is read with that."""
    if row.kind is RecordKind.PROPERTY:
        cells: dict[str, str | None] = {"local_ref": row.property_ref}
    else:
        cells = {"own_ref": row.own_ref, "property_ref": row.property_ref}
    known = {**row.present, **row.carried}
    beside = list(ALWAYS[row.kind])
    for name in changed:
        one = field_of(row.kind, name)
        beside += [] if one is None else one.beside
    if row.kind is RecordKind.PROPERTY:
        cells |= row.carried  # a use that is stated is not guessed anew
    cells |= {name: known.get(name) for name in beside}
    cells |= changed
    if "break_date" in cells and cells["break_date"] is None:
        cells |= dict.fromkeys(name for name in BREAK if name in cells)
    return cells


def _context(
    connection: Connection, row: HandRow, changed: Typed, reason: str, today: date | None
) -> Context:
    may_clear: set[str] = set()
    follows: set[str] = set()
    for name in changed:
        one = field_of(row.kind, name)
        if one is not None:
            may_clear |= facts_of_field(one)
            follows |= one.follows | {f"{one.fact}_imputed"}
    if changed.keys() & {"gia_m2", "nia_m2"} and row.present.get("area_basis") == "unknown":
        follows.add("area_basis")
    if "term_years" in changed and row.present.get("expiry") is None:
        follows.add("expiry_date")
    target = ByHand(
        row.property_id, row.entity_id, frozenset(may_clear | follows), frozenset(may_clear), reason
    )
    county = versions.county(connection)
    return Context(
        organisation=row.organisation,
        kind=row.kind,
        envelope=versions.envelope_of(county),
        area=county["name"],
        today=today or standing.current_date(connection),
        organisations=standing.organisation_codes(connection),
        partial=True,
        by_hand=target,
    )


def _source(row: HandRow, cells: Typed) -> Source:
    headings = {name: _heading(row, name) for name in cells}
    records = pd.DataFrame([{headings[name]: value for name, value in cells.items()}], dtype=object)
    return Source(Path(_HOW), _HOW, None, records, [_ROW], 1)


def _recognition(row: HandRow, cells: Typed) -> Recognition:
    columns = tuple(ColumnMatch(_heading(row, name), name, 1.0, ()) for name in cells)
    return Recognition(row.kind, _HOW, columns)


def _heading(row: HandRow, name: str) -> str:
    one = field_of(row.kind, name)
    return name.replace("_", " ") if one is None else one.label


def _notice(connection: Connection, row: HandRow, checked: Checked) -> None:
    """A place that looks protected by anything that is known of it, typed now or not, stays with
    its owner until confirmed."""
    known = protection.place(connection, row.property_id).told
    if not known.kinds:
        return
    typed = checked.noticed.get(_ROW)
    checked.noticed[_ROW] = (
        known if typed is None else Told(typed.kinds | known.kinds, typed.heading, typed.words)
    )
    for batch in checked.properties:
        checked.said[_ROW] = batch.fields["sensitivity_said"][0]


def _is_wrong(issue: Issue) -> bool:
    return issue.severity is Severity.ERROR or (
        issue.code in _WRONG and issue.severity is Severity.WARNING
    )


def _wrong_values(row: HandRow, issues: list[Issue]) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    for issue in filter(_is_wrong, issues):
        name = _FIELD_OF_FACT.get(issue.field or "", issue.field or "")
        message = _DONE_WITH_IT.sub("", issue.message)
        wrong.setdefault(name if field_of(row.kind, name) else "", []).append(message)
    return wrong


def _no_plan(connection: Connection, row: HandRow, today: date | None) -> ImportPlan:
    return ImportPlan(
        _context(connection, replace(row, entity_id=None), {}, "", today), Checked(frozenset())
    )


def _named(row: HandRow) -> str:
    home = f"{row.property_name} ({row.property_ref})"
    return home if row.kind is RecordKind.PROPERTY else f"{row.kind.value} {row.own_ref} of {home}"


def _fingerprint(row: HandRow, changed: Typed) -> str:
    said: dict[str, Any] = {
        "kind": row.kind.value,
        "row": str(row.entity_id or row.own_ref),
        "typed": dict(changed),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
