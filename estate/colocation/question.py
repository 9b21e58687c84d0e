"""What is asked of the candidates: one typed question for every door.

A filter never changes a score. It means the figure that its reader is shown: a date seen by
quarters is the last day of its quarter, a sum from published bands stands to £1,000. What is not
known is in no range, and comes last in any order.
"""

from dataclasses import dataclass, replace
from datetime import date

from estate.codes import CandidateKind
from estate.errors import BadQuestion

FITS, COULD_FIT = "fits", "could_fit"
MOVES = WHOLE, PART = "whole", "part"
#: How a guest can leave, as far as its date goes → words for it.
WAYS_OUT = {
    "dated": "a date on record",
    "owned": "its occupier owns it: no date to wait for",
    "unknown": "no date known",
}
#: What candidates can be sorted by → words for it, and whether the largest comes first unless
#: asked otherwise.
SORTS: dict[str, tuple[str, bool]] = {
    "rank": ("fit and score", False),
    "fit": ("fit", False),
    "act_by": ("act-by date", False),
    "exit": ("date of the guest's way out", False),
    "saving": ("saving a year, central", True),
    "saving_low": ("saving a year, low", True),
    "one_off": ("one-off cost", False),
    "guest": ("name of the guest's property", False),
    "host": ("name of the host's property", False),
}


@dataclass(frozen=True)
class CandidateFilter:
    """Which candidates, and in what order; conditions combine with AND.

    ``organisation``, ``town`` and ``property_id`` match guest or host; ``guest_…`` and ``host_…``
    one side alone. Dates are of the guest (both ends count); ``ways_out`` (keys of ``WAYS_OUT``,
    OR) may ask for guests without one. Savings are GBP a year, ``max_one_off_gbp`` GBP once,
    before optimism bias. ``moves``: whole moves, or parts of a need where the whole has no room
    (never both in one list). ``per_guest``: each guest once, with its best host of those that
    answer.
    Raises ``BadQuestion`` for what is no such kind, fit, way out or order.

    Examples
    --------
    >>> CandidateFilter(town="Vale", max_minutes=15, sort="saving").town
    'Vale'
    >>> CandidateFilter(fit="perhaps")
    Traceback (most recent call last):
    estate.errors.BadQuestion: There is no fit 'perhaps'; there are fits, could_fit.
    """

    organisation: str | None = None
    guest_organisation: str | None = None
    host_organisation: str | None = None
    town: str | None = None
    property_id: str | None = None
    guest_property_id: str | None = None
    host_property_id: str | None = None
    kind: str | None = None
    fit: str | None = None
    max_minutes: float | None = None
    min_score: float | None = None
    min_evidence: float | None = None
    act_by_from: date | None = None
    act_by_until: date | None = None
    exit_from: date | None = None
    exit_until: date | None = None
    ways_out: tuple[str, ...] = ()
    min_saving_gbp_pa: float | None = None
    min_saving_low_gbp_pa: float | None = None
    max_one_off_gbp: float | None = None
    moves: str = "whole"
    per_guest: bool = False
    sort: str = "rank"
    descending: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what means nothing, by name."""
        _one_of("kind of sharing option", self.kind, tuple(CandidateKind))
        _one_of("fit", self.fit, (FITS, COULD_FIT))
        _one_of("order", self.sort, tuple(SORTS))
        _one_of("kind of move", self.moves, MOVES)
        if self.moves == PART and (self.dated or self.sort in ("act_by", "exit")):
            raise BadQuestion(
                "A part of a need ends no lease: leave dates, ways out and their order out, or "
                "ask for whole moves (moves=whole)."
            )
        for way in self.ways_out:
            _one_of("way out", way, tuple(WAYS_OUT))
        for what, first, last in (
            ("act_by", self.act_by_from, self.act_by_until),
            ("exit", self.exit_from, self.exit_until),
        ):
            if first is not None and last is not None and last < first:
                raise BadQuestion(f"{what}_until must not lie before {what}_from.")
        ranged = self.exit_from is not None or self.exit_until is not None
        if ranged and self.ways_out and "dated" not in self.ways_out:
            raise BadQuestion(
                "exit_from and exit_until ask for dates, but exit asks only for guests without "
                "one: add exit=dated, or leave the dates out."
            )

    @property
    def largest_first(self) -> bool:
        """The direction of the order, where none was asked for that of its kind."""
        return SORTS[self.sort][1] if self.descending is None else self.descending

    @property
    def is_ranked(self) -> bool:
        """Whether the order is that of fit and score, best first."""
        return self.sort == "rank" and not self.largest_first

    @property
    def is_whole_order(self) -> bool:
        """Whether each pair stands for itself, by fit and score."""
        return self.is_ranked and not self.per_guest

    @property
    def conditions(self) -> "CandidateFilter":
        """The same conditions alone, whatever the order and how often a guest stands."""
        return replace(self, per_guest=False, sort="rank", descending=None)

    @property
    def dated(self) -> bool:
        """Whether only some guests answer to it by their way out."""
        days = (self.act_by_from, self.act_by_until, self.exit_from, self.exit_until)
        return bool(self.ways_out) or any(day is not None for day in days)


def _one_of(what: str, asked: str | None, known: tuple[str, ...]) -> None:
    if asked is not None and asked not in known:
        raise BadQuestion(f"There is no {what} {asked[:40]!r}; there are {', '.join(known)}.")
