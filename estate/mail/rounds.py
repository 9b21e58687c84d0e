"""Rounds of mails: put down who is due a digest, then hand each over, at most once.

A digest is in the outbox before it is sent, and marked as ``sending`` in a transaction of its own
before its text goes out. Whoever finds one so marked, with nobody else at it, knows that its round
was interrupted there: it may have arrived, and is not sent again (ADR 39). Nothing is lost by that,
since all that still waits stands in the next digest, which then comes on the next working day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from estate import clock
from estate.answers.cache import AnswerCache
from estate.answers.club import reminders as answers
from estate.answers.context import ReadContext
from estate.club.codes import MailState, ReminderKind
from estate.club.reminders import Reminder
from estate.codes import AuditAction, Role
from estate.mail import smtp as post
from estate.mail.digest import digest
from estate.register.queries import organisations
from estate.register.queries import reminders as query
from estate.register.writes import reminders as writes
from estate.register.writes.audit import Actor, record
from estate.settings import Settings
from estate.settings.mail import is_address

#: What the record calls a look that goes out by mail.
MAIL = "/reminders/mail"

log = structlog.get_logger()


@dataclass
class Round:
    """What a round has come to: digests put down, and what became of those whose turn it was."""

    made: int = 0
    sent: int = 0
    nothing: int = 0
    refused: int = 0
    waiting: int = 0
    interrupted: int = 0
    was_alone: bool = True


def run(
    engine: Engine,
    settings: Settings,
    now: datetime,
    cache: AnswerCache,
    stops: Callable[[], bool] = lambda: False,
) -> Round:
    """Make one round; at once nothing, where another process is making one.

    ``now``: the moment by which days, hours and waits are told; ``stops``: whether to go no
    further, asked between two mails.
    """
    with engine.connect() as connection:
        with connection.begin():
            if not writes.alone(connection):
                return Round(was_alone=False)
        try:
            return _Sender(engine, connection, settings, now, cache).round(stops)
        finally:
            if not connection.invalidated:
                with connection.begin():
                    writes.let_go(connection)


@dataclass
class _Sender:
    """One round of one moment, over the connection that holds its lock."""

    engine: Engine
    connection: Connection
    settings: Settings
    now: datetime
    cache: AnswerCache

    def __post_init__(self) -> None:
        self.done = Round()
        self.today = clock.local(self.now).date()

    def round(self, stops: Callable[[], bool]) -> Round:
        """Put down who is due one, then send what waits."""
        with self.connection.begin():
            self.done.interrupted = writes.give_up_interrupted(self.connection, self.now)
            if clock.local(self.now).hour >= self.settings.mail_hour:
                self.done.made = writes.queue(self.connection, self.today, self.now)
            writes.forget(self.connection, self.today)
            waiting = query.waiting(self.connection, self.now)
        if waiting:
            self._all(waiting, stops)
        return self.done

    def _all(self, waiting: list[UUID], stops: Callable[[], bool]) -> None:
        left = list(waiting)
        try:
            with post.Line(self.settings) as line:
                while left and not stops():
                    is_broken = self._one(line, left[0])
                    left.pop(0)
                    if is_broken:
                        raise post.NotNow("The line to the mail server broke.")
        except post.NotNow as error:
            self._put_off(left, str(error), MailState.QUEUED)
            log.warning("mails wait for the mail server", mails=len(left), said=str(error))

    def _one(self, line: post.Line, mail_id: UUID) -> bool:
        """One digest, if anything waits for its person; whether the line broke over it."""
        try:
            person, found = self._due(mail_id)
        except SQLAlchemyError:
            raise
        except Exception as error:  # one person's digest keeps nobody else waiting
            log.error("a mail cannot be made", mail=str(mail_id), error=type(error).__name__)
            self._put_off([mail_id], "It could not be made; the log tells of it.", MailState.QUEUED)
            return False
        if not person["mail_kinds"] or person["disabled_at"] or person["refused_at"]:
            self._ended(mail_id, MailState.STOPPED)
            return False
        if not found:
            self._ended(mail_id, MailState.NOTHING)
            self.done.nothing += 1
            return False
        try:
            said = self._handed_over(line, mail_id, person, found)
        except post.NobodyKnows as error:
            self._ended(mail_id, MailState.UNKNOWN, str(error))
            self.done.interrupted += 1
            return True
        except post.MailNotNow as error:
            self._put_off([mail_id], str(error), MailState.QUEUED, MailState.SENDING)
        except post.MailRefused as error:
            self._ended(mail_id, MailState.FAILED, str(error))
            self.done.refused += 1
        except post.AddressRefused as error:
            self._ended(mail_id, MailState.BOUNCED, str(error))
            with self.connection.begin():
                writes.refuse_address(self.connection, person["account_id"], self.now, str(error))
            self.done.refused += 1
        else:
            self._ended(mail_id, MailState.SENT, said)
            self.done.sent += 1
        return False

    def _due(self, mail_id: UUID) -> tuple[dict[str, Any], list[Reminder]]:
        """Whom a digest is for, and what waits for them, as they see the register now."""
        own = self.engine.connect().execution_options(isolation_level="REPEATABLE READ")
        with own as connection, connection.begin():
            person = query.addressee(connection, mail_id)
            reader = organisations.reader_for(
                connection, person["role"], person["organisation_code"]
            )
            context = ReadContext(connection, reader, self.today, self.cache)
            kinds = [ReminderKind(one) for one in person["mail_kinds"]]
            found = answers.named_to_the_club(context, answers.due(context, kinds))
        return person, found

    def _handed_over(
        self, line: post.Line, mail_id: UUID, person: dict[str, Any], found: list[Reminder]
    ) -> str:
        if not is_address(person["email"]):
            raise post.AddressRefused("No mail can be addressed to it.")
        secret = token_urlsafe(32)
        mail = digest(
            found,
            self.now,
            mail_id=mail_id,
            to=person["email"],
            sender=self.settings.mail_from,
            base=str(self.settings.public_url),
            stop_secret=secret,
        )

        def goes_out() -> None:
            own = None if person["role"] == Role.CRITIC else person["organisation_code"]
            with self.connection.begin():
                if not writes.hand_over(self.connection, mail_id, len(found), secret):
                    raise post.NotNow("Another process is sending this mail.")
                if own is not None:  # a look at what only this body sees
                    who = Actor(person["email"], person["role"], own)
                    record(self.connection, who, AuditAction.READ, MAIL, about=own)

        return line.hand_over(mail, person["email"], goes_out)

    def _ended(self, mail_id: UUID, state: MailState, said: str | None = None) -> None:
        with self.connection.begin():
            writes.end(self.connection, mail_id, state, self.now, said)

    def _put_off(self, mail_ids: list[UUID], said: str, *states: MailState) -> None:
        with self.connection.begin():
            writes.put_off(self.connection, mail_ids, self.now, said, *states)
        self.done.waiting += len(mail_ids)
