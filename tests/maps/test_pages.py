"""Every page beside the map in a real browser: any width, axe clean, under our policy."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from estate import codes, intake
from estate.db.engine import make_engine
from estate.register.writes.sign_in import Person, create_link
from estate.register.writes.tokens import create_token
from tests.intake import county
from tests.maps.conftest import Watched, is_in_our_face
from tests.maps.fake_county import PAYLOADS
from tests.maps.serving import serving
from tests.maps.test_real_service import hostile_files

pytestmark = [pytest.mark.browser]

WIDTHS = (768, 390, 320)
#: Cards, strips, drawings and long tables. The long form has all that links lead to
#: (``test_every_page.py``), and of some each width.
PAGES = {
    "county": "county",
    "town": "towns/Bewdley",
}
FURTHER_PAGES = {
    "organisation": "organisations/SYN-POL",
    "ratings": "ratings?organisation=SYN-POL",
    "docs": "docs",
    "print": "print?organisation=SYN-FRS",
    "services": "services?kind=Library",
    "organisations": "organisations",
    "statement": "organisations/SYN-POL/statement",
    "need": "need",
    "public-spending": "public-spending",
    "residents": "residents",
    "energy": "energy",
}


@pytest.fixture(scope="module")
def real_service(sample_service: str) -> str:
    return sample_service


Opened = Callable[..., Page]


@pytest.fixture
def open_at(browser: Browser, real_service: str) -> Iterator[Opened]:
    """Opens a page of the sample county; afterwards nothing untoward may have happened."""
    watched: list[Watched] = []

    def opened(path: str, width: int = 1400) -> Page:
        page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
        watched.append(Watched(page, real_service))
        page.goto(real_service + path)
        return page

    yield opened
    for one in watched:
        assert one.troubles == []
        assert one.foreign == []
        one.page.context.close()


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(PAGES, id="two of most kinds"),
        pytest.param(FURTHER_PAGES, id="the further ones", marks=pytest.mark.long),
    ],
)
def test_any_width_and_axe_finds_nothing(
    open_at: Opened,
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
    pages: dict[str, str],
) -> None:
    for name, path in pages.items():
        check(open_at(path), name, axe_source, keep_picture)


def test_a_property_any_width_and_axe_finds_nothing(
    open_at: Opened, axe_source: str, keep_picture: Callable[[Page, str], None]
) -> None:
    page = open_at("organisations/SYN-POL")
    page.locator(".sharing a[href^='/properties/']").first.click()
    expect(page.locator("#candidates-heading")).to_be_visible()
    check(page, "property", axe_source, keep_picture)


@pytest.mark.parametrize(("path", "width", "height"), [("", 390, 844), ("county", 360, 225)])
def test_on_a_phone_one_button_opens_search_and_pages_without_a_script(
    browser: Browser, real_service: str, path: str, width: int, height: int
) -> None:
    shown = {"width": width, "height": height}
    page = browser.new_context(viewport=shown, java_script_enabled=False).new_page()
    page.goto(real_service + path)
    box = page.locator(".masthead").bounding_box()
    assert box and box["height"] <= 56
    menu = page.get_by_role("button", name="Menu")
    pages = page.get_by_role("navigation", name="Pages", exact=True)
    expect(pages).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(pages).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#masthead-search")).to_be_focused()
    for link in pages.get_by_role("link").all():
        page.keyboard.press("Tab")
        expect(link).to_be_focused()
        target = link.bounding_box()
        assert target and target["height"] >= 24 and target["x"] >= 0
        assert target["x"] + target["width"] <= width
    page.keyboard.press("Escape")
    expect(pages).to_be_hidden()
    page.context.close()


def test_the_masthead_is_one_line_on_a_laptop(open_at: Opened) -> None:
    for path in ("", "county"):
        page = open_at(path, 1280)
        expect(page.get_by_role("button", name="Menu")).to_be_hidden()
        box = page.locator(".masthead").bounding_box()
        assert box and box["height"] <= 64, path


def test_a_table_sorts_and_turns_its_pages_on_a_phone(open_at: Opened, axe_source: str) -> None:
    page = open_at("county", 390)
    block = page.locator("#table-towns")
    block.get_by_text("Sort Towns").click()
    block.get_by_role("link", name="by People").click()
    expect(page).to_have_url(re.compile(r"view=towns\.-population\.1#table-towns$"))
    cells = block.locator("td[data-label=People]").all_inner_texts()
    people = [int(one.replace(",", "")) for one in cells if one[0].isdigit()]
    assert len(people) > 5
    assert people == sorted(people, reverse=True)
    page.evaluate(axe_source)
    assert violations(page) == []
    page.go_back()
    expect(page).not_to_have_url(re.compile("view="))


def test_a_resident_finds_the_nearest_by_keyboard(open_at: Opened, axe_source: str) -> None:
    page = open_at("services?kind=Library", 390)
    page.locator("#postcode").focus()
    page.keyboard.type("WR1 1AA")
    page.keyboard.press("Enter")
    expect(page.get_by_text("the nearest on foot first")).to_be_visible()
    assert "WR1" not in page.url and "kind=Library" in page.url
    page.evaluate(axe_source)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def check(
    page: Page, name: str, axe_source: str, keep_picture: Callable[[Page, str], None]
) -> None:
    """Axe, and no scrolling sideways at any width."""
    expect(page.locator("h1")).to_be_visible()
    page.evaluate(axe_source)
    assert violations(page) == [], name
    assert is_in_our_face(page), name
    same = "(s) => s.color === s.backgroundColor"
    invisible = f"(all) => all.map((one) => getComputedStyle(one)).filter({same}).length"
    assert page.locator(".button").evaluate_all(invisible) == 0, name
    keep_picture(page, f"page-{name}-1400")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    keep_picture(page, f"page-{name}-{WIDTHS[-1]}")


@pytest.mark.long
def test_a_towns_plan_comes_to_its_page_and_a_slider_goes_through_its_years(
    open_at: Opened, axe_source: str, keep_picture: Callable[[Page, str], None]
) -> None:
    """Parts arrive without loading the page again; slider and points work by keyboard."""
    page = open_at("towns/Stourport-on-Severn/options")
    expect(page.locator("#town-live")).to_have_text(
        "Finished: all plans are found.", timeout=30_000
    )
    expect(page.locator("#frontier-heading")).to_be_visible()
    lines = page.locator(".map-after .move")
    assert lines.count() == page.locator("#table-moves tbody tr").count() > 0
    page.locator("#stage").focus()
    page.keyboard.press("Home")
    expect(page.locator("#stage-words")).to_have_text("today")
    expect(page.locator('.map-after .move[display="inline"]')).to_have_count(0)
    page.keyboard.press("End")
    expect(page.locator('.map-after .move[display="inline"]')).to_have_count(lines.count())
    page.keyboard.press("ArrowLeft")
    check(page, "town-options", axe_source, keep_picture)
    page.locator("#fold-frontier summary").focus()
    page.keyboard.press("Enter")
    fewest = page.locator("#table-frontier tbody th a").last
    kept = fewest.inner_text()
    fewest.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"keep={kept}$"))
    expect(page.locator("#keep")).to_have_value(kept)


@pytest.mark.long
def test_a_narrow_page_is_as_accessible(open_at: Opened, axe_source: str) -> None:
    page = open_at("towns/Bewdley", 320)
    page.evaluate(axe_source)
    assert violations(page) == []
    expect(page.get_by_role("table").first).to_be_visible()
    assert page.get_by_role("columnheader").count() > 5


#: A screen of a phone, pixels high; a page that a meeting opens has at most so many of them.
_PHONE, _SCREENS = 844, 6


@pytest.mark.long
@pytest.mark.parametrize(
    "path", ["towns/Bromsgrove", "towns/Worcester", "organisations/SYN-CC", "candidates"]
)
def test_a_page_is_at_most_six_screens_of_a_phone(open_at: Opened, path: str) -> None:
    page = open_at(path, 390)
    if path.startswith("towns"):
        expect(page.get_by_role("link", name="The whole plan")).to_be_visible(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollHeight") <= _PHONE * _SCREENS


def violations(page: Page) -> list[object]:
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) > 10
    return [(one["id"], [n["target"] for n in one["nodes"]][:3]) for one in found["violations"]]


def test_charts_have_words_and_load(open_at: Opened) -> None:
    for path in ("county", "county/how-worked-out"):
        page = open_at(path)
        picture = page.locator(".chart img")
        picture.scroll_into_view_if_needed()
        assert len(picture.get_attribute("alt") or "") > 20
        page.wait_for_function(
            "i => i.complete && i.naturalWidth > 0", arg=picture.element_handle()
        )


def test_what_is_printed_holds_every_site(open_at: Opened) -> None:
    page = open_at("print?organisation=SYN-FRS&colour=sharing")
    names = page.locator("#table-sites tbody tr td:nth-child(2)").all_inner_texts()
    assert len(names) == 22
    printed = page.pdf(prefer_css_page_size=True)
    sheets = PdfReader(io.BytesIO(printed)).pages
    assert [round(float(side)) for side in sheets[0].mediabox[2:]] == [595, 842]
    text = "".join("".join(sheet.extract_text().split()) for sheet in sheets)
    assert [name for name in names if "".join(name.split()) not in text] == []
    for words in ("Organisation:SevernshireFireandRescue", "Sharingpossible", "Madeon"):
        assert words in text
    wide = open_at("print?organisation=SYN-FRS&paper=a3").pdf(prefer_css_page_size=True)
    first = PdfReader(io.BytesIO(wide)).pages[0].mediabox
    assert [round(float(side)) for side in first[2:]] == [1191, 842]


def test_no_word_of_a_town_or_date_is_broken_on_paper(open_at: Opened) -> None:
    """Each line of a cell holds whole words: no column is narrower than its longest."""
    page = open_at("print?organisation=SYN-POL&sort=lease")
    words = page.locator("#table-sites tbody tr td:nth-child(4)").all_inner_texts()
    towns = {one.rsplit(", ", 1)[-1] for one in words if ", " in one}
    assert "Worcester" in towns
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    lines = [line for sheet in sheets for line in sheet.extract_text().splitlines()]
    text = " ".join(lines)
    for word in {word for town in towns for word in town.split()}:
        assert word in text, word
    assert not [line for line in lines if line.strip() in ("er", "ter", "ster", "cester")]
    assert re.search(r"(Jan–Mar|Apr–Jun|Jul–Sep|Oct–Dec)\s20\d\d", text)


def test_the_choice_of_organisation_is_that_of_the_list_after_going_back(open_at: Opened) -> None:
    page = open_at("ratings")
    page.get_by_label("Organisation", exact=True).select_option("SYN-POL")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("organisation=SYN-POL"))
    page.go_back()
    expect(page.get_by_label("Organisation", exact=True)).to_have_value("")


def test_marks_on_paper_carry_letters(open_at: Opened) -> None:
    page = open_at("print?organisation=SYN-FRS")
    letters = page.locator("svg.sheet g text:first-of-type").all_text_contents()
    assert letters
    assert all(one in "RAG?" or one.isdigit() for one in letters)
    counted = sum(int(one) if one.isdigit() else 1 for one in letters)
    assert counted == page.locator("#table-sites tbody tr").count()


def test_from_the_page_to_the_map_and_back(open_at: Opened) -> None:
    page = open_at("towns/Bewdley")
    page.get_by_role("link", name="On the map").first.click()
    page.wait_for_selector("body[data-ready=true]")
    expect(page.locator("#status")).to_contain_text("of 1,324")
    page.go_back()
    page.get_by_role("link", name="Print", exact=True).click()
    expect(page.locator("h1")).to_contain_text("public properties")
    expect(page.locator(".lead")).to_contain_text("Town: Bewdley")


LINK = "only-for-this-test-0123456789"

# What a colleague's file may hold ------------------------------------------------------------


@pytest.fixture
def hostile(scratch_database_url: str, tmp_path: Path, vendor: None) -> Iterator[tuple[str, str]]:
    """The service over a register whose every text is hostile, and an editor's token."""
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
        connection.exec_driver_sql("UPDATE organisation SET signed_on = '2026-01-01'")
        token = create_token(
            connection, role=codes.Role.EDITOR, organisation_code="T-CC", label=PAYLOADS[0],
            expires_at=datetime.now(UTC) + timedelta(days=1),
        )  # fmt: skip
        person = Person(f"{PAYLOADS[7]} Ann", codes.Role.EDITOR, "T-CC")
        create_link(connection, LINK, person, datetime.now(UTC) + timedelta(days=1))
    for file, kind in hostile_files(tmp_path):
        with engine.begin() as connection:
            plan = intake.prepare(connection, file, organisation="T-CC", kind=kind)
            assert plan.counts["refused"] == 0, plan.issues
            intake.commit(connection, plan, by="test")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE organisation SET name = %s WHERE code = 'T-CC'", (PAYLOADS[1],)
        )
        connection.exec_driver_sql("UPDATE area SET name = %s || name", (PAYLOADS[5],))
        connection.exec_driver_sql("UPDATE county SET name = %s", (PAYLOADS[6],))
    engine.dispose()
    with serving(scratch_database_url, "club") as address:
        yield address, token


