"""Consultations that are on record, of all opportunities that the reader is shown."""

from datetime import date
from typing import Annotated

from pydantic import Field

from estate.answers.answer import Answer, Named, answer
from estate.answers.context import ReadContext
from estate.answers.opportunities.titles import title_of
from estate.codes import DISCLAIMER
from estate.register.queries import opportunities as query


@answer
class Consulted(Answer):
    """One consultation: who was asked, from when to when, and what came of it."""

    number: Annotated[int, Field(description="of the opportunity")]
    title: str
    page: str
    organisation: Named
    with_whom: str
    began_on: date
    ended_on: date
    what_came_of_it: str
    document_ref: str | None


@answer
class Consultations(Answer):
    """All of them, those that ended last first."""

    reader: str
    disclaimer: str
    consultations: list[Consulted]


def consultations(context: ReadContext) -> Consultations:
    """What is on record, for members of the club; ``NotAllowed`` below."""
    connection, reader = context.connection, context.reader
    rows = query.consultations(connection, reader)
    keys = {row["opportunity_id"] for row in rows}
    about = {
        one["opportunity_id"]: one
        for one in query.listing(connection, reader)
        if one["opportunity_id"] in keys
    }
    places = query.places_of(connection, reader, list(about))
    titles = {key: title_of(row, places.get(key, [])) for key, row in about.items()}
    return Consultations(
        reader=reader.kind.value,
        disclaimer=DISCLAIMER,
        consultations=[
            Consulted.made_of(
                row,
                title=titles[row["opportunity_id"]],
                page=f"/opportunities/{row['opportunity_id']}",
                organisation=Named(row["organisation_code"], row["organisation"]),
            )
            for row in rows
        ],
    )
