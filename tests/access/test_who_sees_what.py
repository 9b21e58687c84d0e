"""Every role at every door: a value is in the answer exactly when the table allows it.

The doors are read from the application, so a new route is tested the day it is added. Files are
unpacked before they are searched. A value counts as shown by a door when it shows it to anybody
(each owner, the administrator …): then it must show it to everybody whom the table allows.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import openpyxl
import pyogrio
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from api.app import create_app
from api.http.dependencies import today
from api.reminders import atom
from estate.answers import estate_wide
from estate.answers.cases import keeping_cases
from estate.answers.club import reminders
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.mail.digest import digest
from estate.register import visibility as v
from estate.register.writes.tokens import create_token
from estate.settings import Settings
from tests.access.doors import files_of, filled, is_of_a_page, not_among, templates
from tests.access.marked_county import build
from tests.access.marks import OTHER, SIGNED, UNSIGNED, Mark, MarkedCounty, allowed
from tests.access.questions import TABLES
from tests.asking import question
from tests.conftest import database

DAY = date(2026, 6, 1)
#: Who → (edition of the service, role and organisation of the token, whose eyes the table means).
ROLES: dict[str, tuple[str, tuple[Role, str | None] | None, v.Reader]] = {
    "public": ("public", None, v.PUBLIC),
    "club edition": ("club", None, v.CLUB),
    "member": ("public", (Role.MEMBER, None), v.CLUB),
    "critic": ("public", (Role.CRITIC, SIGNED), v.CLUB),
    "administrator": ("public", (Role.ADMINISTRATOR, None), v.CLUB),
    "editor of alpha": ("public", (Role.EDITOR, SIGNED), v.owner(SIGNED)),
    "importer of beta": ("public", (Role.IMPORTER, OTHER), v.owner(OTHER)),
    "editor of gamma": ("club", (Role.EDITOR, UNSIGNED), v.owner(UNSIGNED, is_signatory=False)),
}
#: What an administrator may read besides: the record, corrections, issues and plans of all.
ADMINISTRATORS_DOORS = (
    *("/api/v1/audit", "/api/v1/corrections", "/api/v1/imports", "/audit", "/corrections"),
)
#: Where a drawing has its strokes. A number there is a place on the page and may be any; that none
#: depends on what is hidden is what the twins show (``test_inference.py``).
_GEOMETRY = re.compile(
    r'\s(?:d|[xy][12]?|c[xy]|r|points|transform|viewBox|font-size|stroke-[a-z]+)="[^"<>]*"'
)
#: Files that no page of the marked county links to: the plan's come to its page by a script, of the
#: others there is nothing to tell.
UNLINKED = {
    "/towns/{name:path}/{table}.{form}": TABLES["towns"][:4],
    "/towns/{name:path}/options/{table}.{form}": (*TABLES["towns"][4:], "years", "no-part"),
    "/county/options/{table}.{form}": ["parts"],
    "/land/{table}.{form}": TABLES["land"],
    "/journeys/{table}.{form}": ["moves"],
    "/consultations/file/{table}.{form}": ["proposals"],
    "/need/shaded-areas/{table}.{form}": ["areas"],
    "/opportunities/areas/{area}/{table}.{form}": ["opportunities"],
    "/organisations/{code}/quality/requests.{form}": ["requests"],
    "/residents/{name}.{form}": ["areas"],
    "/touch-down/{name}.{form}": ["touch-down"],
}
#: Doors that tell of each property there is; elsewhere a row may be left out for other reasons.
WHOLE_DOORS = re.compile(
    r"/api/v1/properties(/[0-9a-f-]{36})?|/api/v1/exports/properties\..*|/map/.*"
)


@dataclass
class Place:
    """The register and its services, one for each edition."""

    made: MarkedCounty
    clients: dict[str, TestClient]
    tokens: dict[str, dict[str, str]]
    values: dict[str, Any]
    doors: list[str]

    @cached_property
    def files(self) -> list[str]:
        """The tables and pictures of all pages, as their owner and an administrator are shown
        them; no page's file is left untried."""
        pages = [door for door in self.doors if not door.startswith("/api/")]
        found = {
            file
            for door in pages
            for who in ("editor of alpha", "administrator")
            for file in files_of(self.ask(who, door).text)
        }
        of_pages = [one for one in templates(self.clients["club"].app) if is_of_a_page(one)]
        unlinked = not_among(of_pages, found)
        assert set(unlinked) <= set(UNLINKED), set(unlinked) - set(UNLINKED)
        for template in unlinked:
            named = {"table": UNLINKED[template]}
            if "{name}." in template:
                named = {"name": UNLINKED[template]}
            found |= set(filled(template, self.values | named))
        return sorted(one for one in found - set(self.doors) if not one.startswith("/sign-in"))

    def ask(self, who: str, door: str) -> Any:
        edition, _, _ = ROLES[who]
        return self.clients[edition].get(door, headers=self.tokens[who])


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with database("migrated") as url:
        engine = make_engine(url)
        with engine.begin() as connection:
            made = build(connection)
            cases = _kept(connection, made)
            tokens = {who: _token(connection, given) for who, (_, given, _) in ROLES.items()}
        with _client(url, "public") as public, _client(url, "club") as club:
            clients = {"public": public, "club": club}
            values = _values(made, cases)
            yield Place(made, clients, tokens, values, sorted(_doors(club.app, values)))
        engine.dispose()


