"""One candidate: who could move in with whom, when, and why that could be considered.

Declared once; JSON, files and pages render it. Figures follow from what the reader may see.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from estate import codes
from estate.answers.answer import (
    ABSENT,
    Answer,
    Coded,
    Named,
    QuarterText,
    answer,
    day_or_quarter,
)
from estate.answers.candidates import ranked
from estate.answers.candidates.rejected_pairs import KeptOut as RejectedPair
from estate.answers.energy_words import KG_PER_TONNE, TIER_WORDS, Amount, factor_set, rounded
from estate.answers.travelling import Travelling, travelling
from estate.colocation import Explanation, NameLookup
from estate.colocation.part_moves import NOT_OF_A_PART
from estate.colocation.question import SORTS
from estate.frames import is_null
from estate.quarters import Quarter
from estate.rows import Row

COMPONENT_LABELS = {
    "use": "Compatible use",
    "capacity": "Room for the need",
    "distance": "Distance",
    "lease": "Lease timing",
    "rag": "Ratings",
    "saving": "Premises saving",
    "access": "Public access",
    "condition": "Condition and energy",
}

FIT_LABELS = {"fits": "Fits", "could_fit": "Could fit"}
#: Of one whose room covers the need, but not where the needs of both are at their high ends.
LIKELY = "Likely to fit"

#: What ends, where a guest can leave → words for it.
EXIT_LABELS = {
    "owned": "Any time: owned",
    "tenant_break": "Tenant's break",
    "expiry": "Lease expiry",
    "holding_over": "Held over: ends by notice",
    "expired": "Recorded end has passed",
}
NEED_LABELS = {
    "fte": "staff at the space standard",
    "desks": "desks at the area of a desk",
    "area": "the area used today",
}
SPARE_LABELS = {
    "measured": "net area on record, less what its occupiers need",
    "estimated": "net area estimated from the gross area, less what its occupiers need",
    "stated": "area of the school's shared part that its organisation has put on record as free",
}
ONE_OFF_BASIS = (
    "fit-out, move and ICT; where the whole building is left also dilapidations, the break's "
    "penalty and fees on letting or passing it on; before project management, optimism bias, "
    "double running and void"
)


@answer
class Side(Answer):
    """The guest's or the host's property."""

    property_id: str
    name: str
    ref: str | None
    town: str | None
    tenure: Coded | None
    organisation: Named
    point: Annotated[list[float] | None, Field(description="longitude, latitude")]


@answer
class GuestSide(Side):
    """The guest's property, and which of its occupations could move."""

    occupation_id: str


@answer
class Component(Answer):
    """One of the eight parts of a score, 0 to 1; null where it is not known.

    ``expected`` then stands in the score: the mean of all pairs of which this part is known.
    """

    name: str
    label: str
    value: float | None
    expected: float | None
    weight: float
    assumptions: list[str]


@answer
class Saving(Answer):
    """Premises saving a year with its range; not additive over candidates."""

    low: float | None
    central: float | None
    high: float | None
    imputed_share: float | None
    whole_building: bool
    unit: Literal["GBP a year"]
    basis: str


@answer
class Part(Answer):
    """What goes and what stays where only a part of a need moves: m² and posts (FTE, whole; null
    where the need is not counted in people)."""

    goes_m2: float
    stays_m2: float
    posts_go: float | None
    posts_stay: float | None
    words: str


@answer
class OneOff(Answer):
    """One-off cost with what it holds; null where the need is not known."""

    central: float | None
    unit: Literal["GBP once"]
    basis: str


@answer
class EnergyOfMove(Answer):
    """What the two buildings would use more (or, below nought, less) a year, and emit; beside the
    money, netted into none of it."""

    change_kwh_pa: Amount
    change_tco2e_pa: Amount
    tier: Annotated[str, Field(description="the less known of the two buildings")]
    tier_label: str
    factors_year: Annotated[int, Field(description="of the Government's conversion factors")]


@answer
class Sorted(Answer):
    """By what a list is sorted; candidates of which that is not known come last."""

    by: str
    words: str
    order: Literal["ascending", "descending"]
    unknown_last: int


@answer
class Condition(Answer):
    """What must hold for it, by whose rule, and whether that is settled."""

    condition: str
    source: str
    state: Literal["open", "met", "not_met"]


@answer
class OtherHost(Answer):
    """A guest's next best host."""

    property_id: str
    name: str
    organisation: Named
    score: float
    fit: Literal["fits", "could_fit"]


