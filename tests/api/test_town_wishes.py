"""Wishes of bodies about a town's plan: on record for the club, withdrawn, what each costs, and the
cheapest plan that all can live with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, Engine
from starlette.testclient import TestClient

from estate.answers.cache import AnswerCache
from estate.answers.context import ReadContext
from estate.answers.towns.partner_wishes import as_on_record, partner_wishes
from estate.answers.towns.question import TownAsked, TownQuestion, solve, town_question
from estate.answers.towns.wish_prices import priced, wish_prices
from estate.club.decisions import Person
from estate.codes import Role
from estate.db.engine import make_engine
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.register import visibility as v
from estate.register.writes import town_wishes as writes
from tests.api.conftest import client_of, token_of_the_county
from tests.asking import question
from tests.conftest import sample_copy

TOWN = "Kidderminster"
PAGE = f"/towns/{TOWN}/options"
ADMINISTRATOR = Person(Role.ADMINISTRATOR, None)
SMALL = {"within_m": 600.0}


@pytest.fixture(scope="module")
def sample_engine() -> Iterator[Engine]:
    """A sample county of this file's own: what is opened from a plan stays."""
    with sample_copy() as url:
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture(scope="module")
def club(sample_engine: Engine) -> Iterator[TestClient]:
    with client_of(sample_engine.url.render_as_string(hide_password=False), "club") as client:
        yield client


@pytest.fixture(scope="module")
def county_token(sample_engine: Engine) -> dict[str, str]:
    return token_of_the_county(sample_engine)


@dataclass
class Ledger:
    """A register whose writes are taken back, and the answers kept of it."""

    connection: Connection
    cache: AnswerCache

    def context(self, reader: v.Reader = v.CLUB) -> ReadContext:
        return question(self.connection, reader, cache=self.cache)

    def record(self, organisation: str, wish: str, reason: str | None = None) -> Any:
        said = {"organisation": organisation, "town": TOWN, "reason": reason, "by": "test"}
        return writes.record(self.connection, ADMINISTRATOR, wish=wish, **said)

    def solved(self, **given: Any) -> TownQuestion:
        found = town_question(self.context(), TownAsked(TOWN, **SMALL, **given))
        solve(found, 10.0)
        return found


@dataclass
class Wished:
    """Wishes on record: of two buildings that the plan leaves, one to be left all the same."""

    ledger: Ledger
    one: str
    other: str
    elsewhere: str
    free_gbp: float
    unseen: Any
    keys: dict[str, Any]


@pytest.fixture(scope="module")
def wished(sample_engine: Any) -> Iterator[Wished]:
    with sample_engine.connect() as connection:
        ledger = Ledger(connection, AnswerCache())
        free = ledger.solved()
        town, plan = free.town, free.found.plan
        assert plan is not None and plan.proved
        left = [key for key, kept in zip(town.property_ids, plan.kept, strict=True) if not kept]
        one, other = left[:2]
        elsewhere = next(iter(set(free.estate.properties.index) - set(town.property_ids)))
        unseen = ledger.record("SYN-CC", "stays:00000000-0000-0000-0000-000000000001")
        keys = {
            wish: ledger.record(body, wish, "The lease of the depot")
            for body, wish in (
                ("SYN-CC", f"stays:{one}"), ("SYN-POL", f"stays:{other}"),
                ("SYN-POL", f"left:{one}"), ("SYN-CC", f"stays:{elsewhere}"),
            )
        }  # fmt: skip
        yield Wished(ledger, one, other, elsewhere, plan.worth_gbp, unseen, keys)


def test_an_opportunity_is_opened_from_a_plan_in_one_step(
    club: TestClient, county_token: dict[str, str]
) -> None:
    door, asked = f"/api/v1{PAGE}/opportunity", {"within_s": 5, **SMALL}
    plan = club.get(f"/api/v1{PAGE}", params=asked).json()
    sent = {"title": "One place in the centre"}
    assert club.post(door, params=asked, json=sent).status_code == 401
    said = club.post(door, params=asked, json={"title": "To be sold"}, headers=county_token)
    assert said.status_code == 422 and "cannot say" in said.json()["detail"]
    foreign = {**sent, "lead": "SYN-POL"}
    assert club.post(door, params=asked, json=foreign, headers=county_token).status_code == 403
    made = club.post(door, params=asked, json=sent, headers=county_token)
    assert made.status_code == 201, made.text
    opened = club.get(f"/api/v1{made.json()['page']}").json()
    there = {one["property_id"] for one in opened["properties"]}
    ends = {place["property_id"] for m in plan["moves"] for place in (m["leaves"], m["host"])}
    assert there == ends and opened["title"] == sent["title"]
    kept = club.get(f"/api/v1/cases/{made.json()['kept_case_id']}").json()
    assert [one["page"] for one in kept["opportunities"]] == [made.json()["page"]]
    assert kept["case"]["worth_gbp"] == plan["worth_gbp"]


