"""Which opportunities a consultation file is about."""

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlencode

from pydantic import Field

from api.http import parameters
from estate.answers.consultation_file import MOST_MOVES

ADDRESS = "/consultations/file"
Number = Annotated[int, Field(ge=1, le=2**31)]


class FileQuery(parameters.Query):
    """Numbers of opportunities whose owners have all decided to consult."""

    opportunity: list[Number] = Field(
        min_length=1,
        max_length=MOST_MOVES,
        description="number of an opportunity that is out for consultation; several go into one "
        "file",
    )


def query_of(numbers: Iterable[int]) -> str:
    """The same in an address, with its question mark."""
    return f"?{urlencode([('opportunity', one) for one in numbers])}"
