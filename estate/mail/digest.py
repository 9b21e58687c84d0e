"""A digest of reminders as a mail of plain text: names and days, and links to where it is done.

No amount of money, and nothing that somebody typed, stands in a mail; a property that the club is
not shown goes without its name (``named_to_the_club``). Its headers hold numbers of ours alone, so
that no name of the register can begin another header.
"""

from collections.abc import Sequence
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import groupby
from uuid import UUID

from estate import clock
from estate.club.reminders import Reminder
from estate.codes import DISCLAIMER
from estate.mail.plain import due_words, one_line

#: So many of one kind are told; the page holds them all.
MOST_OF_A_KIND = 40


def digest(
    found: Sequence[Reminder],
    now: datetime,
    *,
    mail_id: UUID,
    to: str,
    sender: str,
    base: str,
    stop_secret: str,
) -> EmailMessage:
    """The mail of one day, that of ``now``, to one person.

    ``base``: where browsers reach the service; ``stop_secret``: of the link that stops mails. The
    same ``mail_id`` has the same Message-ID, however often it is made.
    """
    today = clock.local(now).date()
    stop = f"{base}/reminders/stop/{stop_secret}"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = _subject(found, today)
    mail["Date"] = format_datetime(clock.local(now))
    mail["Message-ID"] = f"<{mail_id}@{sender.rpartition('@')[2]}>"
    mail["List-Unsubscribe"] = f"<{stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_text(found, today, base, stop), cte="quoted-printable")
    return mail


def _subject(found: Sequence[Reminder], today: date) -> str:
    overdue = sum(one.is_overdue(today) for one in found)
    waits = "1 thing waits" if len(found) == 1 else f"{len(found)} things wait"
    return f"Common Estate: {waits} for you" + (f", {overdue} overdue" if overdue else "")


def _text(found: Sequence[Reminder], today: date, base: str, stop: str) -> str:
    parts = [f"What waits for you in Common Estate on {today:%A} {today.day} {today:%B %Y}."]
    for kind, group in groupby(found, key=lambda one: one.kind):
        every = list(group)
        told = [_entry(one, today, base) for one in every[:MOST_OF_A_KIND]]
        left = len(every) - len(told)
        more = [f"And {left} more: {base}/reminders"] if left else []
        parts.append("\n\n".join([kind.words.upper(), *told, *more]))
    parts.append(
        f"All that waits, and what you are told: {base}/reminders\n"
        f"Stop these mails: {stop}\n\n{DISCLAIMER}"
    )
    return "\n\n\n".join(parts) + "\n"


def _entry(one: Reminder, today: date, base: str) -> str:
    due = due_words(one, today)
    asked = f"{one_line(one.what)} {due}".strip()
    return f"- {one_line(one.about)}\n  {asked}\n  {base}{one.page}"
