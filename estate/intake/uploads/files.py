"""Uploaded files, kept until their plan is committed or discarded.

Each lies in a folder of its own below ``<data folder>/uploads`` under a name of our making;
nothing of the sender's name reaches the file system but a suffix from a fixed list.
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from estate.errors import FileRefused
from estate.intake.sources.content import BY_SUFFIX, PARTS

_STEM = "upload"
_MAPPING = "mapping.toml"
_MAP = "map.geojson"
_CHUNK = 1024 * 1024
_NAME_LETTERS = 200
#: A layer that comes as loose files: its main file, and the parts beside it that say something
#: (indexes and metadata do not; the schema of a GML file is not needed).
_TOGETHER = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"),
    ".tab": (".dat", ".map", ".id"),
    ".mif": (".mid",),
    ".gml": (),
}
_SUFFIXES = frozenset(BY_SUFFIX) | PARTS
_METADATA = ".xml"


@dataclass(frozen=True)
class Part:
    """One file as it was sent: what the sender calls it, and its bytes."""

    name: str
    content: BinaryIO


@dataclass(frozen=True)
class Upload:
    """A kept upload: its folder is named after its plan."""

    plan_id: UUID
    file: Path
    file_name: str

    @property
    def folder(self) -> Path:
        """Where everything of this upload lies."""
        return self.file.parent

    @property
    def stored_file(self) -> str:
        """Where the file lies below the folder of uploads."""
        return f"{self.plan_id}/{self.file.name}"

    @property
    def mapping(self) -> Path | None:
        """The mapping file that came with it."""
        path = self.folder / _MAPPING
        return path if path.is_file() else None

    @property
    def map_file(self) -> Path:
        """Where the map of what would change is kept."""
        return self.folder / _MAP


def keep(uploads: Path, parts: Sequence[Part], mapping: BinaryIO | None = None) -> Upload:
    """Copy what was sent into a new folder; nothing is left there when it is refused."""
    main = _main_part(parts)
    own = _suffix(main.name)
    wanted = (own, *_TOGETHER.get(own, ()))
    plan_id = uuid4()
    folder = uploads / str(plan_id)
    uploads.mkdir(parents=True, exist_ok=True)
    with suppress(PermissionError):  # a folder of somebody else's that we may write to
        uploads.chmod(0o700)
    folder.mkdir(mode=0o700)
    try:
        for part in parts:
            if len(parts) == 1 or _suffix(part.name) in wanted:
                _write(part.content, folder / f"{_STEM}{_suffix(part.name)}")
        if mapping is not None:
            _write(mapping, folder / _MAPPING)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Upload(plan_id, folder / f"{_STEM}{own}", plain_name(main.name))


def kept(uploads: Path, stored_file: str, file_name: str) -> Upload:
    """The upload of a stored plan; ``FileRefused`` when its file is no longer there."""
    plan_id, _, name = stored_file.partition("/")
    upload = Upload(UUID(plan_id), uploads / plan_id / name, file_name)
    if not upload.file.is_file():
        raise FileRefused(f"{file_name} is no longer kept here; upload it again.")
    return upload


def remove(uploads: Path, plan_id: UUID) -> None:
    """Remove everything of one upload."""
    shutil.rmtree(uploads / str(plan_id), ignore_errors=True)


def remove_file(uploads: Path, plan_id: UUID) -> None:
    """Remove the organisation's file of a committed plan and keep the map of what changed.

    What cannot be removed now is swept later: the import has been done, whatever becomes of it.
    """
    folder = uploads / str(plan_id)
    with suppress(OSError):
        for path in (*folder.glob(f"{_STEM}*"), folder / _MAPPING):
            path.unlink(missing_ok=True)


def map_of(uploads: Path, plan_id: UUID) -> Path:
    """Where the map of a plan lies."""
    return uploads / str(plan_id) / _MAP


def plain_name(name: str) -> str:
    """The sender's name for a file as text to show: no folders, no control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown[:_NAME_LETTERS] or "unnamed file"


def _main_part(parts: Sequence[Part]) -> Part:
    """The file that names the upload: the only one, or the main one of a loose layer."""
    if len(parts) == 1:
        return parts[0]
    mains = [part for part in parts if _suffix(part.name) in _TOGETHER]
    others = [part for part in parts if _suffix(part.name) in BY_SUFFIX and part not in mains]
    stems = {_stem(part.name) for part in parts}
    suffixes = [_suffix(part.name) for part in parts if _suffix(part.name)]
    if len(mains) != 1 or others or len(stems) != 1 or len(set(suffixes)) < len(suffixes):
        raise FileRefused(
            "Send one file at a time, or together the parts of one layer, all of one name. For a "
            "shapefile these are .shp, .shx, .dbf, .prj and .cpg. For a MapInfo table they are "
            ".tab, .dat, .map and .id, or .mif and .mid. Put several layers into one zip."
        )
    return mains[0]


def _suffix(name: str) -> str:
    suffix = Path(plain_name(name)).suffix.lower()
    return suffix if suffix in _SUFFIXES else ""


def _stem(name: str) -> str:
    """Without its suffix; ``a.shp.xml`` is what ArcGIS says of ``a.shp``."""
    plain = plain_name(name).lower().removesuffix(_METADATA)
    return plain.removesuffix(Path(plain).suffix)


def _write(content: BinaryIO, path: Path) -> None:
    with path.open("xb") as handle:
        shutil.copyfileobj(content, handle, _CHUNK)
