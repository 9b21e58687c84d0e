"""What an import would publish is asked over HTTP; protected places are answered for by owners."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from api.app import create_app
from api.system import housekeeping
from estate.db import tables as t
from estate.settings import Settings
from tests.api.imports_office import ADMINISTRATOR, EDITOR, IMPORTER, MEMBER, OTHER, Office
from tests.intake.county import row, write_csv

p = t.property_.c
ROWS = [
    row("L1", NAME="Easton Library", PUB_ACCESS="Yes"),
    row("R1", NAME="Women's Refuge", PUB_ACCESS="Yes", SENSITIV="open"),
    row("H1", NAME="Hope Hostel", PUB_ACCESS="Yes", SENSITIV=""),
    row("O1", NAME="Offices"),
]


def levels(office: Office) -> dict[str, str]:
    with office.engine.connect() as connection:
        found = connection.execute(select(p.local_ref, p.sensitivity))
        return {one.local_ref: one.sensitivity for one in found}


def id_of(office: Office, reference: str) -> str:
    with office.engine.connect() as connection:
        statement = select(p.property_id).where(p.local_ref == reference)
        return str(connection.execute(statement).scalar_one())


@pytest.fixture
def everybody(office: Office) -> Iterator[TestClient]:
    """The public edition of the same register; both organisations have signed."""
    with office.engine.begin() as connection:
        signed = {"signed_on": "2026-01-01", "signatory": "A. Chief", "signed_for": "it"}
        connection.execute(update(t.organisation).values(**signed))
    url = office.engine.url.render_as_string(hide_password=False)
    with TestClient(create_app(Settings(reader="public", data_dir=office.data_dir), url)) as found:
        yield found


def seen(client: TestClient, **headers: str) -> set[str]:
    answer = client.get("/api/v1/properties", headers=headers).json()
    return {one["properties"]["name"] for one in answer["features"]}


@pytest.fixture
def plan(office: Office, tmp_path: Path) -> dict[str, object]:
    answer = office.upload(write_csv(tmp_path / "estate.csv", ROWS))
    assert answer.status_code == 201
    return answer.json()


def test_a_plan_says_who_will_see_it(plan: dict[str, object]) -> None:
    said = plan["publication"]
    assert (said["public_total"], said["protected_total"], said["asked_total"]) == (1, 2, 1)
    assert [one["name"] for one in said["public"]] == ["Easton Library"]
    assert [one["asked"] for one in said["protected"]] == ["open", None]
    assert said["sentences"] == [
        "1 place would be public to anybody: Easton Library (L1).",
        "2 places look protected and stay with their owner until confirmed: Women's Refuge (R1); "
        "Hope Hostel (H1).",
        "The file itself would show 1 of these: Women's Refuge (R1). Unless you confirm that, "
        "nobody but the owner sees them.",
    ]


@pytest.mark.parametrize("said", ["", "?publish=0", "?publish=2", "?publish=1&show_protected=2"])
def test_committing_wants_the_numbers(office: Office, plan: dict[str, object], said: str) -> None:
    refused = office.ask("POST", f"/{plan['id']}/commit{said}")
    assert refused.status_code == 409
    assert "Nothing has been changed" in refused.json()["detail"]
    wanted = "Women's Refuge (R1)" if "show" in said else "publish=1"
    assert wanted in refused.json()["detail"]
    assert levels(office) == {}
    assert office.ask("GET", f"/{plan['id']}").json()["state"] == "waiting"


def test_an_unknown_word_is_a_422(office: Office, plan: dict[str, object]) -> None:
    assert office.ask("POST", f"/{plan['id']}/commit?publish=yes").status_code == 422
    assert office.ask("POST", f"/{plan['id']}/commit?publish=1&all=1").status_code == 422
    assert levels(office) == {}


def test_published_but_not_what_looks_protected(
    office: Office, plan: dict[str, object], everybody: TestClient
) -> None:
    assert office.ask("POST", f"/{plan['id']}/commit?publish=1").status_code == 200
    assert levels(office) == {"L1": "open", "R1": "owner_only", "H1": "owner_only", "O1": "open"}
    assert seen(everybody) == {"Easton Library"}
    assert seen(office.client) == {"Easton Library", "Offices"}


def test_confirmed_at_the_commit_undone_and_reverted(
    office: Office, plan: dict[str, object], everybody: TestClient, tmp_path: Path
) -> None:
    done = office.ask("POST", f"/{plan['id']}/commit?publish=1&show_protected=1")
    assert done.status_code == 200
    assert levels(office)["R1"] == "open"
    assert seen(everybody) == {"Easton Library", "Women's Refuge"}
    without = [{k: v for k, v in one.items() if k != "SENSITIV"} for one in ROWS]
    again = office.upload(write_csv(tmp_path / "again.csv", without)).json()
    assert again["counts"]["unchanged"] == 4
    assert [one["name"] for one in again["publication"]["protected"]] == ["Hope Hostel"]
    assert office.ask("POST", f"/{again['id']}/commit").status_code == 200
    assert levels(office)["R1"] == "open"  # what is confirmed stays so

    place = f"/api/v1/properties/{id_of(office, 'R1')}/protection"
    undone = office.client.post(f"{place}/undo", headers=office.headers(EDITOR))
    assert (undone.status_code, undone.json()["stand"]) == (200, "kept")
    assert seen(everybody) == {"Easton Library"}
    gone = office.client.post(f"{place}/undo", headers=office.headers(EDITOR))
    assert gone.status_code == 409

    assert office.ask("POST", f"/{plan['id']}/revert").status_code == 200
    assert levels(office) == {}
    assert office.count("protection_answer") == office.count("protection_notice") == 0


def committed(office: Office, plan: dict[str, object]) -> None:
    assert office.ask("POST", f"/{plan['id']}/commit?publish=1").status_code == 200


def answer(office: Office, reference: str, word: str, who: str = EDITOR) -> object:
    path = f"/api/v1/properties/{id_of(office, reference)}/protection"
    return office.client.post(path, json={"sensitivity": word}, headers=office.headers(who))


def opened_before_the_upgrade(office: Office) -> None:
    with office.engine.begin() as connection:
        connection.execute(update(t.property_).values(sensitivity="open"))
        connection.exec_driver_sql("INSERT INTO register_version (reason) VALUES ('test')")


def test_the_owner_answers_and_it_is_on_record(
    office: Office, plan: dict[str, object], everybody: TestClient
) -> None:
    committed(office, plan)
    shown = answer(office, "H1", "open")
    assert (shown.status_code, shown.json()["seen_by"]) == (200, "anybody")
    assert seen(everybody) == {"Easton Library", "Hope Hostel"}
    hidden = answer(office, "H1", "hidden", IMPORTER).json()
    assert (hidden["seen_by"], hidden["stand"]) == ("its owner alone", "kept")
    assert seen(everybody) == {"Easton Library"}
    with office.engine.connect() as connection:
        told = connection.execute(
            select(t.history.c.action, t.history.c.changes)
            .where(t.history.c.action.like("answer%")).order_by(t.history.c.history_id)
        ).all()  # fmt: skip
        noted = select(t.audit_record.c.subject).where(
            t.audit_record.c.subject == "protection_answer"
        )
        assert len(connection.execute(noted).all()) == 2
    assert [one.changes["sensitivity"] for one in told] == [
        ["owner_only", "open"], ["open", "hidden"]
    ]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [
    (None, 401), (MEMBER, 403), (OTHER, 403), (IMPORTER, 200), (ADMINISTRATOR, 200),
])  # fmt: skip
def test_who_may_answer(
    office: Office, plan: dict[str, object], who: str | None, status: int
) -> None:
    committed(office, plan)
    path = f"/api/v1/properties/{id_of(office, 'R1')}/protection"
    sent = office.client.post(path, json={"sensitivity": "club"}, headers=office.headers(who))
    assert sent.status_code == status
    assert levels(office)["R1"] == ("club" if status == 200 else "owner_only")
    listed = office.client.get(
        "/api/v1/organisations/T-CC/protected-places", headers=office.headers(who)
    )
    assert listed.status_code == {MEMBER: 200}.get(str(who), status)


def test_an_upgrade_tells_the_owner_and_the_operator_and_changes_nothing(
    office: Office, plan: dict[str, object], everybody: TestClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    committed(office, plan)
    opened_before_the_upgrade(office)
    said: list[dict[str, object]] = []
    monkeypatch.setattr(housekeeping.log, "warning", lambda _, **more: said.append(more))
    housekeeping.tell_of_protected_places(office.client.app.state.service)
    assert [(one["to_anybody"], one["to_members"], one["organisations"]) for one in said] == [
        (2, 0, ["T-CC"])
    ]
    assert set(levels(office).values()) == {"open"}
    listed = office.client.get(
        "/api/v1/organisations/T-CC/protected-places", headers=office.headers(MEMBER)
    ).json()["places"]
    assert [(one["name"], one["seen_by"], one["stand"]) for one in listed] == [
        ("Hope Hostel", "anybody", "shown"), ("Women's Refuge", "anybody", "shown")
    ]  # fmt: skip
    page = office.client.get("/organisations/T-CC", headers=office.headers(EDITOR)).text
    assert "2 places that look protected" in page
    assert "look protected" not in office.client.get("/organisations/T-CC").text
    own = office.client.get("/organisations/T-CC/protected", headers=office.headers(EDITOR))
    assert "2 places shown that nobody has confirmed" in own.text
    assert office.client.get("/organisations/T-CC/protected").status_code == 401
    refused = office.client.get("/organisations/T-CC/protected", headers=office.headers(OTHER))
    assert refused.status_code == 403
    assert answer(office, "R1", "owner_only").status_code == 200
    assert answer(office, "H1", "open").status_code == 200
    assert seen(everybody) == {"Easton Library", "Offices", "Hope Hostel"} - {"Offices"}
    said.clear()
    housekeeping.tell_of_protected_places(office.client.app.state.service)
    assert said == []


def test_a_confirmation_of_one_kind_is_none_of_another(
    office: Office, plan: dict[str, object], tmp_path: Path
) -> None:
    committed(office, plan)
    answer(office, "H1", "open")
    renamed = [*ROWS[:2], {**ROWS[2], "NAME": "Hope House, women's refuge"}, ROWS[3]]
    again = office.upload(write_csv(tmp_path / "renamed.csv", renamed)).json()
    assert [one["name"] for one in again["publication"]["protected"]] == [
        "Women's Refuge", "Hope House, women's refuge"
    ]  # fmt: skip
    assert again["publication"]["protected"][1]["looks_like"].startswith("refuge")
    assert office.ask("POST", f"/{again['id']}/commit").status_code == 200
    assert levels(office)["H1"] == "owner_only"


def test_an_answer_stands_in_the_way_of_a_revert(office: Office, plan: dict[str, object]) -> None:
    committed(office, plan)
    answer(office, "H1", "club")
    refused = office.ask("POST", f"/{plan['id']}/revert")
    assert refused.status_code == 409
    assert "“Hope Hostel” was answered for" in refused.json()["detail"]
    path = f"/api/v1/properties/{id_of(office, 'H1')}/protection/undo"
    assert office.client.post(path, headers=office.headers(EDITOR)).status_code == 200
    assert office.ask("POST", f"/{plan['id']}/revert").status_code == 200


def test_the_list_as_files(office: Office, plan: dict[str, object]) -> None:
    committed(office, plan)
    path = "/organisations/T-CC/protected/protected"
    text = office.client.get(f"{path}.csv", headers=office.headers(EDITOR)).text
    assert "Women's Refuge" in text
    assert office.client.get(f"{path}.xlsx", headers=office.headers(EDITOR)).status_code == 200
    assert office.client.get(f"{path}.csv").status_code == 401