@answer
class Candidate(Answer):
    """A possibility: who could move in with whom, when, and why that could be considered."""

    id: str
    rank: int
    kind: str
    kind_label: str
    guest: GuestSide
    host: Side
    fit: Literal["fits", "could_fit"]
    fit_label: str
    ask_for: Annotated[
        list[str], Field(description="what would show whether it fits; empty where it does")
    ]
    score: float
    score_spread: Annotated[
        float | None, Field(description="standard deviation of the score from what is not known")
    ]
    evidence: float
    low_evidence: bool
    components: list[Component]
    minutes: float | None
    distance_m: float | None
    distance_basis: str
    need_m2: float | None
    need_low_m2: float | None
    need_high_m2: float | None
    need_basis: Annotated[Coded | None, Field(description="what the need was worked out from")]
    spare_m2: float | None
    spare_low_m2: Annotated[
        float | None, Field(description="room if those there need what they may need at most")
    ]
    spare_high_m2: float | None
    spare_basis: Annotated[
        Coded | None, Field(description="what the spare space was worked out from")
    ]
    area_imputed: bool
    part: Annotated[Part | None, Field(description="null of a whole move")]
    saving: Saving
    one_off: OneOff
    exit_kind: str | None
    exit_kind_label: str | None
    exit_date: date | None = ABSENT
    exit_date_quarter: QuarterText | None = ABSENT
    act_by: date | None = ABSENT
    act_by_quarter: QuarterText | None = ABSENT
    act_by_passed: Annotated[
        bool | None, Field(description="whether that day lies back; null without one")
    ]
    access_change_min: float | None
    complexity: float | None
    explanation: str
    conditions: list[Condition]
    unknowns: list[str]
    protocol_pending: bool
    exact: bool
    scheme_page: Annotated[
        str | None, Field(description="the business case; null without a known need")
    ]
    energy: Annotated[
        EnergyOfMove | None,
        Field(description="in lists; null without a known need, and before a body has signed"),
    ] = ABSENT
    other_hosts: Annotated[
        list[OtherHost] | None,
        Field(description="the guest's next hosts, where each guest is asked for once"),
    ] = ABSENT
    role: Annotated[
        Literal["guest", "host"] | None, Field(description="of the property that was asked about")
    ] = ABSENT

    @property
    def to_confirm(self) -> list[str]:
        """What to have confirmed first of one that is likely to fit, and by whom."""
        if self.fit_label != LIKELY:
            return []
        sides = (
            ("the space in use there today", self.host, self.spare_low_m2, self.spare_high_m2),
            ("the space that would move", self.guest, self.need_low_m2, self.need_high_m2),
        )
        return [
            f"{what} ({side.organisation.name})" for what, side, low, high in sides if low != high
        ]

    @property
    def by_day(self) -> bool:
        """Whether the reader sees days of the guest's lease, not quarters alone."""
        return "act_by" in vars(self)

    @property
    def leaves(self) -> date | Quarter | None:
        """When the guest can leave; None where no lease says so, or it is not known."""
        return self.exit_date if self.by_day else self.exit_date_quarter

    @property
    def acts_by(self) -> date | Quarter | None:
        """Until when somebody must act for that."""
        return self.act_by if self.by_day else self.act_by_quarter


@answer
class PairPlace(Answer):
    """One of the two buildings of a pair."""

    property_id: str
    name: str


@answer
class KeptOut(Answer):
    """A pair that was rejected: it stays out until a day, or until something changes that you see
    of it."""

    guest: PairPlace
    host: PairPlace
    opportunity: int
    page: str
    reason: str
    rejected_on: date
    until: date


@answer
class Candidates(Answer):
    """Ranked candidates with what they rest on."""

    numberMatched: int
    numberReturned: int
    numberFitting: Annotated[int, Field(description="of those matched, how many are known to fit")]
    sorted: Sorted
    candidates: list[Candidate]
    kept_out: Annotated[
        list[KeptOut],
        Field(description="pairs that a rejection keeps out of this list for now, and why"),
    ]
    next: Annotated[str | None, Field(description="address of the next page; null on the last")]
    basis: str
    years: str
    price_base: str
    assumption_set: str
    reader: str
    disclaimer: str
    travel: Annotated[
        Travelling | None,
        Field(description="what minutes rest on, where they follow a network; else left out"),
    ] = ABSENT


def candidates(
    found: ranked.Candidates,
    limit: int | None = None,
    property_id: str | None = None,
    start: int = 0,
) -> list[Candidate]:
    """``limit`` candidates (None: all) after the first ``start``; with ``property_id``, each says
    that property's role."""
    page = found.page(limit, start)
    return [
        candidate(row, explanation, page.words, page.points, property_id)
        for row, explanation in zip(page.rows, page.explanations, strict=True)
    ]


