"""Business cases that are kept: sealed for each class of reader, and opened as one of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from estate import __version__
from estate.answers.business_case import SchemeAnswer, business_case_of
from estate.answers.context import ReadContext
from estate.answers.town_cases import TownCase, kept_question, of_found, rests_on, same_moves
from estate.answers.town_question import TownQuestion
from estate.answers.travelling import NetworkKey, network_of
from estate.assumptions import AssumptionSet, words
from estate.club import kept_cases as core
from estate.club import options_appraisal, what_moved
from estate.errors import BadQuestion, Conflict, NotFound
from estate.register import visibility as v
from estate.register.queries import kept_cases as query
from estate.register.queries import organisations
from estate.register.writes import kept_cases as writes

Row = dict[str, Any]
#: How an answer becomes the view that is sealed; the doors say it, as they show it.
Render = Callable[[ReadContext, SchemeAnswer | TownCase], Row]

WITHHELD = (
    "What this version rests on is not, or no longer, for you to see: a property, a signature "
    "under the protocol or an agreement. The sealed record stands as it was."
)
_NO_VIEW = "There was no edition of this case for you when it was kept."


def audience_of(reader: v.Reader) -> core.Audience:
    """The class of reader that this one belongs to today."""
    return core.Audience(reader.kind.value, reader.organisation, tuple(sorted(reader.parties)))


def reader_of(audience: core.Audience) -> v.Reader:
    """Through whose eyes a view was worked out."""
    return v.Reader(v.ReaderKind(audience.kind), audience.organisation, frozenset(audience.parties))


def keep(
    context: ReadContext,
    into: Connection,
    guest: UUID,
    host: UUID,
    changes: Mapping[str, float],
    label: str,
    render: Render,
) -> UUID:
    """Seal the case that this reader sees now, with an edition for the club and for each body
    concerned, and append it on ``into``, a connection that writes; its id. ``context`` is best of
    another, whose snapshot holds: what is sealed is then of one version of the register.

    Raises what ``business_case_of`` does, and ``Conflict`` where the register moved meanwhile.
    """
    own = business_case_of(context, guest, host, changes)
    row = own.candidate
    question = core.Question(
        str(row["guest_occupation_id"]),
        str(row["guest_property_id"]),
        str(row["host_property_id"]),
        dict(changes),
    )
    views = _views(context, own, question, render)
    kept = core.Kept(
        question=question,
        version=query.next_number(
            into,
            UUID(question.guest_occupation_id),
            UUID(question.host_property_id),
        ),
        label=label,
        kept_on=context.today,
        organisation=context.reader.organisation,
        register_version=own.estate.version,
        product_version=__version__,
        assumptions=assumptions_whole(own.case.assumptions),
        properties=sorted({question.guest_property_id, question.host_property_id}),
        network=asdict(network_of(context)),
    )
    return writes.keep(into, columns_of(kept, core.sealed(kept, views)))


def keep_town(
    context: ReadContext, into: Connection, question: TownQuestion, label: str, render: Render
) -> UUID:
    """Seal the plan that was found for a town's question, as ``keep`` seals a case: with an edition
    for the club, for each body whose money is in it, and for whoever keeps it."""
    own = of_found(question)
    asked, assumptions = kept_question(own), own.question.town.assumptions
    kept = core.Kept(
        question=asked,
        version=query.next_number_of_town(into, asked.town),
        label=label,
        kept_on=context.today,
        organisation=context.reader.organisation,
        register_version=own.basis.estate.version,
        product_version=__version__,
        assumptions=assumptions_whole(assumptions),
        properties=sorted(rests_on(question)),
        network=asdict(network_of(context)),
    )
    bodies = [party.key for party in own.case.scheme.parties]
    known = set(own.basis.estate.organisations.index)
    signed = (
        one for one in set(bodies) & known if organisations.has_signed(context.connection, one)
    )
    found: dict[core.Audience, Row] = {audience_of(context.reader): render(context, own)}
    for reader in (v.CLUB, *map(v.owner, core.concerned(bodies, signed))):
        audience = audience_of(reader)
        answer = None if audience in found else _town_seen_by(context, reader, asked)
        if answer is not None:
            if answer.basis.estate.version != own.basis.estate.version:
                raise Conflict("The register changed while the plan was worked out: keep it again.")
            found[audience] = render(context.seen_by(reader), answer)
    return writes.keep(into, columns_of(kept, core.sealed(kept, list(found.items()))))


def _town_seen_by(
    context: ReadContext, reader: v.Reader, asked: core.TownQuestion
) -> TownCase | None:
    """The same moves as another reader sees them; None where they are not there for it."""
    try:
        return same_moves(context.seen_by(reader), core.read(core.canonical(asdict(asked))))
    except (NotFound, BadQuestion):
        return None


def columns_of(kept: core.Kept, text: str) -> Row:
    """A row of the register: the sealed text, its hash, and what stands beside them."""
    asked = kept.question
    of_move: Row = (
        {"town": asked.town}
        if isinstance(asked, core.TownQuestion)
        else {
            "guest_occupation_id": UUID(asked.guest_occupation_id),
            "guest_property_id": UUID(asked.guest_property_id),
            "host_property_id": UUID(asked.host_property_id),
        }
    )
    return {
        **of_move,
        "version": kept.version,
        "label": kept.label,
        "kept_on": kept.kept_on,
        "organisation_code": kept.organisation,
        "register_version": kept.register_version,
        "product_version": kept.product_version,
        "property_ids": [UUID(one) for one in kept.properties],
        "sealed_text": text,
        "sha256": core.digest(text),
    }


def _views(
    context: ReadContext, own: SchemeAnswer, question: core.Question, render: Render
) -> list[tuple[core.Audience, Row]]:
    """One for each class of reader that sees this case at all: the club, each body concerned,
    and whoever keeps it."""
    readers = [v.CLUB, *map(v.owner, _bodies(context, own)), context.reader]
    found: dict[core.Audience, Row] = {}
    for reader in readers:
        audience = audience_of(reader)
        if audience in found:
            continue
        answer = own if reader == context.reader else _seen_by(context, reader, question)
        if answer is not None:
            if answer.estate.version != own.estate.version:
                raise Conflict("The register changed while the case was worked out: keep it again.")
            found[audience] = render(context.seen_by(reader), answer)
    return list(found.items())


def _bodies(context: ReadContext, answer: SchemeAnswer) -> list[str]:
    estate, row = answer.estate, answer.candidate
    homes = estate.properties["organisation"]
    codes = [party.key for party in answer.case.scheme.parties]
    codes += [str(homes[str(row[f"{side}_property_id"])]) for side in ("guest", "host")]
    known = set(estate.organisations.index)
    signed = (
        one for one in set(codes) & known if organisations.has_signed(context.connection, one)
    )
    return core.concerned(codes, signed)


def _seen_by(
    context: ReadContext, reader: v.Reader, question: core.Question
) -> SchemeAnswer | None:
    """The same case as another reader sees it; None where there is none for them."""
    guest, host = UUID(question.guest_occupation_id), UUID(question.host_property_id)
    try:
        return business_case_of(context.seen_by(reader), guest, host, question.changes)
    except (NotFound, BadQuestion):
        return None


def assumptions_whole(assumptions: AssumptionSet) -> Row:
    """A set as it is sealed: id, name, price base, and every value, its price index among them."""
    return {
        "id": assumptions.id,
        "name": assumptions.name,
        "price_base": assumptions.price_base,
        "values": assumptions.echo(),
    }


@dataclass(frozen=True)
class Opened:
    """A kept case as one reader may see it. ``known``: the sealed record beside its views;
    ``view``: theirs, worked out for ``audience``; both None unless it is ``sealed``."""

    row: Row
    state: core.State
    sentence: str
    known: Row | None = None
    audience: core.Audience | None = None
    view: Row | None = None
    sign_offs: tuple[Row, ...] = ()

    @property
    def rendering_sha256(self) -> str | None:
        """The hash of what is shown: of this view and what is told beside it."""
        if self.view is None:
            return None
        return core.digest(core.canonical({"known": self.known, "view": self.view}))


def listed(context: ReadContext) -> list[Row]:
    """The kept cases that are there for this reader, the newest first."""
    v.demand(context.reader, v.Level.CLUB, "business cases")
    return query.listing(context.connection, context.reader)


def opened(context: ReadContext, kept_case_id: UUID) -> Opened:
    """One kept case for this reader, verified first; ``NotFound`` where there is none."""
    v.demand(context.reader, v.Level.CLUB, "business cases")
    row = query.one(context.connection, context.reader, kept_case_id)
    if row is None:
        raise NotFound("There is no kept case of this id. Those you see are at /api/v1/cases.")
    text, property_ids = row.pop("sealed_text"), row.pop("property_ids")
    if not row.pop("there"):
        return Opened(row, core.State.WITHHELD, WITHHELD)
    wrong = core.what_is_wrong(row | {"sealed_text": text, "property_ids": property_ids})
    if wrong is not None:
        return Opened(row, core.State.ALTERED, wrong)
    record = core.read(text)
    chosen = core.view_for(record, audience_of(context.reader))
    if chosen is None:
        return Opened(_told(row), core.State.WITHHELD, _NO_VIEW)
    audience, view = chosen
    return Opened(
        row,
        core.State.SEALED,
        "The record has the hash that it was sealed with.",
        core.known_of(record),
        audience,
        {name: value for name, value in view.items() if name != "audience"},
        tuple(query.sign_offs(context.connection, kept_case_id)),
    )


@dataclass(frozen=True)
class Today:
    """A kept case beside the same question asked now with the same access. ``sentence``: why
    there is no answer today, or that there is one; then the three tables hold what moved."""

    sentence: str
    register_version: int
    figures: tuple[Row, ...] = ()
    inputs: tuple[Row, ...] = ()
    assumptions: tuple[Row, ...] = ()


def today(context: ReadContext, found: Opened, render: Render) -> Today:
    """What a kept case would be today for the class of reader that its view was made for, which
    sees no more than this reader does; figure by figure, with why it moved."""
    if found.known is None or found.view is None or found.audience is None:
        return Today(found.sentence, context.version)
    known, view, asked = found.known, found.view, found.known["question"]
    network = network_of(context)
    another = _another_network(known.get("network"), network)
    as_then = context.seen_by(reader_of(found.audience))
    try:
        answer = _asked_again(as_then, asked)
    except (NotFound, BadQuestion) as problem:
        return Today(f"There is no such case today. {problem}{another}", context.version)
    now = json_like(render(as_then, answer))
    values = json_like(assumptions_whole(answer.case.assumptions))["values"]
    used = [*view["used"], *now["used"]]
    moved = what_moved.assumptions_moved(known["assumptions"]["values"], values, used)
    called = {str(one["name"]): words.label(str(one["name"])) for one in moved}
    inputs = what_moved.inputs_moved(view["inputs"], now["inputs"], called, context.today)
    why = what_moved.reasons(
        list(dict.fromkeys(called.values())),
        inputs,
        _asked_on(known["kept_on"], view["price_base"], known["product_version"])
        | {"network": (known.get("network") or {}).get("key")},
        _asked_on(context.today.isoformat(), now["price_base"], __version__)
        | {"network": network.key},
    )
    figures = what_moved.figures_moved(view["figures"], _as_kept(view, now["figures"]), why)
    count = sum(one["moved"] for one in figures)
    return Today(
        f"{count} of {len(figures)} figures moved since it was kept.{another}",
        context.version,
        tuple(figures),
        tuple(inputs),
        tuple(moved),
    )


def _as_kept(view: Row, now: Sequence[Row]) -> list[Row]:
    """Today's figures beside those of a view; without energy where none was sealed in it."""
    return [one for one in now if view.get("energy") or not core.is_of_energy(one)]


