"""Layers under and over the sites, and the base map when it is well, down and slow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.maps import fake_county
from tests.maps.conftest import Open
from tests.maps.fake_service import running
from tests.maps.test_page import PHONE, STREET, TOWN, violations

pytestmark = pytest.mark.browser


def drawn(page: Page, pane: str) -> list[int]:
    """How opaque each cell of a grid of 40 by 40 over a pane's canvas is, 0 to 255."""
    cells: list[int] = page.evaluate(
        """(pane) => {
            const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
            const small = new OffscreenCanvas(40, 40).getContext('2d');
            if (canvas) small.drawImage(canvas, 0, 0, 40, 40);
            return [...small.getImageData(0, 0, 40, 40).data].filter((_, i) => i % 4 === 3);
        }""",
        pane,
    )
    return cells


def cells_drawn(page: Page, pane: str) -> int:
    return sum(cell > 0 for cell in drawn(page, pane))


def go_to(page: Page, zoom: int) -> None:
    page.evaluate(f"void window.map_estate.setView([52.335, -2.059], {zoom}, {{animate: false}})")


def test_layers_are_switched_in_the_key_and_kept_in_the_address(open_page: Open) -> None:
    page = open_page(TOWN)
    before = drawn(page, "areas")
    page.get_by_label("Areas of need").check()
    page.get_by_label("District outlines").uncheck()
    assert "layers=base,need" in page.url
    page.wait_for_timeout(100)
    assert drawn(page, "areas") != before
    assert cells_drawn(page, "areas") > 400
    expect(page.locator(".area-name:visible")).to_have_count(0)
    page.go_back()
    expect(page.get_by_label("District outlines")).to_be_checked()
    other = open_page("#" + page.url.split("#")[1])
    expect(other.get_by_label("Areas of need")).to_be_checked()


def test_clusters_of_sites_stand_apart_from_the_donuts(
    open_page: Open, axe_source: str, keep_picture: Callable[[Page, str], None]
) -> None:
    page = open_page()
    expect(page.get_by_label("Clusters of sites")).not_to_be_checked()
    page.get_by_label("Clusters of sites").check()
    expect(page.locator(".cluster-name")).to_have_count(0)
    go_to(page, 14)
    name = page.locator(".cluster-name", has_text="Bromsgrove")
    expect(name).to_be_visible()
    for words in (
        "37 properties of 9 organisations",
        "£4.7m–£8.7m a year",
        "a rough figure",
        "42%",
    ):
        expect(name).to_contain_text(words)
    expect(page.locator("#cluster-note")).to_contain_text("indicative")
    assert cells_drawn(page, "clusters") > 10
    assert violations(page, axe_source) == []
    keep_picture(page, "clusters")


def test_touch_down_desks_are_a_layer_and_lead_to_their_property(
    open_page: Open, axe_source: str, keep_picture: Callable[[Page, str], None]
) -> None:
    page = open_page("#layers=base,districts,touchdown")
    expect(page.get_by_label("Touch-down desks", exact=True)).to_be_checked()
    hub = page.get_by_role("button", name="Made-up hub: touch-down 6 desks for staff of any member")
    expect(hub).to_have_text("6 desks")
    other = page.locator(".touch-down").nth(1)
    expect(other).to_have_text("desks")
    assert "<img src=x" in (other.get_attribute("aria-label") or "")
    assert violations(page, axe_source) == []
    keep_picture(page, "touch-down")
    hub.dispatch_event("click")
    expect(page.locator("#panel")).to_be_visible()
    page.get_by_label("Touch-down desks", exact=True).uncheck()
    expect(page.locator(".touch-down")).to_have_count(0)


