"""Nobody can work out what they may not see, whatever they ask.

Two registers are alike but for values that the attacker may not know, each within what is
published of it. If every answer to every question is the same to the byte, the answers tell
nothing about those values: by filter, sort, page, box, search, score, rank, total, file, tag or
error. No model of the attacker is needed.
"""

import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from estate.register import visibility as v
from tests.access.questions import DAYS, FILES, SEARCHES, SORTED, doors, question
from tests.access.secrets_of import Change, Secret, secrets
from tests.access.twin_county import BIG, COUNTY, SMALL, UNSIGNED, key
from tests.access.twins import ATTACKERS, Register, Request
from tests.conftest import database

CLUB, PARTNER = "club edition", "editor of a small partner"
#: Texts about files and changes, which only their owner's doors read at all.
ELSEWHERE = {"row_issue", "history", "import_plan", "import_job", "reference_match", "audit_record"}
CONFIDENTIAL = {
    (table, column)
    for table, columns in v.LEVELS.items()
    for column, level in columns.items()
    if level in (v.Level.PARTIES, v.Level.OWNER) and table not in ELSEWHERE
}
#: Keys; and what goes with an amount, which is changed as a whole.
CONFIDENTIAL -= {
    ("cost_line", name)
    for name in ("cost_line_id", "organisation_code", "property_id", "payee_organisation_code")
}
CONFIDENTIAL -= {
    ("protection_notice", "property_id"),
    *(("use_reading", name)
      for name in ("use_reading_id", "organisation_code", "property_id", "sequence")),
    *(("protection_answer", name)
      for name in ("protection_answer_id", "property_id", "import_batch_id", "sequence")),
}  # fmt: skip


#: Pages that lead with a plan where one is known already, so that they tell what was asked before.
LEADS_WITH_PLAN = re.compile(r"/(county|towns/[^/?]+|organisations/[^/?]+)/?")


def _told(register: Register, asked: Request) -> tuple[Any, ...]:
    anew = LEADS_WITH_PLAN.fullmatch(asked.path)
    return register.ask_anew(asked) if anew else register.ask(asked)


class Pair:
    """A register that stays as it is, and its twin."""

    def __init__(self, one: Register, twin: Register) -> None:
        self.one, self.twin = one, twin
        self.known: dict[Request, Any] = {}
        self.secrets = secrets(one.made)

    def hidden_from(self, who: str) -> list[Secret]:
        """What this attacker does not own."""
        return [secret for secret in self.secrets if ATTACKERS[who][3] not in secret.owners]

    def differing(self, asked: list[Request], changes: list[Change]) -> list[str]:
        """Of these questions, those that the changed twin answers differently."""
        for request in asked:
            if request not in self.known:
                self.known[request] = _told(self.one, request)
        with self.twin.changed(changes):
            return [str(one) for one in asked if _told(self.twin, one) != self.known[one]]

    def doors(self, sites: list[tuple[str, int]], organisations: list[str]) -> list[str]:
        """Every door, at some sites and organisations."""
        app = self.one.services["club"].app
        return doors(app, [key("property", *site) for site in sites], organisations)


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with database("migrated") as url, database("migrated") as other:
        one, twin = Register(url), Register(other)
        yield Pair(one, twin)
        for register in (one, twin):
            register.close()
            register.engine.dispose()


def everything(pair: Pair, who: str, seed: int) -> list[Change]:
    """Another value for every secret at once."""
    r = Random(seed)
    return [change for secret in pair.hidden_from(who) for change in secret.others(r)]


def test_the_secrets_are_those_of_every_confidential_column(pair: Pair):
    """Else a column could leak without any of them telling."""
    told = {(c.table, n) for s in pair.secrets for c in s.others(Random(1)) for n, _ in c.values}
    assert told >= CONFIDENTIAL, CONFIDENTIAL - told


def test_a_register_answers_as_its_twin_when_nothing_differs(pair: Pair):
    asked = [question(who, Random(n)) for n, who in enumerate([CLUB, PARTNER, "public"] * 4)]
    assert pair.differing(asked, []) == []
    assert all(pair.known[one][0] < 500 for one in asked)


def test_no_door_tells_the_club_what_is_confidential(pair: Pair):
    """Every other door once, every secret changed at once; the long form asks them all."""
    every = sorted(pair.doors([(BIG, 2)], [BIG]))[::2]
    asked = [Request(CLUB, door) for door in every if door != "/docs" and not FILES.search(door)]
    asked += [Request(CLUB, f"{path}/{key('property', UNSIGNED, 1)}")
              for path in ("/api/v1/properties", "/properties")]  # fmt: skip
    assert pair.differing(asked, everything(pair, CLUB, 1)) == []
    assert sum(pair.known[one][0] == 200 for one in asked) > 50


def test_no_search_and_no_filter_by_date_finds_what_is_confidential(pair: Pair):
    asked = [("q", words) for words in SEARCHES] + [("lease_ends_before", str(d)) for d in DAYS]
    path = "/api/v1/properties"
    questions = [Request(CLUB, path, ((name, value), ("limit", "1"))) for name, value in asked]
    assert pair.differing(questions, everything(pair, CLUB, 4)) == []


