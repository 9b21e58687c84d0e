"""The consultation file: what would change for residents, of moves that their owners consult on.

It holds nothing but moves of which every owner has put a decision to consult on record, and no sum
of money. Places, minutes, people and the owners' own words are all that is in it.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

import numpy as np
import orjson
import pandas as pd
from pydantic import Field

from estate import frames
from estate.access.journeys_before_and_after import NOT_KNOWN, Place, groups_of, nearest_min
from estate.access.travel import LONGEST_MIN, Mode
from estate.answers import estate_wide
from estate.answers.answer import ABSENT, Answer, Line, Named, answer
from estate.answers.cases.kept_cases import opened
from estate.answers.context import ReadContext
from estate.answers.residents import journeys
from estate.answers.residents.journeys import (
    ENGINES_DIFFER,
    MODE_WORDS,
    PlaceJourney,
    ServiceJourneys,
)
from estate.answers.residents.journeys_worked_out import Base, Found, Moved, base_of, found_of
from estate.answers.residents.postcode import spot_of
from estate.answers.residents.small_areas import PublishedFile, files_used
from estate.club.consulting import (
    HELD_BACK,
    NOT_PUBLIC,
    ConsultedMove,
    figure_in,
    in_a_row,
    why_not,
)
from estate.club.kept_cases import TownQuestionKept
from estate.codes import DISCLAIMER, label
from estate.colocation.plain_language import fit_name
from estate.colocation.public_services import function_words, visited
from estate.errors import BadQuestion, NotFound
from estate.frames import is_null
from estate.quarters import day_words
from estate.register import visibility as v
from estate.register.queries import consulting as query
from estate.rounding import longer_or_shorter, whole_minutes

#: So many moves at most are in one file.
MOST_MOVES = 40
NO_LEGAL_CLAIM = (
    "This file does not say that a consultation meets any legal duty. That is for the bodies named "
    "in it, and for their own advice."
)
_OF_PLAN = (
    "This file is about moves of a plan for {town}. It names those moves alone of which every body "
    "concerned has decided to consult. Other moves of the plan are not named here, and no figure "
    "of this file counts them."
)
_HOW_HASHED = (
    "SHA-256 of the JSON of this file without its member sha256, keys in order, without spaces"
)


@dataclass(frozen=True)
class FileAsked:
    """What a file is about: opportunities by their numbers, or a kept plan (or case) by its id."""

    numbers: tuple[int, ...] = ()
    plan: UUID | None = None


@answer
class ConsultedBody(Answer):
    """The decision to consult of one body, and its own words about the alternatives."""

    organisation: Named
    forum: str
    decided_on: dt.date
    minute_ref: str
    begins_on: dt.date
    ends_on: dt.date
    alternatives: str


@answer
class ConsultedMoveOut(Answer):
    """One move that is consulted on. ``begins_on`` and ``ends_on``: the first and the last day of
    all its owners' decisions together."""

    number: Annotated[int, Field(description="of the opportunity")]
    organisation: Named
    service: str
    leaves: Annotated[str, Field(description="name of the place that would be left")]
    host: Annotated[str, Field(description="name of the place that would take it in")]
    begins_on: dt.date
    ends_on: dt.date
    visited: Annotated[bool, Field(description="whether the public comes there")]
    bodies: list[ConsultedBody]
    page: str


@answer
class ConsultedMoves(Answer):
    """All moves that are out for consultation, by number."""

    numberReturned: int
    moves: list[ConsultedMoveOut]
    disclaimer: str


@answer
class EachPlace(Answer):
    """One place of residents: the line that every sum of the file is made of. Its people by group
    are those that count in the groups' means; a group of which nothing is loaded is left out."""

    service: str
    how: str
    place: PlaceJourney
    area_code: Annotated[
        str | None, Field(description="of the small area, as published; null: a town stands for it")
    ]
    easting: Annotated[float | None, Field(description="m (EPSG:27700): where journeys begin")]
    northing: float | None
    point_basis: Annotated[str | None, Field(description="how that point was found")]
    imd_decile: Annotated[int | None, Field(description="1 = most deprived tenth")] = ABSENT
    under_16: Annotated[float | None, Field(description="people; null: not known here")] = ABSENT
    aged_16_to_64: float | None = ABSENT
    aged_65_up: float | None = ABSENT
    disabled: float | None = ABSENT
    not_disabled: float | None = ABSENT


