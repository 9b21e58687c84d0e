"""A candidate's business case as every door asks for it, from what the reader may see; kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from estate import colocation, savings
from estate.answers import Answers, Candidates
from estate.assumptions import AssumptionSet
from estate.codes import TransferClass
from estate.colocation import Explanation
from estate.colocation.language import fit_name
from estate.errors import NotFound
from estate.frames import Estate
from estate.register import visibility as v
from estate.register.queries import cost_lines
from estate.savings.candidate_inputs import CostLine, Input
from estate.savings.from_candidate import USED_OF_CANDIDATES, FromCandidate, scheme_from_candidate

#: Cases kept per register version, edition, day and assumption set.
_KEPT_CASES = 64


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
    here: Answers,
    connection: Connection,
    reader: v.Reader,
    today: date,
    guest: UUID,
    host: UUID,
) -> SchemeAnswer:
    """The business case of a guest's move into a host property, if the reader sees that pair
    as a candidate; ``NotFound`` otherwise.

    ``guest`` is an occupation, or a property: then its best-ranked occupation for this host.
    """
    v.demand(reader, v.Level.CLUB, "candidates or costs")
    candidates = here.candidates(connection, reader, today)
    estate, assumptions = candidates.estate, candidates.assumptions
    row = _row(candidates, str(guest), str(host))
    key = ("schemes", estate.version, reader.edition, today, assumptions)
    cases = here.kept(key, lambda: Answers(_KEPT_CASES))
    return cases.kept(
        (row["candidate_id"],),
        lambda: _answer(here, connection, reader, today, row, estate, assumptions),
    )


def _row(candidates: Candidates, guest: str, host: str) -> dict[str, Any]:
    found = candidates.found
    here = found[found["host_property_id"].eq(host)]
    mine = here["guest_occupation_id"].eq(guest) | here["guest_property_id"].eq(guest)
    if not mine.any():
        raise NotFound(
            "You see no candidate of these two. Candidates are listed at /api/v1/candidates; a "
            "pair may also have dropped out since, when the register changed."
        )
    return {str(name): value for name, value in here[mine].iloc[0].items()}


def _answer(
    here: Answers,
    connection: Connection,
    reader: v.Reader,
    today: date,
    row: dict[str, Any],
    estate: Estate,
    assumptions: AssumptionSet,
) -> SchemeAnswer:
    names = _names(estate, row)
    made = scheme_from_candidate(
        row, estate, here.costs(connection, reader), assumptions, today, names=names,
        lines=_lines(connection, reader, str(row["guest_property_id"])),
    )  # fmt: skip
    return SchemeAnswer(
        candidate=row,
        explanation=colocation.explain(row, estate, assumptions),
        estate=estate,
        case=_case(made, assumptions, today),
        inputs=made.inputs,
        names=names,
        exact=estate.reader != "club" and bool(row["exact"]),
    )


def _case(made: FromCandidate, assumptions: AssumptionSet, today: date) -> savings.BusinessCase:
    return savings.business_case(
        made.scheme, assumptions, today, notes=made.notes, used=USED_OF_CANDIDATES
    )


def _names(estate: Estate, row: Mapping[str, Any]) -> dict[str, str]:
    """Names fit to stand in a sentence of ours, by property id and organisation code."""
    places = estate.properties
    found = {str(code): fit_name(name, code) for code, name in estate.organisations["name"].items()}
    for side in ("guest", "host"):
        key = str(row[f"{side}_property_id"])
        found[key] = fit_name(places.at[key, "name"], places.at[key, "local_ref"])
    return found


def _lines(connection: Connection, reader: v.Reader, property_id: str) -> tuple[CostLine, ...]:
    """The guest's building's own cost lines, where the reader may see them."""
    return tuple(
        CostLine(
            kind=row["kind"],
            amount_gbp_pa=row["amount_gbp_pa"],
            year=row["cost_year"],
            payer=row["payer"],
            payee=row["payee"],
            inter_partner=row["transfer_class"] == TransferClass.INTER_PARTNER,
        )
        for row in cost_lines.latest(connection, reader, [UUID(property_id)])
    )
