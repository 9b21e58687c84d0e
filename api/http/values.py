"""Values as every answer writes them: numbers, collections, typed answers."""

from decimal import Decimal
from typing import Any

import orjson
from fastapi import Response

from estate.answers.answer import Answer


def number(value: Any) -> float | None:
    """A database number for JSON."""
    return float(value) if isinstance(value, Decimal | int | float) else None


def collection(features: list[bytes], more: dict[str, Any]) -> bytes:
    """A FeatureCollection of ready features."""
    head = orjson.dumps({"type": "FeatureCollection", **more})[:-1]
    return head + b',"features":[' + b",".join(features) + b"]}"


def packed(answer: Answer) -> bytes:
    """A typed answer as JSON, without what it leaves out."""
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z | orjson.OPT_SERIALIZE_NUMPY)


def sent(answer: Answer, status: int = 200) -> Response:
    """The same as the body of a response, of which the route declares the model."""
    return Response(packed(answer), status, media_type="application/json")
