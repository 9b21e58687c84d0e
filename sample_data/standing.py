"""On what terms a property is held, in what state it is, and how it is rated."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from estate.codes import SCHOOL_TYPES, TypeCode, UseClass
from sample_data.model import SampleProperty, stream
from sample_data.organisations import by_code
from sample_data.tables import load

#: 12 % of the 176 leases are between two partners.
PARTNER_LEASES = 21
#: 70 % of 1,324 are rated for availability; 5 % of those are green without a decision.
RATED_SHARE, GREEN_WITHOUT_DECISION_SHARE = 0.70, 0.05
_PARTNER_LANDLORDS = ("SYN-CC", "SYN-NSD", "SYN-ARB", "SYN-SBC", "SYN-AVD", "SYN-SFD", "SYN-PCT")
_REASONS = ("LEASE_EVENT", "SERVICE_CHANGE", "UNDERUSE", "CONDITION", "ENERGY", "ADJOINING")


def set_tenure(estate: list[SampleProperty], seed: int, reference_date: date) -> None:
    """Which properties are rented, from whom; PFI and odd tenures for a few."""
    rng = stream(seed, "tenure")
    rented: list[SampleProperty] = []
    for organisation, count in load("composition")["leasehold"].items():
        own = [p for p in estate if p.organisation == organisation and p.segment in "BD"]
        own = [p for p in own if not p.hub and p.type_code is not TypeCode.HUB]
        weights = np.array([_letting_weight(p) for p in own])
        chosen = rng.choice(len(own), count, replace=False, p=weights / weights.sum())
        rented += [own[i] for i in sorted(chosen.tolist())]
    partners = set(rng.choice(len(rented), PARTNER_LEASES, replace=False).tolist())
    for index, prop in enumerate(rented):
        prop.tenure, prop.title_number = "leasehold", ""
        if index in partners:
            others = [code for code in _PARTNER_LANDLORDS if code != prop.organisation]
            prop.landlord_organisation = others[int(rng.integers(len(others)))]
            prop.landlord = by_code()[prop.landlord_organisation].aliases[0]
        else:
            names = load("names")["landlords"]
            prop.landlord = names[int(rng.integers(len(names)))]
    _set_other_tenures(estate, rng, reference_date)


def _letting_weight(prop: SampleProperty) -> float:
    return {UseClass.OFFICE_ADMIN: 3.0, UseClass.PUBLIC_ACCESS: 2.0}.get(prop.use_class, 1.0)


def _set_other_tenures(
    estate: list[SampleProperty], rng: np.random.Generator, reference_date: date
) -> None:
    pfi = [p for p in estate if p.type_code is TypeCode.SCHOOL_SECONDARY][:6]
    pfi += [p for p in estate if p.type_code is TypeCode.ACUTE_HOSPITAL][:1]
    library = (p for p in estate if p.type_code is TypeCode.LIBRARY and not p.in_cluster)
    pfi.append(next(p for p in library if p.tenure == "freehold"))
    for prop in pfi:
        prop.tenure, prop.pfi = "pfi", True
        prop.pfi_end = reference_date.replace(
            year=reference_date.year + int(rng.integers(8, 25)), month=3, day=31
        )
    # The Transparency Code knows only freehold, leasehold and other; keep to those there.
    plain = {o.code for o in by_code().values() if o.habit.startswith("transparency")}
    rest = [
        p
        for p in estate
        if p.tenure == "freehold"
        and p.segment in "CDF"
        and not p.complete
        and p.organisation not in plain
    ]
    odd = rng.choice(len(rest), 40, replace=False).tolist()
    for position, index in enumerate(sorted(odd)):
        tenures = ("long_leasehold", "licence", "tenancy_at_will", "unregistered_unknown")
        rest[index].tenure = tenures[position % 4]


def set_condition(estate: list[SampleProperty], seed: int) -> None:
    """Condition, maintenance backlog and energy grade of most operational buildings."""
    rng = stream(seed, "condition")
    for prop in estate:
        surveyed, certified = rng.uniform() < 0.88, rng.uniform() < 0.85
        grade = str(rng.choice(list("ABCD"), p=[0.15, 0.50, 0.28, 0.07]))
        energy = str(rng.choice(list("BCDEFG"), p=[0.06, 0.20, 0.36, 0.24, 0.09, 0.05]))
        backlog_gbp_m2 = {"A": 5, "B": 30, "C": 110, "D": 260}[grade] * rng.lognormal(0, 0.3)
        if prop.operational and (surveyed or prop.complete):
            prop.condition = grade
            prop.backlog_gbp = Decimal(round(float(prop.gia_m2 or 0) * backlog_gbp_m2 / 100) * 100)
        if prop.operational and (certified or prop.complete):
            prop.energy_rating = energy
        if prop.type_code in SCHOOL_TYPES or prop.segment == "E":
            prop.value_basis = "DRC"
        elif not prop.operational:
            prop.value_basis = "FV"


def set_ratings(estate: list[SampleProperty], seed: int, reference_date: date) -> None:
    """Both schemes; a crematorium is red in both by rule."""
    rng = stream(seed, "ratings")
    fixed = [i for i, p in enumerate(estate) if _always_rated(p)]
    free = [i for i, p in enumerate(estate) if not _always_rated(p)]
    wanted = round(len(estate) * RATED_SHARE) - len(fixed)
    rated = sorted(fixed + rng.choice(free, wanted, replace=False).tolist())
    for index in rated:
        prop = estate[index]
        prop.availability = _availability(prop, rng)
        prop.sharing = _sharing(prop, rng)
        prop.rated_on = reference_date - timedelta(days=int(rng.integers(20, 700)))
        if prop.availability == "amber":
            prop.availability_reason = _REASONS[int(rng.integers(len(_REASONS)))]
    _set_status(estate, rng)
    _withhold_decisions([estate[i] for i in rated], rng)


def _always_rated(prop: SampleProperty) -> bool:
    return prop.complete or prop.type_code is TypeCode.CREMATORIUM


def _availability(prop: SampleProperty, rng: np.random.Generator) -> str:
    drawn = rng.uniform()
    if prop.complete:
        return "red" if drawn < 0.2 else "amber"
    if prop.type_code in SCHOOL_TYPES or prop.segment == "E" or prop.type_code.endswith("_station"):
        fixed = prop.protected_use or prop.type_code is TypeCode.CREMATORIUM
        return "red" if drawn < 0.85 or fixed else "amber"
    if prop.operational:
        return "red" if drawn < 0.35 else "amber" if drawn < 0.95 else "green"
    return "red" if drawn < 0.22 else "amber" if drawn < 0.65 else "green"


def _sharing(prop: SampleProperty, rng: np.random.Generator) -> str:
    drawn = rng.uniform()
    if prop.segment == "E":
        return "red"
    if prop.type_code in SCHOOL_TYPES:
        return "amber" if drawn < 0.9 else "green"
    if not prop.operational:
        return ""
    return "red" if drawn < 0.1 else "amber" if drawn < 0.7 else "green"


def _set_status(estate: list[SampleProperty], rng: np.random.Generator) -> None:
    for prop in estate:
        drawn = rng.uniform()
        if prop.type_code is TypeCode.VACANT_PROPERTY:
            prop.status = "vacant"
        elif prop.type_code in {TypeCode.LET_PROPERTY, TypeCode.INDUSTRIAL_UNIT}:
            prop.status = "let_out" if drawn < 0.8 else "part_vacant"
        elif prop.operational and not prop.complete and drawn < 0.03:
            prop.status = "part_vacant"


def _withhold_decisions(rated: list[SampleProperty], rng: np.random.Generator) -> None:
    """Greens bear the owner's decision, but 5 % of the rated properties are green without."""
    greens = [p for p in rated if p.availability == "green"]
    without = round(len(rated) * GREEN_WITHOUT_DECISION_SHARE)
    chosen = set(rng.choice(len(greens), without, replace=False).tolist())
    for index, prop in enumerate(greens):
        if index in chosen or prop.rated_on is None:
            continue
        prop.decision_ref = f"{prop.organisation}/CAB/{prop.rated_on.year}/{index + 1:03d}"
        prop.reuse_offered = bool(rng.uniform() < 0.4)
        if prop.status in {"in_use", "vacant"} and not prop.operational:
            prop.status = "declared_surplus"