@answer
class ConsultationFile(Answer):
    """What changes, for whom and how far, with alternatives, groups, method, limits and sources."""

    title: str
    county: str
    synthetic: bool
    made_on: dt.date
    register_version: int
    sentence: str
    of_plan: Annotated[
        str | None, Field(description="of which plan these moves are; null: asked for by number")
    ]
    kept_plan_id: UUID | None
    moves: list[ConsultedMoveOut]
    services: list[ServiceJourneys]
    alternatives: list[Line]
    equality: list[Line]
    method: list[Line]
    limits: list[str]
    sources: list[Line]
    each_place: list[EachPlace]
    no_legal_claim: str
    disclaimer: str
    how_hashed: str
    sha256: str


@answer
class MyJourney(Answer):
    """One resident's journey to one service by one way of travelling; nothing says from where."""

    service: str
    how: str
    before_min: float | None
    after_min: float | None
    slow_before_min: Annotated[
        float | None, Field(description="by bus: the 95th percentile; null by other ways")
    ]
    slow_after_min: float | None
    words: str
    basis: str


def consulted_moves(context: ReadContext) -> ConsultedMoves:
    """All moves that are public by their owners' decisions, for everybody."""
    moves = _public(context)
    base = _base(context, moves)
    found = [_move(base, one) for one in moves]
    return ConsultedMoves(numberReturned=len(found), moves=found, disclaimer=DISCLAIMER)


def of_moves(context: ReadContext, moves: Sequence[Moved]) -> tuple[list[int], list[str]]:
    """Of some moves of a scheme: numbers of the opportunities that are out for consultation, and
    for a member a sentence about the others."""
    asked = {(one.occupation, one.host) for one in moves}
    # Of several opportunities about one move, the one that is public speaks for it.
    every = sorted(query.moves(context.connection), key=lambda one: one.is_public(context.today))
    known = {
        (one.occupation, one.host): one for one in every if (one.occupation, one.host) in asked
    }
    numbers = sorted(one.number for one in known.values() if one.is_public(context.today))
    told = [text for one in known.values() if (text := why_not(one, context.today))]
    if (none := len(asked) - len(known)) > 0:
        told.append(
            f"No decision to consult on {none:,} of these moves has been recorded, so there is no "
            f"consultation on {'it' if none == 1 else 'them'}. Decisions are recorded on the page "
            "of an opportunity."
        )
    return numbers, told


def of_kept(context: ReadContext, kept_id: UUID) -> tuple[list[int], list[str], str | None]:
    """Of the moves of a kept plan or case: as ``of_moves``, and the town of a plan. Empty where the
    club is not shown it: a file is the same for every reader."""
    try:
        kept = opened(context.seen_by(v.CLUB), kept_id)
    except NotFound:
        return [], [], None
    if kept.shown is None:
        return [], [], None
    asked = kept.shown.known.question
    if isinstance(asked, TownQuestionKept):
        moves = [Moved(one.occupation_id, one.host_property_id) for one in asked.moves]
        return *of_moves(context, moves), asked.town
    moved = Moved(asked.guest_occupation_id, asked.host_property_id)
    return *of_moves(context, [moved]), None


def _numbers_of(context: ReadContext, asked: FileAsked) -> tuple[list[int], str | None]:
    """Numbers of the opportunities that a file is about, and what is said of their plan."""
    if asked.plan is None:
        return list(asked.numbers), None
    if asked.numbers:
        raise BadQuestion("Name opportunities by their numbers, or one kept plan: not both.")
    numbers, told, town = of_kept(context, asked.plan)
    if not numbers:
        member = context.reader.level >= v.Level.CLUB
        raise NotFound(" ".join(told) if member and told else NOT_PUBLIC)
    return numbers, None if town is None else _OF_PLAN.format(town=town)


def consultation_file(context: ReadContext, asked: FileAsked) -> ConsultationFile:
    """The file of some opportunities' moves together, or of those moves of a kept plan that are out
    for consultation; the same for every reader. ``NotFound`` where one is not out for consultation,
    whether or not there is such a one."""
    found, moves = file_basis(context, asked)
    of_plan = _numbers_of(context, asked)[1]
    told = journeys.told(found)
    out = [_move(found.base, one) for one in moves]
    county = context.county
    made = ConsultationFile(
        title=_title(out),
        county=str(county["name"]),
        synthetic=bool(county["synthetic"]),
        made_on=context.today,
        register_version=context.version,
        sentence=told.sentence,
        of_plan=of_plan,
        kept_plan_id=asked.plan,
        moves=out,
        services=told.services,
        alternatives=_alternatives(told.services, out),
        equality=_equality(told.services, told.not_told),
        method=_method(context, found),
        limits=[*_LIMITS, *told.not_told],
        sources=_sources(context, found, out),
        each_place=each_place(found),
        no_legal_claim=NO_LEGAL_CLAIM,
        disclaimer=DISCLAIMER,
        how_hashed=_HOW_HASHED,
        sha256="",
    )
    return replace(made, sha256=hash_of(made))


