"""Hostile texts all the way: a file, the importer, PostGIS, the service, a real browser."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from estate import intake
from estate.codes import RecordKind
from estate.db.engine import make_engine
from tests.intake import county
from tests.maps.conftest import Watched
from tests.maps.fake_county import PAYLOADS
from tests.maps.serving import serving

TEXT_COLUMNS = ("NAME", "ADDRESS", "STREET", "POST_TOWN", "OWNER", "TITLE_NO", "SERVICES")


def hostile_files(folder: Path) -> list[tuple[Path, RecordKind]]:
    """Every payload in every text column of a property, and in the other kinds of record."""
    properties = [
        county.row(f"P{n} {text}", EASTING=county.EAST + 60 * n)
        | dict.fromkeys(TEXT_COLUMNS, f"{text} {n}")
        | {"NAME": text, "TYPE_CODE": "office", "USE_CLASS": "office_admin"}
        for n, text in enumerate(PAYLOADS)
    ]
    occupations = [
        {"OCC_REF": f"O{n} {text}", "PROP_REF": f"P{n} {text}", "OCCUPIER": f"{text} occupier",
         "USER_FUNC": "back_office", "FTE": 20}
        for n, text in enumerate(PAYLOADS)
    ]  # fmt: skip
    leases = [
        {"LEASE_REF": f"L{n} {text}", "PROP_REF": f"P{n} {text}", "LANDLORD": f"{text} landlord",
         "LEASE_EXP": "31/12/2030", "LEASE_STRT": "01/01/2020"}
        for n, text in enumerate(PAYLOADS)
    ]  # fmt: skip
    ratings = [
        {"RATING_REF": f"R{n} {text}", "PROP_REF": f"P{n} {text}", "RAG_SCHEME": "availability",
         "RAG": "amber", "NOTE": text, "ASSESSOR": f"{text} assessor", "RAG_DATE": "01/02/2026"}
        for n, text in enumerate(PAYLOADS)
    ]  # fmt: skip
    return [
        (_write(folder / "{{7*7}} properties.csv", properties), RecordKind.PROPERTY),
        (_write(folder / "occupations.csv", occupations), RecordKind.OCCUPATION),
        (_write(folder / "leases.csv", leases), RecordKind.LEASE),
        (_write(folder / "ratings.csv", ratings), RecordKind.RATING),
    ]


def _write(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def hostile_service(scratch_database_url: str, tmp_path: Path, vendor: None) -> Iterator[str]:
    """The real service over a register whose every text is hostile."""
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
        connection.exec_driver_sql("UPDATE organisation SET signed_on = '2026-01-01'")
    for file, kind in hostile_files(tmp_path):
        with engine.begin() as connection:
            plan = intake.prepare(connection, file, organisation="T-CC", kind=kind)
            assert plan.counts["refused"] == 0, plan.issues
            intake.commit(connection, plan, by="test")
    engine.dispose()
    with serving(scratch_database_url, "club") as address:
        yield address


def test_hostile_texts_are_shown_as_written_and_run_nowhere(
    hostile_service: str, browser: Browser
) -> None:
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    watched = Watched(page, hostile_service)
    page.goto(hostile_service)
    page.wait_for_selector("body[data-ready=true]")
    names = page.locator(".row-name")
    expect(names).to_have_count(len(PAYLOADS))
    assert set(names.all_inner_texts()) == set(PAYLOADS)
    for payload in PAYLOADS:
        names.get_by_text(payload, exact=True).click()
        expect(page.locator("#panel-title")).to_have_text(payload)
        panel = page.locator("#panel")
        for word in ("landlord", "assessor", "occupier"):
            expect(panel).to_contain_text(f"{payload} {word}")
        expect(page.locator(".provenance")).to_contain_text("{{7*7}} properties.csv")
        page.go_back()
        expect(names).to_have_count(len(PAYLOADS))
    assert page.evaluate("window.hit") is None
    assert watched.troubles == []
    assert watched.foreign == []
    page.context.close()


def test_an_empty_public_edition_says_so(
    scratch_database_url: str, vendor: None, browser: Browser
) -> None:
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
    engine.dispose()
    with serving(scratch_database_url, "public") as address:
        page = browser.new_page()
        watched = Watched(page, address)
        page.goto(address)
        page.wait_for_selector("body[data-ready=true]")
        expect(page.locator("#status")).to_contain_text("0")
        page.close()
    assert watched.troubles == []


def test_what_is_downloaded_is_what_is_shown(
    sample_service: str, browser: Browser, tmp_path: Path
) -> None:
    """Every filter of the page leaves in the file just as many rows as in the list."""
    address = sample_service
    page = browser.new_context(accept_downloads=True).new_page()
    for hash_ in (
        "#q=worcester+office",
        "#organisation=SYN-CC&tenure=leasehold&lease=3",
        "#town=none&holds=yes&rating=amber,unrated",
        "#tenure=none",
        "#colour=sharing&rating=green&use_class=office_admin&holds=no",
    ):
        page.goto(address + hash_)
        page.reload()
        page.wait_for_selector("body[data-ready=true]")
        shown = int(page.locator("#status").inner_text().split(" of ")[0].replace(",", ""))
        page.locator("#download-summary").click()
        with page.expect_download() as download:
            page.locator("#download-links a", has_text="CSV").click()
        target = tmp_path / "properties.csv"
        download.value.save_as(target)
        with target.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
        assert len(rows) == shown, hash_
        paper = str(page.locator("#print-link").get_attribute("href"))
        listed = page.request.get(address + paper.replace("/print", "print/sites.csv"))
        assert listed.status == 200, hash_
        lines = csv.reader(listed.text().lstrip("\ufeff").splitlines())
        assert sum(bool(line) and line[0].isdigit() for line in lines) == shown, hash_
    page.context.close()
