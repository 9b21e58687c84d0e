"""What is sent about documents, and what their answers look like."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.http.schemas import Answer, ForReader
from api.http.text_types import Line
from estate.club.documents import LONGEST_TITLE, DocumentType
from estate.club.notes import NoteAudience, NoteSubject
from estate.codes import Role

Title = Annotated[Line, Field(min_length=1, max_length=LONGEST_TITLE)]
#: Letters of Base64 of the largest file that any setting allows.
LONGEST_CONTENT = 70_000_000


class About(BaseModel):
    """What is said of a file: its title, and for whom it is."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: Title = Field(description="what it shows, in a line")
    audience: NoteAudience = Field(
        description="club: whoever is shown what it hangs on; parties: your own body, the owner, "
        "and bodies under agreement with yours"
    )


class DocumentSent(About):
    """A file with what is said of it."""

    file_name: Line = Field(
        min_length=1,
        max_length=255,
        examples=["front.jpg"],
        description="its ending must agree with what the file is; the name itself is not kept",
    )
    content_base64: str = Field(
        min_length=1,
        max_length=LONGEST_CONTENT,
        pattern=r"^[A-Za-z0-9+/=\s]+$",
        description="a JPEG or PNG picture or a PDF, in Base64",
    )


class DocumentBody(Answer):
    """The body that a document is from."""

    code: str
    name: str


class DocumentOutside(Answer):
    """One document without what it says."""

    id: UUID
    subject: NoteSubject
    subject_id: UUID = Field(description="of a property merged into another, its own id")
    added_on: dt.date
    added_at: dt.datetime
    organisation: DocumentBody | None = Field(
        description="none for critical friends and administrators"
    )
    role: Role
    audience: NoteAudience
    type: DocumentType
    size_bytes: int
    width_px: int | None
    height_px: int | None
    pages: int | None
    withdrawn_on: dt.date | None


class Document(DocumentOutside):
    """One document."""

    person: str | None = Field(description="for the parties alone")
    title: str | None = Field(description="none where it was withdrawn")
    content: str | None = Field(description="where it is; none where it was withdrawn")


class Documents(ForReader):
    """Documents that you may see, the newest first."""

    documents: list[Document]


class EveryDocument(Answer):
    """Every document that is kept, the newest first, without what any says."""

    documents: list[DocumentOutside]
