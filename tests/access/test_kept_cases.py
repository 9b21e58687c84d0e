"""A case that is kept: the same record for good, and of it what each reader may see today."""

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from api.app import create_app
from api.http.dependencies import today
from estate.access.travel import Mode, StraightLine
from estate.answers import estate_wide
from estate.answers.cache import AnswerCache
from estate.answers.cases import keeping_cases, kept_cases
from estate.answers.context import ReadContext
from estate.club import kept_cases as sealing
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.errors import NotAllowed
from estate.register import visibility as v
from estate.register.queries import kept_cases as query
from estate.register.queries.content_number import register_content_hash
from estate.register.writes.area import sign_protocol, withdraw_signature
from estate.register.writes.assumptions import use
from estate.register.writes.batches import next_version
from estate.register.writes.sign_in import Person, create_link
from estate.settings import Settings
from tests.access.marked_county import build
from tests.access.marks import OTHER, SIGNED, UNSIGNED, MarkedCounty
from tests.api.imports_office import make_token
from tests.asking import question
from tests.conftest import database

DAY = date(2026, 6, 1)
WHO = {
    "club": None,
    "administrator": (Role.ADMINISTRATOR, None),
    "critic": (Role.CRITIC, SIGNED),
    "member": (Role.MEMBER, None),
    "guest": (Role.EDITOR, SIGNED),
    "host": (Role.EDITOR, OTHER),
    "importer": (Role.IMPORTER, OTHER),
    "unsigned": (Role.EDITOR, UNSIGNED),
}


@dataclass
class Desk:
    """The register behind its service, and one case of a guest of one body in another's host."""

    client: TestClient
    public: TestClient
    engine: Engine
    made: MarkedCounty
    guest: str
    host: str
    headers: dict[str, dict[str, str]] = field(default_factory=dict)

    def get(self, who: str, path: str) -> Any:
        return self.client.get(path, headers=self.headers[who])

    def keep(self, who: str = "administrator", label: str = "Option A", query: str = "") -> Any:
        address = f"/api/v1/schemes/{self.guest}/{self.host}/kept{query}"
        return self.client.post(address, json={"label": label}, headers=self.headers[who])

    def row(self, case_id: str) -> dict[str, Any]:
        with self.engine.connect() as connection:
            return next(
                row for row in query.whole(connection) if str(row["kept_case_id"]) == case_id
            )

    @contextmanager
    def property_is(self, **values: Any) -> Iterator[None]:
        """The host for a while otherwise, as an import or its owner would have it."""
        p = t.property_
        mine = p.c.property_id == UUID(self.host)
        with self.engine.begin() as connection:
            was = connection.execute(select(p).where(mine)).mappings().one()
        self._set(values)
        try:
            yield
        finally:
            self._set({name: was[name] for name in values})

    def _set(self, values: dict[str, Any]) -> None:
        p = t.property_
        with self.engine.begin() as connection:
            connection.execute(update(p).where(p.c.property_id == UUID(self.host)).values(**values))
            next_version(connection, "test")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with database("migrated") as url:
        engine = make_engine(url)
        with engine.begin() as connection:
            made = build(connection)
            found = estate_wide.candidates(question(connection, v.CLUB, DAY)).found
            row = found[found["guest_organisation"].eq(SIGNED)
                        & found["host_organisation"].eq(OTHER)].iloc[0]  # fmt: skip
        clients = []
        for edition in ("club", "public"):
            app = create_app(Settings(reader=edition, requests_per_minute=0), url)
            app.dependency_overrides[today] = lambda: DAY
            clients.append(TestClient(app))
        with clients[0], clients[1]:
            place = Desk(*clients, engine, made, row["guest_occupation_id"],
                         row["host_property_id"])  # fmt: skip
            for who, given in WHO.items():
                token = None if given is None else make_token(engine, given[0].value, given[1])
                place.headers[who] = {} if token is None else {"Authorization": f"Bearer {token}"}
            yield place
        engine.dispose()


