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


OWNER = t.property_.c.organisation_code


def condition(reader: v.Reader, level: v.Level) -> str:
    return " ".join(sql_of(v.may_see(reader, level, OWNER)).split())


def test_a_club_field_asks_whose_row_it_is_and_whether_that_body_has_signed():
    own = "property.organisation_code = 'AAA'"
    club = condition(v.CLUB, v.Level.CLUB)
    assert "signed_on IS NOT NULL" in club
    assert "'AAA'" not in club
    both = condition(READERS["owner"], v.Level.CLUB)
    assert own in both
    assert "signed_on IS NOT NULL" in both
    unsigned = condition(v.owner("AAA", is_signatory=False), v.Level.CLUB)
    assert own in unsigned
    assert "signed_on" not in unsigned
    shared = condition(READERS["party"], v.Level.PARTIES)
    assert own in shared
    assert "property.organisation_code IN ('BBB')" in shared
    alone = condition(READERS["party"], v.Level.OWNER)
    assert own in alone
    assert "'BBB'" not in alone


def test_of_a_body_that_has_not_signed_the_club_sees_where_its_places_are_and_no_more():
    for reader, table, name, is_whole in (
        (v.PUBLIC, t.property_, "opening_hours", True),
        (v.CLUB, t.property_, "name", True),
        (v.CLUB, t.property_, "opening_hours", False),
        (v.CLUB, t.occupation, "property_id", False),
    ):
        found = v.visible(reader, table.c[name], table, OWNER)
        assert (found is table.c[name]) == is_whole, name
        assert is_whole == ("signed_on IS NOT NULL" not in sql_of(found)), name
        assert is_whole == ("ELSE NULL END AS " + name not in sql_of(found)), name
    assert (
        v.visible(v.CLUB, t.property_.c.opening_hours, t.property_) is t.property_.c.opening_hours
    )


def test_a_question_is_refused_to_who_may_not_ask_it():
    club, owner = v.CLUB, READERS["owner"]
    unsigned = v.owner("AAA", is_signatory=False)
    v.demand(club, v.Level.CLUB, "ratings")
    v.demand(owner, v.Level.CLUB, "ratings")
    v.demand(unsigned, v.Level.CLUB, "ratings", of_own=True)
    with pytest.raises(NotAllowed, match="has not signed"):
        v.demand(unsigned, v.Level.CLUB, "ratings")
    for of_own in (True, False):
        with pytest.raises(NotAllowed, match="public edition"):
            v.demand(v.PUBLIC, v.Level.CLUB, "ratings", of_own=of_own)
