"""Rows of the register as one line of text each, to be compared with a file's rows at once.

Two rows with the same line are the same in every fact that the line speaks of; of rows whose
lines differ nothing is concluded here (a shape may differ by less than a millimetre, a class may
be known better than the file guesses): ``intake`` then looks at them fact by fact.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    Text,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
)

from estate.db import tables as t
from estate.register.column_values import GEOMETRY_FACTS

#: Characters that no imported text holds: between facts, items, parts of an item; for no value.
BETWEEN, _ITEMS, _PARTS, ABSENT = "\x1f", "\x1d", "\x1c", "\x1e"
#: Stands in the line of a property that other organisations' rows are linked to: such a row is
#: always looked at fact by fact.
_LINKED = "\x1b"
_AT_ONCE = 5_000
#: What hangs on the properties of a long list is sorted in memory, not on the disk.
_WORK_MEM = "32MB"
_WKB_POINT = np.frombuffer(b"\x01\x01\x00\x00\x00", np.uint8)

p, i, n = t.property_.c, t.interest.c, t.title.c


class Line(NamedTuple):
    """One property of the register with its line."""

    reference: str
    property_id: str
    import_batch_id: str | None
    not_in_latest: bool
    line: str


def any_stored(connection: Connection, organisation: str) -> bool:
    """Whether an organisation has any property in the register."""
    mine = select(p.property_id).where(p.organisation_code == organisation).limit(1)
    return connection.execute(mine).first() is not None


def stored(
    connection: Connection, organisation: str, spoken: Sequence[str], one: UUID | None = None
) -> Iterator[Sequence[Line]]:
    """Every property of an organisation, or the one, some thousands at a time; ``spoken`` names
    the facts."""
    # All rows will be wanted: a plan that is quick for the first few would be slow for all.
    connection.execute(
        select(
            func.set_config("cursor_tuple_fraction", "1", True),
            func.set_config("work_mem", _WORK_MEM, True),
        )
    )
    table: Any = t.property_
    facts: list[ColumnElement[Any]] = []
    for name in spoken:
        if name in ("interests", "titles"):
            held = _interests(organisation) if name == "interests" else _titles(organisation)
            table = table.outerjoin(held, held.c.property_id == p.property_id)
            facts.append(func.coalesce(held.c.line, ""))
        else:
            facts.append(func.coalesce(_as_text(name), ABSENT))
    line = func.concat_ws(BETWEEN, *facts) if facts else literal("")  # a file may speak of none
    statement = (
        select(
            p.local_ref,
            cast(p.property_id, Text),
            cast(p.import_batch_id, Text),
            p.not_in_latest,
            line,
        )
        .select_from(table)
        .where(p.organisation_code == organisation)
        .where(true() if one is None else p.property_id == one)
    )
    answer = connection.execute(statement, execution_options={"yield_per": _AT_ONCE})
    for rows in answer.partitions():
        yield [Line(*row) for row in rows]


def _as_text(name: str) -> ColumnElement[Any]:
    if name in GEOMETRY_FACTS:
        return func.encode(func.ST_AsBinary(p[name], "NDR"), "hex")
    return cast(p[name], Text)


def _interests(organisation: str) -> Subquery:
    """What ``standing`` gives as interests, in text; a linked row spoils the line on purpose."""
    tenure = case((i.organisation_code == organisation, i.tenure))
    fact = func.concat_ws(
        _PARTS,
        *(
            func.coalesce(part, ABSENT)
            for part in (i.organisation_code, i.holder_name, i.role, tenure)
        ),
    )
    item = case((i.own_ref.is_not(None), literal(_LINKED)), else_=fact)
    wanted = or_(i.own_ref.is_not(None), i.reported_by == organisation)
    return _gathered(select(i.property_id, item.label("item")).where(wanted))


def _titles(organisation: str) -> Subquery:
    mine = p.organisation_code == organisation
    numbers = select(n.property_id, n.title_number.label("item"))
    return _gathered(numbers.join(t.property_, p.property_id == n.property_id).where(mine))


def _gathered(items: Select[Any]) -> Subquery:
    """Each property's items as one text. They are sorted all at once: to sort those of each
    property for itself takes as long as all else."""
    found = items.selected_columns
    in_order = items.order_by(found.property_id, found["item"].collate("C")).subquery()
    line = func.string_agg(in_order.c["item"], literal(_ITEMS)).label("line")
    return select(in_order.c.property_id, line).group_by(in_order.c.property_id).subquery()


def texts_of(values: list[Any]) -> list[str]:
    """Facts as PostgreSQL writes them; of a column of texts or whole numbers in one go."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return values
    return list(map(str if kinds == {int} else text_of, values))


def text_of(value: Any) -> str:
    """One fact as PostgreSQL writes it."""
    if type(value) is Decimal:  # every number of this table has two decimals
        text = str(value)
        return text if text[-3:-2] == "." else f"{value:.2f}"
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return _ITEMS.join(sorted(_item(one) for one in value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _item(item: Any) -> str:
    if isinstance(item, tuple):
        return _PARTS.join(ABSENT if part is None else str(part) for part in item)
    return str(item)


def shape_texts(wkb: NDArray[np.object_]) -> list[str]:
    """Shapes, given as WKB."""
    return [ABSENT if one is None else one.hex() for one in wkb]


def point_texts(xy: NDArray[np.float64]) -> list[str]:
    """Points, given as eastings and northings."""
    there = ~np.isnan(xy[:, 0])
    whole = np.empty((len(xy), 21), np.uint8)
    whole[:, :5] = _WKB_POINT
    whole[:, 5:] = np.ascontiguousarray(xy, dtype="<f8").view(np.uint8).reshape(-1, 16)
    text = whole.tobytes().hex()
    return [
        text[row * 42 : row * 42 + 42] if known else ABSENT
        for row, known in enumerate(there.tolist())
    ]
