"""A word that the register does not know is left out and said; the row enters all the same."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from estate import codes, intake
from estate.codes import IssueCode, RecordKind, Severity
from estate.intake.cells import values
from estate.register.records import CostRecord, OccupationRecord, PropertyRecord
from tests.intake.county import bring, row, start, write_csv


def records(plan: intake.ImportPlan) -> list[PropertyRecord]:
    return [one for one in plan.checked.records if isinstance(one, PropertyRecord)]


def test_unknown_words_let_the_row_in_and_are_said_once_with_their_count(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    kinds = ["Spaceport", "Spaceport", "Spaceport", "Lighthouse", "Libary"]
    rows = [row(f"A{i}", TYPE_CODE=kind, STATUS="bewitched", TENURE="Freehold")
            for i, kind in enumerate(kinds)]  # fmt: skip
    plan, _ = bring(connection, write_csv(tmp_path / "a.csv", rows))
    assert (plan.counts["new"], plan.counts["refused"]) == (5, 0)
    said = {i.value: i for i in plan.issues if i.code is IssueCode.UNKNOWN_CODE}
    assert set(said) == {"Spaceport", "Lighthouse", "Libary", "bewitched"}
    assert said["Spaceport"].message.startswith("3 rows: “Spaceport” is not a known type. We left")
    assert "(rows 2–4)" in said["Spaceport"].message
    assert said["Libary"].row_number == 6 and "Nearest known: “Library”" in said["Libary"].message
    assert "Known words: “In use”" in said["bewitched"].message
    assert {i.severity for i in said.values()} == {Severity.WARNING}
    assert all(one.type_code is None for one in records(plan))


def test_what_cannot_be_read_changes_nothing_in_the_register(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    known = row("A1", STATUS="vacant", CONDITION="C", GIA_M2="400",
                POSTCODE="WR1 1AA", UPRN="123456", BV_DATE="31/03/2024", PUB_ACCESS="yes",
                TYPE_CODE="office")  # fmt: skip
    bring(connection, write_csv(tmp_path / "a.csv", [known]))
    unread = known | {"STATUS": "bewitched", "CONDITION": "curious", "GIA_M2": "large",
                      "POSTCODE": "nowhere", "UPRN": "12x", "BV_DATE": "soon",
                      "PUB_ACCESS": "perhaps", "TYPE_CODE": "castle"}  # fmt: skip
    plan, result = bring(connection, write_csv(tmp_path / "b.csv", [unread]))
    assert (plan.counts["unchanged"], result.changed) == (1, False)
    assert len([i for i in plan.issues if i.severity is Severity.WARNING]) == 8
    plan, _ = bring(connection, write_csv(tmp_path / "c.csv", [unread | {"NAME": "New"}]))
    assert plan.changes[["field", "new"]].to_numpy().tolist() == [["name", "New"]]


def test_a_word_of_sensitivity_that_is_not_known_hides_the_property(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    plan, _ = bring(connection, write_csv(tmp_path / "a.csv", [row("A1", SENSITIV="hush")]))
    assert records(plan)[0].sensitivity is codes.Sensitivity.OWNER_ONLY
    (issue,) = plan.issues
    assert "counts as “Owner only”" in issue.message


def test_a_cost_of_an_unknown_kind_is_some_other_cost_and_a_sum_is_none(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "a.csv", [row("P1")]))
    kinds = [("Business Rates", "2024/25", "£25,000"), ("Electricity", "2024-25", "41000"),
             ("Gas", "24/25", "11000"), ("Water", "FY25", "1000"), ("Beekeeping", "2024/25", "7"),
             ("Repairs & Maintenance", "2024/25", "8000"),
             ("Total", "2024/25", "52000")]  # fmt: skip
    rows = [{"Property Reference": "P1", "Financial Year": year, "Cost Type": kind,
             "Amount": amount} for kind, year, amount in kinds]  # fmt: skip
    plan, _ = bring(connection, write_csv(tmp_path / "c.csv", rows), kind="cost")
    found = [one for one in plan.checked.records if isinstance(one, CostRecord)]
    assert [(str(one.kind), one.own_ref) for one in found] == [
        ("business_rates", "P1/business_rates/2024/25"), ("energy", "P1/electricity/2024/25"),
        ("energy", "P1/gas/2024/25"), ("water", "P1/water/2024/25"),
        ("other", "P1/beekeeping/2024/25"),
        ("maintenance_reactive", "P1/maintenance_reactive/2024/25"),
    ]  # fmt: skip
    assert {one.cost_year for one in found} == {"2024/25"}
    (error,) = [i for i in plan.issues if i.severity is Severity.ERROR]
    assert error.row_number == 8 and "sum of others" in error.message
    (word,) = [i for i in plan.issues if i.value == "Beekeeping"]
    assert "counts as “Other”" in word.message


def test_occupations_with_ordinary_services(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "a.csv", [row("P1")]))
    services = ["HR", "Customer Services", "Adult Social Care", "Wizardry"]
    rows = [{"Property Reference": "P1", "Occupation Ref": f"O{i}", "Service Area": service,
             "FTE": "3"} for i, service in enumerate(services)]  # fmt: skip
    plan, _ = bring(connection, write_csv(tmp_path / "o.csv", rows), kind="occupation")
    found = [one for one in plan.checked.records if isinstance(one, OccupationRecord)]
    assert [one.service_function for one in found] == [
        "corporate", "customer_contact", "social_care", None
    ]  # fmt: skip
    assert plan.counts["refused"] == 0


ORDINARY: dict[str, tuple[type[Any], str]] = {
    "type_code": (codes.TypeCode, """School; Primary School; Secondary School; Special School;
        Nursery; Allotments; Allotment Gardens; Shop; Retail; Retail Unit; Retail - Shop; Farm;
        Smallholding; Agricultural Land; Cemetery; Closed Churchyard; Town Hall; Civic Offices;
        Council Offices; GP Surgery; Clinic; Health Centre; Hospital; Public Toilets;
        Public Conveniences; Dwelling; House; Community Centre; Village Hall; Youth Centre;
        Children's Centre; Day Centre; Library; Museum; Art Gallery; Leisure Centre; Swimming Pool;
        Sports Pavilion; Playing Fields; Recreation Ground; Park; Play Area; Open Space; Woodland;
        Car Park; Multi-storey Car Park; Depot; Depots & Stores; Workshop; Industrial Unit;
        Business Centre; Garage; Garage Site; Office; Police Station; Fire Station; Crematorium;
        Residential Care Home; Land; Development Site; Public House; Market; Other"""),
    "status": (codes.Status, """In use; Operational; Live; Open; Active; Occupied; Closed; Vacant;
        Empty; Void; Unoccupied; Part vacant; Partly occupied; Let; Let out; Leased Out; Tenanted;
        Sublet; Licensed out; Let to a third party; Occupied by the Council; Surplus; Sold;
        Disposed; Surplus to requirements; Demolished; Unknown; Mothballed;
        Derelict; Held for Development; Under redevelopment; Redevelopment Site;
        Non-Operational; Retained; In Use; VACANT; Not in use; Disused"""),
    "tenure": (codes.Tenure, """Freehold; FREEHOLD; F; FH; Freehold (registered);
        Freehold - unregistered; Owned; Council owned; Absolute Freehold; Possessory; Leasehold; L;
        LH; Leased; Leasehold In; Leased in; Leased-in; Lease; Sub-lease; Sub-leasehold; Underlease;
        Long Leasehold; Long lease; Long Leasehold (999 years); Ground Lease; Head lease; Headlease;
        125 year lease; Short lease; Rented; Tenancy; Business Tenancy; Periodic Tenancy; Licence;
        License; Licence in; Licensed; Licence to occupy; Tenancy at will; TAW; Holding over; PFI;
        Leasehold Out; Leased out; Freehold & Leasehold; Freehold/Leasehold; Mixed; Unknown;
        Not known; Unregistered; Not registered; Other; Freehold Title; Freehold (let)"""),
    "condition": (codes.Condition, """A; B; C; D; Good; Satisfactory; Poor; Bad; A - Good; B - Fair;
        B/C; Grade C; 1; 3; Fair; Very poor; Excellent; Condition B; C (Poor)"""),
    "energy_rating": (codes.EnergyRating, "A+; A; C; EPC D; C (65); Exempt; Not required; Band E"),
    "listed_grade": (codes.ListedGrade, """I; II; II*; Grade I; Grade II*; Grade II Listed; Listed;
        Yes; No; Not Listed; Locally Listed; Local List; Grade 2; Grade 2*; Listed Grade II*"""),
    "flood_zone": (codes.FloodZone, """1; 2; 3; 3a; 3b; Zone 2; Flood Zone 3; FZ3b; Low;
        Medium; High; Not in a flood zone; Flood Zone 3a; Unknown"""),
    "service_function": (codes.ServiceFunction, """HR; Customer Services; Finance; ICT; IT; Housing;
        Planning; Revenues & Benefits; Libraries; Highways; Adult Social Care; Registrars"""),
    "cost_kind": (codes.CostKind, """Electricity; Gas; Business Rates; NNDR; Rates; Water;
        Insurance; Cleaning; Repairs & Maintenance; Security; Rent; Service Charge;
        Grounds maintenance;
        Depreciation; Telephones; Waste; Caretaking"""),
}  # fmt: skip


@pytest.mark.parametrize("field", ORDINARY)
def test_ordinary_words_are_known(field: str) -> None:
    kind, listed = ORDINARY[field]
    for word in (" ".join(one.split()) for one in listed.split(";")):
        values.code(word, kind, field)


@pytest.mark.parametrize(
    ("word", "inside"),
    [("Inside", True), ("Outside", False), ("Yes", True), ("No", False), ("Excluded", False),
     ("Contracted out", False), ("Protected", True),
     ("Inside the Act", True), ("Outside the Act", False), ("In", True), ("Out", False),
     ("Y", True), ("N", False), ("Within", True), ("Opted out", False), ("Not protected", False),
     ("Sections 24-28 excluded", False), ("Inside LTA 1954", True)],
)  # fmt: skip
def test_ways_to_write_the_act_of_1954(word: str, inside: bool) -> None:
    assert values.yes_no(word, "inside_1954_act") is inside


@pytest.mark.parametrize(
    ("field", "kind", "word"),
    [("condition", codes.Condition, "A - Poor"), ("tenure", codes.Tenure, "Freehold - Licence"),
     ("status", codes.Status, "Vacant / Let"), ("type_code", codes.TypeCode, "Library and School")],
)  # fmt: skip
def test_words_that_disagree_are_not_known(field: str, kind: type[Any], word: str) -> None:
    with pytest.raises(ValueError):
        values.code(word, kind, field)


def test_every_usual_word_means_a_code_of_its_list() -> None:
    lists = {"inside_1954_act", "contracted_out", "operational", "operational_status",
             "public_access", "pfi"}  # fmt: skip
    for field, table in values.usual().items():
        means = {"yes", "no", ""} if field in lists else {*_codes_of(field), ""}
        assert set(table) <= means, field


def _codes_of(field: str) -> set[str]:
    from estate.intake.columns.column_values import CODED

    kinds: dict[str, Any] = {"cost_part": codes.CostKind, **CODED}
    if field == "break_by":
        return {"tenant", "landlord", "mutual"}
    return {one.value for one in kinds[field]}


def test_a_mapping_file_may_say_what_a_word_means(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\n"LOCAL_REF" = "local_ref"\n"NAME" = "name"\n'
                       '"Kind" = "type_code"\n'
                       '[values.type_code]\n"Spaceport" = "depot"\n')  # fmt: skip
    path = write_csv(tmp_path / "a.csv", [{"LOCAL_REF": "A1", "NAME": "x", "Kind": "Spaceport"}])
    plan = intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY,
                          mapping=mapping)  # fmt: skip
    assert records(plan)[0].type_code is codes.TypeCode.DEPOT
