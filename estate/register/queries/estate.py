"""The whole estate as frames (``estate/frames.py``), for candidates and costs.

Every frame holds only what the reader may see: values of L2 come exact on the reader's own
rows and as their published band elsewhere, so that no score can reveal more than the page.
"""

from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import (
    ColumnElement,
    Connection,
    Label,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
)
from sqlalchemy import Date as SqlDate

from estate import codes, frames
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import (
    desk_splits,
    host_conditions,
    space_standards,
    subqueries,
    use_readings,
)
from estate.register.queries.related_records import need_for
from estate.register.queries.versions import current_version
from estate.space.need_by_standard import NAMES, SpaceRule

p = t.property_.c


def load_estate(connection: Connection, reader: v.Reader, rule: SpaceRule) -> frames.Estate:
    """All facts that candidates and costs are computed from, as this reader may see them.

    ``rule``: by what needs are worked out (``capacity.space_rule``), on its day.
    """
    v.demand(reader, v.Level.CLUB, "ratings, leases or costs", of_own=True)
    return frames.Estate(
        properties=_properties(connection, reader),
        occupations=_occupations(connection, reader, rule),
        leases=_leases(connection, reader),
        lease_events=_lease_events(connection, reader),
        costs=_costs(connection, reader),
        organisations=_organisations(connection, rule.day),
        zones=_zones(connection),
        version=current_version(connection),
        reader=reader.kind.value,
        readings=_readings(connection, reader),
    )


def _frame(
    connection: Connection,
    statement: Select[Any],
    index: str | None,
    *,
    dates: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
) -> pd.DataFrame:
    result = connection.execute(statement)
    frame = pd.DataFrame(result.all(), columns=list(result.keys()))
    for name in dates:
        frame[name] = pd.to_datetime(frame[name])
    for name in numbers:
        frame[name] = pd.to_numeric(frame[name], errors="raise").astype(float)
    return frame if index is None else frame.set_index(index)


def _text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(column, Text)


def _rows(reader: v.Reader) -> ColumnElement[bool]:
    """Rows a calculation may use: visible, and not an unsigned organisation's."""
    return and_(v.rows(reader), v.may_see(reader, v.Level.CLUB, p.organisation_code))


_KWH = ("electricity_kwh", "gas_kwh", "other_fuel_kwh")


def _properties(connection: Connection, reader: v.Reader) -> gpd.GeoDataFrame:
    town, district = t.area.alias("town"), t.area.alias("district")
    tenure = subqueries.principal_tenure()
    availability = subqueries.effective_rating(codes.RatingScheme.AVAILABILITY)
    sharing = subqueries.effective_rating(codes.RatingScheme.SHARING)
    asked, said = desk_splits.asked(reader), host_conditions.answered(reader)
    backlog = v.visible(reader, p.backlog_gbp, t.property_, p.organisation_code)
    works = v.visible(reader, p.energy_works_gbp, t.property_, p.organisation_code)
    whole = v.may_see(reader, v.Level.PARTIES, p.organisation_code)
    statement = (
        select(
            _text(p.property_id).label("property_id"),
            p.organisation_code.label("organisation"),
            p.local_ref,
            p.name,
            p.use_class,
            p.type_code,
            p.operational,
            p.protected_use,
            p.sensitivity,
            p.status,
            tenure.c.tenure,
            p.pfi,
            p.public_access,
            func.ST_X(p.rep_point).label("easting"),
            func.ST_Y(p.rep_point).label("northing"),
            func.ST_AsBinary(p.geom).label("wkb"),
            p.nia_m2,
            p.gia_m2,
            p.condition,
            (null() if backlog is None else backlog).label("backlog_gbp"),
            p.energy_rating,
            p.energy_certificate,
            p.energy_rating_date,
            p.further_epc_rating,
            *(p[name] for name in _KWH),
            p.other_fuel,
            p.energy_year,
            (null() if works is None else works).label("energy_works_gbp"),
            p.listed_grade,
            p.conservation_area,
            p.flood_zone,
            p.step_free,
            p.parking_spaces,
            town.c.name.label("town"),
            district.c.name.label("district"),
            availability.c.rating.label("availability"),
            sharing.c.rating.label("sharing"),
            func.array_to_string(availability.c.reason_codes, ";").label("availability_reason"),
            case(
                (sharing.c.basis != "suggested", func.array_to_string(sharing.c.reason_codes, ";"))
            ).label("sharing_reason"),
            asked.c.codes.label("desk_split_asked"),
            said.c.conditions.label("host_conditions"),
            said.c.room_m2.label("host_room_m2"),
            p.reuse_offered,
            (literal(False) if v.never(whole) else whole).label("exact"),
        )
        .select_from(t.property_)
        .outerjoin(town, town.c.area_id == p.town_id)
        .outerjoin(district, district.c.area_id == p.district_id)
        .outerjoin(tenure, tenure.c.property_id == p.property_id)
        .outerjoin(availability, availability.c.property_id == p.property_id)
        .outerjoin(sharing, sharing.c.property_id == p.property_id)
        .outerjoin(asked, asked.c.property_id == p.property_id)
        .outerjoin(said, said.c.property_id == p.property_id)
        .where(_rows(reader))
        .order_by(p.organisation_code, p.local_ref)
    )
    areas = ("nia_m2", "gia_m2", "host_room_m2")
    money = ("backlog_gbp", "energy_works_gbp")
    numbers = ("easting", "northing", *areas, *money, *_KWH, "parking_spaces")
    dates = ("energy_rating_date",)
    frame = _frame(connection, statement, "property_id", dates=dates, numbers=numbers)
    outlines = shapely.from_wkb(frame.pop("wkb").map(_bytes).to_numpy(dtype=object))
    return gpd.GeoDataFrame(frame, geometry=outlines, crs="EPSG:27700")


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


