"""What a person has read before typing over it: nobody's change is lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from estate.errors import BadQuestion, Conflict
from estate.intake.by_hand.fields import facts_of_field, field_of
from estate.intake.by_hand.rows import HandRow, row_of
from estate.register.queries import by_hand as query
from estate.register.writes.batches import lock_organisation

Typed = Mapping[str, str | None]


@dataclass(frozen=True)
class Difference:
    """A value that was changed while a person typed: what they had read, what stands there now,
    and what they typed."""

    field: str
    label: str
    read: str | None
    now: str | None
    typed: str | None
    changed: str = ""

    def sentence(self) -> str:
        """Both values, and who changed it."""
        read, now, typed = (_quoted(one) for one in (self.read, self.now, self.typed))
        return f"{self.label}: you read {read}, now it is {now}{self.changed}; you typed {typed}."


class ChangedMeanwhile(Conflict):
    """Somebody else was quicker; nothing of the row is written."""

    def __init__(self, differences: list[Difference]) -> None:
        self.differences = differences
        said = " ".join(one.sentence() for one in differences)
        super().__init__(
            f"Somebody has changed this row since you read it. {said} Nothing has been changed: "
            "read it again, then say what is right."
        )


def demand_as_read(connection: Connection, row: HandRow, typed: Typed, read: Typed) -> None:
    """``ChangedMeanwhile`` unless every value that is typed over is as the person has read it;
    ``BadQuestion`` when they do not say what they read."""
    unsaid = sorted(typed.keys() - read.keys())
    if unsaid and row.entity_id is not None:
        raise BadQuestion(
            f"Say with each value what you have read there, so that nobody's change is lost: "
            f"read lacks {', '.join(unsaid)}."
        )
    found = [
        Difference(
            name,
            one.label,
            plain(read[name]),
            row.present[name],
            plain(typed[name]),
            _by_whom(connection, row, name),
        )
        for name in typed
        for one in [field_of(row.kind, name)]
        if row.entity_id is not None and one is not None and plain(read[name]) != row.present[name]
    ]
    if found:
        raise ChangedMeanwhile(found)


def read_again(connection: Connection, row: HandRow) -> HandRow:
    """The same row as it stands once nobody else can change it: until the transaction ends."""
    lock_organisation(connection, row.organisation)
    if row.entity_id is not None:
        return row_of(connection, row.property_id, row.kind, row.entity_id)
    if query.known_reference(connection, row.kind, row.organisation, row.own_ref):
        raise Conflict(
            f"{row.organisation} has a {row.kind.value} with the reference “{row.own_ref}” "
            "already: change that one, or give this one another reference."
        )
    return row


def plain(value: str | None) -> str | None:
    """A value as it is compared: without blanks around it, None for nothing at all."""
    return None if value is None else " ".join(value.split()) or None


def _quoted(value: str | None) -> str:
    return "nothing" if value is None else f"“{value}”"


def _by_whom(connection: Connection, row: HandRow, name: str) -> str:
    one = field_of(row.kind, name)
    if one is None or row.entity_id is None:
        return ""
    last = query.last_change(connection, row.entity_id, sorted(facts_of_field(one)))
    return "" if last is None else f" (changed {last.changed_at:%d %B %Y} by {last.changed_by})"
