"""One candidate in words, with every number led back to its source.

A fixed template over data, no free prose. A reader who sees banded figures reads areas to
100 m², the quarter instead of the day and a band instead of a sum; nobody reads a staff number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.assumptions.origins import at
from estate.codes import COST_BANDS, DISCLAIMER, UNDECIDED, CandidateKind
from estate.colocation.compatibility_rows import DRIVING_ROWS
from estate.colocation.component_sources import Source, sources
from estate.colocation.name_lookup import NameLookup
from estate.colocation.network_ways import BY_NETWORK
from estate.frames import Estate, as_number
from estate.leases.exits_and_notices import as_date
from estate.quarters import day_words
from estate.rounding import about_area
from estate.rows import Row
from estate.space import host_conditions

_ON_SCHOOLS = at("appendix 4, p. 51")

_EXIT_WORDS = {"tenant_break": "tenant break", "expiry": "lease expiry"}


@dataclass(frozen=True)
class Explanation:
    """Text for a person, and the sources behind it for whoever wants to check."""

    candidate_id: str
    text: str
    sources: tuple[Source, ...]
    conditions: tuple[dict[str, str], ...]
    unknowns: tuple[str, ...]
    exact: bool
    assumption_set: str
    disclaimer: str = DISCLAIMER


def explain(
    candidate: Mapping[str, object] | pd.Series, estate: Estate, assumptions: AssumptionSet
) -> Explanation:
    """One candidate in words, with the source of each part of its score.

    Parameters
    ----------
    candidate : Mapping or pandas.Series
        A row of ``find``.
    estate, assumptions
        Those it was found with.

    Examples
    --------
    The estate of the page ``docs/library.md``:

    >>> told = explain(found.iloc[0], estate, assumptions)
    >>> told.unknowns
    ('condition and energy rating',)
    >>> [source.component for source in told.sources][:4]
    ['use', 'capacity', 'distance', 'lease']
    """
    row = {str(name): value for name, value in candidate.items()}
    return explained([row], estate, assumptions)[0]


def explained(rows: Sequence[Row], estate: Estate, assumptions: AssumptionSet) -> list[Explanation]:
    """Many candidates in words, in their order; their names are looked up together.

    Examples
    --------
    >>> rows = found.to_dict("records")
    >>> [told.candidate_id for told in explained(rows, estate, assumptions)]
    ['d7800110990379ea']
    """
    words = NameLookup.of_estate(rows, estate, assumptions)
    return [explain_row(row, words) for row in rows]


def explain_row(row: Row, words: NameLookup) -> Explanation:
    """The explanation of one row in words looked up before."""
    exact = words.reader != "club" and bool(row["exact"])
    parts = [
        _opening(row, words, exact),
        _part(row, exact)
        if row["is_part"]
        else _timing(row, words.reader != "club" and bool(row["dates_exact"])),
        _ratings(row, words),
        _money(row, exact),
        _cautions(row, words),
        UNDECIDED,
    ]
    return Explanation(
        candidate_id=str(row["candidate_id"]),
        text=" ".join(part for part in parts if part),
        sources=sources(row, words.assumptions),
        conditions=checklist(row, words.places[row["host_property_id"]].host_answers),
        unknowns=_unknowns(row),
        exact=exact,
        assumption_set=words.assumptions.id,
    )


def checklist(
    candidate: Mapping[str, object], said: host_conditions.ConditionAnswers
) -> tuple[dict[str, str], ...]:
    """Conditions that belong to a candidate, and what is ``said`` of them on record: those of a
    school as host, else none."""
    if candidate["kind"] != CandidateKind.HOST_SCHOOL:
        return ()
    return tuple(
        {"condition": told.label, "source": _ON_SCHOOLS, "state": str(said.get(one, "open"))}
        for one, told in host_conditions.WORDS.items()
    )


def _opening(row: Row, words: NameLookup, exact: bool) -> str:
    function = words.uses[row["guest_occupation_id"]].function
    host = words.places[row["host_property_id"]].name
    whose = "A part of " if row["is_part"] else ""
    return (
        f"{whose}{words.bodies[row['guest_organisation']]}'s {function} at "
        f"{words.places[row['guest_property_id']].name} could move to {host}, managed "
        f"by {words.bodies[row['host_organisation']]}. {_need(row, words, exact)} "
        f"{_room(host, row, exact)} It is {_journey(row, words)}."
    )


def _room(host: str, row: Row, exact: bool) -> str:
    spare = _area(row["spare_m2"], exact)
    if not spare:
        return f"We do not know how much space {host} has to spare."
    if spare == "0 m²":
        return f"{host} has no space to spare."
    estimated = ", estimated from its gross area" if bool(row["area_imputed"]) else ""
    low, high = (as_number(row.get(f"spare_{end}_m2")) for end in ("low", "high"))
    if low is not None and high is not None and round(low) != round(high):
        told = about_area(as_number(row["spare_m2"]) or 0.0, low, high)
        return f"{host} has {told} to spare{estimated}."
    return f"{host} has about {spare} to spare{estimated}."


def _journey(row: Row, words: NameLookup) -> str:
    how = "drive" if row["guest_row"] in DRIVING_ROWS else "walk"
    by_line = (
        "by street and path"
        if row["distance_basis"] == BY_NETWORK
        else "estimated from a straight line"
    )
    minutes = as_number(row["minutes"]) or 0.0
    if minutes < 1:
        return f"less than a minute's {how} away ({by_line})"
    each = "minute's" if f"{minutes:.0f}" == "1" else "minutes'"
    return f"about {minutes:.0f} {each} {how} away ({by_line})"


def _need(row: Row, words: NameLookup, exact: bool) -> str:
    area = _area(row["need_m2"], exact)
    if not area:
        return "We do not know how much space it needs."
    basis = words.uses[row["guest_occupation_id"]].need_basis
    told = words.standards[str(row["guest_organisation"])].words(basis)
    return f"It needs {area}{'' if basis in ('fte', 'desks') else ','} {told}."


def _part(row: Row, exact: bool) -> str:
    """What goes, what stays, and that no lease ends."""
    goes, stays = _area(row["goes_m2"], exact), _area(row["stays_m2"], exact)
    posts = ""
    if as_number(row["posts_go"]) is not None:
        posts = (
            f", some {row['posts_go']:.0f} of its {row['posts_go'] + row['posts_stay']:.0f} posts"
        )
    return (
        f"About {goes} of its need could go{posts}. About {stays} would stay, and with it the "
        "building and any lease: no rent is saved."
    )


def _timing(row: Row, exact: bool) -> str:
    kind, leaves = row["exit_kind"], as_date(row["exit_date"])
    if kind == "owned":
        return "Timing: owned by its occupier, so no lease date to wait for."
    if leaves is None:
        return "Timing: lease dates not known."
    if kind == "holding_over":
        return f"Timing: lease held over; could end by notice from {_day(leaves, exact)}."
    if kind == "expired":
        return "Timing: the recorded lease end has passed; what followed is not recorded."
    acts = as_date(row["act_by"])
    ends = f"Timing: {_EXIT_WORDS.get(str(kind), 'lease end')} {_day(leaves, exact)}"
    if acts is None:
        return f"{ends}."
    if row["act_by_passed"]:
        return f"{ends}. The date to act ({_day(acts, exact)}) has passed."
    return f"{ends}; act by {_day(acts, exact)}."


def _ratings(row: Row, words: NameLookup) -> str:
    guest, host = words.places[row["guest_property_id"]], words.places[row["host_property_id"]]
    because = ""
    if guest.reasons and guest.availability != "unrated":
        codes = [code.strip().replace("_", " ").lower() for code in guest.reasons.split(";")]
        told = [code for code in codes if code and code != "other"]
        because = f" ({', '.join(told)})" if told else ""
    return (
        f"Ratings: {guest.name} availability {guest.availability}{because}, "
        f"{host.name} sharing {host.sharing}."
    )


def _money(row: Row, exact: bool) -> str:
    central = as_number(row["saving_gbp_pa"])
    if central is None:
        return "We do not know what it could save."
    leaves = None if row["is_part"] else as_date(row["exit_date"])
    since = f" from {_year_after(leaves)}" if leaves and row["exit_kind"] != "owned" else ""
    rests = f"; {100 * (as_number(row['imputed_share']) or 0):.0f}% of the cost is estimated"
    what = "Indicative saving" if central >= 0 else "Indicative extra cost"
    if not exact:
        return f"{what}: {_band(central)} a year{since}{rests}."
    low, high = (as_number(row[f"saving_{end}_gbp_pa"]) or 0.0 for end in ("low", "high"))
    return (
        f"Indicative saving: {_thousands(central)} a year "
        f"({_thousands(low)} to {_thousands(high)}){since}{rests}."
    )


def _cautions(row: Row, words: NameLookup) -> str:
    said = []
    if _unknowns(row):
        said.append(f"Not known: {', '.join(_unknowns(row))}.")
    if bool(row["access_worse"]):
        minutes = as_number(row["access_change_min"]) or 0
        said.append(f"The public's mean journey could grow by about {minutes:.0f} min.")
    if bool(row["protocol_pending"]):
        said.append("One of the bodies has not signed the protocol yet.")
    if row["kind"] == CandidateKind.HOST_SCHOOL:
        said.append(_of_a_school(row, words))
    return " ".join(said)


def _of_a_school(row: Row, words: NameLookup) -> str:
    if words.assumptions.text("school_hosts") == "as_rated":
        return "The school's conditions have to be met first."
    return host_conditions.sentence(words.places[row["host_property_id"]].host_answers)


def _unknowns(row: Row) -> tuple[str, ...]:
    listed = row["unknowns"]
    return tuple(str(item) for item in listed) if isinstance(listed, tuple | list) else ()


def _area(value: object, exact: bool) -> str:
    number = as_number(value)
    if number is None:
        return ""
    return f"{number:,.0f} m²" if exact else f"{round(number / 100) * 100:,} m²"


def _day(day: date, exact: bool) -> str:
    if exact:
        return day_words(day)
    first = 3 * ((day.month - 1) // 3) + 1
    return f"{date(day.year, first, 1):%b}–{date(day.year, first + 2, 1):%b %Y}"


def _year_after(leaves: date) -> str:
    """The financial year of the day after a lease's last: nothing is saved before it."""
    day = leaves + timedelta(days=1)
    starts = day.year if day.month >= 4 else day.year - 1
    return f"{starts}/{(starts + 1) % 100:02d}"


def _band(amount_gbp: float) -> str:
    return next(text for low, _, text in reversed(COST_BANDS) if abs(amount_gbp) >= low)


def _thousands(amount_gbp: float) -> str:
    thousands = round(amount_gbp / 1000)
    return f"{'−' if thousands < 0 else ''}£{abs(thousands) * 1000:,}"
