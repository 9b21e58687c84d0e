"""A small county behind the real service, with a token for each role."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from api.app import create_app
from api.http.dependencies import today
from estate import codes
from estate.db.engine import make_engine
from estate.db.tables import metadata
from estate.register.writes.area import sign_protocol
from estate.register.writes.sign_in import Person, create_link
from estate.register.writes.tokens import create_token
from estate.settings import Settings
from tests.conftest import database
from tests.intake import county

EDITOR, IMPORTER, MEMBER, OTHER, ADMINISTRATOR = (
    "editor", "importer", "member", "other", "administrator",
)  # fmt: skip


def make_token(engine: Engine, role: str, organisation: str | None) -> str:
    with engine.begin() as connection:
        return create_token(
            connection,
            role=codes.Role(role),
            organisation_code=organisation,
            label=f"{role} of {organisation}",
            expires_at=datetime.now(UTC) + timedelta(days=1),
        )


@dataclass
class Office:
    client: TestClient
    engine: Engine
    data_dir: Path
    tokens: dict[str, str]

    def headers(self, who: str | None) -> dict[str, str]:
        return {} if who is None else {"Authorization": f"Bearer {self.tokens[who]}"}

    def upload(self, path: Path, who: str | None = EDITOR, **fields: Any) -> Any:
        with path.open("rb") as handle:
            return self.client.post("/api/v1/imports", headers=self.headers(who),
                                    files={"file": (path.name, handle)}, data=fields)  # fmt: skip

    def ask(self, method: str, path: str, who: str | None = EDITOR) -> Any:
        return self.client.request(method, f"/api/v1/imports{path}", headers=self.headers(who))

    def count(self, table: str) -> int:
        statement = select(func.count()).select_from(metadata.tables[table])
        with self.engine.connect() as connection:
            return int(connection.execute(statement).scalar_one())

    def uploaded(self) -> list[str]:
        folder = self.data_dir / "uploads"
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def open_office(url: str, data_dir: Path, **settings: Any) -> Office:
    engine = make_engine(url)
    with engine.begin() as connection:
        county.start(connection)
    tokens = {
        EDITOR: make_token(engine, "editor", "T-CC"),
        IMPORTER: make_token(engine, "importer", "T-CC"),
        MEMBER: make_token(engine, "member", "T-CC"),
        OTHER: make_token(engine, "editor", "T-DC"),
        ADMINISTRATOR: make_token(engine, "administrator", None),
    }
    app = create_app(Settings(reader="club", data_dir=data_dir, **settings), url)
    return Office(TestClient(app), engine, data_dir, tokens)


@contextmanager
def signed_office(
    folder: Path, on: date, files: Mapping[str, Sequence[dict[str, Any]]]
) -> Iterator[Office]:
    """An office at a day, whose two organisations have signed the protocol; ``files`` are the
    rows of the county council's files, by kind."""
    with database("migrated") as url:
        made = open_office(url, folder / "data")
        app: Any = made.client.app
        app.dependency_overrides[today] = lambda: on
        with made.engine.begin() as connection:
            for code in ("T-CC", "T-DC"):
                sign_protocol(connection, code, on=date(2026, 1, 1), signatory="A",
                                     signed_for="all")  # fmt: skip
            for kind, rows in files.items():
                county.bring(connection, county.write_csv(folder / f"{kind}.csv", rows), kind=kind)
        with made.client:
            yield made
        made.engine.dispose()


@contextmanager
def browser_of(
    office: Office, organisation: str | None, role: codes.Role = codes.Role.EDITOR
) -> Iterator[TestClient]:
    """A browser of somebody who has signed in; it follows no redirection."""
    with TestClient(office.client.app, follow_redirects=False) as browser:
        link = token_urlsafe()
        with office.engine.begin() as connection:
            create_link(connection, link, Person("Ann", role, organisation),
                        datetime.now(UTC) + timedelta(hours=1))  # fmt: skip
        assert browser.post(f"/sign-in/once/{link}").status_code == 303
        yield browser
