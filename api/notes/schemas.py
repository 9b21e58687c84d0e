"""What is sent about notes, and what their answers look like."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.http.schemas import Answer, ForReader
from api.http.text_types import Day, Paragraphs
from estate.club.notes import LONGEST_NOTE, NoteAudience, NoteSubject
from estate.codes import Role

NoteText = Annotated[Paragraphs, Field(min_length=1, max_length=LONGEST_NOTE)]


class NoteSaid(BaseModel):
    """A note: plain text, for whom it is, and of which day."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: NoteText = Field(description="plain text; marks of HTML are shown as they are written")
    audience: NoteAudience = Field(
        description="club: whoever is shown what it hangs on; parties: your own body, the owner "
        "(or the keeper of the case), and bodies under agreement with yours"
    )
    noted_on: Day | None = Field(default=None, description="today, if left; no day ahead")


class NoteBody(Answer):
    """The body that a note is from."""

    code: str
    name: str


class Note(Answer):
    """One note."""

    id: UUID
    subject: NoteSubject
    subject_id: UUID = Field(description="of a property merged into another, its own id")
    noted_on: dt.date
    written_at: dt.datetime
    organisation: NoteBody | None = Field(
        description="none for critical friends and administrators"
    )
    role: Role
    person: str | None = Field(description="for the parties alone")
    audience: NoteAudience
    text: str | None = Field(description="none where it was withdrawn")
    withdrawn_on: dt.date | None


class Notes(ForReader):
    """Notes that you may read, the newest first."""

    notes: list[Note]
