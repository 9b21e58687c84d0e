"""Photographs and documents on a property or an opportunity, as far as a reader may see them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import Field

from estate.answers.answer import Answer, Named, answer
from estate.answers.club.notes import body_of
from estate.club.documents import DocumentType
from estate.club.notes import NoteAudience, NoteSubject
from estate.codes import DISCLAIMER, Role
from estate.register.visibility import Reader, ReaderKind


@answer
class DocumentOutside(Answer):
    """One document without what it says."""

    id: UUID
    organisation: Annotated[
        Named | None, Field(description="none for critical friends and administrators")
    ]
    subject: NoteSubject
    subject_id: Annotated[UUID, Field(description="of a property merged into another, its own id")]
    added_on: dt.date
    added_at: dt.datetime
    role: Role
    audience: NoteAudience
    type: DocumentType
    size_bytes: int
    width_px: int | None
    height_px: int | None
    pages: int | None
    withdrawn_on: dt.date | None

    @classmethod
    def outside(cls, row: Mapping[str, Any]) -> "DocumentOutside":
        """Of a row of ``queries.documents.all_kept``."""
        return cls.made_of(row, id=row["document_id"], organisation=body_of(row))


@answer
class EveryDocument(Answer):
    """Every document that is kept, the newest first, without what any says."""

    documents: list[DocumentOutside]


@answer
class Document(DocumentOutside):
    """One document."""

    content: Annotated[str | None, Field(description="where it is; none where it was withdrawn")]
    person: Annotated[str | None, Field(description="for the parties alone")]
    title: Annotated[str | None, Field(description="none where it was withdrawn")]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Document":
        """Of a row of ``queries.documents.listing``."""
        gone = row["withdrawn_on"] is not None
        content = None if gone else f"/api/v1/documents/{row['document_id']}/content"
        more = {"id": row["document_id"], "organisation": body_of(row), "content": content}
        return cls.made_of(row, **more)


@answer
class Documents(Answer):
    """Documents that you may see, the newest first."""

    documents: list[Document]
    reader: ReaderKind
    disclaimer: str


class DocumentSeen(NamedTuple):
    """A document, and whether whoever looks added it."""

    document: Document
    is_mine: bool


def seen(rows: Iterable[Mapping[str, Any]]) -> list[DocumentSeen]:
    """Rows of ``queries.documents.listing`` as a page needs them."""
    return [DocumentSeen(Document.of(row), bool(row["is_mine"])) for row in rows]


def documents(found: Iterable[DocumentSeen], reader: Reader) -> Documents:
    """The same as an answer."""
    told = [one.document for one in found]
    return Documents(documents=told, reader=reader.kind, disclaimer=DISCLAIMER)
