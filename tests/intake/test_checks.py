"""Every row becomes a record or says in plain words why not."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from shapely import GeometryCollection, Point, Polygon

from estate import codes
from estate.codes import IssueCode, RatingScheme, RecordKind, Severity
from estate.errors import FileRefused
from estate.geometry import Envelope, geometry_to_lonlat
from estate.intake.columns.recognition import recognise
from estate.intake.rows.checks import Checked, check
from estate.intake.rows.context import Context
from estate.intake.sources import open_source
from estate.register.records import CostRecord, LeaseRecord, OccupationRecord, PropertyRecord
from tests.intake.county import (
    EAST,
    NORTH,
    bow_tie,
    row,
    square,
    write_csv,
    write_shapefile,
)

ENVELOPE = Envelope(353000, 229000, 419000, 284000)
ORGANISATIONS = {"tcc": "T-CC", "eastondistrictcouncil": "T-DC"}


def run(path: Path, kind: RecordKind = RecordKind.PROPERTY, **more: Any) -> Checked:
    source = open_source(path)
    recognition = recognise(source.records, kind)
    context = Context("T-CC", kind, ENVELOPE, "Testshire", date(2026, 4, 1), ORGANISATIONS,
                      values=recognition.values, **more)  # fmt: skip
    return check(source, recognition, context)


def rows(tmp_path: Path, *records: dict[str, Any], **more: Any) -> Checked:
    return run(write_csv(tmp_path / "a.csv", list(records)), **more)


def said(checked: Checked) -> list[tuple[int | None, IssueCode, Severity]]:
    return [(issue.row_number, issue.code, issue.severity) for issue in checked.issues]


def one(checked: Checked) -> PropertyRecord:
    (record,) = checked.records
    assert isinstance(record, PropertyRecord)
    return record


def test_a_sound_row_has_nothing_to_say(tmp_path: Path) -> None:
    checked = rows(tmp_path, row("A1", UPRN="000123", OWNER="T.C.C.", LANDLORD="Mr Smith",
                                 TITLE_NO="WR 123, WR124", PFI="no"))  # fmt: skip
    assert checked.issues == []
    record = one(checked)
    assert (record.uprn, record.gia_m2, record.row_number) == (123, Decimal("1200.50"), 2)
    assert record.area_basis is codes.AreaBasis.GIA
    assert record.owner is not None and record.owner.code == "T-CC"
    assert record.landlord is not None and record.landlord.name == "Mr Smith"
    assert record.title_numbers == ("WR123", "WR124")
    assert record.location is not None and record.location.quality is codes.GeometryQuality.POINT


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"LOCAL_REF": ""}, IssueCode.MISSING_REFERENCE),
     ({"DOMESTIC": "yes"}, IssueCode.DOMESTIC),
     ({"EASTING": -2.2, "NORTHING": 52.2}, IssueCode.LIKELY_WGS84),
     ({"EASTING": NORTH, "NORTHING": EAST}, IssueCode.AXES_SWAPPED),
     ({"EASTING": 530000, "NORTHING": 180000}, IssueCode.OUTSIDE_AREA)],
)  # fmt: skip
def test_rows_that_may_not_enter(tmp_path: Path, wrong: dict[str, Any], code: IssueCode) -> None:
    checked = rows(tmp_path, row("A1"), row("A2", **wrong), row("A3"))
    assert said(checked) == [(3, code, Severity.ERROR)]
    assert checked.refused_rows == [3]
    assert len(checked.records) == 2


@pytest.mark.parametrize(
    ("odd", "code"),
    [({"GIA_M2": "large"}, IssueCode.NOT_A_NUMBER), ({"GIA_M2": "-4"}, IssueCode.OUT_OF_RANGE),
     ({"UPRN": "1.00121E+11"}, IssueCode.BAD_UPRN),
     ({"TENURE": "borrowed"}, IssueCode.UNKNOWN_CODE),
     ({"STATUS": "bewitched"}, IssueCode.UNKNOWN_CODE),
     ({"CONDITION": "curious"}, IssueCode.UNKNOWN_CODE),
     ({"SENSITIV": "hush"}, IssueCode.UNKNOWN_CODE),
     ({"PUB_ACCESS": "perhaps"}, IssueCode.UNKNOWN_CODE),
     ({"POSTCODE": "nowhere"}, IssueCode.BAD_POSTCODE),
     ({"EASTING": "", "NORTHING": ""}, IssueCode.NO_LOCATION),
     ({"EASTING": "about 38", "NORTHING": NORTH}, IssueCode.BAD_GEOMETRY)],
)  # fmt: skip
def test_rows_that_enter_with_a_warning(
    tmp_path: Path, odd: dict[str, Any], code: IssueCode
) -> None:
    checked = rows(tmp_path, row("A1", **odd))
    assert said(checked) == [(2, code, Severity.WARNING)]
    assert len(checked.records) == 1


def test_a_repeated_reference_keeps_the_first_and_names_both_rows(tmp_path: Path) -> None:
    checked = rows(tmp_path, row("A1", NAME="first"), row("A2"), row("A1", NAME="again"))
    assert said(checked) == [(4, IssueCode.DUPLICATE_REFERENCE, Severity.ERROR)]
    assert "row 2 is kept" in checked.issues[0].message and "row 4" in checked.issues[0].message
    assert [r.name for r in checked.records if isinstance(r, PropertyRecord)] == [
        "first", "House A2"
    ]  # fmt: skip


def test_surplus_and_green_need_the_owners_decision(tmp_path: Path) -> None:
    bare = row("A1", STATUS="Surplus", RAG="Green", RAG_SCHEME="availability", DECISION="")
    sound = row("A2", STATUS="Surplus", RAG="G", RAG_SCHEME="availability", DECISION="CAB/7")
    sharing = row("A3", RAG="green", RAG_SCHEME="sharing")
    checked = rows(tmp_path, bare, sound, sharing)
    assert [code for _, code, _ in said(checked)] == [
        IssueCode.SURPLUS_WITHOUT_DECISION, IssueCode.GREEN_WITHOUT_DECISION
    ]  # fmt: skip
    first, second, third = (r for r in checked.records if isinstance(r, PropertyRecord))
    assert (first.status, first.ratings[0].rating) == (codes.Status.VACANT, codes.Rating.AMBER)
    assert second.status is codes.Status.DECLARED_SURPLUS
    assert (second.ratings[0].rating, second.ratings[0].evidence_ref) == ("green", "CAB/7")
    assert third.ratings[0].rating is codes.Rating.GREEN


def test_a_rating_column_must_name_its_scheme(tmp_path: Path) -> None:
    with pytest.raises(
        FileRefused, match="--rating-scheme availability or --rating-scheme sharing"
    ):
        rows(tmp_path, row("A1", RAG="R"))
    stated = one(rows(tmp_path, row("A1", RAG="R"), rating_scheme=RatingScheme.SHARING))
    assert stated.ratings[0].scheme is RatingScheme.SHARING
    blank = rows(
        tmp_path, row("A1", RAG="R", RAG_SCHEME=""), row("A2", RAG="R", RAG_SCHEME="sharing")
    )
    assert said(blank) == [(2, IssueCode.RATING_WITHOUT_SCHEME, Severity.WARNING)]


def test_a_missing_class_is_proposed_and_said_so(tmp_path: Path) -> None:
    checked = rows(tmp_path, row("A1", USE_CLASS="", NAME="Foundry Street Depot"),
                   row("A2", USE_CLASS="", NAME="Vale Crematorium"),
                   row("A3", USE_CLASS="", NAME="Grafton House"))  # fmt: skip
    first, second, third = (r for r in checked.records if isinstance(r, PropertyRecord))
    assert (first.use_class, first.use_class_imputed) == ("warehouse_depot", True)
    assert second.protected_use is codes.ProtectedUse.CREMATORIUM
    assert (third.use_class, third.use_class_imputed) == ("unclassified", False)
    assert [code for _, code, _ in said(checked)] == [IssueCode.CLASS_IMPUTED] * 2


def test_outlines_are_repaired_and_areas_come_from_them(tmp_path: Path) -> None:
    shapes = [square(side=20), bow_tie(EAST + 100), None,
              Polygon([(EAST, NORTH), (EAST + 9, NORTH), (EAST, NORTH)]),
              Polygon([(0, 0, 5), (0, 9, 5), (9, 9, 5)])]  # fmt: skip
    fields = [{"LOCAL_REF": f"A{i}", "NAME": "x", "USE_CLASS": "specialist", "SITE_HA": 9.0}
              for i in range(5)]  # fmt: skip
    checked = run(write_shapefile(tmp_path / "a.shp", fields, shapes))
    assert said(checked) == [
        (2, IssueCode.GEOMETRY_REPAIRED, Severity.WARNING),
        (3, IssueCode.NO_LOCATION, Severity.WARNING),
        (4, IssueCode.BAD_GEOMETRY, Severity.WARNING),
        (5, IssueCode.OUTSIDE_AREA, Severity.ERROR),
    ]
    square_, tied, nowhere, flat = (r for r in checked.records if isinstance(r, PropertyRecord))
    assert square_.site_area_m2 == Decimal("400.00")
    assert tied.location is not None and tied.location.geom is not None
    assert tied.location.geom.is_valid and tied.site_area_m2 == Decimal("200.00")
    assert nowhere.location is None and nowhere.site_area_m2 == Decimal("90000.00")
    assert flat.location is not None and flat.location.geom is None


def test_only_the_areas_of_a_collection_are_kept(tmp_path: Path) -> None:
    import geopandas as gpd

    mixed = GeometryCollection([square(), Point(EAST, NORTH)])
    frame = gpd.GeoDataFrame({"LOCAL_REF": ["A"], "NAME": ["x"]}, geometry=[mixed], crs=27700)
    frame.to_file(tmp_path / "a.gpkg")
    record = one(run(tmp_path / "a.gpkg"))
    assert record.location is not None and record.location.geom is not None
    assert record.location.geom.equals(square())


def test_degrees_are_put_on_the_grid_by_ostn15(tmp_path: Path) -> None:
    place = geometry_to_lonlat(Point(EAST, NORTH))
    typed = {"EASTING": "", "NORTHING": "", "LONGITUDE": place.x, "LATITUDE": place.y}
    record = one(rows(tmp_path, row("A1", **typed)))
    assert record.location is not None
    assert record.location.rep_point.distance(Point(EAST, NORTH)) < 0.02


def test_a_file_whose_every_row_is_misplaced_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="state --crs EPSG:4326"):
        rows(tmp_path, *(row(f"A{i}", EASTING=-2.2, NORTHING=52.2) for i in range(3)))
    with pytest.raises(FileRefused, match="lies outside Testshire"):
        rows(tmp_path, *(row(f"A{i}", EASTING=530000, NORTHING=180000) for i in range(3)))


def test_control_characters_go_and_hostile_text_stays(tmp_path: Path) -> None:
    name = "Unit {{ 7*7 }} <img src=x onerror=alert(1)> ${1}"
    assert one(rows(tmp_path, row("A1", NAME=name + "\u202e\x07"))).name == name


def test_leases(tmp_path: Path) -> None:
    good = {"LEASE_REF": "L1", "PROP_REF": "A1", "LANDLORD": "Easton District Council",
            "LEASE_STRT": "01/04/2020", "TERM_YRS": "10", "LEASE_EXP": "", "RENT_PA": "£12,000",
            "BREAK_DATE": "31/03/2025", "BREAK_BY": "mutual", "NOTICE_MTH": "6",
            "REVIEW_DT": "", "ACT_1954": "Yes"}  # fmt: skip
    wrong = good | {"LEASE_REF": "L2", "LEASE_EXP": "31/03/2019", "BREAK_DATE": ""}
    late = good | {"LEASE_REF": "L3", "BREAK_DATE": "31/03/2040"}
    checked = rows(tmp_path, good, wrong, late, kind=RecordKind.LEASE)
    assert said(checked) == [
        (3, IssueCode.DATES_OUT_OF_ORDER, Severity.ERROR),
        (3, IssueCode.NOT_A_DATE, Severity.NOTE),  # who has the break, of which no date is known
        (4, IssueCode.DATES_OUT_OF_ORDER, Severity.WARNING),
    ]
    lease = checked.records[0]
    assert isinstance(lease, LeaseRecord)
    assert lease.expiry_date == date(2030, 3, 31)
    assert (lease.tenant and lease.tenant.code, lease.landlord and lease.landlord.code) == (
        None, "T-DC"
    )  # fmt: skip
    assert {event.kind.value for event in lease.events} == {"tenant_break", "landlord_break"}
    assert {event.notice_months for event in lease.events} == {6}


def test_occupations_and_costs(tmp_path: Path) -> None:
    used = rows(
        tmp_path,
        {"PROP_REF": "A1", "USER_FUNC": "Back office", "FTE": "12.5", "DESKS": "10"},
        {"PROP_REF": "", "USER_FUNC": "Back office", "FTE": "1", "DESKS": "10"},
        kind=RecordKind.OCCUPATION,
    )
    assert said(used) == [(3, IssueCode.MISSING_REFERENCE, Severity.ERROR)]
    occupation = used.records[0]
    assert isinstance(occupation, OccupationRecord)
    assert (occupation.fte, occupation.desks, occupation.own_ref) == (
        Decimal("12.50"), 10, "A1/T-CC/back_office"
    )  # fmt: skip
    paid = rows(
        tmp_path,
        {"PROP_REF": "A1", "COST_KIND": "Rates", "COST_PA": "£5,000.10", "COST_YEAR": "2009/10"},
        {"PROP_REF": "A1", "COST_KIND": "Rent", "COST_PA": "", "COST_YEAR": "2009/10"},
        {"PROP_REF": "A1", "COST_KIND": "Rent", "COST_PA": "5", "COST_YEAR": "this year"},
        kind=RecordKind.COST,
    )
    assert paid.refused_rows == [3, 4]
    cost = paid.records[0]
    assert isinstance(cost, CostRecord)
    assert (cost.kind, cost.amount_gbp_pa) == ("business_rates", Decimal("5000.10"))


def test_a_cost_line_whose_last_cell_is_wrong_is_refused_too(tmp_path: Path) -> None:
    sound = {"PROP_REF": "A1", "COST_KIND": "rent", "COST_PA": "10", "COST_YEAR": "2009/10",
             "COST_REF": "C1"}  # fmt: skip
    checked = run(
        write_csv(tmp_path / "costs.csv", [sound, sound | {"COST_REF": ""}]), RecordKind.COST
    )
    assert [record.row_number for record in checked.records] == [2]
    assert checked.refused_rows == [3]
