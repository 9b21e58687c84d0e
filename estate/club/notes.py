"""Dated notes of the club: who may write one, for whom, and who may take it back. Pure: no SQL.

A note hangs on a property, an opportunity or a kept business case. It is never changed; its writer
may withdraw it, and then its text is gone while it stays on record that there was one.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from estate.club.decisions import Person
from estate.codes import Role

#: Letters of one note.
LONGEST_NOTE = 4_000


class NoteSubject(StrEnum):
    """What a note hangs on."""

    PROPERTY = "property"
    OPPORTUNITY = "opportunity"
    KEPT_CASE = "kept_case"


class NoteAudience(StrEnum):
    """Who reads a note: the whole club, or the parties alone (``queries.notes``)."""

    CLUB = "club"
    PARTIES = "parties"

    @property
    def words(self) -> str:
        """As people read it."""
        return "the club" if self is NoteAudience.CLUB else "the parties"


def may_write(person: Person, audience: NoteAudience) -> str | None:
    """Rule: whoever belongs to a body writes for the club or for the parties; a critical friend and
    an administrator, who speak for no body, for the club alone."""
    if person.organisation is None:
        if person.role not in (Role.CRITIC, Role.ADMINISTRATOR):
            return "Notes are written by people of an organisation: use a sign-in of one."
        if audience is NoteAudience.PARTIES:
            return "Only a body's own people write notes for the parties: choose the club."
    return None


def audiences_of(
    person: Person, may: Callable[[Person, NoteAudience], str | None] = may_write
) -> tuple[NoteAudience, ...]:
    """For whom this person may write, or what else the rule ``may`` is about."""
    return tuple(one for one in NoteAudience if may(person, one) is None)


def may_withdraw(person: Person, name: str, note: Mapping[str, Any]) -> str | None:
    """Rule: whoever wrote it, by the ``name`` and the body under which they did."""
    wrote = note["person"] == name and note["organisation_code"] == person.organisation
    return None if wrote else "Only whoever wrote a note can withdraw it."


def wrong_day(noted_on: date, today: date) -> str | None:
    """What is wrong with the day of a note; nothing for today and days before it."""
    return (
        "The day lies ahead: a note is of today or of a day before." if noted_on > today else None
    )


def written_by(organisation: str | None, role: str | None) -> str:
    """The body that a note is from, in words; ``organisation`` is its name."""
    if organisation is not None:
        return organisation
    return "a critical friend" if role == Role.CRITIC else "an administrator"
