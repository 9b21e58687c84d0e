"""What kind of place a row of a property file is, and whether it serves its organisation's work.

Each is what the file says, or a proposal from its type, use, status or name, marked as such.
"""

from estate import codes
from estate.codes import IssueCode, Severity, Status, UseClass
from estate.intake.cells import values
from estate.intake.cells.classes import propose
from estate.intake.rows.row import Row

#: What a column of uses may say that is no type of place.
_NO_TYPES = frozenset({codes.TypeCode.VACANT_PROPERTY, codes.TypeCode.OTHER})


def proposed_class(
    row: Row, status: Status, name: str, type_code: codes.TypeCode | None, type_imputed: bool
) -> tuple[UseClass, bool, codes.TypeCode | None, bool]:
    """Use class and type of place of a row that gives no class, each with whether it is only a
    proposal."""
    holding = values.word(
        row.cells.get("holding_type"), "holding_type", row.context.values.get("holding_type", {})
    )
    by_use = _type_by_use(row) if type_code is None else None
    proposal = propose(type_code, status, holding == "land", name, by_use)
    if proposal is None:
        kind, imputed = type_code or by_use, type_imputed or by_use is not None
        return UseClass.UNCLASSIFIED, False, kind, imputed
    row.say(
        IssueCode.CLASS_IMPUTED,
        Severity.NOTE,
        "use_class",
        f"The file gives no use class; “{codes.label(proposal.use_class)}” is proposed from "
        f"{proposal.because}.",
        name,
    )
    imputed = type_imputed or (type_code is None and proposal.type_code is not None)
    return proposal.use_class, True, proposal.type_code, imputed


def _type_by_use(row: Row) -> codes.TypeCode | None:
    """The type of place that the words of its use are (“Sports pavilion”); a state is none."""
    try:
        found = values.code(row.cells.get("services"), codes.TypeCode, "type_code")
    except ValueError:
        return None
    return None if found in _NO_TYPES else found


def operational_by_status(row: Row) -> bool | None:
    """What a column of status says of it, if that is all it says: “Non-operational”."""
    return values.operational_word(row.cells.get("status"))


def operation(
    stated: bool | None, imputed: bool | None, use_class: UseClass | None
) -> tuple[bool, bool]:
    """The flag as stated, else from the use class; with whether it is a proposal."""
    if stated is None:
        return use_class is not UseClass.NON_OPERATIONAL, True
    return stated, imputed or False


def say_proposal(row: Row, use_class: UseClass) -> None:
    """The file itself says that its use class was proposed and nobody has stated it."""
    row.say(
        IssueCode.CLASS_IMPUTED,
        Severity.NOTE,
        "use_class_imputed",
        f"“{codes.label(use_class)}” stays a proposal, as this cell says; clear it in rows "
        "whose use class you have confirmed.",
    )
