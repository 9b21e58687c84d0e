"""What is sent and asked about kept cases."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.business_case.scheme_request import NameSent
from api.html.charts.serving import ChartQuery
from api.http.bodies import Sent
from api.http.parameters import Query
from api.http.text_types import Line

Called = Annotated[Line, Field(min_length=1, max_length=120, pattern=r"\S")]
#: It stands in sentences of ours, so it says nothing that those may not say.
CaseTitle = Annotated[NameSent, Field(max_length=120, pattern=r"\S")]
CodeOfBody = Annotated[Line, Field(min_length=1, max_length=60)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class KeepIn(Sent):
    """What a version is called, so that it can be told from others: "Option A"."""

    label: CaseTitle


class SignOffIn(Sent):
    """Who signs off, in which post, for which body, and the hash of what they have before them."""

    person: Called
    post: Called
    organisation: CodeOfBody
    sha256: Hash


class CompareQuery(Query):
    """Which kept cases stand side by side, in which order."""

    case: Annotated[
        list[UUID], Field(min_length=1, max_length=6, description="ids, as /api/v1/cases has them")
    ]


class CompareChartQuery(CompareQuery, ChartQuery):
    """The same for its chart."""
