"""What the checks know of the register: the area, the organisations, today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from uuid import UUID

from estate.codes import RatingScheme, RecordKind
from estate.geometry import Envelope
from estate.register.names import name_key
from estate.register.records import Party


class KindIs(Enum):
    """Whether somebody has said what the rows of a file are."""

    MEANT = "meant"  # and means it, whatever the file looks like
    SAID = "said"  # and is asked where another kind fits better
    UNSAID = "unsaid"  # the file tells


@dataclass(frozen=True)
class ByHand:
    """One row that a person types: of which property, which row of the register it is (None = a
    new one), which of its facts it may change and which of those a blank cell clears, and why."""

    property_id: UUID
    entity_id: UUID | None
    may_change: frozenset[str]
    may_clear: frozenset[str]
    reason: str


@dataclass(frozen=True)
class Context:
    """One import: who brings what into which area, and what the caller has stated.

    ``organisations`` maps normalised names, codes and aliases to codes; ``values`` holds the
    words that this file's schema or mapping uses for our codes. ``show_protected``: whoever commits
    has confirmed that the places that look protected may be shown as the file says. ``partial``:
    the file is part of a list, only these rows and only what they say. ``encoding``: the caller's
    word for the file's text. ``by_hand``: there is no file, but a person who types one row.
    ``kind`` is what the rows are, as far as ``kind_is`` says.
    """

    organisation: str
    kind: RecordKind
    envelope: Envelope
    area: str
    today: date
    organisations: Mapping[str, str] = field(default_factory=dict)
    rating_scheme: RatingScheme | None = None
    crs: str | None = None
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    show_protected: bool = False
    partial: bool = False
    encoding: str | None = None
    by_hand: ByHand | None = None
    kind_is: KindIs = KindIs.MEANT

    def party(self, name: str) -> Party:
        """An organisation of the register by any of its names, else the bare name."""
        code = self.organisations.get(name_key(name))
        return Party(code=code) if code is not None else Party(name=name)
