"""Imports: what whoever commits says, and the list of what waits, is done and is under way."""

from typing import Annotated, Any

from pydantic import Field

from api.http.parameters import Query
from api.imports.job_serialise import Job
from estate.answers.answer import Answer, answer
from estate.answers.changes.imports import Import
from estate.intake.plans.publication import Said


class CommitQuery(Query):
    """What whoever commits means to publish, and to take away."""

    publish: int | None = Field(
        default=None, ge=0, le=10_000_000, description="how many places are to become public"
    )
    show_protected: int | None = Field(
        default=None,
        ge=0,
        le=10_000_000,
        description="how many places that look protected may be shown as the file says, confirmed "
        "for their owner",
    )

    missing: int | None = Field(
        default=None, ge=0, le=10_000_000, description="how many rows are to be marked as missing"
    )
    clear: int | None = Field(
        default=None,
        ge=0,
        le=10_000_000,
        description="in how many rows blank cells are to clear values",
    )

    renamed: int | None = Field(
        default=None,
        ge=0,
        le=10_000_000,
        description="how many references written anew by a rule are to be accepted together",
    )

    def said(self) -> Said:
        """As the commit asks it."""
        return Said(
            self.publish,
            self.show_protected,
            missing=self.missing,
            clear=self.clear,
            renamed=self.renamed,
        )


@answer
class Imports(Answer):
    """Plans and imports of one organisation, the latest first, and what the token may do."""

    county: dict[str, Any]
    token: dict[str, Any]
    plans: list[Import]
    imports: list[Import]
    jobs: Annotated[list[Job], Field(description="uploads and commits under way, the oldest first")]
