"""Drifted references and merges, from files through PostGIS to a person's decision and back."""

from datetime import date

import pytest
from sqlalchemy import func, select

from estate.assumptions import AssumptionSet
from estate.capacity import space_rule
from estate.codes import ProposalState
from estate.db import tables as t
from estate.errors import Conflict, NotFound
from estate.intake.commit_and_revert import revert
from estate.register import visibility as v
from estate.register.queries import estate as frames
from estate.register.queries import proposals
from estate.register.writes import proposals as writes
from tests.intake import county
from tests.intake.county import EAST, NORTH, bring, row, write_csv, write_shapefile

p = t.property_.c
RULE = space_rule(AssumptionSet(), date(2026, 11, 29))


@pytest.fixture
def register(connection):
    county.start(connection)
    connection.exec_driver_sql("UPDATE organisation SET signed_on = '2026-01-01'")
    return connection


def visible(connection):
    statement = select(p.organisation_code, p.local_ref).where(v.rows(v.CLUB))
    return sorted(tuple(found) for found in connection.execute(statement))


def everything(connection):
    """All of the properties' columns that a decision could touch, in a fixed order."""
    columns = (p.property_id, p.local_ref, p.not_in_latest, p.merged_into_property_id, p.name)
    return sorted(map(tuple, connection.execute(select(*columns))), key=str)


def waiting_merges(connection):
    return proposals.merges(connection, ProposalState.PROPOSED)


def waiting_matches(connection):
    return proposals.matches(connection, ProposalState.PROPOSED)


def outline_file(path, ref, name, shift=0.0, **more):
    cells = row(ref, NAME=name, POSTCODE=None, **more)
    cells.pop("EASTING")
    cells.pop("NORTHING")
    return write_shapefile(path, [cells], [county.square(EAST + shift, NORTH, side=40)])


@pytest.fixture
def landlord_and_tenant(register, tmp_path):
    """One building, reported by its owner and by its tenant, without a UPRN in common."""
    bring(register, outline_file(tmp_path / "a.shp", "L1", "Old Mill Offices"), "T-CC")
    tenant = outline_file(tmp_path / "b.shp", "T1", "Unit at the Mill", 2.0, TENURE="Leasehold")
    bring(register, tenant, "T-DC")
    return register


def test_outlines_of_two_organisations_that_agree_are_proposed_as_one(landlord_and_tenant):
    [merge] = waiting_merges(landlord_and_tenant)
    assert (merge["kept_local_ref"], merge["merged_local_ref"]) == ("L1", "T1")
    assert merge["why"] == "outlines agree to 90%"
    assert visible(landlord_and_tenant) == [("T-CC", "L1"), ("T-DC", "T1")]


def test_the_owners_row_is_kept_whoever_came_first(register, tmp_path):
    tenant = outline_file(tmp_path / "b.shp", "T1", "Unit at the Mill", TENURE="Leasehold")
    bring(register, tenant, "T-DC")
    bring(register, outline_file(tmp_path / "a.shp", "L1", "Old Mill Offices"), "T-CC")
    [merge] = waiting_merges(register)
    assert (merge["kept_local_ref"], merge["merged_local_ref"]) == ("L1", "T1")


def test_a_merged_building_counts_once_and_undoing_restores_both(landlord_and_tenant):
    """The count is that of buildings, not of reports."""
    connection = landlord_and_tenant
    before = everything(connection)
    [merge] = waiting_merges(connection)
    writes.accept_merge(connection, merge["property_merge_id"], by="test")
    assert visible(connection) == [("T-CC", "L1")]
    assert list(frames.load_estate(connection, v.CLUB, RULE).properties["local_ref"]) == ["L1"]
    writes.undo_merge(connection, merge["property_merge_id"], by="test")
    assert everything(connection) == before
    h = t.history.c
    actions = select(h.action).where(h.changed_by == "test").order_by(h.history_id)
    assert list(connection.execute(actions).scalars())[-2:] == ["merged", "unmerged"]


