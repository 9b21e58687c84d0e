"""A match of references taken back: both rows are what they were, or it is said why not."""

import pytest
from sqlalchemy import select, update

from estate.codes import ProposalState
from estate.db import tables as t
from estate.errors import Conflict, NotFound
from estate.intake.commit_and_revert import revert
from estate.register.queries import proposals
from estate.register.queries.content_number import register_content_hash
from estate.register.writes import proposals as writes
from tests.intake import county
from tests.intake.county import EAST, bring, row, write_csv

p, r = t.property_.c, t.reference_match.c

OLD = [row("A-0012", NAME="Mill Depot", UPRN=4711), row("A-0013", NAME="Other", EASTING=EAST + 9)]
NEW = [OLD[0] | {"LOCAL_REF": "A12"}, OLD[1]]


@pytest.fixture
def drifted(connection, tmp_path):
    """Last year's file, then this year's with one reference written differently."""
    county.start(connection)
    bring(connection, write_csv(tmp_path / "old.csv", OLD))
    bring(connection, write_csv(tmp_path / "new.csv", NEW))
    return connection


def the_match(connection):
    [match] = proposals.matches(connection)
    return match["reference_match_id"]


def everything(connection):
    names = ("property_id", "local_ref", "not_in_latest", "merged_into_property_id", "name")
    return sorted(map(tuple, connection.execute(select(*(p[name] for name in names)))), key=str)


def test_an_undone_match_leaves_everything_as_it_was(drifted, tmp_path):
    before, content = everything(drifted), register_content_hash(drifted)
    match = the_match(drifted)
    with pytest.raises(Conflict, match="proposed: there is nothing to undo"):
        writes.undo_match(drifted, match, by="test")
    writes.accept_match(drifted, match, by="test")
    assert everything(drifted) != before
    writes.undo_match(drifted, match, by="test")
    assert everything(drifted) == before
    assert register_content_hash(drifted) == content
    _, result = bring(drifted, tmp_path / "new.csv")
    assert not result.changed  # each row finds its own again
    assert proposals.matches(drifted, ProposalState.PROPOSED) == []
    with pytest.raises(NotFound):
        writes.undo_match(drifted, before[0][0], by="test")


def test_an_undone_match_can_be_accepted_after_all(drifted):
    match = the_match(drifted)
    writes.accept_match(drifted, match, by="test")
    after = everything(drifted)
    writes.undo_match(drifted, match, by="test")
    writes.accept_match(drifted, match, by="test")
    assert everything(drifted) == after


def test_a_match_accepted_before_the_file_came_is_undone_too(connection, tmp_path):
    county.start(connection)
    bring(connection, write_csv(tmp_path / "old.csv", OLD))
    property_id = connection.execute(select(p.property_id).where(p.local_ref == "A-0012")).scalar()
    writes.propose_matches(
        connection,
        [{"organisation_code": "T-CC", "property_id": property_id, "new_reference": "A12",
          "why": "same UPRN"}],
    )  # fmt: skip
    before = everything(connection)
    writes.accept_match(connection, the_match(connection), by="test")
    writes.undo_match(connection, the_match(connection), by="test")
    assert everything(connection) == before


def test_rivals_that_fell_away_wait_again(drifted):
    other = drifted.execute(select(p.property_id).where(p.local_ref == "A-0013")).scalar_one()
    writes.propose_matches(
        drifted,
        [{"organisation_code": "T-CC", "property_id": other, "new_reference": "A12", "why": "x"}],
    )
    match = drifted.execute(select(r.reference_match_id).where(r.why != "x")).scalar_one()
    writes.accept_match(drifted, match, by="test")
    assert proposals.matches(drifted, ProposalState.PROPOSED) == []
    writes.undo_match(drifted, match, by="test")
    [waiting] = proposals.matches(drifted, ProposalState.PROPOSED)
    assert waiting["local_ref"] == "A-0013"


def test_an_import_under_the_new_reference_is_reverted_first(drifted, tmp_path):
    match = the_match(drifted)
    writes.accept_match(drifted, match, by="test")
    renamed = [NEW[0] | {"NAME": "Mill Yard"}, NEW[1]]
    _, result = bring(drifted, write_csv(tmp_path / "later.csv", renamed))
    with pytest.raises(Conflict, match=r"import of “later.csv” has changed .* revert that import"):
        writes.undo_match(drifted, match, by="test")
    revert(drifted, result.batch_id, by="test")
    writes.undo_match(drifted, match, by="test")
    assert {one[1] for one in everything(drifted)} == {"A-0012", "A-0013", "A12"}


def test_a_reference_that_another_property_has_taken_is_not_taken_away(drifted):
    match = the_match(drifted)
    writes.accept_match(drifted, match, by="test")
    freed = update(t.property_).where(p.merged_into_property_id.is_not(None))
    drifted.execute(freed.values(merged_into_property_id=None))
    with pytest.raises(Conflict, match="“A-0012” is the reference of another property by now"):
        writes.undo_match(drifted, match, by="test")


def test_a_revert_names_the_match_that_stands_on_it_and_goes_on_once_it_is_undone(
    drifted, tmp_path
):
    newest = drifted.execute(select(p.import_batch_id).where(p.local_ref == "A12")).scalar_one()
    match = the_match(drifted)
    writes.accept_match(drifted, match, by="test")
    with pytest.raises(Conflict) as refused:
        revert(drifted, newest, by="test")
    said = str(refused.value)
    assert (
        f"“Mill Depot” was matched with the reference “A12” (undo that match first: {match})"
        in (said)
    )
    assert "former file can be imported again" in said
    assert "merge" not in said
    writes.undo_match(drifted, match, by="test")
    revert(drifted, newest, by="test")
    assert {one[1] for one in everything(drifted)} == {"A-0012", "A-0013"}