_STAFF = ("fte", "desks", "mobile_percent")


def _occupations(connection: Connection, reader: v.Reader, rule: SpaceRule) -> pd.DataFrame:
    o = t.occupation.c
    owners = (p.organisation_code, o.organisation_code, o.occupier_organisation_code)
    whole = v.may_see(reader, v.Level.PARTIES, *owners)
    standard = space_standards.in_force(rule.day)
    amount, basis = space_standards.need(rule, standard)
    staff = v.select_list(reader, t.occupation, list(_STAFF), *owners)
    hidden = staff or [null().label(n) for n in _STAFF]
    statement = (
        select(
            _text(o.occupation_id).label("occupation_id"),
            _text(p.property_id).label("property_id"),
            o.occupier_organisation_code.label("organisation"),
            o.user_function,
            o.service_function,
            *hidden,
            need_for(reader, amount, *owners).label("need_m2"),
            basis.label("need_basis"),
            o.touchdown_desks,
            (literal(False) if v.never(whole) else whole).label("exact"),
        )
        .select_from(t.occupation)
        .join(t.property_, p.property_id == subqueries.standing_property(o.property_id))
        .outerjoin(t.organisation, t.organisation.c.code == o.occupier_organisation_code)
        .outerjoin(standard, standard.c.organisation_code == o.occupier_organisation_code)
        .where(_rows(reader))
        .order_by(o.organisation_code, o.row_number, o.occupation_id)
    )
    numbers = (*_STAFF, "need_m2", "touchdown_desks")
    frame = _frame(connection, statement, "occupation_id", numbers=numbers)
    frame["mobile_share"] = frame.pop("mobile_percent") / 100
    return frame


_LEASE_OWNERS = (t.lease.c.organisation_code, t.lease.c.landlord_organisation_code)


def _exact(reader: v.Reader) -> ColumnElement[bool]:
    return v.may_see(reader, v.Level.PARTIES, *_LEASE_OWNERS)


def _day(reader: v.Reader, column: ColumnElement[Any], name: str) -> Label[Any]:
    return subqueries.day_seen(reader, column, *_LEASE_OWNERS).label(name)


def _leases(connection: Connection, reader: v.Reader) -> pd.DataFrame:
    lease, whole = t.lease.c, _exact(reader)
    start = null() if v.never(whole) else case((whole, lease.start_date), else_=null())
    statement = (
        select(
            _text(lease.lease_id).label("lease_id"),
            _text(p.property_id).label("property_id"),
            lease.tenant_organisation_code.label("tenant"),
            lease.tenant_name,
            lease.landlord_organisation_code.label("landlord"),
            lease.landlord_name,
            cast(start, SqlDate).label("start"),
            _day(reader, lease.expiry_date, "expiry"),
            _day(reader, lease.holding_over_since, "holding_over_since"),
            lease.inside_1954_act,
            _if_whole(whole, lease.passing_rent_gbp_pa).label("passing_rent_gbp_pa"),
            cast(_if_whole(whole, lease.repairing_basis), Text).label("repairing_basis"),
            (literal(False) if v.never(whole) else whole).label("exact"),
        )
        .select_from(t.lease)
        .join(t.property_, p.property_id == subqueries.standing_property(lease.property_id))
        .where(_rows(reader))
        .order_by(lease.organisation_code, lease.row_number, lease.lease_id)
    )
    dates = ("start", "expiry", "holding_over_since")
    return _frame(connection, statement, "lease_id", dates=dates, numbers=("passing_rent_gbp_pa",))


