"""The page of a candidate's business case in a real browser: charts, axe, our policy."""

import json
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.maps.conftest import Watched

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def real_service(sample_service: str) -> str:
    return sample_service


@pytest.fixture(scope="module")
def path(real_service: str) -> str:
    """The page of the best candidate whose guest leaves a lease."""
    with urllib.request.urlopen(f"{real_service}api/v1/candidates?limit=300") as answer:
        rows = json.load(answer)["candidates"]
    return next(
        row["scheme_page"]
        for row in rows
        if row["scheme_page"] and row["exit_kind"] in ("expiry", "tenant_break")
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_charts_are_drawn_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    browser: Browser,
    real_service: str,
    path: str,
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
    width: int,
) -> None:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    watched = Watched(page, real_service)
    page.goto(real_service.rstrip("/") + path)
    expect(page.locator("h1")).to_contain_text("share")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    charts = page.locator(".chart img")
    expect(charts).to_have_count(3)
    charts.evaluate_all("all => all.forEach(one => one.loading = 'eager')")
    charts.evaluate_all("all => Promise.all(all.map(one => one.decode()))")
    assert min(charts.evaluate_all("all => all.map(one => one.naturalWidth)")) > 200
    assert all("£" in str(one) for one in charts.evaluate_all("all => all.map(one => one.alt)"))
    page.evaluate(axe_source)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    told = [(one["id"], [n["target"] for n in one["nodes"]][:3]) for one in found["violations"]]
    assert told == []
    keep_picture(page, f"scheme-{width}")
    assert watched.troubles == []
    assert watched.foreign == []
    page.context.close()


def test_a_chart_by_itself_keeps_its_colours_under_our_policy(
    browser: Browser, real_service: str, path: str
) -> None:
    """Opened in a tab of its own, an SVG obeys the response's policy: no style is blocked."""
    page = browser.new_page()
    watched = Watched(page, real_service, may_fail=True)  # browsers ask for a favicon
    page.goto(f"{real_service}api/v1{path}/tornado.svg")
    colours = page.locator("path").evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
    assert "rgb(188, 215, 222)" in colours  # what is better
    label = page.locator("[aria-label]").first
    assert 6 < label.evaluate("one => one.getBoundingClientRect().height") < 20  # letters, drawn
    assert watched.troubles == []
    page.close()


@pytest.mark.long
def test_other_assumptions_are_tried_without_script_and_the_back_button_takes_them_back(
    browser: Browser,
    real_service: str,
    path: str,
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
) -> None:
    """By keyboard: a wrong value is said beside its field, a right one changes every figure."""
    context = browser.new_context(viewport={"width": 320, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(real_service.rstrip("/") + path)
    was = page.locator(".figure-card.is-main .value").inner_text()
    rate = page.get_by_label("Discount rate", exact=True)
    rate.fill("50")
    rate.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed.")
    expect(rate).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#wrong-discount_rate")).to_have_text("This must lie between 0 and 20%.")
    page.get_by_role("alert").get_by_role("link").press("Enter")
    rate.fill("8")
    rate.press("Enter")
    note = page.get_by_role("note", name="Assumptions changed")
    expect(note).to_contain_text("Discount rate: 8% a year, real instead of 3.5%")
    assert page.url.endswith(f"{path}?assume=discount_rate:0.08")
    assert page.locator(".figure-card.is-main .value").inner_text() != was
    expect(page.locator(".figure-card.is-main .how")).to_contain_text(was)
    page.emulate_media(media="print")
    expect(note).to_be_visible()
    expect(rate).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Reset to the published figures").first.click()
    expect(note).to_have_count(0)
    assert page.url.endswith(path)
    page.go_back()
    expect(note).to_be_visible()
    page.context.close()
    check_axe(browser, f"{real_service.rstrip('/')}{path}", axe_source, keep_picture)


def check_axe(
    browser: Browser, address: str, axe_source: str, keep_picture: Callable[[Page, str], None]
) -> None:
    """Axe on the page with values tried, and with wrong ones, everything unfolded."""
    wrong = "/try?discount_rate=x&void_months=1.5"
    for name, more in (("tried", "?assume=discount_rate:0.05"), ("wrong", wrong)):
        page = browser.new_context(viewport={"width": 320, "height": 800}).new_page()
        page.goto(address + more)
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.evaluate(axe_source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [(one["id"], one["nodes"][0]["target"]) for one in found["violations"]] == []
        keep_picture(page, f"scheme-{name}")
        page.context.close()
