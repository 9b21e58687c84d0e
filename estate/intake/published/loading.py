"""One published file, or several of one edition, loaded whole or not at all."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from estate.codes import AreaMeasure, PublishedKind
from estate.errors import BadQuestion
from estate.intake.areas import file_sha256
from estate.intake.published import bringing, names, spending, stops
from estate.intake.published.bringing import Brought
from estate.intake.rows import postcode_positions
from estate.register.queries import organisations, published
from estate.register.queries import postcode_positions as loaded_positions
from estate.register.queries.versions import county, envelope
from estate.register.writes.published import PublishedFacts, record

#: What may come in several files of one edition.
_SEVERAL = (PublishedKind.OUTLINES, PublishedKind.POSTCODES, PublishedKind.NAMES)


@dataclass(frozen=True)
class Loading:
    """What somebody loads: which files, of which edition and day, from where, under which licence;
    for a lookup without outlines its districts, for figures headings that are named, for spending
    its financial year and unit."""

    kind: PublishedKind
    paths: Sequence[Path]
    edition: str
    published_on: date
    source: str
    licence: str
    crs: str | None = None
    districts: Collection[str] = ()
    columns: Mapping[AreaMeasure, str] = field(default_factory=dict)
    financial_year: str | None = None


@dataclass(frozen=True)
class Loaded:
    """What came of it."""

    published_file_id: UUID
    read: int
    kept: int
    elsewhere: int
    remarks: list[dict[str, str]]


def load(connection: Connection, asked: Loading, *, today: date, by: str) -> Loaded:
    """Read and keep it. ``FileRefused`` says how to mend a file that cannot be taken."""
    found = looked_at(connection, asked)
    facts = PublishedFacts(
        kind=asked.kind,
        edition=asked.edition.strip(),
        published_on=asked.published_on,
        source=asked.source.strip(),
        licence=asked.licence.strip(),
        file_name=", ".join(path.name for path in asked.paths)[:500],
        file_sha256=_fingerprint(asked.paths),
        rows_read=found.read,
        rows_elsewhere=found.elsewhere,
        remarks=found.remarks,
        synthetic=bool(county(connection)["synthetic"]),
    )
    key = record(connection, facts, found.rows, today=today, by=by)
    return Loaded(key, found.read, len(found.rows), found.elsewhere, found.remarks)


def looked_at(connection: Connection, asked: Loading) -> Brought:
    """What the files bring, kept nowhere. ``FileRefused`` as ``load`` has it."""
    if not asked.paths or (len(asked.paths) > 1 and asked.kind not in _SEVERAL):
        raise BadQuestion("Name one file; outlines, postcodes and names may come in several.")
    return _brought(connection, asked)


def _brought(connection: Connection, asked: Loading) -> Brought:
    match asked.kind:
        case PublishedKind.OUTLINES:
            return bringing.outlines(asked.paths, envelope(connection), asked.crs)
        case PublishedKind.POSTCODES:
            return bringing.postcodes(asked.paths, envelope(connection))
        case PublishedKind.LOOKUP:
            held = published.areas_of_county(connection)
            return bringing.lookup(asked.paths[0], held, asked.districts)
        case PublishedKind.FIGURES:
            held = published.areas_of_county(connection)
            return bringing.figures(
                asked.paths[0], held, published.linked(connection), asked.columns
            )
        case PublishedKind.SPENDING:
            bodies = organisations.by_any_name(connection)
            return spending.lines(asked.paths[0], asked.financial_year, bodies)
        case PublishedKind.STOPS:
            bodies = organisations.by_any_name(connection)
            box = envelope(connection)
            return stops.stops(asked.paths[0], bodies, box, lambda many: _spots(connection, many))
        case PublishedKind.NAMES:
            return names.names(asked.paths, envelope(connection))


def _spots(connection: Connection, plain: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where postcodes are: as a published file that is loaded has them, else as the package."""
    return postcode_positions.places(plain) | loaded_positions.several(connection, plain)


def _fingerprint(paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return file_sha256(paths[0])
    joined = "".join(file_sha256(path) for path in paths)
    return hashlib.sha256(joined.encode()).hexdigest()
