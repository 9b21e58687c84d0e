"""What is sent about wishes on record, and what routes, forms and commands do with it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.http.bodies import Sent
from api.http.text_types import Line
from api.http.writing import Doing
from estate.answers.towns.partner_wishes import as_on_record
from estate.register import visibility as v
from estate.register.queries import towns
from estate.register.writes import town_wishes as writes


class WishSaid(Sent):
    """A wish about a town's plan, and which body wishes it."""

    wish: Annotated[Line, Field(min_length=1, max_length=200)] = Field(
        description="as `wish=` of a town's options asks it: stays:PROPERTY, left:PROPERTY, "
        "unmoved:OCCUPATION, not-before:2029-04-01, apart:ORGANISATION:ORGANISATION, "
        "not-into:OCCUPATION:PROPERTY, partner:ITSELF:POUNDS, minutes:NUMBER"
    )
    reason: Annotated[Line, Field(max_length=300)] | None = Field(
        default=None, description="why, for the club to read"
    )
    organisation: Annotated[Line, Field(max_length=20)] | None = Field(
        default=None, description="code of the body; whoever sends it, if left"
    )


def record(do: Doing, town: str, said: WishSaid) -> UUID:
    """A body puts a wish on record; its key."""
    v.demand(do.reader, v.Level.CLUB, "wishes of bodies")
    name = str(towns.one(do.connection, do.reader, town)["name"])
    organisation = do.whose(said.organisation)
    writes.demand(do.connection, do.bearer.person, organisation)
    wish = as_on_record(do.context, name, organisation, said.wish)
    return writes.record(
        do.connection,
        do.bearer.person,
        organisation=organisation,
        town=name,
        wish=wish.text,
        reason=said.reason or None,
        by=do.bearer.by,
    )


def withdraw(do: Doing, wish_id: UUID) -> None:
    """The body wishes it no longer."""
    v.demand(do.reader, v.Level.CLUB, "wishes of bodies")
    writes.withdraw(do.connection, wish_id, do.bearer.person, by=do.bearer.by)
