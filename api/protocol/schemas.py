"""What is sent about the protocol and signatures under it."""

from typing import Annotated

from pydantic import Field

from api.http.bodies import Sent
from api.http.text_types import Day, Line, Paragraphs
from estate.club.protocol import (
    LONGEST_INTRODUCTION,
    LONGEST_PRINCIPLE,
    LONGEST_SOURCE,
    LONGEST_TITLE,
    MOST_PRINCIPLES,
)

Principle = Annotated[Paragraphs, Field(min_length=1, max_length=LONGEST_PRINCIPLE)]


class VersionAdopted(Sent):
    """A new version of the protocol."""

    title: Line = Field(min_length=1, max_length=LONGEST_TITLE)
    introduction: Paragraphs = Field(min_length=1, max_length=LONGEST_INTRODUCTION)
    principles: list[Principle] = Field(min_length=1, max_length=MOST_PRINCIPLES)
    source: Line = Field(
        min_length=1, max_length=LONGEST_SOURCE, description="who adopted it, and where it stands"
    )
    adopted_on: Day
    previous_ends_on: Day = Field(
        description="the last day on which signatures under the version before hold"
    )


class Signed(Sent):
    """A signature as it stands on paper."""

    signed_on: Day
    signatory: Line = Field(min_length=1, max_length=200, description="by post, not by name")
    signed_for: Line = Field(min_length=1, max_length=500, description="what is shared")
    version: int | None = Field(default=None, ge=1, le=10_000, description="the newest, if left")
    signed_until: Day | None = Field(
        default=None, description="the last day on which it is shared; none: without an end"
    )