def _lease_events(connection: Connection, reader: v.Reader) -> pd.DataFrame:
    lease, event, whole = t.lease.c, t.lease_event.c, _exact(reader)
    day = _day(reader, event.event_date, "date")
    statement = (
        select(
            _text(event.lease_id).label("lease_id"),
            event.kind,
            day,
            event.notice_months,
            _if_whole(whole, event.penalty_gbp).label("penalty_gbp"),
            cast(_if_whole(whole, event.conditions), Text).label("conditions"),
        )
        .select_from(t.lease_event.join(t.lease))
        .join(t.property_, p.property_id == subqueries.standing_property(lease.property_id))
        .where(_rows(reader), subqueries.told_of_event(reader))
        .order_by(
            lease.organisation_code,
            lease.row_number,
            event.lease_id,
            day,
            event.kind,
            event.lease_event_id,
        )
    )
    numbers = ("notice_months", "penalty_gbp")
    return _frame(connection, statement, None, dates=("date",), numbers=numbers)


def _costs(connection: Connection, reader: v.Reader) -> pd.DataFrame:
    cost = subqueries.annual_cost()
    whole = subqueries.sees_cost(reader, cost)
    names = ("total_gbp_pa", "club_gbp_pa", "running_gbp_pa")
    only_whole = ("contract_gbp_pa", "held_gbp_pa")
    statement = (
        select(
            _text(cost.c.property_id).label("property_id"),
            *(subqueries.cost_seen(cost.c[name], whole).label(name) for name in names),
            *(_if_whole(whole, cost.c[name]).label(name) for name in only_whole),
            cost.c.cost_year.label("year"),
            (literal(False) if v.never(whole) else whole).label("exact"),
        )
        .select_from(cost)
        .join(t.property_, p.property_id == cost.c.property_id)
        .where(_rows(reader))
        .order_by(p.organisation_code, p.local_ref)
    )
    return _frame(connection, statement, "property_id", numbers=(*names, *only_whole))


def _if_whole(whole: ColumnElement[bool], amount: ColumnElement[Any]) -> ColumnElement[Any]:
    """The amount where the reader sees the cost exactly; nothing, not even a band, elsewhere."""
    return null() if v.never(whole) else case((whole, amount), else_=null())


def _organisations(connection: Connection, day: date) -> pd.DataFrame:
    o, own = t.organisation.c, space_standards.in_force(day)
    statement = (
        select(
            o.code,
            o.name,
            o.kind,
            o.in_scope,
            v.in_force(o).label("signed"),
            o.m2_per_fte,
            own.c.valid_from.label("standard_from"),
            *(own.c[n] for n in NAMES),
        )
        .select_from(t.organisation)
        .outerjoin(own, own.c.organisation_code == o.code)
        .order_by(o.code)
    )
    numbers = ("m2_per_fte", *NAMES)
    return _frame(connection, statement, "code", dates=("standard_from",), numbers=numbers)


def _readings(connection: Connection, reader: v.Reader) -> pd.DataFrame | None:
    rows = use_readings.of(connection, reader)
    if not rows:
        return None
    frame = pd.DataFrame(rows)[list(frames.READING_COLUMNS)]
    return frame.assign(
        property_id=frame["property_id"].astype(str), counted_on=pd.to_datetime(frame["counted_on"])
    )


def _zones(connection: Connection) -> pd.DataFrame:
    a = t.area.c
    point = func.coalesce(a.centre, func.ST_PointOnSurface(a.geom))
    kinds = [codes.AreaKind.TOWN.value, codes.AreaKind.NEED_AREA.value]
    statement = (
        select(
            a.name,
            a.kind,
            func.ST_X(point).label("easting"),
            func.ST_Y(point).label("northing"),
            a.population,
        )
        .where(a.kind.in_(kinds), a.population.is_not(None), point.is_not(None))
        .order_by(a.kind, a.name)
    )
    return _frame(connection, statement, None, numbers=("easting", "northing", "population"))
