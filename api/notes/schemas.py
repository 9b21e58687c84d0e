"""What is sent about notes."""

from typing import Annotated

from pydantic import Field

from api.http.bodies import Sent
from api.http.text_types import Day, Paragraphs
from estate.club.notes import LONGEST_NOTE, NoteAudience

NoteText = Annotated[Paragraphs, Field(min_length=1, max_length=LONGEST_NOTE)]


class NoteSaid(Sent):
    """A note: plain text, for whom it is, and of which day."""

    text: NoteText = Field(description="plain text; marks of HTML are shown as they are written")
    audience: NoteAudience = Field(
        description="club: whoever is shown what it hangs on; parties: your own body, the owner "
        "(or the keeper of the case), and bodies under agreement with yours"
    )
    noted_on: Day | None = Field(default=None, description="today, if left; no day ahead")
