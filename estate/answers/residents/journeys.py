"""Residents' journeys before and after some moves, as every door answers them.

The moves are a candidate's, those of a town's option, or hand-picked. Minutes are from where people
live to the nearest place of the same service; nothing here says that anything will be moved.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import numpy as np
from pydantic import Field

from estate.access.journeys_before_and_after import (
    NOT_KNOWN,
    QUANTILES,
    AccessPoint,
    NotLocated,
    Place,
    ServiceChange,
    Summary,
    groups_of,
)
from estate.access.limits import AccessLimit, keeps
from estate.access.travel import Basis, Mode
from estate.answers.answer import Answer, Named, answer
from estate.answers.residents.journeys_worked_out import Base, Found, Moved
from estate.codes import DISCLAIMER
from estate.colocation.plain_language import fit_name
from estate.colocation.public_services import function_words
from estate.rounding import longer_or_shorter, whole_minutes

MODE_WORDS = {
    Mode.WALK: "on foot",
    Mode.WHEELCHAIR: "by wheelchair",
    Mode.BUS: "by bus",
    Mode.CAR: "by car",
}
#: So many places without minutes are named; the JSON has all.
MOST_NAMED = 20
#: Beside OSRM in Rutland, each at its own speeds (docs/methods/travel-times.md).
ENGINES_DIFFER = (
    "A second method on the same roads gave journey times that differed by 3% to 4% at the median. "
    "The difference between before and after is more reliable than either time."
)
GROUP_WORDS = {"decile": "deprivation", "age": "age", "disability": "disability"}


@answer
class JourneyBasis(Answer):
    """What minutes rest on: how people travel, engine, profile, speed, and days and licence of the
    data; ``synthetic``: roads or timetable are made up."""

    mode: Mode
    words: str
    engine: str
    profile: str
    speed: str
    network_date: date | None
    timetable_date: date | None
    licence: str | None
    synthetic: bool


@answer
class ReachWithin(Answer):
    """Residents within so many minutes: before, after, who gain that, who lose it."""

    minutes: int
    before: float
    after: float
    gained: float
    lost: float


@answer
class BadDayJourneys(Answer):
    """By bus on a bad day, the 95th percentile of the window of arrivals: of the compared, those
    who have a way then before and after, and their means."""

    compared: float
    mean_before_min: float | None
    mean_after_min: float | None


@answer
class JourneySummary(Answer):
    """Some residents' journeys. Means and quantiles are of the ``compared``: those whose journey is
    known before and after. ``lost_reach`` have a way only before, ``gained_reach`` only after,
    ``out_of_reach`` at neither time; of ``not_known`` an end is off the network."""

    people: float
    compared: float
    lost_reach: float
    gained_reach: float
    out_of_reach: float
    not_known: float
    total_before_min: float
    total_after_min: float
    mean_before_min: float | None
    mean_after_min: float | None
    change_min: float | None
    median_before_min: float | None
    median_after_min: float | None
    p90_before_min: float | None
    p90_after_min: float | None
    longer: float
    shorter: float
    within: list[ReachWithin]
    bad_day: Annotated[
        BadDayJourneys | None, Field(description="by bus; null by ways without a timetable")
    ]


@answer
class GroupJourneys(Answer):
    """The same of one group: ``kind`` is decile (1 = most deprived), age or disability."""

    kind: str
    group: str
    words: str
    summary: JourneySummary


@answer
class PlaceJourney(Answer):
    """One place: minutes are null where there is no way or it is not known; ``words`` say which."""

    name: str
    people: float
    before_min: float | None
    after_min: float | None
    longer_min: float | None
    slow_before_min: Annotated[
        float | None, Field(description="by bus: the 95th percentile; null by other ways")
    ]
    slow_after_min: float | None
    words: str


@answer
class NotLocatedPlace(Answer):
    """A place that stands in no figure, and how far it lies from the nearest street."""

    name: str
    metres: Annotated[float | None, Field(description="null: its location is not on record")]
    people: Annotated[float | None, Field(description="of an area; null of a place of a service")]


@answer
class ByMode(Answer):
    """One service by one way of travelling."""

    basis: JourneyBasis
    whole: JourneySummary
    groups: list[GroupJourneys]
    hit_worst: list[PlaceJourney]
    need_areas: list[PlaceJourney]
    not_located: Annotated[
        list[NotLocatedPlace], Field(description="places of the service that stand in no figure")
    ]
    areas_not_located: Annotated[
        list[NotLocatedPlace], Field(description="areas of residents that stand in no mean")
    ]


@answer
class ServicePlace(Answer):
    """A place where a service is delivered."""

    property_id: str
    name: str


@answer
class ServiceJourneys(Answer):
    """A service that would be delivered elsewhere."""

    key: str
    name: str
    before: list[ServicePlace]
    after: list[ServicePlace]
    limit_mode: Annotated[Mode, Field(description="by which way of travelling its limit holds")]
    within_limit: Annotated[
        bool | None,
        Field(
            description="whether it keeps to the limit of town plans by that way alone; null: "
            "nothing to compare"
        ),
    ]
    by_mode: list[ByMode]


@answer
class JourneyMove(Answer):
    """One move; ``visited``: whether the public comes there."""

    occupation_id: str
    organisation: Named
    service: str
    leaves: ServicePlace
    host: ServicePlace
    visited: bool


@answer
class Journeys(Answer):
    """Residents' journeys before and after some moves."""

    moves: list[JourneyMove]
    sentence: str
    services: list[ServiceJourneys]
    residents: Annotated[str, Field(description="where people are taken to live, and how many")]
    catchment_m: float
    not_told: Annotated[
        list[str],
        Field(description="what is not loaded, and places off the network: so not told"),
    ]
    reader: str
    disclaimer: str


