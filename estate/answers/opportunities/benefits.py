"""What opportunities brought beside what had been estimated, as one reader may see it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from estate.answers.answer import Answer, Named, answer
from estate.answers.context import ReadContext
from estate.answers.opportunities.titles import title_of
from estate.club import benefits as club
from estate.club.benefits import Case, Compared, Estimated, Line, Told
from estate.club.codes import BenefitKind, DifferenceReason, Stage, Track
from estate.club.schedule import year_words
from estate.codes import DISCLAIMER, OrganisationKind, label
from estate.frames import as_number
from estate.register import visibility as v
from estate.register.queries import benefits as query
from estate.register.queries import opportunities as listed
from estate.register.queries import schedule as by_opportunity
from estate.rows import Row

#: Kind of benefit → the columns of its figure and its reason.
_COLUMNS = {
    BenefitKind.RUNNING_COST: ("saving_gbp", "saving_reason"),
    BenefitKind.RECEIPT: ("receipt_gbp", "receipt_reason"),
    BenefitKind.ONE_OFF: ("one_off_gbp", "one_off_reason"),
}


@answer
class BenefitLine(Answer):
    """One kind of benefit of one body of one opportunity in one financial year; GBP at the price
    base, null where none is on record."""

    number: int
    title: str
    page: str
    organisation: Named
    financial_year: str
    kind: BenefitKind
    kind_label: str
    estimate_gbp: float | None
    actual_gbp: float | None
    difference_gbp: Annotated[float | None, Field(description="actual figure less estimate")]
    reason: DifferenceReason | None
    reason_label: str | None
    note: str | None
    year_has_ended: bool


@answer
class BenefitSums(Answer):
    """Estimates together and actual figures together, each with how many lines it is of; the two
    are never added."""

    kind: BenefitKind
    kind_label: str
    estimate_gbp: float | None
    estimates: int
    actual_gbp: float | None
    actuals: int


@answer
class YearSums(Answer):
    """The sums of one financial year."""

    financial_year: str
    kinds: list[BenefitSums]


@answer
class BodySums(Answer):
    """The sums of one body's figures that are shown, and in how many opportunities they are not."""

    organisation: Named
    shown: Annotated[int, Field(description="opportunities of which its figures are shown to you")]
    not_shown: Annotated[int, Field(description="opportunities of which they are not")]
    kinds: list[BenefitSums]


@answer
class EstimatesOff(Answer):
    """How far the estimates of a group were off, in per cent of their size: actual figure less
    estimate; of what is shown to its reader."""

    by: Annotated[str, Field(description="all, organisation_kind or track")]
    group: str
    kind: BenefitKind
    kind_label: str
    count: Annotated[int, Field(description="estimates compared, each of one body")]
    of_nought: Annotated[int, Field(description="more, estimated at nought: no per cent")]
    estimate_gbp: float
    actual_gbp: float
    together_per_cent: float | None
    lowest_per_cent: float | None
    highest_per_cent: float | None
    too_few_for_a_rate: bool


@answer
class Benefits(Answer):
    """Estimates as they stood at approval beside actual figures, of what is shown to the reader."""

    reader: str
    disclaimer: str
    price_base: str
    one_off_months_ahead: int
    opportunities: Annotated[int, Field(description="approved once, or with actual figures")]
    hidden_in: Annotated[
        int, Field(description="of them: a body's figures are not shown to you, or none are")
    ]
    not_approved: Annotated[list[int], Field(description="actual figures, but never approved")]
    undated: Annotated[list[int], Field(description="estimate without a day of first saving")]
    not_restated: Annotated[
        list[str], Field(description="years of which the price index tells nothing: left out")
    ]
    without_reason: Annotated[
        int, Field(description="differences in years that have ended, without a reason on record")
    ]
    lines: list[BenefitLine]
    totals: list[BenefitSums]
    years: list[YearSums]
    ahead: Annotated[
        list[YearSums], Field(description="what is estimated once for later years; in no sum")
    ]
    bodies: list[BodySums]
    how_wrong: list[EstimatesOff]


@dataclass(frozen=True)
class Seen:
    """The answer, and the bodies whose figures this reader was shown as a party."""

    benefits: Benefits
    parties: frozenset[str]


