"""What is taken home from the register and brought back changes nothing, in every format."""

import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box, equals_exact
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, delete

from estate import intake
from estate.codes import RecordKind
from estate.db import tables as t
from estate.exports.property_files import FORMATS, export
from estate.register import known_rows
from estate.register.queries import properties
from estate.register.queries.property_filters import PropertyFilter
from estate.register.visibility import owner
from tests.intake.county import EAST, NORTH, bring, start, write_csv, write_shapefile

LAYERS = {"xlsx": "Properties"}
_LETTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn"]
)
_NAMES = st.one_of(
    st.sampled_from(["=1+1", "-Hall", "+44", "@home", "'quoted'", "O’Brien “House”", "007", "1.50",
                     "2020-01-01", "1/2", "TRUE", "漢字 ✓", "x; y, z", "a\tb"]),
    st.text(_LETTERS, min_size=1, max_size=30),
)  # fmt: skip
_ROWS = st.lists(
    st.fixed_dictionaries({
        "NAME": _NAMES,
        "ADDRESS": _NAMES,
        "UPRN": st.one_of(st.just(""), st.integers(1, 999_999_999_999)),
        "POSTCODE": st.sampled_from(["WR11 4AA", "wr114aa", "WR11", ""]),
        "TENURE": st.sampled_from(["freehold", "leasehold", "PFI"]),
        "USE_CLASS": st.sampled_from(["office_admin", "non_operational", "public_access"]),
        "OPERATNL": st.sampled_from(["yes", "no", ""]),
        "PUB_ACCESS": st.sampled_from(["yes", "no", ""]),
        "GIA_M2": st.decimals(0, 100_000, places=2),
        "SITE_HA": st.one_of(st.just(""), st.decimals(0, 900, places=6)),
        "BOOK_VAL": st.one_of(st.just(""), st.decimals(0, 10**9, places=2)),
        "BV_DATE": st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        "CONDITION": st.sampled_from(["A", "D", ""]),
        "AS_OF": st.one_of(st.just(""), st.dates(date(2000, 1, 1), date(2026, 1, 1))),
        "EASTING": st.one_of(st.just(""), st.decimals(380_000, 390_000, places=3)),
    }),
    min_size=1, max_size=6,
)  # fmt: skip
#: Beside those above, every fact that a file can bring, none of them as it would be guessed.
_WHOLE = {
    "LOCAL_REF": "A1", "NAME": "Kempsey Library", "ADDRESS": "1 High Street, Kempsey",
    "STREET_NO": "1", "STREET": "High Street", "POST_TOWN": "Worcester", "POSTCODE": "ZZ1 1AA",
    "UPRN": 100_121_228_178, "OWNER": "Mr Smith", "LANDLORD": "Easton District Council",
    "MANAGER": "Halls Ltd", "TENURE": "leasehold", "USE_CLASS": "", "OPERATNL": "no",
    "PUB_ACCESS": "yes", "STATUS": "declared_surplus", "DECISION": "Cabinet 12",
    "SENSITIV": "owner_only", "PROTECTED": "custody", "PFI": "yes", "PFI_END": "2040-01-01",
    "GIA_M2": "900.55", "NIA_M2": "700.5", "AREA_BASIS": "NIA", "BOOK_VAL": "1,200.50",
    "BV_DATE": "2025-04-01", "VAL_BASIS": "DRC", "CONDITION": "B", "BACKLOG": "55.10",
    "DEC_RATE": "C", "TITLE_NO": "WR2; WR1", "CONFIDENCE": "B", "AS_OF": "2026-03-31",
    "REUSE_OFFR": "yes", "OPEN_HOURS": "Mo 9–5", "SERVICES": "books; tea", "NOTE": "roof leaks",
    "GEOM_QUAL": "title_extent",
}  # fmt: skip
_FIRST = st.sampled_from(["A", "00", "=", "-", "+", "R/", "'"])


def taken_home(connection: Connection, form: str, folder: Path) -> Path:
    rows = properties.for_export(
        connection, owner("T-CC"), PropertyFilter(), today=date(2026, 4, 1)
    )
    path = folder / f"home.{form}"
    path.write_bytes(export(rows, form, {"County": "Testshire"}))
    return path


