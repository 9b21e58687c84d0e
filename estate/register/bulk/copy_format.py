"""Values as PostgreSQL's binary COPY reads them, a whole column at a time.

A value is four bytes of length and its bytes; NULL is the length -1. Columns of fixed width come
as one array of bytes, the others as a list of ready cells. psycopg's own writer takes
microseconds for each value; here a value takes tens of nanoseconds.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import repeat
from operator import add, is_
from types import NoneType
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from geoalchemy2 import Geometry
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Boolean, Date, Integer, Numeric, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from estate.arrays import Bools

Values = Sequence[Any] | NDArray[Any]
Bytes = NDArray[np.uint8]

NULL = b"\xff\xff\xff\xff"
_EPOCH = np.datetime64("2000-01-01", "D")
_FIRST = 1_000  # so many values tell whether a column repeats itself
_GROUP = 10_000  # a digit of PostgreSQL's decimal numbers
_GROUPS = 3  # before the point: up to twelve decimal digits
_NOISE = 1e-3  # of the last decimal place: what is further from it has more places
_SURE = 1e11  # larger numbers of hundredths, as floats, come too near to the noise
_SRID_GIVEN = 0x20000000
_POINT = 1
#: The last byte of a shape's kind, with the flag that says that a system follows.
_WITH_SRID = [(kind | _SRID_GIVEN >> 24).to_bytes() for kind in range(256)]
#: Widths of whole numbers; Integer comes last because the others are Integers too.
_WHOLE: tuple[tuple[type[Integer], str], ...] = (
    (SmallInteger, ">i2"),
    (BigInteger, ">i8"),
    (Integer, ">i4"),
)
_FIXED = (Uuid, Boolean, Integer, Date, Numeric)


def has_fixed_width(kind: TypeEngine[Any], values: Values) -> bool:
    """Whether all values of this column take the same number of bytes."""
    return isinstance(kind, _FIXED) or _are_points(kind, values)


def missing(values: Values) -> Bools:
    """Which values say nothing: None, NaN, NaT; of points those without easting."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "fM":
        nothing: Bools = np.isnat(values) if values.dtype.kind == "M" else np.isnan(values)
        return nothing if nothing.ndim == 1 else nothing[:, 0]
    if isinstance(values, np.ndarray) and values.dtype != object:
        return np.zeros(len(values), dtype=bool)
    kinds = set(map(type, values))  # of a column that misses nothing in half the time
    if NoneType not in kinds:
        return np.zeros(len(values), dtype=bool)
    return np.fromiter(map(is_, values, repeat(None)), dtype=bool, count=len(values))


def fixed(kind: TypeEngine[Any], values: Values, nothing: Bools) -> Bytes:
    """Cells of one width, a row of bytes each; those of missing values are of no use."""
    if isinstance(kind, Geometry):
        return _with_length(_points(np.asarray(values, dtype=np.float64), kind.srid))
    if isinstance(kind, Uuid):
        return _with_length(_uuids(values))
    if isinstance(kind, Numeric):
        return _with_length(_decimals(values, nothing, kind.scale or 0))
    if isinstance(kind, Boolean):
        return _with_length(_plain(values, nothing, np.dtype("u1")))
    if isinstance(kind, Date):
        return _with_length(_days(values, nothing))
    for width, format_ in _WHOLE:
        if isinstance(kind, width):
            return _with_length(_plain(values, nothing, np.dtype(format_)))
    raise TypeError(f"no binary form of {kind!r}")


def cells(kind: TypeEngine[Any], values: Values) -> list[bytes]:
    """One ready cell for each value."""
    if has_fixed_width(kind, values):
        nothing = missing(values)
        found = rows_of(fixed(kind, values, nothing))
        for place in np.flatnonzero(nothing):
            found[place] = NULL
        return found
    if isinstance(kind, Geometry):
        return _shapes(values, kind.srid)
    before = b"\x01" if isinstance(kind, JSONB) else b""
    if not before and not isinstance(kind, Text):
        raise TypeError(f"no binary form of {kind!r}")
    given = values.tolist() if isinstance(values, np.ndarray) else values
    if not before and set(map(type, given[:_FIRST])) == {str} and _mostly_once(given[:_FIRST]):
        return _texts(given)
    known = {v: _cell(None if v is None else before + str(v).encode()) for v in set(given)}
    return [known[value] for value in given]


def rows_of(table: Bytes) -> list[bytes]:
    """The rows of a table of bytes."""
    width = table.shape[1]
    found: list[bytes] = np.ascontiguousarray(table).view(f"V{width}").ravel().tolist()
    return found


def _are_points(kind: TypeEngine[Any], values: Values) -> bool:
    return isinstance(kind, Geometry) and isinstance(values, np.ndarray) and values.ndim == 2


def _mostly_once(values: Sequence[str]) -> bool:
    return len(set(values)) > len(values) / 2


