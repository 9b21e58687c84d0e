"""What each part of a scheme begins, ends and costs once (docs/methods/what-is-saved-when.md)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from estate.assumptions import AssumptionSet
from estate.codes import DUE_UNDER_CONTRACT, CostKind
from estate.leases.exits_and_notices import Ending
from estate.savings.cash_flow import CashFlow, Driver, Part, Terms, levels_of, parts
from estate.savings.estimates import Estimate, Factor, RangeEnd
from estate.savings.leaving import (
    NOT_CASH,
    ONE_DAY,
    give_back,
    handed_back_on,
    or_per_unit,
    pass_on,
    payee_of,
    void,
)
from estate.savings.ledger import Ledger
from estate.savings.scheme import OUTSIDE, Building, Move, Scheme

_NOT_AVOIDABLE = DUE_UNDER_CONTRACT | NOT_CASH | {CostKind.BUSINESS_RATES}


def cash_flow(terms: Terms, moves: Sequence[Move] | None = None) -> CashFlow:
    """The flows of a scheme, or of only some of its moves, by year, GBP."""
    ledger = Ledger(terms)
    chosen = terms.scheme.moves if moves is None else moves
    for part in parts(terms.scheme, chosen):
        write_part(ledger, part)
    return CashFlow(
        tuple(ledger.flows),
        tuple(ledger.lasting),
        ledger.estimates,
        tuple(ledger.notes),
        terms.horizon_years,
        frozenset(ledger.ranged),
    )


def cash_flow_at(scheme: Scheme, assumptions: AssumptionSet, case: RangeEnd) -> CashFlow:
    """The flows with every driver at its worst, middle or best."""
    return cash_flow(Terms(scheme, assumptions, levels_of(case)))


def write_part(ledger: Ledger, part: Part) -> None:
    """The flows of one part into a ledger."""
    scheme = ledger.terms.scheme
    if part.kind == "move":
        _move(ledger, part.moves[0], scheme.building[part.moves[0].host])
    elif part.kind == "host":
        _host(ledger, scheme.building[part.key], part.moves)
    else:
        place = scheme.building[part.key]
        if scheme.empties(part.key, part.moves):
            _emptied(ledger, place, part.moves)
        else:
            _partly_vacated(ledger, place, part.moves)


def _move(ledger: Ledger, move: Move, host: Building) -> None:
    terms, eve = ledger.terms, move.arrives_on - ONE_DAY
    paid = (move.occupier, OUTSIDE)
    moving = or_per_unit(ledger, move.moving_gbp, "moves", "gbp_per_fte", move.fte, move.words)
    ict = or_per_unit(ledger, move.ict_gbp, "ict", "gbp_per_fte", move.fte, move.words)
    works = or_per_unit(ledger, move.fit_out_gbp, "fit_out", "gbp_per_m2", move.need_m2, move.words)
    running = or_per_unit(
        ledger, move.marginal_host_gbp_pa, "marginal_host", "gbp_per_m2", move.need_m2, move.words
    )
    if moving is not None:
        ledger.once("moving", move.key, paid, moving, Driver.MOVING, eve, at=host)
    if ict is not None:
        ledger.once("ict", move.key, paid, ict, Driver.ICT, eve, managed=True, at=host)
    if works is not None:
        paid_by = (move.fit_out_payer or host.holder, OUTSIDE)
        on = move.fit_out_on or eve
        ledger.once("fit_out", move.key, paid_by, works, Driver.WORKS, on, managed=True, at=host)
    if running is not None:
        item, between = "host_running", (host.holder, OUTSIDE)
        ledger.yearly(item, move.key, between, running, Driver.HOST_RUNNING, move.arrives_on)
    for number, charge in enumerate(move.charges_begun, 1):
        subject, between = f"{move.key}/begun {number}", (charge.payer, charge.payee)
        ledger.yearly(
            charge.kind.value,
            subject,
            between,
            charge.amount_gbp_pa,
            Driver.CHARGES,
            move.arrives_on,
        )
    for number, charge in enumerate(move.charges_ended, 1):
        subject, between = f"{move.key}/ended {number}", (charge.payer, charge.payee)
        ledger.yearly(
            charge.kind.value,
            subject,
            between,
            charge.amount_gbp_pa,
            Driver.CHARGES,
            terms.last_day_before(move) + ONE_DAY,
            ended=True,
        )


def _host(ledger: Ledger, host: Building, arriving: Sequence[Move]) -> None:
    on = min(move.fit_out_on or move.arrives_on - ONE_DAY for move in arriving)
    if host.opens_on is not None:
        on = host.opens_on - ONE_DAY
        item, between = "host_running", (host.holder, OUTSIDE)
        found = host.opened_running_gbp_pa
        ledger.yearly(item, host.key, between, found, Driver.HOST_RUNNING, host.opens_on)
    ledger.once(
        "adaptation",
        host.key,
        (host.holder, OUTSIDE),
        host.adaptation_gbp,
        Driver.WORKS,
        on,
        managed=True,
        at=host,
    )


def _emptied(ledger: Ledger, place: Building, moves: Sequence[Move]) -> None:
    """The last occupier has left: costs end, the lease runs out, the empty building costs."""
    terms = ledger.terms
    vacated = max(terms.last_day_before(move) for move in moves)
    endings = tuple(term.end(vacated) for term in place.terms)
    handed_back = handed_back_on(endings)
    for number, line in enumerate(place.costs, 1):
        if line.kind in NOT_CASH:
            continue
        due = line.kind in DUE_UNDER_CONTRACT
        last = handed_back if due else vacated
        if last is None:
            ledger.note(
                f"{place.name}: the end of the contract behind its {line.kind.value} is "
                "not known, so that cost runs on."
            )
            continue
        payer, payee = line.payer or place.holder, line.payee or payee_of(place, line.kind)
        subject, ends = f"{place.key}/{number}", last + ONE_DAY
        ledger.yearly(
            line.kind.value,
            subject,
            (payer, payee),
            line.amount_gbp_pa,
            Driver.ENDED_COSTS,
            ends,
            ended=True,
        )
        if due and last < vacated:
            ledger.yearly(
                "interim",
                subject,
                (payer, OUTSIDE),
                line.amount_gbp_pa,
                Driver.ENDED_COSTS,
                ends,
                vacated,
            )
    void(ledger, place, vacated, handed_back)
    _tell_endings(ledger, place, endings, vacated)
    if place.rented and handed_back is not None:
        give_back(ledger, place, handed_back, endings)
    pass_on(ledger, place, vacated, handed_back)


def _tell_endings(
    ledger: Ledger, place: Building, endings: Sequence[Ending], vacated: date
) -> None:
    """What became of breaks, and where a tenant may not stay until it moves."""
    for term, ending in zip(place.terms, endings, strict=True):
        missed = [one for one in term.breaks if one.on < vacated]
        if missed:
            until = "its end, which is not known"
            if ending.on is not None:
                until = term.words(ending.on)
            ledger.note(
                f"{place.name}: the break of {term.words(missed[-1].on)} comes before the "
                f"move, so it is missed and the lease runs to {until}."
            )
        if ending.how == "no_right_to_stay" and ending.on is not None:
            ledger.note(
                f"{place.name}: the lease ends on {term.words(ending.on)}, before the move, and "
                "is outside the 1954 Act. The tenant may not stay, so we assume that other space "
                "costs as much as the rent until it moves."
            )


def _partly_vacated(ledger: Ledger, place: Building, moves: Sequence[Move]) -> None:
    """Others stay: only the avoidable share of a part of the running cost ends."""
    terms = ledger.terms
    share = terms.per_unit("avoidable_share")
    for move in moves:
        part = move.share_of_origin
        if part is None:
            part = Decimal(1) / max(1, len(place.occupations))
            if not place.occupations:
                part = Decimal(0)
                ledger.note(f"{place.name}: who uses it is not known, so leaving it saves nothing.")
        for number, line in enumerate(place.costs, 1):
            if line.kind in _NOT_AVOIDABLE:
                continue
            found = line.amount_gbp_pa
            whole = Factor(f"{place.name}: {line.kind.value} {number}", found.central, "GBP a year")
            product = (whole, *share.product, Factor(f"{move.words}: part of the building", part))
            saved = Estimate(
                found.central * share.central * part,
                found.low * share.low * part,
                found.high * share.high * part,
                "benchmark",
                product=product,
            )
            between = (line.payer or place.holder, line.payee or OUTSIDE)
            ledger.yearly(
                line.kind.value,
                f"{move.key}/{place.key}/{number}",
                between,
                saved,
                Driver.AVOIDABLE_SHARE,
                terms.last_day_before(move) + ONE_DAY,
                ended=True,
            )
