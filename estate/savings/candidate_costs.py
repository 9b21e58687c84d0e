"""The premises cost that a candidate's guest would leave behind, as lines of a scheme.

Actual lines where the reader may see them; else the register's total (banded or imputed),
split into running cost, business rates and rent by what is known of the lease.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from estate.assumptions import AssumptionSet
from estate.assumptions.prices import Pounds
from estate.codes import COST_BANDS, CostKind
from estate.savings.candidate_inputs import CostLine, Input, Known
from estate.savings.estimates import Estimate
from estate.savings.figures import penny
from estate.savings.scheme import OUTSIDE, Cost

#: The group of all lines of a building that rest on one total: one figure to supply. Parts of it
#: that are known less surely than the whole, where it is seen by bands.
ANNUAL_COST, BUSINESS_RATES, RENT_TO_PARTNER = "annual cost", "business rates", "rent to a partner"


def group_of(building: str, what: str) -> str:
    """The name of a figure of one building of a scheme, by the building's key."""
    return f"{building}: {what}"


#: The input that a case's saving rests on most.
PREMISES_COST = "Premises cost of the guest's building"
_PENNY = Decimal("0.01")
_Z = Decimal("1.2816")
_TIER_WORDS = {
    "organisation_peers": "median £/m² of the organisation's own peers",
    "county_peers": "the county's median £/m² for the type",
    "benchmark": "the 2009/10 benchmark £/m²",
}
_AREA_WORDS = {
    "gia": "its measured gross area",
    "nia_converted": "its net area, converted to gross",
    "class_mean": "the mean area of its class, because its own is not known",
}


