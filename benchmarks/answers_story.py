"""Writes one after another on the sample county, with what is answered along the way."""

import csv
import json
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import sample_service as sample
from benchmarks.answers_asked import SCHEME
from benchmarks.answers_things import Things

_FILE = "west_hills/land_and_building_assets.csv"
_ORGANISATION = "SYN-WHD"
FORM = {"organisation": _ORGANISATION, "kind": "property"}
_LONGEST_S = 60


class Story:
    """Who tells it, and how each step is kept."""

    def __init__(self, kept: Any, client: Any, tokens: Mapping[str, Mapping[str, str]]) -> None:
        self._kept, self._client, self._tokens, self._step = kept, client, tokens, 0

    def ask(self, method: str, path: str, who: str = "admin", keep: str = "", **sent: Any) -> Any:
        """One step; ``keep``: what the address is called where it holds something new."""
        self._step += 1
        note = f"step {self._step:03} "
        answer = self._client.request(method, path, headers=self._tokens[who], **sent)
        self._kept.keep_answer(f"{note}{who} {method} {keep or path}", answer)
        return answer

    def until_done(self, path: str, keep: str) -> Any:
        """Ask for a job until it has ended, and keep the last answer."""
        until = time.monotonic() + _LONGEST_S
        while time.monotonic() < until:
            found = self._client.get(path, headers=self._tokens["admin"])
            if found.json().get("has_ended"):
                break
            time.sleep(0.2)
        return self.ask("GET", path, keep=keep)


def told(
    kept: Any, things: Things, url: str, data: Path, tokens: Mapping[str, Mapping[str, str]]
) -> None:
    """The whole story."""
    changed = changed_file(data)
    with sample.service(url) as client:
        story = Story(kept, client, tokens)
        _reckoned(story)
        _imported(story, changed)
        _in_a_job(story, changed)
        _said_of_properties(story, things)
        _of_organisations(story)
        for path in ("/ratings", "/imports", "/audit", "/api/v1/stats", "/county", "/record",
                     "/map/properties.geojson", f"/organisations/{_ORGANISATION}"):  # fmt: skip
            story.ask("GET", path)
            story.ask("GET", path, who="public")


def same_file(data: Path) -> Path:
    """An organisation's file of the sample county, which changes nothing."""
    return data / "sample" / _FILE


def changed_file(data: Path) -> Path:
    """That file with two rows less, one more, and some cells changed."""
    with same_file(data).open(encoding="cp1252", newline="") as handle:
        rows = list(csv.DictReader(handle))[:-2]
    rows[0] |= {"PropertyName": "Changed Buildings", "Condition": "D"}
    rows[1] |= {"BuildingSize": "1234", "EnergyRating": "Z"}
    rows[2] |= {"Condition": "", "EnergyRating": "", "Opening hours": "Mon 09:00-17:00"}
    rows[3] |= {"GeoX": "1", "TenureType": "unheard of"}
    rows += [rows[4] | {"AssetCode": "SYN-NEW-1", "UPRN": ""}, rows[5]]
    into = data / "changed.csv"
    with into.open("w", encoding="utf-8", newline="") as handle:
        written = csv.DictWriter(handle, rows[0])
        written.writeheader()
        written.writerows(rows)
    return into


def _reckoned(story: Story) -> None:
    path = "/api/v1/savings/business-case"
    for form in ("", "/cash-flow.csv", "/cash-flow.xlsx"):
        story.ask("POST", f"{path}{form}", who="public", json=SCHEME)
    story.ask("POST", path, json=SCHEME | {"horizon_years": -1})
    story.ask("POST", path, json={})


def _sent(file: Path) -> dict[str, Any]:
    return {"files": {"file": (file.name, file.read_bytes(), "text/csv")}, "data": FORM}


def _imported(story: Story, file: Path) -> None:
    story.ask("POST", "/api/v1/imports/mapping", **_sent(file))
    story.ask("POST", "/api/v1/imports", who="unsigned", **_sent(file))
    plans = [story.ask("POST", "/api/v1/imports", **_sent(file)).json()["id"] for _ in range(2)]
    story.ask("GET", "/api/v1/imports")
    story.ask("GET", "/imports")
    story.ask("DELETE", f"/api/v1/imports/{plans[1]}", keep="/api/v1/imports/{second}")
    plan = f"/api/v1/imports/{plans[0]}"
    for end in ("", "/issues.csv", "/changes.csv", "/map.geojson"):
        story.ask("GET", f"{plan}{end}", keep=f"/api/v1/imports/{{plan}}{end}")
        story.ask("GET", f"{plan}{end}", who="club", keep=f"/api/v1/imports/{{plan}}{end}")
    story.ask("POST", f"{plan}/commit", who="editor", keep="/api/v1/imports/{plan}/commit")
    answer = story.ask("POST", f"{plan}/commit?missing=0", keep="/api/v1/imports/{plan}/commit?0")
    if answer.status_code >= 400:
        answer = story.ask("POST", f"{plan}/commit", keep="/api/v1/imports/{plan}/commit")
    _after_commit(story, plan, answer)


