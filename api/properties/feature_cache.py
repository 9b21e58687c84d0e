"""A county's properties as ready text, for the map's feed and for lists.

Each property is rendered once for an edition, a version of the register and a day. What many
read (the public and the club edition) is kept in the register for all workers; an estates
team's own edition is rendered for it alone.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import orjson
import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError

from api.http.admission import Busy
from api.http.encoding import Packed, tag_of
from api.http.response_cache import MAP_FEED, Feeds, State
from api.http.service import Service
from api.http.values import number
from api.properties import measures, serialise
from estate import __version__, codes
from estate.answers import estate_wide
from estate.answers.context import ReadContext
from estate.quarters import seen
from estate.register import visibility as v
from estate.register.queries import feature_cache, organisations, properties, versions
from estate.register.queries.property_filters import PropertyFilter
from estate.register.writes.feature_cache import one_renders, store
from estate.rows import Row
from maps import assets

GEOJSON = "application/geo+json"
_log = structlog.get_logger()


@dataclass(frozen=True)
class Rendered:
    """A whole edition: the feed's head, and each property as (id, for the map, for a list)."""

    head: str
    features: Sequence[tuple[UUID, str, str]]

    def document(self, shown: Container[str] | None = None) -> bytes:
        """The map's feed; ``shown``: of these properties alone."""
        features = (
            on_map.encode()
            for key, on_map, _ in self.features
            if shown is None or str(key) in shown
        )
        return document(self.head.encode(), features)


def document(head: bytes, features: Iterable[bytes]) -> bytes:
    """A FeatureCollection of the JSON of its head and of each feature."""
    return b'%b,"features":[%b]}' % (head[:-1], b",".join(features))


def packed(stored: feature_cache.Stored) -> Packed:
    """The map's feed from the texts that the register holds."""
    return Packed(document(stored.head, stored.features), GEOJSON, etag=stored.etag)


@cache
def rendering() -> str:
    """Changes whenever a new version of the program may render differently."""
    return f"{__version__} {assets.version()}"


def whole_feed(
    context: ReadContext,
    service: Service,
) -> Packed:
    """Every located property of the county with what the map colours, filters and lists."""
    if not is_shared(context.reader):
        return Packed(render(context).document(), GEOJSON)
    found = feature_cache.whole_feed(
        context.connection, context.reader, day=context.today, shape=rendering()
    )
    if found is None:
        return _rendered_for_all(context, service)
    return packed(found)


def listed(
    context: ReadContext,
    page: feature_cache.Page,
) -> list[bytes]:
    """The properties of a page as a list shows them."""
    if page.is_ready:
        return [text.encode() for _, _, text in page.rows]
    ids = frozenset(property_id for property_id, _, _ in page.rows)
    wanted = PropertyFilter(property_ids=ids)
    rows = properties.search(context.connection, context.reader, wanted, today=context.today)
    return [serialise.feature(row) for row in rows]


def is_shared(reader: v.Reader) -> bool:
    """Whether many read this edition, so that its texts are kept in the register."""
    return reader in (v.PUBLIC, v.CLUB)


def _rendered_for_all(
    context: ReadContext,
    service: Service,
) -> Packed:
    """Render once for every worker; the map is there even when nothing can be written."""
    try:
        with one_renders(service.write_engine, context.reader) as connection:
            newest = service.context(connection, context.reader, context.today)
            wanted = feature_cache.Freshness(newest.version, newest.today, rendering())
            found = feature_cache.whole_feed(
                connection, context.reader, day=context.today, shape=rendering()
            )
            if found is not None:
                return packed(found)
            made = render(newest)
            body = made.document()
            store(
                connection,
                context.reader,
                wanted,
                head=made.head,
                etag=tag_of(body),
                features=made.features,
            )
    except SQLAlchemyError as error:
        _log.warning("the map's feed could not be kept", kind=type(error).__name__)
        body = render(context).document()
    return Packed(body, GEOJSON)


def render(
    context: ReadContext,
) -> Rendered:
    """All properties, with the words for their codes."""
    rows = properties.search(
        context.connection, context.reader, PropertyFilter(), today=context.today
    )
    held = candidate_counts(context)
    county = versions.county(context.connection)
    head = {
        "type": "FeatureCollection",
        "county": {
            "name": county["name"],
            "synthetic": county["synthetic"],
            "bounds": _bounds(rows),
        },
        "version": context.version,
        "reader": context.reader.kind.value,
        "today": context.today.isoformat(),
        "codes": {
            "organisations": organisations.names(context.connection),
            **{name: labels(rows, name) for name in ("use_class", "tenure", "type_code", "status")},
        },
    }
    measured = measures.Measured(context)
    features = [
        (
            row["property_id"],
            map_feature(row, held, measured.of(row)).decode(),
            serialise.feature(row).decode(),
        )
        for row in rows
    ]
    return Rendered(orjson.dumps(head).decode(), features)


def candidate_counts(
    context: ReadContext,
) -> dict[str, int]:
    """How many candidates each property takes part in, as guest or host."""
    if context.reader.level < v.Level.CLUB:
        return {}
    names, counts = estate_wide.candidates(context).by_property()
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


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
    "name",
    "address",
    "postcode",
    "use_class",
    "type_code",
    "tenure",
    "status",
    "town",
    "district",
    "availability",
    "sharing",
]


def map_feature(row: Row, held: dict[str, int], measured: measures.Classed | None) -> bytes:
    """One property as the map's script wants it; what is not known is left out."""
    property_id = str(row["property_id"])
    has_point = row["longitude"] is not None
    shown: dict[str, Any] = {name: row.get(name) for name in MAP_FIELDS} | {
        "ref": row.get("local_ref"),
        "organisation": row["organisation_code"],
        "lease_quarter": seen(row.get("lease_can_end"), exact=False),
        "held_over": row.get("lease_held_over") or None,
        "area_m2": number(row.get("gia_m2") or row.get("nia_m2")),
        "point": [round(row["longitude"], 6), round(row["latitude"], 6)] if has_point else None,
        "candidates": held.get(property_id),
        **({} if measured is None else _figures(row, measured)),
    }
    known = {name: value for name, value in shown.items() if value is not None}
    head = orjson.dumps({"type": "Feature", "id": property_id})[:-1]
    geometry = str(row["geometry"] or "null").encode()
    return head + b',"geometry":' + geometry + b',"properties":' + orjson.dumps(known) + b"}"


def _figures(row: Row, measured: measures.Classed) -> dict[str, Any]:
    """The classes that the map can be coloured by, and what the list shows of them."""
    return {
        "classes": measured.signs,
        "cost_m2": measured.cost_gbp_per_m2,
        "energy": row.get("energy_rating") if row.get("energy_rating") == "A+" else None,
        "book_value": measured.book_value_gbp,
    }


async def refresh(feeds: Feeds, service: Service, reader: v.Reader, today: date) -> None:
    """Render an edition whose texts are of an older version; the map's feed is then kept too.

    After an answer, so nobody hears of a failure: the next question tries again.
    """
    try:
        async with service.room.slow_reads.place():
            await run_in_threadpool(_refresh, feeds, service, reader, today)
    except (Busy, SQLAlchemyError) as error:
        _log.warning("the lists could not be refreshed", kind=type(error).__name__)


def _refresh(feeds: Feeds, service: Service, reader: v.Reader, today: date) -> None:
    with service.read_engine.begin() as connection:
        context = service.context(connection, reader, today)
        state = State(context.version, today)
        feeds.answer(
            reader.edition,
            MAP_FEED,
            state,
            lambda: whole_feed(context, service),
        )
