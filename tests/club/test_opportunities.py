"""Opportunities over HTTP: from a sharing option to a delivered one, with three bodies."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter
from sqlalchemy import func, select, update
from typer.testing import CliRunner

from estate.answers.opportunities import opportunity
from estate.cli.opportunities import app as command
from estate.club.codes import ONWARD
from estate.club.decisions import Person
from estate.codes import Role
from estate.db import tables as t
from estate.register.queries.opportunities import whole_record
from estate.register.writes.opportunities import put_on_record
from tests.api.imports_office import browser_of
from tests.club.club_office import GUEST, HOST, LANDLORD, NAMES, ROOT, TODAY, Club, club_office
from tests.club.test_opportunity_pages import send

BODIES = (GUEST, HOST, LANDLORD)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("club")) as made:
        yield made


def refused(answer: Any, status: int, *words: str) -> None:
    assert answer.status_code == status, answer.text
    for one in words:
        assert one in answer.json()["detail"], answer.json()["detail"]


CASE = {"saving_gbp_pa": 40_000, "shares": [
    {"organisation": GUEST, "saving_gbp_pa": 90_119, "one_off_gbp": 35_000},
    {"organisation": HOST, "saving_gbp_pa": 11_190},
    {"organisation": LANDLORD, "saving_gbp_pa": -61_309},
]}  # fmt: skip
DECISION = {"outcome": "agreed", "forum": "Cabinet", "decided_on": "2026-11-20",
            "minute_ref": "Minute 7"}  # fmt: skip
STATEMENT = {"service": "Records", "service_lead": "A. Synthetic", "said_on": "2026-11-02",
             "statement": "The reading room stays open five days a week."}  # fmt: skip
CONSULTATION = {"with_whom": "users of the reading room", "began_on": "2026-09-01",
                "ended_on": "2026-10-30", "what_came_of_it": "Most would come by bus."}  # fmt: skip
ACTUAL = {"financial_year": "2025/26", "saving_gbp": 38_211, "one_off_gbp": 41_003}


def test_the_story_of_three_bodies(club: Club):
    """Each guard is tried and refused with its sentence; the record holds every step."""
    made = club.promote()
    assert made.status_code == 201, made.text
    told = made.json()
    key = told["id"]
    assert told["title"] == "Records Office and Town Offices"
    assert {one["code"]: one["reason"] for one in told["bodies"]} == {
        GUEST: "owner", HOST: "owner", LANDLORD: "landlord"
    }  # fmt: skip
    assert told["first_saving_on"] == "2028-09-30"  # the quarter that the club sees, not the day
    assert told["one_off_gbp"] > 0
    assert told["one_off_gbp"] % 1_000 == 0  # as the club's list of candidates has it
    refused(club.promote(HOST), 409, "is about these two already")
    _to_feasibility(club, key)
    _to_approvals(club, key)
    _to_approved(club, key)
    _to_delivered(club, key)
    whole = club.get(LANDLORD, key)
    assert [one["to_stage"] for one in whole["steps"]] == [one.value for one in ONWARD]
    assert {one["organisation"]["code"] for one in whole["steps"]} == {GUEST}
    assert {one["role"] for one in whole["steps"]} == {"editor"}
    assert whole["ways"] == []
    TypeAdapter(opportunity.Opportunity).validate_python(whole)
    with club.office.engine.connect() as connection:
        noted = connection.execute(
            select(t.audit_record.c.subject).where(t.audit_record.c.subject_key == key)
        ).scalars().all()  # fmt: skip
    assert {"opportunity", "opportunity_decision", "opportunity_case"} <= set(noted)


def _to_feasibility(club: Club, key: str) -> None:
    assert club.move(GUEST, key, "idea", "triage").status_code == 200
    refused(club.move(GUEST, key, "idea", "triage"), 409, "stands at “triage” now")
    refused(club.move(HOST, key, "triage", "feasibility"), 403, "which leads this opportunity")
    refused(club.move(GUEST, key, "triage", "feasibility"), 409, "a service lead's statement")
    refused(club.ask(HOST, "POST", f"/{key}/statements", **STATEMENT, organisation=GUEST), 403)
    assert club.ask(GUEST, "POST", f"/{key}/statements", **STATEMENT).status_code == 201
    assert club.move(GUEST, key, "triage", "feasibility").status_code == 200


def _to_approvals(club: Club, key: str) -> None:
    refused(club.move(GUEST, key, "feasibility", "business_case"), 409, "needs a kept case",
            "its partner split")  # fmt: skip
    refused(club.ask(HOST, "POST", f"/{key}/cases", **CASE), 403)
    wrong = CASE | {"saving_gbp_pa": 40_002}
    refused(club.ask(GUEST, "POST", f"/{key}/cases", **wrong), 422, "they must agree to £1")
    some = CASE | {"saving_gbp_pa": 101_309, "shares": CASE["shares"][:2]}
    assert club.ask(GUEST, "POST", f"/{key}/cases", **some).status_code == 201
    refused(club.move(GUEST, key, "feasibility", "business_case"), 409,
            "needs a kept case", f"no share is on record for {NAMES[LANDLORD]}.")  # fmt: skip
    kept = _on_a_kept_case(club, key)
    assert club.ask(GUEST, "POST", f"/{key}/cases", **CASE, kept_case_id=kept).status_code == 201
    assert club.move(GUEST, key, "feasibility", "business_case").status_code == 200
    assert club.move(GUEST, key, "business_case", "approvals").status_code == 200


def _on_a_kept_case(club: Club, key: str) -> str:
    """A version to rest on; each that it cannot rest on is refused, and both name each other."""
    case = f"/{key}/cases"
    stranger = str(UUID(int=7))
    refused(club.ask(GUEST, "POST", case, **CASE, kept_case_id=stranger), 422, "you may not open")
    kept = club.kept()
    wrong = {"assumption_set": "another", "kept_case_id": kept}
    refused(club.ask(GUEST, "POST", case, **CASE, **wrong), 422, "The kept case rests on")
    other = club.picked("Elsewhere", "CC-9")
    refused(club.ask(GUEST, "POST", f"/{other}/cases", **CASE, kept_case_id=kept), 422,
            "not about the properties of this opportunity")  # fmt: skip
    address = f"/api/v1/cases/{kept}"
    assert club.at(HOST, "GET", address).json()["opportunities"] == []
    assert club.ask(GUEST, "POST", case, **CASE, kept_case_id=kept).status_code == 201
    told, rests_on = club.at(HOST, "GET", address).json(), club.get(HOST, key)["cases"][-1]
    page, sha256 = f"/cases/{kept}", told["sha256"]
    assert rests_on["kept_case"] == {"id": kept, "version": 1, "kept_on": TODAY.isoformat(),
                                     "sha256": sha256, "page": page}  # fmt: skip
    assert rests_on["assumption_set"] == told["assumptions"]["id"]
    (resting,) = told["opportunities"]
    assert resting["page"] == f"/opportunities/{key}" and resting["rests_still"]
    return kept


def _to_approved(club: Club, key: str) -> None:
    def approve(who: str = GUEST) -> Any:
        return club.move(who, key, "approvals", "approved")

    refused(approve(), 409, f"none is on record for {NAMES[HOST]}, {NAMES[LANDLORD]} and")
    refused(club.ask(GUEST, "POST", f"/{key}/decisions", **DECISION, organisation=HOST), 403,
            f"Only an editor of {NAMES[HOST]}")  # fmt: skip
    late = DECISION | {"decided_on": "2026-11-30"}
    refused(club.ask(GUEST, "POST", f"/{key}/decisions", **late), 422, "lies ahead")
    for code in (GUEST, HOST):
        assert club.ask(code, "POST", f"/{key}/decisions", **DECISION).status_code == 201
    refused(approve(), 409, f"none is on record for {NAMES[LANDLORD]}.")
    deferred = DECISION | {"outcome": "deferred"}
    assert club.ask(LANDLORD, "POST", f"/{key}/decisions", **deferred).status_code == 201
    refused(approve(), 409, f"{NAMES[LANDLORD]} has not agreed.")
    assert club.ask(LANDLORD, "POST", f"/{key}/decisions", **DECISION).status_code == 201
    refused(approve(), 409, "whether public access changes")
    row = club.get(GUEST, key)
    said = {"revision": row["revision"], "changes_public_access": True}
    assert club.ask(GUEST, "POST", f"/{key}/details", **said).status_code == 200
    refused(club.ask(GUEST, "POST", f"/{key}/details", **said), 409, "Somebody has changed")
    refused(approve(), 409, "a consultation record")
    assert club.ask(GUEST, "POST", f"/{key}/consultations", **CONSULTATION).status_code == 201
    anew = club.ask(GUEST, "POST", f"/{key}/cases", **CASE)
    refused(approve(), 409, "needs a kept case", "has been changed since")
    assert anew.json()["cases"][-1]["kept_case"] is None
    kept = anew.json()["cases"][1]["kept_case"]["id"]
    assert club.ask(GUEST, "POST", f"/{key}/cases", **CASE, kept_case_id=kept).status_code == 201
    refused(approve(), 409, "has been changed since", "that decision is wanted again")
    for code in BODIES:
        assert club.ask(code, "POST", f"/{key}/decisions", **DECISION).status_code == 201
    refused(approve(HOST), 403)
    assert approve().status_code == 200


def _to_delivered(club: Club, key: str) -> None:
    assert club.move(GUEST, key, "approved", "in_delivery").status_code == 200
    refused(club.move(GUEST, key, "in_delivery", "delivered"), 409, "Delivered needs actual")
    for code in BODIES:
        assert club.ask(code, "POST", f"/{key}/actuals", **ACTUAL).status_code == 201
    refused(club.move(GUEST, key, "in_delivery", "delivered"), 409,
            "before it starts saving (30 September 2028)")  # fmt: skip
    began = {"revision": club.get(GUEST, key)["revision"], "first_saving_on": "2026-11-01"}
    assert club.ask(GUEST, "POST", f"/{key}/details", **began).status_code == 200
    assert club.move(GUEST, key, "in_delivery", "delivered").status_code == 200
    refused(club.move(GUEST, key, "delivered", "parked", reason="Done"), 409, "no step from")


def test_parties_see_what_parties_may_while_they_have_agreed(club: Club):
    key = club.picked("Under one roof?")
    agreed = {"agreed_on": "2026-11-01", "ends_on": "2026-12-31", "document_ref": "Deed 4"}
    note = {"barrier": "vat", "note": "An option to tax is in place."}
    assert club.ask(GUEST, "POST", f"/{key}/barriers", **note).status_code == 201
    assert club.ask(GUEST, "POST", f"/{key}/actuals", **ACTUAL).status_code == 201

    def sees(who: str) -> tuple[bool, bool, bool]:
        whole = club.get(who, key)
        (place,) = (one for one in whole["properties"] if one["ref"] == "CC-1")
        exact = place["leases"] == [{"expiry_date": "2028-09-17", "passing_rent_gbp_pa": 61_309.0}]
        assert exact or not place["leases"]
        return (
            exact and place["cost_gbp_pa"] == 43_217.0,
            whole["barriers"][0]["note"] is not None,
            whole["actuals"][0]["saving_gbp"] is not None,
        )

    whole, own, nothing = (True, True, True), (False, True, True), (False, False, False)
    assert (sees(GUEST), sees(HOST)) == (own, nothing)
    assert club.ask(GUEST, "POST", f"/{key}/agreements", **agreed).status_code == 201
    assert (sees(GUEST), sees(HOST)) == (own, nothing)  # who does not show sees nothing
    assert club.ask(HOST, "POST", f"/{key}/agreements", **agreed).status_code == 201
    assert sees(HOST) == whole
    for who in (LANDLORD, "stranger", "administrator", "member", "critic"):
        expected = own if who == "member" else nothing  # of the guest's own organisation
        assert (who, sees(who)[1:]) == (who, whole[1:] if who == "member" else expected[1:])
        assert club.get(who, key)["under_agreement"] == [GUEST, HOST]
    with club.office.engine.connect() as connection:
        r = t.audit_record.c
        looks = select(r.about).where(r.action == "read", r.subject.endswith(key),
                                      r.organisation_code == HOST)  # fmt: skip
        assert GUEST in connection.execute(looks).scalars().all()
    over = agreed | {"withdrawn": True}
    assert club.ask(GUEST, "POST", f"/{key}/agreements", **over).status_code == 201
    assert sees(HOST) == nothing
    ended = agreed | {"ends_on": "2026-11-28"}
    assert club.ask(GUEST, "POST", f"/{key}/agreements", **ended).status_code == 201
    assert sees(HOST) == nothing
    endless = agreed | {"ends_on": "2040-01-01"}
    refused(club.ask(GUEST, "POST", f"/{key}/agreements", **endless), 422, "five years")


def test_a_landlord_opens_no_lease_of_its_tenant_and_the_answer_to_a_write_is_a_look(club: Club):
    key = club.picked("A tenant that has not agreed")
    assert club.ask(GUEST, "POST", f"/{key}/bodies", organisation=LANDLORD).status_code == 201
    agreed = {"agreed_on": "2026-11-01", "ends_on": "2026-12-31", "document_ref": "Deed 5"}
    for code in (HOST, LANDLORD):
        assert club.ask(code, "POST", f"/{key}/agreements", **agreed).status_code == 201

    def leases(who: str) -> list[Any]:
        return [one for place in club.get(who, key)["properties"] for one in place["leases"]]

    assert leases(HOST) == [], "the tenant's lease, of which its landlord alone has agreed"
    assert leases(LANDLORD) == [{"expiry_date": "2028-09-17", "passing_rent_gbp_pa": 61_309.0}]
    barrier = {"barrier": "vat", "note": "An option to tax."}
    assert club.ask(HOST, "POST", f"/{key}/barriers", **barrier).status_code == 201
    with browser_of(club.office, HOST) as browser:
        page = f"/opportunities/{key}"
        assert send(browser, page, f"{page}/record/statements", service="A").status_code == 422
    with club.office.engine.connect() as connection:
        r = t.audit_record.c
        looks = select(r.subject).where(r.action == "read", r.about == LANDLORD,
                                        r.organisation_code == HOST)  # fmt: skip
        seen = set(connection.execute(looks).scalars())
    assert {f"{ROOT}/{key}/barriers", f"/opportunities/{key}/record/statements"} <= seen


def test_who_may_what(club: Club):
    pair = {"guest_id": club.places["CC-1"], "host_id": club.places["DC-1"]}
    for who in ("importer", "member", "critic"):
        refused(club.ask(who, "POST", **pair), 403)
    refused(club.ask(GUEST, "POST", **pair, lead=HOST), 403, "their own organisation leads")
    refused(club.ask("administrator", "POST", **pair), 422, "`lead` is missing")
    assert club.ask(None, "POST", **pair).status_code == 401
    refused(club.ask(GUEST, "POST", property_ids=[pair["host_id"]]), 422, "title")
    for title in ("The depot is surplus", "Offices to be sold"):
        wanted = {"property_ids": [pair["host_id"]], "title": title}
        refused(club.ask(GUEST, "POST", **wanted), 422, "cannot say")
        refused(club.ask(GUEST, "POST", **pair, title=title), 422, "cannot say")
    refused(club.ask(GUEST, "POST", guest_id=pair["guest_id"], host_id=club.places["CC-9"]), 404)
    key = club.picked("Three together", "CC-1", "CC-9", "DC-1", who=HOST)
    told = club.get("administrator", key)
    assert {one["code"] for one in told["bodies"]} == {GUEST, HOST}
    refused(club.ask("stranger", "POST", f"/{key}/decisions", **DECISION), 422, "none of the bod")
    refused(club.ask("stranger", "POST", f"/{key}/barriers", barrier="vat", note="why"), 403)
    refused(club.ask(GUEST, "POST", f"/{key}/bodies", organisation=LANDLORD), 403)
    refused(club.ask(HOST, "POST", f"/{key}/bodies", organisation="NOBODY"), 422)
    assert club.ask(HOST, "POST", f"/{key}/bodies", organisation=LANDLORD).status_code == 201
    refused(club.ask(HOST, "POST", f"/{key}/bodies", organisation=LANDLORD), 409)
    refused(club.ask(HOST, "DELETE", f"/{key}/bodies/{GUEST}"), 409, "was not added")
    assert club.ask(HOST, "DELETE", f"/{key}/bodies/{LANDLORD}").status_code == 200
    named = DECISION | {"organisation": GUEST}
    assert club.ask("administrator", "POST", f"/{key}/decisions", **named).status_code == 201


def test_a_place_that_is_hidden_takes_its_opportunity_out_of_sight(club: Club):
    key = club.picked("By the depot", "CC-9")
    lists = {who: {one["id"] for one in club.ask(who, "GET").json()["opportunities"]}
             for who in (HOST, GUEST)}  # fmt: skip
    assert key in lists[HOST] & lists[GUEST]
    p = t.property_.c
    for sensitivity in ("owner_only", "open"):
        with club.office.engine.begin() as connection:
            hide = update(t.property_).where(p.local_ref == "CC-9")
            connection.execute(hide.values(sensitivity=sensitivity))
        shown = sensitivity == "open"
        assert (club.ask(HOST, "GET", f"/{key}").status_code == 200) is shown
        assert (club.move(HOST, key, "idea", "triage").status_code == 403) is shown
        listed = {one["id"] for one in club.ask(HOST, "GET").json()["opportunities"]}
        assert (key in listed) is shown
        assert club.get(GUEST, key)["properties"][0]["name"] == "Old Depot"


def test_what_a_place_was_merged_into_and_its_owners_signature_count_too(club: Club):
    key = club.picked("By the depot, merged", "CC-9")
    p, code = t.property_.c, t.organisation.c.code

    def status(who: str, *changes: Any) -> int:
        with club.office.engine.begin() as connection:
            for change in changes:
                connection.execute(change)
        listed = {one["id"] for one in club.ask(who, "GET").json()["opportunities"]}
        found: int = club.ask(who, "GET", f"/{key}").status_code
        assert (key in listed) is (found == 200)
        return found

    depot, offices = (update(t.property_).where(p.local_ref == ref) for ref in ("CC-9", "DC-1"))
    merged = depot.values(merged_into_property_id=club.places["DC-1"])
    assert status(LANDLORD, merged) == 200
    assert status(LANDLORD, offices.values(sensitivity="owner_only")) == 404
    assert status(HOST) == status(GUEST) == 200  # whose it is, and who takes part
    unmerged = depot.values(merged_into_property_id=None)
    assert status(LANDLORD, unmerged, offices.values(sensitivity="open")) == 200
    owner = update(t.organisation).where(code == GUEST)
    assert status(LANDLORD, owner.values(signed_on=None)) == 404
    assert status(LANDLORD, owner.values(signed_on=TODAY)) == 200


def test_a_body_that_refuses_stays_until_a_new_case_leaves_it_out(club: Club):
    key = club.picked("Without the landlord?")
    assert club.ask(GUEST, "POST", f"/{key}/bodies", organisation=LANDLORD).status_code == 201
    assert club.ask(GUEST, "POST", f"/{key}/cases", **CASE).status_code == 201
    out = f"/{key}/bodies/{LANDLORD}"
    refused(club.ask(GUEST, "DELETE", out), 409, "First record a new business case without it")
    without = {"saving_gbp_pa": 101_309, "shares": CASE["shares"][:2]}
    assert club.ask(GUEST, "POST", f"/{key}/cases", **without).status_code == 201
    against = DECISION | {"outcome": "refused"}
    assert club.ask(LANDLORD, "POST", f"/{key}/decisions", **against).status_code == 201
    refused(club.ask(GUEST, "DELETE", out), 409, "on which every other body decides again")
    assert club.ask(GUEST, "POST", f"/{key}/cases", **without).status_code == 201
    assert club.ask(GUEST, "DELETE", out).status_code == 200


def test_a_decision_that_waited_for_a_case_is_the_later(club: Club):
    """Whatever began first: what the rules compare is when each came to hold the opportunity."""
    key = club.picked("Who came first")
    said = DECISION | {"decided_on": date(2026, 11, 20)}
    with club.office.engine.begin() as early:
        early.execute(select(func.now()))  # its transaction begins before the case
        assert club.ask(GUEST, "POST", f"/{key}/cases", **CASE | {"shares": []}).status_code == 201
        put_on_record(early, "decisions", UUID(key), Person(Role.EDITOR, HOST), said,
                      organisation=HOST, today=TODAY, by="Waited")  # fmt: skip
        row = early.execute(select(t.opportunity).where(t.opportunity.c.opportunity_id == key))
        record = whole_record(early, row.mappings().one(), TODAY)
    assert record.case_at is not None
    assert record.decisions[HOST].recorded_at > record.case_at


def test_of_two_who_move_it_at_once_one_is_told(club: Club):
    key = club.picked("Both at once")
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda _: club.move(GUEST, key, "idea", "triage"), range(2)))
    assert sorted(one.status_code for one in done) == [200, 409]
    assert len(club.get(GUEST, key)["steps"]) == 2


def test_lists_are_asked_by_stage_track_and_body(club: Club):
    key = club.picked("Track it")
    said = {"revision": 1, "track": "quick_win", "lead_name": "A. Synthetic",
            "next_step": "Ask the landlord",
            "next_step_organisation": HOST, "next_step_by": "2027-01-15",
            "needs_construction": False, "one_off_gbp": 20_000, "first_saving_on": "2027-04-01",
            "changes_public_access": False}  # fmt: skip
    told = club.ask(GUEST, "POST", f"/{key}/details", **said).json()
    assert told["suggested_track"]["track"] == told["track"] == "quick_win"
    assert told["next_step"]["organisation"]["name"] == NAMES[HOST]
    names = {who: club.get(who, key)["lead_name"] for who in (GUEST, HOST, "administrator")}
    assert names == {GUEST: "A. Synthetic", HOST: None, "administrator": None}
    assert "A. Synthetic" not in club.office.client.get(f"/opportunities/{key}").text
    asked = f"{ROOT}?track=quick_win&stage=idea&stage=triage&organisation={HOST}"
    found = club.office.client.get(asked, headers=club.office.headers("other")).json()
    assert [one["id"] for one in found["opportunities"]] == [key]
    TypeAdapter(opportunity.Opportunities).validate_python(found)
    refused(club.ask(GUEST, "GET", "?stage=sold"), 422)
    assert club.office.client.get(ROOT).status_code == 200  # the service shows the club's edition


def test_the_same_by_command(club: Club, monkeypatch: pytest.MonkeyPatch):
    url = club.office.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)

    def typed(*words: str) -> Any:
        return CliRunner().invoke(command, list(words))

    def said(*words: str) -> str:
        done = typed(*words)
        assert done.exception is None, (words, done.exception)
        return str(done.output)

    for key in [one["id"] for one in club.ask(GUEST, "GET").json()["opportunities"]
                if one["title"] == "Records Office and Town Offices"]:  # fmt: skip
        if club.get(GUEST, key)["ways"]:
            club.move(GUEST, key, club.get(GUEST, key)["stage"], "withdrawn", reason="For a test")
    pair = ("--guest", club.occupation, "--host", club.places["DC-1"], "--lead", GUEST)
    number = json.loads(said("promote", *pair, "--json"))["number"]
    by_ref = said("promote", "--property", f"{GUEST}/CC-9", "--title", "Depot", "--lead", HOST)
    assert f"{number + 1} is open" in by_ref
    assert "Depot" in said("list", "--organisation", HOST, "--stage", "idea")
    stage = ("move", str(number), "feasibility", "--from", "idea")
    assert "no step from" in str(typed(*stage).exception)
    said("move", str(number), "triage", "--from", "idea")
    refused = typed("move", str(number), "feasibility", "--from", "triage")
    assert "a service lead's statement" in str(refused.exception)
    said("record", str(number), "statements", "service=Records", "service_lead=A",
         "said_on=2026-11-02", "statement=Stays open.", "--organisation", GUEST)  # fmt: skip
    said("record", str(number), "cases", "saving_gbp_pa=5", "--share", f"{GUEST}:5:1000")
    said("change", str(number), "next_step=Ask", "one_off_gbp=1000", "needs_construction=no")
    wrong = typed("record", str(number), "statements", "service=Records", "--organisation", GUEST)
    assert "To mend" in str(wrong.exception) and "statement" in str(wrong.exception)
    said("move", str(number), "feasibility", "--from", "triage")
    said("move", str(number), "rejected", "--from", "feasibility", "--reason", "No room")
    told = json.loads(said("show", str(number), "--json"))
    assert [one["reason"] for one in told["steps"]] == [None, None, None, "No room"]
    assert told["shares"][0]["organisation"]["code"] == GUEST and told["next_step"]["what"] == "Ask"
    assert "No room" in said("show", str(number))


def test_a_licence_to_share_is_settled_item_by_item(club: Club, monkeypatch: pytest.MonkeyPatch):
    """Known as its reader sees the host; said by bodies for themselves, the words for parties."""
    key = club.picked("Sharing the records office")
    where = f"/{key}/licence"

    def item(who: str, name: str, address: str = f"{ROOT}/{key}/licence") -> dict[str, Any]:
        found = club.at(who, "GET", address).raise_for_status().json()
        assert len(found["items"]) == 19 and "not legal advice" in found["note"]
        return next(one for one in found["items"] if one["item"] == name)

    ends = "Records Office: The lease of Testshire County Council ends {}."
    assert ends.format("Jul–Sep 2028") in item(HOST, "period")["known"]
    assert ends.format("17 September 2028") in item(GUEST, "period")["known"]
    assert "Records Office: Tenure: leasehold." in item(HOST, "consents")["known"]
    pair = f"/api/v1/schemes/{club.occupation}/{club.places['DC-1']}/licence"
    assert item(HOST, "parties", pair)["known"][0] == f"{NAMES[GUEST]} would take it."
    assert item(HOST, "dispute", pair) == {
        "item": "dispute", "label": "Dispute", "known": [], "state": "open", "answers": [],
        "settles": "Who talks to whom first, and who decides where they do not agree."}  # fmt: skip
    said = {"item": "fee", "state": "settled", "answer": "£4,117 a year, with energy"}
    assert club.ask(GUEST, "POST", f"/{key}/licence-answers", **said).status_code == 201
    refused(club.ask(GUEST, "POST", f"/{key}/licence-answers", **said, organisation=HOST), 403)
    wrong = said | {"item": "rent"}
    assert club.ask(GUEST, "POST", f"/{key}/licence-answers", **wrong).status_code == 422
    assert item(HOST, "fee")["state"] == "settled"
    assert item(GUEST, "fee")["answers"][0]["answer"] == said["answer"]
    for who in (HOST, LANDLORD, "critic"):
        (told,) = item(who, "fee")["answers"]
        assert told["answer"] is None and told["recorded_by"] is None, who
    against = said | {"state": "open", "answer": "Not agreed yet"}
    assert club.ask(HOST, "POST", f"/{key}/licence-answers", **against).status_code == 201
    assert item(GUEST, "fee")["state"] == "open", "while one body says so"
    later = said | {"answer": "£3,900 a year"}
    assert club.ask(HOST, "POST", f"/{key}/licence-answers", **later).status_code == 201
    fee = item(HOST, "fee")
    assert fee["state"] == "settled" and [one["counts"] for one in fee["answers"]] == [
        True, False, True]  # fmt: skip
    with browser_of(club.office, HOST) as browser:
        page = browser.get(f"/opportunities{where}").text
        assert "£3,900 a year" in page and said["answer"] not in page
        csv = browser.get(f"/opportunities{where}/checklist.csv")
        assert csv.status_code == 200 and "£3,900 a year" in csv.text
        assert "Licence to share" in browser.get(pair.removeprefix("/api/v1")).text
    url = club.office.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)
    number = str(club.get(GUEST, key)["number"])
    shown = CliRunner().invoke(command, ["licence", number, "--json"])
    assert shown.exit_code == 0 and json.loads(shown.output)["open"] == 18, shown.output
    assert "3,900" not in shown.output
