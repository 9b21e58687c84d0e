"""Every write, tried by everybody who may not: refused, recorded, and nothing is changed.

The writes are read from the application, so that one without an entry in ``write_entries``
fails the test the day it is added. In the end somebody who may makes each request and is not
refused: so nothing but the role was in the way.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, Text, cast, insert, select, update
from starlette.testclient import TestClient

from api.app import create_app
from api.http.dependencies import today
from api.http.methods import refuse
from estate.answers import estate_wide
from estate.answers.cases import keeping_cases, kept_cases
from estate.club.codes import Part
from estate.club.decisions import Person as Decider
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.queries.content_number import register_content_hash
from estate.register.secret_hashes import sha256
from estate.register.visibility import CLUB
from estate.register.writes import proposals as writes_proposals
from estate.register.writes import town_wishes
from estate.register.writes.batches import BatchFacts, record_batch
from estate.register.writes.offers import OwnersDecision, open_offer
from estate.register.writes.opportunities import Opening, open_opportunity
from estate.register.writes.sign_in import Person, create_link, number_of
from estate.register.writes.tokens import create_token
from estate.settings import Settings
from tests.access import write_entries as entries
from tests.access.marked_county import build
from tests.access.marks import ORGANISATIONS, OTHER, SIGNED, UNSIGNED, MarkedCounty
from tests.access.write_entries import NOBODY, PEOPLE, Entry, Target
from tests.asking import question
from tests.club.files_sent import picture
from tests.conftest import database
from tests.intake import county

SAFE = {"GET", "HEAD", "OPTIONS"}
HOUSE = county.row("NEW-1", EASTING=county.EAST + 5_000)


@dataclass
class Town:
    """The register behind its service, and tokens of everybody."""

    client: TestClient
    engine: Engine
    folder: Path
    targets: dict[str, Target] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def ask(self, who: str, method: str, path: str, entry: Entry, target: Target) -> Any:
        headers = {} if who == NOBODY else {"Authorization": f"Bearer {self.tokens[who]}"}
        if entry.uploads:
            made = county.write_csv(self.folder / "house.csv", [HOUSE])
            return self.client.request(
                method, path, headers=headers, data={"organisation": target.code},
                files={"file": ("house.csv", made.read_bytes())},
            )  # fmt: skip
        return self.client.request(
            method, path, headers=headers, json=entry.sent(target), content=entry.text
        )

    def state(self) -> str:
        """Every row of every table but the record's, the content of the register, and the files."""
        found = hashlib.sha256()
        with self.engine.connect() as connection:
            found.update(register_content_hash(connection).encode())
            for table in t.metadata.sorted_tables:
                if table is not t.audit_record:
                    row = cast(table.table_valued(), Text).label("row")
                    for line in connection.execute(select(row).order_by("row")).scalars():
                        found.update(f"{table.name}: {line}\n".encode())
        for path in sorted((self.folder / "data").rglob("*")):
            found.update(f"{path} {path.stat().st_mtime_ns}".encode())
        return found.hexdigest()

    def recorded(self, request_id: str) -> list[Any]:
        r = t.audit_record.c
        statement = select(t.audit_record).where(r.request_id == request_id, r.action == "refused")
        with self.engine.connect() as connection:
            return list(connection.execute(statement))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("writes")
    with database("migrated") as url:
        engine = make_engine(url)
        settings = Settings(reader="club", requests_per_minute=0, data_dir=folder / "data")
        app = create_app(settings, url)
        app.dependency_overrides[today] = lambda: date(2026, 6, 1)
        with TestClient(app) as client:
            made = Town(client, engine, folder)
            with engine.begin() as connection:
                marked = build(connection)
                made.tokens = {who: _token(connection, *what) for who, what in PEOPLE.items()}
                made.targets = {code: _target(connection, marked, code) for code in ORGANISATIONS}
                move = _possible_move(connection, made.targets.values())
                for target in made.targets.values():
                    target.held |= move
            for target in made.targets.values():
                for name in ("plan", "other_plan", "long_plan"):
                    target.held[name] = _waiting_plan(made, target)
                target.held["note"] = _note(made, target)
                target.held |= {"signs": SIGNED, "unsigned": UNSIGNED}
                target.held["document"] = _document(made, target)
            yield made
        engine.dispose()


def _token(connection: Connection, role: Role, organisation: str | None) -> str:
    return create_token(
        connection, role=role, organisation_code=organisation, label="test",
        expires_at=datetime.now(UTC) + timedelta(hours=1),
    )  # fmt: skip