def told(found: Found) -> Journeys:
    """The answer about them."""
    base = found.base
    by_service: dict[str, list[ByMode]] = {one.key: [] for one in found.services}
    limit_mode, kept_to = limit_mode_of(base.modes), dict[str, bool | None]()
    for whole, need in zip(found.changes, found.of_need, strict=True):
        by_service[whole.service.key].append(by_mode(whole, need))
        if whole.mode is limit_mode:
            kept_to[whole.service.key] = _within(base.limit, whole, need)
    services = [
        ServiceJourneys(
            key=one.key,
            name=one.name,
            before=_places(one.before),
            after=_places(one.after),
            limit_mode=limit_mode,
            within_limit=kept_to[one.key],
            by_mode=by_service[one.key],
        )
        for one in found.services
    ]
    return Journeys(
        moves=[_move(found, one) for one in found.moves],
        sentence=_sentence(services),
        services=services,
        residents=base.residents.words,
        catchment_m=base.catchment_m,
        not_told=[*not_told(base), *off_network_words(services)],
        reader=base.reader,
        disclaimer=DISCLAIMER,
    )


def _move(found: Found, one: Moved) -> JourneyMove:
    estate, names = found.base.estate, found.names
    row = estate.occupations.loc[one.occupation]
    code, home = str(row["organisation"]), str(row["property_id"])
    return JourneyMove(
        occupation_id=one.occupation,
        organisation=Named(code, names.get(code, code)),
        service=function_words(row["service_function"]),
        leaves=ServicePlace(property_id=home, name=names[home]),
        host=ServicePlace(property_id=one.host, name=names[one.host]),
        visited=one.occupation in found.base.users.index,
    )


def _places(points: Sequence[AccessPoint]) -> list[ServicePlace]:
    return [ServicePlace(property_id=one.key, name=one.name) for one in points]


def limit_mode_of(modes: Sequence[Mode]) -> Mode:
    """By which way a service's limit holds: on foot, where there are minutes on foot. One way, and
    named: a mean of ten minutes on foot and of four by car would make two limits of one."""
    return Mode.WALK if Mode.WALK in modes else modes[0]


