"""Who gains, who loses, and how the gain could be divided.

All sums are present values in GBP. Divisions are offered side by side for discussion.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import combinations
from math import factorial

from estate.savings.cash_flow import Part, Terms, parts
from estate.savings.cash_flow_parts import write_part
from estate.savings.figures import penny
from estate.savings.finance import Discounting
from estate.savings.ledger import Ledger
from estate.savings.lenses import Lens, effect

#: Coalitions double with every partner; beyond ten the exact value is not computed.
MOST_PARTNERS = 10
_ZERO = Decimal(0)
Worth = Callable[[frozenset[str]], Decimal]


@dataclass(frozen=True)
class Payment:
    """One partner to another, present value in GBP."""

    payer: str
    payee: str
    present_value_gbp: Decimal


@dataclass(frozen=True)
class Split:
    """What each partner would end with, and the payments that lead there from its own NPV."""

    shares_gbp: Mapping[str, Decimal]
    payments: tuple[Payment, ...]


@dataclass(frozen=True)
class Division:
    """Who gains and loses before any payment, and what could be done about it.

    ``cost_shunt``: at least one partner is worse off. ``compensation`` makes every partner no
    worse off; null where the club as a whole loses, since then no payment can.
    ``shapley`` is null beyond ten partners whose consent a move needs.
    """

    club_gbp: Decimal
    gains_gbp: Mapping[str, Decimal]
    cost_shunt: bool
    worse_off: tuple[str, ...]
    compensation: tuple[Payment, ...] | None
    statement: str
    equal: Split
    shapley: Split | None
    partners_taking_part: int
    complexity_index: int
    relative_ease: float


def divide(
    terms: Terms, gains_gbp: Mapping[str, Decimal], discounting: Discounting, names: dict[str, str]
) -> Division:
    """Divide a scheme's gain; ``gains_gbp`` are each partner's own NPV, ``names`` for words."""
    gains = {party: penny(gain) for party, gain in gains_gbp.items()}
    club = sum(gains.values(), _ZERO)
    worse = tuple(party for party, gain in gains.items() if gain < 0)
    possible = club >= 0
    involved = _involved(terms, gains)
    sharing = terms.scheme.sharing or len(involved)
    players = sorted(frozenset[str]().union(*(terms.scheme.needs(m) for m in terms.scheme.moves)))
    value = None
    if players and len(players) <= MOST_PARTNERS:
        value = _with_remainder(shapley(players, worth_of(terms, discounting)), club)
    return Division(
        club_gbp=club,
        gains_gbp=gains,
        cost_shunt=bool(worse),
        worse_off=worse,
        compensation=_compensation(gains) if possible else None,
        statement=_statement(club, worse, names),
        equal=_split(gains, equal_shares(club, involved)),
        shapley=None if value is None else _split(gains, value),
        partners_taking_part=sharing,
        complexity_index=sharing**2,
        relative_ease=(2 / max(2, sharing)) ** 2,
    )


def worth_of(terms: Terms, discounting: Discounting) -> Worth:
    """What a coalition is worth: the club NPV of those moves that need only its members."""
    partners = terms.scheme.partners
    factors = [discounting.factor(year) for year in range(terms.horizon_years + 1)]
    known: dict[tuple[str, str, tuple[str, ...]], Decimal] = {}

    def part_worth(part: Part) -> Decimal:
        key = (part.kind, part.key, tuple(move.key for move in part.moves))
        if key not in known:
            ledger = Ledger(terms)
            write_part(ledger, part)
            effects = ((effect(flow, Lens.CLUB, partners), flow.year) for flow in ledger.flows)
            known[key] = sum((sum_ * factors[year] for sum_, year in effects), _ZERO)
        return known[key]

    @cache
    def worth(members: frozenset[str]) -> Decimal:
        able = [move for move in terms.scheme.moves if terms.scheme.needs(move) <= members]
        return sum((part_worth(part) for part in parts(terms.scheme, able)), _ZERO)

    return worth


def shapley(players: Sequence[str], worth: Worth) -> dict[str, Decimal]:
    """Each player's mean contribution over all orders of joining, exactly, to the penny.

    Sums to the worth of all together; pennies left by rounding go to the last by name.
    """
    count = len(players)
    shares = {}
    for player in players:
        others = [other for other in players if other != player]
        total = _ZERO
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1)
            for group in combinations(others, size):
                members = frozenset(group)
                total += weight * (worth(members | {player}) - worth(members))
        shares[player] = penny(total / factorial(count))
    return _with_remainder(shares, worth(frozenset(players)))


def equal_shares(whole_gbp: Decimal, parties: Sequence[str]) -> dict[str, Decimal]:
    """The same for each, to the penny; a penny left goes to the last."""
    if not parties:
        return {}
    return _with_remainder({party: penny(whole_gbp / len(parties)) for party in parties}, whole_gbp)


def settle(gains: Mapping[str, Decimal], wanted: Mapping[str, Decimal]) -> tuple[Payment, ...]:
    """Payments that lead from what each has to what each should have; few, largest first."""
    due = {party: penny(wanted.get(party, _ZERO)) - gain for party, gain in gains.items()}
    giving = sorted(((-d, p) for p, d in due.items() if d < 0), key=lambda one: (-one[0], one[1]))
    taking = sorted(((d, p) for p, d in due.items() if d > 0), key=lambda one: (-one[0], one[1]))
    payments = []
    while giving and taking:
        (given, payer), (taken, payee) = giving[0], taking[0]
        amount = min(given, taken)
        payments.append(Payment(payer, payee, amount))
        giving[:1] = [(given - amount, payer)] if given > amount else []
        taking[:1] = [(taken - amount, payee)] if taken > amount else []
    return tuple(payments)


def _split(gains: Mapping[str, Decimal], shares: Mapping[str, Decimal]) -> Split:
    full = {party: shares.get(party, _ZERO) for party in gains}
    return Split(full, settle(gains, full))


def _compensation(gains: Mapping[str, Decimal]) -> tuple[Payment, ...]:
    """Losses made good by those who gain, in proportion to their gain."""
    lost = -sum((gain for gain in gains.values() if gain < 0), _ZERO)
    gained = {party: gain for party, gain in gains.items() if gain > 0}
    whole = sum(gained.values(), _ZERO)
    if not lost:
        return ()
    kept = {party: penny(gain - lost * gain / whole) for party, gain in gained.items()}
    return settle(gains, _with_remainder(kept, whole - lost))


def _with_remainder(shares: dict[str, Decimal], whole: Decimal) -> dict[str, Decimal]:
    last = next(reversed(shares))
    shares[last] += penny(whole) - sum(shares.values(), _ZERO)
    return shares


def _involved(terms: Terms, gains: Mapping[str, Decimal]) -> list[str]:
    """Partners whom the scheme needs or touches."""
    needed = frozenset[str]().union(*(terms.scheme.needs(m) for m in terms.scheme.moves))
    return [party for party, gain in gains.items() if gain or party in needed]


def _statement(club: Decimal, worse: Sequence[str], names: Mapping[str, str]) -> str:
    who = ", ".join(names.get(party, party) for party in worse)
    if club < 0:
        return (
            "The club as a whole would be worse off, so no side payment exists that would leave "
            f"every partner no worse off. Worse off before payments: {who}."
        )
    if worse:
        return (
            f"Costs would be shunted to {who}; the side payments shown would leave every "
            "partner no worse off."
        )
    return "No partner would be worse off; no side payment is needed."
