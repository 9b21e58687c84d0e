"""One door for all formats."""

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import shapely

from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.sources import projection
from estate.intake.sources.archive import unpack
from estate.intake.sources.common import Source, bounded, bounds, pick_layer
from estate.intake.sources.content import BY_SUFFIX, READ, TABLES, Form, form_of
from estate.intake.sources.delimited import open_delimited
from estate.intake.sources.geopackage import open_geopackage
from estate.intake.sources.geoparquet import open_parquet
from estate.intake.sources.json_records import open_json
from estate.intake.sources.packaged import open_packaged
from estate.intake.sources.several_layers import (
    MOST_LAYERS,
    PLUS,
    are_drawn_twice,
    are_one_delivery,
    joined,
    left_for_another_time,
)
from estate.intake.sources.shapefile import open_shapefile
from estate.intake.sources.stated_encoding import as_stated
from estate.intake.sources.systems import as_read, lies_elsewhere, likely
from estate.intake.sources.wkt import with_shapes
from estate.intake.sources.xml_layers import open_xml
from estate.late_imports import one_at_a_time

#: The tables that make an archive a timetable (GTFS).
_TIMETABLE = frozenset({"stops.txt", "routes.txt", "trips.txt", "stop_times.txt"})


def open_source(
    path: Path,
    layer: str | None = None,
    crs: str | None = None,
    *,
    envelope: Envelope | None = None,
    area: str = "the area",
    in_batches: bool = False,
    encoding: str | None = None,
) -> Source:
    """Open a file, folder or zip; every record of one layer, or ``FileRefused``.

    ``in_batches`` leaves the further batches of a long layer to be read by
    ``Source.batches``; the caller then closes the source.

    Geometry comes in British National Grid or in longitude and latitude, as
    ``Source.projection`` says. Web Mercator, UTM 30 and 31, ETRS89 and OSGB36 degrees are
    transformed where stated or certain; a layer in any other system is refused. ``crs`` is the
    caller's statement and outranks the file's own, as ``encoding`` does for texts and tables.
    """
    path = Path(path)
    if not path.exists():
        raise FileRefused(f"There is no file {path}.")
    with ExitStack() as stack:
        stack.enter_context(as_stated(encoding))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="estate-intake-"))
        source = _open(path, Path(folder), layer, crs)
        source = _as_read(source, path.name, envelope, area)
        if in_batches and source.rest is not None:
            rest = source.rest
            return replace(
                bounded(source),
                path=path,
                rest=lambda: map(bounded, rest()),
                on_close=stack.pop_all().close,
            )
        return replace(bounded(source.whole()), path=path)


def _as_read(source: Source, name: str, envelope: Envelope | None, area: str) -> Source:
    """The layer in a system that the register speaks; a wrong label is told from a wrong file."""
    found = as_read(source)
    if found is source or (found and not (envelope and lies_elsewhere(found, envelope))):
        return found
    place, shapes = source.projection, source.geometry
    if place is None or shapes is None:
        return source
    box = bounds(source.whole().geometry) if found is None else None
    if box is not None and envelope and not projection.outside(place, box, envelope):
        raise projection.refuse_foreign(name, place, box, envelope, area)
    fit = None if envelope is None else likely(shapely.get_coordinates(shapes), envelope)
    if fit is not None and not fit.is_swapped:
        raise FileRefused(
            f"{name} says that it is in {place.name}, but its coordinates fit {fit.name} and lie "
            f"in {area}: state {fit.option}."
        )
    if found is None:
        raise projection.refuse_foreign(name, place, box, envelope, area)
    return found


def _open(path: Path, folder: Path, layer: str | None, crs: str | None) -> Source:
    """One layer, or several with a plus between their names; a layer may be called so, too."""
    if layer is None or PLUS not in layer:
        return _open_one(path, folder, layer, crs)
    try:
        return _open_one(path, folder, layer, crs)
    except FileRefused:
        names = [name.strip() for name in layer.split(PLUS)]
        if len(names) > MOST_LAYERS:
            raise FileRefused(
                f"{path.name}: at most {MOST_LAYERS} layers are read as one."
            ) from None
    parts = []
    for number, name in enumerate(names):
        part_folder = folder / f"part {number}"
        part_folder.mkdir()
        parts.append(_open_one(path, part_folder, name, crs))
    return joined(path, parts, names)


def _open_one(path: Path, folder: Path, layer: str | None, crs: str | None) -> Source:
    if path.is_dir() and path.suffix.lower() != ".gdb":
        return _open_folder(path, path, folder, layer, crs)
    form = form_of(path)
    if form is not Form.ZIP:
        return _open_file(path, form, folder, layer, crs)
    inside = folder / "unpacked"
    unpack(path, inside)
    return _open_folder(path, inside, folder, layer, crs)


