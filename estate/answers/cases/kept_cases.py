"""Business cases that are kept, as every door answers them: lists, one as it was sealed for its
reader, beside today, and several side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, PlainSerializer

from estate import __version__
from estate.answers.answer import ABSENT, Answer, answer
from estate.answers.cases.edition_to_seal import edition_to_seal
from estate.answers.cases.keeping_cases import asked_again, audience_of, set_kept
from estate.answers.context import ReadContext
from estate.answers.opportunities.opening import Resting, resting_on
from estate.answers.travelling import network_of
from estate.assumptions import words
from estate.club import kept_cases as core
from estate.club import options_appraisal, sealed_record, what_moved
from estate.codes import DISCLAIMER
from estate.errors import BadQuestion, Conflict, NotFound
from estate.register import visibility as v
from estate.register.queries import kept_cases as query
from estate.register.writes import kept_cases as writes
from estate.rows import Row

#: A moment with its offset from Greenwich, as these answers have had it from the first.
Moment = Annotated[datetime, PlainSerializer(datetime.isoformat, return_type=str)]

WITHHELD = (
    "What this version rests on is not, or no longer, for you to see: a property, a signature "
    "under the protocol or an agreement. The sealed record stands as it was."
)
_NO_VIEW = "There was no edition of this case for you when it was kept."


@answer
class Place(Answer):
    """A property by its identity, and its name today."""

    property_id: UUID
    name: str | None


@answer
class KeptCaseRow(Answer):
    """One version in the list; ``intact``: whether its text still has its hash."""

    id: UUID
    version: int
    label: str
    town: Annotated[str | None, Field(description="of a town's plan; guest and host are null then")]
    guest: Place | None
    host: Place | None
    guest_occupation_id: UUID | None
    kept_on: date
    kept_at: Moment
    organisation: str | None
    register_version: int
    product_version: str
    sha256: str
    intact: bool
    sign_offs: int

    @property
    def about(self) -> str | None:
        """Whose move it is about, or which town's plan."""
        return self.guest.name if self.guest else f"Plan of {self.town}"


@answer
class KeptCases(Answer):
    """The versions that are there for a reader, the newest first."""

    cases: list[KeptCaseRow]
    reader: v.ReaderKind
    disclaimer: str


@answer
class KeptFigure(Answer):
    """One figure; ``value`` is null where the sign of money is not known, and ``low`` to ``high``
    its range; figures of energy have both."""

    basis: str
    high: float | None = ABSENT
    key: str
    label: str
    low: float | None = ABSENT
    unit: str
    value: float | int | None


@answer
class SignOff(Answer):
    """Who put their name to a version, for which body and in which post; ``of_this``: whether the
    hash they signed is this record's."""

    person: str
    post: str
    organisation: str
    signed_at: Moment
    sha256: str
    of_this: bool


@answer
class KeptCase(Answer):
    """A version as one reader may see it. ``state``: sealed (shown), withheld (not, or no longer,
    for this reader) or altered (it is not what was sealed); ``sentence`` says so. All figures are
    as they were when it was kept; of one that is not shown, no more is told than that and why."""

    id: UUID
    version: int
    kept_on: date
    sha256: str
    state: core.State
    sentence: str
    reader: v.ReaderKind
    disclaimer: str
    label: str = ABSENT
    organisation: str | None = ABSENT
    register_version: int = ABSENT
    product_version: str = ABSENT
    network: Annotated[
        core.NetworkKey | None,
        Field(description="null in records sealed before it stood in them"),
    ] = ABSENT
    rendering_sha256: Annotated[
        str,
        Field(description="SHA-256 of what is shown here: this edition and what is told with it"),
    ] = ABSENT
    seen_as: core.Audience = ABSENT
    question: core.Question | core.TownQuestionKept = ABSENT
    assumptions: Annotated[
        core.SetKept, Field(description="the whole set, every value and price index as it was")
    ] = ABSENT
    figures: list[KeptFigure] = ABSENT
    yearly: list[sealed_record.Year] = ABSENT
    inputs: list[sealed_record.InputKept] = ABSENT
    unpriced: Annotated[list[str], Field(description="what is not costed")] = ABSENT
    statement: list[sealed_record.Said] = ABSENT
    case: Annotated[dict[str, Any], Field(description="the whole answer as it was")] = ABSENT
    energy: Annotated[
        dict[str, Any] | None,
        Field(
            description="what the moves change of energy (kWh and tCO2e a year, with tiers, ranges "
            "and factors), beside the money; null in records sealed before it stood in them"
        ),
    ] = ABSENT
    sign_offs: list[SignOff] = ABSENT
    opportunities: Annotated[
        list[Resting], Field(description="those that rest, or rested, on it and that you see")
    ] = ABSENT


