"""Need: services with a gap, hot spots, and where a hub of several bodies would serve most, as one
reader may see it.

Nothing here says that a service will be moved or a hub be opened: it says how far people live from
what is on record today.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from estate.access.speeds import OFF_NETWORK_M
from estate.access.travel import Mode
from estate.answers import estate_wide
from estate.answers.answer import Answer, Coded, Named, answer
from estate.answers.context import ReadContext
from estate.answers.need.choice import Narrowed, NeedChoice, chosen
from estate.answers.residents.journeys import JourneyBasis, NotLocatedPlace, basis_of
from estate.answers.residents.mobile import spots, stops
from estate.answers.residents.small_areas import residents
from estate.arrays import Bools, Floats
from estate.capacity import needs
from estate.codes import DISCLAIMER, SCHOOL_TYPES, Rating, ServiceFunction, UseClass
from estate.colocation import gates
from estate.colocation.plain_language import fit_name
from estate.colocation.public_services import visited
from estate.errors import BadQuestion
from estate.frames import Estate, is_null
from estate.need import channels, gaps, hubs
from estate.need.channels import OfChannel
from estate.need.gaps import ServiceGap
from estate.need.hubs import HubsBy
from estate.register import visibility as v
from estate.register.queries import published as query
from estate.space import host_conditions

#: Kinds of building that a hub of the public may stand in, beside schools that could.
_HUB_CLASSES = (UseClass.PUBLIC_ACCESS.value, UseClass.OFFICE_ADMIN.value)
#: So long the programme may look for better places.
_SECONDS = 8.0
_ALL = Narrowed()


class Need:
    """What every answer about need is worked out from, once; narrowed to one service or some areas
    where somebody asks about these alone."""

    def __init__(
        self, context: ReadContext, mode: Mode, within: float, only: Narrowed = _ALL
    ) -> None:
        v.demand(context.reader, v.Level.CLUB, "need", of_own=True)
        if mode not in context.travel.modes:
            raise BadQuestion(f"There are no travel times by {mode} here: no timetable is loaded.")
        self.context, self.mode, self.within = context, mode, within
        self.estate: Estate = estate_wide.whole_estate(context)
        self.everywhere = residents(context).areas
        self.mobile = stops(context)
        every = visited(self.estate)
        named = every["service_function"].notna() & every["service_function"].ne(
            ServiceFunction.OTHER.value
        )
        self.users = every[named]
        self.given = self._given()
        self.choice = chosen(context, only, self.given)
        if self.choice.service is not None:
            self.users = self.users[self.users["service_function"].eq(self.choice.service.code)]
        self.visited = every.index
        self.places = sorted(set(self.users["property_id"].astype(str)))
        self._inside = self._chosen_areas()
        self.areas = self.everywhere[self._inside]
        self.minutes = self.to(self.places)

    def _given(self) -> list[str]:
        """Codes of the services that are given anywhere, at a place or by a mobile service."""
        by_stops = {one.function.code for one in self.mobile} - {ServiceFunction.OTHER.value}
        return sorted({*self.users["service_function"].astype(str), *by_stops})

    def _chosen_areas(self) -> Bools:
        """Which of all small areas the question is about."""
        if self.choice.areas is None:
            return np.ones(len(self.everywhere), dtype=bool)
        codes = {code for one in self.choice.areas for code in one.codes}
        return np.asarray(self.everywhere.index.astype(str).isin(codes), dtype=bool)

    def to(self, places: list[str]) -> Floats:
        """Minutes from each area to each property; kept for the question's reader and network."""
        rows = self.estate.properties.loc[places, ["easting", "northing"]].to_numpy(dtype=float)
        context = self.context
        key = (
            "need minutes",
            context.version,
            context.reader.edition,
            context.travel.key,
            self.mode,
            tuple(places),
        )
        every: Floats = context.cache.once(
            key, lambda: context.travel.minutes(self._origins(), rows, self.mode)
        )
        return every[self._inside]

    def slow_to(self, places: list[str]) -> Floats:
        """By bus, minutes from each area to the nearest of some properties on a bad day; NaN by
        other ways, which have no timetable."""
        if self.mode is not Mode.BUS or not places:
            return np.full(len(self.areas), np.nan)
        rows = self.estate.properties.loc[places, ["easting", "northing"]].to_numpy(dtype=float)
        origins = self._origins()[self._inside]
        each = self.context.travel.slow_minutes(origins, rows, self.mode)
        return np.asarray(np.where(np.isnan(each), np.inf, each).min(axis=1))

    def _origins(self) -> Floats:
        return self.everywhere[["easting", "northing"]].to_numpy(dtype=float)

    @cached_property
    def area_of(self) -> Mapping[str, str]:
        """Property → code of the small area that it stands in."""
        return query.of_points(self.context.connection)

    def stands_inside(self, property_ids: "pd.Series[str]") -> Bools:
        """Which properties stand in the areas that the question is about."""
        if self.choice.areas is None:
            return np.ones(len(property_ids), dtype=bool)
        found = property_ids.astype(str).map(self.area_of).isin(self.areas.index.astype(str))
        return found.to_numpy(dtype=bool)

    @cached_property
    def services(self) -> dict[str, list[str]]:
        """Service → the properties at which it is given, by code of the service."""
        found = self.users.groupby("service_function", sort=True)["property_id"]
        given: dict[str, list[str]] = {name: [] for name in self.stops}
        return given | {str(name): sorted(set(rows.astype(str))) for name, rows in found}

    @cached_property
    def stops(self) -> dict[str, list[int]]:
        """Service → positions of the stops at which a mobile service gives it."""
        given: dict[str, list[int]] = {}
        for at, one in enumerate(self.mobile):
            if one.function.code != ServiceFunction.OTHER and self._counts(one.function.code):
                given.setdefault(one.function.code, []).append(at)
        return given

    def stops_inside(self, service: str) -> int:
        """How many stops of a service lie in the areas that the question is about."""
        given = self.stops.get(service, ())
        if self.choice.areas is None:
            return len(given)
        return sum(self.mobile[at].area_code in self.areas.index for at in given)

    def _counts(self, service: object) -> bool:
        return self.choice.service is None or service == self.choice.service.code

    @cached_property
    def stop_minutes(self) -> Floats:
        """Minutes from each area to each stop."""
        context = self.context
        key = ("stop minutes", context.version, context.travel.key, self.mode)
        every: Floats = context.cache.once(
            key, lambda: context.travel.minutes(self._origins(), spots(self.mobile), self.mode)
        )
        return every[self._inside]

    @cached_property
    def gaps(self) -> list[ServiceGap]:
        """Of every service that is given anywhere."""
        at = {place: position for position, place in enumerate(self.places)}
        return [
            gaps.gap(name, self.areas, self.minutes, [at[one] for one in places], self.within)
            for name, places in self.services.items()
        ]

    def channels(self) -> tuple[OfChannel, ...]:
        """Access points by channel, with what their reader may see of them."""
        context, estate = self.context, self.estate
        room = needs(estate.occupations, estate.organisations, context.assumptions)
        found = channels.points(estate, self.visited, estate_wide.property_costs(context), room)
        users = estate.occupations.loc[found.index]
        counts = users["service_function"].map(self._counts).to_numpy(dtype=bool)
        return channels.by_channel(found[counts & self.stands_inside(users["property_id"])])

    def not_located(self) -> list[NotLocatedPlace]:
        """Areas and places that have no location, or lie off the network, with their metres."""
        rows = self.estate.properties.loc[self.places]
        peopled = self.areas[self.areas["people"].gt(0)]
        told: list[tuple[str, float | None]] = [
            *zip(peopled["name"].astype(str), peopled["people"].astype(float), strict=True),
            *((str(name), None) for name in rows["name"]),
        ]
        spots = pd.concat([peopled, rows])[["easting", "northing"]].to_numpy(dtype=float)
        if not len(spots):
            return []
        off = self.context.travel.off_network_m(spots, self.mode)
        return [
            NotLocatedPlace(
                name=fit_name(name, "a place"),
                metres=None if np.isnan(metres) else float(round(metres)),
                people=people,
            )
            for (name, people), metres in zip(told, off.tolist(), strict=True)
            if np.isnan(metres) or metres > OFF_NETWORK_M
        ]

    def name(self, property_id: str) -> str:
        """The name of a property."""
        return str(self.estate.properties.at[property_id, "name"])