def listed(
    found: ranked.Candidates, shown: Sequence[Candidate], following: str | None = None
) -> Candidates:
    """Some candidates with what they rest on; ``following``: where the list goes on."""
    return Candidates(
        numberMatched=found.matched,
        numberReturned=len(shown),
        numberFitting=found.fitting,
        sorted=order(found),
        candidates=list(shown),
        kept_out=[_kept_out(one) for one in found.kept_out],
        next=following,
        basis="a full year, for the club as a whole, before one-off costs; not additive",
        years="each year from the guest's way out",
        price_base=found.assumptions.text("price_base"),
        assumption_set=found.assumptions.id,
        reader=found.estate.reader,
        disclaimer=codes.DISCLAIMER,
        travel=travelling(found.ranking.facts) or ABSENT,
    )


def _kept_out(one: RejectedPair) -> KeptOut:
    return KeptOut(
        guest=PairPlace(property_id=one.guest_property_id, name=one.guest),
        host=PairPlace(property_id=one.host_property_id, name=one.host),
        opportunity=one.number,
        page=f"/opportunities/{one.opportunity_id}",
        reason=one.reason,
        rejected_on=one.rejected_on,
        until=one.until,
    )


def order(found: ranked.Candidates) -> Sorted:
    """By what the list is sorted, and how many come last because that is unknown."""
    question = found.question
    return Sorted(
        by=question.sort,
        words=SORTS[question.sort][0],
        order="descending" if question.largest_first else "ascending",
        unknown_last=found.ranking.unknown,
    )


def candidate(
    row: Row,
    explanation: Explanation,
    words: NameLookup,
    points: Mapping[str, list[float]],
    property_id: str | None = None,
) -> Candidate:
    """One row of ``colocation.rows`` with its explanation."""
    exact, more = explanation.exact, dict[str, Any]()
    if "energy" in row:
        more["energy"] = _energy(row["energy"])
    if "other_hosts" in row:
        more["other_hosts"] = [_other(one, words) for one in row["other_hosts"]]
    if property_id is not None:
        more["role"] = "guest" if row["guest_property_id"] == property_id else "host"
    return Candidate(
        id=row["candidate_id"],
        rank=int(row["rank"]),
        kind=row["kind"],
        kind_label=codes.label(row["kind"]),
        guest=GuestSide(
            **_side(row, "guest", words, points), occupation_id=row["guest_occupation_id"]
        ),
        host=Side(**_side(row, "host", words, points)),
        fit=row["fit"],
        fit_label=LIKELY if _is_likely(row) else FIT_LABELS[row["fit"]],
        ask_for=list(row["ask_for"]),
        score=round(float(row["score"]), 4),
        score_spread=_number(row["score_spread"], 4),
        evidence=round(float(row["evidence"]), 4),
        low_evidence=bool(row["low_evidence"]),
        components=[
            _component(source)
            for source in explanation.sources
            if not (row["is_part"] and source.component in NOT_OF_A_PART)
        ],
        minutes=_number(row["minutes"], 1),
        distance_m=_number(row["distance_m"], 0),
        distance_basis=row["distance_basis"],
        **_space(row, words),
        area_imputed=bool(row["area_imputed"]),
        part=_part(row, exact) if row["is_part"] else None,
        saving=_saving(row, exact),
        one_off=OneOff(
            central=_number(row["one_off_gbp"], 0 if exact else -3),
            unit="GBP once",
            basis=ONE_OFF_BASIS,
        ),
        **_leaving(row, words.reader != "club" and bool(row["dates_exact"])),
        access_change_min=_number(row["access_change_min"], 1),
        complexity=_number(row["complexity"], 0),
        explanation=explanation.text,
        conditions=[_condition(one) for one in explanation.conditions],
        unknowns=list(explanation.unknowns),
        protocol_pending=bool(row["protocol_pending"]),
        exact=exact,
        scheme_page=_scheme_page(row),
        **more,
    )


def _energy(one: Mapping[str, Any] | None) -> EnergyOfMove | None:
    if one is None:
        return None
    return EnergyOfMove(
        change_kwh_pa=rounded(one["kwh_low"], one["kwh"], one["kwh_high"], 1),
        change_tco2e_pa=rounded(one["kg_low"], one["kg"], one["kg_high"], KG_PER_TONNE),
        tier=one["tier"],
        tier_label=TIER_WORDS[one["tier"]],
        factors_year=factor_set(None).year,
    )


def _condition(one: Mapping[str, Any]) -> Condition:
    return Condition(**one)


def _other(one: Row, words: NameLookup) -> OtherHost:
    code = one["organisation"]
    return OtherHost(
        property_id=one["property_id"],
        name=words.places[one["property_id"]].own_name,
        organisation=Named(code, words.own_bodies[code]),
        score=round(float(one["score"]), 4),
        fit=one["fit"],
    )


