"""A county behind a real server on loopback, with a token for each role and things to ask about."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from uuid import UUID, uuid4

import uvicorn
from sqlalchemy import Connection, insert, select

from api.app import create_app
from estate import clock
from estate.answers import estate_wide
from estate.answers.cases import keeping_cases
from estate.club.codes import EntryKind, FundKind, Part
from estate.club.decisions import Person
from estate.club.documents import DocumentType
from estate.club.notes import NoteAudience, NoteSubject
from estate.codes import Role, VenueKind
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.documents.checking import Checked
from estate.register.queries.notes import On
from estate.register.visibility import CLUB
from estate.register.writes import proposals as writes_proposals
from estate.register.writes.documents import add as add_document
from estate.register.writes.funding import open_fund
from estate.register.writes.meetings import Entry, Moment, call, write
from estate.register.writes.notes import add as add_note
from estate.register.writes.offers import OwnersDecision, open_offer
from estate.register.writes.opportunities import Opening, open_opportunity
from estate.register.writes.tokens import create_token
from estate.register.writes.town_wishes import record as record_wish
from estate.register.writes.venues import VenueFacts
from estate.register.writes.venues import offer as offer_venue
from estate.settings import Settings
from tests.asking import question

ADMINISTRATOR = "administrator"
#: Who asks: a token's role, and whether it is an organisation's. The public has no token.
ROLES: dict[str, tuple[Role, bool] | None] = {
    "public": None,
    "member": (Role.MEMBER, False),
    "estates editor": (Role.EDITOR, True),
    "GIS importer": (Role.IMPORTER, True),
    "critical friend": (Role.CRITIC, True),
    ADMINISTRATOR: (Role.ADMINISTRATOR, False),
}
#: Valid questions are refused with 422 where parts of them contradict each other (a cursor that
#: was never given out, two buildings of one key): no JSON schema says so.
_LEFT_OUT = "positive_data_acceptance"
_STARTS_WITHIN_S = 30


@dataclass(frozen=True)
class Served:
    """Where the service answers, who may ask, and what there is to ask about."""

    address: str
    tokens: dict[str, str]
    things: dict[str, str]

    def headers(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}"} if who in self.tokens else {}

    def schemathesis(self, who: str, folder: Path, *more: str, known: bool = True) -> str:
        """Every operation of the OpenAPI asked by one role; what was said if all is well.

        ``known``: paths name things that there are, else whatever comes.
        """
        config = folder / "schemathesis.toml"
        lines = [f"{json.dumps(f'path.{k}')} = {json.dumps(v)}" for k, v in self.things.items()]
        config.write_text("\n".join(["[parameters]", *lines] if known else []), encoding="utf-8")
        headers = [f"{name}: {value}" for name, value in self.headers(who).items()]
        done = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "--config-file", config, "run",
             f"{self.address}/api/v1/openapi.json", "--checks", "all",
             "--exclude-checks", _LEFT_OUT, "--no-shrink", "--no-color",
             "--warnings", "off", "--request-timeout", "60", "--max-response-time", "60",
             *(part for line in headers for part in ("--header", line)), *more],
            cwd=folder, capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        (folder / "said.txt").write_text(done.stdout, encoding="utf-8")
        assert done.returncode == 0, f"{who}:\n{done.stdout[-20_000:]}\n{done.stderr[-2_000:]}"
        return done.stdout


@contextmanager
def served(url: str, data_dir: Path) -> Iterator[Served]:
    """The real application in a thread of its own, over the county that the database holds."""
    engine = make_engine(url)
    with engine.begin() as connection:
        organisation, things = _things(connection)
        tokens = _tokens(connection, organisation)
    engine.dispose()
    settings = Settings(
        reader="public", requests_per_minute=0, data_dir=data_dir, question_seconds=120
    )
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings, url), port=0, log_level="critical", http="httptools")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        port = _port(server)
        yield Served(f"http://127.0.0.1:{port}", tokens, things)
    finally:
        server.should_exit = True
        thread.join()


def _port(server: uvicorn.Server) -> int:
    until = monotonic() + _STARTS_WITHIN_S
    while not server.started and monotonic() < until:
        sleep(0.02)
    return int(server.servers[0].sockets[0].getsockname()[1])


def _things(connection: Connection) -> tuple[str, dict[str, str]]:
    """An organisation that has signed, and one of each thing that a path can name."""
    p = t.property_.c
    first = select(t.organisation.c.code).where(t.organisation.c.signed_on.is_not(None))
    holds = select(p.organisation_code).where(p.sensitivity == "open")
    code = connection.execute(
        first.where(t.organisation.c.code.in_(holds)).order_by(t.organisation.c.code)
    ).scalars().first()  # fmt: skip
    assert code is not None
    # One that is not on offer yet: it is offered below.
    free = p.property_id.not_in(select(t.offer.c.property_id))
    mine = select(p.property_id).where(p.organisation_code == code, p.sensitivity == "open", free)
    others = select(p.property_id).where(p.organisation_code != code, p.sensitivity == "open")
    here, there = (
        connection.execute(one.order_by(p.property_id)).scalars().first() for one in (mine, others)
    )
    assert here is not None
    assert there is not None
    batch = select(t.import_batch.c.import_batch_id).where(
        t.import_batch.c.organisation_code == code
    )
    return code, {
        "property_id": str(here),
        "code": code,
        "id": str(connection.execute(batch).scalars().first()),
        "guest_id": str(here),
        "host_id": str(there),
        "case_id": _kept(connection),
        "name": "Easton",
        **_asked_of_a_person(connection, code, here, there),
    }


def _kept(connection: Connection) -> str:
    """The business case of the first candidate there is, kept."""
    context = question(connection)
    row = estate_wide.candidates(context).found.iloc[0]
    guest, host = UUID(row["guest_occupation_id"]), UUID(row["host_property_id"])
    return str(keeping_cases.keep(context, connection, guest, host, {}, "Option A"))


def _asked_of_a_person(
    connection: Connection, code: str, here: UUID, there: UUID
) -> dict[str, str]:
    found = {name: uuid4() for name in ("correction_id", "match_id", "merge_id", "request_id")}
    connection.execute(
        insert(t.information_request).values(
            request_id=found["request_id"], organisation_code=code, kind="costs",
            property_ids=[here], wanted_by=date(2026, 12, 31), sentence="For the meeting",
            asked_by_organisation_code=code, asked_by="test",
        )
    )  # fmt: skip
    opening = Opening(code, {here: Part.MEMBER}, {}, title="For the meeting")
    found["opportunity_id"] = open_opportunity(connection, opening, by="test")
    found["venue_id"] = offer_venue(
        connection, Person(Role.ADMINISTRATOR, None),
        VenueFacts("A hall", VenueKind.CHURCH_HALL, "1 High Street", None, None, 120.0,
                   date(2026, 1, 1), None, None, "a letter"),
        organisation=code, by="test",
    )  # fmt: skip
    found["wish_id"] = record_wish(
        connection, Person(Role.ADMINISTRATOR, None), organisation=code, town="Easton",
        wish="not-before:2031-04-01", reason=None, by="test",
    )  # fmt: skip
    found["fund_id"] = open_fund(
        connection, Person(Role.ADMINISTRATOR, None), "A fund", FundKind.REVOLVING_FUND,
        organisation=code, by="test",
    )  # fmt: skip
    found["note_id"] = add_note(
        connection,
        On(NoteSubject.PROPERTY, here),
        Person(Role.ADMINISTRATOR, None),
        NoteAudience.CLUB,
        "Seen",
        noted_on=date(2026, 3, 2),
        today=date(2026, 3, 2),
        by="test",
    )
    found["document_id"] = add_document(
        connection, On(NoteSubject.PROPERTY, here), Person(Role.ADMINISTRATOR, None),
        NoteAudience.CLUB, "The front", Checked(DocumentType.PDF, b"%PDF-", pages=1),
        room_mb=1,
        today=date(2026, 3, 2), by="test",
    )  # fmt: skip
    decided = OwnersDecision("Cabinet", date(2026, 1, 2), "Minute 7")
    found["offer_id"] = open_offer(
        connection, CLUB, Person(Role.ADMINISTRATOR, None), here, decided, terms=None,
        today=clock.today(), by="test",
    )  # fmt: skip
    administrator = Person(Role.ADMINISTRATOR, None)
    found["meeting_id"] = call(
        connection, administrator, "The club", clock.today(), None, moment=Moment(1, []), by="test"
    )
    action = Entry(EntryKind.ACTION, "Measure it", code, clock.today())
    found["action_id"] = write(
        connection, found["meeting_id"], administrator, action, today=clock.today(), by="test"
    )
    connection.execute(
        insert(t.correction).values(
            correction_id=found["correction_id"], property_id=here, field="condition",
            proposed_value="C", note="Seen in May", raised_by="test",
            raised_by_organisation_code=code,
        )
    )  # fmt: skip
    writes_proposals.propose_matches(connection, [{
        "reference_match_id": found["match_id"], "organisation_code": code,
        "property_id": here, "new_reference": "N1", "why": "alike",
    }])  # fmt: skip
    writes_proposals.propose_merges(connection, [{
        "property_merge_id": found["merge_id"], "kept_property_id": here,
        "merged_property_id": there, "why": "alike",
    }])  # fmt: skip
    return {name: str(one) for name, one in found.items()}


def _tokens(connection: Connection, organisation: str) -> dict[str, str]:
    return {
        who: create_token(
            connection, role=given[0], organisation_code=organisation if given[1] else None,
            label="test", expires_at=datetime.now(UTC) + timedelta(hours=6),
        )
        for who, given in ROLES.items()
        if given is not None
    }  # fmt: skip
