"""What a member comes for, from the first look to the link in an e-mail."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.maps import fake_county
from tests.maps.conftest import Open
from tests.maps.test_page import PHONE, violations

pytestmark = pytest.mark.browser

ORGANISATION = "SYN-07"
#: What the four filters of the journey leave in the address.
CHOSEN = ("organisation=SYN-07", "use_class=office_admin", "tenure=leasehold", "lease=3")


def wanted() -> list[dict[str, Any]]:
    """The leased offices of the organisation whose lease can end by 1 June 2029."""
    return [
        f
        for f in fake_county.properties()["features"]
        if f["properties"]["organisation"] == ORGANISATION
        and f["properties"]["use_class"] == "office_admin"
        and (f["properties"]["lease_quarter"] or "9999") <= "2029 Q1"
    ]


def what_is_seen(page: Page) -> dict[str, Any]:
    """All that a colleague should find again."""
    page.wait_for_timeout(250)  # the view is kept once the map stands still
    seen: dict[str, Any] = page.evaluate(
        """() => ({
            title: document.getElementById('panel-title').textContent,
            status: document.getElementById('status').textContent,
            lines: document.querySelectorAll('path.candidate-line').length,
            zoom: map_estate.getZoom(),
            lat: map_estate.getCenter().lat.toFixed(4), lng: map_estate.getCenter().lng.toFixed(4),
            set: [...document.querySelectorAll('select, input[type=radio], input[type=checkbox]')]
                .map((one) => [one.id, one.type.includes('select') ? one.value : one.checked]),
        })"""
    )
    return seen


def test_from_the_county_to_a_candidate_and_by_a_link_to_a_colleague(open_page: Open) -> None:
    found = wanted()
    assert len(found) > 1
    page = open_page()
    page.get_by_label("Organisation", exact=True).select_option(ORGANISATION)
    page.get_by_label("Use class").select_option("office_admin")
    page.get_by_label("Tenure").select_option("leasehold")
    page.get_by_label("Lease can end").select_option("3")
    expect(page.locator("#status")).to_have_text(f"{len(found)} of 1,324 properties shown")
    page.get_by_label("Sort by").select_option("lease")
    first = page.locator(".row-name").first.text_content()
    assert first in {f["properties"]["name"] for f in found}
    page.locator(".row").first.click()
    expect(page.locator("#panel-title")).to_have_text(first or "")
    best = page.locator(".card-open").first
    name = best.inner_text()
    best.click()
    expect(page.locator("#panel-title")).to_have_text(name)
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_label("Colour-blind palette").check()
    page.get_by_label("Areas of need").check()
    seen = what_is_seen(page)
    for part in (*CHOSEN, "sort=lease", "palette=blue", "layers=base,districts,need"):
        assert part in page.url
    colleague = open_page("#" + page.url.split("#")[1])
    expect(colleague.locator(".card").first).to_be_visible()
    assert what_is_seen(colleague) == seen


def test_each_step_of_the_journey_is_taken_back(open_page: Open) -> None:
    page = open_page()
    page.get_by_label("Organisation", exact=True).select_option(ORGANISATION)
    page.get_by_label("Filter the list").press_sequentially("office")
    expect(page).to_have_url(re.compile("q=office"))
    page.get_by_label("Sort by").select_option("area")
    page.locator(".row").first.click()
    expect(page.locator(".card").first).to_be_visible()
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()
    page.go_back()
    expect(page.get_by_label("Sort by")).to_have_value("name")
    page.go_back()  # the whole word, not its last letter
    expect(page.get_by_label("Filter the list")).to_have_value("")
    assert "q=" not in page.url
    page.go_back()
    expect(page.locator("#status")).to_have_text("1,324 of 1,324 properties shown")
    page.go_forward()
    assert f"organisation={ORGANISATION}" in page.url


def test_the_same_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()

    def tab_to(selector: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab never came to {selector}")

    def choose(selector: str, words: str) -> None:
        tab_to(selector)
        page.keyboard.type(words)

    page.keyboard.press("Tab")  # past the skip link
    choose("#filter-organisation", "Made-up Organisation 7 ")
    choose("#filter-use_class", "Office")
    choose("#filter-tenure", "Lease")
    choose("#filter-lease", "Within 3")
    expect(page.locator("#status")).to_have_text(f"{len(wanted())} of 1,324 properties shown")
    tab_to(".row")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    expect(page.locator(".card").first).to_be_visible()
    tab_to("#jump-to-candidates")
    page.keyboard.press("Enter")
    expect(page.locator(".card-open").first).to_be_focused()
    name = page.locator(".card-open").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_have_text(name)
    expect(page.locator("#panel-title")).to_be_focused()
    for part in CHOSEN:
        assert part in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_map_glides_only_for_those_who_like_it(open_page: Open, motion: str) -> None:
    page = open_page(motion=motion)
    assert page.evaluate("map_estate.options.zoomAnimation") is (motion != "reduce")
    before = page.evaluate("map_estate.getZoom()")
    page.locator(".donut").first.click()
    page.wait_for_function(f"() => map_estate.getZoom() > {before}")
    expect(page.locator(".donut, .site-badge").first).to_be_visible()


def test_four_times_enlarged_nothing_is_lost(open_page: Open, axe_source: str) -> None:
    page = open_page("", (320, 256))  # 1,280 by 1,024 at 400 %
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator(".row").first.click()
    title = page.locator("#panel-title")
    expect(title).to_be_focused()
    expect(page.locator(".card").first).to_be_visible()
    title.scroll_into_view_if_needed()
    on_top = page.evaluate(
        """() => { const title = document.getElementById('panel-title');
            const { left, top } = title.getBoundingClientRect();
            return title.contains(document.elementFromPoint(left + 5, top + 8)); }"""
    )
    assert on_top
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page, axe_source) == []


@pytest.mark.parametrize("size", [(1400, 900), PHONE, (320, 640)])
def test_axe_finds_nothing_with_everything_open(
    open_page: Open, axe_source: str, size: tuple[int, int]
) -> None:
    page = open_page("#rating=red,green&town=Worcester&layers=districts,need,clusters", size)
    for summary in ("#glance summary", "#download-summary"):
        page.locator(summary).click()
    if not page.locator("#legend").evaluate("one => one.open"):
        page.locator("#legend summary").click()
    expect(page.locator("#cluster-note")).to_be_visible()
    assert violations(page, axe_source) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize(
    ("role", "organisation", "may"),
    [
        ("editor", ORGANISATION, True),
        ("member", ORGANISATION, False),
        ("critic", ORGANISATION, False),
        ("editor", "SYN-01", False),
        ("administrator", None, True),
    ],
)
def test_rating_is_offered_to_those_who_may_rate(
    open_page: Open, role: str, organisation: str | None, may: bool
) -> None:
    page = open_page(f"#organisation={ORGANISATION}")
    me = {"signed_in": True, "role": role, "organisation": organisation}
    page.route("**/api/v1/me", lambda route: route.fulfill(json=me))
    page.locator(".row").first.click()
    link = page.get_by_role("link", name="Open its page")
    expect(link).to_be_visible()
    rate = page.get_by_role("link", name="Rate this property")
    expect(rate).to_have_count(1 if may else 0)
    if may:
        expect(rate).to_have_attribute("href", f"{link.get_attribute('href')}#rate")


def test_the_panel_and_the_list_lead_to_the_pages(open_page: Open) -> None:
    page = open_page(f"#organisation={ORGANISATION}&lease=3&rating=red,amber&colour=sharing")
    page.locator("#download-summary").click()
    expect(page.locator("#print-link")).to_have_attribute(
        "href", f"/print?organisation={ORGANISATION}&lease=3&rating=red%2Camber&colour=sharing"
    )
    page.locator(".row").first.click()
    number = re.search(r"property=(p-\d+)", page.url)
    assert number
    link = page.get_by_role("link", name="Open its page")
    expect(link).to_have_attribute("href", f"/properties/{number[1]}")
    expect(page.get_by_role("link", name="Rate this property")).to_have_count(0)
    case = page.locator(".card-case a").first
    expect(case).to_have_attribute("href", re.compile(rf"^/schemes/{number[1]}/p-\d+$"))
