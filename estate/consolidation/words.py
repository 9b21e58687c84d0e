"""What is said about a portfolio: the rules of language hold here as everywhere."""

from collections.abc import Mapping

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.capacity import standard_words
from estate.codes import UNDECIDED
from estate.colocation.plain_language import fit_name
from estate.consolidation.portfolio import Portfolio
from estate.frames import Estate, is_null
from estate.quarters import Quarter
from estate.rounding import about_pounds

METHOD = (
    "The best set of moves that can all happen together. Each use moves at most once, and no "
    "building takes more than its spare space. No building both receives and lets go. A whole "
    "building's cost counts only when every occupier leaves it. Found by mixed-integer "
    "programming (HiGHS)."
)
NAIVE_NOTE = (
    "What adding up the same pairings one by one would claim: each with its share of the whole "
    "building's cost less its own move. It counts a use once for every building, buildings "
    "beyond their space, and buildings that do not empty."
)


def standing(found: Portfolio) -> str:
    """What was proved about the set."""
    if found.proved:
        return "Proved: no other set of these moves is worth more, to within about £1 a year."
    return (
        f"Not proved best: the search stopped after {found.time_limit_s:.0f} s. No set is worth "
        f"more than {about_pounds(found.bound_gbp_pa)} a year, {100 * found.gap:.1f}% above this "
        "one."
    )


def emptied_text(row: Mapping[str, object], estate: Estate, exact: bool) -> str:
    """One sentence or two about a building that all its occupiers could leave."""
    property_id = str(row["property_id"])
    place = estate.properties.loc[property_id]
    name = fit_name(place["name"], place["local_ref"])
    moves = int(str(row["moves"]))
    who = "its one occupier" if moves == 1 else f"all {moves} occupiers together"
    amount = about_pounds(float(str(row["saving_gbp_pa"])))
    guess = " (from an estimated cost)" if row["imputed"] else ""
    return (
        f"{name} could empty if {who} moved as listed. The club could save about {amount} a year "
        f"of premises cost{guess}, {_from(row['from_date'], exact)} {UNDECIDED}"
    )


def _from(day: object, exact: bool) -> str:
    if is_null(day):
        return "no lease date bound or known."
    when = pd.Timestamp(str(day))
    words = f"{when.day} {when:%B %Y}" if exact else Quarter.of(when)
    return f"from {words} at the earliest."


def statement(
    found: Portfolio, assumptions: AssumptionSet, considered: int, today: str
) -> tuple[tuple[str, str], ...]:
    """What every estimate must print."""
    eligible = found.candidates - sum(found.left_out.values())
    years = assumptions.value("portfolio_horizon_years")
    return (
        (
            "Base",
            f"{eligible:,} of {found.candidates:,} sharing options could be weighed; "
            f"{considered:,} properties of the base with place and need known",
        ),
        ("Price base", assumptions.text("price_base")),
        ("Estimated", f"{100 * found.imputed_share:.0f}% of the pounds in the sum"),
        ("Space standard", f"{standard_words(assumptions)} unless the organisation has its own"),
        ("Phase profile", "none: a full year, once every move has been made"),
        ("Counted for", "club"),
        (
            "Rounding",
            "totals to the pound; lines that rest on published bands to the nearest "
            "£1,000, so that they add up to the totals to within £500 each",
        ),
        ("Receipts", "off"),
        ("Service integration", "off (k = 0)"),
        (
            "Discounting",
            f"one-off costs spread over {years:g} years at "
            f"{100 * assumptions.value('discount_rate'):g}% real",
        ),
        (
            "Not counted",
            "double running, void costs, project management, optimism bias; rent-free "
            "months of a landlord's next tenant",
        ),
        ("Assumption set", f"{assumptions.id} ({assumptions.name})"),
        ("Run date", today),
        ("Status", "indicative — not a decision"),
    )
