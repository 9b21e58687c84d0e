"""A layer of squares with the attributes of a table of text."""

import csv
import io
from pathlib import Path

import geopandas as gpd
from shapely import box

EAST, NORTH, SIDE_M = 448_300.0, 129_300.0, 40.0


def layer_of(text: str, path: Path) -> None:
    """Write a table (CSV) as a layer on the National Grid, each row a square of 1,600 m²."""
    rows = list(csv.DictReader(io.StringIO(text.lstrip())))
    squares = [box(EAST + 50 * n, NORTH, EAST + 50 * n + SIDE_M, NORTH + SIDE_M)
               for n in range(len(rows))]  # fmt: skip
    if path.suffix == ".shp":  # its names have ten letters
        rows = [{name[:10]: cell for name, cell in row.items()} for row in rows]
    frame = gpd.GeoDataFrame(rows, geometry=squares, crs=27700)
    if path.suffix == ".geojson":
        frame = frame.to_crs(4326)
    frame.to_file(path)
