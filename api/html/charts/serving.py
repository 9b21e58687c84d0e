"""A chart as a response of its own."""

from fastapi import Response
from pydantic import Field

from api.html.charts.drawing import MEDIA_TYPE, Size
from api.http.parameters import Query


class ChartQuery(Query):
    """How wide the chart is drawn."""

    size: Size = Field(default=Size.WIDE, description="wide, or narrow for a telephone")


def svg_response(svg: bytes) -> Response:
    """The bytes of ``money.…_svg`` as an image."""
    return Response(svg, media_type=MEDIA_TYPE)
