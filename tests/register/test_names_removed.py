"""A person's name and address go from every place that holds a person, and the record still stands:
each line in its place, and no line changed unseen, before the removal or after it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, insert, select, text, update
from typer.testing import CliRunner, Result

from estate.cli.people import app
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.person_columns import ACCOUNT, NO_PERSON, PERSONS, PERSONS_IN_JSON
from estate.register.queries import audit
from estate.register.queries import people as query
from estate.register.writes.audit import Actor, acting
from estate.register.writes.people import remove_names
from estate.register.writes.sign_in import add_account, disable_account
from estate.register.writes.tokens import create_token
from tests.intake import county

ANN, NAME, BEN = "ann@council.example", "Ann Example-Surname", "ben@council.example"
OPERATOR = Actor("root at the command line")
DAY = date(2026, 11, 2)


@pytest.fixture
def engine(scratch_database_url: str) -> Iterator[Engine]:
    made = make_engine(scratch_database_url)
    with made.begin() as connection:
        acting(connection, Actor(BEN))
        county.start(connection)
        add_account(connection, BEN, Role.EDITOR, "T-DC")
        add_account(connection, ANN, Role.EDITOR, "T-CC")
    with made.begin() as connection:
        acting(connection, Actor(ANN, "editor", "T-CC"))
        _what_ann_did(connection)
    with made.begin() as connection:
        disable_account(connection, ANN)
    yield made
    made.dispose()


def _what_ann_did(connection: Connection) -> None:
    """Rows that hold her address, and such as hold her name as somebody typed it."""
    create_token(connection, role=Role.EDITOR, organisation_code="T-CC", label=NAME,
                 expires_at=datetime.now(UTC) + timedelta(days=1))  # fmt: skip
    connection.execute(update(t.organisation).values(signatory=NAME))
    key = connection.execute(
        insert(t.opportunity)
        .values(organisation_code="T-CC", title="A set", lead_name=NAME, opened_by=ANN)
        .returning(t.opportunity.c.opportunity_id)
    ).scalar_one()
    connection.execute(
        insert(t.opportunity_statement).values(
            opportunity_id=key, organisation_code="T-CC", service="Library", service_lead=NAME,
            statement=f"{NAME} says so", said_on=DAY, recorded_by=ANN,
        )
    )  # fmt: skip
    connection.execute(
        insert(t.decision_step).values(
            kind="opportunity", subject_id=key, to_state="idea", person=ANN,
            organisation_code="T-CC", role="editor",
        )
    )  # fmt: skip
    connection.execute(
        insert(t.note).values(
            subject="opportunity", subject_id=key, organisation_code="T-CC", role="editor",
            person=ANN, audience="club", noted_on=DAY, text="Seen",
        )
    )  # fmt: skip
    connection.execute(
        insert(t.meeting).values(
            organisation_code="T-CC", title="The club", held_on=DAY, called_by=ANN
        )
    )


def everything(connection: Connection) -> str:
    """Every row of every table, as text."""
    names = [f'"{table.name}"' for table in t.metadata.sorted_tables]
    found = []
    for name in names:
        every = text(f"SELECT one::text FROM {name} AS one")  # noqa: S608 - names of ours
        rows = connection.execute(every).scalars()
        found += [f"{name}: {row}" for row in rows]
    return "\n".join(found)


def test_the_name_is_in_no_table_any_more_and_the_record_stands(engine: Engine) -> None:
    with engine.begin() as connection:
        before = audit.verify(connection)
        assert everything(connection).count(ANN) > 8
        remove_names(connection, [ANN, NAME], OPERATOR)
    with engine.connect() as connection:
        whole = everything(connection)
        lines = [line for line in whole.splitlines() if ANN in line or NAME in line]
        # A sentence that somebody typed is told of and left: here, and in the record of it.
        assert {line.partition(":")[0] for line in lines} <= {
            '"opportunity_statement"', '"audit_record"',
        }  # fmt: skip
        assert all(f"{NAME} says so" in line and ANN not in line for line in lines)
        assert BEN in whole
        after = audit.verify(connection)
        assert after.whole
        assert after.lines > before.lines
        assert after.names_removed > 5
        assert before.head is not None
        assert audit.holds_head(connection, before.head)
        assert audit.verify(connection, newest=3).whole
        stands = select(t.decision_step.c.person)
        assert re.fullmatch(r"person removed [0-9a-f]{8}",
                            connection.execute(stands).scalar_one())  # fmt: skip


@pytest.mark.parametrize("where", ["a line that was changed for it", "the line that tells of it"])
def test_a_line_that_is_changed_after_the_removal_is_seen(engine: Engine, where: str) -> None:
    with engine.begin() as connection:
        remove_names(connection, [ANN, NAME], OPERATOR)
    r = t.audit_record.c
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_record DISABLE TRIGGER USER"))
        told = r.subject == audit.NAMES_REMOVED
        which = told if where == "the line that tells of it" else r.subject == "meeting"
        change = update(t.audit_record).where(which).values(about="T-DC")
        assert connection.execute(change).rowcount == 1
        connection.execute(text("ALTER TABLE audit_record ENABLE TRIGGER USER"))
    with engine.connect() as connection:
        assert not audit.verify(connection).whole


def test_nothing_stays_switched_off_and_half_a_removal_is_none(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(RuntimeError), connection.begin():
        remove_names(connection, [ANN], OPERATOR)
        raise RuntimeError
    with engine.begin() as connection:
        assert ANN in everything(connection)
        remove_names(connection, [ANN], OPERATOR)
    off = text(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled <> 'O'"
    )
    with engine.connect() as connection:
        assert connection.execute(off).all() == []


def test_the_command_tells_first_and_does_it_on_a_word(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)

    def asked(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    told = asked("remove", ANN, "--name", NAME, "--json")
    assert told.exit_code == 0, told.output
    assert '"decision_step.person": 1' in told.output
    assert '"opportunity_statement.statement": 1' in told.output
    assert '"audit_record.details": 1' in told.output.partition("stands_in_texts")[2]
    with engine.connect() as connection:
        assert ANN in everything(connection)
    assert asked("remove", BEN).exit_code != 0  # may still sign in
    assert asked("remove", ANN, "--name", "A").exit_code != 0
    due = asked("due", "--years", "0", "--json")
    assert ANN in due.output
    assert BEN not in due.output
    assert "[]" in asked("due", "--json").output
    done = asked("remove", ANN, "--name", NAME, "--apply")
    assert done.exit_code == 0, done.output
    with engine.connect() as connection:
        assert ANN not in everything(connection)
        assert audit.verify(connection).whole


def test_columns_of_people_are_known_by_their_names() -> None:
    """Some of each kind; and what is called alike and is none."""
    known = {(table, one) for table, columns in PERSONS.items() for one in columns}
    assert {
        ("decision_step", "person"), ("opportunity", "lead_name"), ("audit_record", "actor"),
        ("opportunity_statement", "service_lead"), ("organisation", "signatory"),
        ("rating", "assessor"), ("meeting_entry", "recorded_by"), ("api_token", "label"),
        ("document", "person"), ("case_sign_off", "person"),
    } <= known  # fmt: skip
    none = {
        *NO_PERSON, ("interest", "reported_by"), ("opportunity", "next_step_by"),
        ("opportunity", "superseded_by"), ("information_request", "wanted_by"),
        ("rating", "review_by"),
    }  # fmt: skip
    assert not none & known
    for table, column in {*none, *((a, b) for a, more in PERSONS_IN_JSON.items() for b in more)}:
        assert column in t.metadata.tables[table].c, (table, column)
    assert ACCOUNT in t.metadata.tables


def test_what_holds_the_name_as_its_own_words_is_theirs_and_no_longer_name_is(
    engine: Engine,
) -> None:
    steps = ("Ann Example-Surname, libraries", f"token abcdefgh… ({NAME})", f"jo{ANN}",
             "Joann Example-Surname", f"{NAME}-Smith", f"{ANN}.uk")  # fmt: skip
    with engine.begin() as connection:
        for person in steps:
            connection.execute(
                insert(t.decision_step).values(
                    kind="opportunity", subject_id=uuid4(), to_state="idea", person=person
                )
            )
        connection.execute(update(t.opportunity).values(lead_name=f"Dr {NAME}"))
    with engine.begin() as connection:
        connection.execute(update(t.opportunity).values(lead_name="Ben"))
    with engine.connect() as connection:
        found = query.as_written(connection, [ANN, NAME])
    assert found == sorted([ANN, NAME, f"Dr {NAME}", *steps[:2]])  # one stands in the record alone
    with engine.begin() as connection:
        remove_names(connection, found, OPERATOR)
    with engine.connect() as connection:
        persons = set(connection.execute(select(t.decision_step.c.person)).scalars())
        assert set(steps[2:]) < persons
        assert not set(steps[:2]) & persons
        assert f"Dr {NAME}" not in everything(connection)
        assert audit.verify(connection).whole


def test_names_in_sentences_are_found_in_any_case_and_as_they_are_written(engine: Engine) -> None:
    with engine.begin() as connection:
        key = uuid4()
        connection.execute(
            insert(t.note).values(
                note_id=key, subject="opportunity", subject_id=uuid4(), organisation_code="T-CC",
                role="editor", person=BEN, audience="club", noted_on=DAY,
                text=f"Ask {NAME.upper()} (100%)",
            )
        )  # fmt: skip
    with engine.connect() as connection:
        assert query.in_sentences(connection, [NAME])["note.text"] == 1
        assert query.in_sentences(connection, ["0%)"])["note.text"] == 1
        assert "note.text" not in query.in_sentences(connection, ["_00%"])
