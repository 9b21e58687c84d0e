"""Writes the synthetic county: each organisation's own files and what they need."""

from collections import Counter
from datetime import date
from pathlib import Path

from estate.codes import RecordKind
from estate.progress import Progress
from sample_data import (
    costs,
    estate,
    faults,
    gaps,
    habits,
    leases,
    manifest,
    occupations,
    ratings,
    residents,
    schools,
    space,
    streets,
)
from sample_data.habits import ImportEntry
from sample_data.model import County, SampleSummary, content_hash
from sample_data.organisations import organisations

SEED = 2010
#: The folder of streets and buses.
STREETS = "streets"
REFERENCE_DATE = date(2026, 4, 1)


def build(seed: int = SEED, reference_date: date = REFERENCE_DATE) -> County:
    """The whole county in memory: 1,324 good properties, their records, and the faults."""
    county = County(reference_date, list(organisations()), estate.properties(seed, reference_date))
    faults.add(county, seed)
    known = gaps.cut(county.properties, seed)
    county.leases = leases.leases(county.properties, seed, reference_date)
    county.costs = costs.costs(county.properties, known, county.leases, seed)
    county.occupations = occupations.occupations(county.properties, county.duplicates, seed)
    space.add_mobile(county.occupations, seed)
    county.ratings = ratings.ratings(county.properties, habits.organisations_rating_in_files())
    return county


def write_sample(
    out_dir: Path,
    *,
    seed: int = SEED,
    reference_date: date = REFERENCE_DATE,
    progress: Progress | None = None,
    with_streets: bool = False,
) -> SampleSummary:
    """Write every file of the sample county below ``out_dir``.

    ``progress`` is called with what is being done, steps done and steps in all. The records
    are the same for the same seed and reference date; the bytes of the files need not be.
    ``with_streets``: also the extract and the timetable (``write_streets``).
    """
    report = progress or (lambda what, done, total: None)
    steps = len(organisations()) + 2
    report("Inventing the county", 0, steps)
    county = build(seed, reference_date)
    out_dir.mkdir(parents=True, exist_ok=True)
    overlays = manifest.write_overlays(out_dir / "overlays")
    imports = _write_organisations(county, out_dir, seed, report, steps)
    report("Writing the manifest", steps - 1, steps)
    manifest.write_area(out_dir / "area.toml", reference_date)
    manifest.write_imports(out_dir / "imports.toml", overlays, imports)
    space.write(out_dir / "space", county.properties, seed)
    schools.write(out_dir / "space", county.properties, seed)
    residents.write(out_dir / "published", seed)
    if with_streets:
        _write_streets(county, out_dir, seed)
    (out_dir / "README.txt").write_text(manifest.README, encoding="utf-8")
    report("Sample county written", steps, steps)
    return _summary(county, out_dir, seed, overlays + imports)


def write_streets(out_dir: Path, *, seed: int = SEED) -> None:
    """Streets and buses alone, for a folder written before there were any."""
    _write_streets(build(seed), out_dir, seed)


def _write_streets(county: County, out_dir: Path, seed: int) -> None:
    places = [(float(one.easting), float(one.northing)) for one in county.properties]
    streets.write(out_dir / STREETS, [*places, *residents.points_m(seed)], seed)


def records_hash(county: County) -> str:
    """One hash over all records, before gaps are cut."""
    others = (county.rows(kind) for kind in RecordKind if kind is not RecordKind.PROPERTY)
    everything = [*county.properties, *county.duplicates, *county.refused]
    return content_hash([*everything, *(row for rows in others for row in rows)])


def _write_organisations(
    county: County, out_dir: Path, seed: int, report: Progress, steps: int
) -> list[ImportEntry]:
    """Files of all organisations; first all properties, then what hangs on them."""
    handed_over = gaps.cut(county.properties, seed) + county.duplicates + county.refused
    entries: list[ImportEntry] = []
    for step, organisation in enumerate(organisations(), start=1):
        report(f"Writing files of {organisation.name}", step, steps)
        own = [p for p in handed_over if p.organisation == organisation.code]
        written = habits.write(county, organisation, own, out_dir / organisation.folder)
        entries += [e | {"faults": sum(_expected(county, e).values())} for e in written]
    order = [str(kind) for kind in RecordKind]
    return sorted(entries, key=lambda entry: order.index(str(entry["kind"])))


def _expected(county: County, entry: ImportEntry) -> dict[str, int]:
    return faults.expected(county, str(entry["organisation"]), str(entry["kind"]))


def _summary(county: County, out_dir: Path, seed: int, entries: list[ImportEntry]) -> SampleSummary:
    names = {str(entry["file"]): entry for entry in entries}
    expected: dict[str, Counter[str]] = {}
    for entry in (e for e in entries if "organisation" in e):
        expected.setdefault(str(entry["file"]), Counter()).update(_expected(county, entry))
    records = {str(RecordKind.PROPERTY): len(county.properties)}
    for kind in RecordKind:
        if kind is not RecordKind.PROPERTY:
            records[str(kind)] = len(county.rows(kind))
    return SampleSummary(
        out_dir=out_dir,
        seed=seed,
        reference_date=county.reference_date,
        properties=len(county.properties),
        segments=dict(sorted(Counter(p.segment for p in county.properties).items())),
        records=records,
        files=tuple(out_dir / name for name in names),
        faults={name: dict(counts) for name, counts in expected.items() if counts},
        content_hash=records_hash(county),
    )
