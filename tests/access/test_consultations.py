"""What becomes public by decisions to consult: nothing before every owner has one, then that move
alone, and never a figure of the club.

Generated: every way in which some owners have decided and others not, at every GET of the service.
"""

import hashlib
import io
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import page
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from starlette.testclient import TestClient

from api.app import create_app
from api.http import logs
from api.http.dependencies import today
from api.opportunities import schemas
from estate.answers.cases.keeping_cases import columns_of
from estate.club import sealed_record
from estate.club.codes import Stage
from estate.club.consulting import ConsultDecision, ConsultedMove
from estate.club.kept_cases import Audience, PlannedMove, TownQuestionKept, sealed
from estate.codes import AreaKind
from estate.db import tables as t
from estate.register.writes import kept_cases as writes
from estate.settings import Settings
from tests.access.doors import filled, templates
from tests.access.twins import told
from tests.api.imports_office import make_token, signed_office
from tests.club.club_office import GUEST, HOST, LANDLORD, NAMES, TODAY, Club, let_and_host
from tests.intake.county import EAST, bring, row, write_csv

FILE, API = "/consultations/file", "/api/v1/consultations/file"
#: Figures and words of the club, each of which stands nowhere else.
SECRETS = ("43217", "43,217", "61309", "61,309", "7654321", "7,654,321", "37.5", "TOP-NOTE",
           "ZZ-OWN-REF", "2028-09-17", "17 September 2028", "nobody's business")  # fmt: skip
DECIDED = {"forum": "Cabinet", "decided_on": "2026-11-02", "minute_ref": "M/7",
           "begins_on": "2026-12-01", "ends_on": "2027-02-01"}  # fmt: skip


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """A customer counter that could move; whose landlord and host are others."""
    folder = tmp_path_factory.mktemp("consulting")
    public = {"USE_CLASS": "public_access", "TYPE_CODE": "customer_centre", "PUB_ACCESS": "Yes"}
    files = {
        "property": [
            row("CC-1", NAME="Corn Exchange", TENURE="Leasehold", GIA_M2="600", NOTE="TOP-NOTE",
                BOOK_VALUE="7654321", **public),
            row("CC-2", NAME="Weston Counter", EASTING=EAST - 2500, **public),
            row("CC-9", NAME="Site of nobody's business", EASTING=EAST + 900, TYPE_CODE="office"),
        ],
        "occupation": [
            {"OCC_REF": "ZZ-OWN-REF", "PROP_REF": "CC-1", "USER_FUNC": "front_office",
             "SERVICE_FN": "customer_contact", "FTE": 37.5},
            {"OCC_REF": "O2", "PROP_REF": "CC-2", "USER_FUNC": "front_office",
             "SERVICE_FN": "customer_contact", "FTE": 3},
        ],
        "cost": [{"COST_REF": "C1", "PROP_REF": "CC-1", "COST_KIND": "energy",
                  "COST_PA": 43_217, "COST_YEAR": "2025/26"}],
    }  # fmt: skip
    with signed_office(folder, TODAY, files) as office:
        with office.engine.begin() as connection:
            let_and_host(connection, folder, public | {"TYPE_CODE": "hub"})
            place = [
                row("PO-1", NAME="Register Office", EASTING=EAST + 100, GIA_M2="300", **public)
            ]
            bring(connection, write_csv(folder / "third.csv", place), LANDLORD)
            user = [{"OCC_REF": "O3", "PROP_REF": "PO-1", "USER_FUNC": "front_office",
                     "OCCUPIER": GUEST, "SERVICE_FN": "registration", "FTE": 9}]  # fmt: skip
            bring(connection, write_csv(folder / "user.csv", user), LANDLORD, "occupation")
            there = [{"OCC_REF": "H1", "PROP_REF": "DC-1", "USER_FUNC": "back_office", "FTE": 5}]
            bring(connection, write_csv(folder / "there.csv", there), HOST, "occupation")
            people = update(t.area).where(t.area.c.kind == AreaKind.TOWN.value)
            connection.execute(people.values(population=12_000))
            p, x = t.property_.c, t.occupation.c
            places = dict(connection.execute(select(p.local_ref, p.property_id)).all())
            at = select(x.occupation_id).where(x.property_id == places["CC-1"])
            occupation = connection.execute(at).scalar_one()
        office.tokens["police"] = make_token(office.engine, "editor", LANDLORD)
        yield Club(office, {ref: str(key) for ref, key in places.items()}, str(occupation))


