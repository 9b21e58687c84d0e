"""Which opportunities a consultation file is about."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.http import parameters
from estate.answers.opportunities.consultation_file import MOST_MOVES, FileAsked

ConsultationNumber = Annotated[int, Field(ge=1, le=2**31)]


class FileQuery(parameters.Query):
    """Numbers of opportunities whose owners have all decided to consult, or one kept plan."""

    opportunity: list[ConsultationNumber] = Field(
        default=[],
        max_length=MOST_MOVES,
        description="number of an opportunity that is out for consultation; several go into one "
        "file",
    )
    plan: UUID | None = Field(
        default=None,
        description="id of a kept plan or case: those of its moves that are out for consultation",
    )

    @property
    def asked(self) -> FileAsked:
        """What the file is about."""
        return FileAsked(tuple(self.opportunity), self.plan)
