"""A candidate's business case as every door asks for it, from what the reader may see; kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from estate import colocation, savings
from estate.answers import estate_wide
from estate.answers.cache import AnswerCache
from estate.answers.candidates.ranked import Candidates
from estate.answers.context import ReadContext
from estate.assumptions import AssumptionSet, Value
from estate.assumptions.space import BEHIND_NEEDS
from estate.codes import TransferClass
from estate.colocation import Explanation
from estate.colocation.plain_language import fit_name
from estate.errors import BadQuestion, NotFound
from estate.frames import Estate
from estate.register import visibility as v
from estate.register.queries import cost_lines
from estate.savings.candidate_inputs import CostLine, Input
from estate.savings.from_candidate import FromCandidate, scheme_from_candidate, used_of_candidates

#: Cases kept per register version, edition, day and assumption set.
_KEPT_CASES = 64
#: Answers kept of sets that somebody only tries; apart, so that they push out no published one.
_KEPT_TRIED = 12


@dataclass(frozen=True)
class SchemeAnswer:
    """The business case of one candidate with all that went into it.

    ``exact``: False = figures of others stand as their published bands, so the sums are no
    surer than those.
    """

    candidate: Mapping[str, Any]
    explanation: Explanation
    estate: Estate
    case: savings.BusinessCase
    inputs: tuple[Input, ...]
    names: Mapping[str, str]
    exact: bool


def business_case_of(
    context: ReadContext,
    guest: UUID,
    host: UUID,
    changes: Mapping[str, Value] = MappingProxyType({}),
) -> SchemeAnswer:
    """The business case of a guest's move into a host property, if the reader sees that pair
    as a candidate; ``NotFound`` otherwise.

    ``guest`` is an occupation, or a property: then its best-ranked occupation for this host.
    ``changes`` to the published assumptions count for this answer alone, from the search for
    candidates on; ``BadQuestion`` where one is wrong. They work on the facts that the reader
    sees, so that none can be found out by moving a threshold.
    """
    v.demand(context.reader, v.Level.CLUB, "sharing options or costs")
    published = context.assumptions
    assumptions = published.tried(changes, used_of_candidates(published))
    candidates = estate_wide.candidates(context, with_rejected=True)
    row = _row(candidates, str(guest), str(host))
    if assumptions is not published:
        tried = context.cache.once(("tried",), lambda: _tried(context))
        context = replace(context, cache=tried)
        candidates = estate_wide.candidates(context, assumptions=assumptions, with_rejected=True)
        row = _row(candidates, str(row["guest_occupation_id"]), str(host))
    estate = candidates.estate
    if not set(BEHIND_NEEDS).isdisjoint(assumptions.changes) and not sees_staff(estate, row):
        raise BadQuestion(
            "You cannot change the space standard here, because you see this need only to 100 "
            "m². Change mobility_factor instead, which multiplies the need. To test 10 m² for "
            "each post, enter 0.83."
        )
    key = ("schemes", estate.version, context.reader.edition, context.today, assumptions)
    cases = context.cache.once(key, lambda: AnswerCache(_KEPT_CASES))
    return cases.once(
        (row["candidate_id"],),
        lambda: _answer(context, row, estate, assumptions),
    )


def _tried(context: ReadContext) -> AnswerCache:
    """Room for answers under changed assumptions, over the same network."""
    return AnswerCache(_KEPT_TRIED, network=context.cache.network)


def sees_staff(estate: Estate, row: Mapping[str, Any]) -> bool:
    """Whether the reader sees the staff or desks that the guest's need is worked out from."""
    users = estate.occupations.loc[str(row["guest_occupation_id"]), ["fte", "desks"]]
    return bool(users.notna().any())


def _row(candidates: Candidates, guest: str, host: str) -> dict[str, Any]:
    place = candidates.ranking.place_of(guest, host)
    if place is None:
        raise NotFound(
            "You see no sharing option of these two. Sharing options are listed at "
            "/api/v1/candidates. One may have dropped out since, when the register changed."
        )
    alone = colocation.table(candidates.ranking, place, place + 1)
    return {str(name): value for name, value in alone.iloc[0].items()}


def _answer(
    context: ReadContext,
    row: dict[str, Any],
    estate: Estate,
    assumptions: AssumptionSet,
) -> SchemeAnswer:
    names = names_of(estate, (str(row[f"{side}_property_id"]) for side in ("guest", "host")))
    made = scheme_from_candidate(
        row,
        estate,
        estate_wide.property_costs(context, assumptions),
        assumptions,
        context.today,
        names=names,
        lines=cost_lines_of(context, [UUID(str(row["guest_property_id"]))]),
    )
    row = colocation.with_ends([row], estate, assumptions)[0]
    return SchemeAnswer(
        candidate=row,
        explanation=colocation.explain(row, estate, assumptions),
        estate=estate,
        case=_case(made, assumptions, context.today),
        inputs=made.inputs,
        names=names,
        exact=estate.reader != "club" and bool(row["exact"]),
    )


def _case(made: FromCandidate, assumptions: AssumptionSet, today: date) -> savings.BusinessCase:
    return savings.business_case(
        made.scheme, assumptions, today, notes=made.notes, used=used_of_candidates(assumptions)
    )


def names_of(estate: Estate, properties: Iterable[str]) -> dict[str, str]:
    """Names fit to stand in a sentence of ours, by property id and organisation code."""
    places = estate.properties
    found = {str(code): fit_name(name, code) for code, name in estate.organisations["name"].items()}
    for key in properties:
        found[key] = fit_name(places.at[key, "name"], places.at[key, "local_ref"])
    return found


def cost_lines_of(context: ReadContext, properties: Sequence[UUID]) -> tuple[CostLine, ...]:
    """The own cost lines of some properties, where the reader may see them."""
    found = cost_lines_by_property(context, properties)
    return tuple(line for lines in found.values() for line in lines)


def cost_lines_by_property(
    context: ReadContext, properties: Sequence[UUID]
) -> dict[str, list[CostLine]]:
    """The same by property id."""
    found: dict[str, list[CostLine]] = {}
    for row in cost_lines.latest(context.connection, context.reader, properties):
        line = CostLine(
            kind=row["kind"],
            amount_gbp_pa=row["amount_gbp_pa"],
            year=row["cost_year"],
            payer=row["payer"],
            payee=row["payee"],
            inter_partner=row["transfer_class"] == TransferClass.INTER_PARTNER,
        )
        found.setdefault(str(row["property_id"]), []).append(line)
    return found