@pytest.fixture(scope="module")
def kept(desk: Desk) -> dict[str, Any]:
    answer = desk.keep()
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_who_may_keeps_the_next_version_and_others_are_refused(desk: Desk, kept: Any) -> None:
    assert kept["version"] == 1 and kept["state"] == "sealed" and kept["label"] == "Option A"
    second = desk.keep("guest", "Option B", "?assume=discount_rate:0.05").json()
    assert second["version"] == 2 and second["sha256"] != kept["sha256"]
    assert second["question"]["changes"] == {"discount_rate": 0.05}
    for who in ("critic", "member", "importer", "unsigned"):
        assert desk.keep(who).status_code == 403, who
    assert desk.keep("club").status_code == 401
    assert desk.keep(label=" ").status_code == 422
    assert desk.keep(label="The depot will be closed").status_code == 422
    with desk.engine.connect() as connection:
        audited = connection.execute(
            text("SELECT details::text FROM audit_record WHERE subject = 'kept_case'")
        ).scalars().all()  # fmt: skip
    assert len(audited) == 2 and kept["sha256"] in audited[0]
    assert not any("sealed_text" in one or "Option" in one for one in audited)


def test_the_record_says_all_that_it_rests_on_and_its_hash_is_of_its_text(
    desk: Desk, kept: Any
) -> None:
    row = desk.row(kept["id"])
    record = json.loads(row["sealed_text"])
    assert sealing.digest(row["sealed_text"]) == kept["sha256"] == row["recorded_sha256"]
    assert sealing.canonical(record) == row["sealed_text"]
    values = {one["name"]: one["value"] for one in record["assumptions"]["values"]}
    assert len(values) > 100 and len(values["price_index"]) > 10 and values["discount_rate"]
    assert record["register_version"] == kept["register_version"]
    assert {one["audience"]["organisation"] for one in record["views"]} == {None, SIGNED, OTHER}
    assert len(record["salt"]) == 64
    shown = desk.get("administrator", f"/api/v1/cases/{kept['id']}").text
    assert record["salt"] not in shown and "views" not in json.loads(shown)


def test_each_reader_is_shown_its_own_edition_with_a_hash_of_its_own(desk: Desk, kept: Any) -> None:
    seen = {who: desk.get(who, f"/api/v1/cases/{kept['id']}") for who in WHO}
    assert seen["unsigned"].status_code == 403
    assert desk.public.get(f"/api/v1/cases/{kept['id']}").status_code == 403
    assert desk.public.get("/api/v1/cases").status_code == 403
    told = {who: answer.json() for who, answer in seen.items() if who != "unsigned"}
    assert {one["sha256"] for one in told.values()} == {kept["sha256"]}
    alike = ("club", "administrator", "critic", "member")
    assert len({told[who]["rendering_sha256"] for who in alike}) == 1
    assert len({one["rendering_sha256"] for one in told.values()}) == 3
    assert told["guest"]["seen_as"] == {"kind": "owner", "organisation": SIGNED, "parties": []}
    live = desk.get("guest", f"/api/v1/schemes/{desk.guest}/{desk.host}").json()
    assert told["guest"]["case"] == live and told["club"]["case"] != live
    npv = next(one for one in told["guest"]["figures"] if one["key"] == "club.npv")
    assert npv["value"] == live["lenses"]["club"]["npv"]["amount_gbp"]


def test_energy_is_sealed_with_the_case_and_beside_its_money(desk: Desk, kept: Any) -> None:
    address = f"/api/v1/cases/{kept['id']}"
    seen = desk.get("guest", address).json()
    live = desk.get("guest", f"/api/v1/schemes/{desk.guest}/{desk.host}/energy").json()
    assert seen["energy"] == live and live["tier"] and live["factors"]["sources"]
    figures = {one["key"]: one for one in seen["figures"]}
    for key in ("kwh_pa", "tco2e_pa"):
        figure = figures[f"energy.{key}"]
        assert {"low": figure["low"], "middle": figure["value"], "high": figure["high"]} == live[
            f"change_{key}"
        ]
    assert figures["club.npv"]["unit"] == "GBP"
    was = desk.row(kept["id"])["sealed_text"]
    middle = f'"middle":{live["before_kwh_pa"]["middle"]}'
    assert middle in was
    _set(desk, kept["id"], "sealed_text = :text", {"text": was.replace(middle, '"middle":1.0')})
    assert desk.get("guest", address).json()["state"] == "altered"
    _set(desk, kept["id"], "sealed_text = :text", {"text": was})
    assert desk.get("guest", address).json() == seen


