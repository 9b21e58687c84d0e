"""The one mechanism of decisions, and the three kinds of proposal that stand on it."""

from itertools import product

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from estate.club.decisions import Person, Process
from estate.club.proposals import CORRECTION, MATCH, MERGE
from estate.codes import CorrectionState, ProposalState, Role
from estate.db import tables as t
from estate.errors import Conflict, NotAllowed
from estate.register.writes import corrections, proposals
from estate.register.writes.audit import Actor, acting
from estate.register.writes.decisions import CORRECTIONS, MATCHES, MERGES
from tests.intake import county
from tests.intake.county import bring, row, write_csv

PROCESSES: tuple[Process, ...] = (MERGE, MATCH, CORRECTION)
PEOPLE = [Person(role, code) for role, code in product(Role, (None, "T-CC", "T-DC"))]


def may(process: Process, move: str) -> set[tuple[str, str | None]]:
    found = set()
    for person in PEOPLE:
        try:
            process.named(move).demand(person, "T-CC")
        except NotAllowed as refusal:
            assert str(refusal).endswith("."), refusal
        else:
            found.add((person.role.value, person.organisation))
    return found


def test_every_state_is_reached_and_each_move_leads_somewhere_else():
    for process, states in zip(
        PROCESSES, (ProposalState, ProposalState, CorrectionState), strict=True
    ):
        reached = {process.first}
        for _ in states:
            reached |= {move.ends for one in reached for move in process.onward(one)}
        assert reached == set(states), process.kind
        assert all(move.ends not in move.starts for move in process.moves)
        assert {kept.process for kept in (MERGES, MATCHES, CORRECTIONS)} == set(PROCESSES)


def test_who_may_decide():
    administrators = {("administrator", code) for code in (None, "T-CC", "T-DC")}
    for move in ("accept", "decline", "undo"):
        assert may(MERGE, move) == administrators
        assert may(MATCH, move) == administrators | {("importer", "T-CC"), ("editor", "T-CC")}
    assert may(CORRECTION, "accept") == may(CORRECTION, "decline") == may(MATCH, "accept")
    assert may(MATCH, "wait again") == set()


def test_out_of_place_each_says_what_it_always_said():
    said = {
        (MERGE, "accept", ProposalState.DECLINED): (
            "This proposal has been decided already: declined."
        ),
        (MERGE, "undo", ProposalState.PROPOSED): (
            "This merge is proposed: there is nothing to undo."
        ),
        (MATCH, "undo", ProposalState.UNDONE): "This match is undone: there is nothing to undo.",
        (CORRECTION, "decline", CorrectionState.ACCEPTED): (
            "This correction has been answered already: accepted."
        ),
    }
    for (process, name, state), words in said.items():
        with pytest.raises(Conflict) as caught:
            process.demand_place(process.named(name), state)
        assert str(caught.value) == words


def steps(connection) -> list[tuple]:
    s = t.decision_step.c
    names = ("kind", "from_state", "to_state", "person", "organisation_code", "role")
    statement = select(*(s[name] for name in names)).order_by(s.sequence)
    return [tuple(found) for found in connection.execute(statement)]


def test_each_step_is_on_record_for_good(connection, tmp_path):
    county.start(connection)
    file = write_csv(tmp_path / "a.csv", [row("A1"), row("A2", EASTING=county.EAST + 900)])
    bring(connection, file, "T-CC")
    p, m, r = t.property_.c, t.property_merge.c, t.reference_match.c
    one, two = connection.execute(select(p.property_id).order_by(p.local_ref)).scalars()
    proposals.propose_merges(
        connection, [{"kept_property_id": one, "merged_property_id": two, "why": "alike"}]
    )
    for reference in ("N1", "N2"):  # two rivals for one property
        proposals.propose_matches(
            connection,
            [{"organisation_code": "T-CC", "property_id": one, "new_reference": reference,
              "why": "alike"}],
        )  # fmt: skip
    merge = connection.execute(select(m.property_merge_id)).scalar_one()
    match = connection.execute(
        select(r.reference_match_id).where(r.new_reference == "N1")
    ).scalar_one()
    acting(connection, Actor("a person", "editor", "T-CC"))
    proposals.accept_merge(connection, merge, by="a person")
    proposals.undo_merge(connection, merge, by="a person")
    proposals.accept_match(connection, match, by="a person")
    proposals.undo_match(connection, match, by="a person")
    correction = corrections.raise_correction(
        connection, property_id=one, field="condition", proposed_value="B", note="Seen",
        organisation="T-DC", by="another",
    )  # fmt: skip
    corrections.accept_correction(connection, correction, "B", answer="So it is", by="a person")
    who = ("a person", "T-CC", "editor")
    assert steps(connection) == [
        ("merge", "proposed", "accepted", *who),
        ("merge", "accepted", "undone", *who),
        ("match", "proposed", "accepted", *who),
        ("match", "proposed", "declined", *who),  # the rival
        ("match", "declined", "proposed", *who),  # waits again
        ("match", "accepted", "undone", *who),
        ("correction", "open", "accepted", *who),
    ]
    with pytest.raises(DBAPIError, match="append"), connection.begin_nested():
        connection.execute(t.decision_step.delete())
    with pytest.raises(DBAPIError), connection.begin_nested():
        connection.execute(
            insert(t.decision_step).values(
                kind="guess", subject_id=one, to_state="x", person="nobody"
            )
        )
