"""The club's pages with a full programme, beside the county's page.

Usage: python -m benchmarks club [ROUNDS]

500 opportunities of the sample county's candidates (the second best hosts too, where the guests
do not suffice), half of them dated, and 5,000 open actions of 20 meetings. What counts are ratios
within the run: the board and the pack beside ``/county``, each as the first question to a service
that has just been started (nothing is kept yet), and as the next.
"""

import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert
from starlette.testclient import TestClient

from api.app import create_app
from api.http.dependencies import today
from estate.answers import estate_wide
from estate.answers.cache import AnswerCache
from estate.answers.context import ReadContext
from estate.cli import sample_county
from estate.club.codes import ONWARD, EntryKind
from estate.db import tables as t
from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import make_engine, migrate
from estate.register import visibility as v
from estate.settings import Settings
from maps import assets

OPPORTUNITIES, MEETINGS, ACTIONS = 500, 20, 5_000
TODAY = date(2026, 11, 29)


def main(rounds: int = 3) -> None:
    """Print a line for each page."""
    assets.build(quiet=True)
    with tempfile.TemporaryDirectory(prefix="estate-bench-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)  # the database's user must be able to enter
        server = EmbeddedPostgres(Path(folder))
        try:
            url = server.start()
            migrate(url)
            sample_county.load(url, Path(folder) / "files")
            engine = make_engine(url)
            with engine.begin() as connection:
                meeting = _club(connection)
            engine.dispose()
            _measure(url, meeting, rounds)
        finally:
            server.stop()


def _club(connection: Connection) -> UUID:
    """The programme and the meetings; the last meeting."""
    context = ReadContext(connection, v.CLUB, TODAY, AnswerCache())
    found = estate_wide.candidates(context).found
    # First the best host of every guest, then the second best: there are fewer guests than 500.
    nth = found.groupby("guest_occupation_id").cumcount()
    rows = found.iloc[nth.argsort(kind="stable")].head(OPPORTUNITIES).to_dict("records")
    if len(rows) < OPPORTUNITIES:
        raise SystemExit(f"The county has {len(rows)} candidates: {OPPORTUNITIES} are wanted.")
    for number, row in enumerate(rows):
        _opportunity(connection, number, row)
    owners = sorted({row["guest_organisation"] for row in rows})
    each, meeting = ACTIONS // MEETINGS, uuid4()
    for number in range(MEETINGS):
        meeting = uuid4()
        held = TODAY - timedelta(days=30 * (MEETINGS - number))
        called = {"meeting_id": meeting, "title": f"Club {number}", "called_by": "bench"}
        connection.execute(insert(t.meeting).values(**called, held_on=held))
        connection.execute(insert(t.meeting_snapshot).values(
            meeting_id=meeting, register_version=1, fitting_candidates=[]))  # fmt: skip
        has = [
            {"meeting_entry_id": uuid4(), "organisation_code": owners[at % len(owners)],
             "text": f"Action {at} of meeting {number}", "due_on": held + timedelta(days=at)}
            for at in range(each)
        ]  # fmt: skip
        entries = [
            {**one, "meeting_id": meeting, "position": at, "kind": EntryKind.ACTION.value,
             "recorded_by": "bench"}
            for at, one in enumerate(has, 1)
        ]  # fmt: skip
        connection.execute(insert(t.meeting_entry), entries)
        connection.execute(insert(t.meeting_action), has)
    return meeting


def _opportunity(connection: Connection, number: int, row: dict[str, object]) -> None:
    key, stage = uuid4(), ONWARD[number % (len(ONWARD) - 1)]
    guest, host = row["guest_property_id"], row["host_property_id"]
    connection.execute(insert(t.opportunity).values(
        opportunity_id=key, organisation_code=row["guest_organisation"], stage=stage.value,
        guest_occupation_id=row["guest_occupation_id"], opened_by="bench",
        first_saving_on=date(2028 + number % 5, 4, 1) if number % 2 else None,
        one_off_gbp=100_000 if number % 2 else None))  # fmt: skip
    connection.execute(insert(t.opportunity_property), [
        {"opportunity_id": key, "property_id": guest, "part": "guest"},
        {"opportunity_id": key, "property_id": host, "part": "host"},
    ])  # fmt: skip
    bodies = {row["guest_organisation"], row["host_organisation"]}
    connection.execute(insert(t.opportunity_body), [
        {"opportunity_id": key, "organisation_code": code, "reason": "owner", "added_by": "bench"}
        for code in bodies
    ])  # fmt: skip


def _measure(url: str, meeting: UUID, rounds: int) -> None:
    pages = {
        "the county's page": "/county",
        "board and schedule": "/opportunities/schedule",
        "pack, for the wall": f"/meetings/{meeting}/pack",
        "pack, as PDF": f"/meetings/{meeting}/pack.pdf",
        "actions by owner": "/actions",
    }
    print(f"{'page':22}{'first s':>9}{'ratio':>7}{'next s':>9}{'ratio':>7}{'kB':>8}")
    base: tuple[float, float] | None = None
    for name, path in pages.items():
        times = [_asked(url, path) for _ in range(rounds)]
        first, following = (median(one[at] for one in times) for at in (0, 1))
        base = base or (first, following)
        ratios = (first / base[0], following / base[1])
        print(
            f"{name:22}{first:9.2f}{ratios[0]:7.2f}{following:9.3f}{ratios[1]:7.2f}"
            f"{times[0][2] / 1000:8.0f}",
            flush=True,
        )


def _asked(url: str, path: str) -> tuple[float, float, int]:
    """Seconds of the first and of the next answer of a service that has just been started."""
    settings = Settings(reader="club", requests_per_minute=0, allowed_hosts="testserver")
    app = create_app(settings, url)
    app.dependency_overrides[today] = lambda: TODAY
    with TestClient(app) as client:
        client.get("/api/v1/health/live")
        times = []
        for _ in range(2):
            began = time.perf_counter()
            answer = client.get(path)
            times.append(time.perf_counter() - began)
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status_code} {answer.text[:500]}")
    return times[0], times[1], len(answer.content)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