def _within(limit: AccessLimit, whole: ServiceChange, need: ServiceChange) -> bool | None:
    """The rule of a town's plans (``access.limits``), on the minutes of one way of travelling."""
    return keeps(
        limit,
        (whole.before_min, whole.after_min, whole.people),
        (need.before_min, need.after_min, need.people),
    )


def by_mode(whole: ServiceChange, need: ServiceChange) -> ByMode:
    """One service by one way of travelling as it is told; ``need``: the same of areas of need."""
    return ByMode(
        basis=basis_of(whole.mode, whole.basis),
        whole=summary_of(whole.whole),
        groups=[
            GroupJourneys(
                kind=kind,
                group=name,
                words=group_words(kind, name),
                summary=summary_of(part),
            )
            for kind, name, part in whole.groups()
        ],
        hit_worst=[place_of(one) for one in whole.worst()],
        need_areas=[place_of(need.place(at)) for at in need.counted.nonzero()[0].tolist()],
        not_located=[_not_located(one) for one in whole.not_located],
        areas_not_located=[_not_located(one) for one in whole.zones_not_located],
    )


def _not_located(one: NotLocated) -> NotLocatedPlace:
    return NotLocatedPlace(
        name=fit_name(one.name, "a place"),
        metres=None if one.metres is None else float(round(one.metres)),
        people=None if one.people is None else round(one.people, 1),
    )


def basis_of(mode: Mode, basis: Basis) -> JourneyBasis:
    """What minutes rest on, with one line that stands beside figures."""
    dates = [
        f"{what} of {day.day} {day:%B %Y}"
        for what, day in (("roads", basis.network_date), ("timetable", basis.timetable_date))
        if day is not None
    ]
    parts = [MODE_WORDS[mode], basis.speed, *dates]
    if basis.synthetic:
        parts.append("made-up roads")
    return JourneyBasis(
        mode=mode,
        words=f"{', '.join(parts)} ({f'{basis.engine} {basis.profile}'.strip()})",
        engine=basis.engine,
        profile=basis.profile,
        speed=basis.speed,
        network_date=basis.network_date,
        timetable_date=basis.timetable_date,
        licence=basis.licence,
        synthetic=basis.synthetic,
    )


def summary_of(found: Summary) -> JourneySummary:
    """Figures as they are sent: minutes to a hundredth, people to a tenth."""
    at = [QUANTILES.index(one) for one in (0.5, 0.9)]
    median_before, p90_before = (found.quantiles_before_min[one] for one in at)
    median_after, p90_after = (found.quantiles_after_min[one] for one in at)
    names = (
        "people",
        "compared",
        "lost_reach",
        "gained_reach",
        "out_of_reach",
        "not_known",
        "longer",
        "shorter",
        "total_before_min",
        "total_after_min",
    )
    return JourneySummary(
        **{name: round(getattr(found, name), 1) for name in names},
        mean_before_min=_minutes(found.mean_before_min),
        mean_after_min=_minutes(found.mean_after_min),
        change_min=_minutes(found.change_min),
        median_before_min=_minutes(median_before),
        median_after_min=_minutes(median_after),
        p90_before_min=_minutes(p90_before),
        p90_after_min=_minutes(p90_after),
        within=[
            ReachWithin(
                minutes=one.minutes,
                before=round(one.before, 1),
                after=round(one.after, 1),
                gained=round(one.gained, 1),
                lost=round(one.lost, 1),
            )
            for one in found.within
        ],
        bad_day=None
        if (slow := found.bad_day) is None
        else BadDayJourneys(
            compared=round(slow.compared, 1),
            mean_before_min=_minutes(slow.mean_before_min),
            mean_after_min=_minutes(slow.mean_after_min),
        ),
    )


