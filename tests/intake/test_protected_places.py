"""Refuges, children's homes and their kind: held with their owner, named in the plan."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from estate import intake
from estate.codes import IssueCode, RecordKind, Sensitivity
from estate.db import tables as t
from estate.register.queries import protection
from estate.register.writes.protection import answer
from tests.intake.county import bring, row, start, write_csv

SECRET = [
    {"NAME": "Women's Refuge", "ADDRESS": "12 Secret Lane", "PUB_ACCESS": "Yes"},
    {"NAME": "Willow House Children’s Home", "PUB_ACCESS": "Yes"},
    {"NAME": "Hope Hostel", "PUB_ACCESS": "Yes"},
    {"NAME": "Safe House 3"},
    {"NAME": "Rose Cottage", "Client group": "fleeing DV: refuge"},  # of a column that is not kept
    {"NAME": "14 High Street", "Refuge?": "Yes"},
]


@pytest.fixture
def county(connection: Connection) -> Connection:
    start(connection)
    connection.execute(t.organisation.update().values(signed_on="2026-01-01", signatory="A. Chief",
                                                      signed_for="the protocol"))  # fmt: skip
    return connection


def file_of(folder: Path, rows: list[dict[str, Any]], name: str = "estate.csv") -> Path:
    made = [row(f"P{number}", **more) for number, more in enumerate(rows, start=1)]
    return write_csv(folder / name, made)


def plan_of(connection: Connection, path: Path, **more: Any) -> intake.ImportPlan:
    return intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY, **more)


def sensitivities(connection: Connection) -> dict[str, str]:
    p = t.property_.c
    found = connection.execute(select(p.local_ref, p.sensitivity))
    return {row.local_ref: row.sensitivity for row in found}


def test_protected_places_stay_with_their_owner(county: Connection, tmp_path: Path) -> None:
    library = {"NAME": "Easton Library", "PUB_ACCESS": "Yes"}
    plan, _ = bring(county, file_of(tmp_path, [*SECRET, library]))
    assert sensitivities(county) == {
        **{f"P{number}": "owner_only" for number in range(1, 7)}, "P7": "open"
    }  # fmt: skip
    assert [place.name for place in plan.publication.public] == ["Easton Library"]
    assert [place.name for place in plan.publication.held] == [one["NAME"] for one in SECRET]
    told = [issue for issue in plan.issues if issue.code is IssueCode.PROTECTED_PLACE]
    assert [issue.row_number for issue in told] == [2, 3, 4, 5, 6, 7]
    assert "“Client group”" in told[4].message


def test_the_same_file_again_changes_nothing(county: Connection, tmp_path: Path) -> None:
    path = file_of(tmp_path, SECRET)
    bring(county, path)
    plan, result = bring(county, path)
    assert plan.counts["unchanged"] == len(SECRET)
    assert not result.changed
    assert len(plan.publication.held) == len(SECRET)
    assert not plan.publication.public


def test_telling_rows_beside_others_that_the_register_holds(
    county: Connection, tmp_path: Path
) -> None:
    bring(county, write_csv(tmp_path / "old.csv", [row("OLD", NAME="Offices")]))
    plan, _ = bring(county, file_of(tmp_path, SECRET))
    assert plan.counts["new"] == len(SECRET)
    assert sensitivities(county) == {"OLD": "open"} | dict.fromkeys(
        (f"P{number}" for number in range(1, 7)), "owner_only"
    )


def test_open_in_the_file_is_asked_and_not_taken(county: Connection, tmp_path: Path) -> None:
    said = [{"NAME": "Women's Refuge", "PUB_ACCESS": "Yes", "SENSITIV": word}
            for word in ("open", "club", "owner only", "hidden", "")]  # fmt: skip
    plan, _ = bring(county, file_of(tmp_path, said))
    assert list(sensitivities(county).values()) == ["owner_only"] * 3 + ["hidden", "owner_only"]
    assert [place.asked for place in plan.publication.held] == [
        Sensitivity.OPEN, Sensitivity.CLUB, None
    ]  # fmt: skip
    assert not plan.publication.public


def test_an_empty_cell_opens_nothing(county: Connection, tmp_path: Path) -> None:
    bring(county, file_of(tmp_path, [{"NAME": "Plain House", "SENSITIV": "hidden"},
                                     {"NAME": "Other House", "SENSITIV": "club"}]))  # fmt: skip
    _, result = bring(
        county,
        file_of(
            tmp_path,
            [{"NAME": "Plain House", "SENSITIV": ""}, {"NAME": "Other House", "SENSITIV": ""}],
        ),
    )
    assert sensitivities(county) == {"P1": "hidden", "P2": "club"}
    assert not result.changed
    bring(county, file_of(tmp_path, [{"NAME": "Plain House", "SENSITIV": "open"}]))
    assert sensitivities(county)["P1"] == "open"


def test_a_file_without_the_telling_columns_opens_none(county: Connection, tmp_path: Path) -> None:
    """What the register and an earlier file's column say of a place counts as if it stood here."""
    bring(county, file_of(tmp_path, [*SECRET, {"NAME": "Plain House", "SENSITIV": "hidden"}]))
    opens = [{"LOCAL_REF": f"P{number}", "SENSITIV": word}
             for number, word in enumerate(["open", "club"] * 3 + ["open"], start=1)]  # fmt: skip
    plan, _ = bring(county, write_csv(tmp_path / "opens.csv", opens), partial=True)
    assert sensitivities(county) == {
        **{f"P{number}": "owner_only" for number in range(1, 7)}, "P7": "open"
    }  # fmt: skip
    assert [place.asked for place in plan.publication.held] == [
        Sensitivity.OPEN, Sensitivity.CLUB
    ] * 3  # fmt: skip
    assert [place.name for place in plan.publication.held] == [one["NAME"] for one in SECRET]
    renamed = [row("P1", NAME="12 Secret Lane", SENSITIV="open")]
    bring(county, write_csv(tmp_path / "renamed.csv", renamed), partial=True)
    assert sensitivities(county)["P1"] == "owner_only"


