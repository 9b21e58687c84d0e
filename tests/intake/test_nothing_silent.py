"""Every value of a file is in the register, in a remark, or in a column named as left out."""

from pathlib import Path

import pytest

from estate.codes import RecordKind
from tests.corpus import test_tried as table
from tests.corpus import tried
from tests.intake.silence import silent

_PLAIN = {"file", "kind", "organisation"}  # no mapping, no system stated
STEPS = [(listed, case, step) for listed, case in table.CASES for step in case["steps"]
         if listed == "tried_columns.toml" and "refused" not in case
         and step.keys() <= _PLAIN]  # fmt: skip
QUICK = [one for one in STEPS if one[1]["number"] in ("57", "45", "63")]


def lost(folder: Path, listed: str, case: tried.Case, step: tried.Case) -> list[object]:
    tried.write(folder, case, table.LISTS[listed])
    return [*silent(folder / step["file"], RecordKind(step.get("kind", "property")))]


def test_nothing_of_some_files_is_silent(tmp_path: Path) -> None:
    assert [lost(tmp_path, *one) for one in QUICK] == [[] for _ in QUICK]


@pytest.mark.long
@pytest.mark.parametrize(
    ("listed", "case", "step"), STEPS, ids=[f"{c['number']} {s['file']}" for _, c, s in STEPS]
)
def test_nothing_is_silent(tmp_path: Path, listed: str, case: tried.Case, step: tried.Case) -> None:
    if step["file"] != "64.csv":  # turned round: test_wide_costs names every column of it
        assert lost(tmp_path, listed, case, step) == []


FULL = [
    ("Asset Ref", "A1", "A2"), ("Property Name", "Hall", "Hut"), ("Address 2", "Fladbury", ""),
    ("Address", "1 High Street", "2 High Street"), ("UPRN", "100060582011", "100060582012"),
    ("Postcode", "WR10 2QB", "WR10 2QB"), ("Easting", "399500", "399600"),
    ("Northing", "246500", "246500"), ("Latitude", "52.1", ""), ("Longitude", "-2.0", ""),
    ("Tenure", "Leasehold", "Freehold"), ("TenureDetail", "Owner occupied", "Vacant"),
    ("HoldingType", "Buildings", "Land Only"), ("Purpose", "surplus", ""), ("PFI", "yes", ""),
    ("Property Type", "Office", "Land"), ("Status", "Vacant", ""), ("GIA", "450", ""),
    ("Use Class", "office_admin", ""), ("Operational", "yes", ""), ("Site Area (ha)", "0.5", ""),
    ("NIA", "400", ""), ("Book value", "12000", ""), ("Valuation date", "31/03/2024", ""),
    ("Condition", "B", ""), ("EPC", "C", ""), ("Title Number", "WR1", ""), ("Owner", "Alpha", ""),
    ("Landlord", "Beta", ""), ("Managed by", "Gamma", ""), ("Services", "Offices", ""),
    ("Notes", "roof mended", ""), ("Colour", "red", "blue"),
]  # fmt: skip
LEASE = [
    ("Lease Ref", "L1", "L2"), ("Property Ref", "P1", "P1"), ("Tenant", "Alpha", "Alpha"),
    ("Lessor", "Beta", "Beta"), ("Start Date", "01/04/2020", "01/04/2020"),
    ("Term", "10 years", "10 years"), ("Expiry Date", "31/03/2030", ""), ("Rent", "5000", "5000"),
    ("Break By", "Tenant", ""), ("Notice Period", "6 months", ""), ("Break penalty", "500", ""),
    ("Rent Review", "5 yearly", "01/04/2025"), ("1954 Act", "Inside", "Outside"),
    ("Repairs", "FRI", "FRI"), ("Holding Over", "No", "Yes"), ("Colour", "red", "blue"),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "kind"), [(FULL, "property"), (LEASE, "lease")])
def test_nothing_of_a_file_with_every_sort_of_column_is_silent(
    tmp_path: Path, columns: list[tuple[str, ...]], kind: str
) -> None:
    lines = [",".join(cells) for cells in zip(*columns, strict=True)]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")
    assert silent(tmp_path / "a.csv", RecordKind(kind)) == []