def _after_commit(story: Story, plan: str, answer: Any) -> None:
    batch = answer.json().get("import_id") or answer.json().get("id") or "none"
    story.ask("GET", plan, keep="/api/v1/imports/{plan} committed")
    for end in ("", "/issues.csv", "/changes.csv", "/map.geojson"):
        story.ask("GET", f"/api/v1/imports/{batch}{end}", keep=f"/api/v1/imports/{{import}}{end}")
    for path in ("/api/v1/imports", "/api/v1/matches", "/api/v1/merges", "/api/v1/stats",
                 "/api/v1/properties?organisation=SYN-WHD", "/api/v1/organisations/SYN-WHD/quality",
                 "/organisations/SYN-WHD/quality", "/ratings"):  # fmt: skip
        story.ask("GET", path)
    story.ask("POST", f"{plan}/commit", keep="/api/v1/imports/{plan}/commit again")
    story.ask("POST", f"/api/v1/imports/{batch}/revert", keep="/api/v1/imports/{import}/revert")
    story.ask("GET", f"/api/v1/imports/{batch}", keep="/api/v1/imports/{import} reverted")
    story.ask("GET", "/api/v1/properties?organisation=SYN-WHD")


def _in_a_job(story: Story, file: Path) -> None:
    begun = story.ask("POST", "/api/v1/imports/jobs", **_sent(file))
    job = begun.headers.get("location") or f"/api/v1/imports/jobs/{begun.json().get('id')}"
    done = story.until_done(job, "/api/v1/imports/jobs/{job}")
    plan = done.json().get("plan_id")
    if plan:
        path = f"/api/v1/imports/{plan}/commit/job"
        begun = story.ask("POST", path, keep="/api/v1/imports/{plan}/commit/job")
        job = begun.headers.get("location") or job
        story.until_done(job, "/api/v1/imports/jobs/{commit}")


def _said_of_properties(story: Story, things: Things) -> None:
    soon = (sample.TODAY - timedelta(days=30)).isoformat()
    sent: list[tuple[str, dict[str, Any] | None]] = [
        ("ratings", {"scheme": "availability", "rating": "amber", "reasons": ["OTHER"]}),
        ("ratings", {"scheme": "availability", "rating": "purple", "reasons": []}),
        ("corrections", {"field": "condition", "proposed_value": "B", "note": "Seen in May"}),
        ("protection", {"sensitivity": "club"}),
        ("changes", {"kind": "occupation", "values": {"user_function": "storage"},
                     "reason": "A visit", "reference": "by hand"}),
        ("changes", {"kind": "property", "values": {"condition": "D"}, "reason": "A visit"}),
        ("use-readings", {"counted_on": soon, "people": 12, "workplaces": 40, "source": "A count"}),
        ("desk-split/SYN-CC", None), ("protection/undo", None),
    ]  # fmt: skip
    for number in things.own:
        path = f"/api/v1/properties/{number}"
        for end, body in sent:
            story.ask("POST", f"{path}/{end}", who="editor", json=body)
        for end in ("", "/ratings", "/changes", "/use-readings", "/desk-split"):
            story.ask("GET", f"{path}{end}", who="editor")
            story.ask("GET", f"{path}{end}", who="club")
        for end in ("", "/change", "/cost.svg", "/leases.svg", "/history.csv"):
            story.ask("GET", f"/properties/{number}{end}", who="editor")
    for one in story.ask("GET", "/api/v1/corrections").json().get("corrections", []):
        path = f"/api/v1/corrections/{one['id']}/accept"
        keep = "/api/v1/corrections/{correction}/accept"
        story.ask("POST", path, json={"answer": "So it is"}, keep=keep)
    story.ask("GET", "/api/v1/corrections?state=accepted")
    story.ask("GET", f"/properties/{things.own[0]}", who="public")


def _of_organisations(story: Story) -> None:
    wanted = (sample.TODAY + timedelta(days=60)).isoformat()
    ask = {"kind": "postcode", "wanted_by": wanted, "sentence": "For the meeting"}
    standard = {"valid_from": "2026-04-01", "m2_per_desk": 7, "desks_per_post": 0.7,
                "mobile_attendance": 0.5, "meeting_m2_per_desk": 2, "storage_m2_per_desk": 1,
                "counter_m2": 0, "source": "A paper"}  # fmt: skip
    path = "/api/v1/organisations/SYN-CC"
    story.ask("POST", f"{path}/requests", json=ask)
    story.ask("POST", f"{path}/requests", json=ask | {"kind": "lease_ends"})
    story.ask("POST", f"{path}/requests", json=ask | {"kind": "condition"})
    for one in story.ask("GET", f"{path}/requests").json().get("requests", [])[:1]:
        story.ask("POST", f"/api/v1/requests/{one.get('id') or one.get('request_id')}/withdraw",
                  keep="/api/v1/requests/{request}/withdraw")  # fmt: skip
    story.ask("POST", f"{path}/space-standards?preview=true", who="editor", json=standard)
    story.ask("POST", f"{path}/space-standards", who="editor", json=standard)
    story.ask("GET", f"{path}/space-standards")
    for page in ("quality", "space", "protected", "record", ""):
        story.ask("GET", f"/organisations/SYN-CC/{page}".rstrip("/"), who="editor")
    story.ask("POST", "/api/v1/requests", json=json.dumps({}))
