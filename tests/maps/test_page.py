"""The page in a real browser; ``open_page`` fails on any error, dialog or foreign request."""

import math
import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.maps import fake_county
from tests.maps.conftest import Open

pytestmark = pytest.mark.browser

COUNTY = ""
TOWN = "#view=14/52.3350/-2.0590"
STREET = "#view=16/52.3350/-2.0590"
PHONE = (390, 844)


def test_a_name_is_shown_as_it_was_written(open_page: Open) -> None:
    page = open_page()
    for number, payload in enumerate(fake_county.PAYLOADS):
        page.evaluate(f"location.hash = 'property=p-{number}'")
        expect(page.locator(".provenance")).to_contain_text(f"{payload}.csv")
        expect(page.locator("#panel-title")).to_have_text(payload)
        expect(page.locator(".card").first).to_be_visible()
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize(("day", "late"), [("2028-03-01", False), ("2028-03-02", True)])
def test_the_panel_marks_a_review_that_is_overdue(open_page: Open, day: str, late: bool) -> None:
    page = open_page()
    page.clock.set_fixed_time(f"{day}T12:00:00")
    page.evaluate("location.hash = 'property=p-3'")
    line = page.locator(".rating-card p", has_text="Review by")
    expect(line).to_have_text("Review by 1 March 2028" + (": overdue" if late else ""))
    expect(line.locator("strong")).to_have_count(int(late))


def test_every_hostile_name_stands_in_the_list_and_the_tooltip(open_page: Open) -> None:
    page = open_page("#q=REF-000")
    names = page.locator(".row-name").all_inner_texts()
    assert set(fake_county.PAYLOADS[:10]) <= set(names)
    lng, lat = fake_county.properties()["features"][0]["properties"]["point"]
    page.goto(page.url.split("#")[0] + "#q=REF-0000")
    page.reload()
    page.wait_for_selector("body[data-ready=true]")
    page.evaluate(f"void window.map_estate.setView([{lat}, {lng}], 17, {{animate: false}})")
    page.locator(".site-badge").first.hover()
    expect(page.locator(".site-tip strong")).to_have_text(fake_county.PAYLOADS[0])
    assert page.evaluate("window.hit") is None


