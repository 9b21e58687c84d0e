"""Choosing on the map, as at a meeting: ticks, a line, a link, a plan of just these buildings.

Steps are counted: each click, choice in a list, line drawn or key pressed is one.
"""

import math
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.maps.conftest import Open
from tests.maps.fake_county import PAYLOADS
from tests.maps.test_page import PHONE, violations

pytestmark = pytest.mark.browser

#: A service's answer on a choice, as the page asks for it.
TOLD: dict[str, Any] = {
    "count": 3, "not_shown": 0, "plan_town": "Bromsgrove",
    "organisations": [{"name": "Made-up Organisation 7", "code": "SYN-07", "count": 3}],
    "towns": [{"name": "Bromsgrove", "count": 3}],
    "area_m2": {"value": 3000, "known": 2}, "need_m2": {"value": 900, "known": 3},
    "spare_m2": {"value": 800, "known": 2}, "lease_end_unknown": 1,
    "lease_ends": [{"quarter": "2028 Q3", "property_id": "p-1", "name": "Depot",
                    "organisation": {"code": "SYN-07", "name": "Made-up Organisation 7"}}],
    "cost": {"central_gbp_pa": 1234000, "low_gbp_pa": 996000, "high_gbp_pa": 1561000,
             "estimated_share": 0.2, "known": 3, "price_base": "2026/27"},
}  # fmt: skip
ROUTES = {"**/api/v1/chosen?*": TOLD}
MOST_STEPS = 9


