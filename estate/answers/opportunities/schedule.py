"""The schedule of all opportunities as one reader may see it: order, plan over years, overlaps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from pydantic import Field

from estate.answers import estate_wide
from estate.answers.answer import Answer, Named, answer
from estate.answers.cache_until_written import until_written
from estate.answers.context import ReadContext
from estate.answers.opportunities.titles import title_of
from estate.capacity import needs, spare_space
from estate.club import schedule as club
from estate.club.codes import ONWARD, Part, Stage, Track
from estate.club.schedule import (
    Conflict,
    Flow,
    Item,
    OfArea,
    Overlap,
    Place,
    PlanOverYears,
    RestsOn,
    Share,
)
from estate.codes import DISCLAIMER
from estate.colocation.plain_language import fit_name
from estate.frames import as_number, is_null
from estate.register.queries import kept_cases
from estate.register.queries import opportunities as listed
from estate.register.queries import schedule as query
from estate.rows import Row
from estate.savings.figures import penny

#: Savings from published bands stand to £1,000, as in every answer.
_BANDED_STEP = Decimal(1_000)


@answer
class Scheduled(Answer):
    """One opportunity in the schedule; money in GBP, null where it is not shown or not known."""

    rank: Annotated[int | None, Field(description="place in the programme; null once it ended")]
    placed_by_hand: bool
    id: UUID
    number: int
    title: str
    page: str
    stage: Stage
    stage_label: str
    track: Track | None
    lead: Named
    bodies: list[Named]
    first_saving_on: date | None
    saving_gbp_pa: Annotated[float | None, Field(description="of all bodies, once it has begun")]
    one_off_gbp: Annotated[float | None, Field(description="of all bodies, once")]
    rests_on: Annotated[
        RestsOn,
        Field(
            description="split: all shares of its case, which you are shown; estimate: the "
            "list of candidates, and the one-off cost on record; nothing"
        ),
    ]
    peak_cash_gbp: Annotated[float | None, Field(description="null where it is not counted")]
    savings_gbp: Annotated[list[float], Field(description="by the years of the plan; else empty")]


@answer
class PlanYear(Answer):
    """Savings and what is paid once in one financial year, GBP undiscounted; a running sum."""

    financial_year: str
    saving_gbp: float
    one_off_gbp: float
    net_gbp: float
    cumulative_gbp: float


@answer
class BodyPlan(Answer):
    """One body's shares that you are shown, together, and in how many more it takes part."""

    organisation: Named
    shown: Annotated[int, Field(description="opportunities of which its share is shown to you")]
    not_shown: Annotated[int, Field(description="opportunities of which it is not, or not known")]
    saving_gbp_pa: float | None
    one_off_gbp: float | None
    peak_cash_gbp: float | None
    years: list[PlanYear]


@answer
class Overlapping(Answer):
    """Opportunities under way that are in each other's way; areas in m² NIA."""

    kind: Overlap
    numbers: list[int]
    property_id: str
    place: str
    need_m2: float | None
    spare_m2: float | None
    words: str


@answer
class KeptInArea(Answer):
    """A kept business case of which a place stands in an area of need; ``guest`` is the town where
    it is a town's plan, and ``host`` null."""

    id: UUID
    label: str
    version: int
    kept_on: date
    guest: str | None
    host: str | None
    page: str


@answer
class AreaEffect(Answer):
    """What there is for one area of need; one opportunity may count in several."""

    name: str
    page: str
    numbers: list[int]
    kept_cases: list[KeptInArea]
    saving_gbp_pa: Annotated[float | None, Field(description="of those whose saving is shown")]
    with_saving: Annotated[int, Field(description="how many those are")]


@answer
class PositionGiven(Answer):
    """A place that administrators have given an opportunity; null: taken back."""

    number: int
    position: int | None
    reason: str
    recorded_at: datetime


