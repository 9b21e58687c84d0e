"""What is sent about documents."""

from typing import Annotated

from pydantic import Field

from api.http.bodies import Sent
from api.http.text_types import Line
from estate.club.documents import LONGEST_TITLE
from estate.club.notes import NoteAudience

DocumentTitle = Annotated[Line, Field(min_length=1, max_length=LONGEST_TITLE)]
#: Letters of Base64 of the largest file that any setting allows.
LONGEST_CONTENT = 70_000_000


class About(Sent):
    """What is said of a file: its title, and for whom it is."""

    title: DocumentTitle = Field(description="what it shows, in a line")
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
