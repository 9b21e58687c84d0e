"""The sample county through the real importer, file by file, and a summary of it."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

import sample_data
from estate import clock, codes, intake
from estate.answers.context import ReadContext
from estate.answers.county import figures as answers_county
from estate.answers.county.figures import Stats
from estate.answers.organisations import space as answers_space
from estate.cli.asking import fresh_answers
from estate.cli.console import print_table, progress_bar, say
from estate.db.engine import make_engine
from estate.errors import Conflict, NotInitialised
from estate.intake.areas import import_areas, read_area_file
from estate.intake.published.loading import Loading
from estate.intake.published.loading import load as load_published
from estate.networks import making
from estate.register.queries import imports, versions
from estate.register.visibility import CLUB
from estate.register.writes.area import init_area
from estate.register.writes.audit import Actor, acting
from estate.savings import TopDown
from estate.space import host_condition_files, use_reading_files
from estate.space import standard_files as space_files
from sample_data import streets

SAMPLE_CODE = "SYN-SEV"
_DEMO = Actor("estate demo")


def load(url: str, folder: Path) -> None:
    """Write the files, make the register the sample county's, import what is missing.

    Each file is a transaction of its own, so an interrupted run goes on where it stopped.
    """
    engine = make_engine(url)
    try:
        _refuse_other_county(engine)
        if _steps_left(engine, folder):
            if not (folder / "imports.toml").exists():
                _write_files(folder)
            _import_all(engine, folder)
        _bring_space(engine, folder / "space")
        _bring_published(engine, folder / "published")
    finally:
        engine.dispose()


def build_network(folder: Path, data_dir: Path, url: str) -> None:
    """The sample county's made-up streets and buses, built as any county's are; not again where
    what stands was built from the same files by the same engine."""
    at = folder / sample_data.STREETS
    roads, buses = at / streets.ROADS, at / streets.BUSES
    if not (roads.exists() and buses.exists()):
        say("Inventing streets and buses …")
        sample_data.write_streets(folder)
    if making.is_of(data_dir, roads, buses):
        return
    say("Building the network of streets and buses …")
    engine = make_engine(url, read_only=True)
    try:
        with engine.connect() as connection:
            envelope = versions.envelope(connection)
    finally:
        engine.dispose()
    making.make(
        data_dir,
        roads,
        buses,
        clock.today(),
        envelope=envelope,
        licence=streets.LICENCE,
        timetable_licence=streets.LICENCE,
        synthetic=True,
    )


def _refuse_other_county(engine: Engine) -> None:
    with engine.connect() as connection:
        try:
            county = versions.county(connection)
        except NotInitialised:
            return
    if county["code"] != SAMPLE_CODE:
        raise Conflict(
            f"This register already holds {county['name']}. The demo wants a folder of its own: "
            "set ESTATE_DATA_DIR to an empty one, or look at your own county with 'estate serve'."
        )


def _write_files(folder: Path) -> None:
    say("Writing the sample county's files …")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with progress_bar() as advance:
        sample_data.write_sample(folder, progress=advance, with_streets=True)


def _steps(folder: Path) -> list[dict[str, Any]]:
    manifest = tomllib.loads((folder / "imports.toml").read_text(encoding="utf-8"))
    areas = [{**step, "areas": True} for step in manifest.get("areas", [])]
    return [*areas, *manifest["import"]]


def _steps_left(engine: Engine, folder: Path) -> list[dict[str, Any]] | None:
    """Steps of the manifest not yet taken; a single made-up one when there is no manifest."""
    if not (folder / "imports.toml").exists():
        return [{}]
    with engine.connect() as connection:
        done = {_mark(row) for row in imports.listing(connection, CLUB, limit=10_000)}
        try:
            versions.county(connection)
        except NotInitialised:
            done = set()
    return [step for step in _steps(folder) if _mark_of_step(step) not in done]


def _mark(row: dict[str, Any]) -> tuple[str, str, str | None, str | None]:
    return row["kind"], row["file_name"], row["organisation_code"], row["layer"]


def _mark_of_step(step: dict[str, Any]) -> tuple[str, str, str | None, str | None]:
    return step["kind"], Path(step["file"]).name, step.get("organisation"), step.get("layer")


def _import_all(engine: Engine, folder: Path) -> None:
    with engine.begin() as connection:
        acting(connection, _DEMO)
        try:
            versions.county(connection)
        except NotInitialised:
            init_area(connection, read_area_file(folder / "area.toml"))
    left = _steps_left(engine, folder) or []
    say(f"Importing {len(left)} files …")
    with progress_bar() as advance:
        for number, step in enumerate(left):
            advance(step["file"], number, len(left))
            _import_one(engine, folder, step)


def _import_one(engine: Engine, folder: Path, step: dict[str, Any]) -> None:
    file = folder / step["file"]
    if step.get("areas"):
        with engine.begin() as connection:
            acting(connection, _DEMO)
            import_areas(connection, file, codes.AreaKind(step["kind"]))
        return
    with engine.connect() as connection:
        context = intake.context_of(
            connection,
            organisation=step["organisation"],
            kind=codes.RecordKind(step["kind"]),
            crs=step.get("crs"),
            rating_scheme=step.get("rating_scheme"),
        )
    found = intake.read_file(file, context, layer=step.get("layer"))
    with engine.begin() as connection:
        acting(connection, _DEMO)
        # The synthetic owners have said so: their files call some custody suites “club”.
        plan = intake.plan_of(connection, found)
        intake.commit(connection, plan, by="estate demo", show_protected=True)


def _bring_space(engine: Engine, folder: Path) -> None:
    """Space standards, counts of people and conditions of schools, once their organisations'
    properties are in; what stands already changes nothing."""
    if not (folder / "standards.csv").exists():
        return
    with engine.begin() as connection:
        acting(connection, _DEMO)
        found = space_files.read((folder / "standards.csv").read_bytes())
        answers_space.keep(connection, found, by="estate demo")
        for file in sorted(folder.glob("readings-*.csv")):
            code = file.stem.removeprefix("readings-")
            use_reading_files.bring(
                connection, file.read_bytes(), code, clock.today(), by="estate demo"
            )
        for file in sorted(folder.glob("conditions-*.csv")):
            code = file.stem.removeprefix("conditions-")
            host_condition_files.bring(
                connection, file.read_bytes(), code, clock.today(), by="estate demo"
            )


def _bring_published(engine: Engine, folder: Path) -> None:
    """Small areas, people, postcodes and spending; what is loaded already is left alone."""
    if not (folder / "published.json").exists():
        return
    for entry in json.loads((folder / "published.json").read_text(encoding="utf-8")):
        asked = Loading(
            kind=codes.PublishedKind(entry["kind"]),
            paths=[folder / entry["file"]],
            edition=entry["edition"],
            published_on=date.fromisoformat(entry["published_on"]),
            source=entry["source"],
            licence=entry["licence"],
        )
        with engine.begin() as connection, suppress(Conflict):
            acting(connection, _DEMO)
            load_published(connection, asked, today=clock.today(), by="estate demo")


def summarise(url: str) -> None:
    """What stands in the register now, in ten lines."""
    engine = make_engine(url, read_only=True)
    try:
        with engine.connect() as connection:
            county = versions.county(connection)
            context = ReadContext(connection, CLUB, clock.today(), fresh_answers())
            stats = answers_county.stats(context)
            saved = answers_county.top_down(context)
    finally:
        engine.dispose()
    rows = list(_summary(stats, saved))
    mark = " (synthetic sample data)" if county["synthetic"] else ""
    print_table(f"{county['name']}{mark}", ("", ""), rows, numbers=1)
    say(codes.DISCLAIMER)


def _summary(stats: Stats, saved: TopDown) -> Iterator[tuple[str, str]]:
    yield "Properties", f"{stats.properties:,}"
    yield "Organisations in scope", f"{stats.organisations_in_scope_with_properties}"
    yield "Associates", f"{stats.associates_with_properties}"
    for one in stats.county_table:
        cost = "withheld" if one.cost_gbp_pa is None else f"£{one.cost_gbp_pa:,.0f} a year"
        label = f"County council: {codes.label(one.segment).lower()}"
        yield label, f"{one.properties:,} · {one.gia_m2:,.0f} m² · {cost}"
    value = None if stats.book_value is None else stats.book_value.book_value_gbp
    yield "Book value", "withheld" if value is None else f"£{value / 1_000_000_000:,.2f}bn"
    for base in saved.bases:
        yield f"Premises cost: {base.label.lower()}", f"£{base.figure.amount_gbp:,.0f} a year"
