"""Space standards of organisations: the one that holds on a day, and all that were ever set."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, case, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.db import tables as t
from estate.register import visibility as v
from estate.space.need_by_standard import COUNTERS, NAMES, SpaceRule

s, o = t.space_standard.c, t.organisation.c


def in_force(day: date) -> Subquery:
    """Each organisation's own standard that holds on a day; a later one does not count yet."""
    return (
        select(s.organisation_code, s.valid_from, *(s[name] for name in NAMES))
        .where(s.valid_from <= day)
        .ext(distinct_on(s.organisation_code))
        .order_by(s.organisation_code, s.valid_from.desc(), s.sequence.desc())
        .subquery("space_standard_in_force")
    )


def need(rule: SpaceRule, standard: Subquery) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """(need in m2 NIA, what it was derived from) of an occupation (``docs/methods/space.md``).

    Staff if given, else desks, else the area it now uses. The statement must outer-join
    ``t.organisation`` and ``standard`` (``in_force``) as the occupier's.
    """
    use = t.occupation.c
    basis = case(
        (use.fte.is_not(None), "fte"),
        (use.desks.is_not(None), "desks"),
        (use.nia_m2.is_not(None), "area"),
    )
    flat = _amount(
        use.fte * func.coalesce(o.m2_per_fte, rule.m2_per_post), use.desks * rule.m2_per_desk
    )
    if rule.flat:
        return flat, basis
    own = {name: standard.c[name] for name in NAMES}
    county = {name: literal(getattr(rule.default, name)) for name in NAMES}
    amount = case(
        (standard.c.valid_from.is_not(None), _planned(own, rule)),
        (o.m2_per_fte.is_not(None), flat),
        else_=_planned(county, rule),
    )
    return amount, basis


def _planned(terms: Mapping[str, ColumnElement[Any]], rule: SpaceRule) -> ColumnElement[Any]:
    """As ``space_standards.SpaceStandard.need_m2`` has it."""
    use = t.occupation.c
    mobile = func.coalesce(use.mobile_percent / 100, rule.mobile_share)
    away = mobile * (1 - terms["mobile_attendance"])
    each = terms["m2_per_desk"] + terms["meeting_m2_per_desk"] + terms["storage_m2_per_desk"]
    desks = use.fte * terms["desks_per_post"] * (1 - away)
    counter = case((use.user_function.in_(sorted(COUNTERS)), terms["counter_m2"]), else_=0)
    return _amount(desks * each + counter, use.desks * each + counter)


def _amount(of_posts: ColumnElement[Any], of_desks: ColumnElement[Any]) -> ColumnElement[Any]:
    use = t.occupation.c
    return case(
        (use.fte.is_not(None), of_posts), (use.desks.is_not(None), of_desks), else_=use.nia_m2
    )


def series(connection: Connection, reader: v.Reader, organisation: str) -> list[dict[str, Any]]:
    """All standards of an organisation as far as the reader sees them, the newest first."""
    names = [
        "space_standard_id",
        "valid_from",
        *NAMES,
        "source",
        "set_by",
        "recorded_at",
        "sequence",
    ]
    columns = v.select_list(reader, t.space_standard, names, s.organisation_code)
    club = v.may_see(reader, v.Level.CLUB, s.organisation_code)
    if v.never(club):
        return []
    statement = (
        select(*columns)
        .where(s.organisation_code == organisation, club)
        .order_by(s.valid_from.desc(), s.sequence.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def all_of(connection: Connection, reader: v.Reader, day: date) -> list[dict[str, Any]]:
    """The standard in force of every organisation whose standard this reader sees."""
    club = v.may_see(reader, v.Level.CLUB, s.organisation_code)
    if v.never(club):
        return []
    held = in_force(day)
    seen = select(s.organisation_code).where(club)
    statement = (
        select(*held.c).where(held.c.organisation_code.in_(seen)).order_by(held.c.organisation_code)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