def _target(connection: Connection, marked: MarkedCounty, code: str) -> Target:
    target = Target(code)
    mine = {
        site.sensitivity: key for key, site in marked.sites.items() if site.organisation == code
    }
    others = [key for key, site in marked.sites.items() if site.organisation != code]
    target.held |= {name: mine[name] for name in ("open", "owner_only")}
    for name in ("correction", "other_correction"):
        target.held[name] = uuid4()
        connection.execute(
            insert(t.correction).values(
                correction_id=target.held[name], property_id=mine["club"], field="condition",
                proposed_value="C", note="Seen in May", raised_by="test",
                raised_by_organisation_code=code,
            )
        )  # fmt: skip
    for number, party in enumerate({code, SIGNED, OTHER}):  # a shared front desk
        connection.execute(
            insert(t.occupation).values(
                organisation_code=code, own_ref=f"DESK{number}", property_id=mine["open"],
                occupier_organisation_code=party, user_function="front_office",
                service_function="customer_contact", row_number=900 + number,
                import_batch_id=marked.ids["batch"][code],
            )
        )  # fmt: skip
    target.held |= {"code": code, "request": uuid4(), "school": mine["club"]}
    school = update(t.property_).where(t.property_.c.property_id == mine["club"])
    # So that something is missing, and conditions can be on record.
    connection.execute(school.values(postcode=None, type_code="school_primary"))
    connection.execute(
        insert(t.information_request).values(
            request_id=target.held["request"], organisation_code=code, kind="condition",
            property_ids=[mine["open"]], wanted_by=date(2026, 9, 30), sentence="For the meeting",
            asked_by_organisation_code=code, asked_by="test",
        )
    )  # fmt: skip
    target.held["members_place"] = next(
        key for key, site in marked.sites.items()
        if (site.organisation, site.sensitivity) == (SIGNED, "open")
    )  # fmt: skip
    # Of a body that is no member the club is shown no opportunity about its own places.
    about = target.held["members_place"] if code == UNSIGNED else mine["open"]
    target.held["opportunity"] = _opportunity(connection, code, about)
    target.held |= _offered(connection, marked, code)
    target.held |= _meeting(connection, code)
    target.held["fund"] = marked.ids["fund"]
    target.held["venue"] = marked.ids["venue"]
    said = {"organisation": SIGNED, "town": "Easton", "reason": None, "by": "test"}
    number = sum(map(ord, code))
    target.held["wish"] = town_wishes.record(
        connection, Decider(Role.ADMINISTRATOR, None), wish=f"minutes:{number}", **said
    )
    target.held["new_wish"] = f"minutes:{number + 1}"
    target.held["import"] = _recorded_import(connection, code)
    target.held["job"] = _job_elsewhere(connection, code)
    link = token_urlsafe()
    person = Person("one-time link", Role.MEMBER, code)
    create_link(connection, link, person, datetime.now(UTC) + timedelta(hours=1))
    target.held["link"] = number_of(sha256(link))
    for number, name in enumerate(("match", "other_match")):
        target.held[name] = uuid4()
        writes_proposals.propose_matches(connection, [{
            "reference_match_id": target.held[name], "organisation_code": code,
            "property_id": mine["club"], "new_reference": f"N{number}", "why": "alike",
        }])  # fmt: skip
    for number, name in enumerate(("merge", "other_merge")):
        target.held[name] = uuid4()
        writes_proposals.propose_merges(connection, [{
            "property_merge_id": target.held[name], "kept_property_id": mine["club"],
            "merged_property_id": others[number + 2], "why": "alike",
        }])  # fmt: skip
    return target


def _possible_move(connection: Connection, targets: Iterable[Target]) -> dict[str, Any]:
    """A candidate that members see and that no other write ends, and its business case as it was
    kept."""
    context = question(connection, CLUB, date(2026, 6, 1))
    found, m = estate_wide.candidates(context).found, t.property_merge.c
    merging = connection.execute(select(m.kept_property_id, m.merged_property_id)).all()
    changed = {str(one) for pair in merging for one in pair} | {
        str(target.held["open"]) for target in targets
    }
    sides = found[["guest_property_id", "host_property_id"]]
    row = found[~sides.isin(changed).any(axis=1)].iloc[0]
    guest, host = row["guest_occupation_id"], row["host_property_id"]
    made = keeping_cases.keep(context, connection, UUID(guest), UUID(host), {}, "Option A")
    sha256 = kept_cases.opened(context, made).sha256
    # The same move as a town's plan of two buildings.
    places = f"unrated=true&property={row['guest_property_id']}&property={host}"
    return {
        "guest": guest, "host": host, "case": made, "sha256": sha256, "town": "Easton",
        "of_two": places,
    }  # fmt: skip


