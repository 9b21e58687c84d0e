"""Plan and commit against a real PostGIS: only what a file says anew is written."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from estate import intake
from estate.codes import IssueCode, Rating, RatingBasis, RatingScheme, RecordKind, Severity
from estate.db import tables as t
from estate.errors import Conflict, FileRefused, NotFound
from estate.register.queries.versions import current_version
from estate.register.writes.ratings import append_rating
from tests.intake.county import (
    EAST,
    NORTH,
    bring,
    row,
    square,
    start,
    write_csv,
    write_shapefile,
)

P = t.property_.c


def count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def one(connection: Connection, ref: str) -> Any:
    return connection.execute(select(t.property_).where(P.local_ref == ref)).mappings().one()


def content(connection: Connection) -> dict[str, list[Any]]:
    """Everything that an import of unchanged facts must leave as it is."""
    kept = [t.property_, t.interest, t.title, t.lease, t.lease_event, t.occupation, t.cost_line,
            t.rating, t.history, t.field_provenance, t.register_version]  # fmt: skip
    return {
        table.name: sorted(
            map(repr, connection.execute(select(func.to_jsonb(table.table_valued()))))
        )
        for table in kept
    }


def test_new_then_unchanged_then_changed(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    path = write_csv(
        tmp_path / "a.csv", [row("A1", TITLE_NO="WR1"), row("A2", EASTING=EAST + 3000)]
    )
    plan, result = bring(connection, path)
    assert (plan.counts["new"], result.changed) == (2, True)
    stood, version = content(connection), current_version(connection)

    plan, result = bring(connection, path)
    assert (plan.counts["unchanged"], plan.counts["new"], result.changed) == (2, 0, False)
    assert content(connection) == stood
    assert current_version(connection) == version
    batches = connection.execute(select(t.import_batch.c.changed)).scalars().all()
    assert sorted(batches) == [False, True]

    write_csv(path, [row("A1", TITLE_NO="WR1"), row("A2", EASTING=EAST + 3000, NAME="New name")])
    plan, result = bring(connection, path)
    assert plan.changes.to_dict("records") == [
        {"row_number": 3, "reference": "A2", "field": "name", "old": "House A2",
         "new": "New name"}
    ]  # fmt: skip
    assert one(connection, "A2")["name"] == "New name"
    assert current_version(connection) == version + 1
    changes = select(t.history.c.changes).where(t.history.c.action == "changed")
    assert connection.execute(changes).scalars().all() == [{"name": ["House A2", "New name"]}]
    where = select(t.field_provenance.c.field, t.field_provenance.c.row_number)
    assert connection.execute(where).all() == [("name", 3)]


def test_a_property_gets_its_delivery_copy_and_town(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    fields = [{"LOCAL_REF": "A1", "NAME": "x", "USE_CLASS": "specialist", "TENURE": "Leased"}]
    bring(connection, write_shapefile(tmp_path / "a.shp", fields, [square()]))
    found = connection.execute(
        select(
            func.ST_SRID(P.geom), func.ST_SRID(P.geom_4326), func.ST_X(P.rep_point_4326),
            func.ST_Area(P.geom), P.synthetic, t.area.c.name,
        ).join(t.area, t.area.c.area_id == P.town_id)
    ).one()  # fmt: skip
    assert found[:2] == (27700, 4326)
    assert -2.3 < found[2] < -2.1
    assert found[3:] == (400.0, True, "Easton")
    interest = connection.execute(select(t.interest.c.role, t.interest.c.tenure)).one()
    assert interest == ("leaseholder", "leasehold")


def test_the_nearer_of_two_overlapping_towns(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    places = {"A1": EAST - 1000, "A2": EAST - 1500, "A3": EAST + 9000}
    bring(connection, write_csv(tmp_path / "a.csv", [row(r, EASTING=e) for r, e in places.items()]))
    statement = select(P.local_ref, t.area.c.name).outerjoin(t.area, t.area.c.area_id == P.town_id)
    towns = dict(map(tuple, connection.execute(statement)))
    assert towns == {"A1": "Easton", "A2": "Weston", "A3": None}


def test_a_poorer_file_leaves_what_it_does_not_speak_of(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(
        connection, write_csv(tmp_path / "a.csv", [row("A1", BOOK_VAL="5000", TENURE="Freehold")])
    )
    poorer = {"LOCAL_REF": "A1", "NAME": "Renamed"}
    plan, _ = bring(connection, write_csv(tmp_path / "b.csv", [poorer]))
    assert plan.changes["field"].tolist() == ["name"]
    kept = one(connection, "A1")
    assert kept["rep_point"] is not None and kept["book_value_gbp"] == 5000
    assert kept["use_class"] == "office_admin"
    assert count(connection, t.interest) == 1


def test_rows_that_left_the_file_are_marked_and_other_deliveries_left_alone(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    both = write_csv(tmp_path / "a.csv", [row("A1"), row("A2")])
    bring(connection, both)
    bring(connection, write_csv(tmp_path / "schools.csv", [row("S1")]))
    assert not connection.execute(select(func.bool_or(P.not_in_latest))).scalar_one()
    plan, _ = bring(connection, write_csv(tmp_path / "later.csv", [row("A1")]))
    assert plan.counts["not_in_file"] == 1
    marked = select(P.local_ref).where(P.not_in_latest)
    assert connection.execute(marked).scalars().all() == ["A2"]
    plan, result = bring(connection, tmp_path / "later.csv")
    assert not result.changed
    plan, _ = bring(connection, both)
    assert (plan.counts["changed"], connection.execute(marked).scalars().all()) == (1, [])


def test_older_facts_do_not_replace_newer(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    path = tmp_path / "a.csv"
    bring(connection, write_csv(path, [row("A1", AS_OF="01/04/2026")]))
    plan, result = bring(connection, write_csv(path, [row("A1", AS_OF="01/04/2025", NAME="Old")]))
    assert not result.changed
    assert [issue.code for issue in plan.issues] == [IssueCode.OLDER_THAN_REGISTER]
    assert one(connection, "A1")["name"] == "House A1"


def test_landlord_and_tenant_rows_of_one_building_count_once(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "cc.csv", [row("C1", UPRN="100")]))
    tenant = write_csv(
        tmp_path / "dc.csv", [row("D1", UPRN="0100", TENURE="Leased"), row("D2", EASTING=EAST + 9)]
    )
    plan, _ = bring(connection, tenant, "T-DC")
    assert (plan.counts["new"], plan.counts["linked"]) == (1, 1)
    assert [issue.code for issue in plan.issues] == [IssueCode.POSSIBLE_DUPLICATE]
    assert count(connection, t.property_) == 2
    statement = select(t.interest.c.organisation_code, t.interest.c.role, t.interest.c.own_ref)
    joined = statement.join(t.property_, P.property_id == t.interest.c.property_id)
    held = connection.execute(joined.where(P.local_ref == "C1")).all()
    assert sorted(map(tuple, held), key=str) == [
        ("T-CC", "owner", None), ("T-DC", "leaseholder", "D1")
    ]  # fmt: skip
    plan, result = bring(connection, tenant, "T-DC")
    assert (plan.counts["linked"], result.changed) == (1, False)
    plan, result = bring(connection, tmp_path / "cc.csv")
    assert not result.changed
    # the tenant's own reference finds the landlord's property
    used = {"PROP_REF": "D1", "USER_FUNC": "back_office", "FTE": "5"}
    plan, _ = bring(connection, write_csv(tmp_path / "o.csv", [used]), "T-DC", "occupation")
    assert plan.counts["new"] == 1
    where = select(P.local_ref).join(t.occupation, t.occupation.c.property_id == P.property_id)
    assert connection.execute(where).scalars().all() == ["C1"]


def test_a_landlord_who_names_the_tenant_and_the_tenants_own_row_live_together(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    named = row("C1", UPRN="100", TENURE="Leased", OWNER="Easton District Council")
    first = write_csv(tmp_path / "cc.csv", [named])
    second = write_csv(tmp_path / "dc.csv", [row("D1", UPRN="100", TENURE="Freehold")])
    bring(connection, first)
    bring(connection, second, "T-DC")
    for path, organisation in ((first, "T-CC"), (second, "T-DC"), (first, "T-CC")):
        assert not bring(connection, path, organisation)[1].changed
    bring(connection, write_csv(first, [named | {"OWNER": "Mr Smith"}]))
    assert not bring(connection, second, "T-DC")[1].changed


def test_a_shared_uprn_within_one_organisation_is_no_duplicate(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    plan, _ = bring(
        connection, write_csv(tmp_path / "a.csv", [row("A1", UPRN=7), row("A2", UPRN=7)])
    )
    assert plan.counts["new"] == 2
    assert [(i.field, i.severity) for i in plan.issues] == [
        ("geometry", Severity.NOTE), ("uprn", Severity.NOTE)
    ]  # fmt: skip
    assert "within one organisation this is no duplicate" in plan.issues[1].message


def test_leases_occupations_and_costs(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "p.csv", [row("A1", UPRN=9), row("A2", UPRN=9)]))
    lease = {"LEASE_REF": "L1", "PROP_REF": "A1", "LANDLORD": "Easton District Council",
             "LEASE_STRT": "01/04/2020", "LEASE_EXP": "31/03/2030", "RENT_PA": "1000",
             "BREAK_DATE": "31/03/2028", "BREAK_BY": "tenant", "NOTICE_MTH": "6"}  # fmt: skip
    cost = {"PROP_REF": "A1", "COST_KIND": "rent", "COST_PA": "1000", "COST_YEAR": "2009/10",
            "PAYEE": "Easton District Council"}  # fmt: skip
    used = {"OCC_REF": "O1", "PROP_REF": "A1", "FTE": "3", "DESKS": "2", "USER_FUNC": "depot"}
    files = {"lease": [lease], "cost": [cost, cost | {"COST_KIND": "Rates", "PAYEE": ""}],
             "occupation": [used]}  # fmt: skip
    for kind, records in files.items():
        path = write_csv(tmp_path / f"{kind}.csv", records)
        plan, _ = bring(connection, path, kind=kind)
        assert (plan.counts["new"], plan.issues) == (len(records), [])
        assert not bring(connection, path, kind=kind)[1].changed
    classes = connection.execute(select(t.cost_line.c.transfer_class)).scalars().all()
    assert sorted(classes) == ["inter_partner", "tax"]
    assert count(connection, t.lease_event) == 1
    changed = lease | {"BREAK_DATE": "30/09/2028", "RENT_PA": "1,500"}
    plan, _ = bring(connection, write_csv(tmp_path / "lease.csv", [changed]), kind="lease")
    assert set(plan.changes["field"]) == {"events", "passing_rent_gbp_pa"}
    event = connection.execute(select(t.lease_event.c.event_date)).scalars().all()
    assert event == [date(2028, 9, 30)]


def test_rows_of_unknown_or_ambiguous_properties_are_refused(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "p.csv", [row("A1", UPRN=9), row("A2", UPRN=9)]))
    common = {"COST_KIND": "rent", "COST_PA": 1, "COST_YEAR": "2009/10"}
    links = (("A1", ""), ("", 9), ("Z9", ""))
    costs = [{"PROP_REF": ref, "UPRN": uprn, **common} for ref, uprn in links]
    plan, _ = bring(connection, write_csv(tmp_path / "c.csv", costs), kind="cost")
    assert (plan.counts["new"], plan.counts["refused"]) == (1, 2)
    assert [(issue.row_number, issue.code) for issue in plan.issues] == [
        (3, IssueCode.AMBIGUOUS_PROPERTY), (4, IssueCode.UNKNOWN_PROPERTY)
    ]  # fmt: skip


def test_ratings_are_appended_once_and_a_human_one_stands(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    path = tmp_path / "p.csv"
    rated = {"RAG": "Amber", "RAG_SCHEME": "availability", "RAG_DATE": "01/02/2026"}
    bring(connection, write_csv(path, [row("A1", **rated)]))
    assert not bring(connection, path)[1].changed
    property_id = one(connection, "A1")["property_id"]
    human = {"property_id": property_id, "scheme": RatingScheme.AVAILABILITY,
             "rating": Rating.RED, "basis": RatingBasis.HUMAN, "organisation_code": "T-CC",
             "assessed_on": date(2026, 3, 1)}  # fmt: skip
    append_rating(connection, **human)
    assert not bring(connection, path)[1].changed
    plan, _ = bring(
        connection, write_csv(path, [row("A1", **rated | {"RAG": "R", "RAG_DATE": "1/6/2026"})])
    )
    assert (plan.counts["ratings"], plan.counts["unchanged"]) == (1, 1)
    series = connection.execute(
        select(t.rating.c.basis, t.rating.c.rating).order_by(t.rating.c.sequence)
    ).all()
    assert [tuple(r) for r in series] == [
        ("imported", "amber"), ("human", "red"), ("imported", "red")
    ]  # fmt: skip
    older = write_csv(path, [row("A1", **rated | {"RAG": "G", "RAG_DATE": "1/1/2020",
                                                  "DECISION": ""})])  # fmt: skip
    plan, result = bring(connection, older)
    assert not result.changed


def test_only_the_reporting_organisation_rates(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "p.csv", [row("A1", UPRN=5)]))
    rating = {"PROP_REF": "A1", "RAG": "R", "RAG_SCHEME": "sharing", "RAG_DATE": "1/1/2026",
              "RAG_REASON": "LEASE_EVENT;UNDERUSE"}  # fmt: skip
    path = write_csv(tmp_path / "r.csv", [rating])
    plan, _ = bring(connection, path, "T-DC", "rating")
    assert [issue.code for issue in plan.issues] == [IssueCode.UNKNOWN_PROPERTY]
    plan, _ = bring(connection, path, "T-CC", "rating")
    assert plan.counts["new"] == 1
    assert not bring(connection, path, "T-CC", "rating")[1].changed
    reasons = connection.execute(select(t.rating.c.reason_codes)).scalar_one()
    assert reasons == ["LEASE_EVENT", "UNDERUSE"]


def test_a_plan_that_is_no_longer_true_is_not_committed(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    first = write_csv(tmp_path / "a.csv", [row("A1")])
    other = write_csv(tmp_path / "d.csv", [row("D1")])
    plan = intake.prepare(connection, first, organisation="T-CC", kind=RecordKind.PROPERTY)
    bring(connection, other, "T-DC")  # another organisation's import does not disturb it
    assert intake.commit(connection, plan, by="test").changed
    late = intake.prepare(
        connection, write_csv(first, [row("A1", NAME="x")]), organisation="T-CC",
        kind=RecordKind.PROPERTY,
    )  # fmt: skip
    bring(connection, first)
    with pytest.raises(Conflict, match="has changed since this plan was made"):
        intake.commit(connection, late, by="test")


def test_the_plan_is_readable(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    path = write_csv(
        tmp_path / "a.csv",
        [
            row("A1", PARROTS="3"),
            row("A1", EASTING=EAST + 9),
            row("A2", USE_CLASS="?", NORTHING=NORTH + 9),
        ],
    )
    steps: list[str] = []
    plan = intake.prepare(
        connection, path, organisation="T-CC", kind=RecordKind.PROPERTY,
        progress=lambda what, done, total: steps.append(what),
    )  # fmt: skip
    shown = plan.to_dict()
    assert shown["counts"] == {
        "new": 2, "changed": 0, "unchanged": 0, "linked": 0, "refused": 1, "ratings": 0,
        "not_in_file": 0,
    }  # fmt: skip
    assert shown["record_count"] == 3
    assert [issue["row_number"] for issue in shown["issues"]] == [3, 4]
    assert "“PARROTS”" in shown["notes"][0]
    assert steps[0] == "Opening the file"
    assert count(connection, t.property_) == 0


def test_unknown_organisations_and_empty_files_are_refused(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    path = write_csv(tmp_path / "a.csv", [row("A1")])
    with pytest.raises(NotFound, match="no organisation T-XX"):
        bring(connection, path, "T-XX")
    path.write_text("LOCAL_REF,NAME\n")
    with pytest.raises(FileRefused, match="holds no records"):
        bring(connection, path)


def test_imported_text_is_kept_to_the_letter(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    name = "Unit {{ 7*7 }} <img src=x onerror=alert(1)> ${1}'; DROP TABLE property; --"
    bring(connection, write_csv(tmp_path / "a.csv", [row("A'1", NAME=name)]))
    assert one(connection, "A'1")["name"] == name


def test_cheltenham_2021(connection: Connection, shared_data: Path) -> None:
    start(connection, min_easting=385000, min_northing=215000, max_easting=402000,
          max_northing=230000)  # fmt: skip
    path = (
        shared_data / "registers" / "cheltenham_lgtc" / "local_authority_land_and_assets_2021.csv"
    )
    plan, result = bring(connection, path)
    assert (plan.record_count, plan.encoding, plan.schema_name) == (
        498, "Windows-1252", "transparency_code_2015"
    )  # fmt: skip
    assert (plan.counts["new"], plan.counts["refused"]) == (493, 5)
    spoken = Counter(issue.code for issue in plan.issues)
    assert (spoken[IssueCode.DUPLICATE_REFERENCE], spoken[IssueCode.NO_LOCATION]) == (5, 1)
    refused = {i.row_number for i in plan.issues if i.code is IssueCode.DUPLICATE_REFERENCE}
    stored = set(connection.execute(select(P.row_number)).scalars())
    assert stored | refused == set(range(2, 500)) and not stored & refused
    on_map = select(func.count()).where(P.rep_point_4326.is_not(None))
    assert connection.execute(on_map).scalar_one() == 492
    stood, version = content(connection), current_version(connection)
    plan, result = bring(connection, path)
    assert (plan.counts["unchanged"], result.changed) == (493, False)
    assert (content(connection), current_version(connection)) == (stood, version)


def test_montpellier_leaves_nothing_behind(connection: Connection, shared_data: Path) -> None:
    start(connection)
    path = shared_data / "registers" / "montpellier_opendata" / "VilleMTP_MTP_Batiments.zip"
    with pytest.raises(FileRefused, match="lies outside Testshire"):
        bring(connection, path)
    assert [count(connection, table) for table in (t.property_, t.import_batch, t.row_issue)] == [
        0, 0, 0
    ]  # fmt: skip