def _texts(values: Sequence[str | None]) -> list[bytes]:
    """Cells of names and references: each is written where it stands, not looked up."""
    raw = [b"" if value is None else value.encode() for value in values]
    lengths = np.fromiter(map(len, raw), dtype=">i4", count=len(raw))
    lengths[missing(values)] = -1
    return list(map(add, rows_of(_table(lengths)), raw))


def _cell(value: bytes | None) -> bytes:
    return NULL if value is None else len(value).to_bytes(4, "big") + value


def _with_length(table: Bytes) -> Bytes:
    made = np.zeros((len(table), table.shape[1] + 4), dtype=np.uint8)
    made[:, 3] = table.shape[1]
    made[:, 4:] = table
    return made


def _table(array: NDArray[Any]) -> Bytes:
    return np.ascontiguousarray(array).view(np.uint8).reshape(len(array), -1)


def _plain(values: Values, nothing: Bools, form: np.dtype[Any]) -> Bytes:
    if nothing.any():
        values = [0 if absent else value for value, absent in zip(values, nothing, strict=True)]
    given = np.asarray(values)
    made = given.astype(form)
    if not (made == given).all():
        raise OverflowError("a number is not whole or too large for its column")
    return _table(made)


def _uuids(values: Values) -> Bytes:
    if isinstance(values, np.ndarray) and values.ndim == 2:
        return np.asarray(values, dtype=np.uint8)
    raw = b"".join(
        bytes(16) if v is None else UUID(str(v)).bytes if isinstance(v, str) else v.bytes
        for v in values
    )
    return np.frombuffer(raw, np.uint8).reshape(-1, 16)


def _days(values: Values, nothing: Bools) -> Bytes:
    if not (isinstance(values, np.ndarray) and values.dtype.kind == "M"):
        first = date(2000, 1, 1)
        days = np.fromiter((0 if v is None else (v - first).days for v in values), ">i4")
        return _table(days)
    since = (values.astype("M8[D]") - _EPOCH).astype(np.int64)
    return _table(np.where(nothing, 0, since).astype(">i4"))


def _decimals(values: Values, nothing: Bools, scale: int) -> Bytes:
    """Four groups of four decimal digits, the last one behind the point."""
    scaled = _scaled(values, nothing, scale)
    made = np.zeros((len(scaled), 4 + _GROUPS + 1), dtype=">i2")
    made[:, 0], made[:, 1], made[:, 3] = _GROUPS + 1, _GROUPS - 1, scale
    made[:, 2] = np.where(scaled < 0, 0x4000, 0)
    rest, behind = np.divmod(np.abs(scaled), 10**scale)
    made[:, -1] = behind * 10 ** (4 - scale)
    for place in range(_GROUPS):
        rest, made[:, -2 - place] = np.divmod(rest, _GROUP)
    if rest.any():
        raise OverflowError("a number has more than twelve digits before the point")
    return _table(made)


def _scaled(values: Values, nothing: Bools, scale: int) -> NDArray[np.int64]:
    """Whole numbers of the last decimal place; halves away from nought, as PostgreSQL does."""
    given = np.array(values, dtype=np.float64)  # of None: NaN
    numbers = np.where(nothing, 0.0, given) * 10**scale
    doubtful = (np.abs(numbers - np.rint(numbers)) > _NOISE) | (np.abs(numbers) > _SURE)
    found = np.rint(np.where(doubtful, 0.0, numbers)).astype(np.int64)
    for place in np.flatnonzero(doubtful).tolist():
        found[place] = _hundredths(values[place], scale)
    return found


def _hundredths(value: Any, scale: int) -> int:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return int(exact.scaleb(scale).to_integral_value(ROUND_HALF_UP))


def _points(xy: NDArray[np.float64], srid: int) -> Bytes:
    form = [("order", "u1"), ("kind", "<u4"), ("srid", "<u4"), ("x", "<f8"), ("y", "<f8")]
    made = np.empty(len(xy), dtype=form)
    made["order"], made["kind"], made["srid"] = 1, _POINT | _SRID_GIVEN, srid
    made["x"], made["y"] = xy[:, 0], xy[:, 1]
    return _table(made)


def _shapes(values: Values, srid: int) -> list[bytes]:
    """Cells of shapes: their WKB, little-endian, with the system's number put in behind the kind (a
    copy of each shape that knows its system would cost as much as all else)."""
    if not isinstance(values, np.ndarray):
        return [_cell(shape) for shape in values]
    number = srid.to_bytes(4, "little")
    plain: list[bytes | None] = shapely.to_wkb(values, byte_order=1).tolist()
    return [
        NULL
        if wkb is None
        else b"".join(
            ((len(wkb) + 4).to_bytes(4, "big"), wkb[:4], _WITH_SRID[wkb[4]], number, wkb[5:])
        )
        for wkb in plain
    ]
