"""The plan over years by hand to the penny, the order of the programme, and what overlaps."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.club.codes import Part, Stage
from estate.club.decisions import Person
from estate.club.opportunities import may_order
from estate.club.schedule import (
    Flow,
    Item,
    Overlap,
    Place,
    RestsOn,
    Share,
    by_area,
    conflicts,
    in_order,
    plan,
    saved_in,
    year_of,
)
from estate.codes import Role

TODAY = date(2026, 11, 29)
#: 91 of 366 days of 2027/28; paid on 1 July 2027, in the same year.
ESTIMATED = Item(
    1,
    "By estimate",
    Stage.TRIAGE,
    ("SYN-X",),
    date(2028, 1, 1),
    Decimal(20_000),
    (),
    Decimal(36_500),
)
#: 304 of 365 days of 2028/29; paid on 1 December 2027, in the year before.
SPLIT = Item(
    2, "By split", Stage.APPROVED, ("SYN-X", "SYN-Y"), date(2028, 6, 1), Decimal(9_999),
    (Share("SYN-X", Decimal(10_000), Decimal(5_000)), Share("SYN-Y", Decimal(-2_500), Decimal(0))),
)  # fmt: skip
#: The other body's share is not shown, and there is no estimate.
HALF = replace(SPLIT, number=3, shares=(SPLIT.shares[0], Share("SYN-Y", None, None)))


def flow_of(saving: list[str], one_off: list[str]) -> Flow:
    return Flow(tuple(map(Decimal, saving)), tuple(map(Decimal, one_off)))


def test_two_opportunities_by_hand_to_the_penny():
    found = plan([SPLIT, ESTIMATED], TODAY, 6)
    assert found.years == tuple(range(2026, 2036))
    first = Flow(found.items[1].saving_gbp[:4], found.items[1].one_off_gbp[:4])
    assert first == flow_of(["0", "9075.14", "36500", "36500"], ["0", "20000", "0", "0"])
    second = Flow(found.items[2].saving_gbp[:4], found.items[2].one_off_gbp[:4])
    assert second == flow_of(["0", "0", "6246.58", "7500"], ["0", "5000", "0", "0"])
    assert found.whole.cumulative_gbp[:4] == (
        Decimal(0),
        Decimal("-15924.86"),
        Decimal("26821.72"),
        Decimal("70821.72"),
    )
    assert found.whole.peak_cash_gbp == Decimal("15924.86")
    assert found.items[1].peak_cash_gbp == Decimal("10924.86")
    ours, theirs = found.bodies["SYN-X"], found.bodies["SYN-Y"]
    assert ours.flow.saving_gbp[2] == Decimal("8328.77")
    assert theirs.flow.saving_gbp[2] == Decimal("-2082.19")
    assert (ours.shown, ours.not_shown, ours.saving_gbp_pa) == (1, 1, Decimal(10_000))
    assert theirs.flow.peak_cash_gbp == -theirs.flow.cumulative_gbp[-1] == Decimal("19582.19")


def test_what_is_not_shown_counts_for_nothing_and_is_said():
    """Of half a split nothing goes into the whole; the share that is shown is its body's."""
    undated = replace(SPLIT, number=4, first_saving_on=None)
    parked = replace(SPLIT, number=5, stage=Stage.PARKED)
    beyond = [replace(SPLIT, number=6, first_saving_on=date(2199, 1, 1)),
              replace(SPLIT, number=7, first_saving_on=date(1, 2, 1))]  # fmt: skip
    found = plan([HALF, undated, parked, *beyond], TODAY, 6)
    assert HALF.rests_on is RestsOn.NOTHING
    assert (found.items, found.unpriced, found.undated, found.beyond) == ({}, (3,), (4,), (6, 7))
    assert set(found.whole.net_gbp) == {Decimal(0)}
    assert (found.bodies["SYN-X"].shown, found.bodies["SYN-X"].not_shown) == (1, 0)
    assert (found.bodies["SYN-Y"].shown, found.bodies["SYN-Y"].not_shown) == (0, 1)
    with_estimate = plan([replace(HALF, estimate_gbp_pa=Decimal(3_000))], TODAY, 6)
    assert with_estimate.whole.saving_gbp[3] == Decimal(3_000)
    assert sum(with_estimate.whole.one_off_gbp) == Decimal(9_999)  # as the club is shown it


AMOUNTS = st.decimals(-999_999, 999_999, places=2)
DAYS = st.dates(date(2020, 1, 1), date(2045, 12, 31))


@st.composite
def items(draw: st.DrawFn) -> list[Item]:
    found = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        bodies = draw(st.lists(st.sampled_from("ABC"), min_size=1, unique=True))
        shares = tuple(Share(body, draw(AMOUNTS), abs(draw(AMOUNTS))) for body in bodies)
        found.append(Item(number, "", Stage.IDEA, tuple(bodies), draw(DAYS), None, shares))
    return found


@given(items(), st.integers(0, 24))
def test_years_and_bodies_make_the_whole(found: list[Item], months: int):
    """What is paid is in one year; each year lies between nought and the yearly saving; the running
    sum ends at the sum; bodies and opportunities make the same whole to the penny."""
    made = plan(found, TODAY, months)
    assert not made.beyond
    for one in found:
        flow, rate = made.items[one.number], one.saving_gbp_pa
        assert sum(flow.one_off_gbp) == one.paid_once_gbp
        first = year_of(one.first_saving_on)
        for year, saved in zip(made.years, flow.saving_gbp, strict=True):
            if year != first:
                assert saved == (rate if year > first else 0)
        days = (date(first + 1, 4, 1) - one.first_saving_on).days
        year_days = (date(first + 1, 4, 1) - date(first, 4, 1)).days
        part = flow.saving_gbp[made.years.index(first)]
        assert abs(part - rate * days / year_days) <= Decimal("0.005") * len(one.shares)
    whole = made.whole
    assert whole.cumulative_gbp[-1] == sum(whole.saving_gbp) - sum(whole.one_off_gbp)
    assert whole.peak_cash_gbp == max(Decimal(0), -min(whole.cumulative_gbp))
    for parts in (made.items.values(), (one.flow for one in made.bodies.values())):
        assert [sum(each) for each in zip(*(one.net_gbp for one in parts), strict=True)] == list(
            whole.net_gbp
        )


