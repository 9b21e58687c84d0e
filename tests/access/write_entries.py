"""How each write of the service is asked for, and who may: everybody else is to be refused.

An entry names its thing by what a ``Target`` holds of one organisation: a property, a waiting
plan, a correction, a proposal.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from estate.codes import Role
from estate.space import host_condition_files, use_reading_files
from estate.space import standard_files as space_files
from tests.access.marks import OTHER, SIGNED, UNSIGNED
from tests.api.test_business_case import golden
from tests.club.files_sent import picture

NOBODY, ADMINISTRATOR = "nobody", "administrator"
#: Who tries: a role, and whose. One of the organisations has not signed.
PEOPLE: dict[str, tuple[Role, str | None]] = {
    ADMINISTRATOR: (Role.ADMINISTRATOR, None),
    "member of none": (Role.MEMBER, None),
    "critic of none": (Role.CRITIC, None),
    **{
        f"{role.value} of {code}": (role, code)
        for role in (Role.MEMBER, Role.CRITIC, Role.IMPORTER, Role.EDITOR)
        for code in (SIGNED, OTHER, UNSIGNED)
    },
}


@dataclass
class Target:
    """What an organisation has that others may try to write, by the name of the path's part."""

    code: str
    held: dict[str, UUID | str] = field(default_factory=dict)


May = Callable[[Target], set[str]]


def _writers(target: Target) -> set[str]:
    return {ADMINISTRATOR, f"editor of {target.code}", f"importer of {target.code}"}


def _askers(target: Target) -> set[str]:
    """Editors who see the gap report: those of members, of a member's; its own, of any."""
    if target.code == UNSIGNED:
        return {f"editor of {UNSIGNED}"}
    return {ADMINISTRATOR, f"editor of {SIGNED}", f"editor of {OTHER}"}


def _who_asked(target: Target) -> set[str]:
    return {ADMINISTRATOR, f"editor of {target.code}"}


def _leads(target: Target) -> set[str]:
    """Editors of the opportunity's lead, while it is a member of the club, and administrators."""
    return {ADMINISTRATOR} | ({f"editor of {target.code}"} - {f"editor of {UNSIGNED}"})


def _opens(_: Target) -> set[str]:
    return {ADMINISTRATOR, f"editor of {SIGNED}", f"editor of {OTHER}"}


def _offers(_: Target) -> set[str]:
    """The place of one member is its own editors' to offer."""
    return {ADMINISTRATOR, f"editor of {SIGNED}"}


def _offered_to(_: Target) -> set[str]:
    """The interest of one member is its own editors' to say."""
    return {ADMINISTRATOR, f"editor of {OTHER}"}


def _administrator(_: Target) -> set[str]:
    return {ADMINISTRATOR}


def _keepers(_: Target) -> set[str]:
    """Editors who see what they keep."""
    return {ADMINISTRATOR, f"editor of {SIGNED}", f"editor of {OTHER}"}


def _any_organisation(_: Target) -> set[str]:
    """A challenge may be filed by any organisation's member; a critical friend only reads."""
    return {who for who, (role, code) in PEOPLE.items() if code and role is not Role.CRITIC}


def _note_writers(_: Target) -> set[str]:
    """People of members, for the club; critical friends and administrators as well."""
    outside = {"member of none", *(f"{role} of {UNSIGNED}" for role in ("member", "importer",
                                                                      "editor"))}  # fmt: skip
    return set(PEOPLE) - outside


def _adders(target: Target) -> set[str]:
    """As writers of notes, but no critical friend."""
    return {who for who in _note_writers(target) if not who.startswith("critic")}


def _document_keepers(target: Target) -> set[str]:
    """An administrator's on a property, for whoever writes for its owner, a member."""
    return _writers(target) - {f"{role} of {UNSIGNED}" for role in ("editor", "importer")}


def _own_organisation(target: Target) -> set[str]:
    """On a property that nobody else is shown."""
    return {who for who in _any_organisation(target) if who.endswith(target.code)}


