"""``estate assumptions``: a price index comes in as a file and every sum follows; a wrong file
changes nothing."""

import json

import pytest

from estate.assumptions import named
from estate.register.queries import versions
from estate.register.writes import assumptions as writes

INDEX = """
name = "Test edition"
edition = "test edition"
source = "https://www.gov.uk/"
[overrides]
price_base = "2025/26"
[index]
"2009/10" = 65.5
"2025/26" = 100
"2026/27" = 102.1
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "names no figure"),
        ("[overrides]\nno_such = 1", "no assumption named 'no_such'"),
        ('[index]\n"2009/10" = 1', "needs its edition"),
        ('edition = "x"\n[index]\n"2009/11" = 1', "is no index number"),
        ('[overrides]\nfit_out_gbp_per_m2 = 900', "must lie between its low and its high"),
        ("= =", "is no TOML"),
    ],
)  # fmt: skip
def test_a_wrong_file_ends_in_one_sentence(typed, tmp_path, text, sentence) -> None:
    file = tmp_path / "set.toml"
    file.write_text(text, encoding="utf-8")
    code, shown, said = typed("assumptions", "import", str(file))
    assert code == 1 and sentence in said and not shown


def test_the_set_in_use_is_shown_with_its_money(typed) -> None:
    found = json.loads(typed("assumptions", "list", "--json")[1])
    assert found["price_base"] and len(found["assumptions"]) > 100
    assert "Treasury" in next(row["value"] for row in found["assumptions"]
                              if row["name"] == "price_index_edition")  # fmt: skip
    code, _, said = typed("assumptions", "use", "1999")
    assert code == 1 and "There is no set '1999': default, 2026-11." in said


def test_a_set_is_kept_and_replaced_as_a_whole(connection) -> None:
    before = versions.current_version(connection)
    old = named("2026-11")
    writes.use(connection, old.id, old.overrides)
    row = versions.current_assumptions(connection)
    assert (row["name"], row["overrides"]["price_base"]) == ("2026-11", "2009/10")
    writes.use(connection, "default", {})
    writes.use(connection, old.id, {"m2_per_fte": 10})
    assert versions.current_assumptions(connection)["overrides"] == {"m2_per_fte": 10}
    assert versions.current_version(connection) >= before
