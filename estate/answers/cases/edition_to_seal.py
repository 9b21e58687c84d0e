"""An answer as it is sealed for one class of reader: figures, years, inputs and words that stand
for themselves, so that a later product can show them, and the whole answer beside them."""

from datetime import date
from decimal import Decimal

from pydantic import TypeAdapter

from estate.answers.cases.business_case import SchemeAnswer
from estate.answers.cases.business_case_answer import CandidateCase, candidate_case
from estate.answers.context import ReadContext
from estate.answers.energy import EnergyChange, energy_of_plan, energy_of_scheme
from estate.answers.towns.cases import AS_KEPT, TownCase
from estate.answers.towns.plan import TownPlan, town_plan
from estate.club import kept_cases as core
from estate.quarters import seen
from estate.rows import NewRow
from estate.savings.candidate_inputs import KNOWN_WORDS, Input, in_words
from estate.savings.estimates import Estimate

_AS_JSON, _TOWN_AS_JSON = TypeAdapter(CandidateCase), TypeAdapter(TownPlan)
_ENERGY_AS_JSON = TypeAdapter(EnergyChange)
#: What is known of a plan that is priced again, beside its price.
_NOT_SEARCHED = {
    "status": AS_KEPT,
    "proved": False,
    "gap": None,
    "bound_gbp": None,
    "at_most_better_gbp": None,
    "words": "The kept moves, priced again; whether another plan is worth more was not asked.",
    "frees": [],
}


def edition_to_seal(context: ReadContext, answer: SchemeAnswer | TownCase) -> NewRow:
    """The view of one reader, as it is sealed: figures, years, inputs and words that stand for
    themselves, so that a later product can show them, and beside them the whole answer and what
    the moves change of energy."""
    if isinstance(answer, TownCase):
        view, energy = _town(answer), energy_of_plan(answer.question, answer.plan)
    else:
        view, energy = _move(answer), energy_of_scheme(context, answer)
    told = _ENERGY_AS_JSON.dump_python(energy, mode="json")
    figures = [*view["figures"], *core.figures_of_energy(told)]
    return view | {"figures": figures, "energy": told}


def _town(found: TownCase) -> NewRow:
    """Of a town's plan; its inputs are those of its moves and of the buildings that they leave."""
    told = _TOWN_AS_JSON.dump_python(town_plan(found.question, found.plan, found.case), mode="json")
    if found.plan.status == AS_KEPT:
        told["standing"] = _NOT_SEARCHED
    town, case = found.question.town, found.case
    inputs = [
        _input(town.names.get(key, key), one, found.basis.exact)
        for key in dict.fromkeys(
            key for move in case.scheme.moves for key in (move.occupation, move.origin)
        )
        for one in town.inputs.get(key, ())
    ]
    unknown = [f"{one['what']}: {one['words']}" for one in told["unknown"]["takes_no_part"]]
    return {
        "name": case.scheme.name,
        "guest_name": f"Plan of {told['town']}",
        "host_name": None,
        "explanation": told["sentence"],
        "price_base": case.price_base,
        "horizon_years": case.cash.horizon_years,
        "exact": found.basis.exact,
        "figures": core.figures(case),
        "yearly": core.yearly(case),
        "inputs": inputs,
        "unpriced": [*told["warnings"], *unknown, *case.do_minimum.notes],
        "statement": told["statement"],
        "used": list(case.used),
        "moves": [one["words"] for one in told["moves"]],
        "case": told,
    }


def _input(of: str, one: Input, exact: bool) -> NewRow:
    """As the inputs of a move's case; a day of another's lease as its quarter."""
    value = one.value
    if isinstance(value, date):
        value = str(seen(value, exact))
    elif isinstance(value, Estimate):
        value = in_words(value)
    return {
        "label": f"{of}: {one.label}",
        "value": float(value) if isinstance(value, Decimal) else value,
        "unit": one.unit,
        "known": one.known.value,
        "known_words": KNOWN_WORDS[one.known],
        "imputed": one.imputed,
        "source": one.source,
        "assumptions": list(one.assumptions),
    }


def _move(answer: SchemeAnswer) -> NewRow:
    case, row = _AS_JSON.dump_python(candidate_case(answer), mode="json"), answer.candidate
    names = answer.names
    return {
        "name": answer.case.scheme.name,
        "guest_name": names[str(row["guest_property_id"])],
        "host_name": names[str(row["host_property_id"])],
        "explanation": answer.explanation.text,
        "price_base": answer.case.price_base,
        "horizon_years": answer.case.cash.horizon_years,
        "exact": answer.exact,
        "figures": core.figures(answer.case),
        "yearly": core.yearly(answer.case),
        "inputs": case["inputs"],
        "unpriced": _unpriced(case),
        "statement": case["statement"],
        "used": list(answer.case.used),
        "case": case,
    }


def _unpriced(case: NewRow) -> list[str]:
    """What bears on a choice and stands in no figure, in words."""
    candidate = case["candidate"]
    conditions = [f"{one['condition']}: {one['state']}" for one in candidate["conditions"]]
    unknown = [f"Not known: {one}" for one in candidate["unknowns"]]
    flags = [f"{one['name']}: {one['words']}" for one in case["flags"] if one["applies"]]
    return [
        *conditions,
        *unknown,
        *dict.fromkeys(flags),
        *case["warnings"],
        *case["do_minimum"]["notes"],
    ]