def test_what_hangs_on_the_hidden_row_is_shown_with_the_kept_one(landlord_and_tenant, tmp_path):
    connection = landlord_and_tenant
    lease = {"LEASE_REF": "LE1", "PROP_REF": "T1", "LANDLORD": "TCC", "LEASE_EXP": "31/12/2030"}
    bring(connection, write_csv(tmp_path / "l.csv", [lease]), "T-DC", "lease")
    cost = {"COST_REF": "C1", "PROP_REF": "T1", "COST_KIND": "energy", "COST_PA": 9000,
            "COST_YEAR": "2025/26"}  # fmt: skip
    bring(connection, write_csv(tmp_path / "c.csv", [cost]), "T-DC", "cost")
    use = {"OCC_REF": "O1", "PROP_REF": "T1", "USER_FUNC": "back_office", "FTE": 20}
    bring(connection, write_csv(tmp_path / "o.csv", [use]), "T-DC", "occupation")
    [merge] = waiting_merges(connection)
    writes.accept_merge(connection, merge["property_merge_id"], by="test")
    kept = str(merge["kept_property_id"])
    estate = frames.load_estate(connection, v.owner("T-CC"), RULE)
    assert list(estate.properties.index) == [kept]
    assert list(estate.leases["property_id"]) == [kept]
    assert list(estate.occupations["property_id"]) == [kept]
    assert list(estate.costs.index) == [kept]


def test_importing_both_files_again_changes_nothing(landlord_and_tenant, tmp_path):
    connection = landlord_and_tenant
    [merge] = waiting_merges(connection)
    writes.accept_merge(connection, merge["property_merge_id"], by="test")
    before = everything(connection)
    for file, organisation in (("a.shp", "T-CC"), ("b.shp", "T-DC")):
        _, result = bring(connection, tmp_path / file, organisation)
        assert not result.changed
    assert everything(connection) == before
    assert waiting_merges(connection) == []


def test_a_declined_pair_is_not_asked_about_again(landlord_and_tenant, tmp_path):
    connection = landlord_and_tenant
    [merge] = waiting_merges(connection)
    writes.decline_merge(connection, merge["property_merge_id"], by="test")
    again = outline_file(tmp_path / "b.shp", "T1", "Unit at the old Mill", 2.0, TENURE="Leasehold")
    _, result = bring(connection, again, "T-DC")
    assert result.changed
    assert waiting_merges(connection) == []
    assert len(visible(connection)) == 2


def test_a_decision_is_made_once(landlord_and_tenant):
    connection = landlord_and_tenant
    [merge] = waiting_merges(connection)
    writes.accept_merge(connection, merge["property_merge_id"], by="test")
    for decide in (writes.accept_merge, writes.decline_merge):
        with pytest.raises(Conflict, match="accepted"):
            decide(connection, merge["property_merge_id"], by="test")
    with pytest.raises(NotFound):
        writes.undo_merge(connection, merge["kept_property_id"], by="test")


def test_points_and_names_make_a_proposal_and_neighbours_do_not(register, tmp_path):
    bring(register, write_csv(tmp_path / "a.csv", [
        row("L1", NAME="Easton Library"), row("L2", NAME="12 High Street", EASTING=EAST + 500),
    ]), "T-CC")  # fmt: skip
    bring(register, write_csv(tmp_path / "b.csv", [
        row("T1", NAME="EASTON LIBRARY", EASTING=EAST + 9),
        row("T2", NAME="14 High Street", EASTING=EAST + 505),
        row("T3", NAME="Easton Library", EASTING=EAST + 60),
    ]), "T-DC")  # fmt: skip
    [merge] = waiting_merges(register)
    assert (merge["kept_local_ref"], merge["merged_local_ref"]) == ("L1", "T1")
    assert merge["why"] == "points 9 m apart, names alike to 100%"


def test_within_one_organisation_nothing_is_ever_proposed(register, tmp_path):
    twins = [row("A1", NAME="Town Hall", UPRN=1000), row("B7", NAME="Town Hall", UPRN=1000)]
    bring(register, write_csv(tmp_path / "a.csv", twins), "T-CC")
    bring(register, write_csv(tmp_path / "b.csv", [row("Z9", NAME="Town Hall")]), "T-CC")
    assert waiting_merges(register) == []


def test_hundreds_of_rows_on_one_point_are_not_compared_all_with_all(register, tmp_path):
    for organisation in ("T-CC", "T-DC"):
        rows = [row(f"{organisation}{n}", NAME=f"Plot {n}") for n in range(300)]
        bring(register, write_csv(tmp_path / f"{organisation}.csv", rows), organisation)
    merges = waiting_merges(register)
    assert len(merges) == 300
    assert all(one["kept_name"] == one["merged_name"] for one in merges)


