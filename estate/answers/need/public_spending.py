"""The whole purse: what public bodies spend, and what of it premises cost, by body, service and
area of need."""

from collections.abc import Callable
from typing import Annotated, Any

import pandas as pd
from pydantic import Field

from estate import codes, costs
from estate.access.residents import Residents
from estate.answers import estate_wide
from estate.answers.answer import ABSENT, Answer, Coded, Named, answer
from estate.answers.context import ReadContext
from estate.answers.organisations.statement import CostRangePa
from estate.answers.properties.ratings import ServiceDirection, recorded_changes
from estate.answers.residents.small_areas import PublishedFile, files, residents
from estate.capacity import needs
from estate.codes import PublishedKind, ServiceFunction, TypeCode
from estate.costs import CostTotal
from estate.frames import Estate
from estate.need import premises as need
from estate.need.premises import Divided, Part
from estate.register import visibility as v
from estate.register.queries import organisations
from estate.register.queries import published as query
from estate.rows import Rows

#: Figures that rest on published bands stand to £1,000, as in every answer.
_STEP_GBP = 1_000
_OUTSIDE = "outside every area that is loaded"
_NO_DECILE = "in an area without a decile"
_HOSPITALS = frozenset({TypeCode.HOSPITAL, TypeCode.ACUTE_HOSPITAL, TypeCode.COMMUNITY_HOSPITAL})


@answer
class SpendingLine(Answer):
    """What one body spent on the county, as published, and what its premises cost beside it."""

    line: int
    body: str
    organisation: Annotated[Named | None, Field(description="of this register, if it is one")]
    financial_year: str
    amount_gbp: Annotated[float, Field(description="as published, in that year's money")]
    share_of_total: float
    premises: Annotated[
        CostRangePa | None,
        Field(description="of the properties it manages; null where none is shown"),
    ] = ABSENT
    properties: int = ABSENT
    premises_share: Annotated[
        float | None,
        Field(description="premises ÷ spending, both at the price base; central"),
    ] = ABSENT


@answer
class CostPart(Answer):
    """Premises cost of one service, area or reason; GBP a year at the price base."""

    name: str
    code: str | None
    buildings: int
    cost: CostRangePa | None
    people: Annotated[float | None, Field(description="who live there; null for a service")]
    gbp_per_person: float | None


@answer
class Division(Answer):
    """All premises cost in parts: the parts and what is not attributed make the whole."""

    parts: list[CostPart]
    not_attributed: list[CostPart]
    whole: CostRangePa | None
    not_attributed_share: float | None


@answer
class Purse(Answer):
    """What is spent, and what of it premises cost, as one reader may see it."""

    lines: list[SpendingLine]
    total_gbp: float
    tied_gbp: Annotated[float, Field(description="of bodies that this register knows")]
    synthetic: bool
    file: PublishedFile | None
    price_base: str = ABSENT
    by_service: Division = ABSENT
    by_deprivation: Division = ABSENT
    by_need_area: Division = ABSENT
    directions: list[ServiceDirection] = ABSENT
    basis: str = ABSENT
    reader: str
    disclaimer: str


def purse(context: ReadContext) -> Purse:
    """Published spending for everybody; premises cost beside it for members of the club."""
    key = ("purse", context.version, context.reader.edition, context.today, context.assumptions)
    return context.cache.once(key, lambda: _purse(context))


def _purse(context: ReadContext) -> Purse:
    rows = query.spending(context.connection)
    total = float(sum(row["amount_gbp"] for row in rows))
    member = context.reader.level >= v.Level.CLUB
    standing = files(context)
    file = next((one for one in standing if one.kind == PublishedKind.SPENDING), None)
    return Purse(
        lines=_lines(context, rows, total, member),
        total_gbp=total,
        tied_gbp=float(sum(row["amount_gbp"] for row in rows if row["organisation_code"])),
        synthetic=file is not None and file.synthetic,
        file=file,
        reader=context.reader.kind.value,
        disclaimer=codes.DISCLAIMER,
        **(_premises(context) if member else {}),
    )


def directions_at(context: ReadContext, *property_ids: str) -> list[ServiceDirection]:
    """The direction of travel of the services that some buildings hold, for members of the club."""
    if context.reader.level < v.Level.CLUB:
        return []
    estate = estate_wide.whole_estate(context)
    key = ("directions", context.version, context.reader.edition, context.today)
    every = context.cache.once(key, lambda: need.directions(estate))
    users = estate.occupations[estate.occupations["property_id"].isin(property_ids)]
    held = sorted(set(users["service_function"].dropna().astype(str)))
    return [_direction(context, every[one]) for one in held if one in every]


def _direction(context: ReadContext, one: need.Direction) -> ServiceDirection:
    return ServiceDirection(
        service=Coded.of(one.service),
        buildings=one.buildings,
        changing=len(one.changing),
        recorded=[
            each
            for each in recorded_changes(context)
            if each.service.code == one.service and each.property_id in one.changing
        ],
    )