def _opportunity(connection: Connection, code: str, property_id: Any) -> Any:
    """One that an organisation leads, about a property."""
    opening = Opening(code, {property_id: Part.MEMBER}, {}, title="A set")
    return open_opportunity(connection, opening, by="test")


def _note(town: Town, target: Target) -> Any:
    """An administrator's, on a property of the target."""
    path = f"/api/v1/properties/{target.held['open']}/notes"
    entry = Entry(lambda _: set(), json={"text": "Seen", "audience": "club"})
    sent = town.ask(entries.ADMINISTRATOR, "POST", path, entry, target)
    return sent.raise_for_status().json()["id"]


def _document(town: Town, target: Target) -> Any:
    """An administrator's, on a property of the target; a picture of its own."""
    path = f"/api/v1/properties/{target.held['open']}/documents"
    made = picture("PNG", size=(3 + ORGANISATIONS.index(target.code), 3))
    sent = {"title": "The front", "audience": "club", "file_name": "a.png",
            "content_base64": b64encode(made).decode()}  # fmt: skip
    entry = Entry(lambda _: set(), json=sent)
    made_here = town.ask(entries.ADMINISTRATOR, "POST", path, entry, target)
    return made_here.raise_for_status().json()["id"]


def _offered(connection: Connection, marked: MarkedCounty, code: str) -> dict[str, Any]:
    """An offer of a member that runs, and a place of that member which can be offered; of the
    first target the offer has ended by the time that the next one's place is."""
    places = [key for key, site in marked.sites.items()
              if site.organisation == SIGNED and site.sensitivity in ("open", "club")]  # fmt: skip
    offered, free = (places[1], places[3]) if code == SIGNED else (places[2], places[1])
    o, decided = t.offer.c, OwnersDecision("Cabinet", date(2026, 3, 2), "7")
    running = select(o.offer_id).where(o.property_id == offered)
    offer = connection.execute(running).scalar_one_or_none() or open_offer(
        connection, CLUB, Decider(Role.ADMINISTRATOR, None), offered, decided, terms=None,
        today=date(2026, 6, 1), by="test",
    )  # fmt: skip
    return {"offer": offer, "free_place": free}


def _meeting(connection: Connection, code: str) -> dict[str, Any]:
    """A meeting that an organisation called, and an action that it has."""
    meeting, action = uuid4(), uuid4()
    has = {"meeting_entry_id": action, "organisation_code": code, "due_on": date(2026, 6, 1),
           "text": "Measure"}  # fmt: skip
    connection.execute(insert(t.meeting).values(
        meeting_id=meeting, organisation_code=code, title="A", held_on=date(2026, 6, 1),
        called_by="test"))  # fmt: skip
    connection.execute(insert(t.meeting_entry).values(
        **has, meeting_id=meeting, position=1, kind="action", recorded_by="test"))  # fmt: skip
    connection.execute(insert(t.meeting_action).values(has))
    planned = uuid4()
    connection.execute(insert(t.meeting).values(
        meeting_id=planned, organisation_code=code, title="B", held_on=date(2026, 7, 1),
        called_by="test"))  # fmt: skip
    return {"meeting": meeting, "action": action, "planned": planned}


def _recorded_import(connection: Connection, code: str) -> Any:
    """An import that changed nothing: whoever may can ask for it to be reverted, in vain."""
    return record_batch(connection, BatchFacts(
        organisation_code=code, kind="property", file_name="SYN-a.csv", file_sha256="0" * 64,
        record_count=0, changed=False, imported_by="test",
    ))  # fmt: skip


def _job_elsewhere(connection: Connection, code: str) -> Any:
    """A job that another worker is doing."""
    job_id = uuid4()
    connection.execute(
        insert(t.import_job).values(
            import_job_id=job_id, organisation_code=code, import_plan_id=uuid4(), task="read",
            file_name="SYN-a.csv", stored_file="a.csv", actor={}, created_by="test",
            taken_by="elsewhere", taken_until=datetime.now(UTC) + timedelta(days=1),
        )
    )  # fmt: skip
    return job_id


def _waiting_plan(town: Town, target: Target) -> Any:
    entry = Entry(lambda _: set(), uploads=True)
    sent = town.ask(f"editor of {target.code}", "POST", "/api/v1/imports", entry, target)
    return sent.raise_for_status().json()["id"]


def _found(app: Any) -> set[tuple[str, str]]:
    """Every write there is, in the OpenAPI or not; what says 405 is none."""
    found = set()
    for route in app.routes:
        contexts = getattr(route, "effective_route_contexts", None)
        for one in contexts() if contexts else [route]:
            if getattr(one, "endpoint", None) is refuse:
                continue
            found |= {
                (method, one.path) for method in set(getattr(one, "methods", None) or ()) - SAFE
            }
    return found


