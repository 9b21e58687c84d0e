"""A role that owns nothing: the service does all its work as it, and it can undo no safeguard."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner, Result

from api.system.housekeeping import tidy
from estate.cli.db import app
from estate.codes import RatingReason, RatingScheme, Role
from estate.db import grants, tables
from estate.db.engine import current_revision, make_engine, migrate
from estate.db.postgres_tools import find_binaries
from estate.register.queries import audit
from estate.register.writes.sign_in import Person, create_link
from tests.api.imports_office import Office, open_office
from tests.conftest import database
from tests.intake import county

ROLES = Path(__file__).resolve().parents[2] / "ops" / "compose" / "roles.sh"
PASSWORD = "of-letters-and-digits-7"


@dataclass
class Roles:
    """One database: its owner's address, and that of a role with nothing but what is granted."""

    owner: str
    service: str
    role: str
    superuser: str

    def estate_db(self, *arguments: str) -> Result:
        given = {"ESTATE_OWNER_DATABASE_URL": self.owner, "ESTATE_DATABASE_URL": self.service}
        return CliRunner().invoke(app, list(arguments), env=given)


@contextmanager
def _made(server_url: str, folder: Path) -> Iterator[Roles]:
    """As compose.yaml makes them: by ops/compose/roles.sh, as the server's administrator."""
    word = uuid4().hex[:8]
    owner, role = f"owner_{word}", f"service-{word}"  # a dash: to be quoted
    url, secret = make_url(server_url), folder / "password"
    secret.write_text(f"{PASSWORD}\n")
    given = {
        "PATH": f"{find_binaries().bin_dir}:{os.environ['PATH']}", "PGUSER": str(url.username),
        "PGHOST": str(url.host or url.query.get("host")), "PGDATABASE": str(url.database),
        "PGPORT": str(url.port or url.query.get("port") or 5432), "PGPASSWORD": url.password or "",
        "ESTATE_OWNER_ROLE": owner, "ESTATE_APP_ROLE": role, "ESTATE_DATABASE": f"estate_{word}",
        "ESTATE_OWNER_PASSWORD_FILE": str(secret), "ESTATE_APP_PASSWORD_FILE": str(secret),
    }  # fmt: skip
    subprocess.run(["sh", str(ROLES)], env=given, check=True, capture_output=True)
    there = url.set(database=f"estate_{word}")

    def address(name: str) -> str:
        return there.set(username=name, password=PASSWORD).render_as_string(hide_password=False)

    as_superuser = there.render_as_string(hide_password=False)
    yield Roles(address(owner), address(role), role, as_superuser)
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{there.database}" WITH (FORCE)'))
        for name in (owner, role):
            connection.execute(text(f'DROP ROLE "{name}"'))
    server.dispose()


@pytest.fixture
def roles(empty_database_url: str, tmp_path: Path) -> Iterator[Roles]:
    """With no tables yet."""
    with _made(empty_database_url, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def granted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roles]:
    """Migrated and granted by the owner, by the commands."""
    with database(None) as url, _made(url, tmp_path_factory.mktemp("roles")) as made:
        assert made.estate_db("migrate").exit_code == 0
        answer = made.estate_db("grants", "--role", made.role, "--apply")
        assert answer.exit_code == 0, answer.output
        yield made


