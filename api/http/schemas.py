"""What answers look like, for the OpenAPI: shapes of what the routes make as plain dictionaries.

They describe and do not filter: the answer goes out as it was made, and ``tests/openapi`` and
``tests/api/test_shapes.py`` hold it against its shape. A member with a default is one that not
every reader sees, or that only some rows have.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Base of all: nothing beside what is named."""

    model_config = ConfigDict(extra="forbid")


class ForDiscussion(Answer):
    """What rests on judgement says so."""

    disclaimer: str


class ForReader(ForDiscussion):
    """Whose eyes it was made for: public, club, party or owner."""

    reader: str


class Line(Answer):
    """One line of what an answer rests on."""

    name: str
    text: str


class AssumptionUsed(Answer):
    """A named figure that an answer rests on, with where it comes from."""

    name: str
    value: Any
    unit: str
    source: str
    year: str | None
    note: str | None
    overridden: bool
