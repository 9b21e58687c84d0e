"""Every hostile file through a reader, as the service reads it: a sentence or a harmless table,
soon, nothing fetched, and the memory of whoever asked as it was."""

import os
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from estate.errors import FileRefused
from estate.intake import readers
from estate.intake.readers import ask_a_reader
from tests.intake import hostile
from tests.intake.test_geopackages import VIEWS
from tests.intake.test_large_workbooks import (
    HEADINGS,
    INLINE,
    LARGE,
    cell,
    ods,
    row,
    rows,
    workbook,
)
from tests.intake.test_nothing_fetched import Listener

#: Ten seconds by the clock of a machine at rest; a busy one is given its time, not for ever.
_HANG_S = 120.0
_MORE_BYTES = 200 << 20


@pytest.fixture
def listener() -> Iterator[Listener]:
    one = Listener()
    yield one
    one.close()


def held_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def bombs(folder: Path) -> Iterator[Path]:
    """Files that are large in another way than by their size."""
    book = workbook(folder / "rows.xlsx", rows(400_000, INLINE))
    yield book
    yield ods(folder / "rows.ods", HEADINGS, row(cell("A1", 9_999), 9_999))
    deep = folder / "deep.json"
    deep.write_text("[" * 200_000)
    yield deep
    wide = folder / "wide.json"
    wide.write_text("[" + ",".join(f'{{"k{n}": 1}}' for n in range(5_000)) + "]")
    yield wide
    noughts = folder / "noughts.zip"
    with zipfile.ZipFile(noughts, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "LOCAL_REF\n" + "\0" * 60_000_000)
    yield noughts
    nested = folder / "nested.zip"
    with zipfile.ZipFile(nested, "w") as archive:
        archive.write(noughts, "inner.zip")
    yield nested
    many = folder / "many.zip"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(2_100):
            archive.writestr(f"{number}.csv", "a\n1\n")
    yield many
    out = folder / "out.zip"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../a.csv", "LOCAL_REF\nA1\n")
    yield out
    laughs = folder / "laughs.kml"
    laughs.write_text("<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
        + "]><kml>&j;</kml>")  # fmt: skip
    yield laughs
    yield from _geopackages(folder)


def _geopackages(folder: Path) -> Iterator[Path]:
    for number, how in enumerate(sorted(hostile.COMPUTING)):
        path = hostile.geopackage(folder / f"computing{number}.gpkg", *hostile.COMPUTING[how])
        if how in VIEWS:  # beside a table they would be left out, which is no refusal
            with sqlite3.connect(path) as database:
                database.execute("DROP TABLE assets")
                database.execute("DELETE FROM gpkg_contents WHERE table_name = 'assets'")
            database.close()
        yield path


def pointers(folder: Path, at: str) -> Iterator[Path]:
    """Files that name an address; whether they are read or refused, nobody asks it."""
    for number, text in enumerate([*hostile.gml_texts(at).values()]):
        path = folder / f"schema{number}.gml"
        path.write_text(text, "utf-16" if number % 2 else "utf-8")
        yield path
    for number, text in enumerate(hostile.kml_texts(at).values()):
        path = folder / f"links{number}.kml"
        path.write_text(text, "utf-8")
        yield path
    yield hostile.workbook_with_links(folder / "links.xlsx", at)


def refused_pointers(folder: Path, at: str) -> Iterator[Path]:
    """Files that are nothing but pointers."""
    for name, text in hostile.elsewhere(at).items():
        path = folder / name
        path.write_text(text, "utf-8")
        yield path
    for number, lines in enumerate(hostile.tabs(at).values()):
        yield hostile.tab(folder / f"table{number}.tab", lines)


def test_bombs_are_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "sound.csv").write_text("LOCAL_REF\nA1\n")
    ask_a_reader.open_source(tmp_path / "sound.csv")  # the reader is up
    before = held_bytes()
    for path in bombs(tmp_path):
        start = time.monotonic()
        with pytest.raises(FileRefused) as said:
            ask_a_reader.open_source(path)
        assert str(said.value).endswith(".") and path.name in str(said.value), said.value
        assert time.monotonic() - start < _HANG_S, path.name
    assert held_bytes() - before < _MORE_BYTES
    assert ask_a_reader.open_source(tmp_path / "sound.csv").record_count == 1


def test_pointers_point_at_nothing(tmp_path: Path, listener: Listener) -> None:
    before = held_bytes()
    for path in pointers(tmp_path, listener.address):
        try:
            ask_a_reader.open_source(path)
        except FileRefused as refusal:
            assert path.name in str(refusal) or "coordinate system" in str(refusal)
    for path in refused_pointers(tmp_path, listener.address):
        with pytest.raises(FileRefused):
            ask_a_reader.open_source(path)
    assert listener.heard == []
    assert held_bytes() - before < _MORE_BYTES


@pytest.mark.long
def test_every_large_workbook_is_refused_soon(tmp_path: Path) -> None:
    before = held_bytes()
    for number, (change, says) in enumerate(LARGE.values()):
        path = workbook(tmp_path / f"{number}.xlsx", change)
        start = time.monotonic()
        with pytest.raises(FileRefused, match=says):
            ask_a_reader.open_source(path)
        assert time.monotonic() - start < _HANG_S, path.name
    assert held_bytes() - before < _MORE_BYTES


@pytest.mark.long
def test_what_only_the_limits_stop_is_stopped(tmp_path: Path) -> None:
    readers.use(readers.Limits(seconds=8, memory_mb=600))
    try:
        before = held_bytes()
        objects = tmp_path / "objects.json"
        objects.write_text('[{"a": [' + "[]," * 40_000_000 + "[]]}]")
        table = tmp_path / "wide.csv"
        table.write_text("LOCAL_REF\n" + ("A" * 90 + "\n") * 1_900_000)
        for path in (objects, table):
            with pytest.raises(FileRefused, match="takes too much time or memory"):
                ask_a_reader.open_source(path)
        assert held_bytes() - before < _MORE_BYTES
    finally:
        readers.use(readers.Limits())
