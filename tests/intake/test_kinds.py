"""What the rows of a file are is told by its columns; a better fit than was said asks."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from estate.codes import RecordKind
from estate.errors import FileRefused, KindDoubtful
from estate.intake import context_of, kind_of_file, mapping_template, plan_of, read_file
from estate.intake.sources import Source, open_source
from tests.intake import county, heading_sets

LEASES = """Lease reference,Property reference,Tenant,Landlord,Start date,Expiry date,Annual rent
L1,A1,Syn Tyres Ltd,Syn Council,2022-01-01,2027-03-31,7250
L2,A2,Syn Books Ltd,Syn Council,2021-01-01,2031-03-31,9000
"""
TRIED = Path(__file__).parent.parent / "corpus"


def listed() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every CSV of the cases that were tried, with the kind that its case brings it as."""
    for name in ("tried_columns", "tried_identity"):
        content = tomllib.loads((TRIED / f"{name}.toml").read_text("utf-8"))
        for case in content["case"]:
            for step in case["steps"]:
                held = content["files"].get(step["file"], {})
                if "text" in held and step["file"].endswith(".csv"):
                    yield step["file"], step.get("kind", "property"), held


def test_every_tried_file_is_recognised(tmp_path: Path) -> None:
    wrong, seen = [], 0
    for name, wanted, held in listed():
        path = tmp_path / name
        path.write_text(held["text"], held.get("encoding", "utf-8"))
        found = kind_of_file.best(open_source(path))
        seen += 1
        if found.value != wanted:
            wrong.append((name, wanted, found.value))
    assert wrong == []
    assert seen > 40


def test_no_ordinary_list_of_properties_is_doubted(tmp_path: Path) -> None:
    tried = [*list(heading_sets.ordinary())[::40], *heading_sets.at_random(12)]
    path = county.write_csv(tmp_path / "any.csv", [county.row("A1")])
    source = open_source(path)
    for headings in tried:
        first, second = kind_of_file.fits(_with(source, headings))[:2]
        assert first.kind is RecordKind.PROPERTY, headings
        assert not second.is_whole or second.standing < 0.8 * first.standing, headings


def _with(source: Source, headings: list[str]) -> Source:
    return replace(source, records=heading_sets.frame(headings))


def test_the_file_tells_its_kind_and_another_is_asked_for(connection, tmp_path) -> None:
    county.start(connection)
    path = tmp_path / "leases.csv"
    path.write_text(LEASES, "utf-8")

    def read(kind: RecordKind | None, mapping: Path | None = None, *, meant: bool = False) -> Any:
        context = context_of(connection, organisation="T-CC", kind=kind, kind_meant=meant)
        return read_file(path, context, mapping=mapping)

    told = plan_of(connection, read(None))
    assert told.kind is RecordKind.LEASE
    assert told.notes[0] == "Read as a list of leases, by its columns."
    said = plan_of(connection, read(RecordKind.LEASE))
    assert not any("Read as" in note for note in said.notes)
    asks = r"leases \(7 of 7 columns fit\), not like a list of properties \(2 of 7 .*--kind-meant"
    with pytest.raises(KindDoubtful, match=asks) as asked:
        read(RecordKind.PROPERTY)
    assert [one["kind"] for one in asked.value.kinds] == ["lease", "property"]
    assert read(RecordKind.PROPERTY, meant=True).context.kind is RecordKind.PROPERTY

    mapping = tmp_path / "mapping.toml"
    mapping.write_text(mapping_template(path, None), "utf-8")
    assert mapping.read_text("utf-8").startswith('kind = "lease"')
    assert read(None, mapping).context.kind is RecordKind.LEASE


def test_two_kinds_that_fit_as_well_are_asked_for(connection, tmp_path) -> None:
    county.start(connection)
    path = tmp_path / "either.csv"
    path.write_text("Asset reference,Cost type,Amount,Financial year,Condition,Status,Tenure\n"
                    "A1,Rent,5000,2024/25,B,In use,Freehold\n", "utf-8")  # fmt: skip
    context = context_of(connection, organisation="T-CC", kind=None)
    with pytest.raises(KindDoubtful, match=r"may be a .* or a .*Say which: --kind"):
        read_file(path, context)


def test_a_wide_cost_sheet_is_one_and_what_is_not_known_a_list_of_properties(
    connection, tmp_path
) -> None:
    county.start(connection)
    wide, odd = tmp_path / "costs.csv", tmp_path / "odd.csv"
    wide.write_text("Property reference,Rent 2024/25,Rates 2024/25,Electricity 2024/25\n"
                    "A1,1000,200,300\n", "utf-8")  # fmt: skip
    odd.write_text("Kennziffer,Haus\nA1,Rathaus\n", "utf-8")
    context = context_of(connection, organisation="T-CC", kind=None)
    assert read_file(wide, context).context.kind is RecordKind.COST
    with pytest.raises(FileRefused, match="local reference of a property"):
        read_file(odd, context)
