"""Parts of lists and losses over HTTP: said in the plan, meant with the commit."""

from pathlib import Path

from tests.api.imports_office import Office
from tests.intake.county import EAST, row, write_csv


def listed(folder: Path, *numbers: int, **more: str) -> Path:
    rows = [row(f"A{n}", EASTING=EAST + n, **more) for n in numbers]
    return write_csv(folder / f"{len(numbers)}.csv", rows)


def test_what_would_be_lost_is_told_and_takes_a_word(office: Office, tmp_path: Path) -> None:
    plan = office.upload(listed(tmp_path, 1, 2, 3)).json()
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 200
    part = listed(tmp_path, 1, CONDITION="B")
    plan = office.upload(part).json()
    assert (plan["losses"]["missing"], plan["losses"]["asks_missing"]) == (2, 2)
    assert "2 of 3 known rows are not in this file" in plan["losses"]["sentences"][0]
    for word in ("", "?missing=1"):
        refused = office.ask("POST", f"/{plan['id']}/commit{word}")
        assert refused.status_code == 409 and "missing=2" in refused.json()["detail"]
    plan = office.upload(part, partial="true").json()
    assert plan["counts"]["not_in_file"] == 0 and not plan["losses"]["sentences"]
    done = office.ask("POST", f"/{plan['id']}/commit").json()
    assert (done["counts"]["changed"], done["changed"]) == (1, True)
    head = office.headers("editor")
    answer = office.client.get("/api/v1/organisations/T-CC/transparency-code.csv", headers=head)
    assert answer.headers["X-Rows-Lacking"] == "0" and len(answer.text.splitlines()) == 4


def test_a_file_with_none_of_our_references_says_so(office: Office, tmp_path: Path) -> None:
    plan = office.upload(listed(tmp_path, 1, 2, 3)).json()
    assert not any("None of our" in one for one in plan["notes"]), "there is none yet"
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 200
    others = office.upload(listed(tmp_path, 7, 8)).json()
    assert (others["counts"]["new"], others["counts"]["not_in_file"]) == (2, 0)
    assert any("None of our 3 references is in this file" in one for one in others["notes"])
    mixed = office.upload(listed(tmp_path, 1, 7, 8, 9)).json()
    assert not any("None of our" in one for one in mixed["notes"])


def test_cleared_values_take_a_word(office: Office, tmp_path: Path) -> None:
    whole = office.upload(listed(tmp_path, 1, 2, CONDITION="A")).json()
    assert office.ask("POST", f"/{whole['id']}/commit").status_code == 200
    plan = office.upload(listed(tmp_path, 1, 2, CONDITION="")).json()
    assert plan["losses"]["cleared"] == {"condition": 2} and plan["losses"]["asks_clear"] == 2
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 409
    assert office.ask("POST", f"/{plan['id']}/commit?clear=2").json()["changed"] is True