@dataclass(frozen=True)
class Costs:
    """Lines of a building's cost with what they rest on; ``notes`` is what was left out."""

    lines: tuple[Cost, ...]
    inputs: tuple[Input, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tenancy:
    """What matters of the lease by which a building is held: is it let, and by a partner?"""

    let: bool
    landlord: str | None


def actual_costs(lines: Sequence[CostLine], holder: str, assumptions: AssumptionSet) -> Costs:
    """The register's own lines, restated from the prices of their year; what is paid to a partner
    goes to that partner."""
    base = assumptions.price_base
    found, notes = [], []
    for line in lines:
        if line.inter_partner and line.payee is None:
            notes.append(
                "A payment to a partner who is not named is left out: in the club it cancels."
            )
            continue
        restated = Pounds(line.amount_gbp_pa, line.year).at(base, assumptions.price_index)
        amount = Estimate(*(restated.amount_gbp,) * 3, prices=base)
        payee = line.payee if line.inter_partner else None
        found.append(Cost(CostKind(line.kind), amount, line.payer or holder, payee or OUTSIDE))
    nothing = Pounds(Decimal(0), base)
    at_base = (
        Pounds(line.amount_gbp_pa, line.year).at(base, assumptions.price_index) for line in lines
    )
    total = sum(at_base, nothing).amount_gbp
    years = ", ".join(sorted({line.year for line in lines}))
    source = f"{len(lines)} cost lines of {years}{_restated(years, assumptions)}"
    told = Input(PREMISES_COST, penny(total), "GBP a year", Known.ACTUAL, source)
    return Costs(tuple(found), (told,), tuple(dict.fromkeys(notes)))


def _restated(years: str, assumptions: AssumptionSet) -> str:
    """That an amount was restated from another year's prices."""
    same = years == assumptions.price_base or not assumptions.price_index.numbers
    return "" if same else f", at prices of {assumptions.price_base}"


def costs_from_total(
    row: Mapping[str, object], tenancy: Tenancy, assumptions: AssumptionSet, building: str
) -> Costs:
    """Lines from one row of ``costs.property_costs``: what the candidate's saving rests on.
    ``building``: its key in the scheme."""
    total, club, running, contract = (
        _money(row[f"{name}_gbp_pa"]) for name in ("total", "club", "running", "contract")
    )
    whole = replace(
        _whole(row, assumptions),
        group=group_of(building, ANNUAL_COST),
        prices=assumptions.price_base,
    )
    share = {
        "running": _part(min(running, club), total),
        "rates": _part(max(Decimal(0), club - running - contract), total),
        "rent": _part(contract, total),
        "partner": _part(max(Decimal(0), total - club), total),
    }
    lines = list(_lines(whole, share, tenancy, _apart(row, whole, share, assumptions, building)))
    notes: tuple[str, ...] = ()
    if share["partner"] and tenancy.landlord is None:
        notes = ("What is paid to a partner who is not named is left out: in the club it cancels.",)
    return Costs(
        tuple(lines), (_told(row, whole, assumptions), *_split_told(share, tenancy)), notes
    )


def _apart(
    row: Mapping[str, object],
    whole: Estimate,
    share: Mapping[str, Decimal],
    assumptions: AssumptionSet,
    building: str,
) -> dict[str, Estimate]:
    """Rates and a partner's rent as figures of their own: differences of what is known of the
    whole, they are less sure than it, and their range says so."""
    if row["exact"]:
        return {name: whole.times(share[name]) for name in ("rates", "partner")}
    rates, width = (
        whole.times(share["rates"]),
        _Z * assumptions.money("sigma_split") * whole.central,
    )
    paid = whole.times(share["partner"])
    ends = [_money(row[f"partner_{end}_gbp_pa"]) for end in ("low", "high")]
    return {
        "rates": replace(
            rates,
            low=max(Decimal(0), rates.central - width),
            high=rates.central + width,
            group=group_of(building, BUSINESS_RATES),
        ),
        "partner": replace(
            paid,
            low=min(ends[0], paid.central),
            high=max(ends[1], paid.central),
            group=group_of(building, RENT_TO_PARTNER),
        ),
    }


def _lines(
    whole: Estimate, share: Mapping[str, Decimal], tenancy: Tenancy, apart: Mapping[str, Estimate]
) -> Iterator[Cost]:
    if share["running"]:
        yield Cost(CostKind.OTHER, whole.times(share["running"]))
    if share["rates"]:
        yield Cost(CostKind.BUSINESS_RATES, apart["rates"])
    if share["rent"]:
        yield Cost(CostKind.RENT, whole.times(share["rent"]), payee=OUTSIDE)
    if share["partner"] and tenancy.landlord is not None:
        yield Cost(CostKind.RENT, apart["partner"], payee=tenancy.landlord)


def _whole(row: Mapping[str, object], assumptions: AssumptionSet) -> Estimate:
    """The total with its range: the ends of its band where the reader sees only that."""
    ends = [_money(row[f"total{end}_gbp_pa"]) for end in ("", "_low", "_high")]
    whole = Estimate(ends[0], ends[1], ends[2], str(row["tier"]))
    if row["imputed"] or row["exact"] or assumptions.text("band_value") == "fitted":
        return whole
    factor = assumptions.to_base(str(row["year"]))
    recorded = whole.central / factor
    number = max(at for at, (low, _, _) in enumerate(COST_BANDS) if low <= recorded + _PENNY)
    low = Decimal(COST_BANDS[number][0])
    last = number + 1 == len(COST_BANDS)
    high = recorded * 2 if last else Decimal(COST_BANDS[number + 1][0])
    return replace(whole, low=low * factor, high=high * factor)


def _told(row: Mapping[str, object], whole: Estimate, assumptions: AssumptionSet) -> Input:
    label, unit = PREMISES_COST, "GBP a year"
    if not row["imputed"]:
        known = Known.ACTUAL if row["exact"] else Known.BAND
        source = f"cost lines of {row['year']}{_restated(str(row['year']), assumptions)}"
        return Input(label, penny(whole.central), unit, known, source)
    source = f"{_TIER_WORDS[str(row['tier'])]} × {_AREA_WORDS[str(row['area_tier'])]}"
    return Input(
        label,
        penny(whole.central),
        unit,
        Known.IMPUTED,
        source,
        ("price_base", "imputed_running_share"),
    )


def _split_told(share: Mapping[str, Decimal], tenancy: Tenancy) -> tuple[Input, ...]:
    shown = f"{100 * share['running']:.0f}% running cost, the rest rent and business rates"
    names = ("imputed_running_share", "imputed_club_share_partner_lease")
    if not tenancy.let:
        shown = f"{100 * share['running']:.0f}% running cost, the rest business rates"
    elif share["rent"]:
        names = ("imputed_running_share", "rates_share_of_rent_and_rates")
    source = "what the register's total says of its parts, else usual shares"
    return (Input("How that cost divides", shown, "", Known.IMPUTED, source, names),)


def _part(amount: Decimal, total: Decimal) -> Decimal:
    return amount / total if total else Decimal(0)


def _money(value: object) -> Decimal:
    return Decimal(str(round(float(str(value)), 2)))
