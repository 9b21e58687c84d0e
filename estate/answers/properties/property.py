"""One property as its reader may see it: what JSON, page, charts, files and the map's panel render.

A day that the reader sees by its quarter stands in the field ``…_quarter`` in its place. Need,
spare space and their ranges are m² NIA to the square metre, money is in GBP.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Annotated, Any, Literal
from uuid import UUID

import pandas as pd
from pydantic import Field

from estate import codes, frames
from estate.answers import estate_wide
from estate.answers.answer import ABSENT, Answer, Coded, Named, QuarterText, answer
from estate.answers.context import ReadContext
from estate.assumptions import AssumptionSet
from estate.capacity import space_rule
from estate.frames import as_number
from estate.leases import exits_and_notices
from estate.quarters import Quarter
from estate.register import visibility as v
from estate.register.queries import properties, related_records
from estate.register.queries.related_records import RelatedRecords
from estate.rows import Row
from estate.space.property_space import Need, PlaceSpace, spaces_of

When = dt.date | Quarter
_BREAKS = frozenset({codes.LeaseEventKind.TENANT_BREAK, codes.LeaseEventKind.LANDLORD_BREAK})
#: Tier of a cost (``tiers.TIERS``) → words for it.
TIERS = {
    "actual": "Actual cost lines",
    "organisation_peers": "Median of the organisation's own similar properties",
    "county_peers": "Median of the county's properties of this type",
    "benchmark": "Benchmark of 2009/10",
}


@answer
class Areas(Answer):
    """Floor and site areas in square metres."""

    gia_m2: float | None
    nia_m2: float | None
    site_area_m2: float | None
    basis: str | None


@answer
class CostRestated(Answer):
    """A cost on record, restated in the money that savings are told in: the ends of its band, or
    twice the sum where that is shown; ``high`` is null in the highest band, which has no end."""

    low: float
    high: float | None
    price_base: Annotated[str, Field(description="financial year whose prices these are")]


@answer
class Cost(Answer):
    """Annual premises cost: a sum, its published band, or a figure imputed with its range."""

    low: float | None = ABSENT
    central: float | None = ABSENT
    high: float | None = ABSENT
    year: str | None
    unit: Literal["GBP a year"] = "GBP a year"
    imputed: bool
    tier: Coded
    total_gbp_pa: float | None = ABSENT
    band: str | None = ABSENT
    restated: Annotated[
        CostRestated | None, Field(description="where the cost's year is not that of savings")
    ] = ABSENT

    @property
    def ends(self) -> tuple[float, float, float] | None:
        """Low, central and high, where it is imputed."""
        if self.low is None or self.central is None or self.high is None:
            return None
        return self.low, self.central, self.high


@answer
class EffectiveRating(Answer):
    """A rating with who, why and when."""

    rating: Annotated[str | None, Field(description="null where one was withdrawn")]
    basis: str
    reasons: list[str]
    assessor: str | None
    organisation: str | None
    assessed_on: dt.date
    review_by: dt.date | None
    decision_ref: str | None
    note: str | None = ABSENT


@answer
class Ratings(Answer):
    """The effective rating in each scheme in which there is one."""

    sharing: EffectiveRating | None = ABSENT
    availability: EffectiveRating | None = ABSENT


@answer
class Interest(Answer):
    """Who holds it, and how."""

    holder: str | None
    organisation: str | None
    role: Coded
    tenure: Coded | None


@answer
class NextExit(Answer):
    """When a lease can next end, and by when somebody must act: days, or quarters."""

    kind: Coded
    date: dt.date | None = ABSENT
    date_quarter: QuarterText | None = ABSENT
    act_by: dt.date | None = ABSENT
    act_by_quarter: QuarterText | None = ABSENT
    act_by_passed: bool | None
    notice_months: int | None
    notice_assumed: bool
    penalty_gbp: float | None = ABSENT

    @property
    def leaves(self) -> When | None:
        """When the tenant can leave."""
        return self.date or self.date_quarter

    @property
    def acts_by(self) -> When | None:
        """The last day for a decision, or its quarter."""
        return self.act_by or self.act_by_quarter


@answer
class Break(Answer):
    """A break to come; ``lapsed`` when the day for the tenant's notice has passed. Penalty (£)
    and conditions are told to the lease's parties."""

    kind: Coded
    date: dt.date | None = ABSENT
    date_quarter: QuarterText | None = ABSENT
    notice_months: int | None
    lapsed: bool
    penalty_gbp: float | None = ABSENT
    conditions: str | None = ABSENT

    @property
    def falls(self) -> When | None:
        """The day of the break, or its quarter where the lease is another's."""
        return self.date or self.date_quarter


