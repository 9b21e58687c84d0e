"""Assumptions that a question about a business case may change, as they stand in an address."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated
from urllib.parse import urlencode

from pydantic import AfterValidator, Field

from api.html.charts.serving import ChartQuery
from api.http.parameters import Query
from estate.assumptions import AssumptionSet

_PATTERN = r"^[a-z][a-z0-9_]{0,59}:[0-9]{1,12}(\.[0-9]{1,12})?$"
_CHANGE = re.compile(_PATTERN)


def _change(text: str) -> str:
    if not _CHANGE.fullmatch(text):
        raise ValueError("must be name:number, such as discount_rate:0.04")
    return text


Change = Annotated[
    str,
    AfterValidator(_change),
    Field(max_length=90, json_schema_extra={"pattern": _PATTERN}),
]


class SchemeQuery(Query):
    """Assumptions changed for this answer alone; all others stand as published."""

    assume: list[Change] = Field(
        default=[],
        max_length=60,
        description="name:number of an assumption that the answer lists, in the unit it lists; "
        "of one named twice the last counts. The answer says what was changed.",
        examples=[["discount_rate:0.04", "fit_out_gbp_per_m2:400"]],
    )

    def changes(self) -> dict[str, float]:
        """The value of each assumption that the address changes, by its name."""
        pairs = (one.split(":") for one in self.assume)
        return {name: float(value) for name, value in pairs}


class SchemeChartQuery(SchemeQuery, ChartQuery):
    """A chart of a business case under such assumptions."""


def address_of(assumptions: AssumptionSet) -> str:
    """What differs from the published set, as a query; empty when nothing does."""
    changed = {name: Decimal(str(assumptions.get(name))) for name in assumptions.changes}
    return query_of(changed)


def query_of(changed: Mapping[str, Decimal]) -> str:
    """Changes as a query, numbers without exponents."""
    pairs = [("assume", f"{name}:{value.normalize():f}") for name, value in changed.items()]
    return urlencode(pairs, safe=":")
