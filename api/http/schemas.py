"""What answers look like, for the OpenAPI: shapes of what the routes make as plain dictionaries.

They describe and do not filter: the answer goes out as it was made, and ``tests/openapi`` and
``tests/api/test_shapes.py`` hold it against its shape. A member with a default is one that not
every reader sees, or that only some rows have.
"""

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Base of all: nothing beside what is named."""

    model_config = ConfigDict(extra="forbid")


class ForDiscussion(Answer):
    """What rests on judgement says so."""

    disclaimer: str