def test_a_case_kept_before_energy_stood_in_it_opens_as_it_was(desk: Desk, kept: Any) -> None:
    address, row = f"/api/v1/cases/{kept['id']}", desk.row(kept["id"])
    record = json.loads(row["sealed_text"])
    for view in record["views"]:
        del view["energy"]
        view["figures"] = [one for one in view["figures"] if "energy." not in one["key"]]
    old = sealing.canonical(record)
    values = "sealed_text = :text, sha256 = :hash"
    _set(desk, kept["id"], values, {"text": old, "hash": sealing.digest(old)})
    told = desk.get("guest", address).json()
    beside = desk.get("guest", f"{address}/today").json()
    page = desk.get("guest", f"/cases/{kept['id']}")
    _set(desk, kept["id"], values, {"text": row["sealed_text"], "hash": row["sha256"]})
    assert told["state"] == "sealed" and told["energy"] is None
    assert {one["key"] for one in beside["figures"]} == {one["key"] for one in told["figures"]}
    assert beside["sentence"].startswith("0 of ")
    assert page.status_code == 200 and "kWh" not in page.text


def test_an_import_and_a_changed_assumption_leave_record_and_view_as_they_were(
    desk: Desk, kept: Any
) -> None:
    address = f"/api/v1/cases/{kept['id']}"
    before, row = desk.get("host", address).json(), desk.row(kept["id"])
    with desk.property_is(nia_m2=4_321, name="Renamed"):
        with desk.engine.begin() as connection:
            use(connection, "dearer", {"discount_rate": 0.06})
        assert desk.get("host", address).json() == before
        assert desk.row(kept["id"]) == row
        live = desk.get("host", f"/api/v1/schemes/{desk.guest}/{desk.host}").json()
        assert live["lenses"]["club"]["npv"] != before["case"]["lenses"]["club"]["npv"]
    with desk.engine.begin() as connection:
        use(connection, "default", {})


@pytest.mark.parametrize("sensitivity", ["owner_only", "hidden"])
def test_a_property_that_its_owner_keeps_to_itself_cuts_the_view_and_not_the_record(
    desk: Desk, kept: Any, sensitivity: str
) -> None:
    address, row = f"/api/v1/cases/{kept['id']}", desk.row(kept["id"])
    mine = desk.get("host", address).json()
    with desk.property_is(sensitivity=sensitivity):
        for who in ("club", "administrator", "guest", "critic"):
            told = desk.get(who, address).json()
            assert told["state"] == "withheld" and told["sha256"] == kept["sha256"], who
            assert set(told) == {"id", "version", "kept_on", "sha256", "state", "sentence",
                                 "reader", "disclaimer"}  # fmt: skip
            assert desk.get(who, "/api/v1/cases").json()["cases"] == []
        assert desk.get("host", address).json() == mine
        assert len(desk.get("host", "/api/v1/cases").json()["cases"]) > 0
        assert desk.row(kept["id"]) == row
    assert desk.get("club", address).json()["state"] == "sealed"


def test_a_signature_that_is_withdrawn_cuts_the_view(desk: Desk, kept: Any) -> None:
    address = f"/api/v1/cases/{kept['id']}"
    with desk.engine.begin() as connection:
        withdraw_signature(connection, OTHER)
    assert desk.get("club", address).json()["state"] == "withheld"
    assert desk.get("host", address).status_code == 403
    with desk.engine.begin() as connection:
        sign_protocol(connection, OTHER, on=date(2026, 1, 1), signatory="A", signed_for="all")
    assert desk.get("club", address).json()["state"] == "sealed"


