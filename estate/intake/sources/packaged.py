"""FlatGeobuf, MapInfo TAB and file geodatabases: read through GDAL, counted by their heads."""

from pathlib import Path

from estate.errors import FileRefused
from estate.intake.sources.common import Source, check_count, pick_layer
from estate.intake.sources.content import Form
from estate.intake.sources.domains import of_geodatabase, with_words
from estate.intake.sources.gdal_layers import layer_names, read_layer, stated_facts
from estate.intake.sources.shapefile import read_dbf, sibling

_LONGEST_TAB = 1_000_000
#: Lines of a .tab that lead to other tables.
_ELSEWHERE = (b"create view", b"open table", b"select ", b"file ", b"begin_link")


def open_packaged(path: Path, form: Form, layer: str | None, crs: str | None) -> Source:
    """Read one layer, of which the file's own head says how many records it has."""
    if form is Form.MAPINFO:
        _require_mapinfo(path)
    names = layer_names(path)
    name = pick_layer(path, names, layer)
    stated_count, stated = stated_facts(path, name)
    claimed = stated_count
    if form is Form.MAPINFO:
        claimed = _mapinfo_records(path)
    _refuse_impossible(path, max(claimed, stated_count))
    source = read_layer(path, form.value, name, crs=crs, stated=stated, layers=names)
    check_count(path, claimed, source.record_count)
    if form is Form.GEODATABASE:
        return with_words(source, of_geodatabase(path, name))
    return source


def _refuse_impossible(path: Path, claimed: int) -> None:
    """A damaged head may claim billions of records, for which memory would be set aside."""
    beside = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.stem}.*")
    if claimed > sum(part.stat().st_size for part in beside if part.is_file()):
        raise FileRefused(
            f"{path.name} claims {claimed:,} records, more than fit into it; export it again from "
            "the program that made it."
        )


def _mapinfo_records(path: Path) -> int:
    """Rows of the table that goes with the shapes: a dBase head, or lines of text."""
    if path.suffix.lower() != ".mif":
        return read_dbf(sibling(path, ".dat")).records
    lines = sibling(path, ".mid").read_bytes().splitlines()
    return sum(1 for line in lines if line.strip())


def _require_mapinfo(path: Path) -> None:
    exchange = path.suffix.lower() == ".mif"
    parts = (".mid",) if exchange else (".dat", ".map", ".id")
    held = {other.suffix.lower() for other in path.parent.iterdir() if other.stem == path.stem}
    missing = [suffix for suffix in parts if suffix not in held]
    if missing:
        whole = ".mif, .mid" if exchange else ".tab, .dat, .map, .id"
        raise FileRefused(
            f"{path.name} came without its {', '.join(missing)}; send all files of the MapInfo "
            f"table ({whole}), best as one zip."
        )
    if not exchange and not _is_native(path):
        raise FileRefused(
            f"{path.name} only points at other tables (linked or seamless); save a copy of it as "
            "a native MapInfo table."
        )


def _is_native(path: Path) -> bool:
    """Whether a .tab describes a table of its own parts: not a view, not one that is linked to a
    database, not a seamless one, whose rows name other tables."""
    with path.open("rb") as handle:
        text = handle.read(_LONGEST_TAB + 1)
    if len(text) > _LONGEST_TAB:
        return False
    lines = [b" ".join(line.split()).lower() for line in text.splitlines()]
    types = [line.split()[1:2] for line in lines if line.startswith(b"type ")]
    return types == [[b"native"]] and not any(
        line.startswith(_ELSEWHERE) or (b"isseamless" in line and b"true" in line) for line in lines
    )