@pytest.fixture(scope="module")
def anybody(club: Club) -> Iterator[TestClient]:
    """The public edition of the same register."""
    url = club.office.engine.url.render_as_string(hide_password=False)
    app: Any = create_app(Settings(reader="public"), url)
    app.dependency_overrides[today] = lambda: TODAY
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="module")
def key(club: Club) -> str:
    made = club.promote()
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def decide(club: Club, key: str, who: str, **more: Any) -> None:
    said = DECIDED | {"alternatives": f"{NAMES[who]} looked at staying"} | more
    sent = club.ask(who, "POST", f"/{key}/decisions-to-consult", **said)
    assert sent.status_code == 201, sent.text


def doors(club: Club, number: int, only: str = "") -> list[str]:
    """Every GET that names a place, an organisation or nothing; those of a file with its number."""
    values = {"property_id": [*club.places.values()], "id": [club.places["CC-1"]],
              "code": [GUEST, HOST], "name": ["Easton"], "form": ["csv"],
              "table": ["properties", "consultations", "proposals", "journeys"],
              "guest_id": [club.places["CC-1"]], "host_id": [club.places["DC-1"]]}  # fmt: skip
    found = {
        door
        for template in templates(club.office.client.app)
        if not re.match(r"^/(static|tiles)|.*(health|ready|openapi|docs)", template)
        for door in filled(template, values)
        if re.search(only, door)
    }
    asked = f"?opportunity={number}"
    return sorted(f"{door}{asked}" if "/consultations/file" in door else door for door in found)


#: Doors of the short form: consultations themselves, and where a place or a move could be read.
_SOME = r"consult|journeys|/map/|api/v1/(properties|stats|opportunities)$|^/(properties|towns)/"


@pytest.mark.parametrize("only", [_SOME, pytest.param("", marks=pytest.mark.long)])
def test_nothing_is_public_before_all_owners_have_decided_and_then_that_move_alone(
    club: Club, anybody: TestClient, key: str, only: str
) -> None:
    number = club.get(GUEST, key)["number"]
    every = doors(club, number, only)
    assert len(every) > (15 if only else 120)
    decide(club, key, GUEST, withdrawn=True)
    decide(club, key, HOST, withdrawn=True)
    nothing = {door: anybody.get(door) for door in every}
    asked = f"{API}?opportunity={number}"
    unknown = anybody.get(f"{API}?opportunity={number + 1}")
    assert nothing[asked].status_code == unknown.status_code == 404
    assert nothing[asked].json()["detail"] == unknown.json()["detail"]
    decide(club, key, GUEST)
    assert "Easton District Council" in _why_not(club)
    assert NAMES[HOST] in club.at(GUEST, "GET", asked).json()["detail"]
    for door, before in nothing.items():
        answer = anybody.get(door)
        if "consult" in door:
            assert told(answer) == told(before)
        assert "M/7" not in answer.text and "looked at staying" not in answer.text, door
    decide(club, key, HOST)
    shown = set()
    for door, before in nothing.items():
        answer = anybody.get(door)
        for secret in SECRETS:
            assert secret not in answer.text, (door, secret)
        if "looked at staying" in answer.text:
            shown.add(door.split("?")[0])
        elif answer.status_code != before.status_code:
            assert "/consultations/" in door, door
    assert shown == {API, FILE, "/api/v1/consultations/moves"}
    made = anybody.get(asked).raise_for_status().json()
    (move,) = made["moves"]
    assert (move["leaves"], move["host"]) == ("Corn Exchange", "Town Offices")
    assert {one["organisation"]["code"] for one in move["bodies"]} == {GUEST, HOST}
    assert "£" not in json.dumps(made, ensure_ascii=False)
    assert not re.search(r"gbp|cost|saving|rent|lease|staff|fte\b", json.dumps(made), re.IGNORECASE)
    decide(club, key, HOST, withdrawn=True)
    assert anybody.get(asked).status_code == 404
    assert anybody.get("/api/v1/consultations/moves").json()["moves"] == []
    decide(club, key, HOST)