def hash_of(made: ConsultationFile) -> str:
    """SHA-256 of the file's content, made as the file itself tells its readers."""
    plain: dict[str, Any] = orjson.loads(orjson.dumps(made))
    plain.pop("sha256")
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


def file_basis(context: ReadContext, asked: FileAsked) -> tuple[Found, list[ConsultedMove]]:
    """What a file is made from; refuses as ``consultation_file`` does."""
    wanted = set(_numbers_of(context, asked)[0])
    if not 1 <= len(wanted) <= MOST_MOVES:
        raise BadQuestion(f"Name 1 to {MOST_MOVES} opportunities by their numbers.")
    moves = [one for one in _public(context) if one.number in wanted]
    if {one.number for one in moves} != wanted:
        raise NotFound(_refusal(context, wanted - {one.number for one in moves}))
    base = _base(context, moves)
    chosen = {one.occupation: Moved(one.occupation, one.host) for one in moves}
    if len(chosen) < len(moves):
        raise BadQuestion("Two of these would move the same service: ask for one at a time.")
    return found_of(base, tuple(chosen.values())), moves


def _refusal(context: ReadContext, missing: set[int]) -> str:
    """Why opportunities are in no file: for members by whom they wait for, for others one sentence,
    whether or not there are such ones."""
    if context.reader.level < v.Level.CLUB:
        return NOT_PUBLIC
    known = {one.number: why_not(one, context.today) for one in query.moves(context.connection)}
    nothing = (
        "Opportunity No. {} is not public: no decision to consult is on record for it. Or it is "
        "not one move between two places that may be told of."
    )
    return " ".join(known.get(one) or nothing.format(one) for one in sorted(missing))


def my_journeys(context: ReadContext, asked: FileAsked, postcode: str) -> list[MyJourney]:
    """A resident's own journeys to the services of a file, before and after. The postcode is
    looked up and forgotten. ``BadQuestion`` where it is none, or not known here."""
    found, _ = file_basis(context, asked)
    spot = np.array([spot_of(context, postcode)], dtype=np.float64)
    base = found.base
    told = []
    for service in found.services:
        for mode in base.modes:
            before, after = (
                float(nearest_min(points, spot, base.travel, mode)[0])
                for points in (service.before, service.after)
            )
            slow = (
                float(nearest_min(points, spot, base.travel, mode, slow=True)[0])
                for points in (service.before, service.after)
                if mode is Mode.BUS
            )
            place = journeys.place_of(Place("", 1.0, before, after, *slow))
            basis = journeys.basis_of(mode, base.travel.basis(mode))
            told.append(
                MyJourney(
                    service=service.name,
                    how=MODE_WORDS[mode],
                    before_min=place.before_min,
                    after_min=place.after_min,
                    slow_before_min=place.slow_before_min,
                    slow_after_min=place.slow_after_min,
                    words=place.words,
                    basis=basis.words,
                )
            )
    return told


def _public(context: ReadContext) -> list[ConsultedMove]:
    return [one for one in query.moves(context.connection) if one.is_public(context.today)]


def _base(context: ReadContext, moves: Sequence[ConsultedMove]) -> Base:
    """Facts of the places that everybody is shown, and of those that these moves are about: made
    for the club whoever asks, so that the file is the same for all."""
    club = context.seen_by(v.CLUB)
    everywhere = query.public_places(context.connection)
    places = frozenset(place for one in moves for place in (one.guest, one.host))
    occupations = frozenset(one.occupation for one in moves)
    whole = base_of(club)
    key = (whole.estate.version, context.today, whole.travel.key, places, occupations)

    def make() -> Base:
        estate = frames.within(estate_wide.whole_estate(club), everywhere | places)
        users = visited(estate)
        # In a place that is told of for these moves alone, nobody else is.
        own = users["property_id"].isin(places - everywhere)
        users = users[~own | users.index.isin(occupations)]
        return replace(whole, estate=estate, users=users, reader=v.PUBLIC.kind.value)

    return context.cache.part("consulted", key, make)


