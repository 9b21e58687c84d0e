"""What a map in one file holds: the service's own answers, as a reader without a name gets them.

So the file shows neither more nor less than the service does to that edition. They are made by
what the routes call, of one moment of the register.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from pydantic import ValidationError

from api.candidates.of_property import of_property
from api.candidates.query import OneCandidateQuery
from api.http.parameters import PropertyFilters
from api.http.service import Service
from api.http.values import packed
from api.map import vector_tiles
from api.map.clusters import clusters_document, touch_down_document
from api.map.land_layer import land_document, venues_document
from api.map.routes import areas_feed
from api.map.tile_routes import county_box, vector_map
from api.properties import feature_cache
from api.properties.filters import filters_of
from estate.answers.candidates.candidate import Candidate
from estate.answers.context import ReadContext
from estate.answers.county import top_down
from estate.answers.properties.property import property_dossiers
from estate.base_map.cutting import cut
from estate.errors import BadQuestion
from estate.progress import Progress
from estate.register import visibility as v
from estate.register.queries import properties, versions
from estate.settings import Settings
from maps.style import browser_config

_LIST = "/api/v1/properties"
_BEST = "candidates?limit=10"
#: Of the background map so much may travel along, before it is written as text.
MOST_BASE_MAP_BYTES = 3_000_000
#: So many properties are asked for together.
_AT_ONCE = 50


@dataclass(frozen=True)
class BaseMap:
    """What of the background map travels with the file: what the map is told of it, its tiles (None
    where it cannot be read or is too large), and the closest zoom that they have."""

    told: dict[str, Any]
    body: bytes | None
    closest: int


@dataclass(frozen=True)
class Snapshot:
    """The answers by address, and what they are of."""

    answers: dict[str, bytes]
    panels: dict[str, dict[str, bytes]]
    properties: int
    version: int
    day: date
    synthetic: bool
    base_map: BaseMap | None = None


def filters(asked: dict[str, Any]) -> PropertyFilters:
    """Filters of the list of properties; BadQuestion says which is wrong."""
    try:
        return PropertyFilters.model_validate(asked)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise BadQuestion(f"{wrong['loc'][0]}: {wrong['msg']}.") from error


def snapshot(
    service: Service, reader: v.Reader, today: date, wanted: PropertyFilters, advance: Progress
) -> Snapshot:
    """Gather everything the map asks for about the properties that the filters leave."""
    with service.read_engine.begin() as connection:
        context = service.context(connection, reader, today)
        shown = _shown(context, wanted)
        feed = feature_cache.render(context).document(shown)
        base_map = _base_map(context, service.settings)
        return Snapshot(
            _answers(context, feed) | _told(base_map),
            dict(_panels(context, shown, advance)),
            len(shown),
            context.version,
            today,
            bool(versions.county(context.connection)["synthetic"]),
            base_map,
        )


def _base_map(context: ReadContext, settings: Settings) -> BaseMap | None:
    """The operator's own background map, where it is a file on its disk; tiles of other hosts may
    not be passed on."""
    if settings.basemap != "pmtiles":
        return None
    found = vector_tiles.here(settings.base_map_file)
    if found is None:
        return BaseMap({}, None, 0)
    box = county_box(context.connection)
    part = cut(found, (box.west, box.south, box.east, box.north), MOST_BASE_MAP_BYTES)
    if part is None:
        return BaseMap({}, None, 0)
    body, closest = part
    return BaseMap(
        vector_map(settings) | {"max_zoom": closest, "url": "#base-map", "script": "#base-map"},
        body,
        closest,
    )


def _told(base_map: BaseMap | None) -> dict[str, bytes]:
    """What the map is told of it; of none it asks nothing."""
    if base_map is None or base_map.body is None:
        return {}
    feeds: Any = browser_config()["feeds"]
    return {feeds["baseMap"]: orjson.dumps(base_map.told)}


def _shown(context: ReadContext, wanted: PropertyFilters) -> dict[str, None]:
    """Every property that the filters leave, by name."""
    asked = filters_of(wanted, context)
    rows = properties.search(context.connection, context.reader, asked, today=context.today)
    return dict.fromkeys(str(row["property_id"]) for row in rows)


def _answers(context: ReadContext, feed: bytes) -> dict[str, bytes]:
    """All but the panels, by address."""
    feeds: Any = browser_config()["feeds"]
    return {
        feeds["properties"]: feed,
        feeds["areas"]: areas_feed(context.connection, context.reader).body,
        feeds["clusters"]: orjson.dumps(clusters_document(context)),
        feeds["touchDown"]: orjson.dumps(touch_down_document(context)),
        feeds["land"]: orjson.dumps(land_document(context)),
        feeds["venues"]: orjson.dumps(venues_document(context)),
        feeds["topDown"]: packed(top_down.top_down(context)),
    }


def _panels(
    context: ReadContext,
    shown: dict[str, None],
    advance: Progress,
) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The panel of each property shown, and of those that its candidates lead to."""
    waiting = list(shown)
    known = set(shown)
    done = 0
    while lot := waiting[done : done + _AT_ONCE]:  # it grows while it is gone through
        dossiers = property_dossiers(context, [UUID(one) for one in lot])
        for one, dossier in zip(lot, dossiers, strict=True):
            answers = {f"{_LIST}/{one}": packed(dossier.detail)}
            if one in shown and context.reader.level >= v.Level.CLUB:
                found = of_property(context, one, OneCandidateQuery(limit=10))
                answers[f"{_LIST}/{one}/{_BEST}"] = packed(found)
                further = [end for end in _ends(found.candidates) if end not in known]
                known.update(further)
                waiting += further
            done += 1
            yield one, answers
            advance("Properties", done, len(waiting))


def _ends(found: Sequence[Candidate]) -> Sequence[str]:
    ends = (side.property_id for one in found for side in (one.guest, one.host))
    return list(dict.fromkeys(ends))