@answer
class StopWithin(Answer):
    """A stop of a mobile service within the same minutes of an area that has no place within them:
    there on its days alone."""

    service: str
    stop: str
    when: str
    minutes: float


@answer
class GapArea(Answer):
    """An area from which every place of a service lies too far; with the stops of a mobile one
    within reach, the nearest first."""

    code: str
    name: str
    people: float
    imd_decile: int | None
    minutes: Annotated[float | None, Field(description="to the nearest; null: no way to any")]
    slow_minutes: Annotated[
        float | None,
        Field(
            description="by bus: the 95th percentile to the nearest; null by other ways, or none"
        ),
    ]
    nearest: str | None
    mobile: list[StopWithin]


@answer
class HangingPlace(Answer):
    """The only place of a service within reach of some people; with what its owner has rated it."""

    property_id: str
    name: str
    people: float
    areas: int
    availability: Coded | None
    at_risk: Annotated[
        bool, Field(description="its owner has rated it open to change, or declared it surplus")
    ]


@answer
class ServiceNeed(Answer):
    """One service: who has none within reach, and what hangs on a single place."""

    service: Coded
    places: Annotated[int, Field(description="where it is given: of chosen areas, in these")]
    people_without: float
    people_mobile_only: Annotated[
        float,
        Field(description="of people_without: within reach of a stop of a mobile service alone"),
    ]
    mobile_stops: int
    people_within: float
    people_not_known: float
    people_without_on_a_bad_day: Annotated[
        float | None,
        Field(
            description="by bus: people too far by the 95th percentile of the window of arrivals; "
            "null by other ways"
        ),
    ]
    people_without_most_deprived: float
    people_on_one_place: float
    people_at_risk: Annotated[
        float, Field(description="whose only place within reach is open to change")
    ]
    in_most_deprived: Annotated[int, Field(description="places in the 30 % most deprived areas")]
    in_others: int
    decile_not_known: int
    areas: list[GapArea]
    hanging: list[HangingPlace]


