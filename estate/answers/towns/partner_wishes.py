"""What bodies have put on record that they wish of a town's plan: told to the club, kept for ever.

A wish names what it is about; it is told to whoever sees that. What a wish costs is reckoned from
what whoever asks may see (``wish_prices``), so the record itself holds no figure of the register.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from estate.answers.answer import Answer, Named, answer
from estate.answers.context import ReadContext
from estate.answers.towns.options import estate_of, problem_of
from estate.answers.towns.wishes import Wish, in_words, limit, of_no_building, read
from estate.codes import DISCLAIMER, label
from estate.colocation.plain_language import fit_name
from estate.consolidation.town.what_is_considered import Choice
from estate.errors import BadQuestion
from estate.frames import Estate, is_null
from estate.register import visibility as v
from estate.register.queries import naming, towns
from estate.register.queries import town_wishes as query

#: Of each kind of wish, what its parts name of the register.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "stays": ("properties",),
    "left": ("properties",),
    "unmoved": ("occupations",),
    "not-into": ("occupations", "properties"),
    "journeys": ("occupations",),
}


@answer
class PartnerWish(Answer):
    """A wish as its body last spoke of it."""

    id: UUID
    organisation: Named
    town: str
    wish: Annotated[str, Field(description="as an address asks it (`wish=`)")]
    words: str
    reason: str | None
    since: datetime
    withdrawn: bool
    withdrawn_at: datetime | None


@answer
class PartnerWishes(Answer):
    """What bodies wish of one town's plan, by body."""

    town: str
    numberReturned: int
    wishes: list[PartnerWish]
    reader: str
    disclaimer: str


def partner_wishes(context: ReadContext, town: str, *, only_open: bool = True) -> PartnerWishes:
    """Those that stand, or all that ever were on record; ``NotAllowed`` but for the club,
    ``NotFound`` for no such town."""
    v.demand(context.reader, v.Level.CLUB, "wishes of bodies")
    name = str(towns.one(context.connection, context.reader, town)["name"])
    found = on_record(context, name, only_open=only_open)
    return PartnerWishes(
        town=name,
        numberReturned=len(found),
        wishes=list(found),
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def on_record(
    context: ReadContext, town: str, *, only_open: bool = True
) -> tuple[PartnerWish, ...]:
    """The wishes about one town, by its exact name, of which the reader sees what they name."""
    rows = query.listing(context.connection, context.reader, town)
    if not rows:
        return ()
    estate = estate_of(context)
    found = (_told(estate, row) for row in rows if not (only_open and row["withdrawn"]))
    return tuple(one for one in found if one is not None)


def _told(estate: Estate, row: Mapping[str, Any]) -> PartnerWish | None:
    wish = read(str(row["wish"]), str)
    if not all(one in getattr(estate, of).index for of, one in _named(wish)):
        return None
    return PartnerWish(
        id=row["wish_id"],
        organisation=Named(str(row["organisation_code"]), str(row["body"])),
        town=str(row["town"]),
        wish=wish.text,
        words=in_words(_called(estate, wish), wish),
        reason=row["reason"],
        since=row["since"],
        withdrawn=row["withdrawn"],
        withdrawn_at=row["recorded_at"] if row["withdrawn"] else None,
    )


def _named(wish: Wish) -> list[tuple[str, str]]:
    """Which rows of which frames a wish names."""
    return list(zip(_NAMES.get(wish.kind, ()), wish.about, strict=False))


def _called(estate: Estate, wish: Wish) -> dict[str, str]:
    """Names, fit for print, of what a wish is about."""
    bodies, places, users = estate.organisations, estate.properties, estate.occupations

    def body(code: str) -> str:
        return fit_name(bodies["name"].get(code), code)

    found = {code: body(code) for code in wish.about if code in bodies.index}
    for of, one in _named(wish):
        if of == "properties":
            found[one] = fit_name(places.at[one, "name"], places.at[one, "local_ref"])
        else:
            service = users.at[one, "service_function"]
            done = users.at[one, "user_function"] if is_null(service) else service
            found[one] = f"{body(str(users.at[one, 'organisation']))} ({label(str(done)).lower()})"
    return found


def as_on_record(context: ReadContext, town: str, organisation: str, text: str) -> Wish:
    """A wish as it is put on record: of things that the club sees among the town's buildings, and
    of its own result only. ``BadQuestion`` says what to mend."""
    club = context.seen_by(v.CLUB)
    estate = estate_of(club)

    def property_id(named: str) -> str:
        return naming.property_id(club.connection, v.CLUB, estate.properties, named)

    wish = read(text, property_id)
    if wish.kind == "partner" and wish.about[0] != organisation:
        raise BadQuestion(f"{organisation} may wish a least result of its own, not of others.")
    if of_no_building(wish):
        return wish
    basis = problem_of(club, town, Choice(include_unrated=True))
    users = estate.occupations["organisation"]
    limit(basis.town, wish, {one: str(users[one]) for one in basis.town.occupation_ids})
    return wish
