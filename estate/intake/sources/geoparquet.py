"""GeoParquet, and plain Parquet tables: columns as stored, shapes as WKB, the system from its head.

Read by fastparquet (2 MB): GDAL as it comes with pyogrio has no driver, and Arrow weighs 55 MB.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from estate.errors import FileRefused
from estate.geometry import WGS84
from estate.intake.sources import projection
from estate.intake.sources.common import Source, as_cell, bounds, check_count
from estate.late_imports import one_at_a_time

_HEAD = "geo"
_WKB = "WKB"


def open_parquet(path: Path, crs: str | None) -> Source:
    """Read one Parquet file with whatever shapes it has."""
    frame, head = _read(path)
    column = str(head.get("primary_column") or "")
    told = head.get("columns", {}).get(column, {})
    if column and told.get("encoding") != _WKB:
        raise FileRefused(
            f"{path.name} holds its shapes as {told.get('encoding')}; write them as WKB, which "
            "GeoParquet 1.0 does."
        )
    geometry = _shapes(path, frame.pop(column)) if column in frame else None
    covering = _covering(told)
    records = pd.DataFrame(
        {
            str(name): [_cell(value) for value in frame[name].tolist()]
            for name in frame
            if str(name).partition(".")[0] not in covering
        },
        index=range(len(frame)),
        dtype=object,
    )
    stated = crs or _system(told)
    return Source(
        path=path,
        format="GeoParquet" if column else "Parquet",
        layer=None,
        records=records,
        row_numbers=list(range(1, len(frame) + 1)),
        record_count=len(frame),
        geometry=geometry,
        projection=None if bounds(geometry) is None else projection.recognise(stated),
    )


def _read(path: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    """All rows and what the head says of shapes; damage of any kind is one refusal."""
    with one_at_a_time:
        import fastparquet  # only here: it loads a compiler of its own, which no other file needs

    try:
        with path.open("rb") as handle:
            file = fastparquet.ParquetFile(handle)
            claimed, frame = int(file.count()), file.to_pandas()
            head = json.loads(file.key_value_metadata.get(_HEAD) or "{}")
    except Exception as error:  # a damaged file fails in whatever part of the reader meets it
        raise FileRefused(f"{path.name} is damaged or no Parquet file; export it again.") from error
    check_count(path, claimed, len(frame))
    return frame.reset_index(drop=True), head if isinstance(head, dict) else {}


def _shapes(path: Path, cells: "pd.Series[Any]") -> Any:
    try:
        found = shapely.from_wkb([cell if isinstance(cell, bytes) else None for cell in cells])
    except shapely.errors.ShapelyError as error:
        raise FileRefused(
            f"{path.name} holds shapes that cannot be read; export it again."
        ) from error
    return shapely.force_2d(np.asarray(found, dtype=object))


def _covering(told: dict[str, Any]) -> set[str]:
    """Columns that hold each shape's box beside it."""
    boxes = told.get("covering", {}).get("bbox", {})
    return {parts[0] for parts in boxes.values() if isinstance(parts, list) and parts}


def _system(told: dict[str, Any]) -> str:
    """The system of the shapes: longitude and latitude where the head says none."""
    crs = told.get("crs")
    if crs is None:
        return f"EPSG:{WGS84}"
    code = crs.get("id", {}) if isinstance(crs, dict) else {}
    if code.get("authority") == "EPSG":
        return f"EPSG:{code.get('code')}"
    return json.dumps(crs)


def _cell(value: Any) -> Any:
    """A native value; days and times as text, what is no value as None."""
    if isinstance(value, list | tuple | dict):
        return as_cell(value)
    if value is None or value != value:
        return None
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