def test_a_saving_from_the_first_and_the_last_day_of_a_year():
    assert saved_in(2026, Decimal(730), date(2026, 4, 1)) == Decimal(730)
    assert saved_in(2026, Decimal(730), date(2027, 3, 31)) == Decimal(2)
    assert saved_in(2026, Decimal(730), date(2027, 4, 1)) == Decimal(0)


def item(number: int, stage: Stage = Stage.IDEA, **more: object) -> Item:
    return Item(number, f"No. {number}", stage, **more)  # type: ignore[arg-type]


def test_the_order_by_stage_and_date_and_by_hand():
    late, soon = date(2029, 1, 1), date(2027, 1, 1)
    found = [item(1, first_saving_on=late), item(2, first_saving_on=soon), item(3),
             item(4, Stage.APPROVED), item(5, Stage.PARKED), item(6, Stage.REJECTED),
             item(7, Stage.DELIVERED)]  # fmt: skip

    def order(**positions: tuple[int, int]) -> list[int]:
        given = {int(name[1:]): at for name, at in positions.items()}
        placed = (replace(one, position=given[one.number][0], placed=given[one.number][1])
                  if one.number in given else one for one in found)  # fmt: skip
        return [one.number for one in in_order(placed)]

    assert order() == [4, 2, 1, 3, 5]
    assert order(n3=(1, 1)) == [3, 4, 2, 1, 5]
    assert order(n3=(1, 1), n5=(1, 2)) == [5, 3, 4, 2, 1], "the later one stands there"
    assert order(n3=(1, 2), n5=(1, 1)) == [3, 5, 4, 2, 1]
    assert order(n4=(99, 1)) == [2, 1, 3, 5, 4]
    assert may_order(Person(Role.ADMINISTRATOR, None)) is None
    assert "its administrators" in str(may_order(Person(Role.EDITOR, "SYN-X")))


def at(part: Part, key: str) -> Place:
    return Place(key, f"Place {key}", part)


def move(number: int, guest: str, home: str, host: str, need_m2: float | None, **more: object):
    places = (at(Part.GUEST, home), at(Part.HOST, host))
    return item(number, places=places, guest=guest, need_m2=need_m2, **more)


SPARE = {"H": 300.0}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([move(1, "g", "A", "H", 100), move(2, "h", "B", "H", 200)], []),
        ([move(1, "g", "A", "H", 100), move(2, "h", "B", "H", 201)], [(Overlap.ROOM, "H")]),
        ([move(1, "g", "A", "H", 100), move(2, "h", "B", "H", None)],
         [(Overlap.ROOM_NOT_KNOWN, "H")]),
        ([move(1, "g", "A", "K", 1), move(2, "h", "B", "K", 1)], [(Overlap.ROOM_NOT_KNOWN, "K")]),
        ([move(1, "g", "A", "H", 100), move(2, "g", "A", "K", 100)], [(Overlap.SAME_GUEST, "A")]),
        ([move(1, "g", "A", "H", 100), move(2, "h", "A", "K", 100)],
         [(Overlap.SAME_PROPERTY, "A")]),
        ([move(1, "g", "A", "H", 100), move(2, "h", "H", "K", 100)],
         [(Overlap.SAME_PROPERTY, "H")]),
        ([move(1, "g", "A", "H", 100), item(2, places=(at(Part.MEMBER, "A"),))],
         [(Overlap.SAME_PROPERTY, "A")]),
        ([move(1, "g", "A", "H", 300), replace(move(2, "h", "B", "H", 1), stage=Stage.PARKED)], []),
        ([move(1, "g", "A", "H", 300)], []),
    ],
)  # fmt: skip
def test_what_overlaps(found: list[Item], expected: list[tuple[Overlap, str]]):
    told = conflicts(found, SPARE)
    assert [(one.kind, one.property_id) for one in told] == expected
    assert all(one.numbers == (1, 2) and one.words.startswith("Nos. 1 and 2") for one in told)


def test_a_conflict_says_what_is_needed_and_what_there_is():
    (one,) = conflicts([move(n, f"g{n}", f"A{n}", "H", 110) for n in (1, 2, 3)], SPARE)
    assert one.words == (
        "Nos. 1, 2 and 3 would all move into Place H: together they need 330 m², and it has "
        "300 m² to spare."
    )


def test_effects_by_area_of_need():
    inside = replace(ESTIMATED, places=(at(Part.GUEST, "A"), at(Part.HOST, "H")))
    without = replace(HALF, places=(at(Part.MEMBER, "A"),))
    ended = replace(inside, number=9, stage=Stage.WITHDRAWN)
    rows = by_area([inside, without, ended], {"A": ["North"], "H": ["North", "South"]})
    assert [(one.area, one.numbers, one.saving_gbp_pa, one.priced) for one in rows] == [
        ("North", (1, 3), Decimal(36_500), 1),
        ("South", (1,), Decimal(36_500), 1),
    ]