def test_the_end_of_an_agreement_cuts_the_view_and_not_the_record(desk: Desk) -> None:
    """A party sees the other's exact figures under an agreement, and keeps the case."""
    agreed, alone = v.party(SIGNED, frozenset({OTHER})), v.owner(SIGNED)
    with desk.engine.connect() as connection:
        made = keeping_cases.keep(question(connection, agreed, DAY), connection, UUID(desk.guest),
                               UUID(desk.host), {}, "Agreed")  # fmt: skip

        def seen_by(reader: v.Reader) -> kept_cases.Opened:
            return kept_cases.opened(question(connection, reader, DAY), made)

        whole, cut, club = seen_by(agreed), seen_by(alone), seen_by(v.CLUB)
        shown = [one.shown for one in (whole, cut, club) if one.shown is not None]
        views = [json.dumps(asdict(one.edition)) for one in shown]
        exact = [
            re.compile(mark.pattern())
            for mark in desk.made.marks
            if mark.level in (v.Level.PARTIES, v.Level.OWNER)
            and mark.owners == {OTHER}
            and str(mark.property_id) == desk.host
        ]
        told = [[one for one in exact if one.search(text)] for text in views]
        assert views[0] != views[1] and told[1] == told[2] == []
        audiences = [sealing.Audience("party", SIGNED, (OTHER,)), sealing.Audience("owner", SIGNED)]
        assert [one.audience for one in shown[:2]] == audiences
        assert whole.sha256 == cut.sha256 == club.sha256
        wider = v.party(SIGNED, frozenset({OTHER, UNSIGNED}))
        assert seen_by(wider).shown == shown[0]
        with pytest.raises(NotAllowed):
            seen_by(v.PUBLIC)


@dataclass(frozen=True)
class Streets:
    """A network that answers as straight lines do, under a key of its own."""

    key: str

    def at(self, walk_m_per_minute: float) -> StraightLine:
        return StraightLine(1.25, {Mode.WALK: walk_m_per_minute, Mode.CAR: 500.0})


def test_a_case_that_is_opened_on_another_network_says_so(desk: Desk) -> None:
    """Its key is sealed with the case; an assumption about walking makes no other network."""

    def on(key: str) -> ReadContext:
        cache = AnswerCache(network=Streets(key))
        return question(connection, v.CLUB, DAY, cache)

    with desk.engine.connect() as connection:
        made = keeping_cases.keep(on("one"), connection, UUID(desk.guest), UUID(desk.host), {},
                               "On streets")  # fmt: skip
        found = kept_cases.opened(on("one"), made)
        assert found.shown and found.shown.known.network and found.shown.known.network.key == "one"
        same, another = (kept_cases.today(on(key), found) for key in ("one", "two"))
        assert "rested on" not in same.sentence
        assert "rested on streets (straight line), network one. Today they rest on streets" in (
            another.sentence
        )


_TAMPER = {
    "a byte of its text": "sealed_text = regexp_replace(sealed_text, '[0-9]', '#')",
    "its hash": "sha256 = repeat('a', 64)",
    "its label": "label = 'Option Z'",
    "its register's version": "register_version = register_version + 1",
    "text and hash alike": "sealed_text = sealed_text || ' ', "
    "sha256 = encode(sha256(convert_to(sealed_text || ' ', 'UTF8')), 'hex')",
}


@pytest.mark.parametrize("what", _TAMPER)
def test_a_changed_byte_is_seen_and_no_figure_shown(desk: Desk, kept: Any, what: str) -> None:
    """By whoever owns the tables and has switched the trigger off."""
    address, was = f"/api/v1/cases/{kept['id']}", desk.row(kept["id"])
    content = _content(desk)
    _set(desk, kept["id"], _TAMPER[what], {})
    told = desk.get("host", address).json()
    if what == "text and hash alike":  # the record of changes still tells
        assert told["state"] == "sealed"
    else:
        assert told["state"] == "altered" and "figures" not in told and "case" not in told
        assert told["sentence"].startswith("This record is not what was sealed")
    with desk.engine.connect() as connection:
        checked = kept_cases.verified(query.whole(connection))
    problems = {row.kept_case_id: row.problem for row in checked}
    assert problems[kept["id"]] and sum(map(bool, problems.values())) == 1
    assert _content(desk) != content
    back = {name: was[name] for name in ("sealed_text", "sha256", "label", "register_version")}
    _set(desk, kept["id"], ", ".join(f"{name} = :{name}" for name in back), back)
    assert desk.get("host", address).json()["state"] == "sealed" and _content(desk) == content


def _content(desk: Desk) -> str:
    with desk.engine.connect() as connection:
        return register_content_hash(connection)


