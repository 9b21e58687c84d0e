"""Words of reminders as plain text for mails and feeds, which leave the service."""

import unicodedata
from datetime import date

from estate.club.reminders import Reminder

_LONGEST_LINE = 200


def one_line(text: str) -> str:
    """Imported text as one line of visible letters: no line breaks, no control or direction marks,
    so that it can forge neither a line of a mail nor a header."""
    plain = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    words = " ".join(plain.split())
    return words if len(words) <= _LONGEST_LINE else f"{words[: _LONGEST_LINE - 1]}…"


def due_words(one: Reminder, today: date) -> str:
    """By when, in a few words; nothing where it has no day."""
    if one.quarter is not None:
        return f"Due in {one.quarter}."
    if one.due_on is None:
        return ""
    day = f"{one.due_on.day} {one.due_on:%B %Y}"
    return f"Overdue since {day}." if one.is_overdue(today) else f"By {day}."
