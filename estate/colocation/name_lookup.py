"""Names and words of those who take part, looked up once for many candidates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from estate.assumptions import AssumptionSet
from estate.codes import label
from estate.colocation.frame_cells import EstateCells
from estate.colocation.plain_language import fit_name
from estate.frames import Estate
from estate.rows import Row
from estate.space.host_conditions import ConditionAnswers, answers
from estate.space.words import COLUMNS, Standing

#: Names recur from page to page, and tidying one takes longer than all else in its sentence.
_fit = lru_cache(maxsize=20_000)(fit_name)


@dataclass(frozen=True)
class Place:
    """A property in words; ``own_name`` and ``ref`` as its organisation gave them."""

    own_name: Any
    ref: Any
    town: str | None
    tenure: str | None
    name: str
    availability: str
    sharing: str
    reasons: str
    host_answers: ConditionAnswers


@dataclass(frozen=True)
class Use:
    """An occupation in words, and what its need was derived from."""

    function: str
    need_basis: object


@dataclass(frozen=True)
class NameLookup:
    """By property id, occupation id and organisation code.

    ``bodies`` are names fit to stand in a sentence of ours, ``own_bodies`` as they were given.
    """

    places: Mapping[str, Place]
    uses: Mapping[str, Use]
    bodies: Mapping[str, str]
    own_bodies: Mapping[str, str]
    standards: Mapping[str, Standing]
    reader: str
    assumptions: AssumptionSet

    @classmethod
    def of(
        cls, rows: Sequence[Row], cells: EstateCells, reader: str, assumptions: AssumptionSet
    ) -> "NameLookup":
        """Whatever these rows of ``candidates.find`` need."""
        sides = ("guest", "host")
        places = {row[f"{side}_property_id"] for row in rows for side in sides}
        places |= {one["property_id"] for row in rows for one in row.get("other_hosts", ())}
        codes = {row[f"{side}_organisation"] for row in rows for side in sides}
        codes |= {one["organisation"] for row in rows for one in row.get("other_hosts", ())}
        bodies = cells.organisations.of(codes, ("name", *COLUMNS))
        return cls(
            places=_places(cells, places, assumptions),
            uses=_uses(cells, {row["guest_occupation_id"] for row in rows}),
            bodies={
                code: _fit(bodies[code][0] if code in bodies else None, code) for code in codes
            },
            own_bodies={code: bodies[code][0] if code in bodies else code for code in codes},
            standards={code: _standing(bodies.get(code), assumptions) for code in codes},
            reader=reader,
            assumptions=assumptions,
        )

    @classmethod
    def of_estate(
        cls, rows: Sequence[Row], estate: Estate, assumptions: AssumptionSet
    ) -> "NameLookup":
        """The same for rows that nothing was kept for."""
        return cls.of(rows, EstateCells.of(estate), estate.reader, assumptions)


def _standing(row: tuple[Any, ...] | None, assumptions: AssumptionSet) -> Standing:
    told = {} if row is None else dict(zip(COLUMNS, row[1:], strict=True))
    return Standing.of(told, assumptions)


def _places(cells: EstateCells, ids: Iterable[str], assumptions: AssumptionSet) -> dict[str, Place]:
    names = (
        "name",
        "local_ref",
        "town",
        "tenure",
        "availability",
        "sharing",
        "availability_reason",
        "host_conditions",
    )
    on_record = assumptions.text("school_hosts") == "on_record"
    return {
        key: Place(
            own_name=name,
            ref=ref,
            town=_text(town) or None,
            tenure=_text(tenure) or None,
            name=_fit(name, ref),
            availability=_rating(availability),
            sharing=_rating(sharing),
            reasons=_text(reasons),
            host_answers=answers(said) if on_record else {},
        )
        for key, (
            name,
            ref,
            town,
            tenure,
            availability,
            sharing,
            reasons,
            said,
        ) in cells.properties.of(ids, names).items()
    }


def _uses(cells: EstateCells, ids: Iterable[str]) -> dict[str, Use]:
    names = ("user_function", "service_function", "need_basis")
    found = cells.occupations.of(ids, names)
    return {
        key: Use(_function(str(user), service), basis)
        for key, (user, service, basis) in found.items()
    }


def _function(user: str, service: object) -> str:
    words = label(user).lower()
    if not isinstance(service, str):
        return words
    given = label(service)
    given = given if given.isupper() else given.lower()
    return given if words == "specialist" else f"{words} ({given})"


def _rating(value: object) -> str:
    return str(value) if isinstance(value, str) else "unrated"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