@dataclass(frozen=True)
class _Found:
    """What the parts of the answer are made of."""

    cases: Mapping[int, Case]
    pages: Mapping[int, str]
    names: Mapping[str, str]
    lines: Sequence[Line]
    compared: Sequence[Compared]


def benefits(context: ReadContext) -> Seen:
    """All that this reader may see; ``NotAllowed`` for who is not of the club."""
    connection, reader, assumptions = context.connection, context.reader, context.assumptions
    months = round(assumptions.value("works_months"))
    cases, pages, names, approved = _cases(context)
    base, index = assumptions.price_base, assumptions.price_index
    every: list[Line] = []
    ahead: list[Line] = []
    found: list[Compared] = []
    strange: set[str] = set()
    for one in cases.values():
        lines, left_out = club.lines(one, context.today, months, base, index)
        so_far = club.to_date(lines, context.today)
        every += so_far
        ahead += [line for line in lines if line not in so_far]
        found += club.compared(lines)
        strange.update(left_out)
    made = _Found(cases, pages, names, every, found)
    kinds = query.kinds_of(connection, {one.body for one in found})
    answer_ = Benefits(
        reader=reader.kind.value,
        disclaimer=DISCLAIMER,
        price_base=base,
        one_off_months_ahead=months,
        opportunities=len(cases),
        hidden_in=sum(bool(one.hidden) for one in cases.values()),
        not_approved=[n for n, one in cases.items() if one.actuals and n not in approved],
        undated=sorted(
            {
                n
                for n, one in cases.items()
                if any(each.first_saving_on is None for each in one.estimates)
            }
        ),
        not_restated=sorted(strange),
        without_reason=sum(
            one.is_over and bool(one.difference_gbp) and one.reason is None for one in every
        ),
        lines=[_line(one, made) for one in every],
        totals=_sums(every),
        years=_years(every),
        ahead=_years(ahead),
        bodies=_bodies(made),
        how_wrong=_how_wrong(made, kinds),
    )
    shown = {one.body for one in (*every, *ahead)} - {reader.organisation or ""}
    return Seen(answer_, frozenset(shown))


def _cases(
    context: ReadContext,
) -> tuple[dict[int, Case], dict[int, str], dict[str, str], set[int]]:
    """What was approved once or has actual figures, by number; addresses, names of bodies, and
    which of them were approved."""
    connection, reader = context.connection, context.reader
    rows = {row["opportunity_id"]: row for row in listed.listing(connection, reader)}
    sighted = by_opportunity.sights(connection, reader, list(rows), context.today)
    approved = query.approved_cases(connection, list(rows))
    told = query.actuals(connection, sighted)
    shares = query.estimates(connection, sighted, approved)
    bodies = by_opportunity.bodies(connection, list(rows))
    places = listed.places_of(connection, reader, list(rows))
    cases: dict[int, Case] = {}
    pages: dict[int, str] = {}
    names: dict[str, str] = {}
    for key, row in rows.items():
        if key not in approved and key not in told:
            continue
        taking = bodies.get(key, ())
        names |= {one["organisation_code"]: one["name"] for one in taking}
        case = approved.get(key, {})
        first = case.get("first_saving_on") or row["first_saving_on"]
        cases[row["number"]] = Case(
            number=row["number"],
            title=title_of(dict(row), places.get(key, [])),
            stage=Stage(row["stage"]),
            track=None if row["track"] is None else Track(row["track"]),
            bodies=tuple(one["organisation_code"] for one in taking),
            hidden=_hidden(sighted[key], taking),
            estimates=tuple(_estimates(shares.get(key, ()), sighted[key], case, first)),
            actuals=tuple(_latest(told.get(key, ()))),
        )
        pages[row["number"]] = f"/opportunities/{key}"
    return cases, pages, names, {rows[key]["number"] for key in approved}


def _hidden(sight: v.Reader, taking: Iterable[Row]) -> frozenset[str]:
    codes = (one["organisation_code"] for one in taking)
    return frozenset(code for code in codes if not query.is_shown(sight, code))


def _estimates(
    shares: Iterable[Row], sight: v.Reader, case: Row, first: Any
) -> Iterable[Estimated]:
    for row in shares:
        if query.is_shown(sight, row["organisation_code"]):
            yield Estimated(
                row["organisation_code"],
                case["price_base"],
                row["saving_gbp_pa"],
                row["one_off_gbp"],
                row["receipt_gbp"],
                row["receipt_year"],
                first,
            )


