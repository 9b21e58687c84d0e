"""All opportunities over years: savings and cash, the order of the programme, what overlaps.

Pure. Money is in GBP at one price base, undiscounted, to the penny; years are
financial (April to March), named by the calendar year in which they begin. What a reader is not
shown is None here and counts for nothing: a sum is of what is shown, and says how much is not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, combinations

from estate.club.codes import ACTIVE, ONWARD, OPEN, Part, Stage
from estate.club.tracks import months_later
from estate.quarters import year_of as year_of
from estate.savings.figures import penny

#: So many years are planned from today's, more where a saving begins later.
YEARS_AHEAD = 10
#: A day further from today's year than this is in no plan: it is named instead.
MOST_YEARS_BACK, MOST_YEARS_AHEAD = 10, 30
_NOUGHT = Decimal(0)
#: In the default order the furthest stage comes first, and what is parked last.
_FURTHEST_FIRST = (*reversed(ACTIVE), Stage.PARKED)


class RestsOn(StrEnum):
    """What the saving of an opportunity rests on, as its reader sees it."""

    SPLIT = "split"
    ESTIMATE = "estimate"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Share:
    """What the latest case brings one body (GBP a year) and costs it once; None: not shown."""

    body: str
    saving_gbp_pa: Decimal | None
    one_off_gbp: Decimal | None

    @property
    def is_shown(self) -> bool:
        """Whether both figures are."""
        return self.saving_gbp_pa is not None and self.one_off_gbp is not None


@dataclass(frozen=True)
class Place:
    """A property of an opportunity that its reader is shown, and what it is in it."""

    property_id: str
    name: str
    part: Part


@dataclass(frozen=True)
class Item:
    """One opportunity as its reader sees it.

    ``shares`` are all of its latest case's split; ``estimate_gbp_pa`` and ``one_off_gbp`` what the
    club is shown of it beside; ``guest`` the occupation that would move, ``need_m2`` (m² NIA) what
    it needs; ``position`` its place in the programme where people have given it one, ``placed``
    numbers these in the order in which they were given.
    """

    number: int
    title: str
    stage: Stage
    bodies: tuple[str, ...] = ()
    first_saving_on: date | None = None
    one_off_gbp: Decimal | None = None
    shares: tuple[Share, ...] = ()
    estimate_gbp_pa: Decimal | None = None
    places: tuple[Place, ...] = ()
    guest: str | None = None
    need_m2: float | None = None
    position: int | None = None
    placed: int = 0

    @property
    def rests_on(self) -> RestsOn:
        """The split where all of it is shown, else the estimate, else nothing."""
        if self.shares and all(one.is_shown for one in self.shares):
            return RestsOn.SPLIT
        return RestsOn.NOTHING if self.estimate_gbp_pa is None else RestsOn.ESTIMATE

    @property
    def saving_gbp_pa(self) -> Decimal | None:
        """Of all its bodies together, GBP a year once it has begun."""
        if self.rests_on is RestsOn.SPLIT:
            return sum((one.saving_gbp_pa or _NOUGHT for one in self.shares), _NOUGHT)
        return self.estimate_gbp_pa

    @property
    def paid_once_gbp(self) -> Decimal | None:
        """Of all its bodies together, GBP once."""
        if self.rests_on is RestsOn.SPLIT:
            return sum((one.one_off_gbp or _NOUGHT for one in self.shares), _NOUGHT)
        return self.one_off_gbp

    def at(self, *parts: Part) -> list[Place]:
        """Its places of these parts."""
        return [one for one in self.places if one.part in parts]


def year_words(year: int) -> str:
    """As people write it.

    Examples
    --------
    >>> year_words(2026)
    '2026/27'
    """
    return f"{year}/{(year + 1) % 100:02d}"


def saved_in(year: int, saving_gbp_pa: Decimal, first_on: date) -> Decimal:
    """What a yearly saving comes to in one financial year: whole, or by the days from the first
    day of saving (included) to 31 March; GBP to the penny.

    Examples
    --------
    >>> saved_in(2026, Decimal(365), date(2027, 3, 31))
    Decimal('1.00')
    """
    begins, ends = date(year, 4, 1), date(year + 1, 4, 1)
    days = (ends - max(begins, first_on)).days
    return penny(saving_gbp_pa * max(days, 0) / (ends - begins).days)


@dataclass(frozen=True)
class Flow:
    """Money by year, in the order of the plan's years: savings and what is paid once, both
    positive GBP; a saving below nought is a cost."""

    saving_gbp: tuple[Decimal, ...]
    one_off_gbp: tuple[Decimal, ...]

    @property
    def net_gbp(self) -> tuple[Decimal, ...]:
        """Savings less what is paid once."""
        return tuple(a - b for a, b in zip(self.saving_gbp, self.one_off_gbp, strict=True))

    @property
    def cumulative_gbp(self) -> tuple[Decimal, ...]:
        """The running sum of ``net_gbp``."""
        return tuple(accumulate(self.net_gbp))

    @property
    def peak_cash_gbp(self) -> Decimal:
        """The most that is out at the end of any year: the lowest running sum, as a positive sum;
        nought where it never falls below."""
        return max(_NOUGHT, -min(self.cumulative_gbp, default=_NOUGHT))

    def __add__(self, other: "Flow") -> "Flow":
        """Two flows over the same years together."""
        return Flow(
            tuple(a + b for a, b in zip(self.saving_gbp, other.saving_gbp, strict=True)),
            tuple(a + b for a, b in zip(self.one_off_gbp, other.one_off_gbp, strict=True)),
        )


@dataclass(frozen=True)
class OfBody:
    """What one body's shares come to, of those that the reader is shown: in how many
    opportunities they are shown, and in how many of the counted ones they are not."""

    flow: Flow
    saving_gbp_pa: Decimal
    shown: int
    not_shown: int


@dataclass(frozen=True)
class PlanOverYears:
    """Savings and cash over years.

    ``years`` one after the other; ``items`` the flows of the opportunities counted, by number;
    ``whole`` all of them together; ``bodies`` by code. Not counted and named by number:
    ``undated`` (no first saving on record), ``unpriced`` (no saving, or nothing paid once, that
    the reader is shown) and ``beyond`` (a day out of the plan's reach).
    """

    years: tuple[int, ...]
    items: Mapping[int, Flow]
    whole: Flow
    bodies: Mapping[str, OfBody]
    undated: tuple[int, ...]
    unpriced: tuple[int, ...]
    beyond: tuple[int, ...]


def paid_on(first_saving_on: date, months_ahead: int) -> date:
    """When what is paid once is taken to be paid: so many months before the first saving."""
    return months_later(first_saving_on, -months_ahead)


def plan(items: Iterable[Item], today: date, months_ahead: int) -> PlanOverYears:
    """The plan of all that stands on the way from idea to delivered.

    Savings run from the day of their first saving; what is paid once falls in the year of the day
    ``months_ahead`` before it.
    """
    wanted = sorted((one for one in items if one.stage in ONWARD), key=lambda one: one.number)
    this_year = year_of(today)

    def reaches(one: Item) -> bool:
        first = one.first_saving_on
        early = this_year - MOST_YEARS_BACK
        return first is None or (
            first.year > 1 + months_ahead // 12
            and year_of(paid_on(first, months_ahead)) >= early
            and year_of(first) < this_year + MOST_YEARS_AHEAD
        )

    dated = [one for one in wanted if one.first_saving_on is not None and reaches(one)]
    years = _years(dated, this_year, months_ahead)
    priced = [one for one in dated if None not in (one.saving_gbp_pa, one.paid_once_gbp)]
    flows = {one.number: _of_item(one, years, months_ahead) for one in priced}
    return PlanOverYears(
        years,
        flows,
        sum(flows.values(), _nothing(years)),
        _bodies(dated, years, months_ahead),
        tuple(one.number for one in wanted if one.first_saving_on is None),
        tuple(one.number for one in dated if one.number not in flows),
        tuple(one.number for one in wanted if not reaches(one)),
    )


def _years(dated: Sequence[Item], this_year: int, months_ahead: int) -> tuple[int, ...]:
    days = [one.first_saving_on for one in dated if one.first_saving_on is not None]
    first = min([this_year, *(year_of(paid_on(day, months_ahead)) for day in days)])
    last = max([this_year + YEARS_AHEAD - 1, *(year_of(day) + 1 for day in days)])
    return tuple(range(first, last + 1))


def _nothing(years: tuple[int, ...]) -> Flow:
    return Flow((_NOUGHT,) * len(years), (_NOUGHT,) * len(years))


def _of_item(one: Item, years: tuple[int, ...], months_ahead: int) -> Flow:
    """Of a split the sum of its shares, so that bodies and whole agree to the penny."""
    if one.rests_on is not RestsOn.SPLIT:
        return _flow(one, years, months_ahead, one.saving_gbp_pa, one.one_off_gbp)
    each = (
        _flow(one, years, months_ahead, share.saving_gbp_pa, share.one_off_gbp)
        for share in one.shares
    )
    return sum(each, _nothing(years))


def _flow(
    one: Item,
    years: tuple[int, ...],
    months_ahead: int,
    saving_gbp_pa: Decimal | None,
    one_off_gbp: Decimal | None,
) -> Flow:
    first = one.first_saving_on
    if first is None or saving_gbp_pa is None or one_off_gbp is None:
        return _nothing(years)
    paid = year_of(paid_on(first, months_ahead))
    return Flow(
        tuple(saved_in(year, saving_gbp_pa, first) for year in years),
        tuple(penny(one_off_gbp) if year == paid else _NOUGHT for year in years),
    )


def _bodies(dated: Sequence[Item], years: tuple[int, ...], months_ahead: int) -> dict[str, OfBody]:
    """Each body that takes part, from the shares of it that are shown and no others."""
    flows: dict[str, list[Flow]] = defaultdict(list)
    savings: dict[str, Decimal] = defaultdict(Decimal)
    hidden: dict[str, int] = defaultdict(int)
    for one in dated:
        shown = {share.body: share for share in one.shares if share.is_shown}
        for body in dict.fromkeys((*one.bodies, *(share.body for share in one.shares))):
            share = shown.get(body)
            if share is None:
                hidden[body] += 1
                continue
            given = share.saving_gbp_pa, share.one_off_gbp
            flows[body].append(_flow(one, years, months_ahead, *given))
            savings[body] += share.saving_gbp_pa or _NOUGHT
    return {
        body: OfBody(
            sum(flows[body], _nothing(years)), savings[body], len(flows[body]), hidden[body]
        )
        for body in sorted({*flows, *hidden})
    }


def in_order(items: Iterable[Item]) -> list[Item]:
    """The programme: what is open, in the order of the club.

    Those that people have given a place stand there (of two at one place the later one, and the
    other after it); the rest fill the places between, the furthest stage first, then the earliest
    first saving, then by number.
    """
    wanted = [one for one in items if one.stage in OPEN]
    placed = sorted(
        (one for one in wanted if one.position is not None),
        key=lambda one: (one.position or 0, one.placed),
    )
    found = sorted((one for one in wanted if one.position is None), key=_by_default)
    for one in placed:
        found.insert((one.position or 1) - 1, one)
    return found


def _by_default(one: Item) -> tuple[int, date, int]:
    return _FURTHEST_FIRST.index(one.stage), one.first_saving_on or date.max, one.number


class Overlap(StrEnum):
    """In what way opportunities are in each other's way."""

    ROOM = "room"
    ROOM_NOT_KNOWN = "room_not_known"
    SAME_GUEST = "same_guest"
    SAME_PROPERTY = "same_property"


@dataclass(frozen=True)
class Conflict:
    """Opportunities that cannot all go ahead as they stand, or of which that is not known.

    ``need_m2`` and ``spare_m2`` (m² NIA) where it is about a host's room and both are known.
    """

    kind: Overlap
    numbers: tuple[int, ...]
    property_id: str
    place: str
    need_m2: float | None = None
    spare_m2: float | None = None

    @property
    def words(self) -> str:
        """The same as a sentence."""
        who = f"Nos. {', '.join(map(str, self.numbers[:-1]))} and {self.numbers[-1]}"
        who += " would both" if len(self.numbers) == 2 else " would all"
        if self.kind is Overlap.ROOM:
            return (
                f"{who} move into {self.place}: together they need "
                f"{self.need_m2:,.0f} m², and it has {self.spare_m2:,.0f} m² to spare."
            )
        if self.kind is Overlap.ROOM_NOT_KNOWN:
            return (
                f"{who} move into {self.place}; whether it has room for them together is not known."
            )
        if self.kind is Overlap.SAME_GUEST:
            return f"{who} move the same user out of {self.place}, to different places."
        return f"{who} use {self.place}: what one does with it may stand in another's way."


def conflicts(items: Iterable[Item], spare_m2: Mapping[str, float]) -> list[Conflict]:
    """What overlaps among the opportunities that are under way (from idea to in delivery).

    ``spare_m2``: room to spare of each property in m² NIA, missing where not known. A host
    of several has a conflict where its room is less than their needs together, or that is not
    known; a property that is several's in any other part always has one.
    """
    active = sorted((one for one in items if one.stage in ACTIVE), key=lambda one: one.number)
    found = [*_in_one_host(active, spare_m2), *_same_guest(active)]
    told = {(one.property_id, pair) for one in found for pair in combinations(one.numbers, 2)}
    found += _same_property(active, told)
    return sorted(found, key=lambda one: (one.numbers, one.kind, one.property_id))


def _in_one_host(active: Sequence[Item], spare_m2: Mapping[str, float]) -> Iterable[Conflict]:
    for key, users in _by_place(active, Part.HOST).items():
        if len(users) < 2:
            continue
        needs, spare = [one.need_m2 for one, _ in users], spare_m2.get(key)
        numbers, name = tuple(one.number for one, _ in users), users[0][1]
        known = [need for need in needs if need is not None]
        if spare is None or len(known) < len(needs):
            yield Conflict(Overlap.ROOM_NOT_KNOWN, numbers, key, name)
        elif sum(known) > spare:
            yield Conflict(Overlap.ROOM, numbers, key, name, sum(known), spare)


def _same_guest(active: Sequence[Item]) -> Iterable[Conflict]:
    by_guest: dict[str, list[Item]] = defaultdict(list)
    for one in active:
        if one.guest is not None:
            by_guest[one.guest].append(one)
    for users in by_guest.values():
        homes = users[0].at(Part.GUEST)
        if len(users) > 1 and homes:
            numbers = tuple(one.number for one in users)
            yield Conflict(Overlap.SAME_GUEST, numbers, homes[0].property_id, homes[0].name)


def _same_property(
    active: Sequence[Item], told: set[tuple[str, tuple[int, int]]]
) -> Iterable[Conflict]:
    """Properties of several, but those that all of them have as their host, and what is told."""
    for key, users in _by_place(active, *Part).items():
        parts = {place.part for one, _ in users for place in one.places if place.property_id == key}
        numbers = tuple(dict.fromkeys(one.number for one, _ in users))
        pairs = {(key, pair) for pair in combinations(numbers, 2)}
        if len(numbers) > 1 and parts != {Part.HOST} and not pairs <= told:
            yield Conflict(Overlap.SAME_PROPERTY, numbers, key, users[0][1])


def _by_place(active: Sequence[Item], *parts: Part) -> dict[str, list[tuple[Item, str]]]:
    found: dict[str, list[tuple[Item, str]]] = defaultdict(list)
    for one in active:
        for place in one.at(*parts):
            found[place.property_id].append((one, place.name))
    return found


@dataclass(frozen=True)
class OfArea:
    """Opportunities with a property in one area of need: which, what those save a year whose
    saving is shown, and how many they are (``priced``)."""

    area: str
    numbers: tuple[int, ...]
    saving_gbp_pa: Decimal
    priced: int


def by_area(items: Iterable[Item], areas: Mapping[str, Sequence[str]]) -> list[OfArea]:
    """All that stand on the way from idea to delivered, by the areas of need that their properties
    lie in (``areas``: by property). One in two areas counts in both, so that these are no sum."""
    found: dict[str, dict[int, Item]] = defaultdict(dict)
    for one in items:
        if one.stage in ONWARD:
            for name in {name for p in one.places for name in areas.get(p.property_id, ())}:
                found[name][one.number] = one
    rows = []
    for name, members in sorted(found.items()):
        known = [v for one in members.values() if (v := one.saving_gbp_pa) is not None]
        rows.append(OfArea(name, tuple(sorted(members)), sum(known, _NOUGHT), len(known)))
    return rows