def test_a_place_that_comes_to_look_protected_is_closed(county: Connection, tmp_path: Path) -> None:
    bring(county, file_of(tmp_path, [{"NAME": "Plain House", "PUB_ACCESS": "Yes"}]))
    assert sensitivities(county) == {"P1": "open"}
    plan, _ = bring(county, file_of(tmp_path, [{"NAME": "DV Refuge", "PUB_ACCESS": "Yes"}]))
    assert sensitivities(county) == {"P1": "owner_only"}
    assert ("sensitivity", "open", "owner_only") in {
        (one["field"], one["old"], one["new"]) for one in plan.to_dict()["changes"]
    }
    bring(county, file_of(tmp_path, [{"NAME": "Plain House", "PUB_ACCESS": "Yes"}]))
    assert sensitivities(county) == {"P1": "owner_only"}  # a new name opens nothing


def test_one_that_was_open_before_the_upgrade_closes_with_the_next_file(
    county: Connection, tmp_path: Path
) -> None:
    path = file_of(tmp_path, [{"NAME": "Women's Refuge", "PUB_ACCESS": "Yes"}])
    bring(county, path)
    county.execute(text("UPDATE property SET sensitivity = 'open'"))
    plan, _ = bring(county, path)
    assert plan.counts["changed"] == 1
    assert sensitivities(county) == {"P1": "owner_only"}


