"""Which pairs are kept out of the lists of candidates for a reader, and why.

A rejected candidate stays out for twelve months, or until something changes that the reader sees of
its two buildings: for bodies of the pair what they see of their own, for others what the club sees.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from estate.answers.context import ReadContext
from estate.club.pair_facts import facts_sha256
from estate.frames import Estate
from estate.register import visibility as v
from estate.register.queries import rejected_pairs as query
from estate.register.writes.opportunities import PairFacts

EstateOf = Callable[[ReadContext], Estate]


@dataclass(frozen=True)
class KeptOut:
    """A pair that is kept out: which, by which opportunity's rejection, and until when at most."""

    guest_occupation_id: str
    guest_property_id: str
    guest: str
    host_property_id: str
    host: str
    opportunity_id: UUID
    number: int
    reason: str
    rejected_on: date
    until: date

    @property
    def pair(self) -> tuple[str, str]:
        """Guest occupation and host property."""
        return self.guest_occupation_id, self.host_property_id


def kept_out(context: ReadContext, estate_of: EstateOf) -> tuple[KeptOut, ...]:
    """For this reader, on this day; kept as other answers are."""
    reader = context.reader
    key = ("kept out", context.version, reader.edition, context.today)
    return context.cache.once(key, lambda: _kept_out(context, estate_of))


def _kept_out(context: ReadContext, estate_of: EstateOf) -> tuple[KeptOut, ...]:
    rows = query.standing(context.connection, context.reader, context.today)
    by_pair: dict[tuple[Any, ...], dict[str | None, dict[str, Any]]] = {}
    for row in rows:
        pair = (row["opportunity_id"], row["guest_occupation_id"], row["host_property_id"])
        by_pair.setdefault(pair, {})[row["organisation_code"]] = row
    found = (_one(context, estate_of, views) for views in by_pair.values())
    return tuple(one for one in found if one is not None)


def _one(
    context: ReadContext, estate_of: EstateOf, views: dict[str | None, dict[str, Any]]
) -> KeptOut | None:
    """The pair, if this reader sees of it what was seen when it was rejected."""
    own = views.get(context.reader.organisation)
    row = own or views.get(None)
    if row is None:
        return None
    asked = context if own is not None and context.reader.organisation else context.seen_by(v.CLUB)
    guest, host = str(row["guest_occupation_id"]), str(row["host_property_id"])
    if facts_sha256(estate_of(asked), guest, host) != row["facts_sha256"]:
        return None
    estate = estate_of(context)
    if guest not in estate.occupations.index or host not in estate.properties.index:
        return None
    home = str(estate.occupations.at[guest, "property_id"])
    names = estate.properties["name"]
    return KeptOut(
        guest,
        home,
        str(names[home]),
        host,
        str(names[host]),
        row["opportunity_id"],
        row["number"],
        row["reason"],
        row["rejected_on"],
        row["until"],
    )


def facts_of(
    context: ReadContext,
    estate_of: EstateOf,
    guest_occupation_id: UUID,
    host_property_id: UUID,
    bodies: Iterable[str],
) -> list[PairFacts]:
    """What the club and each body see of a pair now, to be kept with its rejection."""
    readers: list[v.Reader] = [v.CLUB, *map(v.owner, sorted(bodies))]
    found = []
    for reader in readers:
        estate = estate_of(context.seen_by(reader))
        sha256 = facts_sha256(estate, str(guest_occupation_id), str(host_property_id))
        if sha256 is not None:
            found.append(
                PairFacts(guest_occupation_id, host_property_id, reader.organisation, sha256)
            )
    return found