def _set(desk: Desk, case_id: str, values: str, given: dict[str, Any]) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("ALTER TABLE kept_case DISABLE TRIGGER USER"))
        connection.execute(
            text(f"UPDATE kept_case SET {values} WHERE kept_case_id = :id"),  # noqa: S608 - our own
            given | {"id": case_id},
        )
        connection.execute(text("ALTER TABLE kept_case ENABLE TRIGGER USER"))


def test_the_database_refuses_to_change_one(desk: Desk, kept: Any) -> None:
    for line in ("UPDATE kept_case SET label = 'x'", "DELETE FROM kept_case"):
        with pytest.raises(DBAPIError), desk.engine.begin() as connection:
            connection.execute(text(line))


def test_today_beside_it_tells_what_moved_and_why(desk: Desk, kept: Any) -> None:
    address = f"/api/v1/cases/{kept['id']}/today"
    still = desk.get("host", address).json()
    assert still["sentence"].startswith("0 of ") and still["inputs"] == still["assumptions"] == []
    lines = t.cost_line
    rent = (lines.c.property_id == _home(desk)) & (lines.c.kind == "rent")
    with desk.engine.begin() as connection:
        was = connection.execute(select(lines.c.amount_gbp_pa).where(rent)).scalar_one()
        connection.execute(update(lines).where(rent).values(amount_gbp_pa=was * 3))
        use(connection, "dearer", {"discount_rate": 0.06})
    told = desk.get("guest", address).json()
    with desk.engine.begin() as connection:
        connection.execute(update(lines).where(rent).values(amount_gbp_pa=was))
        use(connection, "default", {})
    assert told["assumptions"] == [
        {"name": "discount_rate", "was": 0.035, "now": 0.06, "unit": told["assumptions"][0]["unit"]}
    ]
    assert "a cost changed in the register" in {one["why"] for one in told["inputs"]}
    npv = next(one for one in told["figures"] if one["key"] == "club.npv")
    figures = {one["key"]: one["value"] for one in desk.get("guest", f"/api/v1/cases/{kept['id']}")
               .json()["figures"]}  # fmt: skip
    assert npv["moved"] and npv["was"] == figures["club.npv"] and npv["unit"] == "GBP"
    assert npv["difference"] == pytest.approx(npv["now"] - npv["was"], abs=0.01)
    assert "assumptions changed: Discount rate" in npv["why"] and "inputs changed" in npv["why"]
    with desk.property_is(status="disposed"):
        gone = desk.get("guest", address).json()
        assert gone["sentence"].startswith("There is no such case today") and gone["figures"] == []
        assert desk.get("guest", f"/api/v1/cases/{kept['id']}").json()["state"] == "sealed"


def _home(desk: Desk) -> UUID:
    o = t.occupation.c
    with desk.engine.connect() as connection:
        return connection.execute(
            select(o.property_id).where(o.occupation_id == UUID(desk.guest))
        ).scalar_one()


def test_a_sign_off_speaks_for_the_version_that_was_read_and_no_other(
    desk: Desk, kept: Any
) -> None:
    signed = {"person": "Ann Example", "post": "Director of finance", "organisation": SIGNED}

    def sign(who: str, case_id: str, sha256: str) -> Any:
        address = f"/api/v1/cases/{case_id}/sign-offs"
        sent = signed | {"sha256": sha256}
        return desk.client.post(address, json=sent, headers=desk.headers[who])

    later = desk.keep("guest", "Option A, again").json()
    assert sign("guest", later["id"], kept["sha256"]).status_code == 409
    done = sign("guest", kept["id"], kept["sha256"])
    assert done.status_code == 201, done.text
    (one,) = done.json()["sign_offs"]
    assert one["of_this"] and one["sha256"] == kept["sha256"] and one["person"] == "Ann Example"
    assert desk.get("club", f"/api/v1/cases/{later['id']}").json()["sign_offs"] == []
    assert sign("host", kept["id"], kept["sha256"]).status_code == 403
    with desk.property_is(sensitivity="owner_only"):
        refused = sign("guest", kept["id"], kept["sha256"])
        assert refused.status_code == 409 and "not, or no longer" in refused.json()["detail"]