def _move(base: Base, one: ConsultedMove) -> ConsultedMoveOut:
    row = base.estate.occupations.loc[one.occupation]
    places = base.estate.properties
    decisions = one.standing()
    code = str(row["organisation"])

    def name(key: str) -> str:
        return fit_name(places.at[key, "name"], "a place")

    return ConsultedMoveOut(
        number=one.number,
        organisation=Named(code, one.owners[code]),
        service=function_words(row["service_function"]),
        leaves=name(one.guest),
        host=name(one.host),
        begins_on=min(each.begins_on for each in decisions),
        ends_on=max(each.ends_on for each in decisions),
        visited=one.occupation in base.users.index,
        bodies=[
            ConsultedBody(
                organisation=Named(each.organisation, one.owners[each.organisation]),
                forum=_fit_to_read(each.forum, money_alone=True),
                decided_on=each.decided_on,
                minute_ref=_fit_to_read(each.minute_ref, money_alone=True),
                begins_on=each.begins_on,
                ends_on=each.ends_on,
                alternatives=_fit_to_read(each.alternatives),
            )
            for each in decisions
        ],
        page=f"/consultations/file?opportunity={one.number}",
    )


def _fit_to_read(text: str, *, money_alone: bool = False) -> str:
    """A body's own words, held back where they hold a figure of the club."""
    return text if figure_in(text, money_alone=money_alone) is None else HELD_BACK


def _title(moves: Sequence[ConsultedMoveOut]) -> str:
    if len(moves) == 1:
        one = moves[0]
        return f"Consultation: {one.service} from {one.leaves} to {one.host}"
    return f"Consultation: {len(moves)} moves of public services"


def _alternatives(
    services: Sequence[ServiceJourneys], moves: Sequence[ConsultedMoveOut]
) -> list[Line]:
    """Leaving all as it is, the proposal, and what each body says of others in its own words."""
    lines = []
    for one in services:
        for mode in one.by_mode:
            how, whole = MODE_WORDS[mode.basis.mode], mode.whole
            if whole.mean_before_min is None or whole.mean_after_min is None:
                continue
            lines.append(
                Line(
                    name=f"{one.name}, {how}",
                    text="If nothing moves, the mean journey stays at "
                    f"{whole_minutes(whole.mean_before_min)}. As proposed it would be "
                    f"{longer_or_shorter(whole.mean_after_min - whole.mean_before_min)}.",
                )
            )
    lines += [
        Line(name=f"In the words of {body.organisation.name}", text=body.alternatives)
        for move in moves
        for body in move.bodies
    ]
    return lines


def _equality(services: Sequence[ServiceJourneys], not_told: Sequence[str]) -> list[Line]:
    """Each group beside all residents, where its counts are loaded."""
    lines = []
    for one in services:
        for mode in one.by_mode:
            for group in mode.groups:
                mine, all_ = group.summary.change_min, mode.whole.change_min
                if mine is None or all_ is None:
                    continue
                lines.append(
                    Line(
                        name=f"{one.name}, {MODE_WORDS[mode.basis.mode]}: {group.words}",
                        text=f"{group.summary.people:,.0f} people. Their mean journey would be "
                        f"{longer_or_shorter(mine)}. For all residents it would be "
                        f"{longer_or_shorter(all_)}.",
                    )
                )
    missing = [one for one in not_told if "no counts are loaded" in one]
    return [*lines, *(Line(name="Not known", text=one) for one in missing)]


_LIMITS = (
    f"Minutes are worked out, not timed. {ENGINES_DIFFER}",
    "Everybody of an area is taken to live at one point, and to go to the nearest place of the "
    "same service.",
    "Nobody is asked here how often they go, or for what. Waiting, opening hours, fares and steps "
    "on the way are in no figure.",
    "People who live further from every place that changes than the distance named under Method "
    "are not counted.",
)


def _method(context: ReadContext, found: Found) -> list[Line]:
    base = found.base
    rests = dict.fromkeys(
        journeys.basis_of(mode, base.travel.basis(mode)).words for mode in base.modes
    )
    return [
        *(Line(name="Minutes", text=one) for one in rests),
        Line(
            name="Residents counted",
            text=f"{base.residents.words}; those within {base.catchment_m / 1000:.1f} km, as a "
            "straight line, of a place that the service would leave or come to",
        ),
        Line(
            name="Means",
            text="Weighted by people, of those whose journey is known before and after. Each sum "
            "is that of the lines under Every place.",
        ),
        Line(
            name="Nine in ten",
            text="The least number of minutes within which nine in ten residents would arrive",
        ),
        Line(
            name="No way",
            text=f"Where there is no way that takes {LONGEST_MIN:.0f} minutes or less, or where it "
            "is not known, people are counted apart. They are in no mean.",
        ),
    ]


