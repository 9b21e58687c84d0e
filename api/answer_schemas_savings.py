"""What answers about savings look like, as far as their frame goes."""

from typing import Any

from api.answer_schemas import AssumptionUsed, ForDiscussion, ForReader, Line


class TopDown(ForDiscussion):
    """The top-down estimate; each figure carries its basis, years, price base and strand."""

    bases: list[dict[str, Any]]
    saving: dict[str, Any]
    phased: list[dict[str, Any]]
    integration: dict[str, Any]
    ambiguities: list[str]
    statement: list[Line]
    assumption_set: str
    assumptions: list[AssumptionUsed]


class Portfolio(ForReader):
    """The best set of candidates that can all happen together, with the bound it proves."""

    organisation: str | None
    town: str | None
    method: str
    net: dict[str, Any]
    solver: dict[str, Any]
    naive: dict[str, Any]
    candidates: int
    left_out: list[dict[str, Any]]
    moves: list[dict[str, Any]]
    emptied: list[dict[str, Any]]
    top_down: dict[str, Any] | None
    statement: list[Line]
    years: str
    assumption_set: str
    assumptions: list[AssumptionUsed]