@answer
class Today(Answer):
    """A kept case beside the same question asked now with the same access. ``sentence``: why
    there is no answer today, or that there is one; then the three lists hold what moved."""

    id: UUID
    version: int
    kept_on: date
    today: date
    state: core.State
    sentence: str
    register_version: int
    figures: list[what_moved.FigureMoved]
    inputs: list[what_moved.InputMoved]
    assumptions: list[what_moved.AssumptionMoved]
    reader: v.ReaderKind
    disclaimer: str


@answer
class OptionShown(Answer):
    """One option: a kept case by its letter."""

    letter: str
    id: UUID
    version: int
    label: str
    guest: str
    host: str | None
    kept_on: date
    register_version: int
    price_base: str
    horizon_years: int
    sha256: str
    sign_offs: int


@answer
class Appraisal(Answer):
    """Kept cases side by side with no change."""

    options: list[OptionShown]
    rows: list[options_appraisal.Measure]
    unpriced: list[options_appraisal.Unpriced]
    warnings: list[str]
    left_out: Annotated[int, Field(description="of those asked for, how many are not shown to you")]
    reader: v.ReaderKind
    disclaimer: str


@dataclass(frozen=True)
class Shown:
    """What a reader is shown of a sealed record: the edition that was worked out for ``audience``.
    ``sha256``: of this edition and what is told beside it."""

    known: core.Kept
    audience: core.Audience
    edition: sealed_record.Edition
    sha256: str


@dataclass(frozen=True)
class Opened:
    """A kept case as one reader may see it; ``shown`` unless it is withheld or altered."""

    id: UUID
    version: int
    kept_on: date
    sha256: str
    state: core.State
    sentence: str
    shown: Shown | None = None
    sign_offs: tuple[SignOff, ...] = ()


def listed(context: ReadContext) -> KeptCases:
    """The kept cases that are there for this reader, the newest first."""
    v.demand(context.reader, v.Level.CLUB, "business cases")
    rows = query.listing(context.connection, context.reader)
    return KeptCases(
        cases=[_row(one) for one in rows], reader=context.reader.kind, disclaimer=DISCLAIMER
    )


def _row(row: Row) -> KeptCaseRow:
    guest, host = (
        None
        if row["town"] is not None
        else Place(property_id=row[f"{side}_property_id"], name=row[f"{side}_name"])
        for side in ("guest", "host")
    )
    own = {"id": row["kept_case_id"], "organisation": row["organisation_code"]}
    return KeptCaseRow.made_of(row, guest=guest, host=host, **own)


def opened(context: ReadContext, kept_case_id: UUID) -> Opened:
    """One kept case for this reader, verified first; ``NotFound`` where there is none."""
    v.demand(context.reader, v.Level.CLUB, "business cases")
    row = query.one(context.connection, context.reader, kept_case_id)
    if row is None:
        raise NotFound("There is no kept case of this id. Those you see are at /api/v1/cases.")

    def told(state: core.State, sentence: str, **more: Any) -> Opened:
        head = (row["kept_case_id"], row["version"], row["kept_on"], row["sha256"])
        return Opened(*head, state, sentence, **more)

    if not row["there"]:
        return told(core.State.WITHHELD, WITHHELD)
    wrong = core.what_is_wrong(row)
    if wrong is not None:
        return told(core.State.ALTERED, wrong)
    shown = _shown(core.read(row["sealed_text"]), audience_of(context.reader))
    if shown is None:
        return told(core.State.WITHHELD, _NO_VIEW)
    return told(
        core.State.SEALED,
        "The record has the hash that it was sealed with.",
        shown=shown,
        sign_offs=tuple(
            SignOff.made_of(
                one,
                organisation=one["organisation_code"],
                of_this=one["sha256"] == row["sha256"],
            )
            for one in query.sign_offs(context.connection, kept_case_id)
        ),
    )


