"""What touches an area of need, and the consultations on record, with who sees them."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from sqlalchemy import update

from estate.codes import AreaKind
from estate.db import tables as t
from estate.register.writes.area import OverlayArea, replace_areas
from estate.register.writes.batches import BatchFacts, record_batch
from tests.club.club_office import GUEST, HOST, LANDLORD, Club, club_office
from tests.intake.county import EAST, NORTH

AREA = "Made-up estate"
CONSULTED = {"with_whom": "Users of the records office <i>and</i> neighbours",
             "began_on": "2026-09-01", "ended_on": "2026-10-16",
             "what_came_of_it": "Little was said against it", "document_ref": "C/12"}  # fmt: skip


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """CC-1 stands in an area of need; it is a place of a kept case and of one opportunity."""
    with club_office(tmp_path_factory.mktemp("areas")) as made:
        with made.office.engine.begin() as connection:
            box = shapely.box(EAST - 60, NORTH - 60, EAST + 60, NORTH + 60)
            facts = BatchFacts(None, "area", "areas.gpkg", "0" * 64, 1, True, "test")
            batch = record_batch(connection, facts)
            replace_areas(connection, AreaKind.NEED_AREA,
                          [OverlayArea(AREA, shapely.MultiPolygon([box]))],
                          batch_id=batch, source="synthetic")  # fmt: skip
        yield made


def asked(club: Club, who: str, address: str) -> Any:
    return club.at(who, "GET", address)


def test_an_area_has_its_opportunities_and_its_kept_cases(club: Club):
    inside = club.picked("Join them", "CC-1", "DC-1")
    club.picked("Elsewhere", "CC-9")
    kept = club.at(HOST, "POST", f"/api/v1/schemes/{club.occupation}/{club.places['DC-1']}/kept",
                   label="Option A")  # fmt: skip
    assert kept.status_code == 201, kept.text
    areas = asked(club, LANDLORD, "/api/v1/opportunities/schedule").json()["areas"]
    (one,) = (area for area in areas if area["name"] == AREA)
    number = club.get(GUEST, inside)["number"]
    assert one["numbers"] == [number]
    assert [case["label"] for case in one["kept_cases"]] == ["Option A"]
    page = asked(club, LANDLORD, one["page"]).text
    assert "Join them" in page and "Option A" in page and "Elsewhere" not in page
    lines = asked(club, LANDLORD, f"{one['page']}/kept-cases.csv").content.decode("utf-8-sig")
    assert [row["label"] for row in csv.DictReader(io.StringIO(lines))] == ["Option A"]
    assert asked(club, LANDLORD, "/opportunities/areas/Nowhere").status_code == 404
    with club.office.engine.begin() as connection:
        hidden = update(t.property_).where(t.property_.c.local_ref == "CC-1")
        connection.execute(hidden.values(sensitivity="owner_only"))
        connection.execute(t.register_version.insert().values(reason="test"))
    assert asked(club, LANDLORD, one["page"]).status_code == 404  # nothing there is shown to it
    with club.office.engine.begin() as connection:
        connection.execute(hidden.values(sensitivity="open"))
        connection.execute(t.register_version.insert().values(reason="test"))


def test_consultations_are_listed_for_members_with_who_was_asked_and_what_came_of_it(club: Club):
    key = club.picked("To be asked about", "CC-1", "DC-1")
    sent = club.ask(GUEST, "POST", f"/{key}/consultations", **CONSULTED)
    assert sent.status_code == 201, sent.text
    (told,) = asked(club, LANDLORD, "/api/v1/consultations").json()["consultations"]
    assert {name: told[name] for name in CONSULTED} == CONSULTED
    assert told["page"] == f"/opportunities/{key}" and told["title"] == "To be asked about"
    page = asked(club, LANDLORD, "/consultations").text
    assert "&lt;i&gt;and&lt;/i&gt;" in page and told["page"] in page
    assert b"C/12" in asked(club, LANDLORD, "/consultations/consultations.csv").content