def _why_not(club: Club) -> str:
    asked = f"/journeys?move={club.occupation}:{club.places['DC-1']}"
    return str(club.at(GUEST, "GET", asked).raise_for_status().text)


@pytest.fixture(scope="module")
def of_three(club: Club) -> str:
    """A move of which each body is another: who holds the place, who sits there, who takes in."""
    made = club.promote(LANDLORD, guest_id=club.places["PO-1"])
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


@pytest.mark.parametrize(
    "decided", [who for size in range(4) for who in itertools.combinations(NAMES, size)]
)
def test_of_three_owners_no_fewer_make_a_move_public(
    club: Club, anybody: TestClient, of_three: str, decided: tuple[str, ...]
) -> None:
    for who in NAMES:
        decide(club, of_three, who, withdrawn=who not in decided)
    number = club.get(GUEST, of_three)["number"]
    asked = f"?opportunity={number}"
    listed = anybody.get("/api/v1/consultations/moves").raise_for_status().json()["moves"]
    page = anybody.get("/consultations").raise_for_status().text
    answers = [anybody.get(f"{door}{asked}")
               for door in (API, FILE, f"{FILE}/each-place.csv", f"{FILE}/people.csv")]  # fmt: skip
    is_public = len(decided) == 3
    assert {one.status_code for one in answers} == {200 if is_public else 404}
    assert (number in {one["number"] for one in listed}) is is_public
    assert ("Register Office" in page) is is_public
    if is_public:
        assert len(answers[0].json()["moves"][0]["bodies"]) == 3
    for answer in answers:
        for secret in SECRETS:
            assert secret not in answer.text, secret
    decide(club, of_three, GUEST, withdrawn=True)


@pytest.mark.parametrize(
    "text",
    ["It would save £40k", "43,217 a year less", "the rent of 61309", "GBP 3 less", "2.5m in all",
     "two million less", "for 37.5 FTE", "only 12 staff", "a third, 30 %, less", "saves 1200 m²",
     "7,654,321 in the books"],
)  # fmt: skip
def test_a_figure_of_the_club_is_refused_in_words_for_everybody(
    club: Club, key: str, text: str
) -> None:
    said = DECIDED | {"alternatives": text}
    sent = club.ask(GUEST, "POST", f"/{key}/decisions-to-consult", **said)
    assert sent.status_code == 422, sent.text
    assert "Everybody will read this" in sent.text and "at lower cost" in sent.text
    assert "alternatives" in sent.text


@pytest.mark.parametrize("name", ["forum", "minute_ref"])
def test_a_reference_may_have_a_number_and_no_sum(club: Club, key: str, name: str) -> None:
    said = DECIDED | {"alternatives": "Staying was looked at.", name: "M/7: £61,309"}
    sent = club.ask(GUEST, "POST", f"/{key}/decisions-to-consult", **said)
    assert sent.status_code == 422 and name in sent.text
    for text in ("Open 9 to 5 since 2019, 400 m away: reviewed on 3 November 2026.",
                 "Option 2 of 3, ten minutes by the 144 bus"):  # fmt: skip
        decide(club, key, GUEST, alternatives=text, minute_ref="2026/11/0047123")


