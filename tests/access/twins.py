"""Two registers that differ in what an attacker may not know, and answers compared to the byte."""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyogrio
from sqlalchemy import Connection, Engine, delete, select, text, update
from starlette.testclient import TestClient

from api.app import create_app
from api.http.dependencies import today
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.writes.tokens import create_token
from estate.settings import Settings
from tests.access.secrets_of import KEYS, Change
from tests.access.twin_county import SMALL, TODAY, UNSIGNED, TwinCounty, build

#: Who attacks → (edition of the service, role and organisation of the token, whose secrets it
#: knows anyway).
ATTACKERS: dict[str, tuple[str, Role | None, str | None, str | None]] = {
    "public": ("public", None, None, None),
    "club edition": ("club", None, None, None),
    "member of none": ("public", Role.MEMBER, None, None),
    "critic": ("public", Role.CRITIC, SMALL, None),
    "editor of a small partner": ("public", Role.EDITOR, SMALL, SMALL),
    "editor of an unsigned body": ("public", Role.EDITOR, UNSIGNED, UNSIGNED),
}
#: What may differ between any two answers: the request's name and the page's nonce.
_HEADERS = ("content-type", "content-disposition", "etag", "location", "link")


@dataclass(frozen=True)
class Request:
    """One question of an attacker."""

    who: str
    path: str
    parameters: tuple[tuple[str, str], ...] = ()
    body: Any = field(default=None, hash=False, compare=False)

    def __str__(self) -> str:
        return f"{self.who}: {self.path}?{'&'.join('='.join(pair) for pair in self.parameters)}"


class Register:
    """A database with the county, and services over it that have remembered nothing yet."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = make_engine(url)
        with self.engine.begin() as connection:
            self.made: TwinCounty = build(connection)
            self.tokens = {who: _token(connection, *given) for who, given in ATTACKERS.items()}
        self.services = self._services()

    def _services(self) -> dict[str, TestClient]:
        return {edition: _client(self.url, edition) for edition in ("public", "club")}

    def ask(self, asked: Request) -> tuple[Any, ...]:
        """What an attacker is told, as far as it may be told from another answer."""
        service = self.services[ATTACKERS[asked.who][0]]
        how = {"headers": self.tokens[asked.who], "params": asked.parameters or None}
        if asked.body is None:
            return told(service.get(asked.path, **how))
        return told(service.post(asked.path, json=asked.body, **how))

    def ask_anew(self, asked: Request) -> tuple[Any, ...]:
        """The same of services that have remembered nothing: for a page that leads with a plan
        where somebody has asked for one before."""
        kept, self.services = self.services, self._services()
        try:
            return self.ask(asked)
        finally:
            self.close()
            self.services = kept

    @contextmanager
    def changed(self, changes: Iterable[Change]) -> Iterator[None]:
        """The register with other values, behind the back of everything that keeps answers."""
        wanted = list(changes)
        with self.engine.connect() as connection:
            before = [_standing(connection, change) for change in wanted]
        self._write(wanted)
        try:
            yield
        finally:
            self._write(before)

    def _write(self, changes: list[Change]) -> None:
        with self.engine.begin() as connection:
            # No trigger: ratings are append-only, and the record must not tell the two apart.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for change in changes:
                table = t.metadata.tables[change.table]
                mine = table.c[KEYS[change.table]] == change.key
                connection.execute(update(table).where(mine).values(**dict(change.values)))
            for table in (t.rendered_feature, t.rendered_edition):
                connection.execute(delete(table))
        self.close()
        self.services = self._services()

    def close(self) -> None:
        """Let go of the services' connections."""
        for one in self.services.values():
            one.app.state.service.close()


def _standing(connection: Connection, change: Change) -> Change:
    """What would undo a change."""
    table = t.metadata.tables[change.table]
    columns = [table.c[name] for name, _ in change.values]
    found = select(*columns).where(table.c[KEYS[change.table]] == change.key)
    row = connection.execute(found).mappings().one()
    return Change(change.table, change.key, tuple(row.items()))


def _client(url: str, edition: str) -> TestClient:
    app = create_app(Settings(reader=edition, requests_per_minute=0), url)
    app.dependency_overrides[today] = lambda: TODAY
    return TestClient(app, raise_server_exceptions=False)


def _token(
    connection: Any, _: str, role: Role | None, organisation: str | None, __: str | None
) -> dict[str, str]:
    if role is None:
        return {}
    expires = datetime.now(UTC) + timedelta(hours=2)
    token = create_token(
        connection, role=role, organisation_code=organisation, label="t", expires_at=expires
    )
    return {"Authorization": f"Bearer {token}"}


def told(answer: Any) -> tuple[Any, ...]:
    """Status, headers and body without what no two answers share."""
    headers = tuple(answer.headers.get(name) for name in _HEADERS)
    kind, body = headers[0] or "", answer.content
    if "geopackage" in kind or "sqlite" in kind:
        return (answer.status_code, headers, _layers(body))
    if body[:2] == b"PK":
        return (answer.status_code, headers, _members(body))
    nonce = re.search(r"nonce-([\w-]+)", answer.headers.get("content-security-policy", ""))
    if nonce is not None:
        body = body.replace(nonce[1].encode(), b"nonce")
    if "ndjson" in kind:  # lines of progress tell of seconds
        body = b"".join(one for one in body.splitlines(True) if b'"kind":"progress"' not in one)
    request = answer.headers.get("x-request-id", "no request").encode()
    return (answer.status_code, headers, body.replace(request, b"request"))


def _members(body: bytes) -> tuple[tuple[str, bytes], ...]:
    """A workbook's or shapefile's files, but for the one that says when it was made."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name != "docProps/core.xml"]
        return tuple((name, archive.read(name)) for name in names)


def _layers(body: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.gpkg"
        path.write_bytes(body)
        names = [name for name, _ in pyogrio.list_layers(path)]
        return " ".join(pyogrio.read_dataframe(path, layer=name).to_csv() for name in names)