def _lines(context: ReadContext, rows: Rows, total: float, member: bool) -> list[SpendingLine]:
    names = organisations.names(context.connection)
    of_body = _by_body(context) if member else {}
    found = []
    for row in rows:
        code, amount = row["organisation_code"], float(row["amount_gbp"])
        more: dict[str, Any] = {}
        if member:
            known = of_body.get(code)
            today = amount * _to_base(context, row["financial_year"])
            share = known.central_gbp_pa / today if known and today else None
            more = {
                "premises": None if known is None else _range(known),
                "properties": 0 if known is None else known.count,
                "premises_share": None if share is None else round(share, 4),
            }
        found.append(
            SpendingLine(
                line=row["line"],
                body=row["body"],
                organisation=None if code is None else Named(code, names[code]),
                financial_year=row["financial_year"],
                amount_gbp=amount,
                share_of_total=round(amount / total, 5) if total else 0.0,
                **more,
            )
        )
    return found


def _to_base(context: ReadContext, year: str) -> float:
    """What money of that year is multiplied by; of a year before the index began, by its first."""
    return float(context.assumptions.to_base(year))


def _by_body(context: ReadContext) -> dict[str, CostTotal]:
    managed = estate_wide.whole_estate(context).properties["organisation"]
    premises = estate_wide.property_costs(context)
    return {
        str(code): costs.total(premises.loc[rows.index], context.assumptions)
        for code, rows in managed.groupby(managed)
    }


def _premises(context: ReadContext) -> dict[str, Any]:
    estate, premises = estate_wide.whole_estate(context), estate_wide.property_costs(context)
    room = needs(estate.occupations, estate.organisations, context.assumptions)
    people = residents(context)
    area_of = query.of_points(context.connection)
    deciles = people.areas["imd_decile"]
    decile_of = {
        place: _NO_DECILE if pd.isna(deciles.get(area)) else f"{int(deciles[area]):02d}"
        for place, area in area_of.items()
    }
    by_decile = need.by_area(premises, decile_of, context.assumptions, _OUTSIDE)
    named = query.need_area_of_points(context.connection)
    by_need = need.by_area(premises, named, context.assumptions, "elsewhere in the county")
    return {
        "price_base": context.assumptions.price_base,
        "by_service": _division(
            need.by_service(estate, premises, room, context.assumptions),
            lambda part: _service(part, hospitals=_hold_hospitals(estate)),
        ),
        "by_deprivation": _division(by_decile, lambda part: _decile(part, people), by_key=True),
        "by_need_area": _division(
            by_need, lambda part: _need_area(part, query.need_area_people(context.connection))
        ),
        "directions": [_direction(context, one) for one in need.directions(estate).values()],
        "basis": "each building’s cost is divided among its services by the room they need; bands "
        "stand for figures that the reader may not see",
    }


def _division(
    divided: Divided, make: Callable[[Part], CostPart], *, by_key: bool = False
) -> Division:
    parts = sorted(divided.parts, key=lambda one: one.key) if by_key else divided.parts
    apart = sum(one.cost.central_gbp_pa for one in divided.not_attributed if one.cost)
    whole = divided.whole
    share = None
    if whole is not None and whole.central_gbp_pa:
        share = round(apart / whole.central_gbp_pa, 4)
    return Division(
        parts=[make(one) for one in parts],
        not_attributed=[_part(one, one.key, None, None) for one in divided.not_attributed],
        whole=None if whole is None else _range(whole),
        not_attributed_share=share,
    )


def _hold_hospitals(estate: Estate) -> bool:
    """Whether hospitals are among the buildings of the service of health clinics."""
    clinics = estate.occupations["service_function"].eq(ServiceFunction.HEALTH_CLINIC)
    types = estate.properties["type_code"].reindex(estate.occupations.loc[clinics, "property_id"])
    return bool(types.isin(_HOSPITALS).any())


def _service(part: Part, *, hospitals: bool) -> CostPart:
    clinics = part.key == ServiceFunction.HEALTH_CLINIC and hospitals
    return _part(
        part, "Health, with hospitals" if clinics else codes.label(part.key), part.key, None
    )


def _decile(part: Part, people: Residents) -> CostPart:
    if part.key == _NO_DECILE:
        return _part(part, _NO_DECILE.capitalize(), None, None)
    decile = int(part.key)
    living = people.areas.loc[people.areas["imd_decile"].eq(decile), "people"]
    count = float(living.sum()) if living.notna().any() else None
    most = " (most deprived tenth)" if decile == 1 else ""
    return _part(part, f"Decile {decile}{most}", str(decile), count)


def _need_area(part: Part, people: dict[str, int | None]) -> CostPart:
    count = people.get(part.key)
    return _part(part, part.key, None, None if count is None else float(count))


def _part(part: Part, name: str, code: str | None, people: float | None) -> CostPart:
    per_person = None
    if people and part.cost is not None:
        per_person = round(part.cost.central_gbp_pa / people)
    return CostPart(
        name=name[:1].upper() + name[1:],
        code=code,
        buildings=part.buildings,
        cost=None if part.cost is None else _range(part.cost),
        people=people,
        gbp_per_person=None if per_person is None else float(per_person),
    )


def _range(found: CostTotal) -> CostRangePa:
    return CostRangePa(
        central_gbp_pa=_shown(found.central_gbp_pa),
        low_gbp_pa=_shown(found.low_gbp_pa),
        high_gbp_pa=_shown(found.high_gbp_pa),
    )


def _shown(amount_gbp: float) -> float:
    return float(round(amount_gbp / _STEP_GBP) * _STEP_GBP)
