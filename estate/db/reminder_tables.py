"""Tables of reminders; part of ``estate.db.tables``."""

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from estate.club.codes import DigestEvery, MailState, ReminderKind
from estate.db.columns import code, key, metadata, moment, reference


def _kinds(name: str) -> Column[list[str]]:
    """Some kinds of reminders."""
    known = ", ".join(f"'{one.value}'" for one in ReminderKind)
    return Column(
        name,
        ARRAY(Text),
        CheckConstraint(f"{name} <@ ARRAY[{known}]::text[]", name=name),
        nullable=False,
        server_default=text("'{}'"),
    )


#: What a person has chosen: which kinds by mail, how often, and which in their feed, whose secret
#: address is kept as its SHA-256. No mail goes to an address that was refused (``refused_why``).
reminder_choice = Table(
    "reminder_choice",
    metadata,
    Column(
        "account_id",
        ForeignKey("account.account_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    _kinds("mail_kinds"),
    code("every", DigestEvery, server_default="weekly"),
    _kinds("feed_kinds"),
    Column("feed_sha256", Text, unique=True),
    Column("refused_at", DateTime(timezone=True)),
    Column("refused_why", Text),
    Column("stopped_at", DateTime(timezone=True)),
    CheckConstraint("(refused_at IS NULL) = (refused_why IS NULL)", name="refused"),
)

#: The outbox: at most one digest of a person and a day, and what has become of it. What stands in
#: a mail is made when it is sent and never kept; ``stop_sha256`` is of its link that stops mails.
reminder_mail = Table(
    "reminder_mail",
    metadata,
    key("reminder_mail_id"),
    reference("account_id", "account.account_id", ondelete="CASCADE"),
    Column("digest_day", Date, nullable=False),
    code("state", MailState, server_default="queued"),
    Column("reminders", Integer),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False),
    moment("queued_at"),
    Column("ended_at", DateTime(timezone=True)),
    Column("said", Text),
    Column("stop_sha256", Text, unique=True),
    UniqueConstraint("account_id", "digest_day"),
    Index(
        "ix_reminder_mail_waiting",
        "next_attempt_at",
        postgresql_where=text("state IN ('queued', 'sending')"),
    ),
)
