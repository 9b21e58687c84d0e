"""Fair division: exact Shapley values beside equal shares, and payments that lead there."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations
from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from estate.assumptions import named
from estate.savings.business_case import business_case
from estate.savings.cash_flow import Terms
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.division import divide, settle, shapley, worth_of
from estate.savings.estimates import estimate
from estate.savings.finance import discounting
from estate.savings.lenses import Lens, view
from estate.savings.scheme import Building, Party, Scheme

from .schemes import golden
from .test_business_case_independent import schemes

A = named("2026-11")
PENNY = Decimal("0.01")


def by_orders(players, worth) -> dict[str, Fraction]:
    """Mean contribution over every order of joining, by listing them all."""
    shares = dict.fromkeys(players, Fraction())
    orders = list(permutations(players))
    for order in orders:
        here: frozenset[str] = frozenset()
        for player in order:
            shares[player] += Fraction(worth(here | {player}) - worth(here))
            here |= {player}
    return {player: total / len(orders) for player, total in shares.items()}


@st.composite
def games(draw):
    """A worth for every coalition of up to five players; nothing alone is nothing."""
    players = "abcde"[: draw(st.integers(1, 5))]
    groups = [frozenset(g) for n in range(1, len(players) + 1) for g in combinations(players, n)]
    worths = {g: Decimal(draw(st.integers(-10_000, 10_000))) for g in groups}
    return list(players), {frozenset(): Decimal(0), **worths}


@given(games())
def test_equals_the_mean_over_all_orders_and_sums_to_the_whole(game) -> None:
    players, worths = game
    shares = shapley(players, worths.__getitem__)
    expected = by_orders(players, worths.__getitem__)
    assert sum(shares.values()) == worths[frozenset(players)]
    for player in players:
        assert abs(Fraction(shares[player]) - expected[player]) <= Fraction(len(players), 100)


@given(st.lists(st.integers(-1_000, 1_000), min_size=5, max_size=5))
def test_identical_partners_are_treated_alike(by_size) -> None:
    def worth(members):
        return Decimal(by_size[len(members) - 1]) if members else Decimal(0)

    shares = shapley(list("abcde"), worth).values()
    assert max(shares) - min(shares) <= 5 * PENNY


@given(st.lists(st.integers(0, 1_000), min_size=26, max_size=26))
def test_where_gains_are_superadditive_nobody_gets_less_than_alone(extra) -> None:
    worths = {frozenset(): Decimal(0)}
    groups = [frozenset(g) for n in range(1, 5) for g in combinations("abcd", n)]
    for group, more in zip(groups, extra, strict=False):
        splits = [worths[frozenset(part)] + worths[group - frozenset(part)]
                  for n in range(len(group)) for part in combinations(sorted(group), n)
                  if frozenset(part) != group and group - frozenset(part) != group]  # fmt: skip
        worths[group] = max(splits, default=Decimal(0)) + more
    shares = shapley(list("abcd"), worths.__getitem__)
    for player, share in shares.items():
        assert share >= worths[frozenset(player)] - 4 * PENNY


@settings(max_examples=40)
@given(schemes())
def test_a_coalition_is_worth_the_moves_that_need_only_its_members(scheme) -> None:
    """The worth used for the division equals a whole new cash flow of those moves alone."""
    terms, rates = Terms(scheme, A), discounting(A)
    worth = worth_of(terms, rates)
    for size in range(len(scheme.partners) + 1):
        for group in combinations(scheme.partners, size):
            members = frozenset(group)
            able = [move for move in scheme.moves if scheme.needs(move) <= members]
            alone = view(cash_flow(terms, able), Lens.CLUB, scheme.partners, rates)
            assert abs(worth(members) - alone.npv_gbp) < Decimal("1e-12")


@given(st.lists(st.integers(-1_000, 1_000), min_size=2, max_size=8), st.data())
def test_payments_lead_from_what_each_has_to_what_each_should_have(gains, data) -> None:
    has = {f"p{number}": Decimal(gain) for number, gain in enumerate(gains)}
    wanted = dict(zip(has, data.draw(st.permutations(list(has.values()))), strict=True))
    payments = settle(has, wanted)
    for payment in payments:
        assert payment.present_value_gbp > 0
        has[payment.payer] -= payment.present_value_gbp
        has[payment.payee] += payment.present_value_gbp
    assert has == wanted
    assert len(payments) < len(has)


def many_partners(count: int) -> Scheme:
    """One host and ``count - 1`` guests, each with a house of its own."""
    first = golden()
    house, host, move = first.buildings[0], first.buildings[1], first.moves[0]
    guests = [f"guest{number}" for number in range(count - 1)]
    houses = tuple(replace(house, key=f"X{g}", holder=g) for g in guests)
    moves = tuple(
        replace(move, key=f"M{g}", occupier=g, origin=f"X{g}", charges_begun=()) for g in guests
    )
    parties = (Party("district", "District"), *(Party(g, g) for g in guests),
               Party("private", "Landlord", partner=False))  # fmt: skip
    return replace(first, parties=parties, buildings=(*houses, host), moves=moves)


def test_ten_partners_exactly_and_eleven_not() -> None:
    started = perf_counter()
    found = business_case(many_partners(10), A).division
    assert perf_counter() - started < 20
    assert found.shapley is not None
    assert sum(found.shapley.shares_gbp.values()) == found.club_gbp
    assert found.complexity_index == 100
    guests = [share for party, share in found.shapley.shares_gbp.items() if party != "district"]
    assert max(guests) - min(guests) <= 10 * PENNY
    # each move needs its guest and the host, so each shares its gain with the host by halves
    assert abs(found.shapley.shares_gbp["district"] - found.club_gbp / 2) <= 10 * PENNY
    assert business_case(many_partners(11), A).division.shapley is None


def test_guests_who_empty_a_building_together_gain_only_together() -> None:
    first = golden()
    house = replace(first.buildings[0], occupations=("counter", "back office"))
    second = replace(first.moves[0], key="M2", occupation="back office", occupier="anna",
                     fit_out_gbp=estimate(0), charges_begun=())  # fmt: skip
    scheme = replace(
        first, buildings=(house, Building("H", "Council House", "district")),
        moves=(*first.moves, second), parties=(*first.parties, Party("anna", "Anna")),
    )  # fmt: skip
    terms, rates = Terms(scheme, A), discounting(A)
    worth = worth_of(terms, rates)
    apart = worth(frozenset({"job", "district"})) + worth(frozenset({"anna", "district"}))
    assert apart < 0 < worth(frozenset({"job", "anna", "district"}))
    gains = {p: view(cash_flow(terms), Lens.PARTNER, (), rates, p).npv_gbp for p in scheme.partners}
    assert divide(terms, gains, rates, {}).complexity_index == 9


def test_a_move_may_need_more_than_its_occupier_and_host() -> None:
    scheme = golden()
    move = replace(scheme.moves[0], also_needs=frozenset({"county"}))
    scheme = replace(scheme, moves=(move,), parties=(*scheme.parties, Party("county", "County")))
    found = business_case(scheme, A).division
    assert found.shapley is not None
    assert len(set(found.shapley.shares_gbp.values())) <= 2  # thirds, to the penny
    assert found.shapley.shares_gbp["county"] > 0
    assert found.partners_taking_part == 3
