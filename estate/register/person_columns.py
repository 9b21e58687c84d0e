"""Where names and mail addresses of people stand, table by table (ADR 41).

A column that holds one person each is known by its name: what stands there can be replaced when a
name is removed. Any other text may name somebody in a sentence; it is looked through, never
rewritten.
"""

from sqlalchemy import Column, Text

from estate.db import tables as t

#: What columns of people are called, beside all that end in ``_by``.
_NAMES = frozenset({"person", "actor", "assessor", "signatory", "lead_name", "service_lead"})
#: Called otherwise: a token's label is often whose it is.
_OTHERS = frozenset({("api_token", "label")})
#: Called so, and no person: a worker of the service.
NO_PERSON = frozenset({("import_job", "taken_by")})
#: Table → columns of JSON in which a person stands as a value by itself.
PERSONS_IN_JSON: dict[str, tuple[str, ...]] = {
    "audit_record": ("details",),
    "history": ("changes",),
    "import_job": ("actor",),
}
#: The account goes whole, and with it what hangs on it.
ACCOUNT = "account"
#: Never looked through: copies that are made anew.
MADE_ANEW = frozenset({"rendered_edition", "rendered_feature"})


def _holds_a_person(table: str, column: Column[object]) -> bool:
    """References (``reported_by`` is an organisation) and days (``wanted_by``) are none."""
    if not isinstance(column.type, Text) or column.foreign_keys:
        return False
    place = (table, column.name)
    called = column.name in _NAMES or column.name.endswith("_by") or place in _OTHERS
    return called and place not in NO_PERSON


def _persons() -> dict[str, tuple[str, ...]]:
    found = {}
    for table in t.metadata.sorted_tables:
        columns = tuple(one.name for one in table.c if _holds_a_person(table.name, one))
        if columns:
            found[table.name] = columns
    return found


#: Table → columns that hold one person each: an address, a typed name, or whose token it was.
PERSONS = _persons()
