"""One number for all that the register says now: equal before an import and after its revert.

Identities made by the register itself (ids, batches, times) stay out; a property is named by
its organisation and reference. Ratings count as effective ones.
"""

import hashlib
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, Text, cast, func, select

from estate.codes import RatingScheme
from estate.db import tables as t
from estate.register.queries.subqueries import effective_rating

_LEFT_OUT = frozenset(
    {
        "property_id",
        "interest_id",
        "lease_id",
        "lease_event_id",
        "occupation_id",
        "cost_line_id",
        "kept_case_id",
        "case_sign_off_id",
        "kept_at",
        "signed_at",
        "document_id",
        "added_at",
        "sequence",
        "town_id",
        "district_id",
        "merged_into_property_id",
        "import_batch_id",
        "created_at",
        "updated_at",
    }
)
_RATING = (
    "scheme",
    "rating",
    "basis",
    "reason_codes",
    "note",
    "evidence_ref",
    "assessor",
    "organisation_code",
    "assessed_on",
    "review_by",
    "own_ref",
)


def register_content_hash(connection: Connection) -> str:
    """SHA-256 over the effective content of the register, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for name, statement in _parts():
        row = statement.subquery("row")
        line = func.encode(
            func.sha256(func.convert_to(cast(row.table_valued(), Text), "UTF8")), "hex"
        )
        digest.update(f"{name}:".encode())
        ordered = select(line.label("line")).select_from(row).order_by("line")
        for found in connection.execute(ordered).yield_per(10_000).scalars():
            digest.update(found.encode())
    return digest.hexdigest()


def _parts() -> list[tuple[str, Select[Any]]]:
    p, kept, e = t.property_.c, t.property_.alias("kept"), t.lease_event.c
    town, district = t.area.alias("town"), t.area.alias("district")
    properties = (
        select(
            *_columns(t.property_),
            town.c.name,
            district.c.name.label("district"),
            kept.c.organisation_code.label("kept_of"),
            kept.c.local_ref.label("kept_ref"),
        )
        .outerjoin(town, town.c.area_id == p.town_id)
        .outerjoin(district, district.c.area_id == p.district_id)
        .outerjoin(kept, kept.c.property_id == p.merged_into_property_id)
    )
    events = select(t.lease.c.organisation_code, t.lease.c.own_ref, *_columns(t.lease_event)).join(
        t.lease, t.lease.c.lease_id == e.lease_id
    )
    parts = [("property", properties), ("lease_event", events)]
    parts += [
        (table.name, _of_property(table, _columns(table)))
        for table in (t.interest, t.title, t.lease, t.occupation, t.cost_line)
    ]
    kept_case = t.kept_case.alias("signed_case")
    signed = select(kept_case.c.sha256.label("case_sha256"), *_columns(t.case_sign_off)).join(
        kept_case, kept_case.c.kept_case_id == t.case_sign_off.c.kept_case_id
    )
    parts += [("kept_case", select(*_columns(t.kept_case))), ("case_sign_off", signed)]
    # What a document holds counts as it stands, not as it was said to be when it was added.
    content = t.document_content.c
    documents = select(
        *_columns(t.document), func.encode(func.sha256(content.content), "hex").label("holds")
    ).outerjoin(t.document_content, content.sha256 == t.document.c.sha256)
    parts.append(("document", documents))
    for scheme in RatingScheme:
        found = effective_rating(scheme)
        parts.append((scheme.value, _of_property(found, [found.c[name] for name in _RATING])))
    return parts


def _of_property(table: Any, columns: list[ColumnElement[Any]]) -> Select[Any]:
    p = t.property_.c
    named = (p.organisation_code.label("property_of"), p.local_ref.label("property_ref"))
    return select(*named, *columns).join(t.property_, p.property_id == table.c.property_id)


def _columns(table: Table) -> list[ColumnElement[Any]]:
    """Every column that says something, as text: a shape is its EWKB, exactly."""
    return [cast(c, Text).label(c.name) for c in table.c if c.name not in _LEFT_OUT]