@answer
class Lease(Answer):
    """Parties, end and next exit; ``exact`` tells whether days are shown, or quarters. When a third
    party leaves is its own affair: it has no exit here."""

    tenant: str | None
    landlord: str | None
    inside_1954_act: bool | None
    exact: bool
    expiry: dt.date | None = ABSENT
    expiry_quarter: QuarterText | None = ABSENT
    holding_over_since: dt.date | None = ABSENT
    holding_over_since_quarter: QuarterText | None = ABSENT
    start_date: dt.date | None = ABSENT
    repairing_basis: str | None = ABSENT
    passing_rent_gbp_pa: float | None = ABSENT
    breaks: list[Break]
    next_exit: NextExit | None = ABSENT

    @property
    def ends(self) -> When | None:
        """The day on which the lease's term ends, or its quarter."""
        return self.expiry or self.expiry_quarter

    @property
    def held_over(self) -> When | None:
        """Since when it is held over."""
        return self.holding_over_since or self.holding_over_since_quarter


@answer
class Occupier(Answer):
    """Who uses it; without a code where it is no organisation of the register."""

    code: str | None
    name: str | None


@answer
class Occupation(Answer):
    """Who uses it, for what, and how much room that needs, in m²."""

    organisation: Occupier
    shared_front_desk: bool | None
    user_function: Coded | None = ABSENT
    service_function: Coded | None = ABSENT
    need_m2: float | None = ABSENT
    nia_m2: float | None = ABSENT
    fte: float | None = ABSENT
    desks: float | None = ABSENT
    mobile_percent: Annotated[float | None, Field(description="mobile posts, % of the posts")] = (
        ABSENT
    )
    touchdown_desks: float | None = ABSENT
    need_low_m2: float | None = ABSENT
    need_high_m2: float | None = ABSENT
    need_rests_on: Annotated[str | None, Field(description="whose standard, in words")] = ABSENT
    need_by_other_m2: Annotated[
        float | None, Field(description="what the other standard (2007 or 2026) would give")
    ] = ABSENT


@answer
class Space(Answer):
    """A property's area, need, spare space and utilisation (need / area; 1 = full), m² NIA; null
    where it is not known. ``standard``: 2026 (each organisation's own, or the county's default) or
    2007 (so many m² for each post); ``other_…`` what the other of the two would give."""

    area_m2: float | None
    need_m2: float | None
    need_low_m2: float | None
    need_high_m2: float | None
    spare_m2: float | None
    other_need_m2: float | None
    other_spare_m2: float | None
    area_estimated: Annotated[bool, Field(description="from the gross area")]
    utilisation: float | None
    standard: str
    other_standard: str


@answer
class DataSource(Answer):
    """From which row of which file it came, and when."""

    file: str | None
    layer: str | None
    row: int | None
    imported_at: dt.datetime | None


@answer
class PropertyDetail(Answer):
    """Everything of one property that the reader may see."""

    id: str
    name: str
    organisation: Named
    address: str | None = ABSENT
    postcode: str | None = ABSENT
    town: str | None = ABSENT
    district: str | None = ABSENT
    operational: bool | None = ABSENT
    public_access: bool | None = ABSENT
    use_class_imputed: bool | None = ABSENT
    type_code_imputed: bool | None = ABSENT
    operational_imputed: bool | None = ABSENT
    decision_ref: str | None = ABSENT
    pfi: bool | None = ABSENT
    condition: str | None = ABSENT
    energy_rating: str | None = ABSENT
    energy_rating_date: dt.date | None = ABSENT
    further_epc_rating: str | None = ABSENT
    further_epc_date: dt.date | None = ABSENT
    energy_year: str | None = ABSENT
    energy_source: str | None = ABSENT
    year_built: int | None = ABSENT
    conservation_area: bool | None = ABSENT
    step_free: bool | None = ABSENT
    parking_spaces: int | None = ABSENT
    book_value_date: dt.date | None = ABSENT
    value_basis: str | None = ABSENT
    opening_hours: str | None = ABSENT
    services: str | None = ABSENT
    note: str | None = ABSENT
    as_of_date: dt.date | None = ABSENT
    confidence: str | None = ABSENT
    not_in_latest: bool | None = ABSENT
    synthetic: bool | None = ABSENT
    use_class: Coded | None = ABSENT
    tenure: Coded | None = ABSENT
    status: Coded | None = ABSENT
    protected_use: Coded | None = ABSENT
    listed_grade: Coded | None = ABSENT
    flood_zone: Coded | None = ABSENT
    book_value_gbp: float | None = ABSENT
    backlog_gbp: float | None = ABSENT
    energy_certificate: Coded | None = ABSENT
    other_fuel: Coded | None = ABSENT
    electricity_kwh: float | None = ABSENT
    gas_kwh: float | None = ABSENT
    other_fuel_kwh: float | None = ABSENT
    energy_works_gbp: float | None = ABSENT
    ref: str | None = ABSENT
    uprn: str | None = ABSENT
    type: Coded | None = ABSENT
    areas: Areas | None = ABSENT
    point: Annotated[list[float] | None, Field(description="longitude, latitude")] = ABSENT
    visibility: str
    disclaimer: str = codes.DISCLAIMER
    occupations: list[Occupation]
    ratings: Ratings | None = ABSENT
    leases: list[Lease] | None = ABSENT
    interests: list[Interest] | None = ABSENT
    titles: list[str] | None = ABSENT
    space: Space | None = ABSENT
    cost: Cost | None = ABSENT
    data_source: DataSource | None = ABSENT


