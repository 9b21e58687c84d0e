"""References written anew, over HTTP: named in the plan, accepted with the commit or in bulk."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from estate.db import tables as t
from tests.api.imports_office import MEMBER, OTHER, Office
from tests.intake.county import EAST, row, write_csv


def house(n: int, kind: str, **more: str) -> dict[str, Any]:
    return row(f"C1/T{n:04d}/{kind}", NAME=f"House {n}", EASTING=EAST + 20 * n, UPRN=37000000 + n,
               **more)  # fmt: skip


def listed(folder: Path, kind: str) -> Path:
    return write_csv(folder / f"{kind[:4]}.csv", [house(n, kind) for n in range(20, 26)])


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


def test_what_is_lost_beside_the_new_references_is_meant_with_them(
    office: Office, tmp_path: Path
) -> None:
    """Every word with its number, in one commit: the plan tells both what would be lost as it is
    and what would once its references are accepted."""
    first(office, tmp_path)
    plan = office.upload(losing(tmp_path)).json()
    told = plan["renamed"]["losses"]
    assert (plan["losses"]["asks_missing"], plan["losses"]["asks_clear"]) == (5, 1)
    assert (told["asks_missing"], told["asks_clear"], told["cleared"]) == (1, 5, {"gia_m2": 5})
    assert plan["renamed"]["publication"]["public_total"] == 0
    commit = f"/{plan['id']}/commit?renamed=4"
    asked = office.ask("POST", commit)
    assert asked.status_code == 409
    assert "Say missing=1 and clear=5 if you mean it." in asked.json()["detail"]
    assert references(office) == {"Land and Building"}  # the trial has left nothing
    done = office.ask("POST", f"{commit}&missing=1&clear=5")
    assert (done.status_code, done.json()["counts"]["changed"]) == (200, 5), done.text
    assert references(office) == {"BLDG", "Land and Building"}


def losing(folder: Path) -> Path:
    """The list without one row and without floor areas; but for one row under new references."""
    kept = house(20, "Land and Building", GIA_M2="")
    return write_csv(
        folder / "next.csv", [kept, *(house(n, "BLDG", GIA_M2="") for n in range(21, 25))]
    )


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
