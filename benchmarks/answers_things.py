"""The things of the sample county that are asked about: always the same ones, by their names."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, create_engine, text

from benchmarks import sample_service as sample

#: The first of each of these, and some that each stand for a rule of their own.
_PROPERTIES = """
    select distinct on (kind, place) kind, place, property_id, organisation_code, local_ref from (
        select 'a' as kind, use_class as place, * from property where sensitivity = 'open'
        union all select 'b', sensitivity, * from property
        union all select 'c', organisation_code, * from property
            where organisation_code in ('SYN-CC', 'SYN-PST')
        union all select 'd', 'lease', p.* from property p where exists (
            select from lease l where l.property_id = p.property_id
            and l.landlord_organisation_code is not null)
        union all select 'e', 'occupied', p.* from property p where 1 < (
            select count(*) from occupation o where o.property_id = p.property_id)
        union all select 'f', 'counted', p.* from property p where exists (
            select from use_reading r where r.property_id = p.property_id)
    ) chosen order by kind, place, organisation_code, local_ref
"""
_TOWNS = ["Redditch", "Great Malvern", "Tenbury Wells", "Nowhere"]
_SOME_PAIRS = 4
_IMPORTS = """
    select distinct on (kind) kind, import_batch_id from import_batch
    order by kind, organisation_code, file_name, layer
"""
#: What the club has on record: of each the first few.
_CLUB = {
    "opportunity_id": "select opportunity_id from opportunity order by number limit 4",
    "offer_id": "select offer_id from offer order by number limit 2",
    "meeting_id": "select meeting_id from meeting order by number limit 2",
    "case_id": "select kept_case_id from kept_case order by sequence limit 2",
}
_NAMES = {
    "opportunity": "select opportunity_id, number from opportunity",
    "offer": "select offer_id, number from offer",
    "meeting": "select meeting_id, number from meeting",
    "kept case": "select kept_case_id, concat_ws('/', label, version) from kept_case",
    "property": "select property_id, organisation_code || '/' || local_ref from property",
    "import": """
        select import_batch_id, concat_ws('/', organisation_code, kind, file_name, layer)
        from import_batch
    """,
}


@dataclass(frozen=True)
class Things:
    """Values for the parts of paths, pairs of guest and host, and the names of identities."""

    values: dict[str, list[str]]
    pairs: list[tuple[str, str]]
    named: dict[str, str]

    #: Properties of the organisation whose editor asks.
    own: list[str]


def things_of(url: str) -> Things:
    """Read from the register itself."""
    engine = create_engine(url)
    with engine.connect() as connection:
        properties = list(dict.fromkeys(str(row[2]) for row in _rows(connection, _PROPERTIES)))
        pairs = _pairs()
        values = {
            "property_id": properties,
            "code": ["SYN-CC", "SYN-JOB", "SYN-PST", "SYN-NONE"],
            "name": _TOWNS,
            "id": [str(row[1]) for row in _rows(connection, _IMPORTS)],
            "guest_id": [guest for guest, _ in pairs],
            "host_id": [host for _, host in pairs],
            "z": ["9"], "x": ["252"], "y": ["168"],
            **{name: [str(row[0]) for row in _rows(connection, asked)]
               for name, asked in _CLUB.items()},
        }  # fmt: skip
        named = {
            str(row[0]): f"{{{kind} {row[1]}}}"
            for kind, statement in _NAMES.items() for row in _rows(connection, statement)
        }  # fmt: skip
    engine.dispose()
    own = [one for one in properties if named[one].startswith("{property SYN-CC/")]
    return Things(values, pairs, named, own[:3])


def _rows(connection: Connection, statement: str) -> Sequence[Any]:
    return connection.execute(text(statement)).all()


def _pairs() -> list[tuple[str, str]]:
    """The best possible move of each of some kinds and owners, one that is none, and a property
    beside itself."""
    found = json.loads(sample.succeeded("candidates", "--json", "--limit", "400"))["candidates"]
    pairs: dict[tuple[str, str], tuple[str, str]] = {}
    for one in found:
        guest, host = (one[side]["property_id"] for side in ("guest", "host"))
        own = "SYN-CC" if one["guest"]["organisation"]["code"] == "SYN-CC" else ""
        pairs.setdefault((one["kind"], own), (guest, host))
    best = list(pairs.values())[:_SOME_PAIRS]
    return [*best, (best[0][0], best[-1][0]), (best[0][0], best[0][0])]
