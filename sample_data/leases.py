"""One lease for each rented property, dated from the reference date.

Expiries are uniform over fifteen years with a fifth inside three; 35 % have a tenant's break,
6 % are held over; a quarter of the leases come without dates, as they do in real life.
"""

import calendar
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from estate.rows import NewRow
from sample_data.model import SampleProperty, stream

HELD_OVER_SHARE, UNDATED_SHARE, BREAK_SHARE = 0.06, 0.25, 0.35
SOON_SHARE, SOON_YEARS, LONGEST_YEARS = 0.20, 3, 15
_TERMS_YEARS = (5, 10, 15, 20, 25)
_DAYS_A_YEAR = 365.25


def leases(properties: list[SampleProperty], seed: int, reference_date: date) -> list[NewRow]:
    """A lease per leasehold property; rents are part of the property's cost."""
    rng = stream(seed, "leases")
    rented = [p for p in properties if p.tenure == "leasehold"]
    rows = [_terms(p, number, rng) for number, p in enumerate(rented, start=1)]
    order = [int(i) for i in rng.permutation(len(rows))]
    held_over = order[: round(len(rows) * HELD_OVER_SHARE)]
    undated = [i for i in order[len(held_over) :] if not rented[i].complete]
    undated = undated[: round(len(rows) * UNDATED_SHARE)]
    dated = [i for i in order if i not in {*held_over, *undated}]
    for index in held_over:
        _hold_over(rows[index], rng, reference_date)
    for index, years in zip(dated, _remaining_years(len(dated), rng), strict=True):
        _date(rows[index], years, rng, reference_date)
    breakable = [i for i in dated if rows[i]["expiry"] > reference_date + timedelta(days=500)]
    for index in breakable[: round(len(rows) * BREAK_SHARE)]:
        _add_break(rows[index], rng, reference_date)
    return rows


def _terms(prop: SampleProperty, number: int, rng: np.random.Generator) -> NewRow:
    share = Decimal(str(round(rng.uniform(0.30, 0.45), 4)))
    rent = (prop.cost_gbp_pa or Decimal(0)) * share
    return {
        "organisation": prop.organisation,
        "own_ref": f"{prop.organisation}-L{number:03d}",
        "property_ref": prop.local_ref,
        "landlord": prop.landlord,
        "passing_rent_gbp_pa": rent.quantize(Decimal("0.01")),
        "inside_1954_act": bool(rng.uniform() < 0.75),
        "repair": ("FRI", "IRI", "Schedule of condition")[int(rng.choice(3, p=[0.6, 0.3, 0.1]))],
        "as_of_date": prop.as_of,
    }


def _remaining_years(count: int, rng: np.random.Generator) -> list[float]:
    soon = round(count * SOON_SHARE)
    near = rng.uniform(0.1, SOON_YEARS, soon)
    far = rng.uniform(SOON_YEARS + 0.1, LONGEST_YEARS, count - soon)
    return [float(years) for years in [*near, *far]]


def _date(row: NewRow, years: float, rng: np.random.Generator, today: date) -> None:
    expiry = _month_end(today + timedelta(days=round(years * _DAYS_A_YEAR)))
    terms = [term for term in _TERMS_YEARS if term > years + 0.5]
    term = int(terms[int(rng.integers(min(2, len(terms))))])
    start = _years_before(expiry, term) + timedelta(days=1)
    row |= {"start": start, "expiry": expiry, "term_years": term}
    reviews = [_years_before(start, -years_on) for years_on in range(5, term, 5)]
    row["review_date"] = next((day for day in reviews if today < day < expiry), None)


def _hold_over(row: NewRow, rng: np.random.Generator, today: date) -> None:
    expiry = _month_end(today - timedelta(days=int(rng.integers(60, 1400))))
    start = _years_before(expiry, 10) + timedelta(days=1)
    row |= {"start": start, "expiry": expiry, "term_years": 10}
    row["holding_over_since"] = expiry + timedelta(days=1)
    row["inside_1954_act"] = True


def _add_break(row: NewRow, rng: np.random.Generator, today: date) -> None:
    days = (row["expiry"] - today).days
    row["break_date"] = _month_end(today + timedelta(days=int(days * rng.uniform(0.15, 0.75))))
    row["break_by"] = "tenant"
    row["notice_months"] = int(rng.choice([3, 6, 12], p=[0.2, 0.6, 0.2]))
    if rng.uniform() < 0.3:
        quarter = row["passing_rent_gbp_pa"] / 4
        row["break_penalty_gbp"] = quarter.quantize(Decimal("0.01"))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _years_before(day: date, years: int) -> date:
    """The same day that many years before, 28 February for the 29th."""
    last = calendar.monthrange(day.year - years, day.month)[1]
    return day.replace(year=day.year - years, day=min(day.day, last))
