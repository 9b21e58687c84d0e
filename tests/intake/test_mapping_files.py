"""A mapping file can be filled in without reading the source, and says what it did not know."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Connection

from estate import intake
from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.intake.columns.conventions import fields_of
from estate.intake.columns.dictionary import field_named, fields
from estate.intake.columns.recognition import recognise
from tests.intake.county import row, start, write_csv


def mapped(folder: Path, *lines: str, heading: str = "URN") -> dict[str, str]:
    mapping = folder / "m.toml"
    mapping.write_text("\n".join(["[columns]", *lines]))
    records = pd.DataFrame({heading: ["1", "2"], "Name": ["a", "b"]})
    return recognise(records, RecordKind.PROPERTY, mapping).headings


def test_every_field_has_a_sentence() -> None:
    for kind in RecordKind:
        said = {one.name: one.meaning for one in fields(kind)}
        assert set(said) == fields_of(kind)
        assert all(meaning.endswith((".", "…")) for meaning in said.values())
        assert len(set(said.values())) == len(said)


@pytest.mark.parametrize(
    "word", ["local_ref", "LOCAL_REF", "Local reference", "reference", "local"]
)
def test_a_field_may_be_called_by_any_of_its_names(tmp_path: Path, word: str) -> None:
    assert mapped(tmp_path, f'"URN" = "{word}"') == {"local_ref": "URN"}


@pytest.mark.parametrize(
    ("word", "field"),
    [("GIA_M2", "gia_m2"), ("book value", "book_value_gbp"), ("NBV", "book_value_gbp"),
     ("passing", None), ("imputed", None), ("town", "post_town"), ("x", "easting")],
)  # fmt: skip
def test_names_and_parts_of_names(word: str, field: str | None) -> None:
    assert field_named(word, RecordKind.PROPERTY) == field


def test_what_is_no_field_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"unknown fields operashonal \(perhaps operational") as e:
        mapped(tmp_path, '"URN" = "operashonal"')
    assert "“estate fields --kind property” lists every field" in str(e.value)


def test_a_template_names_every_field_and_the_words_that_are_not_known(tmp_path: Path) -> None:
    rows = [row(f"A{i}", TYPE_CODE=kind) for i, kind in
            enumerate(["Spaceport", "Spaceport", "Libary", "office"])]  # fmt: skip
    text = intake.mapping_template(write_csv(tmp_path / "a.csv", rows), RecordKind.PROPERTY)
    assert all(f"#   {one}: " in text for one in fields_of(RecordKind.PROPERTY))
    content = tomllib.loads(text)
    assert content["values"]["type_code"] == {"Spaceport": "", "Libary": ""}
    assert '"Spaceport" = ""  # not known, in 2 rows' in text
    assert '"Libary" = ""  # not known, in 1 row; perhaps library' in text


def test_words_left_empty_stay_unknown_and_those_filled_in_are_read(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    rows = [row(f"A{i}", TYPE_CODE=kind, EASTING=385_000 + i)
            for i, kind in enumerate(["Spaceport", "Lighthouse"])]  # fmt: skip
    path, mapping = write_csv(tmp_path / "a.csv", rows), tmp_path / "m.toml"
    text = intake.mapping_template(path, RecordKind.PROPERTY)
    mapping.write_text(text.replace('"Spaceport" = ""', '"Spaceport" = "Car parks"'), "utf-8")
    plan = intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY,
                          mapping=mapping)  # fmt: skip
    assert [one.type_code for one in plan.checked.records] == ["car_park", None]  # type: ignore[union-attr]
    assert [issue.value for issue in plan.issues] == ["Lighthouse"]


def test_a_meaning_that_is_no_code_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="“Spaceport” is to mean “libary”, which is no type_code"):
        mapped(tmp_path, '"URN" = "local_ref"', "[values.type_code]", '"Spaceport" = "libary"')