def test_what_becomes_public_by_a_change_is_named(county: Connection, tmp_path: Path) -> None:
    bring(county, file_of(tmp_path, [{"NAME": "Hall", "PUB_ACCESS": "No"},
                                     {"NAME": "Lodge", "PUB_ACCESS": "Yes"}]))  # fmt: skip
    plan, _ = bring(
        county,
        file_of(
            tmp_path,
            [{"NAME": "Hall", "PUB_ACCESS": "Yes"}, {"NAME": "Lodge 2", "PUB_ACCESS": "Yes"}],
        ),
    )
    assert [place.name for place in plan.publication.public] == ["Hall"]


def occupations(folder: Path, **more: Any) -> Path:
    made = {"OCC_REF": "OCC1", "PROP_REF": "P1", "OCCUPIER": "Easton Women's Aid refuge"} | more
    band = made | {"OCC_REF": "OCC2", "OCCUPIER": "Easton Band"}
    return write_csv(folder / "occupations.csv", [made, band])


def test_who_sits_in_a_shown_place_is_left_out_until_it_is_hidden(
    county: Connection, tmp_path: Path
) -> None:
    bring(county, file_of(tmp_path, [{"NAME": "Town Hall", "PUB_ACCESS": "Yes"}]))
    plan, _ = bring(county, occupations(tmp_path), kind="occupation")
    assert (plan.counts["new"], plan.counts["refused"]) == (1, 1)
    (told,) = [issue for issue in plan.issues if issue.code is IssueCode.PROTECTED_PLACE]
    assert "“Town Hall”" in told.message
    (place,) = protection.looking_protected(county, "T-CC")
    assert (place.name, place.stand) == ("Town Hall", "shown")  # so its owner is asked
    answer(county, place.property_id, Sensitivity.OWNER_ONLY, place.told.kinds, by="test")
    again, _ = bring(county, occupations(tmp_path), kind="occupation")
    assert (again.counts["new"], again.counts["unchanged"]) == (1, 1)


def test_who_sits_in_a_place_that_its_owner_has_confirmed(
    county: Connection, tmp_path: Path
) -> None:
    bring(county, file_of(tmp_path, [{"NAME": "Town Hall", "PUB_ACCESS": "Yes"}]))
    bring(county, occupations(tmp_path), kind="occupation")
    (place,) = protection.looking_protected(county, "T-CC")
    answer(county, place.property_id, Sensitivity.OPEN, place.told.kinds, by="test")
    again, _ = bring(county, occupations(tmp_path), kind="occupation")
    assert again.counts["refused"] == 0
    assert sensitivities(county) == {"P1": "open"}
    bring(county, file_of(tmp_path, [{"NAME": "Town Hall", "PUB_ACCESS": "Yes"}]))
    assert sensitivities(county) == {"P1": "open"}


def test_anothers_house_is_not_closed_but_the_row_stays_out(
    county: Connection, tmp_path: Path
) -> None:
    bring(county, file_of(tmp_path, [{"NAME": "Town Hall", "UPRN": "100012345678"}]))
    path = occupations(tmp_path, PROP_REF="", UPRN="100012345678")
    plan, _ = bring(county, path, organisation="T-DC", kind="occupation")
    assert plan.counts["refused"] == 1
    assert "ask T-CC to hide" in next(
        issue.message for issue in plan.issues if issue.code is IssueCode.PROTECTED_PLACE
    )
    assert protection.looking_protected(county) == []
    assert sensitivities(county) == {"P1": "open"}


def test_a_cost_shows_no_name_and_is_loaded_with_a_warning(
    county: Connection, tmp_path: Path
) -> None:
    bring(county, file_of(tmp_path, [{"NAME": "Town Hall"}]))
    cost = {"COST_REF": "C1", "PROP_REF": "P1", "COST_KIND": "other", "COST_PA": "10",
            "COST_YEAR": "2024/25", "Remark": "rent of the women's refuge"}  # fmt: skip
    plan, _ = bring(county, write_csv(tmp_path / "costs.csv", [cost]), kind="cost")
    assert plan.counts["new"] == 1
    assert [place.name for place in protection.looking_protected(county)] == ["Town Hall"]