#: Columns of codes that are shown with their words.
_CODED = (
    *("use_class", "tenure", "status", "protected_use", "listed_grade", "flood_zone"),
    *("energy_certificate", "other_fuel"),
)
#: Columns of numbers that the database holds exactly.
_NUMBERS = (
    *("book_value_gbp", "backlog_gbp", "electricity_kwh", "gas_kwh", "other_fuel_kwh"),
    "energy_works_gbp",
)
#: What of the answer is named as the register's column is.
_COLUMNS = frozenset(takewhile(lambda name: name != "use_class", PropertyDetail.__annotations__))


@dataclass(frozen=True)
class PropertyDossier:
    """``detail`` with how much of the row its reader sees (``access``), and the end of its PFI
    contract, which the page alone tells."""

    detail: PropertyDetail
    access: v.RowAccess
    pfi_end_date: dt.date | None

    def column(self, name: str) -> Any:
        """The value of a column of the register; None where it is not known or not shown."""
        if name == "pfi_end_date":
            return self.pfi_end_date
        if name in ("gia_m2", "nia_m2", "site_area_m2", "area_basis"):
            return getattr(self.detail.areas, name.removeprefix("area_"), None)
        return getattr(self.detail, {"local_ref": "ref", "type_code": "type"}.get(name, name))


def property_dossier(
    context: ReadContext, property_id: UUID, row: Row | None = None
) -> PropertyDossier:
    """Everything of one property that the reader may see; ``row``: its own, if that was asked for
    before. ``NotFound`` where there is no such property for this reader."""
    reader = context.reader
    row = row or properties.one(context.connection, reader, property_id, today=context.today)
    return _dossiers(context, [row])[0]


def property_dossiers(context: ReadContext, property_ids: Sequence[UUID]) -> list[PropertyDossier]:
    """``property_dossier`` of many, in their order, for far less work than one after the other."""
    rows = properties.several(context.connection, context.reader, property_ids, today=context.today)
    return _dossiers(context, rows)


def _dossiers(context: ReadContext, rows: Sequence[Row]) -> list[PropertyDossier]:
    reader = context.reader
    rule = space_rule(context.assumptions, context.today)
    found = [
        related_records.of_property(context.connection, reader, row["property_id"], rule)
        for row in rows
    ]
    if reader.is_public:
        told = [
            _dossier(reader, row, one, [None] * len(one.occupations), {})
            for row, one in zip(rows, found, strict=True)
        ]
        return told
    spaces = spaces_of(
        [(row, one.occupations) for row, one in zip(rows, found, strict=True)], context.assumptions
    )
    leases = _leases([one.leases for one in found], context.today, context.assumptions)
    return [
        _dossier(reader, row, one, needs, _related(context, row, one, space) | {"leases": let})
        for row, one, (space, needs), let in zip(rows, found, spaces, leases, strict=True)
    ]


def _dossier(
    reader: v.Reader,
    row: Row,
    found: RelatedRecords,
    needs: Sequence[Need | None],
    for_members: Mapping[str, Any],
) -> PropertyDossier:
    code = row["organisation_code"]
    detail = PropertyDetail(
        **_own(row),
        visibility="owner" if reader.organisation == code else reader.kind.value,
        occupations=list(map(_occupation, found.occupations, needs)),
        **for_members,
    )
    is_signed = found.owner is not None and found.owner.get("signed_on") is not None
    return PropertyDossier(detail, v.RowAccess(reader, code, is_signed), row.get("pfi_end_date"))