def _open_folder(
    named: Path, inside: Path, folder: Path, layer: str | None, crs: str | None
) -> Source:
    """The one file of a folder or archive, or the one that ``layer`` names, or a question."""
    found = _layers_of(inside)
    if not found:
        raise _refuse_empty(named, inside)
    if {path.name for path in found} >= _TIMETABLE:
        raise FileRefused(
            f"{named.name} is a timetable (GTFS), not a list. It belongs to the network: "
            f"estate network build EXTRACT.osm.pbf --gtfs {named.name}."
        )
    if len(found) == 1:
        form = form_of(found[0])
        inner = None if form is Form.SHAPEFILE else layer
        source = _open_file(found[0], form, folder, inner, crs)
        return replace(source, notes=(*source.notes, *_left_out(inside, found)))
    whole = are_one_delivery(found)
    if whole and layer is None:
        parts = [_open_file(path, Form.SHAPEFILE, folder, None, crs) for path in found]
        if not are_drawn_twice(parts):
            source = joined(named, parts, [path.stem for path in found])
            return replace(source, notes=(*source.notes, *_left_out(inside, found)))
    stems = {path.stem: path for path in found}
    if len(stems) < len(found):
        stems = {path.relative_to(inside).as_posix(): path for path in found}
    file, inner = _parts(layer, list(stems))
    chosen = stems[pick_layer(named, list(stems), file)]
    source = _open_file(chosen, form_of(chosen), folder, inner, crs)
    notes = (*source.notes, *_left_out(inside, found))
    if whole:
        notes = (*notes, left_for_another_time(list(stems), chosen.stem))
    return replace(source, layer=chosen.stem, layers=tuple(stems), notes=notes)


def _left_out(inside: Path, found: list[Path]) -> list[str]:
    """A note on what could be read but is not: tables beside maps, archives within archives."""
    others = sorted(
        path.relative_to(inside).as_posix()
        for path in inside.rglob("*")
        if path.is_file()
        and path.suffix.lower() in BY_SUFFIX
        and path not in found
        and path.suffix.lower() != ".txt"
        and "__MACOSX" not in path.parts
        and not path.name.startswith(".")
        and not any(base in path.parents for base in found)
    )
    if not others:
        return []
    listed = ", ".join(f"“{name}”" for name in others[:10]) + (" …" if others[10:] else "")
    return [f"Not read, because maps go before tables: {listed}; send it by itself."]


def _parts(layer: str | None, names: list[str]) -> tuple[str | None, str | None]:
    """``buildings/offices`` is the layer or sheet “offices” of the file “buildings”."""
    if layer is None or layer.casefold() in [name.casefold() for name in names]:
        return layer, None
    for name in names:
        if layer.casefold().startswith(name.casefold() + "/"):
            return name, layer[len(name) + 1 :]
    return layer, None


def _layers_of(inside: Path) -> list[Path]:
    """What can be read in a folder: maps before tables, tables before plain text."""
    everything = sorted(p for p in inside.rglob("*") if not p.name.startswith("."))
    bases = [p for p in everything if p.is_dir() and p.suffix.lower() == ".gdb"]
    files = [
        p
        for p in everything
        if p.is_file() and "__MACOSX" not in p.parts and not any(b in p.parents for b in bases)
    ]
    known = {p: BY_SUFFIX[p.suffix.lower()] for p in files if p.suffix.lower() in BY_SUFFIX}
    maps = [p for p, form in known.items() if form not in TABLES and form is not Form.ZIP]
    tables = [p for p, form in known.items() if form in TABLES and p.suffix.lower() != ".txt"]
    texts = [p for p in known if p.suffix.lower() == ".txt"]
    if Form.ZIP in known.values() and not (bases or maps or tables):
        return []  # a readme beside an archive is not what is meant
    return bases + maps or tables or texts or [p for p in files if p not in known][:1]


def _refuse_empty(named: Path, inside: Path) -> FileRefused:
    if any(p.suffix.lower() in (".zip", ".kmz") for p in inside.rglob("*")):
        return FileRefused(
            f"{named.name} holds an archive within the archive; send the inner one by itself."
        )
    return FileRefused(f"{named.name} holds nothing that is read; send {READ}.")


def _open_file(path: Path, form: Form, folder: Path, layer: str | None, crs: str | None) -> Source:
    if form is Form.SHAPEFILE:
        return open_shapefile(path, crs)
    if form is Form.GEOPACKAGE:
        return open_geopackage(path, folder, layer, crs)
    if form is Form.JSON:
        return open_json(path, crs)
    if form is Form.PARQUET:
        return open_parquet(path, crs)
    if form is Form.CSV:
        return with_shapes(open_delimited(path), crs)
    if form in (Form.XLSX, Form.XLS, Form.ODS):
        # Only here: reading workbooks takes three libraries, which a map need not wait for.
        with one_at_a_time:
            from estate.intake.sources.workbook import open_workbook

        return open_workbook(path, form, layer)
    if form in (Form.KML, Form.GML):
        return open_xml(path, folder, form, layer, crs)
    if form is Form.ZIP:
        raise FileRefused(
            f"{path.name} is an archive within the archive; send the inner one by itself."
        )
    return open_packaged(path, form, layer, crs)