@pytest.fixture(scope="module")
def served(granted: Roles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Served as the role; what a test makes there besides rows, it takes away again."""
    office = open_office(granted.service, tmp_path_factory.mktemp("served") / "data")
    with office.client:
        yield office
    office.engine.dispose()


def test_the_service_does_all_its_work_as_that_role(served: Office, tmp_path: Path) -> None:
    first = county.write_csv(tmp_path / "first.csv", [county.row("A1"), county.row("A2")])
    plan = served.upload(first).raise_for_status().json()["id"]
    done = served.ask("POST", f"/{plan}/commit").raise_for_status().json()
    second = county.write_csv(tmp_path / "second.csv", [county.row("A1", NAME="New"),
                                                        county.row("A2")])  # fmt: skip
    again = served.upload(second).raise_for_status().json()["id"]
    served.ask("POST", f"/{again}/commit").raise_for_status()
    served.ask("POST", f"/{again}/revert").raise_for_status()
    waiting = served.upload(second).raise_for_status().json()["id"]
    served.ask("DELETE", f"/{waiting}").raise_for_status()
    client = served.client
    features = client.get("/map/properties.geojson").raise_for_status().json()["features"]
    assert len(features) == 2
    place = features[0]["id"]
    scheme, reason = next(iter(RatingScheme)).value, next(iter(RatingReason)).value
    rated = client.post(
        f"/api/v1/properties/{place}/ratings", headers=served.headers("editor"),
        json={"scheme": scheme, "rating": None, "reasons": [reason]},
    )  # fmt: skip
    assert rated.status_code == 201, rated.text
    with served.engine.begin() as connection:
        whom = Person("somebody with a link", Role.MEMBER, None)
        until = datetime.now(UTC) + timedelta(minutes=10)
        create_link(connection, link := uuid4().hex, whom, until)
    assert client.post(f"/sign-in/once/{link}", follow_redirects=False).status_code == 303
    assert client.get("/api/v1/me").json()["signed_in"] is True
    client.cookies.clear()
    tidy(client.app.state.service)
    with served.engine.connect() as connection:
        found = audit.verify(connection)
    assert found.whole and found.lines > 5
    assert done["changed"] is True


FORBIDDEN = (
    "DROP TABLE property",
    "ALTER TABLE property ADD COLUMN more text",
    "ALTER TABLE audit_record DISABLE TRIGGER ALL",
    "ALTER TABLE property OWNER TO CURRENT_USER",
    "TRUNCATE web_session",
    "TRUNCATE audit_record",
    "UPDATE audit_record SET actor = 'nobody'",
    "DELETE FROM audit_record",
    "UPDATE rating SET note = 'x'",
    "DELETE FROM rating",
    "DELETE FROM space_standard",
    "UPDATE use_reading SET people = 0",
    "DELETE FROM desk_split",
    "UPDATE host_condition SET answer = 'met'",
    "UPDATE alembic_version SET version_num = '0001'",
    "CREATE TABLE public.mine (x int)",
    "CREATE FUNCTION public.note_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "CREATE OR REPLACE FUNCTION public.link_audit_record() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "DROP FUNCTION public.note_change() CASCADE",
    "CREATE TRIGGER mine BEFORE INSERT ON audit_record FOR EACH ROW"
    " EXECUTE FUNCTION public.note_change()",
    "SET session_replication_role = replica",
    "CREATE ROLE another",
    "CREATE EXTENSION dblink",
    "COPY property TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    "CREATE SCHEMA mine",
    "CREATE INDEX mine ON property (name)",
    "LOCK TABLE audit_record IN ACCESS EXCLUSIVE MODE",
)


def test_it_can_undo_no_safeguard(served: Office) -> None:
    for statement in FORBIDDEN:
        with pytest.raises(DBAPIError) as caught, served.engine.begin() as connection:
            connection.execute(text(statement))
        assert getattr(caught.value.orig, "sqlstate", None) == "42501", statement


def _rights(engine: Engine, role: str) -> set[tuple[str, str]]:
    statement = text(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee = :role AND table_schema = 'public'"
    )
    with engine.connect() as connection:
        return {(row[0], row[1]) for row in connection.execute(statement, {"role": role})}


def test_every_table_has_its_rights_and_no_others(served: Office, granted: Roles) -> None:
    found = _rights(served.engine, granted.role)
    rows = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    wanted = {(table, right) for table in tables.metadata.tables for right in rows}
    appended = ("audit_record", "case_sign_off", "decision_step", "desk_split", "fund",
                "fund_contribution", "host_condition", "kept_case",
                "meeting_entry", "meeting_snapshot", "offer_interest",
                "opportunity_decision_to_consult",
                *(f"opportunity_{one}" for one in (
                    "actual", "agreement", "barrier", "bid_figure", "case", "consultation",
                    "decision", "funding", "licence_answer", "position", "share", "statement")),
                "protocol_signature", "protocol_version", "rating", "space_standard",
                "town_wish", "use_reading", "venue")  # fmt: skip
    wanted -= {(table, right) for table in appended for right in ("UPDATE", "DELETE")}
    assert found == wanted | {("alembic_version", "SELECT")}


def test_tables_of_later_migrations_come_with_rights(served: Office, granted: Roles) -> None:
    owner = make_engine(granted.owner)
    with owner.begin() as connection:
        connection.execute(text("CREATE TABLE later (id bigint GENERATED BY DEFAULT AS IDENTITY)"))
    with served.engine.begin() as connection:
        connection.execute(text("INSERT INTO later DEFAULT VALUES"))
        assert connection.execute(text("SELECT max(id) FROM later")).scalar_one() == 1
    with pytest.raises(DBAPIError), served.engine.begin() as connection:
        connection.execute(text("TRUNCATE later"))
    with owner.begin() as connection:
        connection.execute(text("DROP TABLE later"))
    owner.dispose()


def test_given_twice_or_by_psql_they_are_the_same(served: Office, granted: Roles) -> None:
    before = _rights(served.engine, granted.role)
    script = granted.estate_db("grants", "--role", granted.role)
    assert script.exit_code == 0
    assert script.stdout.startswith("BEGIN;") and script.stdout.endswith("COMMIT;\n")
    owner = create_engine(granted.owner, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        for line in script.stdout.splitlines():
            connection.exec_driver_sql(line)
    owner.dispose()
    assert _rights(served.engine, granted.role) == before


def test_a_role_that_rights_would_not_bind_is_refused(roles: Roles) -> None:
    assert "There are no tables yet" in roles.estate_db("grants", "--role", roles.role).output
    migrate(roles.owner)
    owner = str(make_url(roles.owner).username)
    for role, why in (
        (owner, "owns the tables"),
        ("no_such_role", "There is no role no_such_role"),
        (str(make_url(roles.superuser).username), "is a superuser"),
    ):
        answer = roles.estate_db("grants", "--role", role, "--apply")
        assert (answer.exit_code, why in answer.output) == (1, True), answer.output
    assert roles.estate_db("grants", "--role", roles.role, "--apply").exit_code == 0
    as_nobody = CliRunner().invoke(
        app, ["grants", "--role", roles.role, "--apply"],
        env={"ESTATE_OWNER_DATABASE_URL": roles.service},
    )  # fmt: skip
    assert as_nobody.exit_code == 1
    assert "Only the owner" in as_nobody.output


def test_who_could_switch_the_record_off_is_known(served: Office, granted: Roles) -> None:
    assert not grants.owns_its_tables(granted.service)
    assert grants.owns_its_tables(granted.owner)
    assert grants.owns_its_tables(granted.superuser)
    assert current_revision(granted.service) == current_revision(granted.owner)


def test_a_table_of_the_same_name_keeps_no_line_from_the_record(served: Office) -> None:
    """Temporary tables are found first, unless a function says where it looks."""
    with served.engine.connect() as connection:
        before = audit.verify(connection).lines
    with served.engine.begin() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE audit_record (LIKE public.audit_record)"))
        connection.execute(text("UPDATE public.organisation SET name = name || ' of old'"))
    with served.engine.connect() as connection:
        connection.execute(text("DROP TABLE IF EXISTS pg_temp.audit_record"))
        found = audit.verify(connection)
    assert found.whole and found.lines == before + 2


def test_every_trigger_says_where_it_looks(served: Office) -> None:
    statement = text(
        "SELECT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND p.pronamespace = 'public'::regnamespace"
        " AND NOT 'search_path=public, pg_temp' = ANY (coalesce(p.proconfig, '{}'))"
    )
    with served.engine.connect() as connection:
        assert connection.execute(statement).scalars().all() == []
