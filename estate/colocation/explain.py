"""One candidate in words, with every number led back to its source (DOMAIN §4.4).

A fixed template over data, no free prose. A reader who sees banded figures reads areas to
100 m², the quarter instead of the day and a band instead of a sum; nobody reads a staff number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.codes import COST_BANDS, DISCLAIMER, CandidateKind, label
from estate.colocation.language import fit_name
from estate.colocation.sources import Source, sources
from estate.frames import Estate, is_null
from estate.leases import as_date

#: Conditions to clear before a school could host (DOMAIN P14, 004:1903-1907).
SCHOOL_CONDITIONS: tuple[tuple[str, str], ...] = (
    ("Zoning: visitors' and pupils' areas can be kept apart", "004:1903-1907"),
    ("Separate entrance for visitors", "004:1903-1907"),
    ("Physical security and safeguarding arrangements", "004:1903-1907"),
    ("Agreement of the governors", "004:1903-1907"),
)

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
    """The explanation of one row of ``candidates.find`` on the same estate and assumptions."""
    row = {str(name): value for name, value in candidate.items()}
    exact = estate.reader != "club" and bool(row["exact"])
    parts = [
        _opening(row, estate, assumptions, exact),
        _timing(row, exact),
        _ratings(row, estate),
        _money(row, exact),
        _cautions(row),
        "This is a discussion prompt; no decision has been taken.",
    ]
    return Explanation(
        candidate_id=str(row["candidate_id"]),
        text=" ".join(part for part in parts if part),
        sources=sources(row, assumptions),
        conditions=checklist(row),
        unknowns=_unknowns(row),
        exact=exact,
        assumption_set=assumptions.id,
    )


def checklist(candidate: Mapping[str, object]) -> tuple[dict[str, str], ...]:
    """Conditions that belong to a candidate: those of a school as host, else none."""
    if candidate["kind"] != CandidateKind.HOST_SCHOOL:
        return ()
    return tuple(
        {"condition": text, "source": source, "state": "open"} for text, source in SCHOOL_CONDITIONS
    )


def _opening(
    row: Mapping[str, object], estate: Estate, assumptions: AssumptionSet, exact: bool
) -> str:
    guest, host = str(row["guest_property_id"]), str(row["host_property_id"])
    how = "drive" if row["guest_row"] in {"depot", "storage"} else "walk"
    need = _need(row, estate, assumptions, exact)
    spare = _area(row["spare_m2"], exact)
    space = {"": "spare space unknown", "0 m²": "no spare space"}.get(spare, f"about {spare} spare")
    estimated = ", estimated from the gross area" if spare and bool(row["area_imputed"]) else ""
    return (
        f"{_body(row['guest_organisation'], estate)}'s {_function(row, estate)} at "
        f"{_name(guest, estate)} ({need}) could be considered for {_name(host, estate)} managed "
        f"by {_body(row['host_organisation'], estate)} ({space}{estimated}, "
        f"{_minutes(row['minutes'])} {how}, crow-fly × {assumptions.value('detour_factor'):g})."
    )


def _need(
    row: Mapping[str, object], estate: Estate, assumptions: AssumptionSet, exact: bool
) -> str:
    area = _area(row["need_m2"], exact)
    if not area:
        return "need unknown"
    basis = estate.occupations.at[str(row["guest_occupation_id"]), "need_basis"]
    own = estate.organisations["m2_per_fte"].get(row["guest_organisation"])
    if basis == "fte":
        standard = assumptions.value("m2_per_fte") if own is None or pd.isna(own) else own
        return f"need {area} at {standard:g} m²/FTE"
    if basis == "desks":
        return f"need {area} at {assumptions.value('m2_per_desk'):g} m² a desk"
    return f"need {area}, the space used today"


def _timing(row: Mapping[str, object], exact: bool) -> str:
    kind, leaves = row["exit_kind"], as_date(row["exit_date"])
    if kind == "owned":
        return "Timing: owned by its occupier, so no lease date to wait for."
    if leaves is None:
        return "Timing: lease dates unknown."
    if kind == "holding_over":
        return f"Timing: lease held over; could end by notice from {_day(leaves, exact)}."
    if kind == "expired":
        return "Timing: the recorded lease end has passed; what followed is not recorded."
    acts = as_date(row["act_by"])
    late = " (already past: only a faster decision could meet it)" if row["act_by_passed"] else ""
    act_by = f"; act by {_day(acts, exact)}{late}" if acts else ""
    return f"Timing: {_EXIT_WORDS.get(str(kind), 'lease end')} {_day(leaves, exact)}{act_by}."


def _ratings(row: Mapping[str, object], estate: Estate) -> str:
    guest, host = str(row["guest_property_id"]), str(row["host_property_id"])
    availability = _rating(estate.properties.at[guest, "availability"])
    sharing = _rating(estate.properties.at[host, "sharing"])
    reasons = estate.properties.at[guest, "availability_reason"]
    because = ""
    if isinstance(reasons, str) and reasons and availability != "unrated":
        codes = [code.strip().replace("_", " ").lower() for code in reasons.split(";")]
        told = [code for code in codes if code and code != "other"]
        because = f" ({', '.join(told)})" if told else ""
    return (
        f"Ratings: {_name(guest, estate)} availability {availability}{because}, "
        f"{_name(host, estate)} sharing {sharing}."
    )


def _money(row: Mapping[str, object], exact: bool) -> str:
    central = _number(row["saving_gbp_pa"])
    if central is None:
        return "Premises effect unknown."
    imputed = f"{100 * (_number(row['imputed_share']) or 0):.0f} % of cost imputed"
    leaves = as_date(row["exit_date"])
    since = f" from {_financial_year(leaves)}" if leaves and row["exit_kind"] != "owned" else ""
    if not exact:
        return f"Indicative premises effect {_band(central)} ({imputed}){since}."
    low, high = (_number(row[f"saving_{end}_gbp_pa"]) or 0.0 for end in ("low", "high"))
    return (
        f"Indicative premises effect {_thousands(central)} p.a. "
        f"(range {_thousands(low)} to {_thousands(high)}, {imputed}){since}."
    )


def _cautions(row: Mapping[str, object]) -> str:
    said = []
    if _unknowns(row):
        said.append(f"Unknown: {', '.join(_unknowns(row))}.")
    if bool(row["access_worse"]):
        minutes = _number(row["access_change_min"]) or 0
        said.append(f"The public's mean journey could grow by about {minutes:.0f} min.")
    if bool(row["protocol_pending"]):
        said.append("One of the bodies has not signed the protocol yet.")
    if row["kind"] == CandidateKind.HOST_SCHOOL:
        said.append("A school as host needs its conditions cleared first.")
    return " ".join(said)


def _unknowns(row: Mapping[str, object]) -> tuple[str, ...]:
    listed = row["unknowns"]
    return tuple(str(item) for item in listed) if isinstance(listed, tuple | list) else ()


def _name(property_id: str, estate: Estate) -> str:
    # Cell by cell: a whole row of a GeoDataFrame takes a hundred times longer.
    names = estate.properties
    return fit_name(names.at[property_id, "name"], names.at[property_id, "local_ref"])


def _body(code: object, estate: Estate) -> str:
    return fit_name(estate.organisations["name"].get(code), code)


def _function(row: Mapping[str, object], estate: Estate) -> str:
    guest = str(row["guest_occupation_id"])
    words = label(str(estate.occupations.at[guest, "user_function"])).lower()
    service = estate.occupations.at[guest, "service_function"]
    if not isinstance(service, str):
        return words
    given = label(service)
    given = given if given.isupper() else given.lower()
    return given if words == "specialist" else f"{words} ({given})"


def _area(value: object, exact: bool) -> str:
    number = _number(value)
    if number is None:
        return ""
    return f"{number:,.0f} m²" if exact else f"{round(number / 100) * 100:,} m²"


def _minutes(value: object) -> str:
    minutes = _number(value) or 0.0
    return "under 1 min" if minutes < 1 else f"{minutes:.0f} min"


def _day(day: date, exact: bool) -> str:
    if exact:
        return f"{day.day} {day:%b %Y}"
    first = 3 * ((day.month - 1) // 3) + 1
    return f"{date(day.year, first, 1):%b}–{date(day.year, first + 2, 1):%b %Y}"


def _financial_year(day: date) -> str:
    starts = day.year if day.month >= 4 else day.year - 1
    return f"{starts}/{(starts + 1) % 100:02d}"


def _rating(value: object) -> str:
    return str(value) if isinstance(value, str) else "unrated"


def _band(amount_gbp: float) -> str:
    words = next(text for low, _, text in reversed(COST_BANDS) if abs(amount_gbp) >= low)
    return f"{words} p.a." if amount_gbp >= 0 else f"{words} p.a. of extra cost"


def _thousands(amount_gbp: float) -> str:
    sign = "−" if round(amount_gbp / 1000) < 0 else ""
    return f"{sign}£{abs(amount_gbp) / 1000:,.0f}k"


def _number(value: object) -> float | None:
    if is_null(value):
        return None
    return float(str(value))
