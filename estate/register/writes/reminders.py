"""What a person chooses to be reminded of, and the outbox from queued to its end."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, null, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.club.codes import DigestEvery, MailState, ReminderKind
from estate.club.reminders import digest_is_due, retry_after
from estate.db import tables as t
from estate.errors import NotFound
from estate.register.queries import reminders as query
from estate.register.secret_hashes import sha256

c, m = t.reminder_choice.c, t.reminder_mail.c
#: One round of mails at a time, whoever makes it: the lock ends with its connection, so that no
#: clock says when somebody who is gone is gone.
_ROUND = "reminders: a round of mails"
#: So long it is remembered that a digest was made; so long its link stops mails.
KEPT_DAYS = 400
_LONGEST_SAID = 300


def choose(
    connection: Connection,
    account_id: UUID,
    *,
    mail: Collection[ReminderKind],
    every: DigestEvery,
    feed: Collection[ReminderKind],
    again: bool = False,
) -> None:
    """What this person wants from now on; ``again``: mails may go to an address once refused."""
    values: dict[str, Any] = {
        "mail_kinds": _ordered(mail),
        "every": every.value,
        "feed_kinds": _ordered(feed),
    }
    if again:
        values |= {"refused_at": null(), "refused_why": null()}
    if mail:
        values["stopped_at"] = null()
    _put(connection, account_id, values)


def new_feed(connection: Connection, account_id: UUID, secret: str) -> None:
    """The feed has this address from now on; the one before is worthless at once."""
    _put(connection, account_id, {"feed_sha256": sha256(secret)})


def end_feed(connection: Connection, account_id: UUID) -> None:
    """The feed has no address any more."""
    _put(connection, account_id, {"feed_sha256": null()})


def _put(connection: Connection, account_id: UUID, values: dict[str, Any]) -> None:
    given = upsert(t.reminder_choice).values(account_id=account_id, **values)
    connection.execute(given.on_conflict_do_update(index_elements=[c.account_id], set_=values))


def _ordered(kinds: Collection[ReminderKind]) -> list[str]:
    return [one.value for one in ReminderKind if one in kinds]


def stop(connection: Connection, secret: str, now: datetime) -> None:
    """No mails from now on, as a link in one of them says; ``NotFound`` where it is none of ours.
    Asked again, nothing changes."""
    found = select(m.account_id).where(m.stop_sha256 == sha256(secret))
    account_id = connection.execute(found).scalar_one_or_none()
    if account_id is None:
        raise NotFound(
            "This link stops no mails: it is too old, or part of it is missing. Sign in and open "
            "Reminders to stop them there."
        )
    chosen = update(t.reminder_choice).where(c.account_id == account_id, c.mail_kinds != [])
    connection.execute(chosen.values(mail_kinds=[], stopped_at=now))


def refuse_address(connection: Connection, account_id: UUID, now: datetime, why: str) -> None:
    """No mails go to this person's address until they say that it can be reached."""
    _put(connection, account_id, {"refused_at": now, "refused_why": why[:_LONGEST_SAID]})


def alone(connection: Connection) -> bool:
    """Whether this connection is the one that makes the round of mails; it is until ``let_go``, or
    until it ends."""
    return bool(
        connection.execute(select(func.pg_try_advisory_lock(func.hashtext(_ROUND)))).scalar_one()
    )


def let_go(connection: Connection) -> None:
    """The next one may make a round."""
    connection.execute(select(func.pg_advisory_unlock(func.hashtext(_ROUND))))


def give_up_interrupted(connection: Connection, now: datetime) -> int:
    """Digests whose round ended between their text and the server's answer; how many. Asked by
    whoever is ``alone``: nobody else is at them."""
    said = "The service was interrupted while it was handed over. It is not sent again."
    values = {"state": MailState.UNKNOWN.value, "ended_at": now, "said": said}
    of = update(t.reminder_mail).where(m.state == MailState.SENDING.value)
    return connection.execute(of.values(values)).rowcount


def queue(connection: Connection, today: date, now: datetime) -> int:
    """Put down a digest of today for each person who is due one; how many.

    One that still waits from an earlier day becomes today's: whoever was without mails for days
    gets one.
    """
    waits = update(t.reminder_mail).where(m.state == MailState.QUEUED.value, m.digest_day < today)
    connection.execute(waits.values(digest_day=today))
    number = 0
    for person in query.wanting_mail(connection):
        if digest_is_due(DigestEvery(person["every"]), person["last"], today):
            row = {
                "account_id": person["account_id"],
                "digest_day": today,
                "next_attempt_at": now,
                "queued_at": now,
            }
            made = upsert(t.reminder_mail).values(row).on_conflict_do_nothing()
            number += len(connection.execute(made.returning(m.reminder_mail_id)).all())
    return number


def hand_over(connection: Connection, mail_id: UUID, reminders: int, stop_secret: str) -> bool:
    """The server has agreed to take this digest: its text goes out now, and never again. False,
    where another process has it: whatever becomes of locks, one alone hands it over."""
    values = {
        "state": MailState.SENDING.value,
        "reminders": reminders,
        "stop_sha256": sha256(stop_secret),
    }
    waits = (m.reminder_mail_id == mail_id, m.state == MailState.QUEUED.value)
    return connection.execute(update(t.reminder_mail).where(*waits).values(values)).rowcount == 1


def end(
    connection: Connection, mail_id: UUID, state: MailState, now: datetime, said: str | None = None
) -> None:
    """What has become of a digest."""
    values = {"state": state.value, "ended_at": now, "said": said and said[:_LONGEST_SAID]}
    connection.execute(update(t.reminder_mail).where(m.reminder_mail_id == mail_id).values(values))


def put_off(
    connection: Connection,
    mail_ids: Collection[UUID],
    now: datetime,
    said: str,
    *states: MailState,
) -> None:
    """Those of these that are in one of some states wait for the server, each longer than the time
    before."""
    of = (
        select(m.reminder_mail_id, m.attempts)
        .where(m.reminder_mail_id.in_(mail_ids), m.state.in_([one.value for one in states]))
        .with_for_update()
    )
    for mail_id, attempts in connection.execute(of).all():
        values = {
            "state": MailState.QUEUED.value,
            "attempts": attempts + 1,
            "next_attempt_at": now + retry_after(attempts + 1),
            "said": said[:_LONGEST_SAID],
        }
        connection.execute(
            update(t.reminder_mail).where(m.reminder_mail_id == mail_id).values(values)
        )


def forget(connection: Connection, today: date) -> None:
    """Digests that are too old to matter go, and with them the links that stand in them."""
    oldest = today - timedelta(days=KEPT_DAYS)
    connection.execute(delete(t.reminder_mail).where(m.digest_day < oldest))
