"""The county's description (``area.toml``) and its overlays come in here."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError
from sqlalchemy import Connection

from estate.codes import AreaKind
from estate.errors import AreaRefused, FileRefused
from estate.geometry import WGS84, geometry_to_grid, repair_polygon
from estate.intake.cells import values
from estate.intake.sources import Source
from estate.late_imports import one_at_a_time
from estate.register.area_records import AreaDescription
from estate.register.names import name_key
from estate.register.queries.versions import county, envelope
from estate.register.writes.area import OverlayArea, changed_areas, replace_areas
from estate.register.writes.batches import BatchFacts, next_version, record_batch

_PARTS = {"area", "town", "organisation"}
_NAME_HEADINGS = ("name", "areaname", "districtname", "lad", "title")
#: The Office for National Statistics names a column of names so: WD13NM, LAD23NM, LSOA11NM.
_ONS_NAME = re.compile(r"^[a-z]{2,6}\d{2}nm$")


def read_area_file(path: Path) -> AreaDescription:
    """Read an ``area.toml``; ``AreaRefused`` names the first thing wrong with it."""
    if not path.is_file():
        raise AreaRefused(f"There is no file {path}; what it holds is told in docs/gis-staff.md.")
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AreaRefused(f"{path.name} is not readable TOML: {error}.") from error
    unknown = sorted(set(content) - _PARTS)
    if unknown:
        raise AreaRefused(
            f"{path.name}: “{unknown[0]}” is not known; it holds [area] with [area.envelope], "
            "[[town]] and [[organisation]]."
        )
    area = dict(content.get("area", {}))
    area["towns"], area["organisations"] = content.get("town", []), content.get("organisation", [])
    try:
        return AreaDescription.model_validate(area)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise AreaRefused(f"{path.name}: {where}: {first['msg']}.") from error


def import_areas(
    connection: Connection,
    path: Path,
    kind: AreaKind,
    *,
    layer: str | None = None,
    crs: str | None = None,
) -> int:
    """Load an overlay's outlines; those of the same kind and name are replaced, and
    only where they differ: the same file again changes nothing.

    Returns how many there were. ``AreaRefused`` when one has no name, no area, or lies
    outside the county.
    """
    with one_at_a_time:
        from estate.intake.readers.ask_a_reader import open_source

    held = county(connection)
    try:
        source = open_source(path, layer, crs, envelope=envelope(connection), area=held["name"])
    except FileRefused as refusal:
        raise AreaRefused(str(refusal)) from refusal
    areas = [_area(connection, source, index) for index in range(source.record_count)]
    repeated = [a.name for a in areas if sum(b.name == a.name for b in areas) > 1]
    if repeated:
        raise AreaRefused(f"{path.name} holds “{repeated[0]}” more than once.")
    changed = changed_areas(connection, kind, areas)
    batch_id = record_batch(
        connection,
        BatchFacts(
            organisation_code=None,
            kind=kind.value,
            file_name=path.name,
            file_sha256=file_sha256(path),
            record_count=source.record_count,
            counts={"areas": len(areas), "changed": len(changed)},
            changed=bool(changed),
            imported_by="areas import",
            encoding=source.encoding,
            crs=None if source.projection is None else source.projection.name,
        ),
    )
    if changed:
        replace_areas(connection, kind, changed, batch_id=batch_id, source=path.name)
        next_version(connection, f"areas of kind {kind.value}", batch_id)
    return len(areas)


def file_sha256(path: Path) -> str:
    """Fingerprint of a file, or of all files of a folder in the order of their names."""
    digest = hashlib.sha256()
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    for file in files:
        with file.open("rb") as handle:
            for block in iter(lambda: handle.read(1 << 20), b""):
                digest.update(block)
    return digest.hexdigest()


def _area(connection: Connection, source: Source, index: int) -> OverlayArea:
    cells = {name_key(str(h)): source.records[h].iloc[index] for h in source.records.columns}
    headings = [*_NAME_HEADINGS, *(h for h in cells if _ONS_NAME.match(h))]
    name = next((t for h in headings if (t := values.text(cells.get(h)))), None)
    where = f"Outline {source.row_numbers[index]} of {source.path.name}"
    if name is None:
        listed = ", ".join(f"“{heading}”" for heading in source.records.columns[:20]) or "none"
        raise AreaRefused(
            f"{where} has no name: none of its columns is called NAME, or it is blank there. Its "
            f"columns: {listed}."
        )
    shape = None if source.geometry is None else source.geometry[index]
    if shape is None or source.projection is None:
        raise AreaRefused(f"{where} (“{name}”) has no geometry.")
    if source.projection.epsg == WGS84:
        shape = geometry_to_grid(shape)
    if not np.isfinite(shape.bounds).all():
        raise AreaRefused(f"{where} (“{name}”) lies outside the county; check the file.")
    outline = repair_polygon(shape).geometry
    if outline is None:
        raise AreaRefused(f"{where} (“{name}”) has no area.")
    centre = outline.point_on_surface()
    if not envelope(connection).contains(centre.x, centre.y):
        raise AreaRefused(f"{where} (“{name}”) lies outside the county; check the file.")
    return OverlayArea(name, outline, _people(cells, "population"), _people(cells, "households"))


def _people(cells: dict[str, Any], heading: str) -> int | None:
    try:
        return values.whole(cells.get(heading))
    except ValueError:
        return None
