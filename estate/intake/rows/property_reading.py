"""The rows of a property file become properties, column by column; issues say why a row does not.

What a cell says is asked once for each distinct cell, and what follows from several once for each
combination; a row is looked at on its own only where it has something to say. The order is that
in which a row's remarks are read.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any

import numpy as np
import shapely

from estate import codes
from estate.arrays import Bools
from estate.codes import IssueCode, Severity, Status, UseClass
from estate.intake.cells import placeholders, values
from estate.intake.cells.classes import protected_use
from estate.intake.cells.coded_column import Coded, Hundredths, Objects, combined
from estate.intake.columns.conventions import ADDRESS_LINES, BACKLOG_PARTS
from estate.intake.rows.cell_columns import CellColumns
from estate.intake.rows.context import Context
from estate.intake.rows.place_columns import places
from estate.intake.rows.plain_fields import PLAIN
from estate.intake.rows.property_classes import (
    operation,
    operational_by_status,
    proposed_class,
    say_proposal,
)
from estate.intake.rows.property_columns import Fields, PropertyColumns
from estate.intake.rows.ratings import ratings_of_property
from estate.intake.rows.row import MAX_AREA_M2, Row, parts_of
from estate.intake.sources import Source

_HUNDREDTH_OF_M2_IN_HA = Decimal("0.000001")
#: From so many recognised columns on, a row of which one cell is filled is no property.
_TABLE = 3
_LET = frozenset({"let", "ground", "lease", "licence"})
_OWNED = frozenset({codes.Tenure.FREEHOLD, codes.Tenure.LONG_LEASEHOLD})


def read_properties(
    source: Source, columns: Mapping[str, Objects], context: Context
) -> tuple[PropertyColumns, CellColumns]:
    """All rows of a file, and what was said of them; those that are not ``sound`` cannot enter."""
    cells = CellColumns(columns, source.row_numbers, context)
    found: Fields = {"local_ref": _references(source, cells)}
    placed = places(source, cells)
    found["name"] = _names(cells, found["local_ref"])
    found["tenure"] = _code(cells, "tenure", codes.Tenure)
    found["status"], found["decision_ref"] = _status(cells, found["tenure"])
    found |= _classes(cells, found["status"], found["name"])
    found |= _operational(cells, found["use_class"])
    found["gia_m2"], found["nia_m2"] = _area(cells, "gia_m2"), _area(cells, "nia_m2")
    # A word that is not known shows the property to nobody else until somebody says what it means.
    hidden = codes.Sensitivity.OWNER_ONLY
    found["sensitivity_said"] = _code(cells, "sensitivity", codes.Sensitivity, otherwise=hidden)
    found["sensitivity"] = found["sensitivity_said"].map(
        lambda said: said or codes.Sensitivity.OPEN
    )
    found |= {name: read(cells) for name, read in PLAIN.items()}
    found["address"], found["street"] = _address(cells)
    typed_ha = cells.decimal("site_area_ha", MAX_AREA_M2, _HUNDREDTH_OF_M2_IN_HA)
    found["site_area_m2"] = placed.site_areas_m2(typed_ha)
    found["area_basis"] = combined(
        lambda stated, gia, nia: stated or basis(gia, nia),
        _code(cells, "area_basis", codes.AreaBasis),
        _given(found["gia_m2"]),
        _given(found["nia_m2"]),
    )
    found["protected_use"] = combined(
        lambda stated, kind: stated or protected_use(kind),
        _code(cells, "protected_use", codes.ProtectedUse),
        found["type_code"],
    )
    found["pfi"] = combined(
        lambda flag, tenure: flag or tenure is codes.Tenure.PFI,
        _flag(cells, "pfi"),
        found["tenure"],
    )
    found["reuse_offered"] = _flag(cells, "reuse_offered").map(bool)
    found["backlog_gbp"] = _backlog(cells)
    rated = cells.read("rating", lambda row: row.has("rating")).where(bool)
    ratings = cells.alone(
        rated, lambda row, index: ratings_of_property(row, found["decision_ref"][index])
    )
    for index, row in cells.rows.items():
        cells.sound[index] &= not row.refused
    numbers = np.asarray(source.row_numbers, dtype=np.intp)
    given = {index: each for index, each in ratings.items() if each}
    return PropertyColumns(numbers, found, placed, given), cells


def _code(cells: CellColumns, field: str, codes_of: Any, **more: Any) -> Coded:
    return cells.read(field, partial(Row.code, field=field, codes_of=codes_of, **more))


def _flag(cells: CellColumns, field: str, where: Bools | None = None) -> Coded:
    return cells.read(field, partial(Row.flag, field=field), where=where)


def _area(cells: CellColumns, field: str) -> Coded:
    """Square metres; nought means not stated."""
    found = cells.decimal(field, MAX_AREA_M2)
    return found.positive() if isinstance(found, Hundredths) else found.map(lambda one: one or None)


def _references(source: Source, cells: CellColumns) -> Coded:
    """Local references; what is no property of this organisation is kept out.

    Sums and remarks below a table stand in its first column as references do.
    """
    cells.sound &= ~cells.read("reported_by", _is_of_another).where(bool)
    found = cells.reference("local_ref")
    missing, sums = found.absent(), cells.look("local_ref", _is_sum, _sums).column.where(bool)
    unsaid = missing.copy()
    unsaid[[index for index, row in cells.rows.items() if row.issues]] = False
    _refuse(cells, unsaid, "The row has no local reference, so it could not be found again.")
    cells.sound &= ~missing
    _refuse(cells, sums, "The row is the sum of others, not a property; delete it.")
    _refuse(
        cells,
        _remarks(source, cells),
        "Nothing but the reference is filled, as in a remark below the table: delete the row, "
        "or fill in what is known of the property.",
    )
    homes = _flag(cells, "domestic").where(bool)
    message = "Homes are not part of this register."
    _refuse(cells, homes, message, IssueCode.DOMESTIC, "domestic")
    return found


def _refuse(
    cells: CellColumns,
    which: Bools,
    message: str,
    code: IssueCode = IssueCode.MISSING_REFERENCE,
    field: str = "local_ref",
) -> None:
    """Say why these rows cannot enter; nothing more is read of them."""
    cells.alone(which, lambda row, _: row.say(code, Severity.ERROR, field, message))
    cells.sound &= ~which


def _remarks(source: Source, cells: CellColumns) -> Bools:
    """Rows of which nothing but the reference is filled, in a table of several columns."""
    empty = cells.look_text("name", 300).column.absent()
    if source.geometry is not None:
        empty &= shapely.is_missing(source.geometry)
    if len(cells.columns) < _TABLE:
        return np.zeros(cells.count, dtype=np.bool_)
    others = [field for field in cells.columns if field != "local_ref"]
    filled = cells.alone(empty, lambda row, _: any(map(row.has, others)))
    empty[[index for index, any_ in filled.items() if any_]] = False
    return np.asarray(empty & cells.sound, dtype=np.bool_)


def _is_of_another(row: Row) -> bool:
    """Whether the row says that another organisation of the register reports it, as in a file
    taken home from here that holds the properties of several."""
    name = row.text("reported_by")
    own = row.context.organisation
    code = None if name is None else row.context.party(name).code
    if code is None or code == own:
        return False
    row.say(
        IssueCode.OTHER_ORGANISATION,
        Severity.ERROR,
        "reported_by",
        f"The row is another organisation's property, not one of {own}; it comes in with that "
        "organisation's own file.",
    )
    return True


def _is_sum(row: Row) -> bool:
    return values.is_sum(row.cells["local_ref"])


def _sums(words: list[Any]) -> list[Any]:
    """Which references name a row of sums; of a million sound ones in one look."""
    if set(map(type, words)) == {str} and not values.may_be_doubtful("\n".join(words)):
        return [False] * len(words)
    return [values.is_sum(word) for word in words]


def _names(cells: CellColumns, references: Coded) -> Coded:
    """Names; in place of one that is missing its street, else its reference."""
    found = cells.said(cells.look_text("name", 300))
    none = cells.look("name", lambda _row: False, placeholders.no_names).column

    def instead(row: Row, index: int) -> Any:
        street = _street(row.text("street_number", 50), row.text("street", 300))
        street = street or row.text("address", 300)
        row.say(
            IssueCode.MISSING_NAME,
            Severity.NOTE if street else Severity.WARNING,
            "name",
            "The row has no name; its street is shown instead."
            if street
            else "The row has no name; its reference is shown instead.",
        )
        return street or references[index]

    return cells.mended(found, found.absent() | none.where(bool), instead)


def _street(number: str | None, street: str | None) -> str | None:
    return " ".join(part for part in (number, street) if part) or None


def _address(cells: CellColumns) -> tuple[Coded, Coded]:
    """Addresses and streets; the street stands for a first line where a file has further ones."""
    whole = cells.text("address")
    number = cells.text("street_number", 50) if cells.has("street_number") else None
    street = cells.text("street", 300)
    if number is not None:
        street = combined(_street, number, street)
    lines = [cells.text(line, 300) for line in ADDRESS_LINES if cells.has(line)]
    if not lines:
        return whole, street
    if not cells.has(ADDRESS_LINES[0]):
        lines.insert(0, street)
    return combined(_address_of, whole, street, *lines), street


def _address_of(whole: str | None, street: str | None, *lines: str | None) -> str | None:
    """The address: as given whole, else its lines in their order; the street alone is none."""
    parts = list(dict.fromkeys(line for line in lines if line))
    return whole or (None if parts in ([], [street]) else ", ".join(parts))


def _backlog(cells: CellColumns) -> Coded:
    """The backlog in pounds: as given whole, else the sum of what is given by risk."""
    whole = cells.decimal("backlog_gbp")
    if not any(map(cells.has, BACKLOG_PARTS)):
        return whole
    return combined(_backlog_of, whole, *(cells.decimal(part) for part in BACKLOG_PARTS))


def _backlog_of(whole: Decimal | None, *parts: Decimal | None) -> Decimal | None:
    given = [part for part in parts if part is not None]
    return whole if whole is not None or not given else sum(given, Decimal(0))


def _status(cells: CellColumns, tenure: Coded) -> tuple[Coded, Coded]:
    """State of use, and the reference of the decision; declared surplus only with the owner's."""
    decision = cells.text("decision_ref", 300)
    stated = _code(cells, "status", Status)
    unstated = stated.absent()
    surplus = cells.read("purpose", _is_surplus, where=unstated)
    unsettled = unstated & ~surplus.where(bool)
    details = cells.read("tenure_detail", _details, where=unsettled)
    status = combined(_status_by_code, stated, surplus, details, tenure)
    undecided = status.where(lambda state: state is Status.DECLARED_SURPLUS) & decision.absent()
    return cells.mended(status, undecided, _say_undecided), decision


