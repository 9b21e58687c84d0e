"""Keeping a business case: an edition for each class of reader, sealed with what it rests on."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from estate import __version__
from estate.answers.cases.business_case import SchemeAnswer, business_case_of
from estate.answers.cases.edition_to_seal import edition_to_seal
from estate.answers.context import ReadContext
from estate.answers.towns.cases import TownCase, kept_question, of_found, rests_on, same_moves
from estate.answers.towns.question import TownQuestion
from estate.answers.travelling import network_of
from estate.assumptions import AssumptionSet
from estate.club import kept_cases as core
from estate.errors import BadQuestion, Conflict, NotFound
from estate.register import visibility as v
from estate.register.queries import kept_cases as query
from estate.register.queries import organisations
from estate.register.writes import kept_cases as writes
from estate.rows import NewRow


def audience_of(reader: v.Reader) -> core.Audience:
    """The class of reader that this one belongs to today."""
    return core.Audience(reader.kind.value, reader.organisation, tuple(sorted(reader.parties)))


def keep(
    context: ReadContext,
    into: Connection,
    guest: UUID,
    host: UUID,
    changes: Mapping[str, float],
    label: str,
) -> UUID:
    """Seal the case that this reader sees now, with an edition for the club and for each body
    concerned, and append it on ``into``, a connection that writes; its id. ``context`` is best of
    another, whose snapshot holds: what is sealed is then of one version of the register.

    Raises what ``business_case_of`` does, and ``Conflict`` where the register moved meanwhile.
    """
    own = business_case_of(context, guest, host, changes)
    row, homes = own.candidate, own.estate.properties["organisation"]
    question = core.Question(
        changes=dict(changes),
        guest_occupation_id=str(row["guest_occupation_id"]),
        guest_property_id=str(row["guest_property_id"]),
        host_property_id=str(row["host_property_id"]),
    )
    places = {question.guest_property_id, question.host_property_id}
    bodies = _signed(context, own, *(str(homes[one]) for one in places))
    views = _editions(context, own, question, [v.CLUB, *bodies, context.reader])
    return _append(
        context,
        into,
        views,
        question=question,
        version=query.next_number(
            into, UUID(question.guest_occupation_id), UUID(question.host_property_id)
        ),
        label=label,
        register_version=own.estate.version,
        assumptions=set_kept(own.case.assumptions),
        properties=sorted(places),
    )


def keep_town(context: ReadContext, into: Connection, question: TownQuestion, label: str) -> UUID:
    """Seal the plan that was found for a town's question, as ``keep`` seals a case: with an edition
    for the club, for each body whose money is in it, and for whoever keeps it."""
    own = of_found(question)
    asked = kept_question(own)
    bodies = _signed(context, own)
    views = _editions(context, own, asked, [context.reader, v.CLUB, *bodies])
    return _append(
        context,
        into,
        views,
        question=asked,
        version=query.next_number_of_town(into, asked.town),
        label=label,
        register_version=own.estate.version,
        assumptions=set_kept(question.town.assumptions),
        properties=sorted(rests_on(question)),
    )


def _append(
    context: ReadContext, into: Connection, views: list[tuple[core.Audience, NewRow]], **kept: Any
) -> UUID:
    whole = core.Kept(
        kept_on=context.today,
        organisation=context.reader.organisation,
        product_version=__version__,
        network=network_of(context),
        **kept,
    )
    return writes.keep(into, columns_of(whole, core.sealed(whole, views)))


def columns_of(kept: core.Kept, text: str) -> NewRow:
    """A row of the register: the sealed text, its hash, and what stands beside them."""
    asked = kept.question
    of_move: NewRow = (
        {"town": asked.town}
        if isinstance(asked, core.TownQuestionKept)
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


def _editions(
    context: ReadContext,
    own: SchemeAnswer | TownCase,
    question: core.Question | core.TownQuestionKept,
    readers: Iterable[v.Reader],
) -> list[tuple[core.Audience, NewRow]]:
    """One for each class of these readers that sees this case at all, whoever keeps it among them;
    in their order."""
    found: dict[core.Audience, NewRow] = {}
    for reader in readers:
        audience = audience_of(reader)
        if audience in found:
            continue
        seen = context.seen_by(reader)
        try:
            answer = own if reader == context.reader else asked_again(seen, question)
        except (NotFound, BadQuestion):
            continue
        if answer.estate.version != own.estate.version:
            raise Conflict("The register changed while the case was worked out: keep it again.")
        found[audience] = edition_to_seal(seen, answer)
    return list(found.items())


def _signed(context: ReadContext, answer: SchemeAnswer | TownCase, *codes: str) -> list[v.Reader]:
    """The bodies whose money is in a case, and others that it concerns, if they have signed."""
    bodies = {*codes, *(party.key for party in answer.case.scheme.parties)}
    known = bodies & set(answer.estate.organisations.index)
    signed = [one for one in known if organisations.has_signed(context.connection, one)]
    return [v.owner(one) for one in sorted(signed)]


def asked_again(
    context: ReadContext, question: core.Question | core.TownQuestionKept
) -> SchemeAnswer | TownCase:
    """What a kept question is answered now, to this reader; ``NotFound`` or ``BadQuestion`` where
    there is no answer."""
    if isinstance(question, core.TownQuestionKept):
        return same_moves(context, question)
    guest, host = UUID(question.guest_occupation_id), UUID(question.host_property_id)
    return business_case_of(context, guest, host, question.changes)


def set_kept(assumptions: AssumptionSet) -> core.SetKept:
    """A set as it is sealed: id, name, price base, and every value, its price index among them."""
    rows: list[NewRow] = assumptions.echo()
    values = [core.Assumed(**one) for one in rows]
    return core.SetKept(assumptions.id, assumptions.name, assumptions.price_base, values)
