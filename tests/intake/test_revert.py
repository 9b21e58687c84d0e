"""An import taken back leaves the register as it was, or says what stands on it."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, delete, func, select, update

from estate import intake
from estate.codes import Rating, RatingBasis, RatingScheme, RecordKind
from estate.db import tables as t
from estate.errors import Conflict, NotFound
from estate.register.column_values import InterestFact
from estate.register.import_actions import Actions, LinkAction
from estate.register.queries.content_number import register_content_hash
from estate.register.queries.versions import current_version
from estate.register.writes.batches import BatchFacts, record_batch
from estate.register.writes.ratings import append_rating
from estate.register.writes.records import apply_parts
from tests.intake.county import EAST, bring, row, square, start, write_csv, write_shapefile

P = t.property_.c
RATED = {"RAG": "Amber", "RAG_SCHEME": "availability", "RAG_DATE": "01/02/2026"}


def stored(connection: Connection) -> dict[str, list[str]]:
    """Every row of what an import writes, with its ids and provenance, to the letter."""
    tables = (t.property_, t.interest, t.title, t.lease, t.lease_event, t.occupation, t.cost_line,
              t.field_provenance)  # fmt: skip
    return {
        table.name: sorted(
            map(repr, connection.execute(select(func.to_jsonb(table.table_valued()))))
        )
        for table in tables
    }


def revert(connection: Connection, result: intake.CommitResult) -> intake.RevertResult:
    return intake.revert(connection, result.batch_id, by="test")


def test_a_first_import_reverted_leaves_nothing_but_its_record(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    empty = register_content_hash(connection)
    path = write_csv(tmp_path / "a.csv", [row("A1", TITLE_NO="WR1", **RATED), row("A2")])
    _, result = bring(connection, path)
    full, version = register_content_hash(connection), current_version(connection)
    assert full != empty
    undone = revert(connection, result)
    assert undone.counts == {"removed": 2, "restored": 0, "ratings": 1}
    assert register_content_hash(connection) == empty
    assert current_version(connection) == version + 1
    batch = connection.execute(select(t.import_batch)).mappings().one()
    assert batch["reverted_at"] is not None and batch["reverted_by"] == "test"
    actions = connection.execute(select(t.history.c.action)).scalars().all()
    assert sorted(actions) == ["created", "created", "reverted", "reverted"]
    assert connection.execute(select(func.count()).select_from(t.rating)).scalar_one() == 1
    with pytest.raises(Conflict, match="was reverted on"):
        revert(connection, result)
    bring(connection, path)
    assert register_content_hash(connection) == full


def change_everything() -> list[dict[str, Any]]:
    return [
        row("A1", NAME="Other", EASTING=EAST - 2500, TENURE="Leased", TITLE_NO="WR3",
            OWNER="Mr Smith", BOOK_VAL="7", AS_OF="01/05/2026", PFI_END="31/12/2031",
            RAG="R", RAG_SCHEME="availability", RAG_DATE="01/03/2026"),
        row("A3", UPRN="", BOOK_VAL="", AS_OF="", PFI_END=""),
    ]  # fmt: skip


def test_changes_moves_absences_and_ratings_come_back_exactly(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    first = [row("A1", TITLE_NO="WR1;WR2", **RATED), row("A2")]
    bring(connection, write_csv(tmp_path / "a.csv", first))
    bring(connection, write_csv(tmp_path / "a.csv", [*first[1:], first[0] | {"NAME": "Second"}]))
    before, exactly = register_content_hash(connection), stored(connection)
    _, result = bring(connection, write_csv(tmp_path / "b.csv", change_everything()))
    assert register_content_hash(connection) != before
    assert result.counts["not_in_file"] == 1
    undone = revert(connection, result)
    assert undone.counts == {"removed": 1, "restored": 2, "ratings": 1}
    assert register_content_hash(connection) == before
    assert stored(connection) == exactly
    _, result = bring(connection, tmp_path / "a.csv")
    assert not result.changed


def test_an_outline_comes_back_to_the_last_bit(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    fields = [{"LOCAL_REF": "A1", "NAME": "x", "USE_CLASS": "specialist"}]
    bring(connection, write_shapefile(tmp_path / "a.shp", fields, [square(EAST + 1 / 3)]))
    exactly = stored(connection)
    shapes = select(P.geom.ST_AsEWKB(), P.geom_4326.ST_AsEWKB(), P.rep_point_4326.ST_AsEWKB())
    before = [bytes(v) for v in connection.execute(shapes).one()]
    _, result = bring(connection, write_shapefile(tmp_path / "b.shp", fields, [square(side=31)]))
    revert(connection, result)
    assert [bytes(v) for v in connection.execute(shapes).one()] == before
    assert stored(connection) == exactly


def test_a_tenants_link_goes_and_the_landlords_interests_come_back(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    named = row("C1", UPRN="100", TENURE="Leased", OWNER="Easton District Council")
    bring(connection, write_csv(tmp_path / "cc.csv", [named]))
    exactly = stored(connection)
    tenant = write_csv(tmp_path / "dc.csv", [row("D1", UPRN="100", TENURE="Freehold")])
    plan, result = bring(connection, tenant, "T-DC")
    assert plan.counts["linked"] == 1 and stored(connection) != exactly
    # the landlord's later word on something else does not stand in the way
    bring(connection, write_csv(tmp_path / "cc.csv", [named | {"NAME": "Renamed"}]))
    revert(connection, result)
    assert stored(connection)["interest"] == exactly["interest"]


def test_leases_with_their_events_occupations_and_costs(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "p.csv", [row("A1")]))
    lease = {"LEASE_REF": "L1", "PROP_REF": "A1", "LEASE_STRT": "01/04/2020", "RENT_PA": "1000",
             "LEASE_EXP": "31/03/2030", "BREAK_DATE": "31/03/2028",
             "BREAK_BY": "tenant"}  # fmt: skip
    used = {"OCC_REF": "O1", "PROP_REF": "A1", "FTE": "3", "USER_FUNC": "depot"}
    cost = {"COST_REF": "K1", "PROP_REF": "A1", "COST_KIND": "rent", "COST_PA": "1000",
            "COST_YEAR": "2009/10"}  # fmt: skip
    later = {"lease": lease | {"BREAK_DATE": "30/09/2028", "RENT_PA": "1,500"},
             "occupation": used | {"FTE": "9"}, "cost": cost | {"COST_PA": "2"}}  # fmt: skip
    for kind, record in (("lease", lease), ("occupation", used), ("cost", cost)):
        path = tmp_path / f"{kind}.csv"
        without = stored(connection)
        _, first = bring(connection, write_csv(path, [record]), kind=kind)
        exactly = stored(connection)
        _, second = bring(connection, write_csv(path, [later[kind]]), kind=kind)
        assert stored(connection) != exactly
        revert(connection, second)
        assert stored(connection) == exactly
        revert(connection, first)
        assert stored(connection) == without


def test_what_has_happened_since_is_named(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    path = write_csv(tmp_path / "a.csv", [row("A1"), row("A2")])
    _, first = bring(connection, path)
    _, second = bring(connection, write_csv(tmp_path / "b.csv", [row("A1", NAME="x"), row("A2")]))
    with pytest.raises(Conflict, match=r"the import of “b.csv” by T-CC on .* changed 1 of its"):
        revert(connection, first)
    revert(connection, second)
    used = {"OCC_REF": "O1", "PROP_REF": "A1", "FTE": "3", "USER_FUNC": "depot"}
    _, third = bring(connection, write_csv(tmp_path / "o.csv", [used]), kind="occupation")
    property_id = connection.execute(select(P.property_id).where(P.local_ref == "A2")).scalar_one()
    append_rating(
        connection, property_id=property_id, scheme=RatingScheme.SHARING, rating=Rating.RED,
        basis=RatingBasis.HUMAN, organisation_code="T-CC", assessed_on=date(2026, 3, 1),
    )  # fmt: skip
    with pytest.raises(Conflict, match="1 occupation and 1 rating came to stand on properties"):
        revert(connection, first)
    revert(connection, third)
    with pytest.raises(Conflict, match="since then 1 rating came"):
        revert(connection, first)


def test_a_rating_file_reverted_gives_the_earlier_rating_its_place_back(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "p.csv", [row("A1", **RATED), row("A2")]))
    before = register_content_hash(connection)
    ratings = [{"PROP_REF": ref, "RAG": "R", "RAG_SCHEME": "availability", "RAG_DATE": "1/6/2026"}
               for ref in ("A1", "A2")]  # fmt: skip
    path = write_csv(tmp_path / "r.csv", ratings)
    _, result = bring(connection, path, kind="rating")
    after = register_content_hash(connection)
    assert revert(connection, result).counts["ratings"] == 2
    assert register_content_hash(connection) == before != after
    _, again = bring(connection, path, kind="rating")
    assert again.changed and register_content_hash(connection) == after


def test_what_cannot_be_reverted_says_so(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    path = write_csv(tmp_path / "a.csv", [row("A1")])
    bring(connection, path)
    _, idle = bring(connection, path)
    with pytest.raises(Conflict, match="changed nothing"):
        revert(connection, idle)
    with pytest.raises(NotFound):
        intake.revert(connection, uuid4(), by="test")
    _, old = bring(connection, write_csv(path, [row("A1", NAME="x")]))
    connection.execute(delete(t.import_undo))
    with pytest.raises(Conflict, match="earlier version of this program"):
        revert(connection, old)
    overlay = update(t.import_batch).values(kind="district", organisation_code=None)
    connection.execute(overlay.where(t.import_batch.c.import_batch_id == old.batch_id))
    with pytest.raises(Conflict, match="Overlays are not reverted"):
        revert(connection, old)


def test_a_property_linked_in_two_parts_of_an_import_is_kept_once(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "cc.csv", [row("C1", OWNER="Easton District Council")]))
    before = stored(connection)
    property_id = connection.execute(select(P.property_id)).scalar_one()
    facts = BatchFacts("T-DC", "property", "dc.csv", "", 2, True, "test")
    batch_id = record_batch(connection, facts)
    parts = [
        Actions(links=[LinkAction(property_id, number, f"D{number}",
                                  InterestFact("T-DC", None, role, tenure), None, True)])
        for number, (role, tenure) in enumerate((("owner", "freehold"), ("manager", None)))
    ]  # fmt: skip
    apply_parts(connection, RecordKind.PROPERTY, "T-DC", parts, batch_id=batch_id, by="test")
    assert len(stored(connection)["interest"]) == len(before["interest"]) + 1
    intake.revert(connection, batch_id, by="test")
    assert stored(connection) == before
