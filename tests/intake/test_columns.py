"""Rows read together say of each exactly what it says when it is read alone."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, MultiPolygon, Point

from estate.codes import RecordKind
from estate.geometry import Envelope
from estate.intake.columns.recognition import recognise
from estate.intake.rows.context import Context
from estate.intake.rows.property_reading import read_properties
from estate.intake.sources import Source
from estate.intake.sources.projection import recognise as projection
from tests.intake.county import EAST, NORTH, bow_tie, square

_AREA = Envelope(353_000, 229_000, 419_000, 284_000)
_CONTEXT: dict[str, Any] = {
    "organisation": "T-CC", "kind": RecordKind.PROPERTY, "envelope": _AREA, "area": "Testshire",
    "today": date(2026, 6, 1), "organisations": {"tcc": "T-CC"},
}  # fmt: skip
_SOUND: dict[str, list[Any]] = {
    "LOCAL_REF": ["A1", "Reference 2", 7, 7.0],
    "NAME": ["Town Hall", "The old Town Hall", "St Mary’s"],
    "UPRN": [None, "000100061234", 100061234, 100061234.0],
    "ADDRESS": ["1 High Street, Easton", None, "n/a"],
    "STREET": ["High Street", "-"],
    "POSTCODE": ["GL50 1DY", "gl501dy", None],
    "TENURE": ["Freehold", "leasehold", "PFI", None],
    "USE_CLASS": ["office_admin", "Non-operational", "specialist"],
    "STATUS": ["In use", None, "vacant"],
    "GIA_M2": [120.5, "1,200.50", 0.0, None, 12],
    "BOOK_VAL": [1e6, "£1,200.50", 0.005, None],
    "SITE_HA": [0.5, None],
    "OPERATNL": ["Yes", True, None],
    "PFI": ["No", None],
    "TITLE_NO": ["WR1; wr 2", None],
    "TENURE_DETAIL": ["Let", "Vacant/Let", None],
    "PURPOSE": ["Surplus", "Service delivery", None],
    "DOMESTIC": ["No", None],
    "DESCRIPTION": ["Sports pavilion", None],
    "OWNER": ["TCC", "Mr Smith", None],
    "AS_OF": ["2026-04-01", "01/04/2026", None, "01/04/2062"],
    "GEOM_QUAL": [None, "digitised", "point"],
}
_ODD: list[Any] = ["", " x", "a  b", "\u200bhidden", "<b>", "?", "x" * 2_001, -1.0, 1e12,
                   float("nan"), "none", "12/31/2020", True, "declared_surplus", "000",
                   "1" * 15]  # fmt: skip
_SHAPES: list[Any] = [
    square(), square(side=0.3), MultiPolygon([square(), square(EAST + 50)]), Point(EAST, NORTH),
    square().buffer(5), bow_tie(), None, Point(), LineString([(EAST, NORTH), (EAST + 9, NORTH)]),
    MultiPoint([(EAST, NORTH)]), square(10_000), square(NORTH, EAST), Point(-2.2, 52.1),
    Point(EAST, float("inf")), square(353_000 - 10, 240_000),
]  # fmt: skip
_DEGREES: list[Any] = [Point(-2.2, 52.19), square(-2.2, 52.19, 0.001), Point(52.19, -2.2),
                       Point(-3.9, 55.0), square(), None]  # fmt: skip


def compare(records: pd.DataFrame, geometry: Any = None, crs: str = "EPSG:27700") -> int:
    """How many rows have nothing to say; each was compared with the row read alone."""
    recognition = recognise(records, RecordKind.PROPERTY, None, file_name="x")
    context = Context(**_CONTEXT, values=recognition.values)
    headings = recognition.headings.items()
    columns = {name: records[heading].to_numpy(dtype=object) for name, heading in headings}

    def read(rows: list[int]) -> list[Any]:
        source = Source(
            path=Path("x"), format="", layer=None, records=records, record_count=len(rows),
            row_numbers=[row + 1 for row in rows],
            geometry=None if geometry is None else geometry[rows],
            projection=None if geometry is None else projection(crs),
        )  # fmt: skip
        chosen = {name: column[rows] for name, column in columns.items()}
        found, cells = read_properties(source, chosen, context)
        return [
            (found.record(place) if cells.sound[place] else None,
             cells.rows[place].issues if place in cells.rows else [])
            for place in range(len(rows))
        ]  # fmt: skip

    together = read(list(range(len(records))))
    assert together == [one for row in range(len(records)) for one in read([row])]
    return sum(record is not None and not said for record, said in together)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Mostly sound cells, here and there an odd one; some columns missing."""
    needed = ["LOCAL_REF"]
    others = draw(st.sets(st.sampled_from(sorted(_SOUND.keys() - set(needed)))))
    count = draw(st.integers(1, 8))
    odd = draw(st.integers(0, 2))
    made: dict[str, list[Any]] = {}
    for name in [*needed, *sorted(others)]:
        cells = st.sampled_from(_SOUND[name] * (1 if odd else 4) + (_ODD if odd == 2 else []))
        made[name] = draw(st.lists(cells, min_size=count, max_size=count))
    return pd.DataFrame(made, dtype=object)


def shapes(draw: st.DataObject, kinds: list[Any], count: int) -> Any:
    chosen = draw.draw(st.lists(st.sampled_from(kinds), min_size=count, max_size=count))
    made = np.empty(count, dtype=object)
    made[:] = chosen
    return made


@settings(max_examples=120)
@given(tables(), st.data())
def test_rows_with_shapes(records: pd.DataFrame, data: st.DataObject) -> None:
    compare(records, shapes(data, _SHAPES, len(records)))


@settings(max_examples=60)
@given(tables(), st.data())
def test_rows_with_longitude_and_latitude(records: pd.DataFrame, data: st.DataObject) -> None:
    compare(records, shapes(data, _DEGREES, len(records)), "EPSG:4326")


@settings(max_examples=80)
@given(tables(), st.data())
def test_rows_with_typed_coordinates(records: pd.DataFrame, data: st.DataObject) -> None:
    easts = [EAST, str(EAST), f"{EAST:,}", "", None, 0, "x", -2.2, 52, 400_000]
    for name, cells in (("EASTING", easts), ("NORTHING", [NORTH, str(NORTH), 0, None, 52.1, -2])):
        records[name] = pd.Series(
            data.draw(st.lists(st.sampled_from(cells), min_size=len(records),
                               max_size=len(records))), dtype=object,
        )  # fmt: skip
    compare(records)


def test_rows_that_need_no_remark_have_none() -> None:
    records = pd.DataFrame({name: [cells[0]] * 3 for name, cells in _SOUND.items()}, dtype=object)
    geometry = np.array([square(), Point(EAST, NORTH), None], dtype=object)
    assert compare(records, geometry) == 2
    assert compare(records.assign(EASTING=EAST, NORTHING=str(NORTH))) == 3
    assert compare(records.assign(RAG="red"), geometry) == 0
