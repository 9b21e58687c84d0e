"""A small county, a mail server of the test's own (aiosmtpd), and a clock that the test moves."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

from aiosmtpd.controller import Controller
from sqlalchemy import Engine, delete, insert, select

from estate.answers.cache import AnswerCache
from estate.club.codes import DigestEvery, ReminderKind
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.mail import rounds
from estate.register.writes import reminders as writes
from estate.register.writes.area import sign_protocol
from estate.register.writes.corrections import raise_correction
from estate.settings import Settings
from tests.conftest import database
from tests.intake import county

#: A Monday, at nine.
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
SENDER = "estate@council.example"
BASE = "https://estate.example"


class PostOffice:
    """A real SMTP server on loopback, which keeps what it takes; ``rcpt`` and ``data`` are its
    answers where they are not the usual ones."""

    def __init__(self) -> None:
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            self.port = int(held.getsockname()[1])
        self.taken: list[tuple[str, EmailMessage]] = []
        self.raw: list[bytes] = []
        self.rcpt: dict[str, str] = {}
        self.data = "250 Taken"
        self.meanwhile: Callable[[], None] = lambda: None
        self.more: dict[str, Any] = {}
        self._server: Any = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _: Any, __: Any, envelope: Any, address: str, ___: list[str]
    ) -> str:
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        self.meanwhile()
        if self.data.startswith("250"):
            mail: Any = message_from_bytes(envelope.content, policy=default)
            self.raw.append(envelope.content)
            self.taken.extend((to, mail) for to in envelope.rcpt_tos)
        return self.data

    def open(self) -> None:
        self._server = Controller(self, hostname="127.0.0.1", port=self.port, **self.more)
        self._server.start()

    def shut(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None


@dataclass
class MailOffice:
    """The register, the post office, and whoever gets mail."""

    url: str
    engine: Engine
    post: PostOffice
    settings: Settings
    cache: AnswerCache = field(default_factory=AnswerCache)

    def person(
        self,
        email: str,
        organisation: str | None = "T-CC",
        every: DigestEvery = DigestEvery.DAILY,
        role: Role = Role.EDITOR,
    ) -> UUID:
        """An account that has chosen mail of all kinds."""
        values = {"email": email, "role": role.value, "organisation_code": organisation}
        with self.engine.begin() as connection:
            made = insert(t.account).values(values).returning(t.account.c.account_id)
            key: UUID = connection.execute(made).scalar_one()
            writes.choose(connection, key, mail=tuple(ReminderKind), every=every, feed=())
        return key

    def round(self, now: datetime = MONDAY) -> rounds.Round:
        return rounds.run(self.engine, self.settings, now, self.cache)

    def states(self) -> list[tuple[date, str]]:
        m = t.reminder_mail.c
        with self.engine.connect() as connection:
            found = connection.execute(select(m.digest_day, m.state).order_by(m.digest_day))
            return [(row.digest_day, row.state) for row in found]

    def said(self) -> list[str | None]:
        m = t.reminder_mail.c
        with self.engine.connect() as connection:
            return list(connection.execute(select(m.said).order_by(m.digest_day)).scalars())

    def choice(self, key: UUID) -> Any:
        c = t.reminder_choice
        with self.engine.connect() as connection:
            return connection.execute(select(c).where(c.c.account_id == key)).one()

    def empty(self) -> None:
        """As it was before the test."""
        self.post.shut()
        self.post.taken.clear()
        self.post.raw.clear()
        self.post.rcpt.clear()
        self.post.data, self.post.meanwhile = "250 Taken", lambda: None
        self.post.more = {}
        with self.engine.begin() as connection:
            connection.execute(delete(t.account))


@contextmanager
def mail_office(folder: Path) -> Iterator[MailOffice]:
    """One property, named in a way that would forge headers, with a correction that waits."""
    with database("migrated") as url:
        engine, post = make_engine(url), PostOffice()
        with engine.begin() as connection:
            county.start(connection)
            for code in ("T-CC", "T-DC"):
                sign_protocol(connection, code, on=date(2026, 1, 1), signatory="A",
                              signed_for="all")  # fmt: skip
            rows = [county.row("CC-1", NAME="Records Office")]
            county.bring(connection, county.write_csv(folder / "rows.csv", rows))
            p = t.property_
            place = connection.execute(select(p.c.property_id)).scalar_one()
            connection.execute(p.update().values(name="Records Office\r\nBcc: all@council.example"))
            raise_correction(
                connection, property_id=place, field="condition", proposed_value="C £43,217",
                note="Seen", by="SYN", organisation="T-DC",
            )  # fmt: skip
        settings = Settings(
            mail_host="127.0.0.1", mail_port=post.port, mail_security="none", mail_from=SENDER,
            public_url=BASE, data_dir=folder / "data",
        )  # fmt: skip
        made = MailOffice(url, engine, post, settings)
        try:
            yield made
        finally:
            post.shut()
            engine.dispose()


def later(**by: float) -> datetime:
    return MONDAY + timedelta(**by)