@answer
class HotSpot(Answer):
    """One of the most deprived areas that lack services within reach."""

    code: str
    name: str
    people: float
    imd_decile: int
    lacks: list[Coded]


@answer
class ChannelPoints(Answer):
    """Access points of one channel, with the staff and premises cost of those of which they are
    known to the reader."""

    channel: Coded
    points: Annotated[int, Field(description="each one body’s service at one place")]
    fte: Annotated[float | None, Field(description="full-time equivalents; null: none known")]
    points_with_fte: int
    premises_gbp_pa: Annotated[float | None, Field(description="to £1,000, at the price base")]
    points_with_cost: int
    gbp_pa_per_point: Annotated[float | None, Field(description="of points whose cost is known")]
    gbp_pa_per_fte: Annotated[float | None, Field(description="of points with both known")]


@answer
class NeedFound(Answer):
    """Services, those with the largest gap first, hot spots, and access points by channel."""

    within_minutes: float
    choice: NeedChoice
    basis: JourneyBasis
    areas: int
    people: float
    services_given: Annotated[
        list[Coded], Field(description="what can be asked about alone; whatever was chosen")
    ]
    services: list[ServiceNeed]
    hot_spots: list[HotSpot]
    channels: list[ChannelPoints]
    not_located: Annotated[
        list[NotLocatedPlace],
        Field(description="areas (with their people) and places that have no minutes"),
    ]
    price_base: str
    synthetic: bool
    reader: str
    disclaimer: str


