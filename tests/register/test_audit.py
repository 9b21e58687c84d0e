"""The record: every write stands in it, nothing in it can be changed unseen."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, create_engine, delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from estate.codes import AuditAction, Role
from estate.db import tables as t
from estate.register.queries import audit
from estate.register.writes.audit import Actor, acting, record
from estate.register.writes.tokens import create_token

LATER = datetime.now(UTC) + timedelta(days=1)
SOMEBODY = Actor("token abcdefgh… (test)", "editor", "SYN-A", "request-1")


def add_organisation(connection: Connection, code: str = "SYN-A") -> None:
    connection.execute(
        insert(t.organisation).values(
            code=code, name=f"Synthetic {code}", kind="district", signed_on=date(2026, 1, 1)
        )
    )


def note_now(connection: Connection) -> None:
    """What the end of a transaction does."""
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))


def test_a_write_is_recorded_with_who_what_was_and_what_is(connection: Connection):
    acting(connection, SOMEBODY)
    add_organisation(connection)
    note_now(connection)
    connection.execute(update(t.organisation).values(signatory="A. Person"))
    note_now(connection)
    last, first = audit.listing(connection, None)[:2]
    assert (first["action"], first["subject"], first["subject_key"], first["about"]) == (
        "added", "organisation", "SYN-A", "SYN-A",
    )  # fmt: skip
    assert last["details"] == {"is": {"signatory": "A. Person"}, "was": {}}
    assert (last["actor"], last["role"], last["organisation_code"], last["request_id"]) == (
        "token abcdefgh… (test)", "editor", "SYN-A", "request-1",
    )  # fmt: skip
    assert audit.verify(connection).whole


def test_a_tokens_hash_never_enters_the_record(connection: Connection):
    create_token(connection, role=Role.CRITIC, expires_at=LATER)
    note_now(connection)
    (line,) = audit.listing(connection, None, limit=1)
    assert line["subject"] == "api_token"
    assert line["details"]["is"]["role"] == "critic"
    assert "token_sha256" not in line["details"]["is"]


def test_an_organisation_sees_what_concerns_it_alone(connection: Connection):
    record(connection, SOMEBODY, AuditAction.READ, "/x", about="SYN-B")
    record(connection, Actor("other"), AuditAction.READ, "/y", about="SYN-C")
    assert [line["subject"] for line in audit.listing(connection, "SYN-B")] == ["/x"]
    assert [line["subject"] for line in audit.listing(connection, "SYN-A")] == ["/x"]
    reads = audit.listing(connection, None, action=AuditAction.READ)
    assert [line["subject"] for line in reads] == ["/y", "/x"]
    older = audit.listing(connection, None, before=reads[0]["position"], limit=1)
    assert [line["subject"] for line in older] == ["/x"]


@pytest.mark.parametrize(
    "change",
    [
        update(t.audit_record).values(actor="nobody"),
        delete(t.audit_record),
        text("TRUNCATE audit_record"),
    ],
    ids=["edit", "delete", "truncate"],
)
def test_the_database_refuses_to_change_the_record(connection: Connection, change):
    record(connection, SOMEBODY, AuditAction.READ, "/x")
    with pytest.raises(DBAPIError, match=r"only ever appended|permission denied"):
        connection.execute(change)


def test_a_writer_cannot_choose_place_time_or_hash(connection: Connection):
    record(connection, SOMEBODY, AuditAction.READ, "/x")
    forged = {"actor": "x", "action": "read", "subject": "/y", "details": {}}
    forged |= {"position": 900, "recorded_at": datetime(2001, 1, 1, tzinfo=UTC)}
    forged |= {"previous_hash": b"1", "hash": b"2"}
    connection.execute(insert(t.audit_record).values(forged))
    last, before = audit.listing(connection, None, limit=2)
    assert last["position"] == before["position"] + 1
    assert last["recorded_at"].year > 2001
    assert audit.verify(connection).whole


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE audit_record SET actor = 'Someone' WHERE position = 2",
        "UPDATE audit_record SET details = '{\"a\": 2}' WHERE position = 2",
        "UPDATE audit_record SET recorded_at = recorded_at + interval '1 microsecond' "
        "WHERE position = 2",
        "UPDATE audit_record SET hash = set_byte(hash, 31, get_byte(hash, 31) # 1) "
        "WHERE position = 2",
        "UPDATE audit_record SET about = 'SYN-X' WHERE position = 2",
        "DELETE FROM audit_record WHERE position = 2",
    ],
)
def test_one_changed_byte_is_noticed(scratch_database_url: str, damage: str):
    engine = create_engine(scratch_database_url)
    with engine.begin() as connection:
        for page in "abc":
            record(connection, SOMEBODY, AuditAction.READ, page, details={"a": 1})
        assert audit.verify(connection).lines == 3
        whole = audit.verify(connection).head
    with engine.begin() as connection:  # the owner of the server itself, going round everything
        connection.execute(text("ALTER TABLE audit_record DISABLE TRIGGER ALL"))
        connection.execute(text(damage))
        found = audit.verify(connection)
    engine.dispose()
    assert whole is not None
    assert found.broken_at == 2
