"""Short addresses of business cases: ``/case/7K3M9PQ`` a kept one, ``/case/7K3M9PQ-4QX2TNB`` one
of a guest and a host. They are read from what the reader sees alone, so that they tell no more
than the page that they lead to."""

from collections.abc import Iterable
from uuid import UUID

from estate.answers.cases import kept_cases
from estate.answers.context import ReadContext
from estate.answers.estate_wide import whole_estate
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.short_ids import case_letters, spelt


def short_address(*ids: UUID | str) -> str:
    """The short address of a kept case (its id) or of a sharing option (guest, then host)."""
    return "/case/" + "-".join(case_letters(one) for one in ids)


def leads_to(context: ReadContext, letters: str) -> str:
    """The page behind a short address; ``NotFound`` where this reader sees none, or several."""
    v.demand(context.reader, v.Level.CLUB, "sharing options or costs")
    guest, _, host = spelt(letters).partition("-")
    if not host:
        kept = (one.id for one in kept_cases.listed(context).cases)
        return f"/cases/{_one(kept, guest)}"
    estate = whole_estate(context)
    guests = [*estate.occupations.index, *estate.properties.index]
    return f"/schemes/{_one(guests, guest)}/{_one(estate.properties.index, host)}"


def _one(ids: Iterable[UUID | str], letters: str) -> str:
    found = {str(one) for one in ids if case_letters(one) == letters}
    if len(found) != 1:
        raise NotFound("No case that you may see has this short address.")
    return found.pop()
