"""Rows of the register as lists show them: GeoJSON features."""

from itertools import takewhile
from typing import Any

import orjson

from api.http.values import number
from api.properties.schemas import Summary
from estate.quarters import Quarter
from estate.rows import Row


def feature(row: Row) -> bytes:
    """One property as a GeoJSON feature; its geometry is already text."""
    head = orjson.dumps({"type": "Feature", "id": str(row["property_id"])})[:-1]
    properties = orjson.dumps(summary(row))
    geometry = str(row["geometry"] or "null").encode()
    return head + b',"geometry":' + geometry + b',"properties":' + properties + b"}"


#: What stands in a list as it does in the register, under its column's name.
_PLAIN = tuple(takewhile(lambda name: name != "ref", Summary.model_fields))


def summary(row: Row) -> dict[str, Any]:
    """The properties of a GeoJSON feature."""
    found = {name: row[name] for name in _PLAIN if name in row}
    if "local_ref" in row:
        found["ref"] = row["local_ref"]
    found["organisation"] = row["organisation_code"]
    found["organisation_name"] = row["organisation_name"]
    for name in ("gia_m2", "nia_m2", "book_value_gbp"):
        if name in row:
            found[name] = number(row[name])
    if row.get("lease_can_end") is not None:
        found["lease_can_end_quarter"] = Quarter.of(row["lease_can_end"])
    return found
