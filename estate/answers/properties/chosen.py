"""Some properties that somebody has chosen: their sums and dates, and few of them side by side.

Sums are of what the reader sees of each property (ADR 19): the published bands of others' costs,
needs to 100 m², lease dates by quarter. So two choices that differ in one property tell no more
of it than its own page does.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast

import pandas as pd
from pydantic import Field

from estate import codes, costs
from estate.answers import estate_wide
from estate.answers.answer import ABSENT, Answer, Named, QuarterText, answer
from estate.answers.context import ReadContext
from estate.answers.properties.properties_together import mix
from estate.answers.properties.property import PropertyDetail, PropertyDossier, property_dossier
from estate.capacity import needs, spare_space
from estate.errors import BadQuestion
from estate.frames import within
from estate.quarters import Quarter, seen
from estate.register import visibility as v
from estate.register.queries import naming, properties
from estate.register.queries.property_filters import PropertyFilter
from estate.register.short_ids import short_id
from estate.rows import Row

#: So many are shown side by side.
LEAST_COMPARED, MOST_COMPARED = 2, 6


@answer
class Sum(Answer):
    """A sum over the chosen properties of which the figure is known, and how many those are."""

    value: float
    known: int


@answer
class CostSum(Answer):
    """Premises cost of the chosen properties, GBP a year at the prices of ``price_base``: the
    middle, and the ends between which it lies in eight of ten cases, to £1,000."""

    central_gbp_pa: float
    low_gbp_pa: float
    high_gbp_pa: float
    estimated_share: Annotated[float, Field(description="of the middle, 0-1: not reported")]
    known: int
    price_base: str


@answer
class HowMany(Answer):
    """One organisation, or one town, and how many of the chosen are its own."""

    name: str
    code: str | None = ABSENT
    count: int


@answer
class LeaseEnd(Answer):
    """In which quarter the lease of a chosen property can first end."""

    quarter: QuarterText
    property_id: str
    name: str
    organisation: Named


@answer
class Chosen(Answer):
    """What is chosen, together. Areas, need and spare space are in m², money in GBP a year.

    ``not_shown``: how many of the choice this reader does not see. ``ids``: short ids of the
    rest, in order. ``plan_town``: in which town most of them lie; null where none lies in one.
    What members alone are shown is absent for others.
    """

    count: int
    not_shown: int
    ids: list[str]
    organisations: list[HowMany]
    towns: list[HowMany]
    plan_town: str | None
    area_m2: Sum | None = ABSENT
    need_m2: Sum | None = ABSENT
    spare_m2: Sum | None = ABSENT
    cost: CostSum | None = ABSENT
    availability: dict[str, int] | None = ABSENT
    lease_ends: list[LeaseEnd] | None = ABSENT
    lease_end_unknown: Annotated[
        int | None, Field(description="rented, and no end of a lease on record")
    ] = ABSENT
    disclaimer: str = codes.DISCLAIMER


def chosen(context: ReadContext, asked: str) -> Chosen:
    """The properties behind a list of ids; ``BadQuestion`` where it is no such list."""
    ids, not_shown = naming.chosen_ids(context.connection, context.reader, asked)
    wanted = PropertyFilter(property_ids=frozenset(ids))
    rows = properties.for_export(context.connection, context.reader, wanted, today=context.today)
    towns = Counter(row["town"] for row in rows if row["town"]).most_common()
    return Chosen(
        count=len(rows),
        not_shown=not_shown,
        ids=[short_id(one) for one in ids],
        organisations=_by_organisation(rows),
        towns=[HowMany(name=name, count=count) for name, count in towns],
        plan_town=towns[0][0] if towns else None,
        **(_told(context, rows) if context.reader.level >= v.Level.CLUB else {}),
    )


def _by_organisation(rows: Sequence[Row]) -> list[HowMany]:
    names = {row["organisation_code"]: row["organisation_name"] for row in rows}
    counted = Counter(row["organisation_code"] for row in rows)
    ordered = sorted(counted, key=lambda code: (-counted[code], names[code]))
    return [HowMany(name=names[code], code=code, count=counted[code]) for code in ordered]


def _told(context: ReadContext, rows: Sequence[Row]) -> dict[str, Any]:
    """What members are told of them."""
    estate = within(estate_wide.whole_estate(context), (str(row["property_id"]) for row in rows))
    needed = needs(estate.occupations, estate.organisations, context.assumptions)
    space = spare_space(estate.properties, estate.occupations, needed, context.assumptions)
    areas = pd.Series([_area(row) for row in rows], dtype=float)
    ends = [row for row in rows if row.get("lease_can_end")]
    return {
        "area_m2": _sum(areas),
        "need_m2": _sum(space["need_m2"]),
        "spare_m2": _sum(space["spare_m2"]),
        "cost": _cost(context, estate.properties.index),
        "availability": mix(rows, codes.RatingScheme.AVAILABILITY),
        "lease_ends": [_end(row) for row in sorted(ends, key=lambda row: row["lease_can_end"])],
        "lease_end_unknown": sum(
            row.get("tenure") in codes.RENTED and not row.get("lease_can_end") for row in rows
        ),
    }


def _area(row: Row) -> float | None:
    value = row.get("gia_m2") or row.get("nia_m2")
    return None if value is None else float(value)


def _sum(values: pd.Series) -> Sum:
    return Sum(value=round(float(values.sum())), known=int(values.notna().sum()))


def _cost(context: ReadContext, ids: pd.Index) -> CostSum | None:
    known = estate_wide.property_costs(context)
    here = known.loc[known.index.intersection(ids)]
    here = here[here["total_gbp_pa"].notna()]
    if here.empty:
        return None
    found = costs.total(here, context.assumptions)
    return CostSum(
        central_gbp_pa=round(found.central_gbp_pa, -3),
        low_gbp_pa=round(found.low_gbp_pa, -3),
        high_gbp_pa=round(found.high_gbp_pa, -3),
        estimated_share=round(found.imputed_share, 2),
        known=found.count,
        price_base=found.price_base,
    )


def _end(row: Row) -> LeaseEnd:
    return LeaseEnd(
        quarter=cast(Quarter, seen(row["lease_can_end"], exact=False)),
        property_id=str(row["property_id"]),
        name=row["name"],
        organisation=Named(row["organisation_code"], row["organisation_name"]),
    )


@answer
class Compared(Answer):
    """Two to six properties side by side, each as its own address tells it."""

    sites: list[PropertyDetail]
    not_shown: int


@dataclass(frozen=True)
class SideBySide:
    """The same with how much of each row its reader sees."""

    dossiers: list[PropertyDossier]
    not_shown: int

    @property
    def answer(self) -> Compared:
        """The answer that JSON and files are made of."""
        return Compared(sites=[one.detail for one in self.dossiers], not_shown=self.not_shown)


def compared(context: ReadContext, asked: str) -> SideBySide:
    """Two to six properties, in the order of the list; ``BadQuestion`` for fewer or more."""
    ids, not_shown = naming.chosen_ids(context.connection, context.reader, asked)
    if not LEAST_COMPARED <= len(ids) + not_shown <= MOST_COMPARED or not ids:
        raise BadQuestion(
            f"Choose {LEAST_COMPARED} to {MOST_COMPARED} properties to compare: "
            f"this choice has {len(ids) + not_shown}."
        )
    return SideBySide([property_dossier(context, one) for one in ids], not_shown)
