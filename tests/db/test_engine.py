"""Engines: addresses are understood, GET cannot write."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session

from estate.db.engine import current_revision, make_engine, migrate, normalised_url
from estate.errors import SetupError
from estate.register.queries.totals import segment_sums
from estate.register.visibility import CLUB


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_usual_spellings_of_a_postgresql_address_are_accepted(scheme: str) -> None:
    assert normalised_url(f"{scheme}://me:s3cret@db/x") == "postgresql+psycopg://me:s3cret@db/x"


@pytest.mark.parametrize("address", ["mysql://me:s3cret@db/x", "not an address", "://s3cret"])
def test_other_addresses_are_refused_without_telling_the_password(address: str) -> None:
    with pytest.raises(SetupError) as refused:
        normalised_url(address)
    assert "s3cret" not in str(refused.value)


def test_a_read_only_engine_refuses_to_write(database_url: str) -> None:
    engine = make_engine(database_url, read_only=True)
    with engine.connect() as connection, pytest.raises(InternalError, match="read-only"):
        connection.execute(text("DELETE FROM alembic_version"))
    engine.dispose()


def test_a_statement_asked_for_often_is_still_planned_for_its_values(database_url: str) -> None:
    """The server's one plan for all values took minutes for the totals of a large county."""
    engine = make_engine(database_url, read_only=True)
    for _ in range(15):
        with engine.begin() as connection:
            segment_sums(connection, CLUB)
    with engine.connect() as connection:
        plans = text("SELECT sum(generic_plans), max(custom_plans) FROM pg_prepared_statements")
        generic, custom = connection.execute(plans).one()
    assert generic == 0
    assert custom >= 9  # it was prepared, and stayed so from one transaction to the next
    engine.dispose()


def test_the_migrated_database_stands_at_a_revision(database_url: str) -> None:
    assert current_revision(database_url) is not None


def test_a_test_may_commit_and_leaves_nothing(engine: Engine, connection: Connection) -> None:
    with Session(bind=connection, join_transaction_mode="create_savepoint") as session:
        session.execute(text("CREATE TABLE left_behind (number integer)"))
        session.commit()
    with engine.connect() as other:
        assert other.execute(text("SELECT to_regclass('left_behind')")).scalar_one() is None


def test_migrating_switches_postgis_on_where_it_is_off(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("DROP EXTENSION postgis"))
    migrate(empty_database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT ST_X(ST_Point(3, 4))")).scalar_one() == 3
    engine.dispose()


def test_without_the_right_to_switch_postgis_on_one_sentence_says_so(
    empty_database_url: str,
) -> None:
    engine = make_engine(empty_database_url)
    role = f"plain_{uuid4().hex[:8]}"
    with engine.begin() as connection:
        connection.execute(text("DROP EXTENSION postgis"))
        connection.execute(text(f'CREATE ROLE "{role}" LOGIN'))
    try:
        plain = make_url(empty_database_url).set(username=role)
        with pytest.raises(SetupError, match="CREATE EXTENSION postgis"):
            migrate(plain.render_as_string(hide_password=False))
    finally:
        with engine.begin() as connection:
            connection.execute(text(f'DROP ROLE "{role}"'))
        engine.dispose()
