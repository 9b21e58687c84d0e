"""The record as a page shows it: who, when, what was and what is, in words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import Field, field_validator

from api.html import format as words
from api.html.addresses import filter_query, organisation_address, property_address
from api.html.tables import Column, Table
from api.http import parameters
from estate import clock, codes
from estate.answers.context import ReadContext
from estate.codes import AuditAction
from estate.register.queries import organisations, properties
from estate.register.queries.audit import Chain
from estate.register.queries.audit_search import Wanted
from estate.register.queries.property_filters import PropertyFilter
from estate.rows import Row

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGEST_VALUE = 300
_LARGEST_POSITION = 2**63 - 1

#: What is done, as a sentence goes on after a name.
DID = {
    AuditAction.ADDED: "Added",
    AuditAction.CHANGED: "Changed",
    AuditAction.REMOVED: "Removed",
    AuditAction.READ: "Looked at",
    AuditAction.REFUSED: "Was refused",
    AuditAction.SIGNED_IN: "Signed in",
    AuditAction.SIGNED_OUT: "Signed out",
}
#: Of which the action says it all.
_SELF_EVIDENT = (AuditAction.SIGNED_IN, AuditAction.SIGNED_OUT)
#: What the first part of an address that was looked at leads to.
_LOOKED_AT = {"": "the map", "map": "the map", "me": "who is signed in", "audit": "the record"}


class RecordQuery(parameters.Query):
    """Which lines of the record; an empty field asks for nothing."""

    who: str | None = Field(default=None, max_length=200, description="part of a person's name")
    organisation: str | None = Field(default=None, max_length=60, description="its code")
    action: AuditAction | None = None
    what: str | None = Field(default=None, max_length=200, description="part of what it was about")
    since: date | None = None
    until: date | None = Field(default=None, le=date(9999, 1, 1))
    before: int | None = Field(default=None, ge=1, le=_LARGEST_POSITION)

    @field_validator("*", mode="before")
    @classmethod
    def _blank_asks_for_nothing(cls, value: Any) -> Any:
        return None if isinstance(value, str) and not value.strip() else value

    def wanted(self, concerns: str | None) -> Wanted:
        """The same as a question; ``concerns``: the organisation that asks."""
        return Wanted(
            concerns=concerns,
            organisation=self.organisation,
            who=self.who,
            subject=self.what,
            actions=[self.action] if self.action else [],
            since=self.since,
            until=self.until,
        )

    def address(self, **more: Any) -> str:
        """The filters as the end of an address, for the next lines and for files."""
        given = self.model_dump(mode="json", exclude={"before"}) | more
        query = filter_query(**{name: str(x) for name, x in given.items() if x is not None})
        return f"?{query}" if query else ""

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves anything out."""
        return any(self.model_dump(exclude={"before"}).values())


LINES = tuple(
    Column(key, key)
    for key in (
        "position",
        "recorded_at",
        "actor",
        "role",
        "organisation_code",
        "action",
        "about",
        "subject",
        "subject_key",
        "request_id",
        "details",
    )
)
PEOPLE = (
    Column("who", "Who"),
    Column("role", "As"),
    Column("organisation", "Of", link="page"),
    Column("times", "Times", "number"),
    Column("first", "First", "day"),
    Column("last", "Last", "day"),
)


def lines_table(rows: Iterable[Row]) -> Table:
    """Lines as they go into a file: times in UTC, what was and is as JSON."""
    lines = [
        dict(row)
        | {"recorded_at": row["recorded_at"].isoformat(), "details": _json(row["details"])}
        for row in rows
    ]
    return Table("lines", "The record", LINES, lines, "Times are UTC.", "No line matches.")


def people_table(rows: Iterable[Row], names: Mapping[str, str], name: str, **told: str) -> Table:
    """Who did something how often, by person; ``explain_row``: title, note, empty."""
    lines = [
        {
            "who": row["actor"],
            "role": codes.label(row["role"]).lower() if row["role"] else "–",
            "organisation": names.get(code, code) if (code := row["organisation_code"]) else "–",
            "page": organisation_address(code) if code in names else None,
            "times": row["times"],
            "first": clock.local(row["first_at"]).date(),
            "last": clock.local(row["last_at"]).date(),
        }
        for row in rows
    ]
    return Table(name, told["title"], PEOPLE, lines, told.get("note", ""), told["empty"])