@answer
class Missed(Answer):
    """A service that so many people have not within reach."""

    service: Coded
    people: float


@answer
class SuggestedHub(Answer):
    """A place at which a hub would serve many; who is there today, and what is too far for the
    people around it."""

    property_id: str
    name: str
    organisation: Named
    town: str | None
    use_class: Coded
    people: float
    people_within: float
    there_today: list[Named]
    could_bring: Annotated[
        list[Missed],
        Field(description="services that people within reach of it have not within reach"),
    ]
    is_school: bool
    conditions: Annotated[str | None, Field(description="of a school as host, as on record")]


@answer
class HubsFound(Answer):
    """The places that serve most, and how sure it is that no others serve more."""

    within_minutes: float
    choice: NeedChoice
    by: HubsBy
    basis: JourneyBasis
    weighed_by: str
    places_that_could: int
    people: float
    people_within: float
    share_within: float
    total_minutes: float
    bound: Annotated[float, Field(description="people within reach, or minutes, of any choice")]
    proved: bool
    people_not_reached: float
    hubs: list[SuggestedHub]
    synthetic: bool
    reader: str
    disclaimer: str


def need(
    context: ReadContext, *, within: float = 20.0, mode: Mode = Mode.WALK, only: Narrowed = _ALL
) -> NeedFound:
    """Which services have a gap. ``within``: minutes. ``only``: what the answer is about alone.
    ``NotAllowed`` for who is not of the club; ``BadQuestion`` for a mode, a service or an area that
    there is not."""
    base = Need(context, mode, within, only)
    found = base.gaps
    told = [_service(base, one) for one in found]
    names = base.areas["name"]
    return NeedFound(
        within_minutes=within,
        choice=base.choice,
        basis=basis_of(mode, context.travel.basis(mode)),
        areas=len(base.areas),
        people=float(base.areas["people"].sum()),
        services_given=sorted(map(Coded.of, base.given), key=lambda one: one.label),
        services=sorted(told, key=lambda one: (-one.people_without, one.service.label)),
        hot_spots=[
            HotSpot(
                code=one.code,
                name=str(names[one.code]),
                people=round(one.people),
                imd_decile=one.decile,
                lacks=[Coded.of(service) for service in one.services],
            )
            for one in gaps.hot_spots(base.areas, found)
        ],
        channels=[_channel(one) for one in base.channels()],
        not_located=base.not_located(),
        price_base=context.assumptions.price_base,
        synthetic=bool(base.areas["synthetic"].eq(True).any()),
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def _channel(one: OfChannel) -> ChannelPoints:
    return ChannelPoints(
        channel=Coded.of(one.channel.value),
        points=one.points,
        fte=_to(0.1, one.fte),
        points_with_fte=one.points_with_fte,
        premises_gbp_pa=_to(1_000.0, one.cost_gbp_pa),
        points_with_cost=one.points_with_cost,
        gbp_pa_per_point=_to(100.0, one.gbp_pa_per_point),
        gbp_pa_per_fte=_to(100.0, one.gbp_pa_per_fte),
    )


def _to(step: float, amount: float | None) -> float | None:
    return None if amount is None else round(round(amount / step) * step, 1)


def _service(base: Need, one: ServiceGap) -> ServiceNeed:
    hanging = [_hanging(base, place) for place in one.hanging]
    places = base.services[one.service]
    here = pd.Series(places, dtype=object)[base.stands_inside(pd.Series(places, dtype=object))]
    deprived = gaps.in_deprived(here.tolist(), base.area_of, base.areas)
    near = _stops_near(base, one)
    by_area = base.slow_to(places)
    slow = dict(zip(base.areas.index.astype(str), by_area.tolist(), strict=True))
    return ServiceNeed(
        service=Coded.of(one.service),
        places=deprived.places,
        people_without=round(one.people),
        people_mobile_only=round(sum(area.people for area in one.areas if area.code in near)),
        mobile_stops=base.stops_inside(one.service),
        people_within=round(one.people_within),
        people_not_known=round(one.people_not_known),
        people_without_on_a_bad_day=_on_a_bad_day(base, one, by_area),
        people_without_most_deprived=round(one.people_most_deprived),
        people_on_one_place=round(sum(place.people for place in one.hanging)),
        people_at_risk=round(sum(place.people for place in hanging if place.at_risk)),
        in_most_deprived=deprived.most_deprived,
        in_others=deprived.others,
        decile_not_known=deprived.not_known,
        areas=[_area(base, area, near.get(area.code, []), slow[area.code]) for area in one.areas],
        hanging=hanging,
    )


def _on_a_bad_day(base: Need, one: ServiceGap, slow: Floats) -> float | None:
    """Who is too far then: those who are on most days, and those whom only a bad day keeps away."""
    if base.mode is not Mode.BUS:
        return None
    people = base.areas["people"].fillna(0.0).to_numpy(dtype=float)
    without = base.areas.index.astype(str).isin([area.code for area in one.areas])
    at = [base.places.index(place) for place in base.services[one.service]]
    unknown = np.isnan(base.minutes[:, at]).all(axis=1) & bool(at)
    return round(float(people[(without | (slow > base.within)) & ~unknown].sum()))


def _stops_near(base: Need, one: ServiceGap) -> dict[str, list[StopWithin]]:
    """Code of each area of the gap that has a stop of the service within reach → those stops."""
    given = base.stops.get(one.service, [])
    if not given:
        return {}
    minutes = base.stop_minutes[:, given]
    codes = [str(code) for code in base.areas.index]
    row_of = {code: at for at, code in enumerate(codes)}
    found = gaps.stops_within([area.code for area in one.areas], codes, minutes, base.within)
    return {
        code: [
            StopWithin.made_of(
                base.mobile[given[at]], minutes=round(float(minutes[row_of[code], at]), 1)
            )
            for at in near
        ]
        for code, near in found.items()
    }


def _area(base: Need, one: gaps.AreaGap, near: list[StopWithin], slow: float) -> GapArea:
    decile = base.areas.at[one.code, "imd_decile"]
    return GapArea(
        code=one.code,
        name=str(base.areas.at[one.code, "name"]),
        people=round(one.people),
        imd_decile=None if is_null(decile) else int(float(str(decile))),
        minutes=None if one.minutes is None else round(one.minutes, 1),
        slow_minutes=round(slow, 1) if np.isfinite(slow) else None,
        nearest=None if one.nearest is None else base.name(base.places[one.nearest]),
        mobile=near,
    )


def _hanging(base: Need, one: gaps.HangsOn) -> HangingPlace:
    key = base.places[one.place]
    rating = base.estate.properties.at[key, "availability"]
    told = None if is_null(rating) else Coded.of(str(rating))
    return HangingPlace(
        property_id=key,
        name=base.name(key),
        people=round(one.people),
        areas=len(one.areas),
        availability=told,
        at_risk=told is not None and told.code in (Rating.AMBER, Rating.GREEN),
    )


def hubs_found(
    context: ReadContext,
    *,
    count: int = 4,
    within: float = 20.0,
    mode: Mode = Mode.WALK,
    by: HubsBy = HubsBy.COVERING,
    deprived: bool = False,
    only: Narrowed = _ALL,
) -> HubsFound:
    """Where ``count`` hubs would serve most people; ``deprived``: people of the 30 % most deprived
    areas alone count; ``only``: people of some areas alone, and what hubs could bring of one
    service. ``NotAllowed`` and ``BadQuestion`` as ``need``."""
    key = (
        "hubs",
        context.version,
        context.reader.edition,
        context.today,
        context.assumptions,
        context.travel.key,
        count,
        within,
        mode,
        by,
        deprived,
        only,
    )

    def make() -> HubsFound:
        return _hubs_found(Need(context, mode, within, only), count, by, deprived)

    return context.cache.once(key, make)


def _hubs_found(base: Need, count: int, by: HubsBy, deprived: bool) -> HubsFound:
    context, mode, within = base.context, base.mode, base.within
    if base.areas.empty:
        raise BadQuestion("No small areas are loaded yet: estate published import outlines …")
    sites = _could_host(base)
    weight = base.areas["people"].fillna(0.0)
    if deprived:
        weight = weight.where(base.areas["imd_decile"].le(gaps.MOST_DEPRIVED), 0.0)
    found = hubs.hubs(base.to(sites), weight.to_numpy(dtype=float), count, within, by, _SECONDS)
    return HubsFound(
        within_minutes=within,
        choice=base.choice,
        by=by,
        basis=basis_of(mode, context.travel.basis(mode)),
        weighed_by="people of the 30 % most deprived areas" if deprived else "people",
        places_that_could=len(sites),
        people=round(found.weight),
        people_within=round(found.covered),
        share_within=round(found.covered / found.weight, 4) if found.weight else 0.0,
        total_minutes=round(found.total_minutes),
        bound=round(found.bound),
        proved=found.proved,
        people_not_reached=round(found.not_reached),
        hubs=[_hub(base, sites, one) for one in found.hubs],
        synthetic=bool(base.areas["synthetic"].eq(True).any()),
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def _could_host(base: Need) -> list[str]:
    """Buildings for the public, offices, and schools whose owner has recorded that they could host
    in a zone of their own; open to sharing by their ratings."""
    places, assumptions = base.estate.properties, base.context.assumptions
    school = places["type_code"].isin(SCHOOL_TYPES)
    kind = places["use_class"].isin(_HUB_CLASSES) | school
    could = (
        kind.to_numpy(dtype=bool)
        & gates.open_to_either(places)
        & gates.may_host(places, include_unrated=False)
        & gates.zoned_hosts(places, assumptions)
    )
    found = sorted(places.index[could].astype(str))
    if not found:
        raise BadQuestion("No place is on record that could host a hub.")
    return found


def _hub(base: Need, sites: list[str], one: hubs.Hub) -> SuggestedHub:
    key = sites[one.site]
    row = base.estate.properties.loc[key]
    names = base.estate.organisations["name"]
    users = base.estate.occupations
    there = sorted(set(users.loc[users["property_id"].eq(key), "organisation"].dropna()))
    around = {str(base.areas.index[at]) for at in one.areas_within}
    school = row["type_code"] in SCHOOL_TYPES
    said = host_conditions.answers(row["host_conditions"])
    code = str(row["organisation"])
    return SuggestedHub(
        property_id=key,
        name=str(row["name"]),
        organisation=Named(code, str(names.get(code, code))),
        town=None if is_null(row["town"]) else str(row["town"]),
        use_class=Coded.of(str(row["use_class"])),
        people=round(one.weight),
        people_within=round(one.weight_within),
        there_today=[Named(each, str(names.get(each, each))) for each in there],
        could_bring=_missed(base, around),
        is_school=bool(school),
        conditions=host_conditions.sentence(said) if school else None,
    )


def _missed(base: Need, around: set[str]) -> list[Missed]:
    """Services that some people of these areas have not within reach, most people first."""
    found = []
    for one in base.gaps:
        people = sum(area.people for area in one.areas if area.code in around)
        if people > 0:
            found.append(Missed(service=Coded.of(one.service), people=round(people)))
    return sorted(found, key=lambda each: (-each.people, each.service.label))
