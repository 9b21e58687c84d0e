"""What a plan must keep to, beside what the buildings themselves allow.

The same limits are wishes: a partner says what it wants, the plan is found anew, and the two plans
beside one another say what the wish costs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True)
class Limits:
    """Limits of a plan; none unless given. Buildings, occupations, partners and dates by position.

    Parameters
    ----------
    keep_at_most, keep_at_least : int, optional
        Buildings kept; one that opens counts where it is used.
    minutes_at_most : float, optional
        Change of all clients' weighted minutes.
    capital_gbp, capital_gbp_pa : float, optional
        One-off cost in all, and in each year.
    partner_at_least_gbp : mapping
        The least present value for a partner.
    stays, left : frozenset of int
        Buildings that are not closed (one that only opens may still stay unused); buildings that
        are left, or not opened.
    unmoved : frozenset of int
        Occupations that stay where they are.
    not_before : int, optional
        Nothing happens before this date.
    apart : frozenset of (int, int)
        Pairs of occupations that are not to sit together, also where they do so today.
    not_into : frozenset of (int, int)
        Occupations and the hosts that they do not move into.
    """

    keep_at_most: int | None = None
    keep_at_least: int | None = None
    minutes_at_most: float | None = None
    capital_gbp: float | None = None
    capital_gbp_pa: float | None = None
    partner_at_least_gbp: Mapping[int, float] = field(default_factory=dict)
    stays: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()
    unmoved: frozenset[int] = frozenset()
    not_before: int | None = None
    apart: frozenset[tuple[int, int]] = frozenset()
    not_into: frozenset[tuple[int, int]] = frozenset()

    def without(self, name: str) -> "Limits":
        """The same but for one of them."""
        return replace(self, **{name: getattr(Limits(), name)})

    def together(self, *others: "Limits") -> "Limits":
        """These and others: of two amounts the stricter, of those that name things all."""
        found = self
        for other in others:
            found = Limits(**{one.name: _stricter(one.name, found, other) for one in fields(self)})
        return found

    def given(self) -> tuple[str, ...]:
        """Names of those that say something."""
        free = Limits()
        return tuple(
            one.name for one in fields(self) if getattr(self, one.name) != getattr(free, one.name)
        )


def _stricter(name: str, one: Limits, other: Limits) -> Any:
    mine, theirs = getattr(one, name), getattr(other, name)
    if isinstance(mine, frozenset):
        return mine | theirs
    if isinstance(mine, Mapping):
        both = {*mine, *theirs}
        return {key: max(side[key] for side in (mine, theirs) if key in side) for key in both}
    if mine is None or theirs is None:
        return theirs if mine is None else mine
    return max(mine, theirs) if name in _AT_LEAST else min(mine, theirs)


_AT_LEAST = ("keep_at_least", "not_before")
FREE = Limits()
