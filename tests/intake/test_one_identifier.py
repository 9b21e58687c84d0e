"""One identifier proves nothing alone: UPRNs need a place beside them, placeholders are none."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from estate import intake
from estate.codes import IssueCode, ProposalState
from estate.db import tables as t
from estate.intake.cells import values
from estate.register.queries import proposals
from estate.register.writes.area import init_area
from tests.intake.county import EAST, NORTH, bring, describe, row, start, write_csv

P = t.property_.c
FAR = {"EASTING": EAST - 26_300, "NORTHING": NORTH + 21_100, "POSTCODE": "ZZ9 9ZZ"}
NOWHERE = {"EASTING": "", "NORTHING": ""}


def two(
    connection: Connection, tmp_path: Path, first: dict[str, Any], second: dict[str, Any]
) -> intake.ImportPlan:
    """The plan of the second organisation's row, committed."""
    start(connection)
    bring(connection, write_csv(tmp_path / "cc.csv", [row("C1", **first)]))
    return bring(connection, write_csv(tmp_path / "dc.csv", [row("D1", **second)]), "T-DC")[0]


def said(plan: intake.ImportPlan, field: str = "uprn") -> list[str]:
    return [issue.message for issue in plan.issues if issue.field == field]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ({}, FAR, "same UPRN, 33.7 km apart"),
        ({}, {"EASTING": EAST + 101}, None),  # one postcode, and one place within 500 m
        ({}, {"EASTING": EAST + 501}, "same UPRN, 501 m apart"),
        ({}, {"EASTING": EAST + 99, "POSTCODE": "ZZ1 1AB"}, None),
        ({}, {"EASTING": EAST + 101, "POSTCODE": "ZZ1 1AB"}, "same UPRN, 101 m apart"),
        ({}, NOWHERE, None),
        ({"POSTCODE": "ZZ1"}, NOWHERE | {"POSTCODE": "ZZ1"}, "neither places nor postcodes"),
        (NOWHERE, NOWHERE | {"POSTCODE": "ZZ2 2BB"}, "but the postcodes ZZ2 2BB and ZZ1 1AA"),
        (NOWHERE | {"POSTCODE": ""}, {}, "neither places nor postcodes to compare"),
    ],
)
def test_rows_of_two_organisations_are_one_property_only_where_uprn_and_place_agree(
    connection: Connection,
    tmp_path: Path,
    first: dict[str, Any],
    second: dict[str, Any],
    why: str | None,
) -> None:
    plan = two(connection, tmp_path, {"UPRN": "37000001"} | first, {"UPRN": 37000001} | second)
    [message] = said(plan)
    if why is None:
        assert (plan.counts["linked"], plan.counts["new"]) == (1, 0)
        return
    assert (plan.counts["linked"], plan.counts["new"]) == (0, 1)
    assert why in message and "estate merges list" in message
    names = connection.execute(select(P.name).order_by(P.name)).scalars().all()
    assert names == ["House C1", "House D1"]
    [proposal] = proposals.merges(connection, ProposalState.PROPOSED)
    assert proposal["why"].startswith("same UPRN")
    assert ("apart" in proposal["why"]) == ("apart" in why)


def test_every_value_that_a_linked_property_does_not_take_is_named(
    connection: Connection, tmp_path: Path
) -> None:
    tenant = {"UPRN": "37000001", "TENURE": "Leased", "GIA_M2": "450", "NAME": "Romsey Library",
              "SITE_HA": "0.2", "CONDITION": "B", "TITLE_NO": "WR1; WR2", "OWNER": "Mr Smith",
              "BACKLOG": "1,250", "OPEN_HOURS": "9 to 5"}  # fmt: skip
    [message] = said(two(connection, tmp_path, {"UPRN": "37000001"}, tenant))
    for value in ("“Romsey Library”", "“450.00”", "“2000.00”", "“B”", "“WR1, WR2”", "“Mr Smith”",
                  "“1250.00”", "“9 to 5”", "“ZZ1 1AA”", "point 385000, 254000"):  # fmt: skip
        assert value in message, value
    assert "leaseholder" in message and "Leased" not in message  # what is taken is not left out