@dataclass(frozen=True)
class Entry:
    """A request: which of the target's things its path names, and what is sent.

    ``in_the_end`` makes it once everybody else has been refused; ``unknown`` is what they get
    to whom the thing itself is not shown.
    """

    may: May
    named: dict[str, str] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    json: Any = None
    text: str | None = None
    uploads: bool = False
    asks: str = ""
    in_the_end: str = "editor of {code}"
    refusal: int = 403

    def sent(self, target: Target) -> Any:
        """The body, in which ``{name}`` stands for what the target holds under it."""
        if not isinstance(self.json, dict):
            return self.json
        held = {f"{{{name}}}": str(value) for name, value in target.held.items()}

        def put(value: Any) -> Any:
            if isinstance(value, list):
                return [put(one) for one in value]
            return held.get(value, value) if isinstance(value, str) else value

        return {name: put(value) for name, value in self.json.items()}

    def path(self, template: str, target: Target) -> str:
        """The address with the target's own identities."""
        known = {part: str(target.held[name]) for part, name in self.named.items()}
        asked = f"?{self.asks.format(**{**target.held, 'code': target.code})}" if self.asks else ""
        return template.replace(":path}", "}").format(**known, **self.more) + asked


_RATING = {"scheme": "availability", "rating": "amber", "reasons": ["OTHER"]}
_PROPOSAL = {"field": "condition", "proposed_value": "B", "note": "Seen in May"}
_ANSWER = {"answer": "So it is"}
_BY_HAND = {"kind": "occupation", "values": {"user_function": "storage"}, "reason": "A visit"}
_ASK = {"kind": "postcode", "wanted_by": "2026-09-30", "sentence": "For the meeting"}
_STANDARD = {"valid_from": "2026-04-01", "m2_per_desk": 7, "desks_per_post": 0.7,
             "mobile_attendance": 0.5, "meeting_m2_per_desk": 2, "storage_m2_per_desk": 1,
             "counter_m2": 0, "source": "A paper"}  # fmt: skip
_CONDITION = {"condition": "governors", "answer": "met", "said_on": "2026-03-02",
              "note": "A minute"}  # fmt: skip
_READING = {"counted_on": "2026-03-02", "people": 12, "workplaces": 40, "source": "A count"}
_STEP = {"to": "triage", "expected": "idea"}
_SERVICE = {"service": "A", "service_lead": "B", "statement": "Why", "said_on": "2026-03-02"}
_CASE = {"saving_gbp_pa": 0, "shares": []}
_DECIDED = {"outcome": "deferred", "forum": "A", "decided_on": "2026-03-02", "minute_ref": "B"}
_TO_CONSULT = {
    "forum": "Cabinet",
    "decided_on": "2026-03-02",
    "minute_ref": "9",
    "begins_on": "2026-04-02",
    "ends_on": "2026-05-02",
    "alternatives": "None else.",
}
_CONSULTED = {"with_whom": "A", "began_on": "2026-03-02", "ended_on": "2026-03-03",
              "what_came_of_it": "None"}  # fmt: skip
_ACTUAL = {"financial_year": "2025/26", "saving_gbp": 1}
_PAID = {"source": "own_capital", "financial_year": "2025/26", "amount_gbp": 1}
_BARRIER = {"barrier": "vat", "note": "Why"}
_AGREED = {"agreed_on": "2026-03-02", "ends_on": "2026-12-31", "document_ref": "A"}
_NOTE = {"text": "Seen in May", "audience": "club"}
_DOCUMENT = {"title": "The front", "audience": "club", "file_name": "a.png",
             "content_base64": b64encode(picture("PNG", size=(2, 2))).decode()}  # fmt: skip
_PROTOCOL = {"title": "A", "introduction": "B", "principles": ["C"], "source": "D",
             "adopted_on": "2026-06-01", "previous_ends_on": "2099-12-31"}  # fmt: skip
_SIGNATURE = {"signed_on": "2026-01-01", "signatory": "A post", "signed_for": "all"}
_MINUTE = {"forum": "A", "decided_on": "2026-03-02", "minute_ref": "B"}
_VENUE = {"name": "A", "kind": "shop", "address": "B", "nia_m2": 1, "source": "C",
          "available_from": "2026-01-02"}  # fmt: skip
_OFFER = "/api/v1/offers/{offer_id}"
_OPPORTUNITY = "/api/v1/opportunities/{opportunity_id}"
_ADMIN: dict[str, Any] = {"may": _administrator, "in_the_end": ADMINISTRATOR}
_PROPERTIES = "/api/v1/properties/{property_id}"

