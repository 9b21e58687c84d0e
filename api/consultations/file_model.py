"""The parts of a consultation file in words and tables, alike on the page and in the PDF."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from api.html import format as words
from api.html.addresses import CONSULTATION_FILE as ADDRESS
from api.html.addresses import consultation_query as query_of
from api.html.tables import Column, Table
from api.journeys.page_model import rounded_min, slow_cells, slow_columns, tables_of
from api.pdf import numbered_map
from api.pdf.parts import PackShown, Part, Picture
from estate.answers.answer import Line
from estate.answers.club.pack import OnMap
from estate.answers.opportunities.consultation_file import (
    ConsultationFile,
    ConsultedMoveOut,
    EachPlace,
    owners_in_words,
)
from estate.answers.residents.journeys_worked_out import Found
from estate.club.codes import Part as Role
from estate.club.consulting import ConsultedMove

#: What is drawn shows at least so many metres across.
_LEAST_M = 700.0
_ROLES = {Role.GUEST: "would leave", Role.HOST: "would move to"}


def tables(made: ConsultationFile) -> dict[str, Table]:
    """Every table of the file by its name."""
    found = [
        moves_table(made.moves),
        *tables_of(made.services),
        _lines("alternatives", "Alternatives", made.alternatives),
        _lines("equality", "Groups beside all residents", made.equality),
        _lines("method", "Method", made.method),
        _lines("sources", "Sources and dates", made.sources),
        _each_place(made),
        _people_of_places(made),
    ]
    return {one.name: one for one in found}


def moves_table(moves: Sequence[ConsultedMoveOut], *, linked: bool = False) -> Table:
    """Who would move where, and who has decided to consult on that."""
    columns = (
        Column("number", "Opportunity", link="page" if linked else None),
        Column("organisation", "Organisation"),
        Column("service", "Service"),
        Column("leaves", "From"),
        Column("host", "To"),
        Column("begins_on", "Consultation from", "day"),
        Column("ends_on", "To", "day"),
        Column("decided", "Decided to consult"),
    )
    rows = [
        {
            "number": f"No. {one.number}",
            "page": one.page,
            "organisation": one.organisation.name,
            "service": one.service,
            "leaves": one.leaves,
            "host": one.host,
            "begins_on": one.begins_on,
            "ends_on": one.ends_on,
            "decided": owners_in_words(one),
        }
        for one in moves
    ]
    empty = "Nothing is out for consultation."
    return Table("proposals", "What would move", columns, rows, empty=empty)


def _lines(name: str, title: str, lines: Sequence[Line]) -> Table:
    columns = (Column("what", "What"), Column("text", "In words", "long"))
    rows = [{"what": one.name, "text": one.text} for one in lines]
    return Table(name, title, columns, rows, empty="Nothing is known of this.")


def _each_place(made: ConsultationFile) -> Table:
    columns = (
        Column("name", "Place"),
        Column("service", "Service"),
        Column("how", "How"),
        Column("people", "People", "number"),
        Column("before_min", "Today, min", "amount"),
        Column("after_min", "After, min", "amount"),
        *slow_columns(made.services),
        Column("words", "Change"),
        *(replace(one, kind="file") for one in _lives_columns(made)),
    )
    rows = [
        _lives(one)
        | {
            "name": one.place.name,
            "service": one.service,
            "how": one.how,
            "people": one.place.people,
            "before_min": rounded_min(one.place.before_min),
            "after_min": rounded_min(one.place.after_min),
            **slow_cells(one.place.slow_before_min, one.place.slow_after_min),
            "words": one.place.words,
        }
        for one in made.each_place
    ]
    note = (
        "Each mean is the sum of people × minutes of its lines, divided by their people. The file "
        "has the people of each group in the same line."
    )
    return Table("each-place", "Every place", columns, rows, note)


#: What is told of where people live beside their minutes: by field, heading and kind.
_LIVES = {
    "area_code": ("Area code", "text"),
    "easting": ("Easting, m", "number"),
    "northing": ("Northing, m", "number"),
    "point_basis": ("Point", "file"),
    "imd_decile": ("Tenth by deprivation", "number"),
    "under_16": ("Under 16", "number"),
    "aged_16_to_64": ("16 to 64", "number"),
    "aged_65_up": ("65 and over", "number"),
    "disabled": ("Disabled", "number"),
    "not_disabled": ("Not disabled", "file"),
}


def _lives(one: EachPlace) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _LIVES}


def _lives_columns(made: ConsultationFile) -> list[Column]:
    """Columns of what is loaded."""
    return [
        Column(name, *told)
        for name, told in _LIVES.items()
        if any(getattr(one, name) is not None for one in made.each_place)
    ]


def _people_of_places(made: ConsultationFile) -> Table:
    """Each place once, with where its journeys begin and who lives there."""
    columns = (
        Column("name", "Place"),
        Column("people", "People", "number"),
        *_lives_columns(made),
    )
    rows = {
        (one.area_code, one.place.name, one.easting, one.northing): _lives(one)
        | {"name": one.place.name, "people": one.place.people}
        for one in made.each_place
    }
    note = (
        "Journeys begin at the easting and northing. For the mean of a group, take its people in "
        "place of all people. For a tenth by deprivation, take all people of its places."
    )
    return Table("people", "Who lives in each place", columns, list(rows.values()), note)


def picture(
    found: Found, moves: Sequence[ConsultedMove], areas: Sequence[dict[str, Any]]
) -> Picture | None:
    """A drawn map of the places that services would leave and move to, with the number of each
    opportunity; None where residents visit none of them, or none has a place. It shows no more of
    a place than the maps of journeys do."""
    spots = {
        point.key: point
        for service in found.services
        for point in (*service.before, *service.after)
        if np.isfinite(point.easting)
    }
    places = [
        OnMap(
            number=one.number,
            name=spots[key].name,
            part=role,
            easting=spots[key].easting,
            northing=spots[key].northing,
        )
        for one in moves
        for role, key in ((Role.GUEST, one.guest), (Role.HOST, one.host))
        if key in spots
    ]
    if not places:
        return None
    told = "; ".join(f"No. {one.number}, {_ROLES[one.part]} {one.name}" for one in places)
    return Picture(
        numbered_map.drawn(places, areas, _LEAST_M, numbered_map.SMALL, named=True),
        f"Map, north upwards: {told}.",
    )


def shown(made: ConsultationFile, base: str = "", drawn_map: Picture | None = None) -> PackShown:
    """The file in words; ``base``: the service's own address, printed before its pages;
    ``drawn_map``: as ``picture`` makes it."""
    found = tables(made)
    asked = query_of(_numbers(made), made.kept_plan_id)
    mark = " Synthetic sample data: fictional organisations and buildings." * made.synthetic
    first, last = made.moves[0].begins_on, made.moves[0].ends_on
    for one in made.moves:
        first, last = min(first, one.begins_on), max(last, one.ends_on)
    groups = (found["groups"], found["equality"])
    return PackShown(
        title=made.title,
        when=f"Consultation from {words.day(first)} to {words.day(last)}",
        made=f"{made.county}. Register version {made.register_version}, "
        f"{words.day(made.made_on)}.{mark}",
        made_on=made.made_on,
        parts=(
            Part(
                "short",
                "In short",
                (made.sentence, *([made.of_plan] if made.of_plan else []), made.no_legal_claim),
                (found["proposals"],),
                more=(f"{ADDRESS}{asked}", "This file as a page"),
            ),
            *_map(drawn_map),
            Part("journeys", "Who goes how far", (), _narrow(found["journeys"], found["within"])),
            Part("places", "Areas with the longest extra journeys", (), (found["places"],)),
            Part("equality", "Equality groups", (), groups),
            Part("alternatives", "Alternatives considered", (), (found["alternatives"],)),
            Part("method", "Method and its limits", tuple(made.limits), (found["method"],)),
            Part("sources", "Sources and dates", (), (found["sources"],)),
            Part(
                "each-place",
                "Every place",
                ("What each sum is made of.",),
                (found["each-place"], found["people"]),
                more=(f"{ADDRESS}/each-place.csv{asked}", "All lines"),
            ),
            Part("hash", "Hash", (f"{made.how_hashed}: {made.sha256}",)),
        ),
        disclaimer=made.disclaimer,
        base=base,
    )


def _map(drawn_map: Picture | None) -> tuple[Part, ...]:
    if drawn_map is None:
        return ()
    words_ = "Circle: the service would leave this place. Square: it would move in here."
    return (Part("map", "Where it would move", (words_,), picture=drawn_map),)


#: Columns of the table of journeys that stand beside its service, in two tables that fit a page.
_MEANS = (
    "people",
    "mean_before_min",
    "mean_after_min",
    "slow_before_min",
    "slow_after_min",
    "change_min",
    "p90_before_min",
    "p90_after_min",
)
_WHO = ("longer", "shorter", "lost_reach", "not_reached")


def _narrow(journeys: Table, within: Table) -> tuple[Table, ...]:
    """The table of journeys in two, and residents within reach."""
    said, other = (
        replace(
            journeys,
            columns=tuple(one for one in journeys.columns if one.key in ("service", "how", *keys)),
            title=title,
            note=note,
        )
        for keys, title, note in (
            (_MEANS, journeys.title, journeys.note),
            (_WHO, "Whose journeys change, people", ""),
        )
    )
    return (said, other, within)


def _numbers(made: ConsultationFile) -> list[int]:
    return [one.number for one in made.moves]
