"""One published file, or several of one edition, loaded whole or not at all."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from estate.codes import AreaMeasure, PublishedKind
from estate.errors import BadQuestion, FileRefused
from estate.intake.areas import file_sha256
from estate.intake.published import bringing, names, postcodes, spending, stops
from estate.intake.published.bringing import Brought
from estate.intake.rows import postcode_positions
from estate.progress import Progress, silent
from estate.register.queries import organisations, published
from estate.register.queries import postcode_positions as loaded_positions
from estate.register.queries.versions import county, envelope
from estate.register.writes.published import PublishedFacts, demand_new, record

#: What may come in several files of one edition.
_SEVERAL = (PublishedKind.OUTLINES, PublishedKind.POSTCODES, PublishedKind.NAMES)
#: Of which the newest edition by its day counts.
_BY_DAY = (PublishedKind.FIGURES, PublishedKind.POSTCODES, PublishedKind.SPENDING)


@dataclass(frozen=True)
class Loading:
    """What somebody loads: which files, of which edition and day, from where, under which licence;
    for a lookup without outlines its districts, for figures headings that are named, for spending
    its financial year; ``layer`` is the sheet of a workbook, or the table of a zip."""

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
    layer: str | None = None


@dataclass(frozen=True)
class Loaded:
    """What came of it: ``taken`` says what was read from which column, ``beside`` which edition
    counts from now on where one of the kind is loaded already."""

    published_file_id: UUID
    read: int
    kept: int
    elsewhere: int
    remarks: list[dict[str, str]]
    taken: list[str] = field(default_factory=list)
    beside: str | None = None


def load(
    connection: Connection,
    asked: Loading,
    *,
    today: date,
    by: str,
    progress: Progress = silent,
) -> Loaded:
    """Read and keep it. ``FileRefused`` says how to mend a file that cannot be taken."""
    found = looked_at(connection, asked, today=today, progress=progress)
    facts = _facts(connection, asked, found)
    beside = beside_which(connection, asked)
    progress("Keeping the rows", 0, len(found.rows))
    key = record(connection, facts, found.rows, today=today, by=by)
    return Loaded(
        key, found.read, len(found.rows), found.elsewhere, found.remarks, found.taken, beside
    )


def beside_which(connection: Connection, asked: Loading) -> str | None:
    """Which edition counts, where another of figures, postcodes or spending stands already; None
    for the first. Editions of the other kinds stand together."""
    if asked.kind not in _BY_DAY:
        return None
    newest = published.newest(connection, asked.kind)
    if newest is None or newest[0] == asked.edition.strip():
        return None
    edition, day = newest
    told = f"“{edition}” of {day} stands already"
    if day > asked.published_on:
        return f"{told} and is newer: where both say something, it counts, not this one."
    return f"{told}: where both say something, this one counts from now on."


def _facts(connection: Connection, asked: Loading, found: Brought) -> PublishedFacts:
    return PublishedFacts(
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


def looked_at(
    connection: Connection, asked: Loading, *, today: date, progress: Progress = silent
) -> Brought:
    """What the files bring, kept nowhere. It refuses what ``load`` refuses."""
    if not asked.paths or (len(asked.paths) > 1 and asked.kind not in _SEVERAL):
        raise BadQuestion("Name one file; outlines, postcodes and names may come in several.")
    for path in asked.paths:
        if not path.is_file():
            raise FileRefused(f"There is no file {path}.")
    facts = _facts(connection, asked, Brought([], 0, 0))
    demand_new(connection, facts, today)
    return _brought(connection, asked, progress)


def _brought(connection: Connection, asked: Loading, progress: Progress) -> Brought:
    match asked.kind:
        case PublishedKind.OUTLINES:
            box = envelope(connection)
            return bringing.outlines(
                asked.paths, box, asked.crs, layer=asked.layer, progress=progress
            )
        case PublishedKind.POSTCODES:
            box = envelope(connection)
            return postcodes.postcodes(asked.paths, box, sheet=asked.layer, progress=progress)
        case PublishedKind.LOOKUP:
            held = published.areas_of_county(connection)
            return bringing.lookup(asked.paths[0], held, asked.districts, asked.layer)
        case PublishedKind.FIGURES:
            held = published.areas_of_county(connection)
            progress(f"Reading {asked.paths[0].name}", 0, 0)
            linked = published.linked(connection)
            return bringing.figures(asked.paths[0], held, linked, asked.columns, asked.layer)
        case PublishedKind.SPENDING:
            bodies = organisations.by_any_name(connection)
            return spending.lines(asked.paths[0], asked.financial_year, bodies, asked.layer)
        case PublishedKind.STOPS:
            bodies = organisations.by_any_name(connection)
            box = envelope(connection)
            return stops.stops(
                asked.paths[0], bodies, box, lambda many: _spots(connection, many), asked.layer
            )
        case PublishedKind.NAMES:
            return names.names(asked.paths, envelope(connection), progress)


def _spots(connection: Connection, plain: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where postcodes are: as a published file that is loaded has them, else as the package."""
    return postcode_positions.places(plain) | loaded_positions.several(connection, plain)


def _fingerprint(paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return file_sha256(paths[0])
    joined = "".join(file_sha256(path) for path in paths)
    return hashlib.sha256(joined.encode()).hexdigest()