def test_county_zoom_shows_donuts_with_counts_and_names(
    open_page: Open, keep_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(COUNTY)
    donuts = page.locator(".donut")
    expect(donuts.first).to_be_visible()
    names = [donut.get_attribute("aria-label") or "" for donut in donuts.all()]
    pattern = r"^(?:[\w -]+: )?[\d,]+ properties: \d.*red.*\. Zoom in$"
    assert [name for name in names if not re.match(pattern, name)] == []
    counted = [int(re.search(r"([\d,]+) properties", n)[1].replace(",", "")) for n in names]  # type: ignore[index]
    located = sum(1 for f in fake_county.properties()["features"] if f["properties"]["point"])
    assert sum(counted) == located - page.locator(".site-badge").count()
    keep_picture(page, "county")


def test_no_name_covers_a_donut(open_page: Open) -> None:
    page = open_page(COUNTY)
    page.wait_for_timeout(300)
    crossed = page.evaluate(
        """() => [...document.querySelectorAll('.area-name, .donut-place')]
            .filter((name) => getComputedStyle(name).visibility !== 'hidden' && name.offsetWidth)
            .flatMap((name) => [...document.querySelectorAll('.donut')]
                .filter((donut) => !donut.contains(name)).filter((donut) => {
                    const [a, b] = [name.getBoundingClientRect(), donut.getBoundingClientRect()];
                    return a.left < b.right && b.left < a.right
                        && a.top < b.bottom && b.top < a.bottom;
                }).map((donut) => name.textContent + ' × ' + donut.ariaLabel))"""
    )
    assert crossed == []


def test_a_ring_named_like_a_town_counts_just_its_sites(open_page: Open) -> None:
    """Else it is named “… area”: the town's page and the filter have another count."""
    page = open_page(COUNTY)
    page.wait_for_timeout(300)
    rings = page.evaluate(
        """() => [...document.querySelectorAll('.donut:has(.donut-place)')]
            .map((one) => [one.querySelector('.donut-place').textContent, one.ariaLabel])"""
    )
    assert rings
    placed = [one for one in fake_county.properties()["features"] if one["properties"].get("point")]
    towns = Counter(one["properties"]["town"] for one in placed)
    for name, label in rings:
        count = int(label.removeprefix(f"{name}: ").split(" ")[0].replace(",", ""))
        assert label.startswith(f"{name}: ")
        assert name.endswith(" area") or towns[name] == count, label
        assert towns[name.removesuffix(" area")] > 0


def test_what_sharing_could_save_has_its_place_before_it_is_known(open_page: Open) -> None:
    """A late answer pushes no filter away from under a click."""
    page = open_page()
    held: list[Route] = []
    page.route("**/savings/top-down", lambda route: held.append(route))
    page.reload()
    page.wait_for_selector("body[data-ready=true]")
    expect(page.locator("#glance-range")).to_have_text("Adding it up…")
    before = top(page)
    held[0].fulfill(json=fake_county.TOP_DOWN)
    expect(page.locator("#glance-range")).to_contain_text("a year")
    assert top(page) == pytest.approx(before, abs=30), "at most one more line"


def top(page: Page) -> float:
    return float(page.locator("#filters").evaluate("(one) => one.getBoundingClientRect().top"))


def test_no_donut_lies_under_a_control_at_first(open_page: Open) -> None:
    for size in ((1400, 900), PHONE):
        page = open_page(COUNTY, size)
        boxes = [donut.bounding_box() for donut in page.locator(".donut").all()]
        covers = [page.locator("#legend").bounding_box()]
        covers += [bar.bounding_box() for bar in page.locator(".leaflet-bar").all()]
        assert boxes
        assert not [1 for a in boxes for b in covers if a and b and _overlap(a, b)]


@pytest.mark.parametrize("size", [(1400, 900), (768, 1024), (390, 844), (320, 640)])
def test_no_donut_covers_another(open_page: Open, size: tuple[int, int]) -> None:
    page = open_page("", size)
    found = page.evaluate(
        """() => [...document.querySelectorAll('.donut')].map((donut) => {
            const { left, top, width } = donut.getBoundingClientRect();
            return [left + width / 2, top + width / 2, width / 2];
        })"""
    )
    assert len(found) > 3
    pairs = [(a, b) for a, b in combinations(found, 2)
             if math.dist(a[:2], b[:2]) < a[2] + b[2] - 1]  # fmt: skip
    assert pairs == []


def _overlap(a: dict[str, float], b: dict[str, float]) -> bool:
    return (
        a["x"] < b["x"] + b["width"]
        and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"]
        and b["y"] < a["y"] + a["height"]
    )


def test_outlines_from_town_zoom_and_letters_from_street_zoom(
    open_page: Open, keep_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(TOWN)
    assert page.locator(".donut").count() == 0
    assert page.locator(".leaflet-sites-pane canvas").count() == 1
    assert page.locator(".site-badge text").count() == 0
    keep_picture(page, "town")
    page = open_page(STREET)
    letters = set(page.locator(".site-badge text").all_text_contents())
    assert letters <= {"R", "A", "G", "?"}
    assert {"R", "A"} <= letters
    keep_picture(page, "street")


def test_a_click_on_an_outline_opens_its_panel(open_page: Open) -> None:
    feature = next(
        f for f in fake_county.properties()["features"][100:] if f["geometry"]["type"] != "Point"
    )
    lng, lat = feature["geometry"]["coordinates"][0][0][0]
    middle_lng, middle_lat = feature["properties"]["point"]
    lng, lat = middle_lng + (lng - middle_lng) * 0.8, middle_lat + (lat - middle_lat) * 0.8
    page = open_page(f"#view=19/{lat}/{lng}&q={feature['properties']['ref']}")
    box = page.locator("#map_estate").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#panel-title")).to_have_text(feature["properties"]["name"])
    expect(page.locator("#panel dt", has_text="Year built")).to_be_visible()


def test_filters_combine_and_say_how_many_remain(open_page: Open) -> None:
    page = open_page()
    status = page.get_by_role("status").filter(has_text="properties shown")
    expect(status).to_have_text("1,324 of 1,324 properties shown")
    page.get_by_label("Town", exact=True).select_option("Evesham")
    expect(status).to_have_text("110 of 1,324 properties shown")
    page.get_by_role("checkbox", name=re.compile("^Red")).check()
    red = [
        f
        for f in fake_county.properties()["features"]
        if f["properties"]["town"] == "Evesham" and f["properties"]["availability"] == "red"
    ]
    expect(status).to_have_text(f"{len(red)} of 1,324 properties shown")
    assert f"({len(red)})" in page.locator("#filter-organisation option").first.inner_text()
    assert "town=Evesham" in page.url
    assert "rating=red" in page.url
    page.get_by_role("button", name="Clear all filters").click()
    expect(status).to_have_text("1,324 of 1,324 properties shown")


def test_leases_that_can_end_within_some_years(open_page: Open) -> None:
    feed = fake_county.properties()
    leased = [one["properties"] for one in feed["features"] if one["properties"]["lease_quarter"]]
    for one in leased[::3]:
        one["lease_quarter"] = None
    unknown = len(leased[::3])
    page = open_page(routes={"**/map/properties.geojson": feed})
    status = page.get_by_role("status").filter(has_text="properties shown")
    quarters = [one["properties"]["lease_quarter"] for one in feed["features"]]
    within = {3: "2029 Q1", 5: "2031 Q1"}  # the last quarter that is over by 1 June of that year
    for years, last in within.items():
        page.get_by_label("Lease can end").select_option(str(years))
        expected = sum(1 for quarter in quarters if quarter and quarter <= last)
        assert 0 < expected < len(quarters)
        expect(status).to_have_text(
            f"{expected:,} of 1,324 properties shown; {unknown:,} rented properties have no lease "
            "end on record"
        )
    assert "lease=5" in page.url
    option = page.get_by_label("Lease can end").locator("option[value=unknown]")
    expect(option).to_have_text(f"Rented, no end on record ({unknown})")
    page.get_by_label("Sharing options", exact=True).select_option("yes")
    assert "holds=yes" in page.url


def test_a_lease_that_is_held_over_has_no_quarter_in_which_it_ends(open_page: Open) -> None:
    feed = fake_county.properties()
    one = next(one["properties"] for one in feed["features"] if one["properties"]["lease_quarter"])
    one["held_over"] = True
    page = open_page(routes={"**/map/properties.geojson": feed})
    page.get_by_label("Filter the list").fill(one["name"])
    row = page.locator(".row").filter(has_text=one["name"]).first
    expect(row).to_contain_text("Lease held over: can end by notice")
    expect(row).not_to_contain_text("Lease can end ")
    page.goto(page.url.replace("#", "#by=lease&"))
    page.reload()
    row = page.locator(".row").filter(has_text=one["name"]).first
    expect(row).to_contain_text("Lease end: held over: by notice")
    expect(row).not_to_contain_text("can end by notice")


def test_typed_text_narrows_the_list(open_page: Open) -> None:
    page = open_page()
    page.get_by_label("Filter the list").fill("malvern library")
    expect(page.locator("#status")).not_to_have_text("1,324 of 1,324 properties shown")
    rows = page.locator(".row").all_text_contents()
    assert rows
    assert all("Great Malvern Library" in row for row in rows)
    page.get_by_label("Filter the list").fill("no such place anywhere")
    expect(page.locator(".nothing")).to_be_visible()
    expect(page.locator("#status")).to_have_text("0 of 1,324 properties shown")


def test_the_list_turns_its_pages(open_page: Open) -> None:
    page = open_page()
    expect(page.locator(".row")).to_have_count(100)
    first = page.locator(".row-name").first.inner_text()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#page-label")).to_have_text("101–200 of 1,324")
    assert page.locator(".row-name").first.inner_text() != first
    page.goto(re.sub(r"page=\d+", "page=14", page.url))
    page.reload()
    page.wait_for_selector("body[data-ready=true]")
    expect(page.locator(".row")).to_have_count(24)
    expect(page.get_by_role("button", name="Next")).to_be_disabled()


def test_a_link_shows_a_colleague_the_same(open_page: Open) -> None:
    page = open_page()
    page.get_by_label("Town", exact=True).select_option("Bromsgrove")
    page.get_by_label("Sharing", exact=True).check()
    page.locator(".row").nth(3).click()
    expect(page.locator(".card").first).to_be_visible()
    page.wait_for_timeout(200)
    title = page.locator("#panel-title").inner_text()
    other = open_page("#" + page.url.split("#")[1])
    expect(other.locator("#panel-title")).to_have_text(title)
    expect(other.locator("input[value=sharing]")).to_be_checked()
    expect(other.locator("#filter-town")).to_have_value("Bromsgrove")
    assert other.evaluate("window.map_estate.getZoom()") == page.evaluate(
        "window.map_estate.getZoom()"
    )


def test_back_undoes_a_choice(open_page: Open) -> None:
    page = open_page()
    page.get_by_label("Town", exact=True).select_option("Bromsgrove")
    page.locator(".row").first.click()
    expect(page.locator("#panel")).to_be_visible()
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#status")).to_have_text("150 of 1,324 properties shown")
    page.go_back()
    expect(page.locator("#status")).to_have_text("1,324 of 1,324 properties shown")


def test_a_stale_link_says_what_is_missing_and_clears(open_page: Open) -> None:
    page = open_page("#organisation=ZZZ&town=Bromsgrove")
    expect(page.locator("#stale-link-words")).to_have_text(
        "This link asks for “ZZZ” (organisation), which is not on this map."
    )
    page.locator("#stale-link-clear").click()
    expect(page.locator("#stale-link")).to_be_hidden()
    expect(page.locator("#status")).to_have_text("150 of 1,324 properties shown")


@pytest.mark.parametrize(
    ("typed", "meant"), [("libary", "library"), ("bromsgrvoe libary", "bromsgrove library")]
)
def test_a_slip_in_the_filter_is_answered_by_the_nearest_word_of_the_list(
    open_page: Open, typed: str, meant: str
) -> None:
    page = open_page()
    page.get_by_label("Filter the list").fill(typed)
    instead = page.get_by_role("button", name=f"Did you mean “{meant}”?")
    expect(instead).to_be_visible()
    expect(page.locator("#status")).to_contain_text(
        f"0 of 1,324 properties shown. Did you mean “{meant}”?"
    )
    instead.press("Enter")
    expect(page.locator("#filter-q")).to_have_value(meant)
    expect(page.locator("#results-heading")).to_be_focused()
    expect(page.locator(".row").first).to_be_visible()


def test_a_link_to_a_property_that_is_not_there_says_so(open_page: Open) -> None:
    page = open_page("#property=nope", may_fail=True)
    expect(page.locator("#panel")).to_contain_text("a property that is not in the register")


def test_skip_links_lead_to_filters_and_map_and_keep_the_filters(open_page: Open) -> None:
    page = open_page("#town=Bromsgrove")
    for nth, target in ((1, "#filter-q"), (2, "#map_estate")):
        page.locator(".skip-link").nth(nth).focus()
        page.keyboard.press("Enter")
        expect(page.locator(target)).to_be_focused()
        expect(page.locator("#status")).to_have_text("150 of 1,324 properties shown")
    assert "town=Bromsgrove" in page.url


def test_a_link_that_cannot_be_copied_stands_there_to_be_copied(open_page: Open) -> None:
    page = open_page("#town=Bromsgrove")
    page.evaluate("navigator.clipboard.writeText = () => Promise.reject(); 0")
    page.get_by_role("button", name="Copy link").first.click()
    expect(page.get_by_label("Link to what you see")).to_have_value(page.url)


def test_the_panel_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link").first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#sort")).to_be_focused()
    parts = ("#only-view", "#download-summary", "#picture button[value=png]",
             "#picture button[value=svg]", "#copy-link button", ".row-tick >> nth=0")  # fmt: skip
    for part in parts:
        page.keyboard.press("Tab")
        expect(page.locator(part)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".row").first).to_be_focused()
    name = page.locator(".row-name").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_have_text(name)
    expect(page.locator("#panel-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator(".row").first).to_be_focused()


def test_the_panel_says_what_is_known_and_what_is_not(
    open_page: Open, keep_picture: Callable[[Page, str], None]
) -> None:
    feature = next(
        f for f in fake_county.properties()["features"][700:] if f["properties"]["lease_quarter"]
    )
    page = open_page(f"#property={feature['id']}")
    panel = page.locator("#panel")
    for words in (
        "as of 31 January 2026",
        f"{feature['properties']['area_m2']:,} m²",
        "about £38k a year (£22k–£61k)",
        "estimated: median of the county's offices",
        "Check this organisation's data",
        "Lease event",
        "Suggested by rule",
        "SYN12345",
        "act by Apr–Jun 2026",
        "Back office",
    ):
        expect(panel).to_contain_text(words)
    page.get_by_role("button", name="See 12 sharing options").click()
    expect(page.locator(".card-open").first).to_be_focused()
    card = page.locator(".card").first
    for words in (
        "Office with office",
        "£61k a year (£38k to £85k)",
        "act by Jul–Sep 2027",
        "6 minutes",
    ):
        expect(card).to_contain_text(words)
    expect(card.locator("dl")).to_contain_text("condition of the host")
    lists = page.locator("#candidates .cards")
    expect(lists).to_have_count(2)
    expect(page.locator("#candidates .cards-title")).to_have_text(
        ["Known to fit", "Could fit, once more is known"]
    )
    expect(lists.nth(1).locator(".card").first).to_contain_text("how much space there is to spare")
    expect(card.get_by_text("81%")).to_be_hidden()
    card.get_by_text("In sentences").click()
    for words in (" could move to ", "81%", "75% of the evidence known"):
        expect(card).to_contain_text(words)
    card.get_by_text("What the score is made of").click()
    expect(card.locator(".components .components")).to_contain_text("not known")
    expect(card.locator(".components .components a")).to_have_attribute(
        "href", "/methods/how-a-candidate-is-scored"
    )
    keep_picture(page, "panel")


def test_candidates_are_lines_from_guest_to_host(open_page: Open) -> None:
    page = open_page("#property=p-820")
    lines = page.locator("path.candidate-line")
    expect(lines).to_have_count(5)
    expect(page.locator("path.candidate-end")).to_have_count(5)
    assert lines.first.get_attribute("marker-end") == "url(#candidate-arrow)"
    page.locator(".card").nth(1).hover()
    expect(page.locator("path.candidate-line.is-lit")).to_have_count(1)
    name = page.locator(".card-open").first.inner_text()
    page.locator(".card-open").first.click()
    expect(page.locator("#panel-title")).to_have_text(name)


def test_the_colour_switches_change_the_marks(open_page: Open) -> None:
    page = open_page(STREET)
    before = page.locator(".site-badge").evaluate_all("all => all.map((one) => one.ariaLabel)")
    page.get_by_label("Sharing", exact=True).check()
    after = page.locator(".site-badge").evaluate_all("all => all.map((one) => one.ariaLabel)")
    assert sorted(before) != sorted(after)
    expect(page.locator("#rating-legend")).to_have_text("Sharing rating")
    page.get_by_label("Colour-blind palette").check()
    expect(page.locator("#legend-ratings circle").first).to_have_attribute("fill", "#1f6fb0")
    assert "palette=blue" in page.url


def test_full_screen_keeps_the_list_beside_the_map(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement?.tagName === 'MAIN'")
    expect(page.locator(".row").first).to_be_visible()
    page.get_by_role("button", name="Leave full screen").click()
    page.wait_for_function("() => !document.fullscreenElement")
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement")
    page.evaluate("document.exitFullscreen()")  # as Escape does
    expect(page.get_by_role("button", name="Full screen")).to_be_visible()


def test_a_badge_opens_with_the_keyboard(open_page: Open) -> None:
    page = open_page(STREET)
    badge = page.locator(".site-badge").first
    name = (badge.get_attribute("aria-label") or "").split(",")[0]
    badge.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_have_text(name)


def stacked(page: Page) -> tuple[float, float]:
    """Where sites 1 to 3 lie on top of each other, on the screen."""
    lng, lat = fake_county.properties()["features"][1]["properties"]["point"]
    page.evaluate(f"void window.map_estate.setView([{lat}, {lng}], 18, {{animate: false}})")
    box = page.locator("#map_estate").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_click_where_sites_overlap_asks_which_one(
    open_page: Open, axe_source: str, keep_picture: Callable[[Page, str], None]
) -> None:
    page = open_page("#q=REF-000")
    x, y = stacked(page)
    page.mouse.click(x + 14, y + 3)
    chooser = page.get_by_role("dialog")
    expect(chooser.get_by_role("heading")).to_have_text("3 sites here")
    names = page.locator(".chooser .row-name")
    assert names.all_inner_texts() == [fake_county.PAYLOADS[n] for n in (3, 2, 1)]  # smallest first
    assert violations(page, axe_source) == []
    keep_picture(page, "chooser")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_have_text(fake_county.PAYLOADS[2])
    expect(chooser).to_be_hidden()


def test_enter_on_a_badge_asks_too_and_escape_gives_the_focus_back(open_page: Open) -> None:
    page = open_page("#q=REF-000")
    stacked(page)
    badge = page.locator(".site-badge").first
    badge.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chooser-row").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(badge).to_be_focused()
    expect(page.locator("#panel")).to_be_hidden()


def test_where_the_outermost_alone_is_clicked_nothing_is_asked(open_page: Open) -> None:
    page = open_page("#q=REF-000")
    x, y = stacked(page)
    page.mouse.click(x, y - 190)
    expect(page.locator("#panel-title")).to_have_text(fake_county.PAYLOADS[1])


def test_a_donut_zooms_in_with_the_keyboard(open_page: Open) -> None:
    page = open_page()
    before = page.evaluate("window.map_estate.getZoom()")
    page.locator(".donut").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"window.map_estate.getZoom() > {before}")


def test_synthetic_data_is_marked_and_the_range_is_called_indicative(open_page: Open) -> None:
    page = open_page()
    expect(page.locator("#synthetic-badge")).to_be_visible()
    expect(page.locator("#map-watermark")).to_be_visible()
    expect(page.locator("#glance-range")).to_have_text(
        "£4.7m–£9.4m a year in prices of 2026/27, indicative"
    )
    page.locator("#glance summary").click()
    for figure in ("£35,475,000 a year", "£35,586,000 a year", "645 × £9.6m / 174", "£36m a year"):
        expect(page.locator("#glance-detail")).to_contain_text(figure)
    expect(page.locator("#glance-detail")).to_contain_text(
        "8.5% to 16.9% of this register’s own figures, in prices of 2009/10, restated in those "
        "of 2026/27"
    )
    expect(page.locator("#glance-detail a")).to_have_attribute("href", "/county")
    expect(page.locator("#map-notice")).to_be_hidden()  # that there is no base map is no news
    expect(page.locator(".disclaimer")).to_contain_text("No plan to change or dispose")


def test_a_register_without_a_cost_of_its_own_shows_whose_range_it_is(open_page: Open) -> None:
    published = fake_county.TOP_DOWN["bases"][:2]
    today = fake_county.TOP_DOWN["todays_money"] | {"own_saving": None}
    answer = fake_county.TOP_DOWN | {"own_saving": None, "bases": published, "todays_money": today}
    page = open_page(routes={"**/savings/top-down": answer})
    expect(page.locator("#glance-range")).to_have_text(
        "Worcestershire in 2010: £4.7m–£9.3m a year in prices of 2026/27"
    )
    page.locator("#glance summary").click()
    expect(page.locator("#glance-detail")).to_contain_text("Two readings")
    expect(page.locator("#glance-detail")).to_contain_text("no premises cost of its own yet")


@pytest.mark.parametrize("hash_", [COUNTY, TOWN, STREET, "#property=p-820"])
@pytest.mark.parametrize("size", [(1400, 900), PHONE])
def test_axe_finds_nothing(
    open_page: Open, axe_source: str, hash_: str, size: tuple[int, int]
) -> None:
    page = open_page(hash_, size)
    page.wait_for_timeout(300)
    assert violations(page, axe_source) == []


def violations(page: Page, axe_source: str) -> list[tuple[str, str, list[str]]]:
    """What axe finds wrong with the page as it stands."""
    page.evaluate(axe_source)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) > 20
    return [
        (one["id"], one["help"], [node["target"] for node in one["nodes"]][:3])
        for one in found["violations"]
    ]


@pytest.mark.parametrize("width", [320, 390, 768, 1024])
def test_nothing_is_wider_than_the_window(
    open_page: Open, keep_picture: Callable[[Page, str], None], width: int
) -> None:
    page = open_page("#property=p-0", (width, 800))
    expect(page.locator(".card").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keep_picture(page, f"panel-{width}")


def test_the_public_edition_offers_no_ratings(open_page: Open, service: str) -> None:
    page = open_page()
    page.route("**/map/properties.geojson", _as_public)
    page.goto(service + "?edition=public")
    page.wait_for_selector("body[data-ready=true]")
    for hidden in (".rating-filter", ".scheme-switch", "#colour-blind", "#filter-tenure"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#legend")).to_contain_text("Public service point")
    assert "red" not in (page.locator(".donut").first.get_attribute("aria-label") or "")
    assert "Amber" not in page.locator("body").inner_text()


def _as_public(route: Route) -> None:
    feed = fake_county.properties()
    feed["reader"] = "public"
    for feature in feed["features"]:
        for name in ("availability", "sharing", "lease_quarter", "area_m2", "tenure"):
            feature["properties"].pop(name)
    route.fulfill(json=feed)


def test_a_property_without_a_place_is_in_the_list_and_says_so(open_page: Open) -> None:
    page = open_page("#q=REF-0040")
    expect(page.locator("#status")).to_have_text("1 of 1,324 properties shown")
    page.locator(".row").click()
    expect(page.locator("#panel")).to_contain_text("Its place is not known")
    expect(page.locator(".card").first).to_be_visible()


def test_empty_answers_leave_the_page_whole(open_page: Open, service: str) -> None:
    page = open_page()
    page.route("**/map/areas.geojson", lambda route: route.fulfill(json={"features": []}))
    page.route("**/api/v1/savings/top-down", lambda route: route.fulfill(json={}))
    page.route("**/candidates?limit=10", lambda route: route.fulfill(json={"candidates": []}))
    page.goto(service + "?fails=yes#property=p-820")
    page.wait_for_selector("body[data-ready=true]")
    expect(page.locator("#candidates")).to_contain_text("No sharing option meets the conditions")
    expect(page.locator("#glance")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".row")).to_have_count(100)


def test_a_loss_and_a_short_walk_read_as_such(open_page: Open) -> None:
    feature = fake_county.properties()["features"][700]
    answer = fake_county.candidates(feature, fake_county.properties()["features"])
    answer["candidates"][0] |= {"minutes": 0.4}
    answer["candidates"][0]["saving"] |= {"low": -24_000, "central": -400}
    page = open_page(f"#property={feature['id']}", routes={"**/candidates*": answer})
    page.get_by_role("button", name="See 12 sharing options").click()
    card = page.locator(".card").first
    expect(card).to_contain_text("Could save−£400 a year (−£24k to £85k)")
    expect(card).to_contain_text("less than a minute")


def test_on_a_phone_the_chosen_site_is_not_under_the_key(open_page: Open) -> None:
    feature = fake_county.properties()["features"][700]
    lng, lat = feature["properties"]["point"]
    answer = fake_county.candidates(feature, fake_county.properties()["features"])
    for number, one in enumerate(answer["candidates"]):  # all of them to the south-west
        other = one["host" if one["role"] == "guest" else "guest"]
        other["point"] = [lng - 0.01 - 0.001 * number, lat - 0.012]
    page = open_page(f"#property={feature['id']}", PHONE, routes={"**/candidates*": answer})
    page.locator(".card").first.wait_for(state="attached")
    under = page.evaluate(
        """([lng, lat]) => { const at = window.map_estate.latLngToContainerPoint([lat, lng]);
            const box = window.map_estate.getContainer().getBoundingClientRect();
            const key = document.getElementById("legend").getBoundingClientRect();
            const mark = 16;  // half of a badge with its ring
            return at.x + mark + box.x > key.left && at.y - mark + box.y < key.bottom; }""",
        [lng, lat],
    )
    assert under is False
