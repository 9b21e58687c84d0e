"""What answers look like that are no answer of ``estate/answers``: bases of what routes declare.

A route returns one of these, or sends the JSON of a typed answer; ``tests/openapi`` and
``tests/api/test_shapes.py`` hold what goes out against what is declared. A member with a default
is one that not every reader sees, or that only some rows have.
"""

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Base of all: nothing beside what is named."""

    model_config = ConfigDict(extra="forbid")


class ForDiscussion(Answer):
    """What rests on judgement says so."""

    disclaimer: str