class Steps:
    """Does what a person does, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.taken = page, 0

    def click(self, what: Locator) -> None:
        self.taken += 1
        what.click()

    def pick(self, label: str, value: str) -> None:
        self.taken += 1
        self.page.get_by_label(label, exact=True).select_option(value)

    def draw_round(self, x: float, y: float, radius: float) -> None:
        self.taken += 1
        mouse = self.page.mouse
        mouse.move(x + radius, y)
        mouse.down()
        for turn in range(1, 33):
            angle = turn / 16 * math.pi
            mouse.move(x + radius * math.cos(angle), y + radius * math.sin(angle))
        mouse.up()


def ticked(page: Page) -> list[bool]:
    found: list[bool] = page.locator(".row-tick").evaluate_all(
        "(all) => all.slice(0, 6).map((one) => one.checked)"
    )
    return found


def test_ticks_ranges_and_a_link_by_mouse_and_keyboard(open_page: Open, axe_source: str) -> None:
    page = open_page("#view=16/52.335/-2.059", routes=ROUTES)
    tray = page.locator("#tray")
    expect(tray).to_be_hidden()
    ticks = page.locator(".row-tick")
    ticks.nth(1).focus()
    page.keyboard.press("Space")
    ticks.nth(3).click(modifiers=["Shift"])
    assert ticked(page) == [False, True, True, True, False, False]
    expect(page.locator("#tray-title")).to_have_text("3 chosen")
    expect(tray).to_contain_text("About £1.2m")
    expect(tray).to_contain_text("£1m to £1.6m")
    expect(tray).to_contain_text("2 of 3 known")
    expect(tray).to_contain_text("The first: Jul–Sep 2028, Depot; 1 rented with no end on record")
    ids = re.search(r"ids=([^&]+)", page.url)
    assert ids and len(ids[1].split(",")) == 3
    assert page.locator("#tray-compare").get_attribute("href") == f"/compare?ids={ids[1]}"
    assert page.locator("#tray-print").get_attribute("href") == f"/print?ids={ids[1]}"
    assert violations(page, axe_source) == []
    colleague = open_page("#" + page.url.split("#")[1], size=PHONE, routes=ROUTES)
    expect(colleague.locator("#tray-title")).to_have_text("3 chosen")
    assert ticked(colleague) == ticked(page)
    assert colleague.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert violations(colleague, axe_source) == []
    page.go_back()
    expect(page.locator("#tray-title")).to_have_text("1 chosen")
    page.locator("#tray-clear").click()
    expect(tray).to_be_hidden()
    assert "ids=" not in page.url


def test_a_line_round_no_site_says_so(open_page: Open) -> None:
    page = open_page()
    left = page.locator("#map_estate").bounding_box()["x"]
    page.keyboard.down("Shift")
    page.mouse.move(left + 90, 840)
    page.mouse.down()
    page.mouse.move(left + 150, 800, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.locator("#status")).to_have_text("No site lies inside the line.")
    expect(page.locator("#tray")).to_be_hidden()


def test_a_filter_takes_the_map_to_what_it_leaves_and_back_undoes_both(open_page: Open) -> None:
    page = open_page()
    zoom = "map_estate.getZoom()"
    far = page.evaluate(zoom)
    page.get_by_label("Town", exact=True).select_option("Bromsgrove")
    page.wait_for_function(f"{zoom} > {far} + 2")
    expect(page.locator("#choose-all")).to_have_text("Choose all 150 in Bromsgrove")
    page.evaluate("map_estate.setZoom(17)")
    page.get_by_label("Only what the map shows").check()
    status = page.locator("#status")
    expect(status).not_to_have_text("150 of 1,324 properties shown")
    shown = int(status.inner_text().split()[0])
    assert 0 < shown < 150
    names = page.locator(".badge-name:not(.is-crossed)").all_text_contents()
    assert names and set(names) <= set(page.locator(".row-name").all_text_contents())
    assert "bbox=" in (page.locator("#download-links a").first.get_attribute("href") or "")
    page.get_by_role("button", name="Show all on the map").click()
    expect(status).to_have_text("150 of 1,324 properties shown")
    while "town=" in page.url:
        page.go_back()
    expect(status).to_have_text("1,324 of 1,324 properties shown")
    assert page.evaluate(zoom) == pytest.approx(far, abs=0.01)


def test_sixteen_offices_of_a_town_to_a_printed_plan_in_under_ten_steps(
    sample_service: str, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(sample_service)
    page.wait_for_selector("body[data-ready=true]")
    steps = Steps(page)
    steps.pick("Town", "Bromsgrove")
    steps.pick("Use class", "office_admin")
    expect(page.locator("#status")).to_have_text("23 of 1,324 properties shown")
    page.wait_for_timeout(300)  # the map goes to them
    steps.click(page.get_by_role("button", name="Draw round sites to choose them"))
    steps.draw_round(*_round_the_sixteen_nearest(page))
    expect(page.locator("#tray-title")).to_have_text("16 chosen")
    steps.click(page.get_by_role("link", name="What could happen among these?"))
    expect(page.locator("h1")).to_contain_text("Bromsgrove")
    assert page.url.count("property=") == 16
    steps.taken += 1  # Ctrl-P
    assert len(page.pdf()) > 10_000
    context.close()
    assert steps.taken <= MOST_STEPS
    print(f"{steps.taken} steps")


def _round_the_sixteen_nearest(page: Page) -> tuple[float, float, float]:
    """Middle and radius, in pixels of the window, of a ring with sixteen marks in it."""
    marks: list[list[float]] = page.locator(".site-badge").evaluate_all(
        """(all) => all.map((one) => one.getBoundingClientRect())
            .map((box) => [box.x + box.width / 2, box.y + box.height / 2])"""
    )
    assert len(marks) == 23
    x, y = (sorted(one[axis] for one in marks)[11] for axis in (0, 1))
    away = sorted(math.hypot(one[0] - x, one[1] - y) for one in marks)
    return x, y, (away[15] + away[16]) / 2


FOUND: dict[str, Any] = {
    "query": "libary", "instead": "library", "count": 12, "by_kind": {"property": 12},
    "results": [
        {"kind": "property", "name": f"{one} Library", "detail": "Made-up", "page": f"/#q={one}",
         "point": None}
        for one in ("North", PAYLOADS[1], "South")
    ],
}  # fmt: skip


def test_the_masthead_finds_by_keyboard_and_says_what_it_took_a_slip_for(
    open_page: Open, axe_source: str
) -> None:
    page = open_page(routes={"**/api/v1/search?*": FOUND})
    box = page.get_by_role("combobox", name="Find a property")
    box.fill("libary")
    found = page.locator("#search-list [role=option]")
    expect(found).to_have_count(3)
    expect(found.nth(1)).to_contain_text(PAYLOADS[1])
    expect(page.locator(".search-words").first).to_contain_text("These match “library”")
    expect(page.locator(".search-words").last).to_have_text("Enter shows all 12")
    for _ in range(5):  # up from the box to the last, round by the box, and again
        page.keyboard.press("ArrowUp")
    expect(page.locator("#search-list [aria-selected=true]")).to_contain_text("South")
    assert violations(page, axe_source) == []
    page.keyboard.press("Escape")
    expect(page.locator("#search-list")).to_be_hidden()
    box.fill("library")
    expect(page.locator("#search-list")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=North"))
    expect(page.locator("form[role=search]")).to_have_attribute("action", "/search")