def test_land_that_lies_together_is_a_layer_and_leads_to_its_line(
    open_page: Open, axe_source: str, keep_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(TOWN + "&layers=base,districts,land")
    expect(page.get_by_label("Land that lies together")).to_be_checked()
    name = page.locator(".land-name")
    expect(name).to_have_text("1.52 ha of 2 owners")
    expect(name).to_have_attribute("href", "/land#0123456789ab")
    assert "<img src=x" in (name.get_attribute("aria-label") or "")
    assert cells_drawn(page, "land-together") > 0
    assert violations(page, axe_source) == []
    keep_picture(page, "land")
    page.get_by_label("Land that lies together").uncheck()
    expect(name).to_have_count(0)


def test_venues_have_a_mark_of_their_own(open_page: Open, axe_source: str) -> None:
    page = open_page(TOWN + "&layers=base,districts,venues")
    venue = page.locator(".venue")
    expect(venue).to_have_text("Church hall")
    expect(venue).to_have_attribute("href", "/venues#00000000-0000-4000-8000-000000000001")
    label = venue.get_attribute("aria-label") or ""
    assert "<img src=x" in label and "180 m² net on offer by Made-up body" in label
    assert violations(page, axe_source) == []
    page.get_by_label("Venues that are not public").uncheck()
    expect(venue).to_have_count(0)


PLAN = "?plan=Bromsgrove&keep=2&wish=stays%3ASYN-CC%2F017"


def test_a_plan_of_a_town_is_a_layer_and_a_list(
    open_page: Open, axe_source: str, keep_picture: Callable[[Page, str], None]
) -> None:
    """The address names the plan, and asks the service for just that; names stay text."""
    asked: list[str] = []
    page = open_page(PLAN + TOWN + "&layers=base,districts,plan")
    page.on("request", lambda one: asked.append(one.url) if "options.geojson" in one.url else None)
    marks = page.locator(".plan-place")
    expect(marks).to_have_text(["could be left", "would open", "stays"])
    expect(marks.first).to_have_attribute(
        "aria-label", "<img src=x onerror=alert(1)>: could be left"
    )
    # A line of three pixels: every pixel is looked at.
    drawn_points = page.evaluate(
        """() => {
            const canvas = document.querySelector('.leaflet-plan-moves-pane canvas');
            const { width, height } = canvas;
            const all = canvas.getContext('2d').getImageData(0, 0, width, height).data;
            return all.filter((value, at) => at % 4 === 3 && value > 0).length;
        }"""
    )
    assert drawn_points > 100
    go_to(page, 12)
    expect(marks).to_have_count(2)
    words = page.locator("#plan-on-map")
    expect(words.get_by_role("heading", name="A plan for Bromsgrove")).to_be_visible()
    expect(page.locator("#plan-words")).to_contain_text("<img src=x onerror=alert(1)> could be")
    leads = "/towns/Bromsgrove/options?keep=2&wish=stays%3ASYN-CC%2F017"
    expect(page.locator("#plan-page")).to_have_attribute("href", leads)
    for summary in words.locator("summary").all():
        summary.press("Enter")
    expect(page.locator("#plan-moves li")).to_have_text(
        "<img src=x onerror=alert(1)> could move to Made-up hub."
    )
    expect(page.locator("#plan-places li").nth(1)).to_have_text("Made-up hub: would be opened")
    assert violations(page, axe_source) == []
    keep_picture(page, "town-plan")
    page.get_by_label("The plan that the address names").uncheck()
    expect(marks).to_have_count(0)
    page.reload()
    page.get_by_label("The plan that the address names").check()
    expect(marks.first).to_be_visible()
    assert [one.partition("/api/v1")[2] for one in asked] == [
        leads.replace("options", "options.geojson")
    ]
    page.locator("#plan-places summary, #plan-on-map summary").last.press("Enter")
    page.locator(".plan-open").press("Enter")
    expect(page.locator("#panel")).to_be_visible()


@pytest.mark.parametrize(("status", "words"), [(403, "sign in"), (404, "no town"), (503, "again")])
def test_a_plan_that_cannot_be_shown_says_why(open_page: Open, status: int, words: str) -> None:
    page = open_page("?plan=Nowhere" + TOWN, may_fail=True)
    expect(page.locator("#plan-words")).to_contain_text("no town")
    page.route("**/options.geojson*", lambda route: route.fulfill(status=status, json={}))
    page.reload()
    expect(page.locator("#plan-words")).to_contain_text(words)
    expect(page.locator("#plan-page")).to_be_hidden()
    expect(page.get_by_label("The plan that the address names")).to_have_count(0)


def test_hostile_names_in_every_layer_stand_as_written(open_page: Open) -> None:
    areas, clusters = fake_county.areas(), fake_county.clusters()
    for number, feature in enumerate(areas["features"]):
        feature["properties"]["name"] = fake_county.PAYLOADS[number % 11]
    for number, cluster in enumerate(clusters["clusters"]):
        cluster["town"] = fake_county.PAYLOADS[number]
    page = open_page(
        "#view=14/52.335/-2.059&layers=base,districts,need,clusters",
        routes={"**/map/areas.geojson": areas, "**/map/clusters.json": clusters},
    )
    named = set(page.locator(".area-name").all_text_contents())
    assert named == set(fake_county.PAYLOADS)
    shown = set(page.locator(".cluster-name strong").all_text_contents())
    assert shown == set(fake_county.PAYLOADS[:6])
    assert page.evaluate("window.hit") is None


def test_a_base_map_lies_under_the_sites_with_its_credit(
    open_page: Open, keep_picture: Callable[[Page, str], None]
) -> None:
    with running("well") as home:
        page = open_page(TOWN, home=home)
        expect(page.locator("img.leaflet-tile-loaded").first).to_be_visible()
        expect(page.locator("#map-notice")).to_be_hidden()
        credit = page.locator(".leaflet-control-attribution")
        expect(credit).to_contain_text(fake_county.PAYLOADS[6])  # as words, not as an element
        expect(credit.get_by_role("link", name="Us")).to_have_attribute("href", "/county")
        keep_picture(page, "base-map")
        page.get_by_label("Base map").uncheck()
        expect(page.locator("img.leaflet-tile")).to_have_count(0)
        assert "layers=districts" in page.url
        go_to(page, 18)
        page.get_by_label("Base map").check()  # closer than its tiles: they are enlarged
        expect(page.locator("img.leaflet-tile-loaded").first).to_be_visible()


def test_who_has_read_that_the_base_map_cannot_be_read_is_not_told_at_the_next_visit(
    open_page: Open,
) -> None:
    broken = {"**/tiles/base-map.json": {"base": "pmtiles"}}
    page = open_page(routes=broken)
    expect(page.get_by_text("The base map's file cannot be read: outlines only.")).to_be_visible()
    page.get_by_label("Dismiss this notice").click()
    with page.context.new_page() as later:
        later.route("**/tiles/base-map.json", lambda route: route.fulfill(json={"base": "pmtiles"}))
        later.goto(page.url)
        later.wait_for_selector("body[data-ready=true]")
        expect(later.locator("#map-notice")).to_be_hidden()


@pytest.mark.parametrize("manner", ["down", pytest.param("slow", marks=pytest.mark.long)])
def test_without_tiles_the_map_stays_usable_and_says_so_once(
    open_page: Open, axe_source: str, manner: str
) -> None:
    with running(manner) as home:
        page = open_page(STREET, PHONE, home=home, may_fail=True)
        page.get_by_label("Town", exact=True).select_option("Bromsgrove")
        expect(page.locator("#status")).to_have_text("150 of 1,324 properties shown")
        notice = page.get_by_text("The base map cannot be reached just now: outlines only.")
        expect(notice).to_be_visible()
        expect(page.locator(".map-notice:visible")).to_have_count(1)
        expect(page.locator("img.leaflet-tile")).to_have_count(0)
        assert cells_drawn(page, "areas") > 400  # the county stands under the sites
        assert violations(page, axe_source) == []
        page.locator(".row").first.click()
        expect(page.locator(".card").first).to_be_visible()
        page.get_by_label("Dismiss this notice").click()
        page.reload()
        page.wait_for_selector("body[data-ready=true]")
        page.wait_for_timeout(1500 if manner == "slow" else 300)
        expect(page.locator("#map-notice")).to_be_hidden()


def test_the_base_map_can_be_tried_again(open_page: Open) -> None:
    with running("down") as home:
        page = open_page(TOWN, home=home, may_fail=True)
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
        page.route(
            "**/tiles/*/*/*.png",
            lambda route: route.fulfill(body=fake_county.TILE, content_type="image/png"),
        )
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("img.leaflet-tile-loaded").first).to_be_visible()
        expect(page.locator("#map-notice")).to_be_hidden()


def test_a_page_without_these_extras_is_whole(open_page: Open) -> None:
    empty = {"type": "FeatureCollection", "features": []}
    page = open_page(
        routes={
            "**/map/areas.geojson": empty,
            "**/map/clusters.json": {"clusters": []},
            "**/map/touch-down.json": {"points": []},
            "**/map/land.json": {"land": []},
            "**/map/venues.json": {"venues": []},
            "**/tiles/base-map.json": {"base": "none"},
        }
    )
    expect(page.locator("#layer-options")).to_be_hidden()
    expect(page.locator(".donut").first).to_be_visible()
