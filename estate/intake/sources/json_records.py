"""JSON: a FeatureCollection, features one after another, or a plain list of records."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from estate.errors import FileRefused
from estate.intake.sources.common import Source, as_cell, frame_of
from estate.intake.sources.delimited import decode
from estate.intake.sources.domains import with_words
from estate.intake.sources.esri_json import as_features, is_esri, lists_of, notes_of, system_of
from estate.intake.sources.geojson import geojson_source

_BLANK = " \t\r\n\x1e"


def open_json(path: Path, crs: str | None) -> Source:
    """Read whatever JSON it is; every feature or record of it."""
    text, encoding = decode(path.read_bytes(), path.name)
    try:
        content, form = _parse(path, text)
        if is_esri(content):
            return _of_service(path, content, crs, encoding)
        features = _features(content)
        if features is not None:
            head = content if isinstance(content, dict) else {}
            return geojson_source(path, features, head, crs, encoding, form)
        records = _records(content)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as why:
        raise FileRefused(
            f"{path.name} is not a GeoJSON FeatureCollection nor a list of records; "
            "export it again."
        ) from why
    if records is None:
        raise FileRefused(
            f"{path.name} is not a GeoJSON FeatureCollection nor a list of records; "
            + (
                "TopoJSON is not read, export it as GeoJSON."
                if _type(content) == "Topology"
                else "export it again."
            )
        )
    rows = [{key: as_cell(value) for key, value in record.items()} for record in records]
    return Source(
        path=path,
        format="JSON",
        layer=None,
        records=frame_of(path.name, rows),
        row_numbers=list(range(1, len(rows) + 1)),
        record_count=len(records),
        encoding=encoding,
    )


def _of_service(path: Path, content: dict[str, Any], crs: str | None, encoding: str) -> Source:
    """An answer of a feature service in ArcGIS' own JSON."""
    features, system = as_features(content), crs or system_of(content)
    source = geojson_source(path, features, {}, system, encoding, "ArcGIS JSON")
    told = with_words(source, lists_of(content))
    return replace(told, notes=(*told.notes, *notes_of(content)))


def _parse(path: Path, text: str) -> tuple[Any, str]:
    """The content, and whether it was one document or one feature a line."""
    try:
        return json.loads(text.strip(_BLANK), object_pairs_hook=_no_key_twice), "GeoJSON"
    except json.JSONDecodeError:
        parts = [part for part in _split(text) if part.strip(_BLANK)]
        if len(parts) < 2:
            raise
    return [
        json.loads(part.strip(_BLANK), object_pairs_hook=_no_key_twice) for part in parts
    ], "GeoJSON sequence"


def _split(text: str) -> list[str]:
    """Documents between record separators (RFC 8142), else one a line."""
    return text.split("\x1e") if "\x1e" in text else text.splitlines()


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that stands twice in one object would lose its first value in silence."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice")
    return made


def _type(content: Any) -> str | None:
    return content.get("type") if isinstance(content, dict) else None


def _features(content: Any) -> list[Any] | None:
    if _type(content) == "Feature":
        return [content]
    if isinstance(content, dict) and "features" in content:
        return list(content["features"]) if isinstance(content["features"], list) else [None]
    if isinstance(content, list) and content and all(_type(c) == "Feature" for c in content):
        return content
    return None


def _records(content: Any) -> list[dict[str, Any]] | None:
    """A list of objects, or the only such list within an object."""
    if isinstance(content, dict):
        lists = [v for v in content.values() if _is_records(v)]
        return lists[0] if len(lists) == 1 and _type(content) != "Topology" else None
    return content if _is_records(content) else None


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