def _shown(record: Row, reader: core.Audience) -> Shown | None:
    """The edition for this class of reader; its hash is of the text that was sealed."""
    chosen = core.view_for(record, reader)
    if chosen is None:
        return None
    audience, view = chosen
    known = {name: told for name, told in record.items() if name not in ("views", "salt")}
    told = {name: one for name, one in view.items() if name != "audience"}
    return Shown(
        sealed_record.kept_of(known),
        audience,
        sealed_record.edition_of(told),
        core.digest(core.canonical({"known": known, "view": told})),
    )


def kept_case(
    context: ReadContext, found: Opened, resting: Sequence[Resting] | None = None
) -> KeptCase:
    """One kept case as it is answered. ``resting``: the opportunities that rest on it, where they
    have been asked for already."""
    head = {"reader": context.reader.kind, "disclaimer": DISCLAIMER}
    if found.shown is None:
        return KeptCase.made_of(found, **head)
    known, edition = found.shown.known, found.shown.edition
    return KeptCase.made_of(
        found,
        **head,
        label=known.label,
        organisation=known.organisation,
        register_version=known.register_version,
        product_version=known.product_version,
        network=known.network,
        rendering_sha256=found.shown.sha256,
        seen_as=found.shown.audience,
        question=known.question,
        assumptions=known.assumptions,
        figures=[_figure(one) for one in edition.figures],
        yearly=edition.yearly,
        inputs=edition.inputs,
        unpriced=edition.unpriced,
        statement=edition.statement,
        case=edition.case,
        energy=edition.energy,
        sign_offs=list(found.sign_offs),
        opportunities=list(resting_on(context, found.id) if resting is None else resting),
    )


def _figure(one: sealed_record.Figure) -> KeptFigure:
    extent = {} if one.extent is None else {"low": one.low, "high": one.high}
    return KeptFigure.made_of(one, **extent)


def today(context: ReadContext, found: Opened) -> Today:
    """What a kept case would be today for the class of reader that its edition was made for, which
    sees no more than this reader does; figure by figure, with why it moved."""
    if found.shown is None:
        return _today(context, found, found.sentence)
    known, edition = found.shown.known, found.shown.edition
    network, audience = network_of(context), found.shown.audience
    another = _another_network(known.network, network)
    as_then = context.seen_by(
        v.Reader(v.ReaderKind(audience.kind), audience.organisation, frozenset(audience.parties))
    )
    try:
        answered = asked_again(as_then, known.question)
    except (NotFound, BadQuestion) as problem:
        return _today(context, found, f"There is no such case today. {problem}{another}")
    view = edition_to_seal(as_then, answered)
    now = sealed_record.edition_of(core.read(core.canonical(view)))
    assumptions = what_moved.assumptions_moved(
        known.assumptions.values,
        set_kept(answered.case.assumptions).values,
        [*edition.used, *now.used],
    )
    called = {one.name: words.label(one.name) for one in assumptions}
    inputs = what_moved.inputs_moved(edition.inputs, now.inputs, called, context.today)
    then = None if known.network is None else known.network.key
    why = what_moved.reasons(
        list(dict.fromkeys(called.values())),
        inputs,
        what_moved.AskedOn(known.kept_on, edition.price_base, known.product_version, then),
        what_moved.AskedOn(context.today, now.price_base, __version__, network.key),
    )
    figures = what_moved.figures_moved(edition.figures, _as_kept(edition, now.figures), why)
    count = sum(one.moved for one in figures)
    return _today(
        context,
        found,
        f"{count} of {len(figures)} figures moved since it was kept.{another}",
        figures=figures,
        inputs=inputs,
        assumptions=assumptions,
    )


