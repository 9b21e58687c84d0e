"""The importer's own reading and checks find every column, every row and every planted fault."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from estate.codes import RatingScheme, RecordKind, Severity
from estate.geometry import Envelope
from estate.intake.columns.recognition import recognise
from estate.intake.rows.checks import Checked, check
from estate.intake.rows.context import Context
from estate.intake.sources import open_source
from estate.register.names import name_key
from sample_data import SampleSummary

Read = list[tuple[dict[str, Any], list[str], Checked]]


@pytest.fixture(scope="module")
def read(summary: SampleSummary) -> Read:
    described = tomllib.loads((summary.out_dir / "area.toml").read_text(encoding="utf-8"))
    manifest = tomllib.loads((summary.out_dir / "imports.toml").read_text(encoding="utf-8"))
    return [(entry, *_read(summary, described, entry)) for entry in manifest["import"]]


def _read(
    summary: SampleSummary, described: dict[str, Any], entry: dict[str, Any]
) -> tuple[list[str], Checked]:
    source = open_source(Path(summary.out_dir / entry["file"]), layer=entry.get("layer"))
    kind = RecordKind(entry["kind"])
    recognition = recognise(source.records, kind)
    scheme = entry.get("rating_scheme")
    context = Context(
        organisation=entry["organisation"],
        kind=kind,
        envelope=Envelope(**described["area"]["envelope"]),
        area=described["area"]["name"],
        today=summary.reference_date,
        organisations={
            name_key(name): row["code"]
            for row in described["organisation"]
            for name in (row["code"], row["name"], *row["aliases"])
        },
        rating_scheme=RatingScheme(scheme) if scheme else None,
        values=recognition.values,
    )
    return recognition.unmapped, check(source, recognition, context)


def test_every_column_is_recognised(read: Read) -> None:
    assert {entry["file"]: unmapped for entry, unmapped, _ in read if unmapped} == {}


def test_every_issue_was_planted_and_every_planted_one_is_found(
    summary: SampleSummary, read: Read
) -> None:
    found: dict[str, Counter[str]] = {}
    for entry, _, checked in read:
        counts = found.setdefault(entry["file"], Counter())
        # An organisation's own rows name no occupier; that it was taken is said once, as a note.
        counts.update(str(one.code) for one in checked.issues if one.severity is not Severity.NOTE)
    planted = {
        # Duplicates show only against the register, not in the file alone.
        file: {code: n for code, n in counts.items() if code != "POSSIBLE_DUPLICATE"}
        for file, counts in summary.faults.items()
    }
    assert {f: dict(c) for f, c in found.items() if c} == {f: c for f, c in planted.items() if c}


def test_all_good_rows_enter(summary: SampleSummary, read: Read) -> None:
    entered: Counter[str] = Counter()
    for entry, _, checked in read:
        entered[entry["kind"]] += len(checked.records)
    assert entered == {**summary.records, "property": 1324 + 12}
    assert sum(len(checked.refused_rows) for _, _, checked in read) == 8


def test_partners_are_recognised_by_the_names_that_files_use(read: Read) -> None:
    leases = [r for entry, _, c in read if entry["kind"] == "lease" for r in c.records]
    uses = [r for entry, _, c in read if entry["kind"] == "occupation" for r in c.records]
    landlords = [r.landlord for r in leases]  # type: ignore[union-attr]
    assert sum(party is not None and party.code is not None for party in landlords) == 21
    assert all(r.occupier.code for r in uses)  # type: ignore[union-attr]
