"""References written anew, over HTTP: named in the plan, accepted with the commit or in bulk."""

from pathlib import Path

from sqlalchemy import select

from estate.db import tables as t
from tests.api.imports_office import MEMBER, OTHER, Office
from tests.intake.county import EAST, row, write_csv


def listed(folder: Path, kind: str) -> Path:
    rows = [row(f"C1/T{n:04d}/{kind}", NAME=f"House {n}", EASTING=EAST + 20 * n, UPRN=37000000 + n)
            for n in range(20, 26)]  # fmt: skip
    return write_csv(folder / "list.csv", rows)


def first(office: Office, folder: Path) -> None:
    plan = office.upload(listed(folder, "Land and Building")).json()
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 200


def references(office: Office) -> set[str]:
    """The last parts of the references of what counts."""
    p = t.property_.c
    with office.engine.connect() as connection:
        found = connection.execute(select(p.local_ref).where(p.merged_into_property_id.is_(None)))
        return {reference.split("/")[2] for reference in found.scalars()}


def test_one_answer_with_the_commit(office: Office, tmp_path: Path) -> None:
    first(office, tmp_path)
    plan = office.upload(listed(tmp_path, "BLDG")).json()
    assert plan["counts"]["new"] == plan["renamed"]["rows"] == 6
    [rule] = plan["renamed"]["rules"]
    assert rule["words"] == "“Land and Building” is written “BLDG”"
    wrong = office.ask("POST", f"/{plan['id']}/commit?renamed=5")
    assert wrong.status_code == 409 and "renamed=6" in wrong.json()["detail"]
    done = office.ask("POST", f"/{plan['id']}/commit?renamed=6").json()
    assert (done["counts"]["new"], done["counts"]["unchanged"]) == (0, 6)
    assert references(office) == {"BLDG"}


def test_all_at_once_afterwards_and_back(office: Office, tmp_path: Path) -> None:
    first(office, tmp_path)
    plan = office.upload(listed(tmp_path, "BLDG")).json()
    assert office.ask("POST", f"/{plan['id']}/commit").json()["counts"]["new"] == 6

    def decide(decision: str, who: str) -> tuple[int, int | None]:
        answer = office.client.post(
            f"/api/v1/matches/all/{decision}", params={"organisation": "T-CC"},
            headers=office.headers(who),
        )  # fmt: skip
        return answer.status_code, answer.json().get("count")

    assert decide("accept", MEMBER)[0] == decide("accept", OTHER)[0] == 403
    assert decide("accept", "editor") == (200, 6)
    assert references(office) == {"BLDG"}
    assert decide("undo", "editor") == (200, 6)
    assert references(office) == {"BLDG", "Land and Building"}
