"""A cell of any length takes time in proportion to it, is bounded, and is said to be."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import api
import estate
from api.http import parameters
from api.properties import paging as properties_paging
from estate.codes import IssueCode, RatingScheme, RecordKind, Status, UseClass
from estate.errors import FileRefused
from estate.intake.cells import area_units as units
from estate.intake.cells import hints, money_units, values
from estate.intake.cells.classes import propose
from estate.intake.cells.financial_years import financial_year
from estate.intake.cells.grid_references import grid_square
from estate.intake.cells.lengths import (
    LONGEST_CELL,
    LONGEST_HEADING,
    MOST_COLUMNS,
    one_line,
    within,
)
from estate.intake.columns.conventions import fields_of
from estate.intake.columns.cut_headings import whole_headings
from estate.intake.columns.mappings import read_mapping
from estate.intake.columns.recognition import proposal, recognise
from estate.intake.file_reading import read_all
from estate.intake.reshaping import area_unit_columns
from estate.intake.rows.context import Context
from estate.intake.sources import open_source
from estate.intake.sources.common import distinct
from estate.intake.sources.headings import said_again
from estate.intake.sources.plain_xml import plain
from estate.intake.sources.projection import recognise as system_of
from estate.intake.sources.unit_rows import with_unit_row
from estate.intake.uploads import files as uploads_files
from estate.quality import references
from estate.register.names import name_key
from tests.intake import patterns
from tests.intake.test_fuzz import ENVELOPE

#: Taken as a whole (``fullmatch``) and from short texts alone, or from files of our own.
_OURS = {"estate.intake.sources.unit_rows._KINDS.0"}
#: Held against the beginning of a text alone (``match``), not against every place in it.
_FROM_THE_START = {"estate.intake.columns.heading_words._EXPLAINED.0",
                   "estate.intake.cells.classes._OF_A_STREET.0"}  # fmt: skip
_OWN_FILES = ("maps.", "api.http.openapi", "estate.db.", "api.html.charts")
_ALL = {
    name: pattern
    for name, pattern in patterns.patterns(estate, api).items()
    if name not in _OURS and not name.startswith(_OWN_FILES)
}
_SOME = ["1,", "1", " ", "1 ", "1.", "-", "(", "/", "£", "a", "A1", "SO ", "\n", "\t", "sq ", "12/",
         "E+", ";", "[", "{", '"', "'", ".0", "st", "\u0301\u0323", "\u200b", "ﷺ", "per ",
         "POINT(", "«", "00", "total ", "Wright-"]  # fmt: skip


def _column(text: str) -> Any:
    return proposal(pd.DataFrame({text[:60]: [text], "b": ["1"]}), RecordKind.PROPERTY)


PARSERS: dict[str, Callable[[str], Any]] = {
    "text": values.text,
    "number": values.number,
    "whole": values.whole,
    "day": values.day,
    "yes or no": values.yes_no,
    "UPRN": values.uprn,
    "postcode": values.postcode,
    "financial year": financial_year,
    "pair of coordinates": values.coordinate_pair,
    "code": lambda text: values.code(text, UseClass, "use_class", {"a": "b"}),
    "word": lambda text: values.word(text, "holding_type", {"a": "b"}),
    "doubtful reference": values.doubtful_reference,
    "doubtful references": values.may_be_doubtful,
    "area": units.read_area,
    "unit of a heading": units.unit_of_heading,
    "heading without unit": units.without_unit,
    "unit in a column": lambda text: area_unit_columns.with_units(*[pd.Series([text])] * 2),
    "scale of money": lambda text: money_units.scale_of_heading(text, "amount_gbp_pa"),
    "heading without scale": money_units.without_scale,
    "no amount": lambda text: money_units.no_amount(text, "amount_gbp_pa"),
    "stated scale": money_units.stated_scale,
    "grid reference": grid_square,
    "hint on a date": hints.date_hint,
    "hint on a UPRN": hints.shortened_uprn,
    "hint on a postcode": hints.postcode_hint,
    "class by name": lambda text: propose(None, Status.IN_USE, False, text),
    "name": name_key,
    "cut heading": lambda text: whole_headings(text[:10], {}, {}),
    "columns": _column,
    "row of units": lambda text: with_unit_row([text], [text]),
    "headings said again": lambda text: said_again([text, text], [(1, [text, text])]),
    "headings": lambda text: distinct(text.split(" ")),
    "XML": plain,
    "one line": one_line,
    "bounded": within,
    "file name": uploads_files.plain_name,
    "reference": lambda text: references.partly_same(text, text[::-1]),
    "search": lambda text: parameters.PropertyQuery.model_validate({"q": text, "town": [text]}),
    "box": lambda text: parameters.PropertyQuery.model_validate({"bbox": text}),
    "cursor": properties_paging.read_cursor,
}  # fmt: skip
#: Of a cell 10,000 letters are read; a parser is tried with four times as many.
_FAR_BEYOND = 4 * LONGEST_CELL
#: What reaches a parser is bounded before; these look at no more than so many letters.
LONGEST = {
    "scale of money": LONGEST_HEADING, "heading without scale": LONGEST_HEADING,
    "no amount": LONGEST_HEADING, "stated scale": LONGEST_HEADING,
    "unit of a heading": LONGEST_HEADING, "heading without unit": LONGEST_HEADING,
    "class by name": 300, "search": 8_000, "columns": LONGEST_CELL,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(_ALL))
def test_a_pattern_takes_time_in_proportion(name: str) -> None:
    pattern = _ALL[name]

    def read(text: str) -> None:
        if name in _FROM_THE_START:
            pattern.match(text)
            return
        for _ in pattern.finditer(text):
            pass

    for bit in patterns.bits(patterns.tokens(pattern), 4):
        found = patterns.grows_too_fast(read, bit, 8_000)
        assert found is None, f"{pattern.pattern!r}: {found}"


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_parser_takes_time_in_proportion(name: str) -> None:
    for bit in _SOME:
        found = patterns.grows_too_fast(PARSERS[name], bit, LONGEST.get(name, 10_000))
        assert found is None, found


@pytest.mark.parametrize("bit", ["PROJCS[", 'GEOGCS["a",', "+proj=", "+init=", "{"])
def test_a_system_takes_time_in_proportion(bit: str) -> None:
    assert patterns.grows_too_fast(system_of, bit, 50_000) is None


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_parser_takes_time_in_proportion_whatever_is_repeated(name: str) -> None:
    every = {token for pattern in _ALL.values() for token in patterns.tokens(pattern)}
    for bit in [*patterns.bits(_SOME, len(_SOME)), *sorted(every)]:
        found = patterns.grows_too_fast(PARSERS[name], bit, LONGEST.get(name, _FAR_BEYOND))
        assert found is None, found


def test_the_square_is_found() -> None:
    import re

    careless = re.compile(r"\d[\d.,]*\s*(?:ha|m2)")
    assert patterns.grows_too_fast(careless.findall, "1,", 8_000) is not None


@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_column_of_endless_cells_is_read_and_told(tmp_path: Path, kind: RecordKind) -> None:
    fields = sorted(fields_of(kind))
    path = tmp_path / "long.csv"
    bits = ["1,", "1", "- ", "a", "\u0301\u0323"]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(fields)
        writer.writerows([patterns.repeated(bit, 10_500)] * len(fields) for bit in bits)
    source = open_source(path)
    assert max(len(cell) for cell in source.records.to_numpy().ravel()) == LONGEST_CELL
    assert len(source.cut) == len(bits) * len(fields)
    recognition = recognise(source.records, kind)
    context = Context("T-CC", kind, ENVELOPE, "Testshire", date(2026, 4, 1), {},
                      RatingScheme.SHARING, values=recognition.values)  # fmt: skip
    said = read_all(source, recognition, context).checked.issues
    cut = [issue for issue in said if "the first 10,000 were read" in issue.message]
    assert {(issue.row_number, issue.field) for issue in cut} == {
        (row, recognised) for row in range(2, 2 + len(bits)) for recognised in recognition.headings
    }
    assert {issue.code for issue in cut} == {IssueCode.TEXT_TOO_LONG}


def test_a_long_cell_is_no_number_though_it_begins_like_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    far = "12" + " " * 20_000 + "000"
    path.write_text(f"LOCAL_REF,NAME,GIA_M2,NOTE\nA1,Hall,\"12{',1' * 20_000}\",{'word ' * 5_000}\n"
                    f"A2,Hall,{far},short\n")  # fmt: skip
    source = open_source(path)
    assert source.records["GIA_M2"].tolist()[1] == "12 000"  # nothing but blanks has gone
    assert [(cut.row_number, cut.heading) for cut in source.cut] == [(2, "GIA_M2"), (2, "NOTE")]
    recognition = recognise(source.records, RecordKind.PROPERTY)
    context = Context("T-CC", RecordKind.PROPERTY, ENVELOPE, "Testshire", date(2026, 4, 1))
    found = read_all(source, recognition, context).checked
    said = {(issue.row_number, issue.field, issue.message) for issue in found.issues}
    assert (2, "gia_m2", "Of the 40,002 letters of “GIA_M2” the first 10,000 were read.") in said
    assert (2, "note", "Text of more than 10,000 letters was cut to 2000.") in said
    assert any(row == 2 and name == "gia_m2" and "is not a number" in text
               for row, name, text in said)  # fmt: skip
    first = next(record for record in found.records if record.row_number == 2)
    assert first.gia_m2 is None  # type: ignore[union-attr]


def test_a_table_of_outlines_keeps_them_whole(tmp_path: Path) -> None:
    ring = ", ".join(f"{385000 + n} {254000 + n % 7}" for n in range(2_000))
    path = tmp_path / "a.csv"
    path.write_text(f'LOCAL_REF,WKT\nA1,"POLYGON(({ring}, 385000 255000, 385000 254000))"\n')
    source = open_source(path, crs="EPSG:27700")
    assert source.cut == () and source.geometry is not None
    assert len(source.geometry[0].exterior.coords) == 2_002


@pytest.mark.parametrize("typed", ["1e999999", "9" * 199, "1e40", 1e300, 10**4_000],
                         ids=["e999999", "digits", "e40", "float", "int"])  # fmt: skip
def test_a_number_of_a_million_digits_is_none(typed: Any) -> None:
    with pytest.raises((ValueError, OverflowError)):
        values.whole(typed)


def test_headings_are_bounded_and_told_apart() -> None:
    made = distinct(["a" * 5_000, "a" * 6_000, "b"])
    assert [len(one) for one in made] == [LONGEST_HEADING, LONGEST_HEADING + 4, 1]
    assert len(set(distinct(["Organisation"] * 20_000))) == 20_000
    assert distinct(["A", "A (2)", "A", "A"]) == ["A", "A (2)", "A (3)", "A (4)"]


@pytest.mark.parametrize("suffix", ["csv", "json", "geojson"])
def test_a_table_has_so_many_columns_and_no_more(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"wide.{suffix}"
    names = [f"c{number}" for number in range(MOST_COLUMNS + 1)]
    if suffix == "csv":
        path.write_text(",".join(names) + "\n" + ",".join("1" for _ in names) + "\n")
    else:
        feature = '{"type": "Feature", "geometry": null, "properties": {%s}}'
        record = "{%s}" if suffix == "json" else feature
        rows = ", ".join(record.replace("%s", f'"{name}": 1') for name in names)
        path.write_text(f"[{rows}]")
    with pytest.raises(FileRefused, match=r"has 2,001 columns; at most 2,000 are read"):
        open_source(path)


def test_parts_of_a_cell_are_counted() -> None:
    from estate.intake.rows.plain_fields import titles
    from estate.intake.rows.ratings import reason_codes
    from estate.intake.rows.row import Row

    context = Context("T-CC", RecordKind.RATING, ENVELOPE, "Testshire", date(2026, 4, 1))
    row = Row(2, {"reason": ";".join(f"r{n}" for n in range(400)), "title_number": "WR1;" * 60},
              context)  # fmt: skip
    assert reason_codes(row, "reason") == ("OTHER",) and titles(row) == ("WR1",)
    said = [issue.message for issue in row.issues if issue.code is IssueCode.TEXT_TOO_LONG]
    assert said == ["The cell has 400 parts; the first 50 were read.",
                    "The cell has 60 parts; the first 50 were read."]  # fmt: skip
    assert len(row.issues) == 52


@pytest.mark.parametrize("text", ["a." * 100_000 + "a = 1", "a = " + "[" * 100_000,
                                  "[" + "a." * 100_000 + "a]", "# x\n" * 100_000])  # fmt: skip
def test_a_mapping_file_is_a_page_not_a_book(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(FileRefused, match="mapping"):
        read_mapping(path, ["a"], {"name"})


def test_a_deep_mapping_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text("a = " + "[" * 5_000)
    with pytest.raises(FileRefused, match="not readable TOML"):
        read_mapping(path, ["a"], {"name"})


def test_a_file_is_not_opened_for_every_plus(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text("LOCAL_REF\nA1\n")
    with pytest.raises(FileRefused, match="at most 20 layers"):
        open_source(tmp_path, layer="+".join("abcdefghijklmnopqrstuvwxyz"))
