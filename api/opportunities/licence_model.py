"""The checklist of a licence to share as a table."""

from typing import Any

from api.html.format import day
from api.html.tables import Column, Table
from estate.answers.opportunities.licence import LicenceChecklist, LicenceLine, Recorded

_COLUMNS = (
    Column("label", "Item", "long", small="settles"),
    Column("known", "What the register knows", "long"),
    Column("state", "State"),
    Column("said", "On record", "long"),
)


def checklist(found: LicenceChecklist) -> Table:
    """One item a row. In files too: what it settles, and each answer in a line of its own."""
    rows: list[dict[str, Any]] = [_row(one, found) for one in found.items]
    return Table("checklist", "What a licence to share must settle", _COLUMNS, rows, found.note)


def _row(one: LicenceLine, found: LicenceChecklist) -> dict[str, Any]:
    counting = [_said(each) for each in one.answers if each.counts]
    nothing = "nothing" if found.opportunity is not None else "nobody has taken it up yet"
    return {
        "label": one.label,
        "settles": one.settles,
        "known": " ".join(one.known) or "nothing: to be asked",
        "state": one.state.words,
        "said": "; ".join(counting) or nothing,
    }


def _said(one: Recorded) -> str:
    """A body's latest word: the body and the day for all, the words for the parties."""
    words = "" if one.answer is None else f": {one.answer}"
    return f"{one.organisation.name}, {day(one.recorded_on)}, {one.state.words}{words}"