@pytest.fixture
def drifted(register, tmp_path):
    """Last year's file, then this year's with one reference written differently."""
    old = [row("A-0012", NAME="Mill Depot", UPRN=4711), row("A-0013", NAME="Other")]
    bring(register, write_csv(tmp_path / "old.csv", old), "T-CC")
    new = [row("A12", NAME="Mill Depot", UPRN=4711), row("A-0013", NAME="Other")]
    plan, _ = bring(register, write_csv(tmp_path / "new.csv", new), "T-CC")
    return register, plan


def test_the_plan_says_which_reference_has_probably_drifted(drifted):
    _, plan = drifted
    [said] = [issue for issue in plan.issues if issue.field == "local_ref"]
    assert said.row_number == 2
    assert "“A12” is probably the property known as “A-0012” (same UPRN)" in said.message


def test_an_accepted_match_keeps_the_older_property_under_the_new_reference(drifted, tmp_path):
    connection, _ = drifted
    oldest = connection.execute(select(p.property_id).where(p.local_ref == "A-0012")).scalar_one()
    [match] = waiting_matches(connection)
    writes.accept_match(connection, match["reference_match_id"], by="test")
    assert visible(connection) == [("T-CC", "A-0013"), ("T-CC", "A12")]
    now = connection.execute(select(p.property_id).where(p.local_ref == "A12")).scalar_one()
    assert now == oldest
    changed = [row("A12", NAME="Mill Depot and Yard", UPRN=4711), row("A-0013", NAME="Other")]
    plan, _ = bring(connection, write_csv(tmp_path / "new.csv", changed), "T-CC")
    assert (plan.counts["new"], plan.counts["changed"], plan.counts["not_in_file"]) == (0, 1, 0)
    assert waiting_matches(connection) == []
    name = connection.execute(select(p.name).where(p.property_id == oldest)).scalar_one()
    assert name == "Mill Depot and Yard"


def test_a_declined_match_leaves_two_properties_and_is_not_asked_again(drifted, tmp_path):
    connection, _ = drifted
    [match] = waiting_matches(connection)
    writes.decline_match(connection, match["reference_match_id"], by="test")
    bring(connection, tmp_path / "new.csv", "T-CC")
    assert waiting_matches(connection) == []
    assert connection.execute(select(func.count()).select_from(t.property_)).scalar_one() == 3


def test_a_whole_register_with_new_prefixes_is_matched(register, tmp_path):
    old = [row(f"{n:04}", NAME=f"House {n}", EASTING=EAST + 40 * n) for n in range(1, 31)]
    bring(register, write_csv(tmp_path / "old.csv", old), "T-CC")
    new = [cells | {"LOCAL_REF": f"CC/{cells['LOCAL_REF']}"} for cells in old]
    bring(register, write_csv(tmp_path / "new.csv", new), "T-CC")
    matches = waiting_matches(register)
    assert len(matches) == 30
    assert all(f"CC/{one['local_ref']}" == one["new_reference"] for one in matches)


def test_a_new_building_with_a_like_reference_elsewhere_is_simply_new(register, tmp_path):
    bring(register, write_csv(tmp_path / "old.csv", [row("A-0012", NAME="Mill Depot")]), "T-CC")
    fresh = [row("A12", NAME="Library", EASTING=EAST + 900, POSTCODE="ZZ1 1AB"),
             row("B-77", NAME="Mill Depot")]  # fmt: skip
    bring(register, write_csv(tmp_path / "new.csv", fresh), "T-CC")
    assert waiting_matches(register) == []


def test_an_import_with_a_waiting_proposal_is_reverted_and_one_with_a_merge_says_why_not(
    landlord_and_tenant, tmp_path
):
    connection = landlord_and_tenant
    again = outline_file(tmp_path / "c.shp", "T2", "Second report", 1.0, TENURE="Leasehold")
    _, result = bring(connection, again, "T-DC")
    assert len(waiting_merges(connection)) == 2
    revert(connection, result.batch_id, by="test")
    [merge] = waiting_merges(connection)
    assert merge["merged_local_ref"] == "T1"
    writes.accept_merge(connection, merge["property_merge_id"], by="test")
    batch = connection.execute(
        select(p.import_batch_id).where(p.property_id == merge["merged_property_id"])
    ).scalar_one()
    step = (
        rf"was merged into “Old Mill Offices” \(undo that merge first: {merge['property_merge_id']}"
    )
    with pytest.raises(Conflict, match=step):
        revert(connection, batch, by="test")
    writes.undo_merge(connection, merge["property_merge_id"], by="test")
    revert(connection, batch, by="test")
    assert visible(connection) == [("T-CC", "L1")]
