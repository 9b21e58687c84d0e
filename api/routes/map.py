"""The map page and its own feeds, as bytes kept per register version and edition."""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from api import shapes
from api.dependencies import ReaderIs, ReadOnly, Service, ServiceIs, Today
from estate import codes
from estate.register import visibility as v
from estate.register.queries import areas, organisations, properties, versions
from maps import assets, shell

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def map_page(request: Request) -> HTMLResponse:
    """The shell; all data comes to it as JSON."""
    base = f"/static/{assets.version()}"
    return HTMLResponse(shell.page(request.state.nonce, base))


@dataclass(frozen=True)
class Feed:
    """Ready bytes of one feed."""

    body: bytes
    packed: bytes
    etag: str


def make_feed(document: dict[str, Any], features: list[bytes]) -> Feed:
    """Join, compress and fingerprint once."""
    body = shapes.collection(features, document)
    etag = hashlib.sha256(body).hexdigest()[:32]
    return Feed(body, gzip.compress(body, 6, mtime=0), f'"{etag}"')


def send(request: Request, feed: Feed) -> Response:
    """The feed, or 304 when the browser has it."""
    headers = {"ETag": feed.etag, "Cache-Control": "private, no-cache",
               "Vary": "Accept-Encoding, Authorization"}  # fmt: skip
    if feed.etag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        packed = {**headers, "Content-Encoding": "gzip"}
        return Response(feed.packed, headers=packed, media_type="application/geo+json")
    return Response(feed.body, headers=headers, media_type="application/geo+json")


@router.get("/map/properties.geojson")
def map_properties(
    request: Request, connection: ReadOnly, reader: ReaderIs, here: ServiceIs, today: Today
) -> Response:
    """Every located property of the county with what the map colours, filters and lists."""
    key = ("feed", versions.current_version(connection), reader.edition, today)
    feed = here.answers.kept(key, lambda: properties_feed(connection, reader, here, today))
    return send(request, feed)


@router.get("/map/areas.geojson")
def map_areas(
    request: Request, connection: ReadOnly, reader: ReaderIs, here: ServiceIs
) -> Response:
    """Boundary, districts, towns and need areas."""
    key = ("areas", versions.current_version(connection), reader.edition)
    return send(request, here.answers.kept(key, lambda: areas_feed(connection, reader)))


def areas_feed(connection: Connection, reader: v.Reader) -> Feed:
    """Overlays as features."""
    rows = areas.overlays(connection, reader)
    features = [
        orjson.dumps({
            "type": "Feature",
            "geometry": row["geometry"],
            "properties": {k: row[k] for k in ("kind", "name", "population", "synthetic")},
        })
        for row in rows
    ]  # fmt: skip
    return make_feed({}, features)


def properties_feed(connection: Connection, reader: v.Reader, here: Service, today: date) -> Feed:
    """All properties as features, with the words for their codes."""
    county = versions.county(connection)
    rows = properties.search(connection, reader, properties.PropertyFilter(), today=today)
    held = candidate_counts(connection, reader, here, today)
    document = {
        "county": {
            "name": county["name"], "synthetic": county["synthetic"], "bounds": _bounds(rows),
        },
        "version": versions.current_version(connection),
        "reader": reader.kind.value,
        "today": today.isoformat(),
        "codes": {
            "organisations": organisations.names(connection),
            **{name: labels(rows, name) for name in ("use_class", "tenure", "type_code", "status")},
        },
    }  # fmt: skip
    return make_feed(document, [map_feature(row, held) for row in rows])


def candidate_counts(
    connection: Connection, reader: v.Reader, here: Service, today: date
) -> dict[str, int]:
    """How many candidates each property takes part in, as guest or host."""
    if reader.level < v.Level.CLUB:
        return {}
    found = here.answers.candidates(connection, reader, today).found
    both = [*found["guest_property_id"], *found["host_property_id"]]
    counted: dict[str, int] = {}
    for property_id in both:
        counted[property_id] = counted.get(property_id, 0) + 1
    return counted


def labels(rows: Any, name: str) -> dict[str, str]:
    """The words for the codes that occur."""
    used = sorted({row[name] for row in rows if row.get(name) is not None})
    return {code: codes.label(code) for code in used}


def _bounds(rows: Any) -> list[float] | None:
    points = [(r["longitude"], r["latitude"]) for r in rows if r["longitude"] is not None]
    if not points:
        return None
    east, north = zip(*points, strict=True)
    return [min(east), min(north), max(east), max(north)]


MAP_FIELDS = [
    "name", "address", "postcode", "use_class", "type_code", "tenure", "status", "town",
    "district", "availability", "sharing",
]  # fmt: skip


def map_feature(row: shapes.Row, held: dict[str, int]) -> bytes:
    """One property as the map's script wants it."""
    shown: dict[str, Any] = {name: row[name] for name in MAP_FIELDS if name in row}
    property_id = str(row["property_id"])
    has_point = row["longitude"] is not None
    shown |= {
        "ref": row.get("local_ref"),
        "organisation": row["organisation_code"],
        "lease_quarter": shapes.quarter(row.get("lease_can_end")),
        "area_m2": shapes.number(row.get("gia_m2") or row.get("nia_m2")),
        "point": [round(row["longitude"], 6), round(row["latitude"], 6)] if has_point else None,
        "candidates": held.get(property_id, 0),
    }
    head = orjson.dumps({"type": "Feature", "id": property_id})[:-1]
    geometry = str(row["geometry"] or "null").encode()
    return head + b',"geometry":' + geometry + b',"properties":' + orjson.dumps(shown) + b"}"