@pytest.mark.parametrize(
    ("who", "seed"), [(CLUB, 5), pytest.param(PARTNER, 6, marks=pytest.mark.long)]
)
def test_no_order_and_no_filter_of_candidates_tells_what_is_hidden(pair: Pair, who: str, seed: int):
    """Every order both ways, and ranges around dates and sums that the twins differ in."""
    path, asked = "/api/v1/candidates", []
    asked += [
        [("sort", by), ("order", way)] for by in SORTED for way in ("ascending", "descending")
    ]
    asked += [[(f"{name}_until", str(day))] for name in ("act_by", "exit") for day in DAYS]
    asked += [
        [(name, str(sum_))]
        for sum_ in range(-5_000, 90_000, 7_500)
        for name in ("min_saving_gbp_pa", "min_saving_low_gbp_pa", "max_one_off_gbp")
    ]
    asked += [[("exit", way)] for way in ("dated", "owned", "unknown")] + [[("fit", "fits")]]
    asked += [[("moves", "part"), ("sort", by)] for by in ("rank", "saving", "one_off", "host")]
    questions = [Request(who, path, (*one, ("limit", "3"))) for one in asked]
    assert pair.differing(questions, everything(pair, who, seed)) == []
    assert len({pair.known[one] for one in questions}) > 20, "they do ask different things"


def test_need_and_where_hubs_would_stand_tell_nothing_confidential(pair: Pair):
    """Each of these answers, so that there is something to compare; the club asks every door."""
    hubs = [("/api/v1/need/hubs", (("count", str(n)), ("by", by), ("mode", "car")))
            for n in (1, 2) for by in ("covering", "nearest")]  # fmt: skip
    hubs.append(("/api/v1/need/hubs", ()))
    asked = [("/api/v1/need", (("within", "5"),)), ("/need", (("count", "2"),)),
             ("/need/hubs.csv", (("count", "2"),)), ("/need/channels.csv", ()), *hubs]  # fmt: skip
    questions = [Request(PARTNER, path, given) for path, given in asked]
    assert pair.differing(questions, everything(pair, PARTNER, 10)) == []
    assert {pair.known[one][0] for one in questions} == {200}


def test_no_list_or_total_tells_a_partner_about_another(pair: Pair):
    """A partner knows its own figures; taking them out of a total must not help."""
    paths = ["/api/v1/stats", "/api/v1/properties", "/api/v1/candidates", "/county/segments.csv",
             "/county/county.csv", "/api/v1/savings/portfolio", "/api/v1/savings/cost-range",
             "/api/v1/leases/calendar", "/map/properties.geojson", "/map/clusters.json",
             f"/api/v1/organisations/{BIG}/quality", "/api/v1/sharing/matrix",
             f"/api/v1/properties/{key('property', SMALL, 0)}",
             f"/api/v1/properties/{key('property', COUNTY, 1)}",
             f"/api/v1/properties/{key('property', COUNTY, 17)}"]  # fmt: skip
    asked = [Request(PARTNER, path) for path in paths]
    assert pair.differing(asked, everything(pair, PARTNER, 2)) == []


def attack(pair: Pair, who: str, seed: int, questions: int) -> None:
    """Some secrets changed, few or many; questions drawn with all their parameters."""
    r = Random(seed)
    hidden = pair.hidden_from(who)
    chosen = r.sample(hidden, r.choice([1, 1, 2, 12, len(hidden) // 3]))
    asked = list(dict.fromkeys(question(who, r) for _ in range(questions)))
    differ = pair.differing(asked, [change for one in chosen for change in one.others(r)])
    note(f"{len(chosen)} changed: {sorted({one.name for one in chosen})[:20]}")
    assert differ == []
    assert all(pair.known[one][0] < 500 for one in asked)


QUIETLY = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
PHASES = [Phase.explicit, Phase.generate]  # a seed has no simpler one


@settings(max_examples=3, suppress_health_check=QUIETLY, phases=PHASES)
@given(who=st.sampled_from([CLUB, PARTNER]), seed=st.integers(0, 1 << 30))
def test_questions_of_all_kinds_tell_nothing(pair: Pair, who: str, seed: int):
    attack(pair, who, seed, questions=8)


@pytest.mark.long
@settings(max_examples=70, suppress_health_check=QUIETLY, phases=PHASES)
@given(who=st.sampled_from(sorted(ATTACKERS)), seed=st.integers(0, 1 << 30))
def test_thousands_of_questions_tell_nothing(pair: Pair, who: str, seed: int):
    attack(pair, who, seed, questions=30)


@pytest.mark.long
@pytest.mark.parametrize("who", [CLUB, PARTNER, "public", "editor of an unsigned body"])
def test_no_door_tells_anybody_what_is_confidential(pair: Pair, who: str):
    sites = [(COUNTY, 0), (COUNTY, 17), (BIG, 2), (SMALL, 0), (UNSIGNED, 1)]
    asked = [Request(who, door) for door in pair.doors(sites, [COUNTY, BIG, SMALL, UNSIGNED])]
    assert pair.differing(asked, everything(pair, who, 3)) == []
