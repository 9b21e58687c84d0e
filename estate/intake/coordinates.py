"""Coordinates of whole columns at once, for the checks that compare rows with one another.

Rows that ``locations.locate`` refuses (outside the area, degrees under a grid header) have
none here: one defect is named once.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from estate.geometry import WGS84, Floats, to_grid
from estate.intake import values
from estate.intake.context import Context
from estate.intake.sources import Source
from estate.intake.sources.projection import recognise

_PAIRS = (("easting", "northing"), ("longitude", "latitude"), ("geo_x", "geo_y"))


def on_grid(source: Source, headings: Mapping[str, str], context: Context) -> Floats:
    """Easting and northing of every row, NaN where there is none within the area."""
    xy = np.full((source.record_count, 2), np.nan)
    if source.geometry is not None:
        boxes = shapely.bounds(source.geometry)
        xy = np.column_stack([boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)])
        if source.projection is not None and source.projection.epsg == WGS84:
            xy = np.column_stack(to_grid(xy[:, 0], xy[:, 1]))
    missing = np.isnan(xy[:, 0])
    if missing.any():
        xy[missing] = _typed(source.records, headings, context)[missing]
    box = context.envelope
    inside = ((xy[:, 0] >= box.min_easting) & (xy[:, 0] <= box.max_easting)
              & (xy[:, 1] >= box.min_northing) & (xy[:, 1] <= box.max_northing))  # fmt: skip
    xy[~inside] = np.nan
    return xy


def _typed(records: pd.DataFrame, headings: Mapping[str, str], context: Context) -> Floats:
    """Coordinates from cells; the first pair of columns that a row fills."""
    xy = np.full((len(records), 2), np.nan)
    for x_field, y_field in _PAIRS:
        if x_field in headings and y_field in headings:
            pair = np.column_stack(
                [_numbers(records[headings[x_field]]), _numbers(records[headings[y_field]])]
            )
            if x_field == "longitude":
                degrees = np.full(len(pair), True)
            elif x_field == "easting":
                degrees = np.full(len(pair), False)
            else:
                degrees = _stated_degrees(records, headings, context)
            _fill(xy, pair, degrees)
    if "coordinate_text" in headings:
        pairs = [_pair(cell) for cell in records[headings["coordinate_text"]].tolist()]
        _fill(xy, np.asarray(pairs, dtype=np.float64).reshape(-1, 2),
              _stated_degrees(records, headings, context))  # fmt: skip
    return xy


def _fill(xy: Floats, pair: Floats, degrees: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> None:
    pair = np.where((pair == 0).all(axis=1, keepdims=True), np.nan, pair)
    if degrees.any():
        pair[degrees] = np.column_stack(to_grid(pair[degrees, 0], pair[degrees, 1]))
    empty = np.isnan(xy[:, 0])
    xy[empty] = pair[empty]


def _stated_degrees(
    records: pd.DataFrame, headings: Mapping[str, str], context: Context
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which rows say longitude and latitude: by their own word, else the caller's."""
    stated = context.crs is not None and recognise(context.crs).epsg == WGS84
    if "coordinate_system" not in headings:
        return np.full(len(records), stated)
    texts = records[headings["coordinate_system"]].fillna("").astype(str).str.upper()
    said = texts.str.contains("WGS") | texts.str.contains("4326")
    grid = texts.str.contains("OSGB") | texts.str.contains("27700")
    return np.asarray(said | (~grid & stated), dtype=np.bool_)


def _numbers(column: "pd.Series[Any]") -> Floats:
    made = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    for index in np.flatnonzero(np.isnan(made)):
        cell = column.iloc[index]
        if isinstance(cell, str) and cell.strip():
            try:
                made[index] = float(values.number(cell) or np.nan)
            except (ValueError, OverflowError):
                continue
    return np.where(np.isfinite(made), made, np.nan)


def _pair(cell: object) -> tuple[float, float]:
    try:
        return values.coordinate_pair(cell) or (np.nan, np.nan)
    except ValueError:
        return np.nan, np.nan
