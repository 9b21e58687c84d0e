"""The record behind the service: who looked, who wrote, who was refused."""

from estate.register.queries import audit
from tests.api.imports_office import (
    ADMINISTRATOR,
    IMPORTER,
    OTHER,
    Office,
    make_token,
)
from tests.intake import county

RECORD = "/api/v1/audit"


def lines(office: Office, who=ADMINISTRATOR, **asked):
    answer = office.client.get(RECORD, params=asked, headers=office.headers(who))
    assert answer.status_code == 200, answer.text
    return answer.json()["lines"]


def test_a_write_over_http_stands_in_the_record_with_token_and_request(office, tmp_path):
    house = county.write_csv(tmp_path / "house.csv", [county.row("A1")])
    sent = office.upload(house)
    (plan,) = [line for line in lines(office, action="added") if line["subject"] == "import_plan"]
    assert plan["actor"].startswith("token ")
    assert (plan["role"], plan["organisation_code"], plan["about"]) == ("editor", "T-CC", "T-CC")
    assert plan["request_id"] == sent.headers["X-Request-ID"]
    assert plan["subject_key"] == sent.json()["id"]
    office.ask("POST", f"/{sent.json()['id']}/commit", IMPORTER)
    (batch,) = [line for line in lines(office) if line["subject"] == "import_batch"]
    assert batch["details"]["is"]["file_name"] == "house.csv"


def test_a_refused_write_is_recorded_and_changes_nothing(office, tmp_path):
    house = county.write_csv(tmp_path / "house.csv", [county.row("A1")])
    assert office.upload(house, OTHER, organisation="T-CC").status_code == 403
    assert office.upload(house, None, organisation="T-CC").status_code == 401
    nobody, other = lines(office, action="refused")
    assert nobody["actor"] == "nobody signed in"
    assert other["details"] == {"method": "POST", "status": 403}
    assert office.count("import_plan") == 0


def test_an_organisations_looks_are_written_down_and_its_own_to_read(office):
    office.client.get("/api/v1/properties?q=x", headers=office.headers(IMPORTER))
    own, look = lines(office, IMPORTER, action="read")
    assert own["subject"] == RECORD
    assert (look["subject"], look["about"]) == ("/api/v1/properties", "T-CC")
    assert look["details"] == {"query": "q=x"}
    assert [line["about"] for line in lines(office, OTHER, action="read")] == ["T-DC"]


def test_a_critical_friend_and_the_public_may_not_read_it(office):
    assert office.client.get(RECORD).status_code == 401
    token = make_token(office.engine, "critic", None)
    refused = office.client.get(RECORD, headers={"Authorization": f"Bearer {token}"})
    assert refused.status_code == 403
    assert lines(office, action="refused")[0]["subject"] == RECORD


def test_the_record_as_csv_and_page_by_page(office):
    for asked in "abc":
        office.client.get(f"/api/v1/properties?q={asked}", headers=office.headers(IMPORTER))
    answer = office.client.get(f"{RECORD}.csv", headers=office.headers(ADMINISTRATOR))
    assert answer.text.splitlines()[0].removeprefix("\ufeff").startswith("position,recorded_at")
    headers = office.headers(IMPORTER)
    first = office.client.get(f"{RECORD}?limit=2&action=read", headers=headers).json()
    rest = office.client.get(first["next"], headers=headers).json()
    found = [line["details"]["query"] for line in first["lines"] + rest["lines"]]
    assert found == ["limit=2&action=read", "q=c", "q=b", "q=a"]


def test_the_chain_is_whole_after_all_of_it(office, tmp_path):
    test_a_write_over_http_stands_in_the_record_with_token_and_request(office, tmp_path)
    with office.engine.connect() as connection:
        chain = audit.verify(connection)
        assert chain.whole
        assert chain.lines > 10
        assert audit.holds_head(connection, chain.head)
        assert not audit.holds_head(connection, "00" * 32)
        assert not audit.holds_head(connection, "not a hash")
