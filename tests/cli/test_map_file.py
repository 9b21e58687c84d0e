"""The map in one file: opened from disk with no network, it shows what the service shows."""

import base64
import gzip
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update
from typer.testing import CliRunner

from api.map import one_file_map
from estate import intake
from estate.base_map import building
from estate.cli import app
from estate.db import tables as t
from estate.db.engine import make_engine
from maps import standalone
from tests.intake import county
from tests.loops import apart
from tests.maps.conftest import Watched, is_in_our_face
from tests.maps.conftest import browser as browser
from tests.maps.conftest import vendor as vendor
from tests.maps.fake_county import PAYLOADS
from tests.maps.test_real_service import hostile_files
from tests.travel import small_town

runner = CliRunner()
OWN = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
LOT = re.compile(r'<script type="text/plain" id="([\w-]+)">([^<]*)</script>')


@pytest.fixture
def hostile_url(
    scratch_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A register whose every text is hostile, all of it open to the public."""
    engine = make_engine(scratch_database_url)
    try:
        with engine.begin() as connection:
            county.start(connection)
            connection.exec_driver_sql("UPDATE organisation SET signed_on = '2026-01-01'")
        for file, kind in hostile_files(tmp_path):
            with engine.begin() as connection:
                plan = intake.prepare(connection, file, organisation="T-CC", kind=kind)
                intake.commit(connection, plan, by="test")
        with engine.begin() as connection:
            connection.execute(
                update(t.property_).values(
                    operational=True, public_access=True, sensitivity="open", status="in_use"
                )
            )
    finally:
        engine.dispose()
    monkeypatch.setenv("ESTATE_DATABASE_URL", scratch_database_url)
    yield scratch_database_url


def run(*arguments: str) -> Result:
    return apart(runner.invoke, app, ["map", *arguments])


def written(out: Path, *options: str) -> bytes:
    done = run(str(out), *options)
    assert done.exit_code == 0, (done.output, done.exception)
    return out.read_bytes()


def unpacked(body: bytes) -> str:
    """The page, our own scripts and styles left out, with everything that it has packed away."""
    page = body.decode()
    lots = [gzip.decompress(base64.b64decode(lot[2])).decode() for lot in LOT.finditer(page)]
    for lot in lots:
        json.loads(lot)
    return OWN.sub("", page) + "".join(lots)


@pytest.fixture
def open_file(browser: Browser, tmp_path: Path) -> Iterator:
    """Opens a file from disk, with the network off; nothing untoward may have happened after."""
    watched: list[Watched] = []

    def opened(path: Path, hash_: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": 1400, "height": 900}, reduced_motion="reduce", offline=True
        )
        page = context.new_page()
        watched.append(Watched(page, path.as_uri()))
        page.goto(path.as_uri() + hash_)
        page.wait_for_selector("body[data-ready=true]")
        return page

    yield opened
    for one in watched:
        assert one.troubles == []
        assert one.foreign == []
        one.page.context.close()


@pytest.mark.browser
def test_hostile_texts_are_shown_as_written_and_run_nowhere(
    hostile_url: str, vendor: None, open_file, tmp_path: Path
) -> None:
    out = tmp_path / "club.html"
    body = written(out, "--edition", "club")
    assert out.stat().st_mode & 0o777 == 0o600
    for payload in PAYLOADS:
        assert payload.encode() not in body
    page = open_file(out)
    assert is_in_our_face(page)
    names = page.locator(".row-name")
    expect(names).to_have_count(len(PAYLOADS))
    assert set(names.all_inner_texts()) == set(PAYLOADS)
    for payload in PAYLOADS:
        names.get_by_text(payload, exact=True).click()
        expect(page.locator("#panel-title")).to_have_text(payload)
        for word in ("landlord", "assessor", "occupier"):
            expect(page.locator("#panel")).to_contain_text(f"{payload} {word}")
        page.go_back()
        expect(names).to_have_count(len(PAYLOADS))
    page.evaluate("window.printed = 0; window.print = () => { window.printed += 1; }; 0")
    page.get_by_role("button", name="Print", exact=True).click()
    assert page.evaluate("window.printed") == 1
    assert page.evaluate("window.hit") is None
    expect(page.locator(".about-file")).to_contain_text("synthetic sample data")
    expect(page.locator("#map-watermark")).to_be_visible()
    assert page.locator("a[href^='/']:visible").count() == 0


@pytest.mark.browser
def test_a_link_into_the_file_opens_the_same_view(
    hostile_url: str, vendor: None, open_file, tmp_path: Path
) -> None:
    out = tmp_path / "club.html"
    written(out, "--edition", "club")
    page = open_file(out, "#q=alert&sort=area")
    shown = page.locator(".row-name").all_inner_texts()
    assert 0 < len(shown) < len(PAYLOADS)
    page.locator(".row").first.click()
    expect(page.locator("#panel-title")).to_have_text(shown[0])
    again = open_file(out, page.evaluate("location.hash"))
    expect(again.locator("#panel-title")).to_have_text(shown[0])


def test_the_public_edition_holds_no_value_of_the_clubs(
    hostile_url: str, vendor: None, tmp_path: Path
) -> None:
    """Tenure, reference, type, ratings, leases and titles are in the club's file alone."""
    public = unpacked(written(tmp_path / "public.html"))
    club = unpacked(written(tmp_path / "club.html", "--edition", "club"))
    (tmp_path / "usual").touch()
    usual, ours = ((tmp_path / name).stat().st_mode for name in ("usual", "public.html"))
    assert ours == usual
    assert PAYLOADS[1] in public
    secrets = ["landlord", "assessor", '"local_ref"', '"ref":', '"availability":"amber"',
               '"use_class":"office_admin"', '"tenure":"freehold"', '"lease_quarter"',
               '"ratings":', '"leases":', '"gia_m2"', "{{7*7}} properties.csv"]  # fmt: skip
    for secret in secrets[:2] + secrets[3:4] + secrets[4:6]:
        assert secret in club, secret
    for secret in secrets:
        assert secret not in public, secret


def test_only_what_the_filters_leave_is_in_the_file(
    hostile_url: str, vendor: None, tmp_path: Path
) -> None:
    page = unpacked(written(tmp_path / "few.html", "--edition", "club", "--q", "annexe"))
    assert "{# note #} annexe" in page
    assert "Chosen by q: annexe." in page
    assert "price {{tbc}} agreed" not in page
    empty = unpacked(written(tmp_path / "none.html", "--q", "no such words"))
    assert "0 properties" in empty


@pytest.mark.browser
def test_the_background_map_of_the_operator_travels_along_as_far_as_it_fits(
    hostile_url: str, vendor: None, open_file, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawn from the file itself, with its credit and no request; too large, it is left out and
    said so."""
    (tmp_path / "room").mkdir()
    extract = small_town.extract(tmp_path / "town.osm.pbf")
    whole = tmp_path / "base-map.pmtiles"
    owed, day = "© Made-up mappers, <b>ODbL</b>", small_town.DAY.isoformat()
    order = building.Order(extract, None, owed, day, whole, tmp_path / "room")
    building.build(order, lambda _: None)
    monkeypatch.setenv("ESTATE_BASEMAP", "pmtiles")
    monkeypatch.setenv("ESTATE_BASEMAP_FILE", str(whole))
    out = tmp_path / "public.html"
    done = run(str(out))
    assert "The background map is in it as far as zoom 14." in done.output
    page = open_file(out, "#view=15/52.1534/-2.2793")
    page.wait_for_function(
        """() => [...document.querySelectorAll('canvas.leaflet-tile-loaded')].some((one) => {
            const seen = one.getContext('2d').getImageData(0, 0, one.width, one.height).data;
            return new Set(new Uint32Array(seen.buffer)).size > 8;
        })"""
    )
    credit = page.locator(".leaflet-control-attribution")
    expect(credit).to_contain_text("© Made-up mappers, ODbL, as of 1 September 2026")
    page.get_by_label("Base map").uncheck()
    expect(page.locator("canvas.leaflet-tile-loaded")).to_have_count(0)
    monkeypatch.setattr(one_file_map, "MOST_BASE_MAP_BYTES", 10)
    assert "The background map is left out:" in run(str(out), "--force").output
    whole.unlink()
    assert "The background map is left out:" in run(str(out), "--force").output
    monkeypatch.setenv("ESTATE_BASEMAP", "none")
    assert "background map" not in run(str(out), "--force").output
    assert b'id="base-map"' not in out.read_bytes()


class TestTheCommand:
    def test_it_does_not_overwrite_unless_told(
        self, hostile_url: str, vendor: None, tmp_path: Path
    ) -> None:
        out = tmp_path / "map.html"
        out.write_text("mine")
        refused = run(str(out))
        assert refused.exit_code != 0
        assert "--force" in str(refused.exception)
        assert out.read_text() == "mine"
        assert b"Common Estate" in written(out, "--force")
        assert [path.name for path in tmp_path.glob("*map*")] == ["map.html"]

    @pytest.mark.parametrize(
        ("options", "word"),
        [(["map.pdf"], ".html"), (["no/such/folder/map.html"], "folder"),
         (["map.html", "--use-class", "office_admin"], "public edition"),
         (["map.html", "--q", "w" * 201], "q: ")],
    )  # fmt: skip
    def test_what_cannot_be_is_told_before_the_work(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], word: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        refused = run(*options)
        assert refused.exit_code != 0
        assert word in str(refused.exception)
        assert list(tmp_path.iterdir()) == []


def test_the_page_allows_no_request_and_no_script_but_its_own(vendor: None) -> None:
    about = standalone.About("club", date(2026, 6, 1), 7, 0, "town: <b>Easton</b>", synthetic=False)
    page = standalone.page({"/map/properties.geojson": b"{}"}, {}, about).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", OWN.sub("", page))
    assert "&lt;b&gt;Easton&lt;/b&gt;" in page
    assert "version 7 of the register)" in page
