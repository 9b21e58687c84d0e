"""The field→level table: complete, default-deny, and applied where columns are selected."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from estate.db import tables as t
from estate.errors import NotAllowed
from estate.register import visibility as v

ROOT = Path(__file__).resolve().parents[2]
READERS = {
    "public": v.PUBLIC,
    "club": v.CLUB,
    "owner": v.owner("AAA"),
    "party": v.party("AAA", frozenset({"BBB"})),
}


def test_every_column_of_every_table_has_a_level():
    assert set(v.LEVELS) == set(t.metadata.tables)
    for name, table in t.metadata.tables.items():
        assert set(v.LEVELS[name]) == set(table.c.keys()), name


def sql_of(column) -> str:
    statement = select(column)
    compiled = statement.compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    return str(compiled)


@pytest.mark.parametrize(("table", "column", "level"), [
    (table, column, level) for table, columns in v.LEVELS.items()
    for column, level in columns.items()
])  # fmt: skip
@pytest.mark.parametrize("reader", ["public", "club"])
def test_a_column_above_the_readers_level_is_not_selected(table, column, level, reader):
    who = READERS[reader]
    owner = t.property_.c.organisation_code
    found = v.visible(who, t.metadata.tables[table].c[column], t.metadata.tables[table], owner)
    if level <= who.level:
        assert found is not None
    else:
        assert found is None


@pytest.mark.parametrize("column", ["book_value_gbp", "note", "backlog_gbp"])
def test_an_owner_sees_confidential_fields_of_its_own_rows_alone(column):
    found = v.visible(
        READERS["owner"], t.property_.c[column], t.property_, t.property_.c.organisation_code
    )
    assert found is not None
    assert "organisation_code = 'AAA'" in sql_of(found)


def test_a_party_sees_l2_of_its_parties_but_l3_of_itself_only():
    owner = t.property_.c.organisation_code
    value = v.visible(READERS["party"], t.property_.c.book_value_gbp, t.property_, owner)
    note = v.visible(READERS["party"], t.property_.c.note, t.property_, owner)
    assert value is not None
    assert note is not None
    assert "'BBB'" in sql_of(value)
    assert "'BBB'" not in sql_of(note)


def test_tokens_are_never_visible_to_anyone():
    for reader in READERS.values():
        assert v.visible(reader, t.api_token.c.token_sha256, t.api_token) is None


def test_the_public_is_refused_questions_about_club_fields():
    with pytest.raises(NotAllowed, match="public edition"):
        v.demand(v.PUBLIC, v.Level.CLUB, "ratings")


def test_nothing_in_sql_transforms_between_coordinate_systems():
    for folder in ("estate", "api", "migrations"):
        for file in (ROOT / folder).rglob("*.py"):
            assert not re.search(r"ST_Transform", file.read_text(), re.IGNORECASE), file
