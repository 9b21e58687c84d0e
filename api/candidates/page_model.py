"""Candidates on the pages: two lists, those known to fit and those that could, each guest once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.energy.page_model import kwh, signed
from api.energy.page_model import tonnes as shown_tonnes
from api.html.addresses import property_address
from api.html.format import Shown, about, as_sure
from api.html.tables import Column, Table
from estate.answers.candidates import candidate
from estate.answers.candidates.candidate import Candidate, OtherHost
from estate.answers.candidates.ranked import Candidates
from estate.colocation.question import PART
from estate.rounding import area_and_range
from estate.rows import NewRow

_FIRST = (
    Column("rank", "Rank", "number"),
    Column("guest", "Could move", link="guest_page"),
    Column("guest_organisation", "Guest's organisation"),
    Column("host", "Could host", link="host_page"),
    Column("host_organisation", "Host's organisation"),
)
_LAST = (
    Column("score", "Score", "per_cent"),
    Column("evidence", "Evidence", "file"),
    Column("minutes", "Minutes", "number"),
    Column("saving_gbp_pa", "Saving a year, indicative", "estimate"),
    Column("act_by", "Act by", "day"),
)
#: What files tell besides, of each candidate.
_FILE = tuple(
    Column(name, name, "file")
    for name in (
        "guest_ref",
        "guest_property_id",
        "guest_occupation_id",
        "guest_tenure",
        "host_ref",
        "host_property_id",
        "host_tenure",
        "exit_kind",
        "exit",
        "need_m2",
        "need_basis",
        "spare_m2",
        "spare_basis",
        "saving_low_gbp_pa",
        "saving_high_gbp_pa",
        "one_off_gbp",
        "energy_kwh_pa",
        "emissions_tco2e_pa",
        "energy_known_from",
    )
)
_CASE = Column("scheme", "Business case", link="scheme_page", said="move")
_OTHERS = Column("other_hosts", "Other buildings that could take it")
_ASK = Column("ask_for", "Ask for")
_FIT = Column("fit_label", "Fits or could fit")

_ONE_OFF = (
    "One-off cost is fit-out, the move and ICT. Where a whole building is left, it also has "
    "dilapidations, any break penalty and letting fees. Project management and optimism bias "
    "come on top."
)


def _money(price_base: str) -> str:
    return (
        "Savings are indicative: a full year after the move, before one-off costs, in "
        f"{price_base} prices. Do not add them up, because two moves may need the same building."
    )


_WORK = (
    Column("rank", "Rank", "number"),
    Column("guest", "Could move", link="guest_page", small="guest_organisation"),
    Column("host", "Could host", link="host_page", small="host_organisation"),
    Column("fit_words", "Fits or could fit"),
    Column("saving_gbp_pa", "Saving a year", "estimate", small="energy_words"),
    Column("one_off_gbp", "One-off cost", "estimate"),
    Column("exit", "Way out", "day", small="exit_kind"),
    Column("act_by", "Act by", "day"),
    Column("need_m2", "Need", "square_metres", small="need_range"),
    Column("spare_m2", "Room", "square_metres", small="spare_range"),
    *(
        Column(name, words, "file")
        for name, words in (
            ("energy_kwh_pa", "Energy, kWh a year"),
            ("energy_range", "Energy, range"),
            ("emissions_tco2e_pa", "Emissions, tCO₂e a year"),
            ("energy_known_from", "Energy known from"),
        )
    ),
    _CASE,
)
_ENERGY = (
    "Beneath each saving stands what the two buildings would use more (+) or less (−) of energy a "
    "year. It is estimated, and in none of the sums of money."
)
_PARTS = (
    *_WORK[:4],
    Column("goes_m2", "Could go", "square_metres"),
    Column("posts_go", "Posts", "number"),
    Column("stays_m2", "Stays", "square_metres"),
    *_WORK[4:6],
)
_OF_PARTS = (
    "The other building is known to lack room for the whole, but has some. What stays keeps the "
    "building and any lease, so no rent is saved. Only the running cost of the space is saved, "
    "less what the other building's grows by. Posts are shown where the need is counted in "
    "people."
)
_SCORE = (
    "The score says how well the two would fit. Where something is unknown we assume the average "
    "where it is known."
)
#: Of files, which have the column.
_EVIDENCE = "Evidence says how much of the score is known."


@dataclass(frozen=True)
class Lists:
    """What a page shows of candidates: ``rows`` of both lists, the best first, and counts.

    ``pairs`` of guest and host in all, ``fitting`` of them known to fit, and the ``guests``.
    """

    rows: list[Candidate]
    tables: tuple[Table, Table]
    pairs: int
    fitting: int
    guests: int


def lists(found: Candidates, limit: int) -> Lists:
    """The best ``limit`` guests of each list, with their best hosts."""
    once = found.ranking.per_guest()
    fits, could = once.by_fit()
    shown = [candidate.candidates(replace(found, ranking=one), limit) for one in (fits, could)]
    prices = found.assumptions.price_base
    tables = (
        fitting_table(shown[0], len(fits), prices),
        could_table(shown[1], len(could), prices),
    )
    return Lists([*shown[0], *shown[1]], tables, found.matched, found.fitting, len(once))


def order_words(found: Candidates) -> str:
    """By what a list is sorted, in a sentence."""
    told = candidate.order(found)
    if found.question.is_ranked:
        if found.question.moves == PART:
            return "Parts that could move, best first by score without room and lease"
        return "Best first: those known to fit, then those that could, each by score"
    last = f"; {told.unknown_last:,} of which it is not known stand last"
    words = told.words
    return f"By {words}, {told.order}{last if told.unknown_last else ''}"


def fitting_table(shown: Sequence[Candidate], guests: int, price_base: str) -> Table:
    """Those of which nothing that could stop the move is unknown."""
    return Table(
        name="candidates",
        title="Known to fit",
        columns=(*_FIRST, *_LAST, _OTHERS, _CASE, *_FILE),
        rows=_lines(shown),
        note=f"For discussion: {guests:,} uses that could move, each with its best building. Its "
        "room, ratings and lease dates are known, and they fit. "
        + _SCORE
        + " "
        + _money(price_base),
        empty="No move is known to fit from what we know today.",
    )


def could_table(shown: Sequence[Candidate], guests: int, price_base: str) -> Table:
    """Those that could, and what to ask for first."""
    return Table(
        name="could_fit",
        title="Could fit",
        columns=(*_FIRST, *_LAST, _ASK, replace(_OTHERS, kind="file"), _CASE, *_FILE),
        rows=_lines(shown),
        note=f"{guests:,} uses that could move, each with its most likely building. For none of "
        "these buildings do we know that it fits: we show what to ask for. Savings are in "
        f"{price_base} prices.",
        empty="There is no other sharing option.",
    )


def card_note(price_base: str) -> str:
    """What is said beneath cards, which show neither score nor evidence."""
    return f"For discussion, those known to fit first. {_money(price_base)}"


def of_property(shown: Sequence[Candidate], price_base: str) -> Table:
    """One property's candidates, as guest or host, in one table."""
    return Table(
        name="candidates",
        title="Sharing options",
        columns=(*_FIRST, _FIT, *_LAST, _ASK, _CASE, *_FILE),
        rows=_lines(shown),
        note=f"{card_note(price_base)} {_SCORE} {_EVIDENCE}",
        empty="We have found no sharing option from what we know today.",
    )