def _is_surplus(row: Row) -> bool:
    return "surplus" in (row.text("purpose") or "").casefold()


def _say_undecided(row: Row, _index: int) -> Status:
    row.say(
        IssueCode.SURPLUS_WITHOUT_DECISION,
        Severity.WARNING,
        "status" if row.has("status") else "purpose",
        "Surplus needs the reference of the owner's decision. We recorded it as vacant.",
    )
    return Status.VACANT


def _status_by_code(
    stated: Status | None, surplus: bool, details: frozenset[str], tenure: codes.Tenure | None
) -> Status:
    """State of use: as stated, else by the Transparency Code's tenure detail and purpose."""
    if stated is not None:
        return stated
    if surplus:
        return Status.DECLARED_SURPLUS
    if "vacant" in details:
        return Status.VACANT if len(details) == 1 else Status.PART_VACANT
    wholly_let = bool(details) and details <= _LET and tenure in _OWNED
    return Status.LET_OUT if wholly_let or details == {"let"} else Status.IN_USE


def _details(row: Row) -> frozenset[str]:
    """Tenure details; "/" separates several of them."""
    words = row.context.values.get("tenure_detail", {})
    found = set()
    for part in parts_of(row, "tenure_detail", "/"):
        meant = values.word(part, "tenure_detail", words)
        if meant is None:
            row.say(
                IssueCode.UNKNOWN_CODE,
                Severity.NOTE,
                "tenure_detail",
                f"“{part}” is not a tenure detail of the Code. We did not use it.",
                part,
            )
        else:
            found.add(meant)
    return frozenset(found)


