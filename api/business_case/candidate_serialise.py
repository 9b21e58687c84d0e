"""A candidate's business case as the doors show it: the case, the candidate, every input."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field

from api.business_case import serialise
from estate.answers import candidate as candidates
from estate.answers.business_case import SchemeAnswer
from estate.answers.candidate import Candidate
from estate.assumptions import AssumptionSet
from estate.colocation import NameLookup
from estate.quarters import seen
from estate.savings.candidate_inputs import KNOWN_WORDS, Input, in_words
from estate.savings.estimates import Estimate

Row = dict[str, Any]

FROM_BANDS = (
    "figures of other organisations stand as their published bands, so sums are no surer than "
    "those; read them to the nearest £1,000"
)


class CandidateCaseOut(serialise.BusinessCaseOut):
    """A business case with the candidate it was made from and all that went into it."""

    candidate: Candidate
    inputs: list[dict[str, Any]] = Field(description="every figure, and how it is known")
    exact: bool = Field(description="False: figures of others stand as their published bands")
    basis: str
    reader: str


def candidate_case(answer: SchemeAnswer) -> CandidateCaseOut:
    """The whole answer; days as quarters where the reader sees only those."""
    whole, basis = serialise.business_case(answer.case), basis_of(answer)
    return CandidateCaseOut(
        **whole.model_dump(exclude={"statement"}),
        statement=[{"name": name, "text": text} for name, text in statement(answer)],
        candidate=candidate(answer),
        inputs=[_input(one, answer) for one in answer.inputs],
        exact=answer.exact,
        basis=f"present values and yearly sums, each labelled; {basis}",
        reader=answer.estate.reader,
    )


def candidate(answer: SchemeAnswer) -> Candidate:
    """The candidate that the case was made from, as every list has it."""
    row = dict(answer.candidate)
    # Only names are read from these words; the sentences stand in the explanation.
    words = NameLookup.of_estate([row], answer.estate, AssumptionSet())
    return candidates.candidate(row, answer.explanation, words, {})


def basis_of(answer: SchemeAnswer) -> str:
    """How sure its figures are for this reader."""
    return "as recorded" if answer.exact else FROM_BANDS


def statement(answer: SchemeAnswer) -> list[tuple[str, str]]:
    """What the case rests on, line by line."""
    return [*answer.case.statement, ("Figures", basis_of(answer))]


def _input(one: Input, answer: SchemeAnswer) -> Row:
    return {
        "label": one.label,
        "value": shown(one.value, answer),
        "unit": one.unit,
        "known": one.known.value,
        "known_words": KNOWN_WORDS[one.known],
        "imputed": one.imputed,
        "source": one.source,
        "assumptions": list(one.assumptions),
    }


def shown(value: Decimal | Estimate | date | str | None, answer: SchemeAnswer) -> Any:
    """A value as this reader may have it: a day, or its quarter where the lease is another's."""
    if isinstance(value, date):
        own = answer.estate.reader != "club" and bool(answer.candidate["dates_exact"])
        return seen(value, own or answer.exact)
    if isinstance(value, Estimate):
        return in_words(value)
    return float(value) if isinstance(value, Decimal) else value


def input_rows(answer: SchemeAnswer) -> list[list[Any]]:
    """The inputs for a workbook: label, value, low, high, unit, how known, source."""
    return [
        [one.label, *_numbers(one.value, answer), one.unit, one.known.value, one.source]
        for one in answer.inputs
    ]


def _numbers(value: Decimal | Estimate | date | str | None, answer: SchemeAnswer) -> list[Any]:
    """A value with the ends of its range, each a number where it is one."""
    if isinstance(value, Estimate):
        return [float(value.central), float(value.low), float(value.high)]
    told = shown(value, answer)
    return [told.isoformat() if isinstance(told, date) else told, None, None]