#: (method, path of the OpenAPI) → requests, in the order in which they are made in the end.
WRITES: dict[tuple[str, str], list[Entry]] = {
    ("POST", "/api/v1/cases/{case_id}/sign-offs"): [
        Entry(lambda _: {ADMINISTRATOR, f"editor of {SIGNED}"}, {"case_id": "case"},
              json={"person": "Ann Example", "post": "Director of finance",
                    "organisation": SIGNED, "sha256": "{sha256}"},
              in_the_end=f"editor of {SIGNED}")
    ],
    **{
        ("POST", f"/api/v1/{noun}/{{{part}}}/notes"): [
            Entry(_note_writers, {part: held}, json=_NOTE, in_the_end=ADMINISTRATOR)
        ]
        for noun, part, held in (
            ("properties", "property_id", "open"), ("cases", "case_id", "case"),
            ("opportunities", "opportunity_id", "opportunity"),
        )
    },
    ("POST", "/api/v1/notes/{note_id}/withdraw"): [
        Entry(named={"note_id": "note"}, **_ADMIN)  # it is an administrator's
    ],
    **{
        ("POST", f"/api/v1/{noun}/{{{part}}}/documents"): [
            Entry(_adders, {part: held}, json=_DOCUMENT, in_the_end=ADMINISTRATOR)
        ]
        for noun, part, held in (
            ("properties", "property_id", "open"),
            ("opportunities", "opportunity_id", "opportunity"),
        )
    },
    ("POST", "/api/v1/documents/{document_id}/withdraw"): [
        Entry(_document_keepers, {"document_id": "document"}, in_the_end=ADMINISTRATOR)
    ],
    ("POST", "/api/v1/protocol/versions"): [Entry(json=_PROTOCOL, **_ADMIN)],
    ("POST", "/api/v1/organisations/{code}/signature"): [
        # In the end the one that has signed signs anew; the others stay what they are.
        Entry(named={"code": "signs"}, json=_SIGNATURE, **_ADMIN)
    ],
    ("POST", "/api/v1/organisations/{code}/signature/withdraw"): [
        Entry(named={"code": "unsigned"}, **_ADMIN)
    ],
    # Before the merges: they may hide the places.
    ("POST", "/api/v1/opportunities"): [
        Entry(_opens, json={"title": "A set", "property_ids": ["{members_place}"], "lead": SIGNED},
              in_the_end=f"editor of {SIGNED}")
    ],
    **{
        ("POST", f"{_OPPORTUNITY}/{name}"): [
            Entry(_leads, {"opportunity_id": "opportunity"},
                  json=sent | ({"organisation": "{code}"} if speaks else {}),
                  in_the_end=ADMINISTRATOR)
        ]
        for name, sent, speaks in (
            ("details", {"revision": 1, "next_step": "Ask"}, False),
            ("stage", _STEP, False), ("cases", _CASE, False), ("statements", _SERVICE, True),
            ("decisions", _DECIDED, True),
            ("decisions-to-consult", _TO_CONSULT, True), ("consultations", _CONSULTED, True),
            ("actuals", _ACTUAL, True), ("funding", _PAID, True),
            ("bid-figures", {"figure": "jobs", "amount": 1, "source": "A"}, False),
            ("barriers", _BARRIER, True),
            ("licence-answers", {"item": "fee", "state": "open", "answer": "Asked."}, True),
            ("agreements", _AGREED, True), ("bodies", {"organisation": OTHER}, False),
        )
    },
    ("POST", "/api/v1/venues"): [
        Entry(_offers, json=_VENUE | {"name": "{code}", "organisation": SIGNED},
              in_the_end=f"editor of {SIGNED}")
    ],
    ("POST", "/api/v1/venues/{venue_id}"): [
        Entry(_offers, {"venue_id": "venue"}, json=_VENUE, in_the_end=f"editor of {SIGNED}")
    ],
    ("POST", "/api/v1/venues/{venue_id}/withdraw"): [
        Entry(_offers, {"venue_id": "venue"}, in_the_end=f"editor of {SIGNED}")
    ],
    ("POST", "/api/v1/towns/{name}/wishes"): [
        Entry(_offers, {"name": "town"}, in_the_end=f"editor of {SIGNED}",
              json={"wish": "{new_wish}", "organisation": SIGNED, "reason": "{code}"})
    ],
    ("POST", "/api/v1/towns/{name}/wishes/{wish_id}/withdraw"): [
        Entry(_offers, {"name": "town", "wish_id": "wish"}, in_the_end=f"editor of {SIGNED}")
    ],
    ("POST", "/api/v1/funds"): [
        Entry(_offers, json={"name": "{code}", "kind": "revolving_fund", "organisation": SIGNED},
              in_the_end=f"editor of {SIGNED}")
    ],
    ("POST", "/api/v1/funds/{fund_id}/contributions"): [
        Entry(_offered_to, {"fund_id": "fund"},
              json={"organisation": OTHER, "financial_year": "2025/26", "amount_gbp": 1},
              in_the_end=f"editor of {OTHER}")
    ],
    ("POST", f"{_OPPORTUNITY}/position"): [
        Entry(named={"opportunity_id": "opportunity"}, json={"position": 1, "reason": "First"},
              **_ADMIN)
    ],
    ("DELETE", f"{_OPPORTUNITY}/bodies/{{code}}"): [
        Entry(_leads, {"opportunity_id": "opportunity"}, {"code": OTHER}, in_the_end=ADMINISTRATOR)
    ],
    ("POST", f"{_PROPERTIES}/offers"): [
        Entry(_offers, {"property_id": "free_place"}, json=_MINUTE,
              in_the_end=f"editor of {SIGNED}")
    ],
    ("POST", f"{_OFFER}/interests"): [
        Entry(_offered_to, {"offer_id": "offer"},
              json={"organisation": OTHER, "post": "Head of estates", "what_for": "A store"},
              in_the_end=f"editor of {OTHER}")
    ],
    ("DELETE", f"{_OFFER}/interests/{{code}}"): [
        Entry(_offered_to, {"offer_id": "offer"}, {"code": OTHER},
              in_the_end=f"editor of {OTHER}")
    ],
    ("POST", f"{_OFFER}/outcome"): [
        Entry(_offers, {"offer_id": "offer"},
              json={"outcome": "withdrawn", "reason": "Needed again"},
              in_the_end=f"editor of {SIGNED}")
    ],
    ("POST", "/api/v1/meetings"): [
        Entry(_opens, json={"title": "A", "held_on": "2026-06-01"}, in_the_end=ADMINISTRATOR)
    ],
    ("POST", "/api/v1/meetings/{meeting_id}/cancel"): [
        Entry(_leads, {"meeting_id": "planned"}, json={"reason": "Too few can come"},
              in_the_end=ADMINISTRATOR)
    ],
    ("POST", "/api/v1/meetings/{meeting_id}/entries"): [
        Entry(_leads, {"meeting_id": "meeting"}, json={"kind": "decision", "text": "To go on"},
              in_the_end=ADMINISTRATOR)
    ],
    ("POST", "/api/v1/actions/{action_id}/state"): [
        Entry(_leads, {"action_id": "action"}, json={"to": "done"}, in_the_end=ADMINISTRATOR)
    ],
    # Before all that may end a candidate.
    ("POST", "/api/v1/schemes/{guest_id}/{host_id}/kept"): [
        Entry(_keepers, {"guest_id": "guest", "host_id": "host"}, json={"label": "Option A"},
              in_the_end=ADMINISTRATOR)
    ],
    ("POST", "/api/v1/towns/{name}/options/kept"): [
        Entry(_keepers, {"name": "town"}, json={"label": "Option A"}, asks="{of_two}",
              in_the_end=ADMINISTRATOR)
    ],
    ("POST", "/api/v1/towns/{name}/options/opportunity"): [
        Entry(_opens, {"name": "town"}, json={"title": "A set", "lead": SIGNED}, asks="{of_two}",
              in_the_end=f"editor of {SIGNED}")
    ],
    ("POST", f"{_PROPERTIES}/ratings"): [
        Entry(_writers, {"property_id": name}, json=_RATING) for name in ("open", "owner_only")
    ],
    # Before the merges: they may give the school away.
    ("POST", f"{_PROPERTIES}/host-conditions"): [
        Entry(_writers, {"property_id": "school"}, json=_CONDITION)
    ],
    ("POST", "/api/v1/organisations/{code}/host-conditions.csv"): [
        Entry(_writers, {"code": "code"}, text=",".join(host_condition_files.HEADINGS))
    ],
    ("POST", f"{_PROPERTIES}/corrections"): [
        Entry(_any_organisation, {"property_id": "open"}, json=_PROPOSAL,
              in_the_end="member of {code}"),
        Entry(_own_organisation, {"property_id": "owner_only"}, json=_PROPOSAL,
              in_the_end="member of {code}", refusal=404),
    ],
    ("POST", "/api/v1/corrections/{correction_id}/accept"): [
        Entry(_writers, {"correction_id": "correction"}, json=_ANSWER)
    ],
    ("POST", "/api/v1/corrections/{correction_id}/decline"): [
        Entry(_writers, {"correction_id": "other_correction"}, json=_ANSWER)
    ],
    ("POST", "/api/v1/matches/{match_id}/{decision}"): [
        Entry(_writers, {"match_id": "match"}, {"decision": "accept"}),
        Entry(_writers, {"match_id": "match"}, {"decision": "undo"}),
        Entry(_writers, {"match_id": "other_match"}, {"decision": "decline"}),
    ],
    ("POST", "/api/v1/matches/all/{decision}"): [
        Entry(_writers, more={"decision": decision}, asks="organisation={code}")
        for decision in ("accept", "undo")
    ],
    ("POST", "/api/v1/merges/{merge_id}/{decision}"): [
        Entry(named={"merge_id": "merge"}, more={"decision": "accept"}, **_ADMIN),
        Entry(named={"merge_id": "merge"}, more={"decision": "undo"}, **_ADMIN),
        Entry(named={"merge_id": "other_merge"}, more={"decision": "decline"}, **_ADMIN),
    ],
    ("POST", f"{_PROPERTIES}/protection"): [
        Entry(_writers, {"property_id": name}, json={"sensitivity": "club"})
        for name in ("open", "owner_only")
    ],
    ("POST", f"{_PROPERTIES}/protection/undo"): [
        Entry(_writers, {"property_id": name}) for name in ("open", "owner_only")
    ],
    ("POST", f"{_PROPERTIES}/changes"): [
        Entry(_writers, {"property_id": name}, json=_BY_HAND | {"reference": f"hand {name}"})
        for name in ("open", "owner_only")
    ],
    ("POST", "/api/v1/organisations/{code}/requests"): [
        Entry(_askers, {"code": "code"}, json=_ASK)
    ],
    ("POST", "/api/v1/organisations/{code}/space-standards"): [
        Entry(_writers, {"code": "code"}, json=_STANDARD)
    ],
    ("POST", "/api/v1/organisations/{code}/space-standards.csv"): [
        Entry(_writers, {"code": "code"}, text=",".join(space_files.HEADINGS))
    ],
    ("POST", "/api/v1/organisations/{code}/use-readings.csv"): [
        Entry(_writers, {"code": "code"}, text=",".join(use_reading_files.HEADINGS))
    ],
    ("POST", f"{_PROPERTIES}/use-readings"): [
        Entry(_writers, {"property_id": name}, json=_READING) for name in ("open", "owner_only")
    ],
    ("POST", f"{_PROPERTIES}/desk-split/{{code}}"): [
        Entry(_writers, {"property_id": "open", "code": "code"})
    ],
    ("DELETE", f"{_PROPERTIES}/desk-split/{{code}}"): [
        Entry(_writers, {"property_id": "open", "code": "code"})
    ],
    ("POST", "/api/v1/requests/{request_id}/withdraw"): [
        Entry(_who_asked, {"request_id": "request"})
    ],
    ("POST", "/api/v1/imports"): [Entry(_writers, uploads=True)],
    ("POST", "/api/v1/imports/jobs"): [Entry(_writers, uploads=True)],
    ("POST", "/api/v1/imports/mapping"): [Entry(_writers, uploads=True)],
    ("POST", "/api/v1/imports/{id}/commit"): [Entry(_writers, {"id": "plan"})],
    ("POST", "/api/v1/imports/{id}/revert"): [Entry(_writers, {"id": "plan"})],
    ("DELETE", "/api/v1/imports/{id}"): [Entry(_writers, {"id": "other_plan"})],
    # Last of the plans: its job may change the register before the others are committed.
    ("POST", "/api/v1/imports/{id}/commit/job"): [Entry(_writers, {"id": "long_plan"})],
    ("DELETE", "/api/v1/imports/jobs/{id}"): [Entry(_writers, {"id": "job"})],
    ("POST", "/api/v1/imports/{id}/revert/job"): [Entry(_writers, {"id": "import"})],
    ("DELETE", "/api/v1/people/sign-ins/{number}"): [
        Entry(named={"number": "link"}, **_ADMIN),
    ],
}  # fmt: skip