def shown(context: ReadContext, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Lines for the page, with names of organisations and of the properties it may name."""
    names = organisations.names(context.connection)
    ids = frozenset(filter(None, map(_property_of, rows)))
    wanted = PropertyFilter(property_ids=ids)
    found = (
        properties.search(context.connection, context.reader, wanted, today=context.today)
        if ids
        else []
    )
    places = {row["property_id"]: row["name"] for row in found}
    return [_line(row, names, places) for row in rows]


def _line(row: Row, names: Mapping[str, str], places: Mapping[UUID, str]) -> dict[str, Any]:
    when: datetime = clock.local(row["recorded_at"])
    place = _property_of(row)
    known = place is not None and place in places
    return {
        "position": row["position"],
        "day": words.day(when),
        "time": f"{when:%H:%M:%S}",
        "who": row["actor"],
        "as_whom": ", ".join(_as_whom(row, names)),
        "did": DID[AuditAction(row["action"])],
        "what": None if row["action"] in _SELF_EVIDENT else _what(row),
        "place": places[place] if known and place else None,
        "place_page": property_address(place) if known else None,
        "detail": " ".join(filter(None, (row["subject"], row["subject_key"]))),
        "about": names.get(row["about"], row["about"]),
        "request": row["request_id"],
        "fields": list(_values(row["details"])),
    }


def _as_whom(row: Row, names: Mapping[str, str]) -> Iterable[str]:
    if row["role"]:
        yield codes.label(row["role"]).lower()
    if row["organisation_code"]:
        yield names.get(row["organisation_code"], row["organisation_code"])


def _what(row: Row) -> str:
    """What a line is about, in words: a table of the register, or an address that was asked."""
    subject = str(row["subject"])
    if not subject.startswith("/"):
        called = (row["details"].get("is") or {}).get("file_name")
        return codes.label(subject).lower() + (f", {called}" if called else "")
    parts = [part for part in subject.removeprefix("/api/v1").split("/") if part]
    first = parts[0] if parts else ""
    return _LOOKED_AT.get(first, codes.label(first.replace("-", "_")).lower())


def _property_of(row: Row) -> UUID | None:
    """The property that a line is about, where it names one."""
    details = row["details"]
    for part in (details.get("is"), details.get("was")):
        named = part.get("property_id") if isinstance(part, dict) else None
        if isinstance(named, str) and _ID.fullmatch(named):
            return UUID(named)
    found = _ID.search(row["subject"]) if "/properties/" in row["subject"] else None
    return UUID(found[0]) if found else None


def _values(details: Row) -> Iterable[dict[str, str | None]]:
    """Field by field what was and what is; of a look or a refusal what was asked."""
    was, is_now = details.get("was") or {}, details.get("is") or {}
    for name in sorted({*was, *is_now}):
        yield {"name": _name(name), "was": _text(was, name), "now": _text(is_now, name)}
    for name in sorted(set(details) - {"was", "is"}):
        yield {"name": _name(name), "was": None, "now": _text(details, name)}


def _name(name: str) -> str:
    return codes.label(name)


def _text(values: Row, name: str) -> str | None:
    if name not in values:
        return None
    value = values[name]
    text = value if isinstance(value, str) else _json(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}… (whole in the file)"


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def chain_words(chain: Chain, newest: int) -> str:
    """The state of the record in one sentence."""
    if not chain.whole:
        return (
            f"Line {chain.broken_at:,} is not as it was written, or a line before it is gone. "
            "Keep a backup, and let 'estate audit verify' show the whole."
        )
    if chain.lines == 0:
        return "The record holds no line yet."
    if chain.lines <= newest:
        held = words.plural(chain.lines, "line")
        return f"Checked just now: none of the {held} has been altered."
    return (
        f"Checked just now: none of the newest {newest:,} of {chain.lines:,} lines has been "
        "altered. 'estate audit verify' checks them all."
    )