def _sources(context: ReadContext, found: Found, moves: Sequence[ConsultedMoveOut]) -> list[Line]:
    base = found.base
    lines = [
        Line(
            name="Register",
            text=f"{context.county['name']}, version {context.version}, "
            f"{day_words(context.today)}"
            + ("; synthetic sample data" if context.county["synthetic"] else ""),
        )
    ]
    for mode in base.modes:
        basis = base.travel.basis(mode)
        days = [
            f"{what} of {day_words(day)}"
            for what, day in (("roads", basis.network_date), ("timetable", basis.timetable_date))
            if day is not None
        ]
        licence = [] if basis.licence is None else [basis.licence]
        made_up = ["made-up roads"] if basis.synthetic else []
        lines.append(
            Line(
                name=f"Journeys {MODE_WORDS[mode]}",
                text="; ".join([basis.engine, *days, *licence, *made_up]),
            )
        )
    lines.append(Line(name="Residents", text=base.residents.words))
    lines += [_published(one) for one in files_used(context)]
    for move in moves:
        for body in move.bodies:
            lines.append(
                Line(
                    name=f"Decision to consult, {body.organisation.name}",
                    text=f"{body.forum}, {day_words(body.decided_on)}, minute {body.minute_ref}",
                )
            )
    return lines


def each_place(found: Found) -> list[EachPlace]:
    """A line for each service, way of travelling and place that counts."""
    lives = _who_lives_where(found.base.residents.zones)
    return [
        EachPlace(
            service=one.service.name,
            how=MODE_WORDS[one.mode],
            place=journeys.place_of(one.place(at)),
            **lives[at],
        )
        for one in found.changes
        for at in one.counted.nonzero()[0].tolist()
    ]


def _published(one: PublishedFile) -> Line:
    """A published file with its publisher, edition, day and licence."""
    made_up = ["synthetic sample data"] if one.synthetic else []
    edition = f"edition {one.edition}"
    parts = [one.source, edition, day_words(one.published_on), one.licence, *made_up]
    return Line(name=f"Published {label(one.kind).lower()}", text="; ".join(parts))


#: Counts of people by group: their field, and which group of which kind they are.
_COUNTS = {
    "under_16": ("age", "under 16"),
    "aged_16_to_64": ("age", "16 to 64"),
    "aged_65_up": ("age", "65 and over"),
    "disabled": ("disability", "disabled"),
    "not_disabled": ("disability", "not disabled"),
}


def _who_lives_where(zones: pd.DataFrame) -> list[dict[str, Any]]:
    """Of each place its code, where its journeys begin, and its people by the groups that are
    loaded, as ``groups_of`` counts them: whoever reworks a mean has the same people."""
    groups = groups_of(zones)
    of_areas = "point_basis" in zones.columns
    told: dict[str, list[Any]] = {
        "area_code": [str(code) if of_areas else None for code in zones.index],
        "easting": _numbers(zones["easting"]),
        "northing": _numbers(zones["northing"]),
        "point_basis": [None if is_null(one) else str(one) for one in zones["point_basis"]]
        if of_areas
        else ["middle of the town"] * len(zones),
    }
    if {*groups.get("decile", {})} - {NOT_KNOWN}:
        told["imd_decile"] = [None if is_null(one) else int(one) for one in zones["imd_decile"]]
    nobody = np.zeros(len(zones))
    for name, (kind, group) in _COUNTS.items():
        parts = groups.get(kind, {})
        if {*parts} - {NOT_KNOWN}:
            people = np.where(parts.get(NOT_KNOWN, nobody) > 0, np.nan, parts.get(group, nobody))
            told[name] = _numbers(people)
    return [dict(zip(told, row, strict=True)) for row in zip(*told.values(), strict=True)]


def _numbers(values: Any) -> list[float | None]:
    """To a tenth; what is not known is null."""
    return [None if is_null(one) else round(float(one), 1) for one in values]


def owners_in_words(one: ConsultedMoveOut) -> str:
    """Who has decided to consult."""
    return in_a_row([body.organisation.name for body in one.bodies])
