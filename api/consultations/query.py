"""Which opportunities a consultation file is about."""

from typing import Annotated

from pydantic import Field

from api.http import parameters
from estate.answers.opportunities.consultation_file import MOST_MOVES

ConsultationNumber = Annotated[int, Field(ge=1, le=2**31)]


class FileQuery(parameters.Query):
    """Numbers of opportunities whose owners have all decided to consult."""

    opportunity: list[ConsultationNumber] = Field(
        min_length=1,
        max_length=MOST_MOVES,
        description="number of an opportunity that is out for consultation; several go into one "
        "file",
    )