def _scheme_page(row: Row) -> str | None:
    """Address of the pair's business case, which is of a whole move; None where the guest's need is
    not known."""
    if is_null(row["need_m2"]) or row["is_part"]:
        return None
    return f"/schemes/{row['guest_occupation_id']}/{row['host_property_id']}"


def _side(
    row: Row, side: str, words: NameLookup, points: Mapping[str, list[float]]
) -> dict[str, Any]:
    property_id, code = row[f"{side}_property_id"], row[f"{side}_organisation"]
    place = words.places[property_id]
    return {
        "property_id": property_id,
        "name": place.own_name,
        "ref": place.ref,
        "town": place.town,
        "tenure": None if place.tenure is None else Coded.of(place.tenure),
        "organisation": Named(code, words.own_bodies[code]),
        "point": points.get(property_id),
    }


def _space(row: Row, words: NameLookup) -> dict[str, Any]:
    """Need and spare space, m², with what each was worked out from."""
    spare, basis = _number(row["spare_m2"], 0), words.uses[row["guest_occupation_id"]].need_basis
    need = _number(row["need_m2"], 0)
    names = ("need_low_m2", "need_high_m2", "spare_low_m2", "spare_high_m2")
    ends = {name: _number(row[name], 0) for name in names}
    told = None if spare is None else _spare_basis(row, words)
    return {
        "need_m2": need,
        **ends,
        "need_basis": None if need is None or is_null(basis) else _worded(str(basis), NEED_LABELS),
        "spare_m2": spare,
        "spare_basis": None if told is None else _worded(told, SPARE_LABELS),
    }


def _is_likely(row: Row) -> bool:
    """Known to fit by the middle figures, but not if all need what they may need at most."""
    return bool(row["fit"] == "fits" and row["spare_low_m2"] + 0.5 < row["need_high_m2"])


def _worded(code: str, labels: Mapping[str, str]) -> Coded:
    return Coded(code, labels[code]) if code in labels else Coded.of(code)


def _spare_basis(row: Row, words: NameLookup) -> str:
    on_record = words.assumptions.text("school_hosts") == "on_record"
    if row["kind"] == codes.CandidateKind.HOST_SCHOOL and on_record:
        return "stated"
    return "estimated" if bool(row["area_imputed"]) else "measured"


def _part(row: Row, exact: bool) -> Part:
    """What goes and what stays where a part of a need moves."""
    digits = 0 if exact else -2
    return Part(
        goes_m2=_rounded(row["goes_m2"], digits),
        stays_m2=_rounded(row["stays_m2"], digits),
        posts_go=_number(row["posts_go"], 0),
        posts_stay=_number(row["posts_stay"], 0),
        words="No lease ends and no building empties: no rent is saved.",
    )


def _component(source: Any) -> Component:
    return Component(
        name=source.component,
        label=COMPONENT_LABELS[source.component],
        value=None if is_null(source.value) else round(source.value, 4),
        expected=None if is_null(source.expected) else round(source.expected, 4),
        weight=source.weight,
        assumptions=list(source.assumptions),
    )


def _saving(row: Row, exact: bool) -> Saving:
    """Central and range; to the nearest £1,000 where it rests on published bands."""
    digits = 0 if exact else -3
    return Saving(
        low=_number(row["saving_low_gbp_pa"], digits),
        central=_number(row["saving_gbp_pa"], digits),
        high=_number(row["saving_high_gbp_pa"], digits),
        imputed_share=_number(row["imputed_share"], 2),
        whole_building=bool(row["whole_building"]),
        unit="GBP a year",
        basis="a full year, for the club as a whole, before one-off costs"
        + ("; of the part that goes: no rent" if row["is_part"] else "")
        + ("" if exact else "; from published bands"),
    )


def _leaving(row: Row, exact: bool) -> dict[str, Any]:
    kind = None if is_null(row["exit_kind"]) else str(row["exit_kind"])
    label = None if kind is None else EXIT_LABELS.get(kind, codes.label(kind))
    return {
        "exit_kind": kind,
        "exit_kind_label": label,
        **day_or_quarter("exit_date", row["exit_date"], exact),
        **day_or_quarter("act_by", row["act_by"], exact),
        "act_by_passed": None if is_null(row["act_by"]) else bool(row["act_by_passed"]),
    }


def _rounded(value: Any, digits: int) -> float:
    return round(float(value), digits) + 0.0  # no −0


def _number(value: Any, digits: int) -> float | None:
    return None if is_null(value) else _rounded(value, digits)
