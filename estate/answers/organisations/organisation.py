"""Organisations: each with its signature and last import, and one with what it holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import pandas as pd
from pydantic import Field

from estate.answers import estate_wide
from estate.answers.answer import ABSENT, Answer, Coded, answer
from estate.answers.context import ReadContext
from estate.answers.organisations import space as answers_space
from estate.answers.properties.properties_together import Part, part
from estate.quality import GapReport
from estate.register import visibility as v
from estate.register.queries import organisations, properties
from estate.register.queries.property_filters import PropertyFilter


@answer
class Organisation(Answer):
    """One organisation of the county."""

    code: str
    name: str
    kind: Coded
    properties: int
    in_scope: bool | None = ABSENT
    signed_on: date | None = ABSENT
    signatory: str | None = ABSENT
    signed_for: Annotated[str | None, Field(description="what the signature covers")] = ABSENT
    signed_version: Annotated[
        int | None, Field(description="of the protocol; none for one from before its versions")
    ] = ABSENT
    signed_until: Annotated[
        date | None, Field(description="the last day on which it holds; none while there is none")
    ] = ABSENT
    m2_per_fte: float | None = ABSENT
    last_import_at: datetime | None = ABSENT
    synthetic: bool

    @property
    def has_signed(self) -> bool:
        """Whether a signature that the reader sees is on record."""
        return self.signed_on is not None


@answer
class Organisations(Answer):
    """All organisations."""

    organisations: list[Organisation]


@dataclass(frozen=True)
class Told:
    """What those are told who see more of an organisation than where its properties are.

    ``space``: need and room by property (``space/use.space_by_property``), of all that is seen.
    """

    part: Part
    space: pd.DataFrame
    report: GapReport


@dataclass(frozen=True)
class Held:
    """An organisation and its properties as the reader sees them."""

    organisation: Organisation
    rows: list[dict[str, Any]]
    told: Told | None


def all_of_them(context: ReadContext) -> Organisations:
    """Every organisation that the reader is shown, by name."""
    rows = organisations.listing(context.connection, context.reader)
    return Organisations(organisations=[_of(row) for row in rows])


def organisation(context: ReadContext, code: str) -> Organisation:
    """The organisation of this code; NotFound for none."""
    return _of(organisations.one(context.connection, context.reader, code))


def _of(row: dict[str, Any]) -> Organisation:
    area = row.get("m2_per_fte")
    told = {} if area is None else {"m2_per_fte": float(area)}
    return Organisation(**row | {"kind": Coded.of(row["kind"])} | told)


def shares_more(context: ReadContext, found: Organisation) -> bool:
    """Whether the reader sees more of its properties than where they are."""
    if context.reader.organisation == found.code:
        return True
    return context.reader.level >= v.Level.CLUB and found.has_signed


def held(context: ReadContext, code: str) -> Held:
    """What one organisation holds; NotFound for a code that nobody has."""
    found = organisation(context, code)
    wanted = PropertyFilter(organisation=[code])
    rows = properties.for_export(context.connection, context.reader, wanted, today=context.today)
    if not shares_more(context, found):
        return Held(found, rows, None)
    told = Told(
        part(context, rows, organisation=code),
        answers_space.by_property(context),
        estate_wide.quality(context, code),
    )
    return Held(found, rows, told)
