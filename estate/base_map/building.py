"""A background map out of an extract; run in a process of its own (``building_process.py``)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from estate.base_map import layers, tiles
from estate.errors import Refused
from estate.geometry import Box


@dataclass(frozen=True)
class Order:
    """What to build: the extract and its box (degrees), whom it is owed to, its day as YYYY-MM-DD
    where it is known, the file to write, and a folder for what is made on the way."""

    extract: Path
    box: Box | None
    attribution: str
    content_date: str | None
    into: Path
    room: Path


def build(order: Order, step: Callable[[str], None]) -> None:
    """Write the file. Raises ``Refused`` where the extract holds nothing to draw."""
    step("reading roads and railways")
    roads = layers.roads(order.extract)
    if roads.shapes.empty:
        raise Refused(f"{order.extract.name} holds no roads: take another extract.")
    box = order.box or _box(roads)
    step("reading water")
    at_sea = layers.sea_of(order.extract, box)
    earth = layers.earth(at_sea, box)
    water = layers.water(order.extract, at_sea)
    step("reading woods, parks and built-up land")
    ground = layers.ground(order.extract)
    step("reading buildings")
    buildings = layers.buildings(order.extract)
    step("reading names of places")
    places = layers.places(order.extract)
    metadata = {
        "name": "Background map",
        "description": "Made by `estate basemap build` from an OpenStreetMap extract",
        "attribution": order.attribution,
        "type": "baselayer",
    } | ({"content_date": order.content_date} if order.content_date else {})
    drawn = [earth, ground, water, roads, buildings, places]
    if not tiles.write(drawn, order.into, box, metadata, order.room, step):
        raise Refused(f"{order.extract.name} holds nothing that can be drawn.")


def _box(roads: layers.Layer) -> Box:
    west, south, east, north = (float(edge) for edge in roads.shapes.total_bounds)
    return west, south, east, north