@answer
class Schedule(Answer):
    """All opportunities over years, in the programme's order, those that ended last."""

    reader: str
    disclaimer: str
    price_base: Annotated[str, Field(description="the year of all money here, as the estimates")]
    restated: Annotated[
        list[int], Field(description="counted by splits of another year's money, restated")
    ]
    one_off_months_ahead: int
    opportunities: list[Scheduled]
    years: list[PlanYear]
    peak_cash_gbp: float
    bodies: list[BodyPlan]
    conflicts: list[Overlapping]
    areas: list[AreaEffect]
    undated: Annotated[list[int], Field(description="not counted: no first saving on record")]
    unpriced: Annotated[list[int], Field(description="not counted: a figure is not shown to you")]
    beyond: Annotated[list[int], Field(description="not counted: a day out of the plan's reach")]
    positions: list[PositionGiven]


@dataclass(frozen=True)
class Seen:
    """The schedule, and the bodies whose figures this reader was shown as a party."""

    schedule: Schedule
    parties: frozenset[str]


def kept_schedule(context: ReadContext) -> Seen:
    """The schedule as ``schedule`` has it, made once until somebody writes."""
    listed.demand_club(context.reader)
    return until_written(context, "schedule", (), lambda: schedule(context))


def schedule(context: ReadContext) -> Seen:
    """All that this reader may see of it; ``NotAllowed`` for who is not of the club."""
    connection, reader = context.connection, context.reader
    rows = {row["opportunity_id"]: row for row in listed.listing(connection, reader)}
    sighted = query.sights(connection, reader, list(rows), context.today)
    shares = query.shares(connection, sighted)
    bodies = query.bodies(connection, list(rows))
    places = query.places(connection, reader, list(rows))
    positions = query.positions(connection, reader)
    room, spare = _room(context) if rows else ({}, {})
    items = _items(context, rows, shares, bodies, places, positions, room)
    months = round(context.assumptions.value("works_months"))
    found = club.plan(items.values(), context.today, months)
    names = {one["organisation_code"]: one["name"] for each in bodies.values() for one in each}
    made = Schedule(
        reader=reader.kind.value,
        disclaimer=DISCLAIMER,
        price_base=context.assumptions.price_base,
        restated=sorted(
            one.number
            for key, one in items.items()
            if one.number in found.items
            and one.rests_on is RestsOn.SPLIT
            and _is_restated(context, shares.get(key, ()))
        ),
        one_off_months_ahead=months,
        opportunities=_opportunities(rows, items, bodies, found),
        years=_years(found.years, found.whole),
        peak_cash_gbp=float(found.whole.peak_cash_gbp),
        bodies=_bodies(found, names),
        conflicts=[_overlapping(one) for one in club.conflicts(items.values(), spare)],
        areas=_areas(context, items.values()),
        undated=list(found.undated),
        unpriced=list(found.unpriced),
        beyond=list(found.beyond),
        positions=[PositionGiven.made_of(one) for one in positions],
    )
    shown = (
        one.body
        for item in items.values()
        for one in item.shares
        if one.is_shown and one.body != reader.organisation
    )
    return Seen(made, frozenset(shown))


def _items(
    context: ReadContext,
    rows: Mapping[UUID, Row],
    shares: Mapping[UUID, Sequence[Row]],
    bodies: Mapping[UUID, Sequence[Row]],
    places: Mapping[UUID, list[dict[str, Any]]],
    positions: Sequence[Row],
    room: Mapping[str, float],
) -> dict[UUID, Item]:
    """Each opportunity as the plan looks at it."""
    latest = {one["opportunity_id"]: one for one in positions}
    pairs = {
        key: (str(row["guest_occupation_id"]), str(one["property_id"]))
        for key, row in rows.items()
        for one in places.get(key, ())
        if row["guest_occupation_id"] is not None and one["part"] == Part.HOST
    }
    estimates = _estimates(context, {pairs[key] for key in pairs if rows[key]["stage"] in ONWARD})
    found = {}
    for key, row in rows.items():
        given, guest = latest.get(key, {}), row["guest_occupation_id"]
        found[key] = Item(
            number=row["number"],
            title=title_of(dict(row), places.get(key, [])),
            stage=Stage(row["stage"]),
            bodies=tuple(one["organisation_code"] for one in bodies.get(key, ())),
            first_saving_on=row["first_saving_on"],
            one_off_gbp=row["one_off_gbp"],
            shares=tuple(_share(context, one) for one in shares.get(key, ())),
            estimate_gbp_pa=estimates.get(pairs.get(key, ("", ""))),
            places=tuple(
                Place(
                    str(one["property_id"]),
                    fit_name(one["name"], one["property_id"]),
                    Part(one["part"]),
                )
                for one in places.get(key, ())
            ),
            guest=None if guest is None else str(guest),
            need_m2=None if guest is None else room.get(str(guest)),
            position=given.get("position"),
            placed=given.get("sequence", 0),
        )
    return found