def work_list(
    shown: Sequence[Candidate], order: str, price_base: str, *, parts: bool = False
) -> Table:
    """A page of the list to work with, in the order that was asked for."""
    return Table(
        name="candidates",
        title="Sharing options",
        columns=_PARTS if parts else _WORK,
        rows=_lines(shown),
        note=f"{order}. "
        + (_OF_PARTS if parts else _SCORE + " " + _money(price_base))
        + " "
        + _ONE_OFF
        + ("" if parts else " " + _ENERGY),
        empty="No sharing option answers to this question.",
    )


def _lines(shown: Sequence[Candidate]) -> list[NewRow]:
    return [
        vars(one)
        | {
            "guest": one.guest.name,
            "guest_page": property_address(one.guest.property_id),
            "guest_organisation": one.guest.organisation.name,
            "host": one.host.name,
            "host_page": property_address(one.host.property_id),
            "host_organisation": one.host.organisation.name,
            "minutes": _minutes(one.minutes),
            "saving_gbp_pa": _saving(one),
            "one_off_gbp": as_sure(one.one_off.central, one.exact),
            **_energy(one),
            "exit": "" if one.exit_kind == "owned" else one.leaves,
            "exit_kind": one.exit_kind_label,
            **_of_file(one),
            **({} if one.part is None else vars(one.part)),
            "act_by": one.acts_by or _no_date(one),
            **_room("need", one.need_m2, one.need_low_m2, one.need_high_m2),
            **_room("spare", one.spare_m2, one.spare_low_m2, one.spare_high_m2),
            "ask_for": "; ".join(one.ask_for or one.to_confirm),
            "fit_words": _fit_words(one),
            "other_hosts": "; ".join(map(_other, one.other_hosts or ())) or "none",
            "scheme": "Open" if one.scheme_page else "Need not known",
            "move": f"{one.guest.name} into {one.host.name}",
        }
        for one in shown
    ]


