"""What reminders are made of beside what lists show, and who has chosen which of them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.club.codes import MailState, Outcome
from estate.club.decisions import DecisionKind
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.rows import NewRow

a, c, m = t.account.c, t.reminder_choice.c, t.reminder_mail.c
#: Digests after which the same person waits for the next day, or week; one that was lost or refused
#: is made up for on the next working day.
_SETTLED = (MailState.SENT, MailState.NOTHING, MailState.BOUNCED, MailState.STOPPED)
_PERSON = ("account_id", "email", "role", "organisation_code", "disabled_at")


def undecided(connection: Connection, opportunity_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Bodies of some opportunities that have not agreed or refused yet, as the club is shown."""
    b, d = t.opportunity_body.c, t.opportunity_decision.c
    latest = (
        select(d.opportunity_id, d.organisation_code, d.outcome)
        .ext(distinct_on(d.opportunity_id, d.organisation_code))
        .where(d.opportunity_id.in_(opportunity_ids))
        .order_by(d.opportunity_id, d.organisation_code, d.sequence.desc())
        .subquery("latest")
    ).c
    statement = (
        select(b.opportunity_id, b.organisation_code)
        .outerjoin(
            latest.outcome.table,
            (latest.opportunity_id == b.opportunity_id)
            & (latest.organisation_code == b.organisation_code),
        )
        .where(
            b.opportunity_id.in_(opportunity_ids),
            or_(latest.outcome.is_(None), latest.outcome == Outcome.DEFERRED.value),
        )
    )
    found: dict[UUID, set[str]] = {}
    for key, code in connection.execute(statement):
        found.setdefault(key, set()).add(code)
    return found


def in_stage_since(
    connection: Connection, opportunity_ids: Collection[UUID]
) -> dict[UUID, datetime]:
    """When some opportunities took their latest step."""
    s = t.decision_step.c
    statement = (
        select(s.subject_id, func.max(s.taken_at))
        .where(s.kind == DecisionKind.OPPORTUNITY.value, s.subject_id.in_(opportunity_ids))
        .group_by(s.subject_id)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def hidden_from_club(connection: Connection, property_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these properties the club is not shown."""
    wanted = set(property_ids)
    p = t.property_.c
    shown = select(p.property_id).where(p.property_id.in_(wanted), v.rows(v.CLUB))
    return wanted - set(connection.execute(shown).scalars())


def choice(connection: Connection, account_id: UUID) -> NewRow | None:
    """What somebody has chosen; None where they never did."""
    found = connection.execute(select(t.reminder_choice).where(c.account_id == account_id))
    row = found.mappings().one_or_none()
    return None if row is None else dict(row)


def account_of_feed(connection: Connection, feed_sha256: str) -> NewRow | None:
    """Whose feed this is, with what they have chosen for it; None where nobody's, or the account
    is switched off."""
    statement = _people().where(c.feed_sha256 == feed_sha256, a.disabled_at.is_(None))
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def account_id(connection: Connection, email: str) -> UUID:
    """Whose address this is; ``NotFound`` where no account has it."""
    found = connection.execute(select(a.account_id).where(a.email == email.strip().lower()))
    key = found.scalar_one_or_none()
    if key is None:
        raise NotFound(f"{email} has no account: see 'estate account list'.")
    return UUID(str(key))


def mails_of(connection: Connection, account_id: UUID, number: int) -> list[NewRow]:
    """Somebody's latest digests, the newest first."""
    statement = (
        select(m.digest_day, m.state, m.reminders, m.attempts, m.ended_at, m.said)
        .where(m.account_id == account_id)
        .order_by(m.digest_day.desc())
        .limit(number)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def outbox(connection: Connection, number: int) -> list[NewRow]:
    """The latest digests of everybody, for the operator: never what stands in them."""
    statement = (
        select(
            a.email,
            m.digest_day,
            m.state,
            m.reminders,
            m.attempts,
            m.next_attempt_at,
            m.ended_at,
            m.said,
        )
        .join(t.account, a.account_id == m.account_id)
        .order_by(m.digest_day.desc(), a.email)
        .limit(number)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def wanting_mail(connection: Connection) -> list[NewRow]:
    """Whoever has chosen mail, may sign in and can be reached, with how often, and the day of
    their latest digest that is settled (``last``)."""
    last = (
        select(func.max(m.digest_day))
        .where(m.account_id == c.account_id, m.state.in_([one.value for one in _SETTLED]))
        .scalar_subquery()
    )
    statement = (
        _people()
        .add_columns(c.every, last.label("last"))
        .where(c.mail_kinds != [], c.refused_at.is_(None), a.disabled_at.is_(None))
        .order_by(a.email)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def waiting(connection: Connection, now: datetime) -> list[UUID]:
    """Digests whose turn it is, those that were made first before the others."""
    statement = (
        select(m.reminder_mail_id)
        .where(m.state == MailState.QUEUED.value, m.next_attempt_at <= now)
        .order_by(m.queued_at, m.reminder_mail_id)
    )
    return list(connection.execute(statement).scalars())


def addressee(connection: Connection, mail_id: UUID) -> NewRow:
    """Whom a digest is for, as they stand now, with what they have chosen for mail."""
    statement = (
        _people()
        .join(t.reminder_mail, m.account_id == c.account_id)
        .where(m.reminder_mail_id == mail_id)
    )
    return dict(connection.execute(statement).mappings().one())


def _people() -> Any:
    names = ("mail_kinds", "feed_kinds", "refused_at")
    return (
        select(*(a[name] for name in _PERSON), *(c[name] for name in names))
        .select_from(t.reminder_choice)
        .join(t.account, a.account_id == c.account_id)
    )