def _classes(cells: CellColumns, status: Coded, name: Coded) -> Fields:
    """Use class and type of place, each with whether it is only a proposal."""
    use_class = _code(cells, "use_class", UseClass)
    type_code = _code(cells, "type_code", codes.TypeCode)
    unstated, typed = use_class.absent(), ~type_code.absent()
    type_imputed = combined(
        lambda kind, flag: kind is not None and bool(flag),
        type_code,
        _flag(cells, "type_code_imputed", typed),
    )
    imputed = combined(
        lambda use, flag: use is not None and bool(flag),
        use_class,
        _flag(cells, "use_class_imputed", ~unstated),
    )
    cells.alone(imputed.where(bool), lambda row, index: say_proposal(row, use_class[index]))
    proposals = cells.alone(
        unstated,
        lambda row, at: proposed_class(row, status[at], name[at], type_code[at], type_imputed[at]),
    )
    rows = np.fromiter(proposals, np.intp, len(proposals))
    names = ("use_class", "use_class_imputed", "type_code", "type_code_imputed")
    columns = (use_class, imputed, type_code, type_imputed)
    return {
        field: column.patched(rows, [one[part] for one in proposals.values()])
        for part, (field, column) in enumerate(zip(names, columns, strict=True))
    }


def _operational(cells: CellColumns, use_class: Coded) -> Fields:
    """Whether it serves the organisation's work, and whether that is only taken from its class."""
    stated = _flag(cells, "operational")
    by_status = cells.read("status", operational_by_status)
    imputed = _flag(cells, "operational_imputed")
    stated = combined(lambda one, other: other if one is None else one, stated, by_status)
    operated = combined(operation, stated, imputed, use_class)
    return {
        "operational": operated.map(itemgetter(0)),
        "operational_imputed": operated.map(itemgetter(1)),
    }


def basis(gia: object, nia: object) -> codes.AreaBasis:
    """The measure that the area given is of."""
    if gia is not None:
        return codes.AreaBasis.GIA
    return codes.AreaBasis.NIA if nia is not None else codes.AreaBasis.UNKNOWN


def _given(column: Coded) -> Coded:
    """Whether there is a value: few words, however many values."""
    return Coded(np.array([None, True], dtype=object), (~column.absent()).astype(np.intp))