def _another_network(was: Mapping[str, str] | None, now: NetworkKey) -> str:
    """A sentence, after a space, where minutes rested on another network; else nothing."""
    if was is None or was["key"] == now.key:
        return ""
    return f" Its minutes rested on {was['words']}. Today they rest on {now.words}."


def _asked_again(context: ReadContext, asked: Mapping[str, Any]) -> SchemeAnswer | TownCase:
    if "town" in asked:
        return same_moves(context, asked)
    guest, host = UUID(asked["guest_occupation_id"]), UUID(asked["host_property_id"])
    return business_case_of(context, guest, host, asked["changes"])


def _asked_on(day: str, price_base: str, product_version: str) -> Row:
    return {"day": day, "price_base": price_base, "product_version": product_version}


def json_like(row: Row) -> Row:
    """As it would come out of a sealed text, so that the two can be compared."""
    return core.read(core.canonical(row))


@dataclass(frozen=True)
class Appraisal:
    """Kept cases side by side. ``left_out``: how many of those asked for are not shown."""

    options: tuple[options_appraisal.Option, ...]
    opened: tuple[Opened, ...]
    rows: tuple[Row, ...]
    unpriced: tuple[Row, ...]
    warnings: tuple[str, ...]
    left_out: int


def compared(context: ReadContext, case_ids: Sequence[UUID]) -> Appraisal:
    """Some kept cases as options A, B … in the order asked for, beside no change; those that
    this reader may not open, or that are altered, are left out."""
    asked = [opened(context, one) for one in dict.fromkeys(case_ids)]
    shown = [one for one in asked if one.view is not None]
    options = tuple(
        options_appraisal.Option(letter, one.known or {}, one.view or {})
        for letter, one in zip(options_appraisal.LETTERS, shown, strict=False)
    )
    return Appraisal(
        options,
        tuple(shown),
        tuple(options_appraisal.table(options)),
        tuple(options_appraisal.unpriced(options)),
        tuple(options_appraisal.warnings(options)),
        len(asked) - len(shown),
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
    if found.state is not core.State.SEALED:
        raise Conflict(found.sentence)
    if found.row["sha256"] != sha256:
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


def _told(row: Row) -> Row:
    """What is told of a case that is withheld."""
    return {name: value if name in query.ALWAYS else None for name, value in row.items()}


def verified(rows: list[Row]) -> list[Row]:
    """Each kept case with what is wrong with it, or None; rows of ``queries.kept_cases.whole``."""
    return [
        {
            "kept_case_id": str(row["kept_case_id"]),
            "version": row["version"],
            "kept_on": row["kept_on"],
            "sha256": row["sha256"],
            "problem": core.what_is_wrong(row, row["recorded_sha256"]),
        }
        for row in rows
    ]