def _room(name: str, middle: float | None, low: float | None, high: float | None) -> NewRow:
    """An area, and its range beneath; the file has the middle as reckoned."""
    if middle is None:
        return {f"{name}_m2": None, f"{name}_range": ""}
    told, ends = area_and_range(middle, low, high)
    return {f"{name}_m2": Shown(told, middle), f"{name}_range": ends}


def _fit_words(one: Candidate) -> str:
    """Whether it fits, and what to ask for or to have confirmed."""
    if one.to_confirm:
        whats = (told.partition(" (")[0] for told in one.to_confirm)  # whose, the columns say
        return f"{one.fit_label}. Confirm first: {'; '.join(whats)}"
    return ". Ask for: ".join(filter(None, (one.fit_label, "; ".join(one.ask_for))))


def _saving(one: Candidate) -> Shown | None:
    """What it could save with its range, as a card says it; the file has each as reckoned."""
    middle, low, high = one.saving.central, one.saving.low, one.saving.high
    told = as_sure(middle, one.exact)
    if told is None or low is None or high is None:
        return told
    return Shown(f"{told} ({about(low, one.exact)} to {about(high, one.exact)})", middle)


def _energy(one: Candidate) -> NewRow:
    """More or less energy of both buildings, with its range; a dash where it is not known."""
    found = one.energy if "energy" in vars(one) else None
    if found is None:
        return {"energy_words": "", "energy_range": ""}
    amount, tonnes = found.change_kwh_pa, found.change_tco2e_pa
    low, middle, high = (signed(kwh(end), end) for end in (amount.low, amount.middle, amount.high))
    emitted = signed(shown_tonnes(tonnes.middle), tonnes.middle)
    return {
        "energy_kwh_pa": middle,
        "energy_words": f"{middle} kWh",
        "energy_range": f"{low} to {high}",
        "emissions_tco2e_pa": emitted,
        "energy_known_from": found.tier_label,
    }


def _minutes(minutes: float | None) -> Shown | float | None:
    return Shown("under 1", minutes) if minutes is not None and minutes < 1 else minutes


def _of_file(one: Candidate) -> NewRow:
    """References, tenure and what the areas rest on, in words."""
    coded = {
        "guest_tenure": one.guest.tenure,
        "host_tenure": one.host.tenure,
        "need_basis": one.need_basis,
        "spare_basis": one.spare_basis,
    }
    return {
        "guest_ref": one.guest.ref,
        "guest_property_id": one.guest.property_id,
        "guest_occupation_id": one.guest.occupation_id,
        "host_ref": one.host.ref,
        "host_property_id": one.host.property_id,
        **{name: None if found is None else found.label for name, found in coded.items()},
        "saving_low_gbp_pa": one.saving.low,
        "saving_high_gbp_pa": one.saving.high,
    }


def _other(one: OtherHost) -> str:
    words = "" if one.fit == "fits" else "could, "
    return f"{one.name} ({words}{100 * one.score:.0f}%)"


def _no_date(one: Candidate) -> str | None:
    """What stands in place of an act-by date: an owner waits for none."""
    return "any time" if one.exit_kind == "owned" else None