def test_nothing_of_what_the_other_organisation_holds_is_told(
    connection: Connection, tmp_path: Path
) -> None:
    first = {"UPRN": "37000001", "GIA_M2": "3456", "CONDITION": "D", "BACKLOG": "98765"}
    [message] = said(two(connection, tmp_path, first, {"UPRN": "37000001", "GIA_M2": "450"}))
    assert not any(value in message for value in ("3456", "98765"))


def test_a_row_that_was_linked_and_agrees_no_more_gives_its_interest_back(
    connection: Connection, tmp_path: Path
) -> None:
    two(connection, tmp_path, {"UPRN": "37000001"}, {"UPRN": "37000001", "TENURE": "Freehold"})
    mended = write_csv(tmp_path / "dc.csv", [row("D1", UPRN="37000002", **FAR)])
    plan, result = bring(connection, mended, "T-DC")
    assert plan.counts["new"] == 1
    assert any("that interest is taken back" in message for message in said(plan))
    held = select(t.interest.c.organisation_code, P.local_ref).join(
        t.property_, P.property_id == t.interest.c.property_id
    )
    assert sorted(map(tuple, connection.execute(held))) == [("T-CC", "C1"), ("T-DC", "D1")]
    assert not bring(connection, mended, "T-DC")[1].changed
    intake.revert(connection, result.batch_id, by="test")
    assert sorted(map(tuple, connection.execute(held))) == [("T-CC", "C1"), ("T-DC", "C1")]


@pytest.mark.parametrize(
    "uprn",
    [999999999999, "99999999999", "1", 1.0, 123456789, "0123456789012", "88888888", "987654321",
     "000000000000", "Redacted", "Withheld", "Unknown", "See note", "To be confirmed"],
)  # fmt: skip
def test_a_placeholder_is_no_uprn_however_few_rows_carry_it(
    connection: Connection, tmp_path: Path, uprn: Any
) -> None:
    plan = two(connection, tmp_path, {"UPRN": uprn}, {"UPRN": uprn})
    assert plan.counts["new"] == 1
    assert connection.execute(select(P.uprn)).scalars().all() == [None, None]
    [message] = said(plan)
    assert "stands for a UPRN that is not known" in message
    assert (
        proposals.merges(connection) == [] or "UPRN" not in proposals.merges(connection)[0]["why"]
    )


@pytest.mark.parametrize("uprn", ["1111", "12", "37000001", "100060582011", "123456780"])
def test_ordinary_uprns_are_no_placeholders(uprn: str) -> None:
    assert values.uprn(uprn) == int(uprn)


@pytest.mark.parametrize(
    "word",
    ["Redacted", "WITHHELD", "Unknown", "See note", "0", "000", "not known", "xxxx", "Various",
     "Redacted (FOI s.31)", "Unknown - see register", "?"],
)  # fmt: skip
def test_a_placeholder_is_no_reference(connection: Connection, tmp_path: Path, word: str) -> None:
    start(connection)
    file = write_csv(tmp_path / "a.csv", [row(word), row("A2")])
    plan, _ = bring(connection, file)
    assert connection.execute(select(P.local_ref)).scalars().all() == ["A2"]
    [issue] = [issue for issue in plan.issues if issue.code is IssueCode.MISSING_REFERENCE]
    assert issue.row_number == 2 and "says that there is none" in issue.message


def test_a_placeholder_links_no_lease(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "p.csv", [row("A1", UPRN="37000001")]))
    common = {"PROP_REF": "Unknown", "LEASE_EXP": "31/03/2030"}
    leases = [{"LEASE_REF": "L1", "UPRN": "37000001", **common},
              {"LEASE_REF": "L2", "UPRN": "999999999999", **common}]  # fmt: skip
    plan, _ = bring(connection, write_csv(tmp_path / "l.csv", leases), kind="lease")
    assert (plan.counts["new"], plan.counts["refused"]) == (1, 1)  # L1 by its UPRN
    refused = [issue for issue in plan.issues if issue.row_number == 3]
    assert any("does not say which property" in issue.message for issue in refused)