#: Sent as POST for the size of what is asked, and open to all; they keep nothing.
RECKONS = {
    ("POST", f"/api/v1/savings/business-case{form}"): golden()
    for form in ("", "/cash-flow.csv", "/cash-flow.xlsx")
} | {("POST", "/api/v1/services/near"): {"postcode": "WR1 1AA"}}

#: Pages' own, for everybody: they keep nothing (tests/access/test_consultations, test_services).
KEEPS_NOTHING = {
    ("POST", "/consultations/file"),
    ("POST", "/services"),
    ("POST", "/services/near.{form}"),
}

#: Pages' own: they begin or end sessions, by the asker's cookie alone (tests/sign_in).
OWN_SESSION = {
    ("POST", "/sign-in/once/{link}"),
    ("POST", "/sign-out"),
    ("POST", "/people/sign-ins/{number}/end"),
}

#: Pages' own: what one person chooses of reminders, by their own session or by the secret of a link
#: in their mail; nobody else can name it (tests/club/test_reminders, test_reminder_mails).
OWN_SESSION |= {
    ("POST", "/reminders"),
    ("POST", "/reminders/feed"),
    ("POST", "/reminders/feed/end"),
    ("POST", "/reminders/stop/{secret}"),
}

#: Pages' own that send what a route of the API does, for whoever may (tests/api/test_changes,
#: test_requests, test_space, test_desk_split, test_host_conditions, test_kept_cases; tests/club).
FORMS = {
    ("POST", "/properties/{property_id}/change"),
    ("POST", "/properties/{property_id}/change/undo"),
    ("POST", "/properties/{property_id}/wrong"),
    ("POST", "/protocol/signatures"),
    ("POST", "/protocol/withdrawals"),
    ("POST", "/corrections/{correction_id}/accept"),
    ("POST", "/corrections/{correction_id}/decline"),
    ("POST", "/organisations/{code}/quality/ask"),
    ("POST", "/organisations/{code}/quality/withdraw"),
    ("POST", "/organisations/{code}/space"),
    ("POST", "/properties/{property_id}/desk-split"),
    ("POST", "/properties/{property_id}/host-conditions"),
    ("POST", "/schemes/{guest_id}/{host_id}/keep"),
    ("POST", "/towns/{name}/options/keep"),
    ("POST", "/towns/{name}/options/consultation-file"),
    ("POST", "/towns/{name}/options/open"),
    ("POST", "/towns/{name}/options/wishes"),
    ("POST", "/towns/{name}/options/wishes/{wish_id}/withdraw"),
    ("POST", "/cases/{case_id}/sign-off"),
    ("POST", "/properties/{property_id}/notes"),
    ("POST", "/opportunities/{opportunity_id}/notes"),
    ("POST", "/cases/{case_id}/notes"),
    ("POST", "/notes/{note_id}/withdraw"),
    ("POST", "/properties/{property_id}/documents"),
    ("POST", "/opportunities/{opportunity_id}/documents"),
    ("POST", "/documents/{document_id}/withdraw"),
    ("POST", "/venues"),
    ("POST", "/venues/{venue_id}/withdraw"),
    ("POST", "/offers/{offer_id}/interest"),
    ("POST", "/offers/{offer_id}/outcome"),
    ("POST", "/properties/{property_id}/offer"),
    ("POST", "/meetings"),
    ("POST", "/meetings/{meeting_id}/cancel"),
    ("POST", "/meetings/{meeting_id}/entries"),
    ("POST", "/actions/{action_id}/state"),
    ("POST", "/opportunities"),
    ("POST", "/opportunities/schedule/position"),
    ("POST", "/opportunities/funding/funds"),
    ("POST", "/opportunities/funding/contributions"),
    ("POST", "/opportunities/{opportunity_id}/move"),
    ("POST", "/opportunities/{opportunity_id}/record/{name}"),
}
