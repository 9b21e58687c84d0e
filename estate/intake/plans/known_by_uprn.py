"""A part of a list that names its properties by UPRN alone finds them in the register.

A surveyor's return has a UPRN and no reference of the council's. Brought as a part of a list, each
row is the organisation's own property with that UPRN, unless its place or postcode speaks against
it; a row that finds none, or several, is refused and says why.
"""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection

from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue
from estate.intake.plans.duplicates import whereabouts
from estate.intake.rows.spool import Spool
from estate.quality.same_place import disagreement
from estate.register import known_rows
from estate.register.known_rows import KnownProperty
from estate.register.records import PropertyRecord

#: Place of a row → the property that it is.
ByUprn = dict[int, KnownProperty]


def known_by_uprn(
    connection: Connection, organisation: str, rows: Spool, unknown: Mapping[int, int]
) -> tuple[ByUprn, list[Issue]]:
    """Which of the rows (place → row number) that no reference is known of are which properties,
    and why the others are none; every one of ``unknown`` is in one of the two."""
    index = known_rows.property_index(connection, organisation)
    records = _records(rows, unknown)
    own = {
        place: [
            one
            for one in index.by_uprn.get(record.uprn or 0, [])
            if one.organisation_code == organisation
        ]
        for place, record in records.items()
    }
    where = known_rows.whereabouts(connection, _ids(own))
    often = Counter(record.uprn for record in records.values())
    found: ByUprn = {}
    issues = []
    for place, record in records.items():
        why = _against(record, own[place], often)
        if why is None:
            said = disagreement(whereabouts(record), where[own[place][0].property_id])
            nothing_said = said is None or said.endswith("to compare")
            why = None if nothing_said or said is None else f"{said[0].upper()}{said[1:]}"
        if why is None:
            found[place] = own[place][0]
        else:
            issues.append(
                Issue(
                    record.row_number,
                    "uprn",
                    IssueCode.UNKNOWN_PROPERTY,
                    Severity.ERROR,
                    str(record.uprn or ""),
                    f"{why}: give the property's own reference.",
                )
            )
    return found, issues


def _records(rows: Spool, unknown: Mapping[int, int]) -> dict[int, PropertyRecord]:
    made: dict[int, PropertyRecord] = {}
    start = 0
    for number, length in enumerate(rows.lengths):
        wanted = [place for place in unknown if start <= place < start + length]
        batch = rows[number] if wanted else None
        if batch is not None:
            made |= {place: batch.record(place - start) for place in wanted}
        start += length
    return made


def _ids(own: Mapping[int, list[KnownProperty]]) -> list[UUID]:
    return list({one.property_id for many in own.values() for one in many})


def _against(
    record: PropertyRecord, own: list[KnownProperty], often: Counter[int | None]
) -> str | None:
    if record.uprn is None:
        return "The row has no UPRN by which its property could be found"
    if often[record.uprn] > 1:
        return f"The file has {often[record.uprn]} rows of the UPRN {record.uprn}"
    if not own:
        return f"No property of yours has the UPRN {record.uprn}"
    return None if len(own) == 1 else f"{len(own)} properties of yours have the UPRN {record.uprn}"