def brought_back(connection: Connection, form: str, folder: Path) -> tuple[int, list[str]]:
    """How many rows came back unchanged, and whatever would be written."""
    path = taken_home(connection, form, folder)
    plan = intake.prepare(connection, path, organisation="T-CC", layer=LAYERS.get(form),
                          kind=RecordKind.PROPERTY)  # fmt: skip
    assert plan.counts["not_in_file"] == 0
    odd = plan.changes.to_dict("records")
    odd += [issue.message for issue in plan.issues if issue.severity == "error"]
    return plan.counts["unchanged"], odd


@settings(max_examples=6, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(rows=_ROWS, first=_FIRST, form=st.sampled_from(sorted(FORMATS)))
def test_any_facts_come_back_unchanged(
    connection: Connection, rows: list[dict[str, Any]], first: str, form: str
) -> None:
    point = connection.begin_nested()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start(connection)
        for number, row in enumerate(rows):
            row |= {"LOCAL_REF": f"{first}{number}", "NORTHING": NORTH if row["EASTING"] else ""}
        plan, _ = bring(connection, write_csv(folder / "a.csv", rows))
        entered = plan.counts["new"]
        try:
            assert brought_back(connection, form, folder) == (entered, [])
        finally:
            point.rollback()


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_outlines_come_back_unchanged(connection: Connection, tmp_path: Path, form: str) -> None:
    start(connection)
    ring = Polygon([(EAST + 100, NORTH), (EAST + 140, NORTH + 3), (EAST + 120.127, NORTH + 31)])
    shapes = [box(EAST, NORTH, EAST + 20, NORTH + 20), ring,
              MultiPolygon([box(EAST, NORTH + 90, EAST + 9, NORTH + 99), ring]),
              ring.buffer(9).difference(ring), Point(EAST + 1, NORTH)]  # fmt: skip
    rows = [{"LOCAL_REF": f"A{i}", "NAME": "Café", "USE_CLASS": "office_admin"} for i in range(5)]
    bring(connection, write_shapefile(tmp_path / "a.shp", rows[:4], shapes[:4]))
    assert brought_back(connection, form, tmp_path) == (4, [])


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_fact_comes_back_with_all_that_qualifies_it(
    connection: Connection, tmp_path: Path, form: str
) -> None:
    """A guessed use class stays a guess; whose it is, how it is measured, and of what day."""
    start(connection)
    rows = [_WHOLE, {"LOCAL_REF": "A2", "NAME": "Land at Kempsey", "GEOM_QUAL": "point_buffer"}]
    shapes = [box(EAST, NORTH, EAST + 20, NORTH + 20), Point(EAST + 90, NORTH).buffer(9)]
    plan, _ = bring(connection, write_shapefile(tmp_path / "a.shp", rows, shapes))
    assert {i.code for i in plan.issues if i.severity != "note"} == set()
    assert brought_back(connection, form, tmp_path) == (2, [])
    kept = {"geom", "geom_quality"} if form in ("csv", "xlsx") else set()  # no outlines in these
    before, shapes = whole_register(connection, kept)
    point = connection.begin_nested()
    connection.execute(delete(t.interest))
    connection.execute(delete(t.title))
    connection.execute(delete(t.field_provenance))
    connection.execute(delete(t.property_))
    bring(connection, tmp_path / f"home.{form}", layer=LAYERS.get(form))
    after, shapes_after = whole_register(connection, kept)
    assert after == before
    assert all(equals_exact(shapes, shapes_after, 0.001))
    point.rollback()


def test_texts_too_long_for_a_shapefile_are_cut_aloud_and_not_taken_away(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    hall = {"LOCAL_REF": "A1", "NAME": "Hall", "USE_CLASS": "office_admin", "EASTING": EAST,
            "NORTHING": NORTH, "NOTE": "a" + "é" * 400, "SERVICES": "b" * 254}  # fmt: skip
    bring(connection, write_csv(tmp_path / "a.csv", [hall]))
    assert brought_back(connection, "shp.zip", tmp_path) == (1, [])
    with zipfile.ZipFile(tmp_path / "home.shp.zip") as archive:
        assert "Texts cut: NOTE (rows: 1): a shapefile" in archive.read("about.txt").decode()
    shorter = hall | {"NOTE": "a" + "é" * 100, "SERVICES": ""}
    plan, _ = bring(connection, write_csv(tmp_path / "b.csv", [shorter]))
    assert plan.changes["field"].tolist() == ["note", "services"]


_OF_ARRIVAL = {"property_id", "import_batch_id", "row_number", "created_at", "updated_at"}


def whole_register(
    connection: Connection, without: set[str]
) -> tuple[list[dict[str, Any]], list[BaseGeometry]]:
    """All facts of all properties and what hangs on them, and their shapes."""
    index = known_rows.rows(connection, RecordKind.PROPERTY, "T-CC")
    rows = [index[reference].facts for reference in sorted(index)]
    shapes = [row.pop(name).normalize() for row in rows for name in ("geom", "rep_point")
              if name not in without]  # fmt: skip
    left_out = without | _OF_ARRIVAL
    facts = [{name: row[name] for name in row if name not in left_out} for row in rows]
    return facts, shapes


@pytest.mark.parametrize("form", ["csv", "shp.zip"])
def test_other_organisations_rows_of_an_export_do_not_come_in_as_ones_own(
    connection: Connection, tmp_path: Path, form: str
) -> None:
    start(connection)
    names = {"USE_CLASS": "office_admin", "EASTING": EAST, "NORTHING": NORTH}
    for code in ("T-CC", "T-DC"):
        house = names | {"LOCAL_REF": f"{code}-1", "NAME": code}
        bring(connection, write_csv(tmp_path / "a.csv", [house]), code)
    plan = intake.prepare(connection, taken_home(connection, form, tmp_path), organisation="T-CC",
                          kind=RecordKind.PROPERTY, layer=LAYERS.get(form))  # fmt: skip
    assert (plan.counts["unchanged"], plan.counts["refused"], plan.counts["new"]) == (1, 1, 0)
    (issue,) = [issue for issue in plan.issues if issue.severity == "error"]
    assert (issue.code, issue.value) == ("OTHER_ORGANISATION", "T-DC")
    assert "another organisation's property, not one of T-CC" in issue.message


def test_a_point_in_its_outline_takes_neither_outline_nor_site_area_away(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    shape = box(EAST, NORTH, EAST + 20, NORTH + 20)
    rows = [{"LOCAL_REF": "A1", "NAME": "Hall", "USE_CLASS": "office_admin"}]
    bring(connection, write_shapefile(tmp_path / "a.shp", rows, [shape]))
    inside = rows[0] | {"EASTING": EAST + 3, "NORTHING": NORTH + 3}
    plan, result = bring(connection, write_csv(tmp_path / "b.csv", [inside]))
    assert (plan.counts["unchanged"], result.changed) == (1, False)
    outside = inside | {"EASTING": EAST + 300}
    plan, _ = bring(connection, write_csv(tmp_path / "c.csv", [outside]))
    assert plan.changes["field"].tolist() == ["geom", "geom_quality", "rep_point", "site_area_m2"]


def test_a_file_without_site_areas_takes_none_away(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    hall = {"LOCAL_REF": "A1", "NAME": "Hall", "USE_CLASS": "office_admin", "SITE_HA": 2,
            "EASTING": EAST, "NORTHING": NORTH}  # fmt: skip
    bring(connection, write_csv(tmp_path / "a.csv", [hall]))
    silent = {name: cell for name, cell in hall.items() if name != "SITE_HA"}
    plan, _ = bring(connection, write_csv(tmp_path / "b.csv", [silent | {"EASTING": EAST + 5}]))
    assert plan.changes["field"].tolist() == ["rep_point"]
    plan, _ = bring(connection, write_csv(tmp_path / "c.csv", [hall | {"SITE_HA": ""}]))
    assert plan.changes["field"].tolist() == ["rep_point", "site_area_m2"]