def _share(context: ReadContext, row: Row) -> Share:
    """In the money of the answer; figures of a year that the price index does not tell of are as
    if they were not shown."""
    assumptions, of = context.assumptions, row["price_base"]
    if not assumptions.price_index.covers(of):
        return Share(row["organisation_code"], None, None)
    factor = assumptions.to_base(of)

    def restated(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else penny(amount * factor)

    figures = (restated(row.get(name)) for name in ("saving_gbp_pa", "one_off_gbp"))
    return Share(row["organisation_code"], *figures)


def _is_restated(context: ReadContext, shares: Sequence[Row]) -> bool:
    """Whether a split that is shown whole is of another year's money than the answer."""
    index, base = context.assumptions.price_index, context.assumptions.price_base
    return any(one["price_base"] != base and bool(index.numbers) for one in shares)


def _estimates(context: ReadContext, pairs: set[tuple[str, str]]) -> dict[tuple[str, str], Decimal]:
    """What the list of candidates has for each pair, GBP a year to £1,000."""
    if not pairs:
        return {}
    frame = estate_wide.candidates(context, with_rejected=True).found
    frame = frame[frame["guest_occupation_id"].isin({guest for guest, _ in pairs})]
    columns = (frame[name] for name in ("guest_occupation_id", "host_property_id", "saving_gbp_pa"))
    found = {}
    for guest, host, saving in zip(*columns, strict=True):
        if (guest, host) in pairs and not is_null(saving):
            steps = round(Decimal(repr(float(saving))) / _BANDED_STEP)
            found[guest, host] = steps * _BANDED_STEP
    return found


def _room(context: ReadContext) -> tuple[dict[str, float], dict[str, float]]:
    """Room in m² NIA, where it is known: what each occupation needs, and what each property has to
    spare."""
    estate, assumptions = estate_wide.whole_estate(context), context.assumptions
    needed = needs(estate.occupations, estate.organisations, assumptions)
    spare = spare_space(estate.properties, estate.occupations, needed, assumptions)["spare_m2"]
    first, second = (
        {str(key): float(value) for key, value in each.dropna().items()} for each in (needed, spare)
    )
    return first, second


def _opportunities(
    rows: Mapping[UUID, Row],
    items: Mapping[UUID, Item],
    bodies: Mapping[UUID, Sequence[Row]],
    found: PlanOverYears,
) -> list[Scheduled]:
    keys = {one.number: key for key, one in items.items()}
    order = [one.number for one in club.in_order(items.values())]
    ranks = {number: rank for rank, number in enumerate(order, start=1)}
    ended = sorted((one for one in items.values() if one.number not in ranks), key=_delivered_first)
    return [
        _scheduled(rows[keys[n]], items[keys[n]], bodies.get(keys[n], ()), found, ranks.get(n))
        for n in [*order, *(one.number for one in ended)]
    ]


def _delivered_first(one: Item) -> tuple[bool, int]:
    return one.stage is not Stage.DELIVERED, one.number


def _scheduled(
    row: Row, one: Item, bodies: Sequence[Row], found: PlanOverYears, rank: int | None
) -> Scheduled:
    flow = found.items.get(one.number)
    return Scheduled(
        rank=rank,
        placed_by_hand=rank is not None and one.position is not None,
        id=row["opportunity_id"],
        number=one.number,
        title=one.title,
        page=f"/opportunities/{row['opportunity_id']}",
        stage=one.stage,
        stage_label=one.stage.words,
        track=None if row["track"] is None else Track(row["track"]),
        lead=Named(row["organisation_code"], row["lead"]),
        bodies=[Named(each["organisation_code"], each["name"]) for each in bodies],
        first_saving_on=one.first_saving_on,
        saving_gbp_pa=as_number(one.saving_gbp_pa),
        one_off_gbp=as_number(one.paid_once_gbp),
        rests_on=one.rests_on,
        peak_cash_gbp=None if flow is None else float(flow.peak_cash_gbp),
        savings_gbp=[] if flow is None else [float(value) for value in flow.saving_gbp],
    )


def _years(years: Iterable[int], flow: Flow) -> list[PlanYear]:
    columns = zip(
        years, flow.saving_gbp, flow.one_off_gbp, flow.net_gbp, flow.cumulative_gbp, strict=True
    )
    return [
        PlanYear(
            financial_year=club.year_words(year),
            saving_gbp=float(saving),
            one_off_gbp=float(once),
            net_gbp=float(net),
            cumulative_gbp=float(sum_),
        )
        for year, saving, once, net, sum_ in columns
    ]


def _bodies(found: PlanOverYears, names: Mapping[str, str]) -> list[BodyPlan]:
    rows = []
    for code, one in found.bodies.items():
        paid = sum(one.flow.one_off_gbp, Decimal(0))
        rows.append(
            BodyPlan(
                organisation=Named(code, names.get(code, code)),
                shown=one.shown,
                not_shown=one.not_shown,
                saving_gbp_pa=float(one.saving_gbp_pa) if one.shown else None,
                one_off_gbp=float(paid) if one.shown else None,
                peak_cash_gbp=float(one.flow.peak_cash_gbp) if one.shown else None,
                years=_years(found.years, one.flow) if one.shown else [],
            )
        )
    return sorted(rows, key=lambda one: one.organisation.name)


def _overlapping(one: Conflict) -> Overlapping:
    return Overlapping(
        kind=one.kind,
        numbers=list(one.numbers),
        property_id=one.property_id,
        place=one.place,
        need_m2=None if one.need_m2 is None else round(one.need_m2),
        spare_m2=None if one.spare_m2 is None else round(one.spare_m2),
        words=one.words,
    )


def _areas(context: ReadContext, items: Iterable[Item]) -> list[AreaEffect]:
    """Areas of need in which a place of an opportunity or of a kept case stands."""
    counted = [one for one in items if one.stage in ONWARD]
    kept = kept_cases.listing(context.connection, context.reader)
    keys = {UUID(place.property_id) for one in counted for place in one.places}
    keys |= {one for row in kept for one in row["stands_at"]}
    inside = query.areas(context.connection, context.reader, keys) if keys else {}
    found = {one.area: one for one in club.by_area(counted, inside)}
    cases = _kept_by_area(kept, inside)
    return [
        _area(found.get(name) or OfArea(name, (), Decimal(0), 0), cases.get(name, []))
        for name in sorted(found.keys() | cases.keys())
    ]


def _kept_by_area(
    kept: Sequence[Row], inside: Mapping[str, Sequence[str]]
) -> dict[str, list[KeptInArea]]:
    """Each kept case once for each area in which a property that it hangs on stands."""
    found: dict[str, list[KeptInArea]] = {}
    for row in kept:
        places = (inside.get(str(one), ()) for one in row["stands_at"])
        for name in sorted({name for names in places for name in names}):
            one = KeptInArea.made_of(
                row,
                id=row["kept_case_id"],
                guest=row["guest_name"] or row["town"],
                host=row["host_name"],
                page=f"/cases/{row['kept_case_id']}",
            )
            found.setdefault(name, []).append(one)
    return found


def _area(one: OfArea, cases: list[KeptInArea]) -> AreaEffect:
    return AreaEffect(
        name=one.area,
        page=f"/opportunities/areas/{quote(one.area, safe='')}",
        numbers=list(one.numbers),
        kept_cases=cases,
        saving_gbp_pa=float(one.saving_gbp_pa) if one.priced else None,
        with_saving=one.priced,
    )
