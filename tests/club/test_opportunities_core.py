"""The stages of an opportunity: no way leads to ``approved`` past a guard."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from estate.club.codes import ONWARD, Outcome, Stage, Track
from estate.club.decisions import Person
from estate.club.opportunities import (
    ASKED,
    OPPORTUNITY,
    BodyDecision,
    OnRecord,
    asked_for,
    demand_move,
)
from estate.club.tracks import TrackFacts, suggested
from estate.codes import Role
from estate.errors import BadQuestion, Conflict, EstateError, NotAllowed

THEN = datetime(2026, 5, 1, tzinfo=UTC)
BODIES = {"SYN-A": "Alpha", "SYN-B": "Beta", "SYN-C": "Gamma"}
LEAD = Person(Role.EDITOR, "SYN-A")
AGREED = BodyDecision(Outcome.AGREED, date(2026, 6, 1), THEN + timedelta(days=30))
WHOLE = OnRecord(
    "SYN-A", BODIES, statements=1, is_pair=True, assumption_set="2026-11", rests_on_kept=True,
    case_at=THEN,
    shares=frozenset(BODIES), decisions=dict.fromkeys(BODIES, AGREED),
    changes_public_access=True, consultations=1, actuals=frozenset(BODIES), superseded_by="another",
    stage_of_other=Stage.TRIAGE,
)  # fmt: skip
#: Each makes one guard refuse, of a record on which all else is in order.
LACKS = {
    "statement": {"statements": 0},
    "kept case": {"rests_on_kept": False},
    "split": {"shares": frozenset({"SYN-A", "SYN-B"})},
    "a decision": {"decisions": dict.fromkeys(("SYN-A", "SYN-B"), AGREED)},
    "agreement": {"decisions": dict.fromkeys(BODIES, AGREED)
                  | {"SYN-C": replace(AGREED, outcome=Outcome.DEFERRED)}},
    "a decision on this case": {"decisions": dict.fromkeys(BODIES, AGREED)
                                | {"SYN-B": replace(AGREED, recorded_at=THEN - timedelta(1))}},
    "whether access changes": {"changes_public_access": None},
    "consultation": {"consultations": 0},
    "actual figures": {"actuals": frozenset({"SYN-A"})},
    "a saving": {"saves_not_before": date(2028, 9, 30)},
}  # fmt: skip
NEEDED_BY = {
    Stage.FEASIBILITY: {"statement"},
    Stage.BUSINESS_CASE: {"kept case", "split"},
    Stage.APPROVED: {"a decision", "agreement", "a decision on this case",
                     "whether access changes", "consultation"},
    Stage.DELIVERED: {"actual figures", "a saving"},
}  # fmt: skip


def needed(stage: Stage) -> set[str]:
    way = ONWARD[: ONWARD.index(stage) + 1]
    return set().union(*(NEEDED_BY.get(one, set()) for one in way))


def may_go(record: OnRecord, end: Stage, person: Person = LEAD) -> bool:
    try:
        demand_move(person, record, record.stage, end, "because")
    except EstateError:
        return False
    return True


def test_no_step_onward_passes_a_guard_from_any_state():
    """Every stage to every other, with every set of things missing (of ten, 1,024 sets)."""
    passed = refused = 0
    for missing in product((False, True), repeat=len(LACKS)):
        names = {name for name, lacks in zip(LACKS, missing, strict=True) if lacks}
        changed = {key: value for name in names for key, value in LACKS[name].items()}
        for start, before in (
            *((one, None) for one in Stage),
            *((Stage.PARKED, s) for s in ONWARD),
        ):
            record = replace(WHOLE, **changed, stage=start, stage_before=before)
            for end in ONWARD:
                came_back = start in ONWARD and ONWARD.index(end) < ONWARD.index(start)
                if not may_go(record, end):
                    refused += 1
                    continue
                passed += 1
                if not came_back:  # going back asks for a reason alone
                    assert not names & needed(end), (start, before, end, names)
    assert passed > 1_000 and refused > 1_000


def test_only_approvals_lead_to_approved_and_a_parked_one_goes_back_where_it_was():
    leading = {
        (start, move.name)
        for move in OPPORTUNITY.moves
        if move.ends is Stage.APPROVED
        for start in move.starts
    }
    assert leading == {(Stage.APPROVALS, "advance"), (Stage.PARKED, "take up")}
    for before, end in product(ONWARD, ONWARD):
        parked = replace(WHOLE, stage=Stage.PARKED, stage_before=before)
        assert may_go(parked, end) is (before is end and end is not Stage.DELIVERED)
    reached = {OPPORTUNITY.first}
    for _ in Stage:
        reached |= {move.ends for one in reached for move in OPPORTUNITY.onward(one)}
    assert reached == set(Stage)
    for end in (Stage.DELIVERED, Stage.WITHDRAWN, Stage.SUPERSEDED):
        assert OPPORTUNITY.onward(end) == ()


def test_a_hand_picked_set_rests_on_a_named_assumption_set_where_no_case_is_kept():
    guard = ASKED[Stage.BUSINESS_CASE][0]
    picked = replace(WHOLE, is_pair=False)
    assert guard(picked) is None
    assert guard(replace(picked, assumption_set=None)) is None, "the kept case brings its own"
    assert guard(replace(picked, rests_on_kept=False)) is None
    assert "its assumption set" in str(guard(replace(picked, rests_on_kept=False,
                                                     assumption_set=None)))  # fmt: skip
    assert "a kept case" in str(guard(replace(WHOLE, rests_on_kept=False)))


def test_each_guard_says_what_is_missing():
    said = set()
    for name, changed in LACKS.items():
        record = replace(WHOLE, **changed, stage=Stage.IN_DELIVERY)
        with pytest.raises(Conflict) as caught:
            demand_move(LEAD, record, Stage.IN_DELIVERY, Stage.DELIVERED, None)
        assert str(caught.value).endswith("."), name
        said.add(str(caught.value))
    assert len(said) == len(LACKS)
    assert "none is on record for Gamma." in " ".join(said)
    assert sum(map(len, ASKED.values())) == len(asked_for(Stage.DELIVERED)) == 8


def test_a_split_is_of_the_bodies_that_take_part_and_another_that_takes_its_place_stands():
    strange = replace(WHOLE, shares=WHOLE.shares | {"SYN-Z"}, stage=Stage.FEASIBILITY)
    with pytest.raises(Conflict, match="a share of SYN-Z, which no longer takes part"):
        demand_move(LEAD, strange, Stage.FEASIBILITY, Stage.BUSINESS_CASE, None)
    for other in (None, *Stage):
        record = replace(WHOLE, stage_of_other=other)
        assert may_go(record, Stage.SUPERSEDED) is (other in (*ONWARD, Stage.PARKED)), other


def test_stale_unknown_and_unreasoned_steps():
    with pytest.raises(Conflict, match="stands at “idea” now, not at “triage”"):
        demand_move(LEAD, WHOLE, Stage.TRIAGE, Stage.FEASIBILITY, None)
    with pytest.raises(Conflict, match="no step from “idea” to “approved”"):
        demand_move(LEAD, WHOLE, Stage.IDEA, Stage.APPROVED, None)
    for end in (Stage.PARKED, Stage.REJECTED, Stage.WITHDRAWN, Stage.SUPERSEDED):
        with pytest.raises(BadQuestion, match="needs a reason"):
            demand_move(LEAD, WHOLE, Stage.IDEA, end, None)
    with pytest.raises(Conflict, match="which opportunity takes its place"):
        alone = replace(WHOLE, superseded_by=None)
        demand_move(LEAD, alone, Stage.IDEA, Stage.SUPERSEDED, "because")


def test_who_may_move_it():
    for role, code in product(Role, (None, *BODIES)):
        may = role is Role.ADMINISTRATOR or (role, code) == (Role.EDITOR, "SYN-A")
        assert may_go(WHOLE, Stage.TRIAGE, Person(role, code)) is may, (role, code)
    with pytest.raises(NotAllowed, match="editor of Alpha, which leads"):
        demand_move(Person(Role.EDITOR, "SYN-B"), WHOLE, Stage.IDEA, Stage.TRIAGE, None)


def test_a_track_is_suggested_only_where_all_is_known():
    quick = TrackFacts(2, date(2028, 2, 29), 100_000, False, False)
    opened = date(2026, 2, 28)
    assert suggested(replace(quick, first_saving_on=date(2028, 2, 28)), opened).track is (
        Track.QUICK_WIN
    )
    assert suggested(quick, opened).track is Track.LONGER_TERM
    quick = replace(quick, first_saving_on=date(2027, 1, 1))
    late = {"first_saving_on": date(2030, 1, 1)}
    for lacking in ({"bodies": 3}, {"one_off_gbp": 100_000.01}, {"needs_construction": True},
                    {"changes_public_access": True}, late):  # fmt: skip
        found = suggested(replace(quick, **lacking), opened)
        assert found.track is Track.LONGER_TERM
        assert sum(words.endswith(": not met") for words in found.why) == 1
        assert all(words.count(":") == 1 for words in found.why), found.why
    for unknown in ("first_saving_on", "one_off_gbp", "needs_construction",
                    "changes_public_access"):  # fmt: skip
        assert suggested(replace(quick, **{unknown: None}), opened).track is None
    assert suggested(quick, date(2024, 2, 29)).track is Track.LONGER_TERM