def _client(url: str, edition: str) -> TestClient:
    app = create_app(Settings(reader=edition, requests_per_minute=0), url)
    app.dependency_overrides[today] = lambda: DAY
    return TestClient(app)


def _token(connection: Any, given: tuple[Role, str | None] | None) -> dict[str, str]:
    if given is None:
        return {}
    role, organisation = given
    expires = datetime.now(UTC) + timedelta(hours=1)
    token = create_token(
        connection, role=role, organisation_code=organisation, label="test", expires_at=expires
    )
    return {"Authorization": f"Bearer {token}"}


def _kept(connection: Any, made: MarkedCounty) -> list[UUID]:
    """Two cases, the second of a host that its owner has since kept to itself."""
    context = question(connection, v.owner(SIGNED), DAY)
    found = estate_wide.candidates(context).found.drop_duplicates("host_property_id")
    found = found[found["host_organisation"].eq(OTHER)].head(2)
    kept = [
        keeping_cases.keep(context, connection, UUID(row["guest_occupation_id"]),
                        UUID(row["host_property_id"]), {}, f"Option {number}")
        for number, (_, row) in enumerate(found.iterrows())
    ]  # fmt: skip
    host = UUID(found["host_property_id"].iloc[1])
    p = t.property_.c
    connection.execute(
        update(t.property_).where(p.property_id == host).values(sensitivity="owner_only")
    )
    made.sites[host] = replace(made.sites[host], sensitivity="owner_only")
    return kept


def _values(made: MarkedCounty, cases: list[UUID]) -> dict[str, Any]:
    """What stands for each part of an address."""
    sites = list(made.sites)
    return {
        "property_id": sites,
        "id": [*sites, *made.ids["batch"].values()],
        "guest_id": sites[:2],
        "host_id": sites[8:10],
        "code": [SIGNED, OTHER, UNSIGNED],
        "form": ["csv", "xlsx"],
        "case_id": cases,
        "name": ["Easton"],
        "town": ["Easton"],
        "opportunity_id": made.ids["opportunities"],
        "offer_id": [made.ids["offer"]],
        "fund_id": [made.ids["fund"]],
        "venue_id": [made.ids["venue"]],
        "wish_id": [made.ids["wish"]],
        "correction_id": made.ids["corrections"],
        "meeting_id": [made.ids["meeting"]],
        "action_id": [made.ids["action"]],
        "document_id": made.ids["documents"],
        "area": ["Easton"],
    }


def _doors(app: Any, values: dict[str, Any]) -> Iterator[str]:
    sites = values["property_id"]
    for template in templates(app):
        if template.startswith(("/static", "/tiles", "/api/v1/openapi")) or is_of_a_page(template):
            continue
        of_map = {"form": ["geojson", "csv", "gpkg", "xlsx", "shp.zip"]}
        yield from filled(
            template, values | of_map if "/exports/properties" in template else values
        )
    for field in ("book_value_gbp", "gia_m2", "premises_cost"):
        yield from (f"/properties/{site}/wrong?field={field}" for site in sites[:6])
    query = "&".join(f"case={one}" for one in values["case_id"])
    for door in ("/api/v1/cases/compare", "/cases/compare"):
        yield f"{door}?{query}"
    yield f"/compare?ids={sites[0]},{sites[8]}"
    move = f"{sites[1]}>{sites[8]}"
    yield f"/journeys?move={quote(move)}"