def batched(found: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """So many at a time (``itertools.batched`` from Python 3.12 on)."""
    left = iter(found)
    while some := list(islice(left, size)):
        yield some


def test_every_write_has_an_entry(town: Town):
    known = {*entries.WRITES, *entries.RECKONS}
    described = {
        (method.upper(), path)
        for path, methods in town.client.app.openapi()["paths"].items()
        for method in methods
        if method.upper() not in SAFE
    }
    assert described == known
    found = {(method, path.replace(":path}", "}")) for method, path in _found(town.client.app)}
    assert found == known | entries.OWN_SESSION | entries.FORMS | entries.KEEPS_NOTHING


def test_critical_friends_comment_and_never_decide():
    """Of all there is to write, notes alone may come from a critical friend."""
    target = Target(SIGNED)
    theirs = {
        path for (_, path), made in entries.WRITES.items() for one in made
        if any(who.startswith("critic") for who in one.may(target))
    }  # fmt: skip
    assert theirs and all(path.endswith("/notes") for path in theirs), theirs


#: Who is asked about what a body has that has not signed: its own, and a stranger of each kind.
ABOUT_THE_UNSIGNED = (*(who for who in PEOPLE if who.endswith(UNSIGNED)), f"editor of {SIGNED}",
                      entries.ADMINISTRATOR, "member of none")  # fmt: skip
#: After so many writes it is looked whether anything has changed: looking costs as much as they.
_LOOKED_AFTER = 8


@pytest.mark.parametrize(
    ("code", "people"),
    [
        pytest.param(SIGNED, (NOBODY, *PEOPLE), id="of a member"),
        pytest.param(
            UNSIGNED, ABOUT_THE_UNSIGNED, id="of a body that has not signed", marks=pytest.mark.long
        ),
        pytest.param(UNSIGNED, (NOBODY, *PEOPLE), id="the same, by all", marks=pytest.mark.long),
    ],
)
def test_who_may_not_write_is_refused_and_recorded_and_changes_nothing(
    town: Town, code: str, people: tuple[str, ...]
):
    target, before, tried = town.targets[code], town.state(), 0
    for writes in batched(entries.WRITES.items(), _LOOKED_AFTER):
        for (method, template), requests in writes:
            for entry in requests:
                path = entry.path(template, target)
                for who in sorted(set(people) - entry.may(target)):
                    answer = town.ask(who, method, path, entry, target)
                    _check_refusal(town, who, method, path, entry, answer)
                    tried += 1
        assert town.state() == before, [template for (_, template), _ in writes]
    assert tried > 200


def _check_refusal(town: Town, who: str, method: str, path: str, entry: Entry, answer: Any) -> None:
    said = (who, method, path, answer.text)
    outside = who != NOBODY and PEOPLE[who][1] is not None and PEOPLE[who][0] is not Role.CRITIC
    status = 401 if who == NOBODY else entry.refusal if outside else 403
    assert answer.status_code == status, said
    assert answer.headers["content-type"] == "application/problem+json", said
    assert answer.json()["detail"], said
    if who == NOBODY:  # counted together (tests/api/test_refusals.py)
        return
    (line,) = town.recorded(answer.headers["X-Request-ID"])
    assert line.subject == path.partition("?")[0], said
    assert line.details == {"method": method, "status": status}, said
    role, organisation = PEOPLE.get(who, (None, None))
    assert (line.role, line.organisation_code) == (role, organisation), said
    assert line.actor.startswith("token ")


@pytest.mark.parametrize("who", [NOBODY, *PEOPLE])
def test_what_only_reckons_keeps_nothing(town: Town, who: str):
    before = town.state()
    for (method, path), body in entries.RECKONS.items():
        entry = Entry(lambda _: set(), json=body)
        answer = town.ask(who, method, path, entry, town.targets[SIGNED])
        assert answer.status_code == 200, (who, path, answer.text)
    assert town.state() == before


def test_who_may_is_not_refused(town: Town):
    """Last of all: the very same requests."""
    for target in (town.targets[SIGNED], town.targets[UNSIGNED]):
        for (method, template), requests in entries.WRITES.items():
            for entry in requests:
                who = entry.in_the_end.format(code=target.code)
                assert who in entry.may(target)
                answer = town.ask(who, method, entry.path(template, target), entry, target)
                assert answer.status_code in (200, 201, 202, 204), (who, template, answer.text)