def test_options_stand_side_by_side_with_staying_as_now(desk: Desk, kept: Any) -> None:
    other = desk.keep("guest", "Dearer money", "?assume=discount_rate:0.06").json()
    pair = f"case={kept['id']}&case={other['id']}"
    told = desk.get("guest", f"/api/v1/cases/compare?{pair}").json()
    assert [one["letter"] for one in told["options"]] == ["A", "B"]
    rows = {one["key"]: one for one in told["rows"]}
    npv = rows["club.npv"]
    assert npv["do_minimum"] == 0 and npv["values"]["A"] != npv["values"]["B"]
    mine = {one["key"]: one["value"] for one in other["figures"]}
    assert {key: row["values"]["B"] for key, row in rows.items()} == mine
    assert rows["staying"]["do_minimum"] is None  # discounted at two rates
    assert any("different assumptions" in one for one in told["warnings"])
    assert {text for one in told["unpriced"] for text in [one["text"]]} == {*other["unpriced"]}
    drawn = desk.get("guest", f"/api/v1/cases/compare.svg?{pair}")
    assert drawn.status_code == 200 and b"No change" in drawn.content
    alone = desk.get("club", f"/api/v1/cases/compare?case={kept['id']}&case={kept['id']}").json()
    assert len(alone["options"]) == 1 and alone["left_out"] == 0 and alone["warnings"] == []
    with desk.property_is(sensitivity="hidden"):
        cut = desk.get("guest", f"/api/v1/cases/compare?{pair}").json()
        assert cut["options"] == cut["rows"] == [] and cut["left_out"] == 2


def test_an_editor_keeps_signs_and_compares_on_pages(desk: Desk, kept: Any) -> None:
    link = token_urlsafe()
    with desk.engine.begin() as connection:
        create_link(connection, link, Person("Ann", Role.EDITOR, SIGNED),
                    datetime.now(UTC) + timedelta(hours=1))  # fmt: skip
    place = f"/schemes/{desk.guest}/{desk.host}"
    with TestClient(desk.client.app, follow_redirects=False) as browser:
        assert browser.post(f"/sign-in/once/{link}").status_code == 303
        form = browser.get(place).text
        found = re.search('action="[^"]*/keep">\\s*<input[^>]*value="([^"]{64})"', form)
        assert found
        sent = {"csrf_token": found[1], "label": "From the page"}
        assert browser.post(f"{place}/keep", data=sent | {"csrf_token": ""}).status_code == 403
        assert browser.post(f"{place}/keep", data=sent | {"label": " "}).status_code == 422
        made = browser.post(f"{place}/keep?assume=discount_rate:0.05", data=sent)
        assert made.status_code == 303
        page = browser.get(made.headers["Location"]).text
        sha256 = re.search('name="sha256" value="([0-9a-f]{64})"', page)
        assert sha256 and "From the page" in page and "0 of " in page
        signing = {"csrf_token": found[1], "sha256": sha256[1], "person": "Bo Example",
                   "post": "Head of estates", "organisation": SIGNED}  # fmt: skip
        done = browser.post(f"{made.headers['Location']}/sign-off", data=signing)
        assert done.status_code == 303
        again = browser.get(made.headers["Location"])
        assert "Bo Example" in again.text and "Head of estates" in again.text
        listed = browser.get("/cases").text
        assert "From the page" in listed and "Option A" in listed
        mine = made.headers["Location"].rpartition("/")[2]
        query = f"case={kept['id']}&case={mine}"
        beside = browser.get(f"/cases/compare?{query}").text
        assert "A: Option A" in beside and "B: From the page" in beside
        assert "rest on different assumptions" in beside
        files = browser.get(f"/cases/compare/options.csv?{query}").content.decode("utf-8-sig")
        head, first = list(csv.reader(io.StringIO(files)))[:2]
        assert head[:4] == ["label", "do_minimum", "A", "B"] and first[1] == "0.0"
        rate = browser.get(f"/cases/{mine}/assumptions.csv").text
        assert re.search(r"discount_rate,[^,]*,0\.05", rate)
    club = desk.client.get(place).text
    assert "Keep this version" not in club and "/cases" in club
    assert "Sign this version off" not in desk.client.get(f"/cases/{kept['id']}").text
    with desk.property_is(sensitivity="owner_only"):
        gone = desk.client.get(f"/cases/{kept['id']}").text
        assert "no longer, for you to see" in gone and "£" not in gone and kept["sha256"] in gone
    public = desk.public.get("/cases")
    assert public.status_code == 403 and "Option" not in public.text


