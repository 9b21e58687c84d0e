"""The page on which one row is changed by hand: its form, and what is sent with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData

from estate.codes import RecordKind
from estate.errors import BadQuestion
from estate.intake import by_hand
from estate.intake.by_hand.fields import word_of
from estate.intake.plans.publication import Said
from estate.who_sees_what.property_fields import Section, fields, names

#: Headings of the property's form, and the fields beneath each.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "What it is": (
        *("name", *names(fields(Section.USE)), "status", "decision_ref"),
        *names(fields(Section.OPERATION, Section.SERVICE, "protected_use", "reuse_offered")),
    ),
    "Where it is": (*names(fields(Section.NAME))[1:], "uprn", "title_number"),
    "How it is held": ("tenure", "owner", "landlord", "manager", *names(fields(Section.PFI))),
    "Size and state": (
        "gia_m2",
        "nia_m2",
        "area_basis",
        *names(fields(Section.STATE, Section.ENERGY, Section.SITE)),
    ),
    "Value": tuple(names(fields(Section.VALUE))),
    "Who sees it, and how sure it is": ("sensitivity", "confidence", "as_of_date", "note"),
}
KIND_WORDS = {
    RecordKind.PROPERTY: "property",
    RecordKind.LEASE: "lease",
    RecordKind.OCCUPATION: "occupation",
    RecordKind.COST: "cost line",
}
_TYPED, _READ = "to-", "was-"
_REASON = (3, 500)
_LETTERS = 2_000


@dataclass(frozen=True)
class Typed:
    """What a form holds: which row, what is typed over what was read, why, and what is meant."""

    kind: RecordKind = RecordKind.PROPERTY
    row: UUID | None = None
    reference: str = ""
    values: Mapping[str, str | None] = field(default_factory=dict)
    read: Mapping[str, str | None] = field(default_factory=dict)
    reason: str = ""
    step: str = "look"
    publish: bool = False
    show_protected: bool = False

    @property
    def changed(self) -> dict[str, str | None]:
        """The values that are not what was read."""
        return {name: value for name, value in self.values.items() if value != self.read.get(name)}

    def said(self) -> Said:
        """As the commit asks it."""
        tick = "Tick the box below"
        return Said(
            int(self.publish),
            int(self.show_protected) or None,
            publish_as=tick,
            show_as=tick,
        )


def typed(form: FormData) -> Typed:
    """What was sent; ``BadQuestion`` for what no form of ours sends."""
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    if any(len(value) > _LETTERS for value in texts.values()):
        raise BadQuestion(f"A field of a row holds at most {_LETTERS:,} letters.")
    try:
        kind = RecordKind(texts.get("kind", RecordKind.PROPERTY))
        row = UUID(texts["row"]) if texts.get("row") else None
    except ValueError as error:
        raise BadQuestion(
            "This was not sent by the form on this page: load the page again."
        ) from error
    return Typed(
        kind,
        row,
        _plain(texts.get("reference", "")) or "",
        _parts(texts, _TYPED),
        _parts(texts, _READ),
        _plain(texts.get("reason", "")) or "",
        texts.get("step", "look"),
        "publish" in texts,
        "show_protected" in texts,
    )


def _parts(texts: Mapping[str, str], prefix: str) -> dict[str, str | None]:
    return {
        name.removeprefix(prefix): _plain(value)
        for name, value in texts.items()
        if name.startswith(prefix)
    }


def _plain(value: str) -> str | None:
    return " ".join(value.split()) or None


def reason_wrong(reason: str) -> list[str]:
    """What is wrong with the reason."""
    low, high = _REASON
    if low <= len(reason) <= high:
        return []
    return [f"Say in a few words why ({low} to {high} letters), for whoever asks later."]


def named(row: by_hand.HandRow, wrong: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Where on the form something is wrong, and what it is called there."""
    found = [(f"to-{one.name}", one.label) for one in row.fields if one.name in wrong]
    own = {"reference": "Your own reference of it", "reason": "Why"}
    return found + [(name, words) for name, words in own.items() if name in wrong]


def groups(row: by_hand.HandRow, sent: Typed, wrong: Mapping[str, list[str]]) -> list[Any]:
    """The fields of the form under their headings."""
    boxes = {one.name: _box(one, row, sent, wrong) for one in row.fields}
    if row.kind is not RecordKind.PROPERTY:
        return [("", list(boxes.values()))]
    return [(title, [boxes[name] for name in names]) for title, names in GROUPS.items()]


def _box(
    one: by_hand.HandField, row: by_hand.HandRow, sent: Typed, wrong: Mapping[str, list[str]]
) -> dict[str, Any]:
    now = row.present[one.name]
    value = sent.values.get(one.name, now)
    read = sent.read.get(one.name, now)
    return {
        "name": one.name,
        "label": one.label,
        "unit": one.unit,
        "hint": one.hint,
        "entry": one.entry.value,
        "needed": one.needed,
        "value": value or "",
        "read": now or "",
        "choices": [(code, word_of(code)) for code in one.choices],
        "wrong": wrong.get(one.name, []),
        "locked": row.locked.get(one.name),
        "now": one.word(now) if value != now or read != now else None,
    }


def others(found: Sequence[by_hand.HandRow], chosen: by_hand.HandRow) -> list[dict[str, Any]]:
    """The other rows that may be changed, with their addresses."""
    return [
        {
            "words": f"{KIND_WORDS[one.kind].capitalize()} {one.own_ref}"
            if one.kind is not RecordKind.PROPERTY
            else "The property itself",
            "address": address(one.property_id, one.kind, one.entity_id),
        }
        for one in found
        if one.entity_id != chosen.entity_id
    ]


def address(property_id: UUID, kind: RecordKind, row: UUID | None) -> str:
    """Where a row is changed, or one of its kind added."""
    home = f"/properties/{property_id}/change"
    if kind is RecordKind.PROPERTY:
        return home
    return f"{home}?kind={kind.value}" + ("" if row is None else f"&row={row}")
