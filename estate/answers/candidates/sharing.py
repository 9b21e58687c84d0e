"""Sharing as it is: who sits in whose buildings, and who of one trade sits nearby."""

import math
from datetime import date
from typing import Any
from uuid import UUID

from estate import codes
from estate.access.travel import Mode
from estate.answers import estate_wide
from estate.answers.answer import Answer, Coded, Named, answer
from estate.answers.context import ReadContext
from estate.answers.travelling import Travelling, resting_on
from estate.assumptions.origins import at
from estate.colocation import sharing_matrix as matrix
from estate.colocation.back_office import Group, groups
from estate.colocation.network_ways import basis_of
from estate.frames import Estate, is_null
from estate.register import visibility as v
from estate.register.queries import naming


@answer
class SharedBuildings(Answer):
    """How many buildings one organisation manages and another uses; staff for their owner."""

    managing: Named
    occupying: Named
    buildings: int
    staff: str | float | None


@answer
class SharingMatrix(Answer):
    """Who sits in whose buildings."""

    shared_buildings: int
    cells: list[SharedBuildings]
    note: str
    reader: str
    disclaimer: str


@answer
class NamedProperty(Answer):
    """A property of a group."""

    id: UUID
    name: str
    organisation: str


@answer
class SimilarUsersGroup(Answer):
    """Like users within a walk of each other; the need is in m²."""

    same: Coded
    organisations: list[Named]
    properties: list[NamedProperty]
    occupations: int
    span_min: float
    need_m2: int | None


@answer
class SimilarUsers(Answer):
    """Groups of like users."""

    numberReturned: int
    groups: list[SimilarUsersGroup]
    distance_basis: str
    travel: Travelling
    assumption_set: str
    run_date: date
    disclaimer: str


@answer
class BackOfficeUser(Answer):
    """Who gives a service of a group, and where; the need in m² NIA."""

    organisation: Named
    property: NamedProperty
    town: str | None
    service: Coded
    need_m2: int | None


@answer
class BackOfficeGroup(Answer):
    """A kind of back-office service of the county's list of 2010, and who gives it today."""

    name: str
    services: list[Coded]
    organisations: list[Named]
    is_of_several: bool
    need_m2: int | None
    users: list[BackOfficeUser]


@answer
class BackOffice(Answer):
    """Services that bodies could combine, as groups to look at; nothing is proposed."""

    groups: list[BackOfficeGroup]
    source: str
    reader: str
    disclaimer: str


def back_office(context: ReadContext) -> BackOffice:
    """The groups of what the reader sees; ``NotAllowed`` for who is not of the club."""
    v.demand(context.reader, v.Level.CLUB, "services of occupiers", of_own=True)
    estate = estate_wide.whole_estate(context)
    return BackOffice(
        groups=[_back_office(one, estate) for one in groups(estate, context.assumptions)],
        source=at("appendix 4, p. 50"),
        reader=context.reader.kind.value,
        disclaimer=codes.DISCLAIMER,
    )


def _back_office(found: Group, estate: Estate) -> BackOfficeGroup:
    places = estate.properties
    users = []
    for one in found.users:
        place = places.loc[one.property_id]
        town = place["town"]
        users.append(
            BackOfficeUser(
                organisation=_named(estate, one.organisation),
                property=NamedProperty(
                    id=UUID(one.property_id),
                    name=place["name"],
                    organisation=place["organisation"],
                ),
                town=None if is_null(town) else str(town),
                service=Coded.of(one.service),
                need_m2=None if one.need_m2 is None else round(one.need_m2),
            )
        )
    return BackOfficeGroup(
        name=found.name,
        services=[Coded.of(one) for one in found.functions],
        organisations=[_named(estate, code) for code in found.organisations],
        is_of_several=found.is_of_several,
        need_m2=None if found.need_m2 is None else round(found.need_m2),
        users=users,
    )


def shared_buildings(estate: Estate) -> list[SharedBuildings]:
    """By managing and occupying organisation."""
    return [
        SharedBuildings(
            managing=_named(estate, row["managing"]),
            occupying=_named(estate, row["occupying"]),
            buildings=int(row["buildings"]),
            staff=row["staff_shown"],
        )
        for row in matrix.shared_occupation(estate).to_dict("records")
    ]


def sharing_matrix(context: ReadContext) -> SharingMatrix:
    """Of all that the reader sees."""
    estate = estate_wide.whole_estate(context)
    return SharingMatrix(
        shared_buildings=matrix.shared_buildings(estate),
        cells=shared_buildings(estate),
        note="Staff are full-time equivalents, shown to their owner only; fewer than 5 as <5.",
        reader=context.reader.kind.value,
        disclaimer=codes.DISCLAIMER,
    )


def similar_users(
    context: ReadContext, *, same: str, within_min: float, organisation: str | None
) -> SimilarUsers:
    """Groups of users alike in ``same``, each within so many minutes on foot of another;
    ``organisation``: only those that it is in."""
    estate, assumptions = estate_wide.whole_estate(context), context.assumptions
    found = matrix.similar_users(estate, assumptions, same=same, within_min=within_min)
    groups = [_group(row, estate) for row in found.to_dict("records")]
    if organisation is not None:
        code = naming.organisation(context.connection, context.reader, organisation)
        groups = [one for one in groups if any(code == whose.code for whose in one.organisations)]
    return SimilarUsers(
        numberReturned=len(groups),
        groups=groups,
        distance_basis=basis_of(estate.network),
        travel=resting_on(estate.network, assumptions, (Mode.WALK,)),
        assumption_set=assumptions.id,
        run_date=context.today,
        disclaimer=codes.DISCLAIMER,
    )


def _group(row: dict[Any, Any], estate: Estate) -> SimilarUsersGroup:
    places = estate.properties.loc[list(row["property_ids"])]
    need = float(row["need_m2"])
    return SimilarUsersGroup(
        same=Coded.of(row["same"]),
        organisations=[_named(estate, code) for code in row["organisations"]],
        properties=[
            NamedProperty(id=UUID(str(key)), name=place["name"], organisation=place["organisation"])
            for key, place in places.iterrows()
        ],
        occupations=int(row["occupations"]),
        span_min=round(float(row["span_min"]), 1),
        need_m2=None if math.isnan(need) else round(need),
    )


def _named(estate: Estate, code: str) -> Named:
    return Named(code, str(estate.organisations["name"].get(code, code)))
