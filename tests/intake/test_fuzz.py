"""No cell, however odd, crashes an import; every row ends as a record or as refused."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estate.codes import RatingScheme, RecordKind, Severity
from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.columns.conventions import fields_of
from estate.intake.columns.recognition import recognise
from estate.intake.plans.property_facts import fact_columns, facts_of
from estate.intake.rows.checks import check
from estate.intake.rows.context import Context
from estate.intake.sources import open_source
from estate.intake.sources.common import Source
from estate.register.column_values import facts

ENVELOPE = Envelope(353000, 229000, 419000, 284000)
SOUND = ["A1", "Leased", "31/12/2031", "£1,200.50", "385000", "254000", "rent", "2009/10", "G",
         "availability", "office_admin", "yes", "12", "tenant", "52.2", "-2.2"]  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(SOUND), st.none(), st.text(max_size=30), st.integers(), st.floats(),
    st.booleans(), st.dates(), st.datetimes(),
)  # fmt: skip


@pytest.mark.parametrize("kind", list(RecordKind))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_cells_end_as_records_or_refusals(kind: RecordKind, data: Any) -> None:
    fields = sorted(fields_of(kind))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(fields), max_size=len(fields)),
                              min_size=1, max_size=3))  # fmt: skip
    records = pd.DataFrame(rows, columns=fields, dtype=object)
    numbers = list(range(2, 2 + len(rows)))
    source = Source(Path("fuzz.csv"), "CSV", None, records, numbers, len(rows))
    try:
        recognition = recognise(records, kind, file_name="fuzz.csv")
        context = Context("T-CC", kind, ENVELOPE, "Testshire", date(2026, 4, 1), {"a1": "T-DC"},
                          RatingScheme.SHARING, values=recognition.values)  # fmt: skip
        checked = check(source, recognition, context)
    except FileRefused as refusal:
        assert "fuzz.csv" in str(refusal)
        return
    kept = [record.row_number for record in checked.records]
    assert sorted(kept + checked.refused_rows) == numbers
    wrong = {issue.row_number for issue in checked.issues if issue.severity is Severity.ERROR}
    assert wrong == set(checked.refused_rows)
    for record in checked.linked:
        if kind is not RecordKind.RATING:
            assert facts(record)
    for batch in checked.properties:
        columns = fact_columns(batch, "T-CC")
        assert all(facts_of(batch, columns, row) for row in range(len(batch)))


@settings(max_examples=150, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(seed=st.integers(min_value=0, max_value=2**32 - 1))
def test_mutated_real_files_are_read_whole_or_refused(
    shared_data: Path, tmp_path: Path, seed: int
) -> None:
    originals = [
        shared_data / "registers" / "montpellier_opendata" / "VilleMTP_MTP_Batiments.zip",
        *sorted((shared_data / "formats" / "mbostock_shapefile").glob("*.shp")),
        *sorted((shared_data / "formats").rglob("*.geojson")),
    ]
    random = np.random.default_rng(seed)
    original = originals[int(random.integers(1, len(originals)))]
    for sibling in original.parent.glob(original.stem + ".*"):
        content = bytearray(sibling.read_bytes())
        for _ in range(int(random.integers(0, 4)) if content else 0):
            content[int(random.integers(len(content)))] = int(random.integers(256))
        (tmp_path / sibling.name).write_bytes(bytes(content))
    try:
        source = open_source(tmp_path / original.name, crs="EPSG:4326")
    except FileRefused as refusal:
        assert str(refusal).strip()
    else:
        assert len(source.records) == source.record_count == len(source.row_numbers)
