"""The map of what a plan would change, as GeoJSON in WGS 84."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely import Point
from sqlalchemy import Connection

from estate.codes import RecordKind
from estate.geometry import to_lonlat
from estate.intake.plans.plan import MOVED_M, ImportPlan
from estate.register.import_actions import Action
from estate.register.queries import plans
from estate.register.visibility import owner

#: More features than this help nobody to see what would change; the rest is counted.
MAX_FEATURES = 20_000


@dataclass
class _Mark:
    """One feature: its place comes with the file, or is that of the register's property."""

    change: str
    row_number: int | None
    reference: str | None
    name: str | None = None
    fields: list[str] = field(default_factory=list)
    shape: Any = None
    came_from: Point | None = None
    distance_m: float | None = None
    property_id: UUID | None = None


def changes_geojson(connection: Connection, plan: ImportPlan) -> bytes:
    """New, changed and moved rows and those not in the file, each where it would then be.

    Rows without any place have no geometry; ``numberMatched`` counts those beyond the limit too.
    """
    shown = list(islice(_marks(plan), MAX_FEATURES))
    missing = {m.property_id for m in shown if m.shape is None and m.property_id is not None}
    known = plans.places(connection, owner(plan.organisation), missing)
    shapes = _geojson([mark.shape for mark in shown])
    origins = _lonlat([mark.came_from for mark in shown])
    features = [
        _feature(mark, shape or known.get(mark.property_id or UUID(int=0)) or "null", origin)
        for mark, shape, origin in zip(shown, shapes, origins, strict=True)
    ]
    head = {
        "type": "FeatureCollection",
        "numberMatched": _how_many(plan),
        "numberReturned": len(features),
    }
    return orjson.dumps(head)[:-1] + b',"features":[' + b",".join(features) + b"]}"


def _marks(plan: ImportPlan) -> Iterator[_Mark]:
    """What touches known rows first: new ones are usually many, and the map is bounded."""
    is_property = plan.kind is RecordKind.PROPERTY
    changed = _acted("changed", plan.actions.changed, is_property)
    yield from _placed_as_read(plan, changed) if is_property else changed
    for link in plan.actions.links:
        yield _Mark("linked", link.row_number, link.reference, property_id=link.property_id)
    if is_property:
        for property_id in plan.actions.absent:
            yield _Mark("not_in_file", None, None, property_id=property_id)
    yield from _acted("new", plan.new_actions(), is_property)


def _placed_as_read(plan: ImportPlan, marks: Iterator[_Mark]) -> Iterator[_Mark]:
    """Changed properties as the file has them; their actions keep neither name nor shape."""
    by_row = {mark.row_number: mark for mark in marks}
    for batch in plan.checked.properties:
        for at, number in enumerate(batch.row_numbers.tolist()):
            mark = by_row.get(number)
            if mark is not None:
                outline = batch.places.outlines[at]
                mark.shape = batch.places.point(at) if outline is None else outline
                mark.name = batch.fields["name"][at]
                yield mark


def _how_many(plan: ImportPlan) -> int:
    """As many as ``_marks`` gives."""
    actions = plan.actions
    absent = len(actions.absent) if plan.kind is RecordKind.PROPERTY else 0
    new = len(actions.new) + (0 if plan.created is None else len(plan.created))
    return len(actions.changed) + len(actions.links) + absent + new


def _acted(change: str, actions: Iterable[Action], is_property: bool) -> Iterator[_Mark]:
    for action in actions:
        mark = _Mark(change, action.row_number, action.reference, fields=sorted(action.changes))
        if is_property:
            _place_property(mark, action)
        else:
            mark.property_id = action.facts.get("property_id")
        yield mark


def _place_property(mark: _Mark, action: Action) -> None:
    facts = action.facts
    mark.name = facts.get("name")
    mark.shape = facts.get("geom") or facts.get("rep_point")
    mark.property_id = action.entity_id
    before, after = action.changes.get("rep_point", (None, None))
    if before is not None and after is not None and before.distance(after) > MOVED_M:
        mark.change, mark.came_from = "moved", before
        mark.distance_m = round(before.distance(after), 1)


def _feature(mark: _Mark, geometry: str, origin: list[float] | None) -> bytes:
    said: dict[str, Any] = {
        "change": mark.change,
        "row_number": mark.row_number,
        "reference": mark.reference,
        "name": mark.name,
        "fields": mark.fields,
    }
    if origin is not None:
        said |= {"from": origin, "distance_m": mark.distance_m}
    head = orjson.dumps({"type": "Feature", "properties": said})[:-1]
    return head + b',"geometry":' + geometry.encode() + b"}"


def _geojson(shapes: list[Any]) -> list[str | None]:
    """Shapes on the National Grid as GeoJSON geometry, all at once."""
    if not shapes:
        return []
    moved = shapely.transform(np.array(shapes, dtype=object), _degrees)
    return [text if isinstance(text, str) else None for text in shapely.to_geojson(moved)]


def _lonlat(points: list[Point | None]) -> list[list[float] | None]:
    return [
        None if point is None else [float(n) for n in _degrees(np.array([[point.x, point.y]]))[0]]
        for point in points
    ]


def _degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    longitudes, latitudes = to_lonlat(xy[:, 0], xy[:, 1])
    pairs: NDArray[np.float64] = np.column_stack([longitudes, latitudes])
    return pairs.round(6)