def _latest(rows: Iterable[Row]) -> Iterable[Told]:
    """Of each body, year and kind the latest figure."""
    found: dict[tuple[str, str, BenefitKind], Told] = {}
    for row in rows:
        for kind, (amount, reason) in _COLUMNS.items():
            given: Decimal | None = row.get(amount)
            if given is None:
                continue
            code, why = row["organisation_code"], row.get(reason)
            found[code, row["financial_year"], kind] = Told(
                code,
                row["financial_year"],
                kind,
                given,
                None if why is None else DifferenceReason(why),
                row.get("note"),
            )
    return found.values()


def _line(one: Line, made: _Found) -> BenefitLine:
    return BenefitLine(
        number=one.number,
        title=made.cases[one.number].title,
        page=made.pages[one.number],
        organisation=_named(one.body, made),
        financial_year=year_words(one.year),
        kind=one.kind,
        kind_label=one.kind.words,
        estimate_gbp=as_number(one.estimate_gbp),
        actual_gbp=as_number(one.actual_gbp),
        difference_gbp=as_number(one.difference_gbp),
        reason=one.reason,
        reason_label=None if one.reason is None else one.reason.words,
        note=one.note,
        year_has_ended=one.is_over,
    )


def _named(code: str, made: _Found) -> Named:
    return Named(code, made.names.get(code, code))


def _sums(lines: Sequence[Line]) -> list[BenefitSums]:
    """By kind, all of them, in the order of the list."""
    found = []
    for kind in BenefitKind:
        each = club.sums(one for one in lines if one.kind is kind)
        found.append(
            BenefitSums(
                kind=kind,
                kind_label=kind.words,
                estimate_gbp=float(each.estimate_gbp) if each.estimates else None,
                estimates=each.estimates,
                actual_gbp=float(each.actual_gbp) if each.actuals else None,
                actuals=each.actuals,
            )
        )
    return found


def _years(lines: Sequence[Line]) -> list[YearSums]:
    """The sums of each financial year, in their order."""
    return [
        YearSums(
            financial_year=year_words(year),
            kinds=_sums([one for one in lines if one.year == year]),
        )
        for year in sorted({one.year for one in lines})
    ]


def _bodies(made: _Found) -> list[BodySums]:
    rows = []
    for code in {body for one in made.cases.values() for body in one.bodies}:
        taking = [one for one in made.cases.values() if code in one.bodies]
        hidden = sum(code in one.hidden for one in taking)
        rows.append(
            BodySums(
                organisation=_named(code, made),
                shown=len(taking) - hidden,
                not_shown=hidden,
                kinds=_sums([one for one in made.lines if one.body == code]),
            )
        )
    return sorted(rows, key=lambda one: one.organisation.name)


def _how_wrong(made: _Found, kinds: Mapping[str, str]) -> list[EstimatesOff]:
    """Of all, by the kind of body, and by track; groups without a comparison are left out."""
    groups: dict[str, Callable[[Compared], str]] = {
        "all": lambda _: "All",
        "organisation_kind": lambda one: label(OrganisationKind(kinds[one.body]).value),
        "track": lambda one: _track(made.cases[one.number].track),
    }
    found = []
    for by, group_of in groups.items():
        for group in sorted({group_of(one) for one in made.compared}):
            for kind in BenefitKind:
                mine = [o for o in made.compared if o.kind is kind and group_of(o) == group]
                if mine:
                    found.append(_off(by, kind, club.how_wrong(group, mine)))
    return found


def _track(track: Track | None) -> str:
    return "track not decided" if track is None else track.words


def _off(by: str, kind: BenefitKind, one: club.HowWrong) -> EstimatesOff:
    return EstimatesOff(
        by=by,
        group=one.group,
        kind=kind,
        kind_label=kind.words,
        count=one.count,
        of_nought=one.of_nought,
        estimate_gbp=float(one.estimate_gbp),
        actual_gbp=float(one.actual_gbp),
        together_per_cent=as_number(one.together_per_cent),
        lowest_per_cent=as_number(one.lowest_per_cent),
        highest_per_cent=as_number(one.highest_per_cent),
        too_few_for_a_rate=one.are_few,
    )
