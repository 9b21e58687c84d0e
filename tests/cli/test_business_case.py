"""``estate business-case`` as typed: of a candidate, of a scheme file, and of what is neither."""

import csv
import json

import pytest
from openpyxl import load_workbook

from tests.api.test_business_case import golden


@pytest.fixture
def pair(typed) -> tuple[str, str]:
    """A guest's and a host's reference, as the candidates show them."""
    rows = json.loads(typed("candidates", "--limit", "100", "--json")[1])["candidates"]
    row = next(one for one in rows if one["scheme_page"])
    sides = [row[side] for side in ("guest", "host")]
    return tuple(f"{one['organisation']['code']}/{one['ref']}" for one in sides)


def test_of_a_candidate_with_its_files(typed, pair, tmp_path):
    table, book = tmp_path / "flow.csv", tmp_path / "flow.xlsx"
    code, shown, said = typed("business-case", *pair, "--csv", str(table), "--xlsx", str(book))
    assert code == 0, said
    assert "Club" in shown and "Public purse" in shown and "What moves the club's NPV" in shown
    assert "8 in 10 chance" in said and "No plan to change or dispose" in said
    with table.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert rows and all(row["disclaimer"] and row["price_base"] for row in rows)
    assert "Inputs" in load_workbook(book).sheetnames
    found = json.loads(typed("business-case", *pair, "--json")[1])
    assert {"inputs", "lenses", "division", "range", "disclaimer"} <= set(found)


def test_of_a_scheme_in_a_file(typed, tmp_path):
    path = tmp_path / "scheme.json"
    path.write_text(json.dumps(golden()), encoding="utf-8")
    found = json.loads(typed("business-case", str(path), "--json")[1])
    assert found["lenses"]["club"]["npv"]["amount_gbp"] == 268_540.18
    code, shown, _ = typed("business-case", str(path))
    assert code == 0
    assert "£268,540" in shown and "year 7" in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nowhere.json",), "There is no file nowhere.json"),
        (("SYN-CC/no-such", "SYN-CC/other"), "You see no property SYN-CC/no-such"),
        (("a", "b", "c"), "Name a guest and a host"),
        (("00000000-0000-4000-8000-000000000000",) * 2, "no sharing option of these two"),
    ],
)
def test_what_cannot_be_ends_in_one_sentence(typed, words, sentence):
    code, shown, said = typed("business-case", *words)
    assert code == 1
    assert sentence in said
    assert not shown


def test_a_bad_scheme_names_the_place(typed, tmp_path):
    path = tmp_path / "bad.json"
    for text, words in (("{", "bad.json, the file"), (json.dumps(golden() | {"base_year": 1}),
                        "bad.json, base_year")):  # fmt: skip
        path.write_text(text, encoding="utf-8")
        code, _, said = typed("business-case", str(path))
        assert code == 1
        assert words in said
