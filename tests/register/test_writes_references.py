"""References of the bulk tables hold, in every direction, though no foreign key asks row by row."""

import threading
import time
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from estate.db import tables as t
from estate.db.engine import make_engine
from tests.intake.county import start

P = t.property_.c


def property_of(code: str = "T-CC", **more: Any) -> dict[str, Any]:
    return {"property_id": uuid4(), "organisation_code": code, "local_ref": uuid4().hex,
            "name": "x", "operational": True, **more}  # fmt: skip


def interest_in(property_id: Any, **more: Any) -> dict[str, Any]:
    return {"property_id": property_id, "organisation_code": "T-CC", "role": "owner",
            "reported_by": "T-CC", **more}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"),
    [("organisation_code", "NO-ONE"), ("import_batch_id", uuid4()), ("town_id", uuid4()),
     ("district_id", uuid4())],
)  # fmt: skip
def test_a_property_refers_to_what_is_there(
    connection: Connection, column: str, value: Any
) -> None:
    start(connection)
    row = property_of()
    with (
        pytest.raises(IntegrityError, match=f"property.{column} refers"),
        connection.begin_nested(),
    ):
        connection.execute(insert(t.property_), row | {column: value})
    connection.execute(insert(t.property_), row)
    with (
        pytest.raises(IntegrityError, match=f"property.{column} refers"),
        connection.begin_nested(),
    ):
        connection.execute(update(t.property_).values({column: value}))


@pytest.mark.parametrize(
    ("column", "value"),
    [("property_id", uuid4()), ("organisation_code", "NO-ONE"), ("reported_by", "NO-ONE"),
     ("import_batch_id", uuid4())],
)  # fmt: skip
def test_an_interest_refers_to_what_is_there(
    connection: Connection, column: str, value: Any
) -> None:
    start(connection)
    held = property_of()
    connection.execute(insert(t.property_), held)
    row = interest_in(held["property_id"])
    with (
        pytest.raises(IntegrityError, match=f"interest.{column} refers"),
        connection.begin_nested(),
    ):
        connection.execute(insert(t.interest), row | {column: value})
    connection.execute(insert(t.interest), row)
    with (
        pytest.raises(IntegrityError, match=f"interest.{column} refers"),
        connection.begin_nested(),
    ):
        connection.execute(update(t.interest).values({column: value}))


def test_what_is_referred_to_stays(connection: Connection) -> None:
    start(connection)
    held = property_of("T-DC")
    connection.execute(insert(t.property_), held)
    connection.execute(insert(t.interest), interest_in(held["property_id"]))
    o = t.organisation.c
    for code in ("T-DC", "T-CC"):
        with pytest.raises(IntegrityError, match="still refers"), connection.begin_nested():
            connection.execute(delete(t.organisation_alias))
            connection.execute(delete(t.organisation).where(o.code == code))
    with pytest.raises(IntegrityError, match="still refers"), connection.begin_nested():
        connection.execute(update(t.organisation).where(o.code == "T-DC").values(code="T-XX"))
    with (
        pytest.raises(IntegrityError, match=r"interest\.property_id still"),
        connection.begin_nested(),
    ):
        connection.execute(delete(t.property_))
    connection.execute(update(t.organisation).where(o.code == "T-DC").values(signatory="x"))
    connection.execute(delete(t.interest))
    connection.execute(delete(t.property_))


def test_an_area_that_goes_leaves_its_properties_without_a_town(connection: Connection) -> None:
    start(connection)
    town = connection.execute(select(t.area.c.area_id).limit(1)).scalar_one()
    connection.execute(insert(t.property_), property_of(town_id=town))
    connection.execute(delete(t.area).where(t.area.c.area_id == town))
    assert connection.execute(select(P.town_id)).scalar_one() is None


def test_nobody_takes_away_what_an_open_transaction_refers_to(scratch_database_url: str) -> None:
    engine = make_engine(scratch_database_url)
    held = property_of()
    said: list[str] = []
    try:
        with engine.begin() as connection:
            start(connection)
            connection.execute(insert(t.property_), held)
        with engine.begin() as connection:
            connection.execute(insert(t.interest), interest_in(held["property_id"]))
            other = threading.Thread(target=removed, args=(engine, said))
            other.start()
            time.sleep(0.3)
            assert said == []  # it waits
        other.join(20)
        assert said == ["interest.property_id still refers to this row of property"]
        with engine.connect() as connection:
            assert connection.execute(select(func.count()).select_from(t.property_)).scalar() == 1
    finally:
        engine.dispose()


def removed(engine: Engine, said: list[str]) -> None:
    try:
        with engine.begin() as connection:
            connection.execute(delete(t.property_))
        said.append("removed")
    except IntegrityError as error:
        said.append(str(error.orig).splitlines()[0])
