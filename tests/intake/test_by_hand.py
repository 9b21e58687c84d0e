"""One row changed by hand: the checks, history, protected places and undo of an import."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select

from estate import intake
from estate.codes import IssueCode, RecordKind
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict
from estate.intake import by_hand
from estate.intake.plans.publication import Said
from estate.register.queries.content_number import register_content_hash
from tests.intake.county import EAST, bring, row, start, write_csv

P = t.property_.c
LEASE = {"LEASE_REF": "L1", "PROP_REF": "A1", "TENANT": "Epsilon Tyres Ltd", "LANDLORD": "T-CC",
         "LEASE_STRT": "01/04/2020", "LEASE_EXP": "31/03/2030", "RENT_PA": "1000",
         "BREAK_DATE": "31/03/2028", "BREAK_BY": "tenant", "NOTICE_MTH": "6"}  # fmt: skip
HOUSE = row("A1", TENURE="Leasehold", LANDLORD="Easton District Council", CONDITION="A",
            NOTE="keys at the desk", STATUS="in_use")  # fmt: skip


@pytest.fixture
def house(connection: Connection, tmp_path: Path) -> UUID:
    """A property with a lease, an occupation and a cost line."""
    start(connection)
    bring(connection, write_csv(tmp_path / "whole.csv", [HOUSE, row("A2", EASTING=EAST + 9)]))
    bring(connection, write_csv(tmp_path / "leases.csv", [LEASE]), kind="lease")
    used = {"OCC_REF": "O1", "PROP_REF": "A1", "USER_FUNC": "back_office", "FTE": "5"}
    bring(connection, write_csv(tmp_path / "used.csv", [used]), kind="occupation")
    cost = {"COST_REF": "K1", "PROP_REF": "A1", "COST_KIND": "rent", "COST_PA": "10",
            "COST_YEAR": "2024/25"}  # fmt: skip
    bring(connection, write_csv(tmp_path / "cost.csv", [cost]), kind="cost")
    return connection.execute(select(P.property_id).where(P.local_ref == "A1")).scalar_one()


def rows(connection: Connection, house: UUID) -> dict[str, by_hand.HandRow]:
    return {one.kind.value: one for one in by_hand.rows_of(connection, house)}


def plan(connection: Connection, one: by_hand.HandRow, **typed: str | None) -> by_hand.HandPlan:
    return by_hand.plan_change(connection, one, typed, reason="Measured on 3 March")


def change(connection: Connection, one: by_hand.HandRow, **typed: str | None) -> dict[str, Any]:
    made = plan(connection, one, **typed)
    assert not made.wrong
    by_hand.commit_change(connection, made, Said(), by="Ann")
    (action,) = made.plan.actions.changed
    return dict(action.changes)


def test_every_field_is_read_as_it_stands_and_typing_it_again_changes_nothing(
    connection: Connection, house: UUID
) -> None:
    found = rows(connection, house)
    assert set(found) == {"property", "lease", "occupation", "cost"}
    assert found["property"].present["landlord"] == "Easton District Council"
    assert found["property"].present["gia_m2"] == "1200.5"
    assert found["lease"].present["break_by"] == "tenant"
    for one in found.values():
        made = plan(connection, one, **one.present)
        assert not made.wrong and not made.plan.changes_register
        with pytest.raises(BadQuestion, match="says already"):
            by_hand.commit_change(connection, made, Said(), by="Ann")


#: What is typed into each field, where it is no number and no mere words.
_NEW = {
    "uprn": "37000001", "postcode": "ZZ1 1AB", "title_number": "SYN1", "gia_m2": "1,300",
    "use_class": "warehouse_depot", "type_code": "library", "status": "vacant",
    "operational": "no", "tenure": "licence", "manager": "T-DC", "area_basis": "GEA",
    "condition": "B", "energy_rating": "C", "energy_certificate": "dec", "further_epc_rating": "D",
    "other_fuel": "lpg", "energy_year": "2024/25", "energy_rating_date": "2025-05-01",
    "further_epc_date": "2024-05-01", "year_built": "1965", "value_basis": "EUV",
    "protected_use": "mortuary", "sensitivity": "club", "confidence": "A", "tenant": "T-DC",
    "start": "01/05/2020", "expiry": "31/03/2031", "term_years": "11",
    "break_date": "2028-06-30", "break_by": "mutual", "notice_months": "9",
    "review_date": "2025-03-31", "inside_1954_act": "yes",
    "holding_over_since": "2026-04-01", "occupier": "T-DC", "user_function": "storage",
    "service_function": "library", "shared_front_desk": "yes", "cost_kind": "energy",
    "cost_year": "2025/26", "payee": "T-DC", "as_of_date": "2026-03-03",
    "pfi_end_date": "2030-01-01", "book_value_date": "2025-04-01", "public_access": "no",
    "pfi": "yes", "reuse_offered": "yes", "listed_grade": "grade_ii_star",
    "conservation_area": "yes", "flood_zone": "zone_3a", "step_free": "no",
}  # fmt: skip
#: What a field changes beside itself.
_BESIDE = {"payee": {"transfer_class"}}


def typed_in_turn(
    connection: Connection, house: UUID
) -> Iterator[tuple[by_hand.HandRow, str, by_hand.HandPlan]]:
    for one in rows(connection, house).values():
        for field in one.fields:
            value = _NEW.get(field.name, "31" if field.entry == "number" else "Words")
            made = plan(connection, one, **{field.name: value})
            assert not made.wrong, (field.name, made.wrong)
            (action,) = made.plan.actions.changed
            own = {field.fact, f"{field.fact}_imputed", f"{field.fact[:-5]}_organisation_code"}
            extra = set(action.changes) - own - _BESIDE.get(field.name, set())
            assert not extra, (field.name, action.changes)
            yield one, field.name, made


def test_each_field_changes_itself_alone(connection: Connection, house: UUID) -> None:
    """Every field of every kind in turn."""
    assert len(list(typed_in_turn(connection, house))) > 60


@pytest.mark.long
def test_each_field_is_written_and_undone_to_the_byte(connection: Connection, house: UUID) -> None:
    for one, name, made in typed_in_turn(connection, house):
        before = register_content_hash(connection)
        done = by_hand.commit_change(connection, made, Said(), by="Ann")
        again = by_hand.row_of(connection, house, one.kind, one.entity_id)
        kept = {k: v for k, v in again.present.items() if k != name}
        assert kept == {k: v for k, v in one.present.items() if k != name}
        assert again.present[name] != one.present[name], name
        intake.revert(connection, done.batch_id, by="Ann")
        assert register_content_hash(connection) == before, name


def test_what_is_emptied_is_cleared_and_what_must_stand_is_not(
    connection: Connection, house: UUID
) -> None:
    found = rows(connection, house)
    changed = change(connection, found["property"], condition=None, note=" ", landlord=None)
    assert changed["condition"] == ("A", None) and changed["note"][1] is None
    assert "landlord" not in str(changed["interests"][1])
    assert "leasehold" in str(changed["interests"][1])
    changed = change(connection, found["lease"], break_date=None)
    assert set(changed) == {"events"} and changed["events"][1] == ()
    for name in ("name", "status", "sensitivity", "operational"):
        made = plan(connection, found["property"], **{name: ""})
        assert "cannot be empty" in made.wrong[name][0]


_WRONG: list[tuple[str, dict[str, str | None], str, str]] = [
    ("property", {"gia_m2": "large"}, "gia_m2", "“large” is not a number. Write it like 1,250.50."),
    ("property", {"gia_m2": "99999999999"}, "gia_m2", "is not a possible gross internal"),
    ("property", {"status": "declared_surplus"}, "status",
     "Surplus needs the reference of the owner's decision."),
    ("property", {"postcode": "M32 OXZ"}, "postcode", "is not a postcode"),
    ("property", {"uprn": "1"}, "uprn", "stands for a UPRN that is not known."),
    ("property", {"tenure": "rented-ish"}, "tenure", "is not a known tenure"),
    ("property", {"name": "x" * 400}, "name", "Text of 400 letters"),
    ("property", {"height": "3"}, "height", "no field “height” to type; it has: name"),
    ("lease", {"expiry": "31/03/2019"}, "expiry", "ends (2019-03-31) before it starts"),
    ("lease", {"expiry": "31/02/2031"}, "expiry",
     "“31/02/2031” is not a real date. Write it like 31/12/2031."),
    ("lease", {"break_by": ""}, "break_by", "We do not know who may break"),
    ("lease", {"break_date": "2045-01-01"}, "break_date", "lies outside the lease."),
    ("occupation", {"desks": "4.5"}, "desks", "is not a whole number."),
    ("cost", {"cost_year": "soon"}, "cost_year", "is not a financial year. Write it like 2009/10."),
    ("cost", {"amount_gbp_pa": ""}, "amount_gbp_pa", "Amount cannot be empty."),
]  # fmt: skip


def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_written(
    connection: Connection, house: UUID
) -> None:
    before = register_content_hash(connection)
    found = rows(connection, house)
    for kind, typed, field, words in _WRONG:
        made = plan(connection, found[kind], **typed)
        (sentence,) = made.wrong[field]
        assert words in sentence and "left" not in sentence, (typed, sentence)
        with pytest.raises(BadQuestion):
            by_hand.commit_change(connection, made, Said(), by="Ann")
    assert register_content_hash(connection) == before


def test_it_is_on_record_with_who_when_and_why_and_asks_for_no_file(
    connection: Connection, house: UUID
) -> None:
    change(connection, rows(connection, house)["lease"], expiry="2031-03-31")
    b = t.import_batch.c
    (batch,) = connection.execute(select(b).where(b.origin == "by_hand")).all()
    assert (batch.kind, batch.imported_by, batch.reason) == ("lease", "Ann", "Measured on 3 March")
    assert (batch.record_count, batch.changed, batch.property_id) == (1, True, house)
    assert batch.file_name == "by hand: lease L1 of House A1 (A1)"
    history = connection.execute(select(t.history).order_by(t.history.c.history_id.desc())).first()
    assert history is not None and history.import_batch_id == batch.import_batch_id
    assert history.changes == {"expiry_date": ["2030-03-31", "2031-03-31"]}


def test_somebody_elses_change_in_between_is_told_with_both_values(
    connection: Connection, house: UUID
) -> None:
    read = rows(connection, house)["property"]
    change(connection, read, gia_m2="1250")
    again = by_hand.read_again(connection, read)
    with pytest.raises(Conflict) as told:
        by_hand.demand_as_read(connection, again, {"gia_m2": "1300"}, {"gia_m2": "1200.5"})
    assert "you read “1200.5”, now it is “1250” (changed" in str(told.value)
    assert "by Ann); you typed “1300”" in str(told.value)
    by_hand.demand_as_read(connection, again, {"condition": "B"}, read.present)  # another field
    with pytest.raises(BadQuestion, match="read lacks gia_m2"):
        by_hand.demand_as_read(connection, again, {"gia_m2": "1300"}, {})


def test_what_would_be_public_is_asked_and_what_looks_protected_stays(
    connection: Connection, house: UUID
) -> None:
    one = rows(connection, house)["property"]
    made = plan(connection, one, public_access="yes")
    for said in (Said(), Said(publish=2)):
        with pytest.raises(Conflict, match="1 place would be public to anybody: House A1"):
            by_hand.commit_change(connection, made, said, by="Ann")
    by_hand.commit_change(connection, made, Said(publish=1), by="Ann")
    one = by_hand.read_again(connection, one)
    made = plan(connection, one, name="Women's Refuge")
    by_hand.commit_change(connection, made, Said(), by="Ann")
    hidden = by_hand.read_again(connection, one)
    assert hidden.present["sensitivity"] == "owner_only"
    made = plan(connection, hidden, sensitivity="open")  # its name alone tells, and is not typed
    assert "looks protected" in made.plan.publication.to_dict()["sentences"][0]
    with pytest.raises(Conflict, match="show_protected=1"):
        by_hand.commit_change(connection, made, Said(), by="Ann")
    by_hand.commit_change(connection, made, Said(show=1), by="Ann")
    assert by_hand.read_again(connection, one).present["sensitivity"] == "open"


def test_new_rows_come_in_under_a_reference_of_their_own(
    connection: Connection, house: UUID
) -> None:
    kind = RecordKind.OCCUPATION
    empty = by_hand.new_row(connection, house, kind, "T-CC", "")
    assert set(plan(connection, empty, fte="3").wrong) == {"reference", "user_function"}
    one = by_hand.read_again(connection, by_hand.new_row(connection, house, kind, "T-CC", "O2"))
    made = plan(connection, one, fte="3", user_function="front_office")
    done = by_hand.commit_change(connection, made, Said(), by="Ann")
    assert [r.own_ref for r in by_hand.rows_of(connection, house) if r.kind is kind] == ["O1", "O2"]
    with pytest.raises(Conflict, match="reference “O2” already"):
        by_hand.read_again(connection, one)
    intake.revert(connection, done.batch_id, by="Ann")
    assert [r.own_ref for r in by_hand.rows_of(connection, house) if r.kind is kind] == ["O1"]


def test_a_lease_with_more_than_one_break_keeps_them(
    connection: Connection, house: UUID, tmp_path: Path
) -> None:
    two = LEASE | {"BREAK_DATE": "", "BREAK_BY": "", "Tenant Break Date": "31/03/2026",
                   "Landlord Break Date": "31/03/2028"}  # fmt: skip
    bring(connection, write_csv(tmp_path / "l.csv", [two]), kind="lease", partial=True)
    one = rows(connection, house)["lease"]
    if not one.locked:
        pytest.fail(str(one.present))
    assert "do not fit" in plan(connection, one, break_date="2029-01-01").wrong["break_date"][0]
    assert set(change(connection, one, passing_rent_gbp_pa="5")) == {"passing_rent_gbp_pa"}


def test_the_next_file_that_does_not_know_of_it_writes_nothing_back(
    connection: Connection, house: UUID, tmp_path: Path
) -> None:
    found = rows(connection, house)
    change(connection, found["property"], condition="B", tenure="licence")
    change(connection, found["lease"], expiry="2031-03-31")
    again, _ = bring(connection, write_csv(tmp_path / "p.csv", [HOUSE]), partial=True)
    assert again.counts["changed"] == 0
    told = [i.message for i in again.issues if i.code is IssueCode.CORRECTION_KEPT]
    assert len(told) == 2 and "The condition was changed by hand to “B” on" in told[0]
    assert "by Ann, and stays so; the file still says “A”" in told[0]
    lease, _ = bring(connection, write_csv(tmp_path / "l.csv", [LEASE]), kind="lease")
    assert lease.counts["changed"] == 0 and "changed by hand to “2031-03-31”" in str(lease.issues)
    news = [LEASE | {"LEASE_EXP": "31/03/2033"}]
    later, _ = bring(connection, write_csv(tmp_path / "l.csv", news), kind="lease")
    assert later.counts["changed"] == 1  # a third value is news
    (said,) = [i for i in later.issues if i.code is IssueCode.CORRECTION_REPLACED]
    assert "gives a new value and replaces it" in said.message
