"""Which column of a survey is what its works cost, or of a cost sheet what is spent, where no
heading that is known says so.

“Cost (£)”, “Total”, “Total 5 Year Cost” mean the cost of works only beside an element, a defect,
a priority or a grade; elsewhere they may cost anything.
"""

from collections.abc import Mapping
from typing import Any

from estate.intake.cells import values
from estate.intake.cells.cost_words import kind_by_word
from estate.intake.cells.money_cells import stated_money
from estate.intake.columns import column_values
from estate.intake.columns.heading_words import words

Taken = dict[str, tuple[str, float]]

_BACKLOG = "backlog_gbp"
_SURE = 0.5
#: Words of headings that only surveys have.
_OF_SURVEYS = frozenset(
    {
        "element",
        "component",
        "defect",
        "remedial",
        "remedy",
        "priority",
        "backlog",
        "urgency",
        "subelement",
        "condition",
        "survey",
        "surveyor",
        "dilapidation",
        "essential",
        "desirable",
    }
)
_COSTS = frozenset({"cost", "total", "budget", "need", "liability", "expenditure", "spend", "sum"})
#: With these a cost is not that of the works that a survey asks for.
_OTHERS = frozenset(
    {
        "rate",
        "unit",
        "quantity",
        "qty",
        "vat",
        "fee",
        "insurance",
        "insured",
        "reinstatement",
        "rebuild",
        "rebuilding",
        "replacement",
        "number",
        "score",
        "date",
        "percent",
        "purchase",
        "acquisition",
        "rent",
        "area",
        "gia",
        "gifa",
        "running",
        "operating",
        "revenue",
        "capital",
        "build",
        "project",
        "staff",
        "annual",
        "annum",
        "history",
        "book",
        "weighted",
        "income",
        "pupil",
        "occupancy",
        "code",
        "centre",
        "risk",
        "adjusted",
        "high",
        "low",
        "moderate",
    }
)


def spare_backlog(taken: Taken, cells: Mapping[str, list[Any]]) -> None:
    """Give it to the field, where nothing that holds amounts has it: a total before its parts."""
    own = next((one for one, (name, _) in taken.items() if name == _BACKLOG), None)
    if own is not None and _are_amounts(cells[own]):
        return
    if not any(not _OF_SURVEYS.isdisjoint(words(one)) for one in cells):
        return
    found = [one for one in cells if one not in taken and _may_cost(one, cells[one])]
    total = [one for one in found if "total" in words(one)]
    if not (total or found):
        return
    if own is not None:
        del taken[own]
    taken[(total or found)[-1 if total else 0]] = _BACKLOG, _SURE


def spare_amount(taken: Taken, cells: Mapping[str, list[Any]]) -> None:
    """A cost sheet without what was spent has what is budgeted, or else forecast."""
    if any(name == "amount_gbp_pa" for name, _ in taken.values()):
        return
    for word in ("outturn", "actual", "revised", "budget", "forecast", "estimate", "estimated"):
        for heading, column in cells.items():
            found = set(words(heading)) if heading not in taken else set()
            if word in found and "date" not in found and _are_amounts(column):  # to date: a part
                taken[heading] = "amount_gbp_pa", _SURE
                return


def _may_cost(heading: str, cells: list[Any]) -> bool:
    found = set(words(heading))
    costs = not _COSTS.isdisjoint(found) or "£" in heading
    kind = kind_by_word(heading)
    works = kind is None or kind.value.startswith("maintenance")
    return costs and works and _OTHERS.isdisjoint(found) and _are_amounts(cells)


def _are_amounts(cells: list[Any]) -> bool:
    given = column_values.filled(cells)
    return not given or sum(map(_amount, given)) * 2 > len(given)


def _amount(cell: Any) -> bool:
    if stated_money(cell, yearly=False) is not None:
        return True
    try:
        return values.number(cell) is not None
    except (ValueError, OverflowError):
        return False