def test_words_of_before_the_rule_are_held_back(
    club: Club, anybody: TestClient, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _out(club, key)
    with monkeypatch.context() as before:
        before.setattr(schemas, "figure_in", lambda text, **_: None)
        decide(club, key, GUEST, alternatives="It would save 43,217 pounds a year")
    for door in (API, FILE, "/api/v1/consultations/moves"):
        shown = anybody.get(f"{door}?opportunity={number}" if "moves" not in door else door)
        assert "43,217" not in shown.raise_for_status().text
        assert "hold a figure that is not public" in shown.text
    decide(club, key, GUEST)


def test_the_file_can_be_followed_figure_by_figure(
    club: Club, anybody: TestClient, key: str
) -> None:
    number = _out(club, key)
    made = anybody.get(f"{API}?opportunity={number}").raise_for_status().json()
    (service,) = made["services"]
    for mode in service["by_mode"]:
        words = mode["basis"]["words"].split(",")[0]
        lines = [one["place"] for one in made["each_place"] if one["how"] == words]
        people = sum(one["people"] for one in lines)
        assert people == mode["whole"]["people"] == 24_000
        for when in ("before", "after"):
            total = sum(one["people"] * one[f"{when}_min"] for one in lines)
            assert total / people == pytest.approx(mode["whole"][f"mean_{when}_min"], abs=0.01)
    by_hand = 250 * 1.25 / 80  # the new place is 250 m from the middle of Easton, a bit of road
    assert service["by_mode"][0]["hit_worst"][0]["longer_min"] == pytest.approx(by_hand, abs=0.01)
    words = {one["name"] for one in made["alternatives"]}
    assert {f"In the words of {NAMES[GUEST]}", f"In the words of {NAMES[HOST]}"} < words
    assert any("disability" in one["text"] for one in made["equality"])
    assert "legal duty" in made["no_legal_claim"]
    sealed = {name: value for name, value in made.items() if name != "sha256"}
    assert _hash(sealed) == made["sha256"]
    mine = club.at(GUEST, "GET", f"{API}?opportunity={number}").json()
    assert mine == made, "members are shown the same file"


def _out(club: Club, key: str) -> int:
    """Its number, once both bodies have decided to consult."""
    for who in (GUEST, HOST):
        decide(club, key, who)
    return int(club.get(GUEST, key)["number"])


def _hash(made: dict[str, Any]) -> str:
    """As the file says that it is hashed, by other means."""
    text = json.dumps(made, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_pdf_is_accessible_by_a_checker_and_says_what_the_page_says(
    club: Club, anybody: TestClient, key: str
) -> None:
    number = _out(club, key)
    printed = anybody.get(f"{FILE}.pdf?opportunity={number}").raise_for_status().content
    report = page.validate_pdf_bytes(printed, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(one.rule_id, one.message) for one in report.failures]
    pdf = pypdf.PdfReader(io.BytesIO(printed))
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    made = anybody.get(f"{API}?opportunity={number}").json()
    shown = anybody.get(f"{FILE}?opportunity={number}").text
    for said in (made["title"], made["no_legal_claim"], "Every place", "Alternatives considered"):
        assert said in text and said in shown, said
    assert made["sha256"] in text.replace(" ", "") and made["sha256"] in shown
    assert "£" not in text
    alt = f"Map, north upwards: No. {number}, would leave "
    assert f'role="img" aria-label="{alt}' in shown and "Where it would move" in text
    (drawn,) = _alts(pdf.trailer["/Root"]["/StructTreeRoot"])
    assert drawn.startswith(alt) and "would move to" in drawn
    lines = anybody.get(f"{FILE}/each-place.csv?opportunity={number}").text.splitlines()
    assert len(lines) == 1 + len(made["each_place"])


def _alts(node: Any) -> list[str]:
    """What is said of each figure of a tagged PDF."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [text for one in node for text in _alts(one)]
    if not isinstance(node, dict):
        return []
    mine = [str(node["/Alt"])] if node.get("/S") == "/Figure" else []
    return mine + _alts(node.get("/K"))


def test_a_postcode_is_used_and_stands_nowhere_afterwards(
    club: Club, anybody: TestClient, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _out(club, key)
    address = f"{FILE}?opportunity={number}"
    lines: list[str] = []
    monkeypatch.setattr(logs, "tell", lambda *a, **k: lines.append(repr((a, k))))
    shown = anybody.get(address).text
    action = re.search(r'<form class="form" method="post" action="([^"]+)"', shown)
    assert action and "postcode" not in action[1].split("#")[0].lower()
    answer = anybody.post(action[1].split("#")[0], data={"postcode": "zz1 1aa"})
    assert answer.status_code == 200, answer.text
    assert "minutes today" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "zz1" not in answer.text.lower()
    wrong = anybody.post(action[1].split("#")[0], data={"postcode": "ZZ9 <b>"})
    assert wrong.status_code == 422 and "ZZ9" not in wrong.text
    assert lines and not any("zz1" in one.lower() or "zz9" in one.lower() for one in lines)
    with club.office.engine.connect() as connection:
        noted = repr(connection.execute(select(t.audit_record)).all()).lower()
    assert "zz1" not in noted


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
decisions = st.builds(
    ConsultDecision,
    organisation=st.just("X"),
    forum=st.just("Cabinet"),
    decided_on=days,
    minute_ref=st.just("1"),
    begins_on=days,
    ends_on=days,
    alternatives=st.just("None"),
    withdrawn=st.booleans(),
)


@given(
    st.dictionaries(st.sampled_from("ABCD"), decisions),
    st.sets(st.sampled_from("ABC"), min_size=1),
    st.sampled_from(list(Stage)),
    days,
)
def test_a_move_is_public_by_all_its_owners_decisions_and_by_nothing_else(
    found: dict[str, ConsultDecision], owners: set[str], stage: Stage, on: date
) -> None:
    told = {code: replace(one, organisation=code) for code, one in found.items()}
    move = ConsultedMove(1, stage, "o", "g", "h", {code: code for code in owners}, told)
    stands = all(
        code in told and not told[code].withdrawn and told[code].decided_on <= on for code in owners
    )
    over = stage in (Stage.REJECTED, Stage.WITHDRAWN, Stage.SUPERSEDED)
    assert move.is_public(on) == (stands and not over)
    for size in range(len(owners)):
        for few in itertools.combinations(sorted(owners), size):
            some = {code: one for code, one in told.items() if code in few}
            assert not replace(move, decisions=some).is_public(on)


def _plan(club: Club, moves: list[tuple[str, str]], town: str = "Easton") -> str:
    """The id of a kept plan of these moves (occupation, host), sealed as plans are."""
    with club.office.engine.begin() as connection:
        k = t.kept_case.c
        row = connection.execute(
            select(t.kept_case).where(k.kept_case_id == UUID(club.kept()))
        ).one()
        record = json.loads(row.sealed_text)
        views = [(Audience(**one.pop("audience")), one) for one in record["views"]]
        question = TownQuestionKept(
            asked=[],
            moves=[PlannedMove(arrives_in="2028 Q4", host_property_id=host, occupation_id=who)
                   for who, host in moves],
            properties=record["properties"],
            town=town,
        )  # fmt: skip
        kept = replace(sealed_record.kept_of(record), question=question, label="TOP-NOTE")
        return str(writes.keep(connection, columns_of(kept, sealed(kept, views))))


@pytest.mark.parametrize("decided", [(), ("counter",), ("register",), ("counter", "register")])
def test_the_file_of_a_plan_holds_the_moves_decided_on_and_tells_of_no_other(
    club: Club, anybody: TestClient, key: str, of_three: str, decided: tuple[str, ...]
) -> None:
    """Two plans that differ in what nobody has decided on have the same file."""
    host = club.places["DC-1"]
    with club.office.engine.connect() as connection:
        x, p = t.occupation.c, t.property_.c
        users = dict(
            connection.execute(
                select(p.local_ref, x.occupation_id).join(
                    t.occupation, x.property_id == p.property_id
                )
            ).all()
        )
    ours = {"counter": (str(users["CC-1"]), host), "register": (str(users["PO-1"]), host)}
    opportunities = {"counter": (key, (GUEST, HOST)), "register": (of_three, tuple(NAMES))}
    for name, (one, bodies) in opportunities.items():
        for who in bodies:
            decide(club, one, who, withdrawn=name not in decided and who == bodies[0])
    others = [(str(users["CC-2"]), club.places["CC-1"]), (str(users["CC-2"]), "hub-1")]
    undecided = [move for name, move in ours.items() if name not in decided]
    agreed = [ours[name] for name in decided]
    plans = [_plan(club, [*agreed, *more]) for more in ([], undecided, [*undecided, others[0]],
                                                        [others[1]])]  # fmt: skip
    told_of = []
    for plan in plans:
        asked = f"?plan={plan}"
        answers = [anybody.get(f"{door}{asked}")
                   for door in (API, FILE, f"{FILE}.pdf", f"{FILE}/each-place.csv")]  # fmt: skip
        assert {one.status_code for one in answers} == {200 if decided else 404}
        for answer in answers:
            for secret in SECRETS:
                assert secret not in answer.text, secret
        if not decided:
            unknown = anybody.get(f"{API}?plan={UUID(int=7)}")
            assert answers[0].json()["detail"] == unknown.json()["detail"]
            continue
        made = answers[0].json()
        assert (
            "moves of a plan for Easton" in made["of_plan"] and made["of_plan"] in answers[1].text
        )
        numbers = [one["number"] for one in made["moves"]]
        assert numbers == sorted(
            club.get(GUEST, opportunities[one][0])["number"] for one in decided
        )
        same = {**made, "kept_plan_id": None, "sha256": None}
        told_of.append(same)
        by_number = anybody.get(API, params={"opportunity": numbers}).raise_for_status().json()
        assert same == by_number | {"of_plan": made["of_plan"], "sha256": None}
        assert club.at(GUEST, "GET", f"{API}{asked}").json() == made
    assert all(one == told_of[0] for one in told_of)
    if not decided:
        why = club.at(GUEST, "GET", f"{API}?plan={plans[2]}")
        assert why.status_code == 404 and NAMES[GUEST] in why.json()["detail"]
    both = anybody.get(f"{API}?plan={plans[0]}&opportunity=1")
    assert both.status_code == 422 and anybody.get(API).status_code == 422


def test_the_file_of_a_kept_case_is_that_of_its_move(
    club: Club, anybody: TestClient, key: str
) -> None:
    number = _out(club, key)
    case = club.kept()
    made = anybody.get(f"{API}?plan={case}").raise_for_status().json()
    assert [one["number"] for one in made["moves"]] == [number] and made["of_plan"] is None
    page = club.at(GUEST, "GET", f"/cases/{case}").raise_for_status().text
    assert f"{FILE}?plan={case}" in page and "1 move of it is out for consultation" in page


def test_a_plan_of_a_town_is_kept_and_its_file_made_in_one_step(
    club: Club, anybody: TestClient
) -> None:
    options = "/towns/Easton/options"
    asked = "?unrated=true&keep=3"
    plan = club.at(HOST, "GET", f"/api/v1{options}{asked}").raise_for_status().json()
    (move,) = plan["moves"]
    pair = {f"{side}_id": move[part]["property_id"]
            for side, part in (("guest", "leaves"), ("host", "host"))}  # fmt: skip
    opened = club.promote(HOST, **pair)
    assert opened.status_code == 201, opened.text
    key = opened.json()["id"]
    sent = {"headers": club.office.headers("other"), "data": {"label": "For consultation"},
            "follow_redirects": False}  # fmt: skip
    decide(club, key, HOST)
    refused = club.office.client.post(f"{options}/consultation-file{asked}", **sent)
    assert refused.status_code == 422 and "No consultation file was made" in refused.text
    assert f"on record for {NAMES[LANDLORD]}" in refused.text
    kept = club.at(HOST, "GET", "/api/v1/cases").json()["cases"]
    assert "For consultation" not in {one["label"] for one in kept}, "nothing is kept"
    decide(club, key, LANDLORD)
    page = club.at(HOST, "GET", f"{options}{asked}").raise_for_status().text
    assert "1 move of it is out for consultation" in page
    made = club.office.client.post(f"{options}/consultation-file{asked}", **sent)
    assert made.status_code == 303, made.text
    shown = anybody.get(made.headers["location"]).raise_for_status().text
    number = opened.json()["number"]
    assert "moves of a plan for Easton" in shown and f"No. {number}" in shown
    assert "worth" not in shown and "For consultation" not in shown
