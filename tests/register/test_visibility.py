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


@pytest.mark.parametrize("reader", ["public", "club"])
def test_a_column_above_the_readers_level_is_not_selected(reader):
    who, owner = READERS[reader], t.property_.c.organisation_code
    for name, levels in v.LEVELS.items():  # one test for all: there are some nine hundred
        table = t.metadata.tables[name]
        for column, level in levels.items():
            is_selected = v.visible(who, table.c[column], table, owner) is not None
            assert is_selected == (level <= who.level), (name, column)


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


def sql_words(column) -> str:
    return " ".join(sql_of(column).split())


def test_the_public_sees_open_places_in_use_of_signatories_and_the_club_all_that_is_shared():
    public, club, own = (sql_words(v.rows(READERS[name])) for name in ("public", "club", "owner"))
    for words in (
        "property.operational IS true", "property.public_access IS true",
        "property.sensitivity = 'open'", "property.status IN ('in_use', 'part_vacant')",
        "signed_on IS NOT NULL",
    ):  # fmt: skip
        assert words in public, words
        assert words not in club, words
    for sql in (public, club, own):
        assert "property.merged_into_property_id IS NULL AND" in sql
    assert "property.sensitivity IN ('open', 'club')" in club
    assert "organisation_code = " not in public and "organisation_code = " not in club
    shared = "property.sensitivity IN ('open', 'club') OR property.organisation_code = 'AAA'"
    assert f"property.merged_into_property_id IS NULL AND ({shared})" in own
    unsigned = sql_words(v.rows(v.owner("AAA", is_signatory=False)))
    assert "property.sensitivity = 'open' AND" in unsigned
    assert "OR property.organisation_code = 'AAA'" in unsigned


def test_a_row_is_owned_through_any_of_its_columns_of_owners():
    columns = (t.lease.c.tenant_organisation_code, t.lease.c.landlord_organisation_code)
    assert v.never(v.owned(v.CLUB, *columns))
    assert not v.never(v.owned(READERS["owner"], *columns))
    either = sql_words(v.owned(READERS["owner"], *columns))
    assert "tenant_organisation_code = 'AAA' OR lease.landlord_organisation_code = 'AAA'" in either
    assert sql_words(v.owned(READERS["owner"])) == "SELECT false AS anon_1"
    shared = sql_words(v.may_see(READERS["party"], v.Level.PARTIES, *columns))
    for column in ("tenant", "landlord"):
        assert f"lease.{column}_organisation_code = 'AAA'" in shared
        assert f"lease.{column}_organisation_code IN ('BBB')" in shared


def test_a_signature_is_in_force_until_its_last_day():
    sql = sql_words(v.in_force(t.organisation.c))
    assert "organisation.signed_on IS NOT NULL AND (organisation.signed_until IS NULL OR" in sql
    assert "organisation.signed_until >= " in sql


def test_what_is_public_or_nobodys_needs_no_condition():
    for reader in READERS.values():
        assert sql_words(v.may_see(reader, v.Level.PUBLIC, OWNER)).endswith("true AS anon_1")
        assert v.never(v.may_see(reader, v.Level.NEVER, OWNER))
    assert sql_words(v.may_see(v.CLUB, v.Level.CLUB)).endswith("true AS anon_1")
    assert v.never(v.may_see(v.PUBLIC, v.Level.CLUB))
    assert v.never(v.may_see(v.CLUB, v.Level.PARTIES, OWNER))


#: Reader → its level, whether it is nobody's, the key of its edition.
OF_READERS = [
    (v.PUBLIC, v.Level.PUBLIC, True, "public::"),
    (v.CLUB, v.Level.CLUB, False, "club::"),
    (v.owner("AAA"), v.Level.CLUB, False, "owner:AAA:"),
    (v.owner("AAA", is_signatory=False), v.Level.PUBLIC, False, "owner:AAA::not signed"),
    (v.party("AAA", frozenset({"CCC", "BBB"})), v.Level.CLUB, False, "party:AAA:BBB,CCC"),
    (v.Reader(v.ReaderKind.CLUB, is_signatory=False), v.Level.PUBLIC, True, "club:::not signed"),
]