def _text(answer: Any) -> str:
    """All that an answer says, files unpacked."""
    kind, body = answer.headers.get("content-type", ""), answer.content
    if "spreadsheet" in kind:
        return _workbook(body)
    if "geopackage" in kind or "sqlite" in kind:
        return _layers(body, "file.gpkg") + body.decode("latin-1")
    if "zip" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            plain = " ".join(archive.read(name).decode("latin-1") for name in names)
        return plain + (_layers(body, "file.shp.zip") if any(".shp" in n for n in names) else "")
    text = str(body.decode("utf-8", "replace"))
    return _GEOMETRY.sub("", text) if "html" in kind or "svg" in kind else text


def _workbook(body: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return " ".join(str(value) for value in cells if value is not None)


def _layers(body: bytes, name: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(body)
        prefix = "/vsizip/" if name.endswith("zip") else ""
        return " ".join(
            pyogrio.read_dataframe(f"{prefix}{path}", layer=layer, read_geometry=False).to_csv()
            for layer, _ in pyogrio.list_layers(f"{prefix}{path}")
        )


#: Days in all of ``Mark.day_forms``.
_DAY = re.compile(
    r"(?<!\d)(?:\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|\d{8}|\d{1,2} [A-Z][a-z]+ \d{4})(?!\d)"
)


def _shown(text: str, marks: list[Mark], patterns: dict[str, re.Pattern[str]]) -> set[str]:
    """Names of the marks that stand in a text; words of our own are found in one go."""
    words = set(re.findall(r"zq[a-z0-9]+zq|ZQ\d{6}", text))
    found = {mark.name for mark in marks if isinstance(mark.value, str) and mark.value in words}
    digits = {number.replace(",", "") for number in re.findall(r"\d+(?:,\d{3})*", text)}
    digits |= set(re.findall(r"\d+", text))
    days = set(_DAY.findall(text))
    for mark in marks:
        if isinstance(mark.value, str):
            continue
        # A pattern is asked only where what was gathered from the text says that it may fit: that
        # is a hundred times as fast.
        if isinstance(mark.value, date):
            likely = not days.isdisjoint(mark.day_forms)
        else:
            likely = mark.whole_digits in digits
        if likely and patterns[mark.name].search(text):
            found.add(mark.name)
    return found


def _check(
    place: Place, doors: list[str], roles: Iterable[str] = tuple(ROLES)
) -> tuple[int, set[str]]:
    """Ask every door in every role; (answers read, names of the values seen anywhere)."""
    marks, wrong, answers = place.made.marks, [], 0
    patterns = {mark.name: re.compile(mark.pattern()) for mark in marks}
    by_name = {mark.name: mark for mark in marks}
    seen_anywhere: set[str] = set()
    for door in doors:
        shown: dict[str, set[str]] = {}
        for who in roles:
            answer = place.ask(who, door)
            assert answer.status_code < 500, (who, door, answer.text[:300])
            answers += 1
            shown[who] = _shown(_text(answer), marks, patterns)
            if answer.status_code in (401, 403, 404):
                leaks = shown[who]
                shown[who] = set() if leaks else {"*nothing asked of it*"}
                wrong += [f"{who} at {door}: a refusal holds {name}" for name in leaks]
        somebody = set().union(*shown.values()) - {"*nothing asked of it*"}
        seen_anywhere |= somebody
        for who, held in shown.items():
            wrong += _wrong_at(place, by_name, who, door, held, somebody)
    assert not wrong, f"{len(wrong)} differ from the table:\n" + "\n".join(_grouped(wrong))
    return answers, seen_anywhere


def _grouped(wrong: list[str]) -> list[str]:
    """What differs, one line for all that differ in an id, a number or a day alone."""
    groups: dict[str, list[str]] = {}
    for line in wrong:
        key = re.sub(r"[0-9a-f-]{36}", "{id}", line.rpartition(":")[0])
        groups.setdefault(key, []).append(line)
    return [f"{len(group)} × {key}, such as {group[0]}" for key, group in sorted(groups.items())]


def _wrong_at(
    place: Place, by_name: dict[str, Mark], who: str, door: str, held: set[str], somebody: set[str]
) -> Iterator[str]:
    _, _, reader = ROLES[who]
    refused = "*nothing asked of it*" in held
    for name in somebody:
        may = allowed(reader, by_name[name], place.made)
        if who == "administrator" and (door.startswith(ADMINISTRATORS_DOORS) or "/record" in door):
            continue
        if who == "administrator" and door.endswith("/transparency-code.csv"):
            continue  # made on an organisation's behalf
        if who == "administrator" and ("/protected" in door or re.search("/changes?$", door)):
            continue  # administrators answer, and change rows, for owners who cannot
        if who == "editor of gamma" and _in_pending_candidate(door, by_name[name]):
            continue
        if _is_shown_to_a_party(place, door, reader, by_name[name]):
            continue
        of_leases = door.startswith(("/leases", "/api/v1/leases"))
        if of_leases and _is_day_of_something_else(by_name[name]):
            continue
        if name in held and not may:
            yield f"{who} at {door}: sees {name}"
        elif may and name not in held and not refused and _must_show(door, by_name[name]):
            yield f"{who} at {door}: misses {name}"


def _is_shown_to_a_party(place: Place, door: str, reader: v.Reader, mark: Mark) -> bool:
    """Exact figures of the places of an opportunity, to the other body of its agreement."""
    of_it = mark.level is v.Level.PARTIES and mark.owners <= {SIGNED, OTHER}
    agreed = str(place.made.ids["opportunities"][1])
    return agreed in door and of_it and reader.organisation in (SIGNED, OTHER)


def _in_pending_candidate(door: str, mark: Mark) -> bool:
    """A body that has not signed is shown the candidates that concern it, with their two sides
    as the club sees them."""
    shows_them = "candidates" in door or door.startswith(f"/organisations/{UNSIGNED}")
    return shows_them and mark.table == "property" and mark.level <= v.Level.CLUB


def _must_show(door: str, mark: Mark) -> bool:
    """Where a file came from is told with a property, and an unsigned one's is not."""
    return bool(WHOLE_DOORS.fullmatch(door)) and mark.table != "import_batch"


def _is_day_of_something_else(mark: Mark) -> bool:
    """A calendar is full of reckoned days (notice, act-by), which may fall on any other's."""
    return isinstance(mark.value, date) and mark.table not in ("lease", "lease_event")


def _selection(doors: list[str], each: int) -> list[str]:
    """Of doors that differ only in an id, so many of the first and last."""
    groups: dict[str, list[str]] = {}
    for door in doors:
        groups.setdefault(re.sub(r"[0-9a-f-]{36}", "{id}", door), []).append(door)
    return [door for group in groups.values() for door in dict.fromkeys(
        group[:: max(1, len(group) // each)][:each])]  # fmt: skip


def test_the_public_the_club_and_an_owner_see_what_the_table_allows(place: Place):
    """The short form: each kind of reader, one property a door; files but for one are left out,
    and the description of the API, which is long in the making and tells of no register."""
    files = re.compile(r"\.(csv|xlsx|gpkg|shp\.zip|svg|geojson|ics)$")
    doors = [door for door in _selection(place.doors, 1)
             if door.startswith(("/api/v1/exports/properties.csv", "/map/"))
             or not (files.search(door) or door == "/docs")]  # fmt: skip
    # Of each property its own answer and what may be changed of it (the costs' lines are nowhere
    # else): which one a door is tried with is a matter of its key, and keys are drawn anew.
    own = re.compile(r"/api/v1/properties/[0-9a-f-]{36}(/changes)?")
    every = [door for door in place.doors if own.fullmatch(door)]
    doors = sorted({*doors, *every})
    answers, seen = _check(place, doors, ("public", "club edition", "editor of alpha"))
    assert answers > 75
    assert {"property", "lease", "cost_line", "occupation", "rating", "opportunity",
            "opportunity_decision", "decision_step"} <= {
        name.split(".")[0] for name in seen
    }  # fmt: skip


#: What one body says of an opportunity in figures, words and names.
OF_PARTIES = ("opportunity_actual.saving_gbp", "opportunity_share.saving_gbp_pa",
              "opportunity_share.receipt_gbp", "opportunity_funding.amount_gbp",
              "opportunity_barrier.note", "decision_step.person", "note.text",
              "note.person", "document.title", "document.person")  # fmt: skip


def _of_parties(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith(OF_PARTIES)}


def test_parties_see_what_others_do_not_while_their_agreement_lasts(place: Place):
    """Two bodies and the club at the JSON of two opportunities and of their notes, one of them
    under agreement."""
    without, agreed = (
        [f"/api/v1/opportunities/{key}{more}" for more in ("", "/notes", "/documents")]
        for key in place.made.ids["opportunities"]
    )
    beta, alpha, club = (
        _of_parties(_check(place, agreed, [who])[1])
        for who in ("importer of beta", "editor of alpha", "club edition")
    )
    assert beta & alpha
    assert not club
    apart = [
        _of_parties(_check(place, without, [who])[1])
        for who in ("importer of beta", "editor of alpha")
    ]
    assert all(apart), "each body its own"
    assert not apart[0] & apart[1]


def test_no_mail_and_no_feed_holds_a_figure_or_what_its_reader_may_not_see(place: Place):
    """Of everybody's digests of some years, beside each confidential value that there is."""
    app: Any = place.clients["public"].app
    marks = place.made.marks
    patterns = {mark.name: re.compile(mark.pattern()) for mark in marks}
    by_name, told = {mark.name: mark for mark in marks}, 0
    for who, (_, _, reader) in ROLES.items():
        if who == "public":
            continue
        for years in range(0, 6, 2):
            day = DAY.replace(year=DAY.year + years)
            with app.state.service.read_engine.connect() as connection:
                context = question(connection, reader, day)
                found = reminders.named_to_the_club(context, reminders.due(context))
            told += len(found)
            noon = datetime.combine(day, datetime.min.time().replace(hour=12), UTC)
            mail = digest(found, noon, mail_id=uuid4(), to="ann@council.example",
                          sender="estate@council.example", base="https://estate.example",
                          stop_secret="s").get_content()  # fmt: skip
            feed = atom.feed(found, day, "https://estate.example").decode()
            # When an entry is new is reckoned back from its day, and may fall on any other.
            text = mail + re.sub("<updated>[^<]*</updated>", "", feed)
            for name in _shown(text, marks, patterns):
                mark = by_name[name]
                if isinstance(mark.value, date):
                    of_lease = mark.table in ("lease", "lease_event")
                    assert not of_lease or allowed(reader, mark, place.made), (who, name)
                    continue
                assert mark.level <= v.Level.CLUB, (who, name)
                assert allowed(reader, mark, place.made), (who, name)
    assert told > 20


@pytest.mark.long
def test_every_role_at_two_opportunities(place: Place):
    """Pages, JSON and every table as a file, with an agreement and without one."""
    tables = ("properties", "bodies", "shares", "statements", "decisions", "decisions_to_consult",
              "consultations", "barriers", "actuals", "funding", "bid_figures",
              "licence_answers", "agreements",
              "steps", "notes")  # fmt: skip
    for key in place.made.ids["opportunities"]:
        doors = [door for door in place.doors if str(key) in door]
        _, seen = _check(place, doors + [f"/opportunities/{key}/{table}.csv" for table in tables])
        assert {name.split(" of ")[0] for name in seen} >= set(OF_PARTIES)


@pytest.mark.long
def test_every_role_at_every_kind_of_door(place: Place):
    answers, _ = _check(place, _selection(place.doors + place.files, 2))
    assert answers > 600


@pytest.mark.long
def test_every_role_at_every_door_of_every_property(place: Place):
    """Of the pages and files that each of them has; what is one for all was asked above."""
    own = re.compile(r"/(api/v1/)?(properties|leases\S*property_id=)")
    doors = [door for door in place.doors + place.files
             if own.match(door) and re.search(r"[0-9a-f-]{36}", door)]  # fmt: skip
    answers, _ = _check(place, doors)
    assert answers > 2_000