def test_a_town_s_plan_is_kept_as_a_case_is(desk: Desk) -> None:
    """Sealed with an edition for each, beside today, in the list and side by side with a move's
    case; nothing exact stands where the club reads it."""
    town = "/api/v1/towns/Easton/options"
    with desk.engine.connect() as connection:
        found = estate_wide.candidates(question(connection, v.CLUB, DAY)).found
    some = {*found["guest_property_id"].head(12), *found["host_property_id"].head(12)}
    asked = "?unrated=true&within_s=5" + "".join(f"&property={one}" for one in sorted(some))
    plan = desk.get("host", town + asked).json()
    assert plan.get("moves"), plan
    said = desk.client.post(
        f"{town}/kept{asked}", json={"label": "Plan A"}, headers=desk.headers["host"]
    )
    assert said.status_code == 201, said.text
    kept = said.json()
    assert kept["question"]["town"] == "Easton"
    assert [one["arrives_in"][4:6] for one in kept["question"]["moves"]] == [" Q"] * len(
        plan["moves"]
    )
    worth = {one["key"]: one["value"] for one in kept["figures"]}
    assert worth["club.npv"] == plan["worth_gbp"]
    assert kept["case"]["moves"] == plan["moves"]
    today = desk.get("host", f"/api/v1/cases/{kept['id']}/today").json()
    assert today["sentence"].startswith("0 of ")
    # The club's edition is the club's own plan of the same moves, and says nothing of its proof.
    seen = desk.get("club", f"/api/v1/cases/{kept['id']}").json()
    assert seen["seen_as"]["kind"] == "club"
    assert seen["case"]["standing"]["bound_gbp"] is None
    assert seen["sha256"] == kept["sha256"]
    assert seen["rendering_sha256"] != kept["rendering_sha256"]
    record = json.loads(str(desk.row(kept["id"])["sealed_text"]))
    assert not [key for key in record["question"] if "gbp" in key or "bound" in key]
    listed = desk.get("club", "/api/v1/cases").json()["cases"]
    mine = next(one for one in listed if one["id"] == kept["id"])
    assert (mine["town"], mine["guest"], mine["host"]) == ("Easton", None, None)
    other = desk.keep().json()
    beside = desk.get("club", f"/api/v1/cases/compare?case={kept['id']}&case={other['id']}").json()
    first = beside["options"][0]
    assert (first["guest"], first["host"]) == ("Plan of Easton", None)
    for path in (f"/cases/{kept['id']}", "/cases", "/cases.csv"):
        assert "Plan A" in desk.get("club", path).text
    page = desk.get("club", f"/cases/compare?case={kept['id']}&case={other['id']}")
    assert page.status_code == 200
    # A meeting's pack holds it, as the club is shown it.
    called = desk.client.post(
        "/api/v1/meetings",
        json={"title": "Club", "held_on": "2026-07-01"},
        headers=desk.headers["administrator"],
    )
    assert called.status_code == 201, called.text
    pack = desk.get("club", f"/api/v1/meetings/{called.json()['meeting']['id']}/pack").json()
    (packed,) = pack["town_plans"]
    told = {one["key"]: one["value"] for one in seen["figures"]}
    assert packed["page"] == f"/cases/{kept['id']}"
    assert packed["worth_gbp"] == told["club.npv"]
    assert packed["one_off_gbp"] == told["club.one_off"]
    assert len(packed["moves"]) == len(plan["moves"])
    page = desk.get("club", f"/meetings/{called.json()['meeting']['id']}/pack").text
    assert "Plans of towns" in page
    assert packed["moves"][0].split(" could ")[0] in page
    number = desk.client.post(
        f"{town}/kept{asked}", json={"label": "Plan B"}, headers=desk.headers["administrator"]
    ).json()["version"]
    assert number == kept["version"] + 1
    refused = desk.client.post(
        f"{town}/kept{asked}", json={"label": "Plan C"}, headers=desk.headers["member"]
    )
    assert refused.status_code == 403
    with desk.property_is(sensitivity="owner_only"):
        assert desk.get("club", f"/api/v1/cases/{kept['id']}").json()["state"] == "withheld"
