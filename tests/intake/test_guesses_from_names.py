"""What a name tells of a place: what it is, not what it was, lacks or is called after."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from estate.codes import Status
from estate.db import tables as t
from estate.intake.cells.classes import propose
from estate.register.queries import properties as query
from estate.register.records import PropertyRecord
from tests.intake.county import EAST, NORTH, bring, start, write_csv


@pytest.mark.parametrize(
    "name",
    ["Former Police Station", "Former Library Site", "Old Library Flats",
     "Children's Centre (Former)",
     "Ex-Fire Station", "The Old School Business Centre", "Market Place Toilets (closed)",
     "Hall (no toilet)", "Shop Lane Orchard", "Library House", "Fire Station Cottages",
     "Depot Road Orchard", "Site of Clinic", "Hut opposite the Library", "Office Farm",
     "Disused Depot"],
)  # fmt: skip
def test_what_a_place_was_or_is_called_after_is_not_guessed(name: str) -> None:
    assert propose(None, Status.IN_USE, False, name) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Town Hall", "office"), ("One Stop Shop", "customer_centre"),
     ("Library Car Park", "car_park"),
     ("Library Road Garages", "garage"), ("Eastgate Depot", "depot"), ("Oldham Library", "library"),
     ("Riddings Allotments (Community Building - No Toilet)", "open_space"),
     ("Gorse Hill Allotments (Shop/Toilet)", "open_space"),
     ("Moss Lane (Community Building and Toilets)", "community_hall"),
     ("Noke Village Hall", "community_hall"), ("Salt Barn", "highway_depot"),
     ("Register Office", "registrar"), ("Norton Youth Centre", "youth_centre")],
)  # fmt: skip
def test_what_a_place_is_is_proposed(name: str, kind: str) -> None:
    found = propose(None, Status.IN_USE, False, name)
    assert found is not None and found.type_code == kind


def test_guesses_are_marked_and_never_take_the_place_of_what_is_stated(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    house = {"LOCAL_REF": "A1", "NAME": "Eastgate Depot", "EASTING": EAST, "NORTHING": NORTH}
    plan, _ = bring(connection, write_csv(tmp_path / "a.csv", [house]))
    (record,) = plan.checked.records
    assert isinstance(record, PropertyRecord)
    assert (record.type_code, record.type_code_imputed, record.operational_imputed) == (
        "depot", True, True
    )  # fmt: skip
    assert {"type_code_imputed", "operational_imputed"} <= set(query.EXPORT)
    stated = house | {"TYPE_CODE": "library", "OPERATNL": "no"}
    bring(connection, write_csv(tmp_path / "b.csv", [stated]))
    bring(connection, write_csv(tmp_path / "c.csv", [house | {"NAME": "Eastgate Depot 2"}]))
    p = t.property_.c
    row = connection.execute(
        select(p.name, p.type_code, p.type_code_imputed, p.operational, p.operational_imputed)
    ).one()
    assert tuple(row) == ("Eastgate Depot 2", "library", False, False, False)


def test_a_status_that_speaks_of_operation_alone_says_nothing_of_use(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    rows = [{"LOCAL_REF": word, "NAME": "x", "Status": word, "EASTING": EAST, "NORTHING": NORTH}
            for word in ("Operational", "Non-Operational", "Vacant")]  # fmt: skip
    plan, _ = bring(connection, write_csv(tmp_path / "a.csv", rows))
    found = [one for one in plan.checked.records if isinstance(one, PropertyRecord)]
    assert [(one.status, one.operational, one.operational_imputed) for one in found] == [
        ("in_use", True, False), ("in_use", False, False), ("vacant", True, True)
    ]  # fmt: skip
