"""What a need rests on, in words: by whose standard, of which day, for how many posts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from estate.assumptions import AssumptionSet
from estate.capacity import county_standard, is_flat
from estate.frames import is_null
from estate.leases.exits_and_notices import as_date
from estate.space.need_by_standard import day_words

#: Columns of ``frames.ORGANISATION_COLUMNS`` that ``Standing`` reads.
COLUMNS = ("m2_per_fte", "standard_from", "desks_per_post")


@dataclass(frozen=True)
class Standing:
    """The standard that holds for one organisation: its own, or else what stands in for it."""

    own_from: date | None
    own_m2_per_post: float | None
    desks_per_post: float
    assumptions: AssumptionSet

    @classmethod
    def of(cls, row: Mapping[str, object], assumptions: AssumptionSet) -> "Standing":
        """``row``: the organisation's ``COLUMNS``; empty for an occupier of no organisation."""
        flat = row.get("m2_per_fte")
        since = None if is_flat(assumptions) else as_date(row.get("standard_from"))
        own = county_standard(assumptions).desks_per_post
        if since is not None:
            own = float(str(row["desks_per_post"]))
        return cls(since, None if is_null(flat) else float(str(flat)), own, assumptions)

    def words(self, basis: object, posts: float | None = None, desks: float | None = None) -> str:
        """``by its occupier's own standard of 1 April 2026, 84 posts, 0.7 desks per post``;
        ``basis`` as in ``frames.OCCUPATION_COLUMNS``. What the reader does not see is left out."""
        if basis not in ("fte", "desks"):
            return "the space used today" if basis == "area" else "not known"
        counted = _counted(posts if basis == "fte" else desks, "post" if basis == "fte" else "desk")
        flat = is_flat(self.assumptions) or (self.own_from is None and self.own_m2_per_post)
        if flat:
            return f"{self._flat(str(basis))}{counted}"
        if self.own_from is not None:
            whose = f"by its occupier's own standard of {day_words(self.own_from)}"
        else:
            whose = "by the county's default of 2026"
        each = f", {self.desks_per_post:g} desks per post" if basis == "fte" else ""
        return f"{whose}{counted}{each}"

    def _flat(self, basis: str) -> str:
        if basis == "desks":
            return f"at {self.assumptions.value('m2_per_desk'):g} m² a desk"
        each = self.own_m2_per_post
        each = self.assumptions.value("m2_per_fte") if each is None else each
        return f"at {each:g} m² for each full-time post"


def _counted(amount: float | None, what: str) -> str:
    if amount is None or is_null(amount):
        return ""
    return f", {amount:,.10g} {what}{'' if amount == 1 else 's'}"
