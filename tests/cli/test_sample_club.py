"""The sample county's club at work, brought in by the doors that people use."""

from collections import Counter

import orjson
import pytest

from estate import clock
from estate.answers.club import meetings
from estate.answers.opportunities.consultation_file import (
    FileAsked,
    consultation_file,
    consulted_moves,
)
from estate.answers.opportunities.opening import opportunity
from estate.cli import sample_club
from estate.db.engine import make_engine
from estate.register.queries import opportunities as query
from estate.register.visibility import CLUB, PUBLIC
from tests.asking import question
from tests.travel.test_consultation_lines import reworked

STAGES = {"delivered": 1, "in_delivery": 1, "approved": 1, "approvals": 1, "business_case": 1,
          "feasibility": 3, "triage": 1, "idea": 1, "parked": 1}  # fmt: skip


@pytest.mark.long
def test_eleven_opportunities_stand_at_every_stage_with_meetings_and_say_that_they_are_made_up(
    sample_url: str,
):
    sample_club.bring(sample_url)
    sample_club.bring(sample_url)  # what is there stays as it is
    engine = make_engine(sample_url)
    with engine.connect() as connection:
        context = question(connection, CLUB, clock.today())
        rows = query.listing(connection, CLUB)
        assert Counter(row["stage"] for row in rows) == STAGES
        told = [opportunity(context, row["opportunity_id"]) for row in rows]
        for one in told:
            said = [row["statement"] for row in one.records["statements"] if row.get("statement")]
            steps = [row for row in one.steps if row["from_state"] is not None]
            assert all(row["organisation_code"].startswith("SYN-") for row in steps)
            assert all("made up" in text for text in said)
            assert "made up" in (one.row["next_step"] or "made up")
        case = [one for one in told if one.records["cases"]]
        assert len(case) == 5 and all(one.records["cases"][-1]["kept_case"] for one in case)
        held, coming = sorted(meetings.meetings(context).meetings, key=lambda one: one.held_on)
        assert (held.decisions, held.actions, held.open_actions) == (2, 5, 4)
        assert coming.held_on > clock.today()
        actions = meetings.actions(context).actions
        assert all("made up" in one.text for one in actions)
        assert any(one.overdue for one in actions)
        everybody = question(connection, PUBLIC, clock.today())
        (move,) = consulted_moves(everybody).moves
        assert move.visited and all("made up" in one.alternatives for one in move.bodies)
        assert len(move.bodies) >= 2 and all(
            one.organisation.code.startswith("SYN-") for one in move.bodies
        )
        made = orjson.loads(orjson.dumps(consultation_file(everybody, FileAsked((move.number,)))))
        assert reworked(made["each_place"], made["services"]) > 30
        assert None not in {one["area_code"] for one in made["each_place"]}
        said = [one["text"] for one in made["sources"] if one["name"].startswith("Published ")]
        assert said and all("edition" in one and "synthetic" in one for one in said)
    engine.dispose()