def _own(row: Row) -> dict[str, Any]:
    """Its own row: what the reader's edition never holds is absent."""
    shown = _COLUMNS & row.keys()
    found = {name: row[name] for name in shown} | {
        name: _coded(row[name]) for name in _CODED if name in row
    }
    for name in _NUMBERS:
        if name in row:
            found[name] = as_number(row[name])
    if "local_ref" in row:
        found["ref"] = row["local_ref"]
    if row.get("uprn") is not None:
        found["uprn"] = f"{row['uprn']:012d}"
    if "type_code" in row:
        found["type"] = _coded(row["type_code"])
    if "gia_m2" in row:
        sizes = {name: as_number(row[name]) for name in ("gia_m2", "nia_m2", "site_area_m2")}
        found["areas"] = Areas(**sizes, basis=row["area_basis"])
    if row["longitude"] is not None:
        found["point"] = [row["longitude"], row["latitude"]]
    named = Named(row["organisation_code"], row["organisation_name"])
    return found | {"id": str(row["property_id"]), "organisation": named}


def _related(
    context: ReadContext, row: Row, found: RelatedRecords, space: PlaceSpace
) -> dict[str, Any]:
    """What members are shown of it besides its users and leases."""
    return {
        "ratings": Ratings(**{scheme: _rating(one) for scheme, one in found.ratings.items()}),
        "interests": list(map(_interest, found.interests)),
        "titles": found.titles,
        "space": _space(space),
        "cost": _cost(context, row, found.cost),
        "data_source": _source(found.source),
    }


def _rating(row: Row) -> EffectiveRating:
    return EffectiveRating(
        rating=row["rating"],
        basis=row["basis"],
        reasons=[codes.label(code.lower()) for code in row["reason_codes"]],
        assessor=row["assessor"],
        organisation=row["organisation_code"],
        assessed_on=row["assessed_on"],
        review_by=row["review_by"],
        decision_ref=row["evidence_ref"],
        **({"note": row["note"]} if row.get("note") else {}),
    )


def _cost(context: ReadContext, own: Row, on_record: Row | None) -> Cost | None:
    """Actual where the register has it (the sum where visible, else its published band), else
    imputed, to the nearest £1,000; None where the reader sees neither."""
    if on_record is not None:
        total = as_number(on_record.get("total_gbp_pa"))
        band = codes.COST_BANDS[on_record["band"]][2] if total is None else None
        restated = _restated(context, on_record["cost_year"], total, on_record["band"])
        told: dict[str, Any] = _known({"total_gbp_pa": total, "band": band, "restated": restated})
        return Cost(
            year=on_record["cost_year"],
            imputed=False,
            tier=Coded("actual", TIERS["actual"]),
            **told,
        )
    imputed, property_id = estate_wide.property_costs(context), str(own["property_id"])
    if property_id not in imputed.index:
        return None
    row: Any = imputed.loc[property_id]
    return Cost(
        low=round(float(row["total_low_gbp_pa"]), -3),
        central=round(float(row["total_gbp_pa"]), -3),
        high=round(float(row["total_high_gbp_pa"]), -3),
        year=context.assumptions.text("price_base"),
        imputed=True,
        tier=Coded(str(row["tier"]), TIERS[str(row["tier"])]),
    )


def _restated(
    context: ReadContext, year: str | None, total_gbp_pa: float | None, band: int
) -> CostRestated | None:
    """The cost in the money of savings, so that the two can be read side by side; None where it is
    in that money already, or the price index does not reach its year."""
    base = context.assumptions.price_base
    index = context.assumptions.price_index
    if year is None or year == base or not (index.covers(year) and index.covers(base)):
        return None
    low, high = codes.cost_band_ends(band) if total_gbp_pa is None else (total_gbp_pa,) * 2
    times = float(context.assumptions.to_base(year))
    # To the nearest £1,000: an index says no more than that of one building.
    return CostRestated(
        low=round(low * times, -3),
        high=None if high is None else round(high * times, -3),
        price_base=base,
    )


def _interest(row: Row) -> Interest:
    return Interest(
        holder=row["organisation_name"] or row["holder_name"],
        organisation=row["organisation_code"],
        role=Coded.of(row["role"]),
        tenure=_coded(row["tenure"]),
    )


def _occupation(row: Row, need: Need | None) -> Occupation:
    figures = ("need_m2", "nia_m2", "fte", "desks", "mobile_percent", "touchdown_desks")
    functions = ("user_function", "service_function")
    shown: dict[str, Any] = {name: _coded(row[name]) for name in functions if name in row}
    shown |= _known({name: as_number(row.get(name)) for name in figures})
    if "need_m2" in shown and need is not None and need.need_m2 is not None:
        shown |= {
            "need_low_m2": round(need.low_m2 or 0),
            "need_high_m2": round(need.high_m2 or 0),
            "need_rests_on": need.rests_on,
            "need_by_other_m2": round(need.other_m2 or 0),
        }
    return Occupation(
        organisation=Occupier(
            code=row["occupier_organisation_code"], name=row["occupier"] or row["occupier_name"]
        ),
        shared_front_desk=row["shared_front_desk"],
        **shown,
    )


