"""What ordinary files brought: degrees in one cell, elements of a survey, periods of rents, wide
cost sheets with a mapping file, own references written otherwise."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from estate import intake
from estate.codes import CostKind, RecordKind
from estate.errors import FileRefused
from estate.intake.cells.cost_words import kind_by_word
from estate.intake.cells.degree_pairs import degree_pair
from estate.intake.columns.conventions import known
from estate.intake.columns.heading_words import reads_as_reference
from estate.register.records import CostRecord, LeaseRecord, PropertyRecord
from tests.intake.county import EAST, NORTH, bring, start

HERE = f"LOCAL_REF,NAME,EASTING,NORTHING\nP1,Hall,{EAST},{NORTH}\nP2,Hut,{EAST + 50},{NORTH}\n"


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("cell", "pair"),
    [("52.1873, -2.2194", (-2.2194, 52.1873)), ("-2.2194,52.1873", (-2.2194, 52.1873)),
     ("(52.1873; -2.2194)", (-2.2194, 52.1873)), ("52.1873N 2.2194W", (-2.2194, 52.1873)),
     ("2.2194W, 52.1873N", (-2.2194, 52.1873)), ("52°30'0\"N 2°15'0\"W", (-2.25, 52.5)),
     ("0.5, 51.5", (0.5, 51.5)), ("385000, 254000", None), ("SO 850 540", None),
     ("12.5, 13.5", None), ("52.1, -2.2, 7", None), (None, None), ("1" * 90, None)],
)  # fmt: skip
def test_degrees_in_one_cell(cell: object, pair: tuple[float, float] | None) -> None:
    assert degree_pair(cell) == pair


def test_latitude_and_longitude_in_one_column(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    text = 'Asset Ref,Asset Name,Lat/Long\nA1,Hall,"52.1873, -2.2194"\nA2,Hut,no place\n'
    plan, _ = bring(connection, written(tmp_path, "a.csv", text))
    first, second = plan.checked.records
    assert isinstance(first, PropertyRecord) and isinstance(second, PropertyRecord)
    assert first.location is not None and abs(first.location.rep_point.x - EAST) < 600
    assert second.location is None
    assert any("cannot be read" in issue.message for issue in plan.issues)


def test_elements_of_a_survey_are_one_row_for_each_property(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, written(tmp_path, "p.csv", HERE))
    survey = ("Property Ref,Element,Condition,Backlog Cost\nP1,Roof,C,\"30,000\"\n"
              "P1,Windows,B,12000\nP2,Roof,A,0\n")  # fmt: skip
    plan, _ = bring(connection, written(tmp_path, "s.csv", survey), partial=True)
    found = {one.local_ref: one for one in plan.checked.records if isinstance(one, PropertyRecord)}
    assert str(found["P1"].backlog_gbp) == "42000.00" and found["P1"].condition is None
    assert (plan.counts["part"], plan.counts["refused"]) == (1, 0)
    [said] = [one.message for one in plan.issues if "elements of 1 property" in one.message]
    assert said.endswith("What differs between them was left out: “Condition”.")
    without = survey.replace("Element", "Colour")
    other = intake.prepare(connection, written(tmp_path, "t.csv", without), organisation="T-CC",
                           kind=RecordKind.PROPERTY, partial=True)  # fmt: skip
    assert (other.counts["refused"], "part" in other.counts) == (1, False)


def test_the_period_of_a_rent_stands_beside_it(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, written(tmp_path, "p.csv", HERE))
    text = ("Lease Ref,Property Ref,Tenant,Rent Amount,Rent Frequency\nL1,P1,Alpha,1000,Quarterly\n"
            "L2,P1,Beta,6000,Annually\nL3,P2,Gamma,50,Each blue moon\n")  # fmt: skip
    plan, _ = bring(connection, written(tmp_path, "l.csv", text), kind="lease")
    rents = [
        one.passing_rent_gbp_pa for one in plan.checked.records if isinstance(one, LeaseRecord)
    ]
    assert [None if rent is None else int(rent) for rent in rents] == [4000, 6000, None]
    said = "\n".join(plan.notes)
    assert "in 1 row it was made the rent of a year" in said and "“Each blue moon”" in said
    yearly = text.replace("Rent Amount", "Annual Rent")
    plan, _ = bring(connection, written(tmp_path, "m.csv", yearly), kind="lease", partial=True)
    [first, *_] = plan.checked.records
    assert isinstance(first, LeaseRecord) and first.passing_rent_gbp_pa == 1000


def test_own_references_that_are_written_otherwise_are_the_same(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, written(tmp_path, "p.csv", HERE))
    text = "Lease Ref,Property Ref,Tenant,Expiry\nL 1,P1,Alpha,31/03/2030\nL2,P2,Beta,31/03/2031\n"
    bring(connection, written(tmp_path, "l.csv", text), kind="lease")
    again = text.replace("L 1", "l1").replace("Beta", "Gamma")
    plan, _ = bring(connection, written(tmp_path, "m.csv", again), kind="lease")
    assert {name: plan.counts[name] for name in ("new", "changed", "unchanged", "not_in_file")} == {
        "new": 0, "changed": 1, "unchanged": 1, "not_in_file": 0
    }  # fmt: skip
    assert any("“l1” for “L 1”" in note for note in plan.notes)
    doubled = text.replace("L2,P2", "l1,P2").replace("L 1", "L1")
    plan, _ = bring(connection, written(tmp_path, "n.csv", doubled), kind="lease", partial=True)
    assert plan.counts["new"] == 2  # two could be meant


def test_a_wide_cost_sheet_with_its_mapping_file(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, written(tmp_path, "p.csv", HERE))
    path = written(tmp_path, "c.csv", "Property Ref,Year,Rent,Power bill,Mood money\n"
                                      "P1,2024/25,100,50,7\nP2,2024/25,,20,\n")  # fmt: skip
    made = intake.mapping_template(path, RecordKind.COST)
    assert '"Rent" = "rent"' in made and '"Mood money" = ""' in made
    filled = made.replace('"Mood money" = ""', '"Mood money" = "other"')
    mapping = written(tmp_path, "m.toml", filled)
    plan, _ = bring(connection, path, kind="cost", mapping=mapping)
    found = [(one.link.property_ref, str(one.kind), int(one.amount_gbp_pa), one.cost_year)
             for one in plan.checked.records if isinstance(one, CostRecord)]  # fmt: skip
    assert found == [("P1", "rent", 100, "2024/25"), ("P1", "energy", 50, "2024/25"),
                     ("P1", "other", 7, "2024/25"), ("P2", "energy", 20, "2024/25")]  # fmt: skip
    wrong = written(tmp_path, "w.toml", made.replace('"Power bill" = "energy"',
                                                     '"Power bill" = "parrots"'))  # fmt: skip
    with pytest.raises(FileRefused, match="is no cost_kind"):
        bring(connection, path, kind="cost", mapping=wrong)


def test_a_column_for_each_year_is_turned_round_too(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, written(tmp_path, "p.csv", HERE))
    path = written(tmp_path, "c.csv", "Property Ref,Expenditure,2024-25,2025-26,2025-26 budget\n"
                                      "P1,Rates,10,11,12\nP1,Window cleaning,,3,4\n")  # fmt: skip
    plan, _ = bring(connection, path, kind="cost")
    found = [(str(one.kind), int(one.amount_gbp_pa), one.cost_year)
             for one in plan.checked.records if isinstance(one, CostRecord)]  # fmt: skip
    assert found == [("business_rates", 10, "2024/25"), ("business_rates", 11, "2025/26"),
                     ("cleaning", 3, "2025/26")]  # fmt: skip
    assert any("left out: “2025-26 budget”" in note for note in plan.notes)


def test_columns_of_one_kind_are_added_up(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, written(tmp_path, "p.csv", HERE))
    path = written(tmp_path, "c.csv", "Property Ref,Year,Repairs,Building repairs,Electricity,Gas\n"
                                      "P1,2024/25,5,6,1,2\n")  # fmt: skip
    plan, _ = bring(connection, path, kind="cost")
    found = [(one.own_ref, int(one.amount_gbp_pa)) for one in plan.checked.records
             if isinstance(one, CostRecord)]  # fmt: skip
    assert found == [("P1/maintenance_reactive/2024/25", 11), ("P1/electricity/2024/25", 1),
                     ("P1/gas/2024/25", 2)]  # fmt: skip
    assert any("“Repairs” and “Building repairs” are one kind" in note for note in plan.notes)


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [("E16 Energy", CostKind.ENERGY), ("Cleaning and caretaking", CostKind.CLEANING),
     ("Water supply costs", CostKind.WATER), ("Rateable value", None), ("Interest rate", None),
     ("Energy rating", None), ("Consumption (kWh)", None), ("Energy supplier", None),
     ("Rent review date", None), ("Budget for repairs", None), ("Rent received", CostKind.RENT)],
)  # fmt: skip
def test_kinds_of_cost_by_the_word_that_matters(phrase: str, kind: CostKind | None) -> None:
    assert kind_by_word(phrase) == kind


@pytest.mark.parametrize(
    ("heading", "reads"),
    [("CARPARK_ID", True), ("Parcel Ref", True), ("Item No", True), ("Tel No", False),
     ("Ward Code", False), ("House Number", False), ("Organisation Code", False), ("ID", False),
     ("Cost Centre Code", False), ("Charity number", False)],
)  # fmt: skip
def test_headings_that_read_as_references(heading: str, reads: bool) -> None:
    assert reads_as_reference(heading) is reads


def test_one_heading_may_stand_for_several() -> None:
    lookup = known(RecordKind.LEASE).everything
    assert lookup["licencestartdate"] == lookup["tenancycommences"] == {"start"}


def test_a_word_for_nothing_is_no_name(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    text = "LOCAL_REF,NAME,POSTCODE\nA1,Unknown,WR1 1AA\nA2,Unknown Warrior,WR1 1AA\n"
    plan, _ = bring(connection, written(tmp_path, "a.csv", text))
    names = [one.name for one in plan.checked.records if isinstance(one, PropertyRecord)]
    assert names == ["A1", "Unknown Warrior"] and any(
        issue.message == "The row has no name; its reference is shown instead."
        for issue in plan.issues
    )
