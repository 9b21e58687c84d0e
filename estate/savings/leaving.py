"""What leaving a building means once it is empty: holding it, giving back its lease, passing it on.

Dilapidations go by who repairs, and are owed to the landlord; one that is a partner spends them on
the repairs. After the void an owner pays agents and solicitors whatever becomes of the building,
and no receipt is assumed; a landlord that is a partner lets again, for a share of the rent it had.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from estate.codes import DUE_UNDER_CONTRACT, CostKind
from estate.leases.exits_and_notices import Ending
from estate.repairing_and_dilapidations import BASIS_WORDS, share_of_rate
from estate.savings.cash_flow import Driver, Terms
from estate.savings.estimates import Estimate, Factor, estimate
from estate.savings.ledger import Ledger
from estate.savings.scheme import OUTSIDE, Building, months_later

#: No cash: left out of every total.
NOT_CASH = frozenset({CostKind.CAPITAL_CHARGE})
ONE_DAY = timedelta(days=1)
#: Unit of a rate → what it is multiplied by, and that one's unit.
_QUANTITY = {"gbp_per_m2": ("area", "m²"), "gbp_per_fte": ("staff", "full-time posts")}
_NEVER = date(9000, 12, 31)


def handed_back_on(endings: Sequence[Ending]) -> date | None:
    """The last day of the leases; null where one has no known end, or there is none."""
    days = [one.on for one in endings]
    known = [day for day in days if day is not None]
    return min(max(known), _NEVER) if known and len(known) == len(days) else None


def payee_of(place: Building, kind: CostKind) -> str:
    """Who is paid for a line of a kind where the line does not say."""
    under_lease = kind in (CostKind.RENT, CostKind.SERVICE_CHARGE)
    return place.landlord if under_lease and place.landlord is not None else OUTSIDE


def void(ledger: Ledger, place: Building, vacated: date, handed_back: date | None) -> None:
    """Holding cost: the tenant's until the lease ends, then its landlord's if a partner."""
    terms, empty = ledger.terms, vacated + ONE_DAY
    found, months = place.void_gbp_pa or _usual_void(terms, place), void_months(terms, place)
    if not place.rented:
        until = months_later(empty, months) - ONE_DAY
        between = (place.holder, OUTSIDE)
        ledger.yearly("void", place.key, between, found, Driver.VOID, empty, until)
        return
    if handed_back is None or handed_back > vacated:
        between = (place.holder, OUTSIDE)
        ledger.yearly("void", place.key, between, found, Driver.VOID, empty, handed_back)
    if handed_back is not None and place.landlord in terms.scheme.partners:
        first = handed_back + ONE_DAY
        until = months_later(first, months) - ONE_DAY
        between = (str(place.landlord), OUTSIDE)
        ledger.yearly("void", f"{place.key}/landlord", between, found, Driver.VOID, first, until)


def void_months(terms: Terms, place: Building) -> int:
    """How long a building stands empty: as stated, else the assumption."""
    months = place.void_months
    return int(terms.assumptions.value("void_months")) if months is None else months


def _usual_void(terms: Terms, place: Building) -> Estimate:
    """The usual share of what a building costs besides rent."""
    held = [
        line.amount_gbp_pa for line in place.costs if line.kind not in DUE_UNDER_CONTRACT | NOT_CASH
    ]
    sums = [
        sum((getattr(one, end) for one in held), Decimal(0)) for end in ("central", "low", "high")
    ]
    cost = Factor(f"{place.name}: cost besides rent", sums[0], "GBP a year")
    return Estimate(sums[0], sums[1], sums[2], "benchmark", product=(cost,)).times(
        terms.assumptions.money("void_share"), "void_share"
    )


def give_back(ledger: Ledger, place: Building, on: date, endings: Sequence[Ending]) -> None:
    """Dilapidations, a premium for surrender and the penalties of breaks, when a lease ends."""
    works = dilapidations(ledger, place)
    assumptions, landlord = ledger.terms.assumptions, place.landlord or OUTSIDE
    if works is not None:
        # One figure for both, whoever pays: the tenant's bill is what the landlord spends.
        works = replace(works, group=works.group or f"{place.key}:dilapidations")
        owed = assumptions.text("dilapidations_owed_to") == "landlord"
        between = (place.holder, landlord if owed else OUTSIDE)
        ledger.once("dilapidations", place.key, between, works, Driver.DILAPIDATIONS, on, at=place)
        if owed and landlord in ledger.terms.scheme.partners:
            spent = works.times(assumptions.money("landlord_works_share"), "landlord_works_share")
            ledger.once(
                "landlord_repairs",
                f"{place.key}/landlord",
                (landlord, OUTSIDE),
                spent,
                Driver.DILAPIDATIONS,
                on,
                at=place,
            )
    between = (place.holder, landlord)
    ledger.once("surrender", place.key, between, place.surrender_gbp, Driver.DILAPIDATIONS, on)
    for ending in endings:
        if ending.on is not None and ending.used is not None and ending.used.penalty_gbp:
            penalty = estimate(str(ending.used.penalty_gbp))
            ledger.once(
                "break_penalty", place.key, between, penalty, Driver.DILAPIDATIONS, ending.on
            )


def dilapidations(ledger: Ledger, place: Building) -> Estimate | None:
    """As stated, else the working rate for the area, as far as the tenant repairs."""
    found = or_per_unit(
        ledger, place.dilapidations_gbp, "dilapidations", "gbp_per_m2", place.area_m2, place.name
    )
    if found is None or place.dilapidations_gbp is not None:
        return found
    name = share_of_rate(place.repairing)
    share = ledger.terms.assumptions.money(name)
    if share != 1:
        ledger.note(
            f"{place.name}: {BASIS_WORDS[place.repairing]}, so {100 * share:.0f}% of the "
            "usual dilapidations are counted."
        )
    return found.times(share, name)


def pass_on(ledger: Ledger, place: Building, vacated: date, handed_back: date | None) -> None:
    """What follows the void: an owner's fees; a partner's letting of what it had let before."""
    terms = ledger.terms
    months = void_months(terms, place)
    if not place.rented:
        if terms.assumptions.value("passing_on_high_gbp_per_m2"):
            rate = or_per_unit(ledger, None, "passing_on", "gbp_per_m2", place.area_m2, place.name)
            if rate is not None:
                ledger.once(
                    "passing_on",
                    place.key,
                    (place.holder, OUTSIDE),
                    rate,
                    Driver.PASSING_ON,
                    months_later(vacated + ONE_DAY, months),
                )
        return
    if handed_back is not None and place.landlord in terms.scheme.partners:
        _let_again(ledger, place, months_later(handed_back + ONE_DAY, months))


def _let_again(ledger: Ledger, place: Building, on: date) -> None:
    """Fees when a landlord lets again, and its rent when the incentive has run out."""
    assumptions, landlord = ledger.terms.assumptions, str(place.landlord)
    share = ledger.terms.per_unit("relet_rent")
    if not share.high:
        return
    starts = months_later(on, int(assumptions.value("relet_incentive_months")))
    for number, line in enumerate(place.costs, 1):
        payee = line.payee or payee_of(place, line.kind)
        if line.kind in NOT_CASH or payee != landlord:
            continue
        was = line.amount_gbp_pa
        whole = Factor(f"{place.name}: {line.kind.value} {number}", was.central, "GBP a year")
        rent = Estimate(
            was.central * share.central,
            was.low * share.low,
            was.high * share.high,
            "benchmark",
            f"{place.key}/landlord: next letting {number}",
            was.prices,
            product=(whole, *share.product),
        )
        subject = f"{place.key}/landlord/{number}"
        ledger.yearly("reletting", subject, (OUTSIDE, landlord), rent, Driver.RELETTING, starts)
        fees = rent.times(assumptions.money("relet_cost_share"), "relet_cost_share")
        ledger.once("letting_fees", subject, (landlord, OUTSIDE), fees, Driver.RELETTING, on)


def or_per_unit(
    ledger: Ledger,
    stated: Estimate | None,
    name: str,
    unit: str,
    quantity: Decimal | None,
    subject: str,
) -> Estimate | None:
    """What is stated, else so much per unit; nothing, and a note, where neither is known."""
    if stated is not None:
        return stated
    if quantity is None:
        what = name.replace("_", " ")
        ledger.note(f"{subject}: {what} not counted; neither a sum nor a quantity is given.")
        return None
    what, of = _QUANTITY[unit]
    return ledger.terms.per_unit(name, unit).times(quantity, f"{subject}: {what}", of)