def _space(found: PlaceSpace) -> Space:
    told = asdict(found)
    for name, value in told.items():
        if value is not None and name.endswith("_m2"):
            told[name] = round(value)
    used = found.utilisation
    return Space(**told | {"utilisation": None if used is None else round(used, 2)})


_EXIT_FACTS = {
    "expiry": "expiry_date",
    "holding_over_since": "holding_over_since",
    "inside_1954_act": "inside_1954_act",
}


def _leases(
    by_property: Sequence[Sequence[Row]], today: dt.date, assumptions: AssumptionSet
) -> list[list[Lease]]:
    """The leases of each property, with their next exits; worked out together."""
    rows = [row for of_place in by_property for row in of_place]
    if not rows:
        return [[] for _ in by_property]
    facts = pd.DataFrame(
        {name: [row[column] for row in rows] for name, column in _EXIT_FACTS.items()}, dtype=object
    )
    dated = [
        [event | {"date": event["event_date"], "lease_id": at} for event in row["events"]]
        for at, row in enumerate(rows)
    ]
    columns = list(frames.LEASE_EVENT_COLUMNS)
    events = pd.DataFrame(
        [{name: event.get(name) for name in columns} for of_lease in dated for event in of_lease],
        columns=columns,
    )
    exits = exits_and_notices.each_exit(facts, events, today, assumptions)
    lapsed = iter(exits_and_notices.lapsed_breaks(facts, events, today, assumptions))
    made = iter(
        _lease(row, [(event, bool(next(lapsed))) for event in events_of], found, today)
        for row, events_of, found in zip(rows, dated, exits, strict=True)
    )
    return [[next(made) for _ in of_place] for of_place in by_property]


def _lease(
    row: Row,
    events: Sequence[tuple[Row, bool]],
    found: exits_and_notices.Exit | None,
    today: dt.date,
) -> Lease:
    """``events`` with whether each is a break whose day for notice has passed."""
    exact = bool(row["exact"])
    if row["tenant_organisation_code"] is None:
        found = None
    return Lease(
        tenant=row["tenant"] or row["tenant_name"],
        landlord=row["landlord"] or row["landlord_name"],
        inside_1954_act=row["inside_1954_act"],
        exact=exact,
        **_when("expiry", row["expiry_date"], exact),
        **_when("holding_over_since", row["holding_over_since"], exact),
        **_known({name: row.get(name) for name in ("start_date", "repairing_basis")}),
        **_known({"passing_rent_gbp_pa": as_number(row.get("passing_rent_gbp_pa"))}),
        breaks=[
            _break(event, exact, is_lapsed)
            for event, is_lapsed in events
            if event["kind"] in _BREAKS and event["date"] >= today
        ],
        **_known({"next_exit": found and _next_exit(found, exact)}),
    )


def _break(event: Row, exact: bool, lapsed: bool) -> Break:
    told = {
        "penalty_gbp": as_number(event.get("penalty_gbp")),
        "conditions": event.get("conditions"),
    }
    return Break(
        kind=Coded.of(event["kind"]),
        **_when("date", event["date"], exact),
        notice_months=event["notice_months"],
        lapsed=lapsed,
        **_known(told),
    )


def _next_exit(found: exits_and_notices.Exit, exact: bool) -> NextExit:
    return NextExit(
        kind=Coded.of(found.kind),
        **_when("date", found.exit_date, exact),
        **_when("act_by", found.act_by, exact),
        act_by_passed=found.act_by_passed,
        notice_months=found.notice_months,
        notice_assumed=found.notice_assumed,
        **_known({"penalty_gbp": found.penalty_gbp}),
    )


def _source(row: Row | None) -> DataSource | None:
    if row is None:
        return None
    return DataSource(
        file=row["file_name"],
        layer=row["layer"],
        row=row["row_number"],
        imported_at=row["imported_at"],
    )


def _when(name: str, day: dt.date | None, exact: bool) -> dict[str, Any]:
    """A day whole, or its quarter; nothing where it is not known."""
    return _known({name: day} if exact or day is None else {f"{name}_quarter": Quarter.of(day)})


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _coded(code: str | None) -> Coded | None:
    return None if code is None else Coded.of(code)
