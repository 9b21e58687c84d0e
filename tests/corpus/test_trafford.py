"""Trafford's list of land and buildings, whole: this year's, a changed next year's, and one whose
references are written anew (``make prove``)."""

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Transformer
from sqlalchemy import Connection, select

from estate import intake
from estate.codes import IssueCode, RecordKind, Severity
from estate.db import tables as t
from estate.intake.plans import renamings
from estate.intake.plans.losses import demand_word
from estate.intake.plans.publication import Said
from tests.intake.county import start

LIST = "registers/trafford_lgtc/trafford_land_and_building_assets.csv"
ENVELOPE = {"min_easting": 350000, "min_northing": 384000, "max_easting": 390000,
            "max_northing": 412000}  # fmt: skip
Row = dict[str, str]
p, i = t.property_.c, t.interest.c
#: Without the grid of OSTN15 PROJ is some metres off.
PLAIN_M = 8.0


def source(shared_data: Path) -> list[Row]:
    with (shared_data / LIST).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def written(folder: Path, rows: list[Row]) -> Path:
    path = folder / "next.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def plan_of(connection: Connection, path: Path) -> intake.ImportPlan:
    return intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY)


def stored(connection: Connection) -> dict[str, Mapping[str, Any]]:
    tenure = select(i.tenure).where(
        i.property_id == p.property_id, i.organisation_code == p.organisation_code
    )
    statement = select(
        t.property_, tenure.scalar_subquery().label("tenure"),
        p.rep_point.ST_X().label("x"), p.rep_point.ST_Y().label("y"),
    ).where(p.merged_into_property_id.is_(None))  # fmt: skip
    return {row["local_ref"]: row for row in connection.execute(statement).mappings()}


def number(text: str) -> Decimal | None:
    return Decimal(text) if text and Decimal(text) else None


def said_of(plan: intake.ImportPlan, row_number: int, field: str) -> list[str]:
    """What is said of one row's field, by itself or among many."""
    return [
        issue.message
        for issue in plan.issues
        if issue.field == field and issue.row_number in (row_number, None)
    ]


@pytest.mark.long
def test_every_value_of_608_rows_is_in_the_register_or_in_a_remark(
    connection: Connection, shared_data: Path
) -> None:
    start(connection, **ENVELOPE)
    rows = source(shared_data)
    plan = plan_of(connection, shared_data / LIST)
    counts = plan.counts
    assert plan.record_count == len(rows) == 608
    assert (counts["new"], counts["refused"]) == (607, 1)
    [refused] = [one for one in plan.issues if one.severity is Severity.ERROR]
    assert refused.code is IssueCode.AXES_SWAPPED
    intake.commit(connection, plan, by="test")
    found = stored(connection)
    assert len(found) == 607
    to_grid = Transformer.from_crs(4326, 27700, always_xy=True)
    compared = 0
    for line, row in enumerate(rows, start=2):
        if line == refused.row_number:
            assert row["AssetCode"] not in found
            continue
        one = found[row["AssetCode"]]
        street = " ".join(part for part in (row["StreetNumber"], row["StreetName"]) if part)
        wanted = {
            "uprn": int(row["UPRN"]) if row["UPRN"] else None,
            "name": row["PropertyName"] or street or row["AssetCode"],
            "street": street or None,
            "post_town": row["PostTown"] or None,
            "postcode": row["PostCode"] or None,
            "energy_rating": row["EnergyRating"] or None,
            "as_of_date": row["EffectiveDate"] or None,
            "tenure": row["TenureType"].lower() or None,
        }
        for name, value in wanted.items():
            shown = one[name].isoformat() if name == "as_of_date" and one[name] else one[name]
            tidy = " ".join(value.split()) if isinstance(value, str) else value
            same = shown == tidy or str(shown).replace(" ", "") == str(tidy).replace(" ", "")
            assert same or said_of(plan, line, name), (line, name, value, shown)
            compared += 1
        assert one["gia_m2"] == number(row["BuildingSize"]), line
        if number(row["LandArea"]) is not None:
            assert one["site_area_m2"] == pytest.approx(Decimal(row["LandArea"]) * 10_000), line
        if row["GeoX"]:
            place = to_grid.transform(float(row["GeoX"]), float(row["GeoY"]))
            assert np.hypot(place[0] - one["x"], place[1] - one["y"]) < PLAIN_M, line
        else:
            assert one["x"] is None
    assert compared == 607 * 8
    again = plan_of(connection, shared_data / LIST)
    assert again.counts["unchanged"] == 607 and not again.changes_register


@pytest.mark.long
def test_next_years_list_changes_exactly_what_has_changed(
    connection: Connection, shared_data: Path, tmp_path: Path
) -> None:
    start(connection, **ENVELOPE)
    rows = source(shared_data)
    intake.commit(connection, plan_of(connection, shared_data / LIST), by="test")
    rows = [row for row in rows if row["AssetCode"] in stored(connection)]
    for row in rows[:10]:
        row["PropertyName"] += " (new)"
    fresh = [{**row, "AssetCode": f"TMBC9{n:03d}", "UPRN": ""} for n, row in enumerate(rows[40:45])]
    plan = plan_of(connection, written(tmp_path, rows[:-5] + fresh))
    counts = plan.counts
    assert (counts["changed"], counts["new"], counts["not_in_file"]) == (10, 5, 5)
    assert counts["unchanged"] == 607 - 15
    assert set(plan.changes["field"]) == {"name"}
    assert not plan.losses.asks_missing and not plan.renamings.rows
    demand_word(plan.losses, Said())
    part = intake.prepare(
        connection, written(tmp_path, [{"AssetCode": row["AssetCode"], "EnergyRating": "A"}
                                       for row in rows[20:23]]),
        organisation="T-CC", kind=RecordKind.PROPERTY, partial=True,
    )  # fmt: skip
    assert (part.counts["changed"], part.counts["not_in_file"]) == (3, 0)
    assert not [one for one in part.issues if one.severity is not Severity.NOTE]


@pytest.mark.long
def test_a_list_whose_references_are_written_anew_doubles_nothing(
    connection: Connection, shared_data: Path, tmp_path: Path
) -> None:
    start(connection, **ENVELOPE)
    rows = source(shared_data)
    intake.commit(connection, plan_of(connection, shared_data / LIST), by="test")
    for row in rows:
        row["AssetCode"] = row["AssetCode"].replace("TMBC", "TRAF")
    plan = plan_of(connection, written(tmp_path, rows))
    before, follow = plan.counts["new"], plan.renamings.rows
    assert before == 607 and follow >= 600, plan.renamings.to_dict()
    renamings.accept(connection, plan, Said(renamed=follow), by="test")
    assert plan.counts["new"] == before - follow
    intake.commit(connection, plan, by="test")
    assert len(stored(connection)) == 607 + plan.counts["new"]