def _minutes(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(value, 2) + 0.0


def place_of(one: Place) -> PlaceJourney:
    """One place as it is told."""
    before, after = _minutes(one.before_min), _minutes(one.after_min)
    return PlaceJourney(
        name=fit_name(one.name, "an area"),
        people=round(one.people, 1),
        before_min=before,
        after_min=after,
        longer_min=None if before is None or after is None else round(after - before, 2) + 0.0,
        slow_before_min=_minutes(one.slow_before_min),
        slow_after_min=_minutes(one.slow_after_min),
        words=_change_words(one),
    )


def _change_words(one: Place) -> str:
    if np.isnan(one.before_min) or np.isnan(one.after_min):
        return "not known"
    if np.isinf(one.after_min):
        return "no way at either time" if np.isinf(one.before_min) else "no way any more"
    if np.isinf(one.before_min):
        return "no way before, one after"
    return longer_or_shorter(one.after_min - one.before_min)


def group_words(kind: str, name: str) -> str:
    """A group of residents as a table names it."""
    if name == NOT_KNOWN:
        return f"{GROUP_WORDS[kind]} not known"
    if kind == "decile":
        ends = {"1": " (most deprived)", "10": " (least deprived)"}
        return f"tenth {name} of areas by deprivation{ends.get(name, '')}"
    return {"under 16": "aged under 16", "16 to 64": "aged 16 to 64"}.get(
        name, "aged 65 and over" if kind == "age" else name
    )


def not_told(base: Base) -> list[str]:
    """Groups and ways of travelling for which nothing is loaded."""
    kinds = groups_of(base.residents.zones)
    missing = [
        f"Journeys by {words} are not told: no counts are loaded."
        for kind, words in GROUP_WORDS.items()
        if set(kinds.get(kind, {})) <= {NOT_KNOWN}
    ]
    absent = [MODE_WORDS[mode] for mode in Mode if mode not in base.modes]
    if absent:
        missing.append(f"No journeys {' or '.join(absent)} are told: no network for them here.")
    return missing


def off_network_words(services: Sequence[ServiceJourneys]) -> list[str]:
    """Each place and area that stands in no figure, with its metres; the first of many."""
    told = dict.fromkeys(
        f"{_with_people(one)} {'has' if one.people is None else 'have'} no minutes "
        f"{MODE_WORDS[mode.basis.mode]}: {_how_far(one)}."
        for service in services
        for mode in service.by_mode
        for one in (*mode.not_located, *mode.areas_not_located)
    )
    said, more = list(told)[:MOST_NAMED], len(told) - MOST_NAMED
    return [*said, f"{more:,} more places have no minutes."] if more > 0 else said


def _with_people(one: NotLocatedPlace) -> str:
    return one.name if one.people is None else f"{one.people:,.0f} people of {one.name}"


def _how_far(one: NotLocatedPlace) -> str:
    if one.metres is None:
        return "its location is not on record"
    return f"{one.metres:,.0f} m from the nearest street that may be used"


def _sentence(services: Sequence[ServiceJourneys]) -> str:
    """In short, by the first way of travelling that there is: on foot."""
    if not services:
        return (
            "No service that the public visits would move, so residents’ journeys would not change."
        )
    told = []
    for one in services:
        first = one.by_mode[0]
        told.append(f"{one.name}: {_in_short(first)}")
    return "; ".join(told[:3]) + (f"; and {len(told) - 3} more." if len(told) > 3 else ".")


def _in_short(one: ByMode) -> str:
    whole, how = one.whole, MODE_WORDS[one.basis.mode]
    if whole.change_min is None:
        return f"no journey {how} can be compared"
    lost = f", and {whole.lost_reach:,.0f} people would lose their way" if whole.lost_reach else ""
    return (
        f"the mean journey {how}, {whole_minutes(whole.mean_before_min or 0.0)} today, would be "
        f"{longer_or_shorter(whole.change_min)}{lost}"
    )
