"""The record searched: its lines by person, organisation, kind, subject and day; and by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from estate import clock
from estate.codes import AuditAction
from estate.db import tables as t
from estate.register.queries.audit import NAMES, r

#: What is done to figures, as against looks, refusals, sign-ins.
CHANGES = (AuditAction.ADDED, AuditAction.CHANGED, AuditAction.REMOVED)


@dataclass(frozen=True)
class Wanted:
    """Which lines; what is None asks for nothing.

    ``about``: on an organisation's figures; ``concerns``: on its figures or by its people,
    ``organisation`` the same once more, as a filter. Days are the United Kingdom's, both
    included; words are looked for anywhere, capitals or not.
    """

    about: str | None = None
    concerns: str | None = None
    organisation: str | None = None
    who: str | None = None
    subject: str | None = None
    actions: Sequence[AuditAction] = ()
    since: date | None = None
    until: date | None = None

    def where(self) -> list[ColumnElement[bool]]:
        """What is asked of the record, as conditions that all have to hold."""
        concerned = (self.concerns, self.organisation)
        found = [_concerns(code) for code in concerned if code is not None]
        if self.about is not None:
            found.append(r.about == self.about)
        if self.who is not None:
            found.append(_holds(self.who, r.actor))
        if self.subject is not None:
            found.append(_holds(self.subject, r.subject, r.subject_key))
        if self.actions:
            found.append(r.action.in_([one.value for one in self.actions]))
        if self.since is not None:
            found.append(r.recorded_at >= _start_of(self.since))
        if self.until is not None:
            found.append(r.recorded_at < _start_of(self.until + timedelta(days=1)))
        return found


def _concerns(organisation: str) -> ColumnElement[bool]:
    return or_(r.about == organisation, r.organisation_code == organisation)


def _holds(words: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.HERE)


def lines(
    connection: Connection, wanted: Wanted, *, limit: int, before: int | None = None
) -> list[dict[str, Any]]:
    """The newest lines first, from below the position ``before``."""
    statement = select(*(r[name] for name in NAMES)).where(*wanted.where())
    if before is not None:
        statement = statement.where(r.position < before)
    found = connection.execute(statement.order_by(r.position.desc()).limit(limit))
    return [dict(row) for row in found.mappings()]


def count(connection: Connection, wanted: Wanted) -> int:
    """How many lines there are."""
    statement = select(func.count()).select_from(t.audit_record).where(*wanted.where())
    return int(connection.execute(statement).scalar_one())


def people(connection: Connection, wanted: Wanted, limit: int) -> list[dict[str, Any]]:
    """Who did it how often, when first and last; most first."""
    times = func.count()
    statement = (
        select(
            r.actor,
            r.role,
            r.organisation_code,
            times.label("times"),
            func.min(r.recorded_at).label("first_at"),
            func.max(r.recorded_at).label("last_at"),
        )
        .where(*wanted.where())
        .group_by(r.actor, r.role, r.organisation_code)
        .order_by(times.desc(), r.actor, r.role, r.organisation_code)
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