@pytest.mark.parametrize(
    ("link", "doubt"),
    [
        ({"PROP_REF": "A1", "UPRN": "37000001"}, None),
        ({"PROP_REF": "A1", "UPRN": "37000002"}, "is not that of the property with its reference"),
        ({"PROP_REF": "D9"}, "known by that reference alone"),
        ({"UPRN": "37000009"}, "known by that UPRN alone"),
    ],
)
def test_what_hangs_on_a_property_by_one_identifier_alone_says_so(
    connection: Connection, tmp_path: Path, link: dict[str, str], doubt: str | None
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "p.csv", [row("A1", UPRN="37000001")]))
    bring(connection, write_csv(tmp_path / "d.csv", [row("D9", UPRN="37000009", **FAR)]), "T-DC")
    lease = {"LEASE_REF": "L1", "PROP_REF": "", "UPRN": "", "LEASE_EXP": "31/03/2030"} | link
    plan, _ = bring(connection, write_csv(tmp_path / "l.csv", [lease]), kind="lease")
    assert plan.counts["new"] == 1
    said = [i.message for i in plan.issues if i.code is IssueCode.AMBIGUOUS_PROPERTY]
    assert [bool(doubt) and doubt in message for message in said] == ([True] if doubt else [])


def test_a_true_uprn_in_round_figures_is_known_by_its_neighbours(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    rows = [row("A1", UPRN="100060000000"), row("A2", UPRN="100060000037", EASTING=EAST + 50)]
    plan, _ = bring(connection, write_csv(tmp_path / "p.csv", rows))
    assert not said(plan)
    assert [note for note in plan.notes if "100060000000" in note and "taken as sound" in note]
    statement = select(P.uprn).order_by(P.local_ref)
    assert connection.execute(statement).scalars().all() == [100060000000, 100060000037]


@pytest.mark.parametrize(
    "uprns",
    [
        ["100060000000", "100060000137"],  # too far: any of a million may be meant
        ["100060000000", "1.0006E+11", "100060000037"],  # another one was shortened
        ["100060000000", "100060000000", "100060000037"],  # two numbers became one
    ],
)
def test_a_round_uprn_without_such_neighbours_has_lost_its_digits(
    connection: Connection, tmp_path: Path, uprns: list[str]
) -> None:
    start(connection)
    rows = [row(f"A{n}", UPRN=uprn, EASTING=EAST + n) for n, uprn in enumerate(uprns)]
    plan, _ = bring(connection, write_csv(tmp_path / "p.csv", rows))
    assert 100060000000 not in connection.execute(select(P.uprn)).scalars().all()
    assert any("lost its last digits" in message for message in said(plan))


def test_the_two_freeholders_of_the_trial_stay_two_properties(
    connection: Connection, tmp_path: Path
) -> None:
    """Finding 1: a town hall and a library 34 km apart under one typed number."""
    envelope = {"min_easting": 430_000, "min_northing": 90_000, "max_easting": 470_000}
    init_area(connection, describe(**envelope, max_northing=130_000))
    for reference, name, east, north, postcode, organisation in (
        ("A0001", "Town Hall Gosport", 461500, 99900, "PO12 1EB", "T-CC"),
        ("K1", "Romsey Library", 435200, 121000, "SO51 8GH", "T-DC"),
    ):
        made = row(reference, UPRN="37000001", NAME=name, EASTING=east, NORTHING=north,
                   POSTCODE=postcode)  # fmt: skip
        plan, _ = bring(connection, write_csv(tmp_path / f"{reference}.csv", [made]), organisation)
        assert plan.counts["new"] == 1
    assert connection.execute(select(P.name).order_by(P.name)).scalars().all() == [
        "Romsey Library", "Town Hall Gosport"
    ]  # fmt: skip
    [proposal] = proposals.merges(connection)
    assert proposal["why"] == "same UPRN, 33.7 km apart"
