"""Photographs and documents: who may add one, for whom, and who may take it back. Pure: no SQL.

One hangs on a property or an opportunity. It is never changed; its writer, the property's owner or
the opportunity's lead, or an administrator may withdraw it: then what it shows is gone, and that
there was one stays on record.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from estate.club.decisions import Person, only_writers
from estate.club.notes import NoteAudience, may_write
from estate.codes import Role

#: Letters of a title.
LONGEST_TITLE = 200


class DocumentType(StrEnum):
    """What can be added, by the ending of its file: all that can be checked to be what it says."""

    JPEG = "jpg"
    PNG = "png"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        return {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}[self.value]

    @property
    def is_image(self) -> bool:
        """Whether it is a picture, which pages may show."""
        return self is not DocumentType.PDF

    @property
    def words(self) -> str:
        """As people read it."""
        return "PDF" if self is DocumentType.PDF else f"Picture ({self.name})"


def may_add(person: Person, audience: NoteAudience) -> str | None:
    """Rule: as of notes, but no critical friend: they comment in words."""
    if person.role is Role.CRITIC:
        return "Critical friends write notes; members of the club add photographs and documents."
    return may_write(person, audience)


class Standing(StrEnum):
    """How what is kept compares with what was sent in."""

    WHOLE = "whole"
    CHANGED = "changed"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """As people read it."""
        return {
            "whole": "as it was added",
            "changed": "not as it was added: somebody has changed it in the database",
            "missing": "what it holds is missing from the database",
            "withdrawn": "withdrawn",
        }[self.value]


def standing(content: bytes | None, sha256: str, *, is_withdrawn: bool) -> Standing:
    """Whether the content is what its SHA-256 says."""
    if is_withdrawn:
        return Standing.WITHDRAWN
    if content is None:
        return Standing.MISSING
    same = hashlib.sha256(content).hexdigest() == sha256
    return Standing.WHOLE if same else Standing.CHANGED


def may_withdraw(
    person: Person, name: str, document: Mapping[str, Any], keeper: str | None
) -> str | None:
    """Rule: whoever added it, by the ``name`` and the body under which they did; whoever writes for
    its ``keeper`` (the property's owner, the opportunity's lead); and administrators, whether they
    are shown it or not. Asked of a document that any other person is shown."""
    if document["person"] == name and document["organisation_code"] == person.organisation:
        return None
    if person.is_administrator or (keeper and only_writers(person, keeper) is None):
        return None
    return (
        "Only whoever added it, editors and importers of the property's owner (or the "
        "opportunity's lead) and administrators can withdraw it."
    )