def test_hostile_texts_are_shown_as_written_and_run_nowhere(
    hostile: tuple[str, str], browser: Browser
) -> None:
    address, token = hostile
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    watched = Watched(page, address)
    for path in ("print", "organisations/T-CC"):
        page.goto(address + path)
        for payload in PAYLOADS:
            expect(page.locator(f"#table-{'sites' if path == 'print' else 'properties'}")
                   ).to_contain_text(payload)  # fmt: skip
    page.locator("#table-properties .more-rows summary").click()
    addresses = {
        link.inner_text(): link.get_attribute("href") or ""
        for link in page.locator("#table-properties tbody th a").all()
    }
    assert set(addresses) == set(PAYLOADS)
    for payload, path in addresses.items():
        page.goto(address.rstrip("/") + path)
        expect(page.locator("h1")).to_have_text(payload)
        main = page.locator("main")
        for word in ("landlord", "assessor", "occupier"):
            expect(main).to_contain_text(f"{payload} {word}")
        expect(main).to_contain_text("{{7*7}} properties.csv")
        expect(main).to_contain_text(PAYLOADS[1])
    rate(page, token, note=PAYLOADS[5])
    expect(page.locator("#table-ratings")).to_contain_text(PAYLOADS[0])
    rated = page.url.split("#")[0]
    page.goto(f"{address}sign-in/once/{LINK}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(address)
    page.goto(rated)
    rate(page, None, note=PAYLOADS[8])
    expect(page.locator("#table-ratings")).to_contain_text(f"{PAYLOADS[7]} Ann")
    expect(page.locator("main")).to_contain_text(PAYLOADS[8])
    for path in ("county", "organisations", "ratings"):
        page.goto(address + path)
        expect(page.locator(".masthead-county")).to_have_text(PAYLOADS[6])
        expect(page.locator("main")).to_contain_text(PAYLOADS[1 if path != "county" else 6])
    page.goto(address + "county")
    page.locator("#table-towns a").first.click()
    expect(page.locator("h1")).to_contain_text(PAYLOADS[5])
    assert page.evaluate("window.hit") is None
    assert [one for one in watched.troubles if "status of 422" not in one] == []
    assert watched.foreign == []
    page.context.close()


def rate(page: Page, token: str | None, note: str) -> None:
    """Give a rating by the form of the page, with a token or as whoever is signed in."""
    if token is not None:
        page.get_by_text("Rate it with your organisation’s token").click()
    page.get_by_role("button", name="Record the rating").click()
    expect(page.locator("#rate-problem")).to_be_focused()
    expect(page.locator("#rate-problem a")).to_have_count(3)
    expect(page.locator("#rate-reason-problem")).to_have_text("Choose a reason.")
    page.locator("#rate-scheme").select_option("availability")
    page.locator("#rate-rating").select_option("green")
    reasons = page.locator("#rate-reason option:not([hidden])")
    assert "Protected use" not in reasons.all_inner_texts()
    page.locator("#rate-reason").select_option("LEASE_EVENT")
    page.locator("#rate-note").fill(note)
    if token is None:
        expect(page.locator("#rate-token-hint")).to_contain_text("Signed in as")
        expect(page.locator("#rate-token")).to_have_count(0)
    else:
        page.locator("#rate-token").fill(token)
    page.get_by_role("button", name="Record the rating").click()
    expect(page.locator("#rate-problem")).to_contain_text("reference of the decision")
    expect(page.locator("#rate-evidence")).to_have_attribute("aria-invalid", "true")
    page.locator("#rate-evidence").fill("CAB/7")
    with page.expect_navigation():
        page.get_by_role("button", name="Record the rating").click()
    expect(page.locator("#table-ratings")).to_contain_text("CAB/7")
