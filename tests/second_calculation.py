"""A candidate's case worked out a second time: from the frames of one reader, its cost lines and
the plain numbers of an assumption set, in fractions and by days, without ``estate.savings``.

Gains of each organisation and of the public purse by year, each payment to the penny.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.capacity import needs, staff
from estate.frames import Estate

DAY, OUT, TAX = timedelta(days=1), "outside", "taxes"
DUE = ("rent", "service_charge", "pfi_unitary")
ORDINARY = ("office_admin", "public_access", "warehouse_depot")
EVIDENCE = ("brief", "survey", "design", "contractor", "contract")


def later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def pence(amount: Fraction) -> Fraction:
    """To the penny, halves away from nought."""
    whole = abs(amount) * 100
    rounded = (2 * whole.numerator + whole.denominator) // (2 * whole.denominator)
    return Fraction(rounded if amount >= 0 else -rounded, 100)


def missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def exact(value: Any, digits: int = 2) -> Fraction:
    return Fraction(str(round(float(value), digits)))


def day_of(value: Any) -> date | None:
    return None if missing(value) else pd.Timestamp(value).date()


class Numbers:
    """The plain numbers of a set, money of 2026/27 in that of its base."""

    def __init__(self, found: AssumptionSet, this_year: str) -> None:
        self.set = found
        pairs = [str(one).split("=") for one in tuple(found.get("price_index"))]  # type: ignore[arg-type]
        self.index = {year: Fraction(number) for year, number in pairs}
        base = str(found.get("price_base"))
        self.base = min(this_year, max(self.index, default=this_year))
        self.base = base if base != "current" else self.base

    def now(self, amount: Fraction, year: str) -> Fraction:
        return amount * self.index[self.base] / self.index[year] if self.index else amount

    def __getitem__(self, name: str) -> Fraction:
        plain = Fraction(str(self.set.get(name)))
        return self.now(plain, "2026/27") if "_gbp_per_" in name else plain

    def word(self, name: str) -> str:
        return str(self.set.get(name))

    def bias(self, use_class: Any) -> Fraction:
        if self.word("optimism_bias_rule") == "one_rate":
            return self["optimism_bias"]
        kind = "standard" if use_class in ORDINARY else "non_standard"
        off = sum((self[f"bias_part_{one}_{kind}"] * self[f"bias_evidence_{one}"]
                   for one in EVIDENCE), Fraction(0))  # fmt: skip
        upper = self[f"optimism_bias_{kind}"]
        return max(self[f"optimism_bias_{kind}_lower"], upper * (1 - off))


@dataclass
class Books:
    """What each organisation gains by year; under ``TAX`` what outside gets in business rates."""

    base_year: int
    last: int
    years: dict[str, dict[int, Fraction]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Fraction))
    )

    def pay(self, payer: str, payee: str, year: int, amount: Fraction, tax: bool = False) -> None:
        if payer == payee or not 0 <= year <= self.last:
            return
        amount = pence(amount)
        self.years[payer][year] -= amount
        self.years[TAX if tax and payee == OUT else payee][year] += amount

    def every(
        self, payer: str, payee: str, amount: Fraction, first: date, end: date | None = None,
        tax: bool = False,
    ) -> None:  # fmt: skip
        for year in range(self.last + 1):
            opens = date(self.base_year + year, 4, 1)
            closes = date(self.base_year + year + 1, 3, 31)
            begin, stop = max(first, opens), closes if end is None else min(end, closes)
            days = max(0, (stop - begin).days + 1)
            self.pay(payer, payee, year, amount * days / ((closes - opens).days + 1), tax)

    def once(
        self, payer: str, payee: str, amount: Fraction, on: date, managed: Fraction = Fraction(0),
        bias: Fraction = Fraction(0),
    ) -> None:  # fmt: skip
        year = on.year - self.base_year - (on < date(on.year, 4, 1))
        for part in (amount, amount * managed, amount * (1 + managed) * bias):
            self.pay(payer, payee, year, part)

    def worth(self, whom: Iterable[str], rate: Fraction) -> Fraction:
        return sum((sum_ / (1 + rate) ** year for who in whom
                    for year, sum_ in self.years[who].items()), Fraction(0))  # fmt: skip


@dataclass
class Lease:
    breaks: list[tuple[date, Fraction]]
    ends: date | None
    may_stay: bool
    out: date | None
    past: bool
    landlord: str | None
    repair: str


def leases_of(estate: Estate, home: str, tenant: str, today: date, n: Numbers) -> list[Lease]:
    found = []
    rows = estate.leases
    for key, row in rows[rows["property_id"].eq(home) & rows["tenant"].eq(tenant)].iterrows():
        events = estate.lease_events[estate.lease_events["lease_id"].eq(key)]
        live = []
        for event in events[events["kind"].eq("tenant_break")].to_dict("records"):
            on, notice = day_of(event["date"]), event["notice_months"]
            months = int(n["break_notice_months"] if missing(notice) else notice)
            assert on is not None
            if later(on, -months) >= today:
                penalty = event["penalty_gbp"]
                live.append((on, Fraction(0) if missing(penalty) else Fraction(str(penalty))))
        dated = [day_of(one) for one in events[events["kind"].eq("expiry")]["date"]]
        expiry = day_of(row["expiry"]) or max((one for one in dated if one), default=None)
        outside = not missing(row["inside_1954_act"]) and not row["inside_1954_act"]
        held = not missing(row["holding_over_since"])
        gone = day_of(row["expiry"])
        past = held or (gone is not None and gone < today)
        wait = (0 if outside else int(n["s27_notice_months"])) + int(n["decision_lead_months"])
        ends = later(today, wait) if past else expiry if expiry and expiry >= today else None
        ways = [on for on, _ in live] + ([ends] if ends else [])
        landlord = row["landlord"]
        found.append(Lease(sorted(live), ends, not outside or past, min(ways, default=None), past,
                           None if missing(landlord) else str(landlord),
                           str(row["repairing_basis"] or "")))  # fmt: skip
    return found


def ending(lease: Lease, vacated: date) -> tuple[date | None, Fraction]:
    met = next(((on, paid) for on, paid in lease.breaks if on >= vacated), None)
    if met:
        return met
    if lease.ends is None:
        return None, Fraction(0)
    return (vacated if vacated > lease.ends and lease.may_stay else lease.ends), Fraction(0)


def repairs(leases: list[Lease], n: Numbers) -> Fraction:
    """The dearest of the bases on record."""
    names = {"FRI": "full", "IRI": "internal", "Schedule of condition": "schedule"}
    shares = [n[f"dilapidations_share_{names.get(one.repair, 'unknown')}"] for one in leases]
    return max(shares, default=n["dilapidations_share_unknown"])


def books(
    row: dict[str, Any],
    estate: Estate,
    lines: list[dict[str, Any]],
    let: bool,
    area_m2: float,
    found: AssumptionSet,
    today: date,
) -> Books | None:
    """The books of one candidate; none where its lease ends beyond the years counted."""
    first = today.year - (today < date(today.year, 4, 1))
    n = Numbers(found, f"{first}/{(first + 1) % 100:02d}")
    places, users = estate.properties, estate.occupations
    home, host_place = str(row["guest_property_id"]), str(row["host_property_id"])
    guest, occupier, host = (str(row[name]) for name in (
        "guest_occupation_id", "guest_organisation", "host_organisation"))  # fmt: skip
    holder = str(places.at[home, "organisation"])
    leases = leases_of(estate, home, holder, today, n)
    mine = leases_of(estate, home, occupier, today, n)
    landlord = next((one.landlord for one in leases if one.landlord not in (None, holder)), None)
    there = users[users["property_id"].eq(home)]
    pfi, others = bool(places.at[home, "pfi"]), len(there) - 1

    owned = row["exit_kind"] == "owned"
    out = None
    if mine and all(one.out for one in mine):
        out = max(one.out for one in mine if one.out)
    ready = later(today, int(n["host_ready_months"]))
    overlap = int(n["double_running_months"])
    waits = out is not None and not owned
    arrives = max(later(out + DAY, -overlap) if waits and out else ready, ready)
    vacated = later(arrives, overlap) - DAY
    works = max(later(arrives, -int(n["works_months"])), today + DAY)

    year = arrives.year - first - (arrives < date(arrives.year, 4, 1))
    led = waits and year <= 5
    book = Books(first, int(n["lease_led_horizon_years" if led else "scheme_horizon_years"]))
    ends = [ending(one, vacated) for one in leases]
    days = [on for on, _ in ends if on is not None]
    back = max(days) if leases and len(days) == len(ends) else None
    after = int(n["void_months"]) + (int(n["relet_incentive_months"]) if landlord else 0)
    last = later(max(arrives, back or arrives), after)
    if last.year - first - (last < date(last.year, 4, 1)) > book.last:
        return None

    need = exact(row["need_m2"])
    _move(book, n, row, estate, guest, occupier, host, host_place, need, arrives, works)
    kept = [(one["kind"], n.now(Fraction(one["amount_gbp_pa"]), one["cost_year"]),
             one["payer"] or holder,
             one["payee"] if one["transfer_class"] == "inter_partner" else OUT)
            for one in lines
            if not (one["transfer_class"] == "inter_partner" and not one["payee"])]  # fmt: skip
    if others or pfi:
        share = _share(row, estate, there, others, n)
        for kind, amount, payer, payee in kept:
            if kind not in (*DUE, "business_rates"):
                saved = amount * n["avoidable_share"] * share
                book.every(payer, payee, -saved, vacated + DAY)
        return book
    _emptied(book, n, kept, let, holder, landlord, leases, ends, vacated, back,
             exact(area_m2), places.at[home, "use_class"])  # fmt: skip
    return book


def _share(
    row: dict[str, Any], estate: Estate, there: pd.DataFrame, others: int, n: Numbers
) -> Fraction:
    known = needs(there, estate.organisations, n.set)
    if not others:
        return Fraction(1)
    if known.isna().any() or not known.sum() > 0:
        return Fraction(1, 1 + others)
    return exact(known[row["guest_occupation_id"]] / known.sum(), 6)


def _move(
    book: Books, n: Numbers, row: dict[str, Any], estate: Estate, guest: str, occupier: str,
    host: str, host_place: str, need: Fraction, arrives: date, works: date,
) -> None:  # fmt: skip
    user = estate.occupations.loc[guest]
    use = estate.properties.at[str(row["guest_property_id"]), "use_class"]
    if not missing(user["fte"]):
        fte = exact(user["fte"])
    elif (user["need_basis"] == "area" and use != "office_admin"
          and n.word("staff_from_area") == "offices"):  # fmt: skip
        fte = Fraction(0)
    else:
        row_ = estate.occupations.loc[[guest]]
        asked = pd.Series([float(need)], row_.index)
        fte = exact(staff(row_, estate.organisations, asked, n.set).iloc[0])
    bias = n.bias(estate.properties.at[host_place, "use_class"])
    managed, eve = n["project_management"], arrives - DAY
    book.once(occupier, OUT, n["moves_gbp_per_fte"] * fte, eve, bias=bias)
    book.once(occupier, OUT, n["ict_gbp_per_fte"] * fte, eve, managed, bias)
    book.once(occupier, OUT, n["fit_out_gbp_per_m2"] * need, works, managed, bias)
    running = n["marginal_host_gbp_per_m2"] * need
    book.every(host, OUT, running, arrives)
    book.every(occupier, host, running * n["host_charge_share"], arrives)


def _emptied(
    book: Books, n: Numbers, kept: list[tuple[str, Fraction, str, str]], let: bool, holder: str,
    landlord: str | None, leases: list[Lease], ends: list[tuple[date | None, Fraction]],
    vacated: date, back: date | None, area: Fraction, use: Any,
) -> None:  # fmt: skip
    empty, void = vacated + DAY, int(n["void_months"])
    rented = let or landlord is not None or bool(leases)
    for kind, amount, payer, payee in kept:
        last = back if kind in DUE else vacated
        if last is None:
            continue
        book.every(payer, payee, -amount, last + DAY, tax=kind == "business_rates")
        if kind in DUE and last < vacated:
            book.every(payer, OUT, amount, last + DAY, vacated)
    held = sum((amount for kind, amount, _, _ in kept if kind not in DUE), Fraction(0))
    held *= n["void_share"]
    if not rented:
        passes = later(empty, void)
        book.every(holder, OUT, held, empty, passes - DAY)
        book.once(holder, OUT, n["passing_on_gbp_per_m2"] * area, passes)
        return
    if back is None or back > vacated:
        book.every(holder, OUT, held, empty, back)
    if back is None:
        return
    owed = n.word("dilapidations_owed_to") == "landlord"
    works, bias = n["dilapidations_gbp_per_m2"] * area * repairs(leases, n), n.bias(use)
    book.once(holder, landlord if owed and landlord else OUT, works, back, bias=bias)
    for on, penalty in ends:
        if on is not None and penalty:
            book.once(holder, landlord or OUT, penalty, on)
    if landlord is None:
        return
    if owed:
        book.once(landlord, OUT, works * n["landlord_works_share"], back, bias=bias)
    again = later(back + DAY, void)
    book.every(landlord, OUT, held, back + DAY, again - DAY)
    starts = later(again, int(n["relet_incentive_months"]))
    for _, amount, _, payee in kept:
        if payee == landlord:
            rent = amount * n["relet_rent"]
            book.every(OUT, landlord, rent, starts)
            book.once(landlord, OUT, rent * n["relet_cost_share"], again)