@pytest.mark.parametrize(("reader", "level", "is_public", "edition"), OF_READERS)
def test_a_reader_has_one_level_and_one_edition(reader, level, is_public, edition):
    assert (reader.level, reader.is_public, reader.edition) == (level, is_public, edition)


def test_a_reader_is_who_it_is_made_for():
    made = v.owner("AAA")
    assert (made.kind, made.organisation, made.parties) == (v.ReaderKind.OWNER, "AAA", frozenset())
    assert made.is_signatory is True
    assert v.owner("AAA", is_signatory=False).is_signatory is False
    made = v.party("AAA", frozenset({"BBB"}))
    assert (made.kind, made.organisation, made.parties) == (v.ReaderKind.PARTY, "AAA", {"BBB"})
    assert made.is_signatory is True


#: Reader, whose row, whether its owner has signed → the level that is shown of it.
OF_ROWS = [
    (v.owner("AAA"), "AAA", False, v.Level.OWNER),
    (v.owner("AAA", is_signatory=False), "AAA", False, v.Level.OWNER),
    (READERS["party"], "BBB", False, v.Level.PARTIES),
    (READERS["party"], "CCC", True, v.Level.CLUB),
    (v.CLUB, "AAA", True, v.Level.CLUB),
    (v.CLUB, "AAA", False, v.Level.PUBLIC),
    (v.owner("AAA", is_signatory=False), "BBB", True, v.Level.PUBLIC),
    (v.PUBLIC, "AAA", True, v.Level.PUBLIC),
]


@pytest.mark.parametrize(("reader", "organisation", "signed", "level"), OF_ROWS)
def test_how_much_of_a_row_is_shown_and_for_want_of_what_the_rest_is_not(
    reader, organisation, signed, level
):
    access = v.RowAccess(reader, organisation, signed)
    assert access.level is level
    assert access.withheld("name") is None
    for name, needed in v.LEVELS["property"].items():
        if name not in v.LOCATION_FIELDS and needed is not v.Level.PUBLIC:
            assert access.withheld(name) == (None if needed <= level else needed), name
    of_unsigned = reader.level is v.Level.CLUB and level is v.Level.PUBLIC
    assert access.withheld("opening_hours") == (v.Level.CLUB if of_unsigned else None)


def test_the_visible_columns_of_a_list_stand_in_their_order():
    names = ["note", "name", "opening_hours", "postcode"]
    found = v.select_list(v.PUBLIC, t.property_, names, OWNER)
    assert [column.name for column in found] == names[1:]
    found = v.select_list(READERS["owner"], t.property_, names, OWNER)
    assert [column.name for column in found] == names
    assert "property.organisation_code = 'AAA'" in sql_of(found[0])
    plain = v.select_list(v.CLUB, t.property_, ["opening_hours", "name"])
    assert plain == [t.property_.c.opening_hours, t.property_.c.name]


def test_a_location_is_a_column_of_the_property_itself():
    for table, name, level in (
        ("property", "name", v.Level.PUBLIC),
        ("property", "opening_hours", v.Level.CLUB),
        ("occupation", "property_id", v.Level.CLUB),
    ):
        assert v.level_of(v.CLUB, table, name) is level
        assert v.level_of(v.PUBLIC, table, name) is v.Level.PUBLIC


def test_a_refusal_says_who_lacks_what():
    v.demand(v.PUBLIC, v.Level.PUBLIC, "ratings")
    with pytest.raises(NotAllowed, match=r"^The public edition holds no ratings\.$"):
        v.demand(v.PUBLIC, v.Level.CLUB, "ratings")
    with pytest.raises(NotAllowed, match=r"^AAA has not signed the protocol: .* and no ratings\. "):
        v.demand(v.owner("AAA", is_signatory=False), v.Level.CLUB, "ratings")