def _today(context: ReadContext, found: Opened, sentence: str, **moved: list[Any]) -> Today:
    return Today(
        id=found.id,
        version=found.version,
        kept_on=found.kept_on,
        today=context.today,
        state=found.state,
        sentence=sentence,
        register_version=context.version,
        reader=context.reader.kind,
        disclaimer=DISCLAIMER,
        **{"figures": [], "inputs": [], "assumptions": []} | moved,
    )


def _as_kept(
    edition: sealed_record.Edition, now: Iterable[sealed_record.Figure]
) -> list[sealed_record.Figure]:
    """Today's figures beside those of an edition; without energy where none was sealed in it."""
    return [one for one in now if edition.energy or not core.is_of_energy(one.key)]


def _another_network(was: core.NetworkKey | None, now: core.NetworkKey) -> str:
    """A sentence, after a space, where minutes rested on another network; else nothing."""
    if was is None or was.key == now.key:
        return ""
    return f" Its minutes rested on {was.words}. Today they rest on {now.words}."


@dataclass(frozen=True)
class Compared:
    """Kept cases side by side: the options as they were sealed, and what is answered of them."""

    options: tuple[options_appraisal.Option, ...]
    answer: Appraisal


def compared(context: ReadContext, case_ids: Sequence[UUID]) -> Compared:
    """Some kept cases as options A, B … in the order asked for, beside no change; those that
    this reader may not open, or that are altered, are left out."""
    asked = [opened(context, one) for one in dict.fromkeys(case_ids)]
    found: list[OptionShown] = []
    options: list[options_appraisal.Option] = []
    for one in asked:
        if one.shown is not None:
            letter = options_appraisal.LETTERS[len(options)]
            options.append(options_appraisal.Option(letter, one.shown.known, one.shown.edition))
            found.append(_option(options[-1], one))
    return Compared(
        tuple(options),
        Appraisal(
            options=found,
            rows=options_appraisal.table(options),
            unpriced=options_appraisal.unpriced(options),
            warnings=options_appraisal.warnings(options),
            left_out=len(asked) - len(found),
            reader=context.reader.kind,
            disclaimer=DISCLAIMER,
        ),
    )


def _option(option: options_appraisal.Option, one: Opened) -> OptionShown:
    return OptionShown(
        letter=option.letter,
        id=one.id,
        version=option.known.version,
        label=option.known.label,
        guest=option.edition.guest_name,
        host=option.edition.host_name,
        kept_on=option.known.kept_on,
        register_version=option.known.register_version,
        price_base=option.edition.price_base,
        horizon_years=option.edition.horizon_years,
        sha256=one.sha256,
        sign_offs=len(one.sign_offs),
    )


def sign_off(
    context: ReadContext,
    kept_case_id: UUID,
    sha256: str,
    *,
    person: str,
    post: str,
    organisation: str,
) -> None:
    """Put a person's name to the version that they have before them. ``Conflict`` unless it is
    shown to this reader and the hash is that version's."""
    found = opened(context, kept_case_id)
    if found.shown is None:
        raise Conflict(found.sentence)
    if found.sha256 != sha256:
        raise Conflict(
            "The hash is not that of this version: open it, read it, and sign off what you read."
        )
    writes.sign_off(
        context.connection,
        kept_case_id,
        sha256,
        person=person,
        post=post,
        organisation=organisation,
    )


@dataclass(frozen=True)
class Verified:
    """A kept case with what is wrong with it, or None."""

    kept_case_id: str
    version: int
    problem: str | None


def verified(rows: Iterable[Row]) -> list[Verified]:
    """Each of ``queries.kept_cases.whole``, checked."""
    return [
        Verified(
            str(row["kept_case_id"]),
            row["version"],
            core.what_is_wrong(row, row["recorded_sha256"]),
        )
        for row in rows
    ]