# First: the others hold what they have written, and this one writes for good.
def test_over_http_and_on_the_page(club: TestClient, county_token: dict[str, str]) -> None:
    door = f"/api/v1/towns/{TOWN}/wishes"
    wish = {"wish": "not-before:2031-04-01", "reason": "A <b>promise</b>"}
    assert club.post(door, json=wish).status_code == 401
    refused = club.post(door, json={"wish": "closed:x"}, headers=county_token)
    assert refused.status_code == 422 and "A wish is written" in refused.json()["detail"]
    away = club.get("/api/v1/properties", params={"town": "Bromsgrove", "limit": 1}).json()
    elsewhere = {"wish": f"stays:{away['features'][0]['id']}"}
    refused = club.post(door, json=elsewhere, headers=county_token)
    assert refused.status_code == 422 and "not among those chosen" in refused.json()["detail"]
    made = club.post(door, json=wish, headers=county_token)
    assert made.status_code == 201, made.text
    (told,) = made.json()["wishes"]
    assert (told["organisation"]["code"], told["withdrawn"]) == ("SYN-CC", False)
    try:
        page = club.get(PAGE, params=SMALL).raise_for_status().text
        assert 'name="wish" value="not-before:2031-04-01"> Severnshire County Council' in page
        assert "What bodies wish, and what each wish costs" in page
        assert "A &lt;b&gt;promise" in page
        prices = club.get(f"/api/v1{PAGE}/wishes", params={"within_s": 5, **SMALL}).json()
        assert prices["each"][0]["costs_gbp"] > 0 and prices["wishes"] == [wish["wish"]]
        kept = club.get(PAGE, params={**SMALL, "on_record": "true"}).text
        assert 'value="not-before:2031-04-01" checked' in kept
    finally:
        gone = club.post(f"{door}/{told['id']}/withdraw", headers=county_token)
    assert gone.status_code == 200 and gone.json()["wishes"] == []
    listed = club.get(door, params={"every": "true"}).json()["wishes"]
    assert [one["withdrawn"] for one in listed] == [True]


def test_each_wish_has_its_price_and_all_have_a_cheapest_plan(wished: Wished) -> None:
    ledger, stays = wished.ledger, f"stays:{wished.one}"
    free = ledger.solved()
    told = wish_prices(free, priced(free, 20.0))
    words = {price.wish.wish: price for price in told.each}
    assert words[f"stays:{wished.elsewhere}"].applies is False
    dear = words[stays].costs_gbp
    assert dear is not None and dear > 0 and words[stays].proved
    alone = ledger.solved(wishes=(stays,)).found.plan
    assert alone is not None
    assert dear == pytest.approx(wished.free_gbp - alone.worth_gbp, abs=0.02)
    # One to stay and to be left: one of the two has to give way, and the rest has a plan.
    assert [gone.wish for gone in told.given_up] == [stays]
    assert set(told.wishes) == {f"stays:{wished.other}", f"left:{wished.one}"}
    assert "Without the fewest that have to give way" in told.sentence
    together = ledger.solved(wishes=tuple(told.wishes)).found.plan
    assert together is not None
    assert told.together_worth_gbp == pytest.approx(together.worth_gbp, abs=0.02)


def test_all_on_record_are_asked_at_once(wished: Wished) -> None:
    asked = TownAsked(TOWN, **SMALL, on_record=True)
    found = town_question(wished.ledger.context(), asked)
    texts = {f"stays:{wished.one}", f"stays:{wished.other}", f"left:{wished.one}"}
    assert {one.text for one in found.wishes} == texts
    assert ("wish", f"left:{wished.one}") in found.asked.pairs and not found.asked.on_record
    # Nobody is told of a wish about something that it is not shown.
    told = partner_wishes(wished.ledger.context(), TOWN).wishes
    assert {one.id for one in told} == set(wished.keys.values())
    assert {one.words.split()[-1] for one in told} == {"stays", "left"}


def test_a_wish_is_of_the_club_and_of_its_own_body(wished: Wished) -> None:
    ledger = wished.ledger
    with pytest.raises(BadQuestion, match="a least result of its own"):
        as_on_record(ledger.context(), TOWN, "SYN-CC", "partner:SYN-POL:0")
    said = {"organisation": "SYN-CC", "town": TOWN, "wish": "minutes:0", "reason": None}
    with pytest.raises(NotAllowed, match="editor of SYN-CC"):
        writes.record(ledger.connection, Person(Role.EDITOR, "SYN-POL"), **said, by="test")
    with pytest.raises(NotAllowed):
        partner_wishes(ledger.context(v.PUBLIC), TOWN)
    with pytest.raises(Conflict, match="already"):
        ledger.record("SYN-CC", f"stays:{wished.one}")
    with ledger.connection.begin_nested() as held:
        writes.withdraw(ledger.connection, wished.unseen, ADMINISTRATOR, by="test")
        with pytest.raises(Conflict, match="withdrawn already"):
            writes.withdraw(ledger.connection, wished.unseen, ADMINISTRATOR, by="test")
        held.rollback()
