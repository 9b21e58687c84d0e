"""What is sent about meetings; what is answered stands in ``estate.answers.club.meetings``."""

from typing import Annotated

from pydantic import Field

from api.http.bodies import Sent
from api.http.text_types import Day, Line, Paragraphs, Words
from estate.club.codes import ActionState, EntryKind
from estate.club.meetings import LONGEST_ENTRY

Code = Annotated[Line, Field(min_length=1, max_length=20)]


class MeetingCalled(Sent):
    """A meeting of the club."""

    title: Words
    held_on: Day
    place: Words | None = None


class MeetingCancelled(Sent):
    """Why a meeting will not be held; kept with it."""

    reason: Annotated[Paragraphs, Field(min_length=3, max_length=2_000)]


class EntrySaid(Sent):
    """A line of a meeting's papers."""

    kind: EntryKind
    text: Annotated[Line, Field(min_length=3, max_length=LONGEST_ENTRY)]
    organisation: Code | None = Field(
        default=None, description="of an action: code of the body that has it"
    )
    due_on: Day | None = Field(default=None, description="of an action")
    opportunity: int | None = Field(
        default=None, ge=1, le=2**62, description="number of the opportunity that it is about"
    )
    property: Annotated[Line, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="the property that it is about: id or ORGANISATION/REFERENCE"
    )
    corrects: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="number of the entry that it corrects"
    )


class ActionSettled(Sent):
    """What became of an action."""

    to: ActionState
    reason: Annotated[Paragraphs, Field(min_length=3, max_length=2_000)] | None = Field(
        default=None, description="needed to drop it, and to open it again; kept"
    )
