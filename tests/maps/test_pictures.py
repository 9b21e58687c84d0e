"""Pictures of the sample county to be looked at: every page and the map, at four widths, in normal
and simulated deuteranopia. They are kept among the artefacts of the run (`make prove`)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.maps.conftest import ARTEFACTS, Watched

pytestmark = [pytest.mark.browser, pytest.mark.long]

WIDTHS = (1400, 768, 390, 320)
MAPS = {
    "county": "",
    "town": "#view=14/52.1925/-2.2215",
    "street": "#view=16/52.1925/-2.2215",
}
PAGES = {
    "county": "county",
    "organisations": "organisations",
    "organisation": "organisations/SYN-POL",
    "statement": "organisations/SYN-POL/statement",
    "unsigned": "organisations/SYN-PRI",
    "quality": "organisations/SYN-POL/quality",
    "town": "towns/Bewdley",
    "ratings": "ratings",
    "print": "print?town=Bewdley",
    "imports": "imports",
    "sign-in": "sign-in",
    "not-found": "no/such/page",
}


@pytest.fixture(scope="module")
def address(sample_service: str) -> str:
    return sample_service


@contextmanager
def looking(browser: Browser, address: str, width: int, vision: str) -> Iterator[Page]:
    """A page of this width as somebody with such eyes sees it."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    watched = Watched(page, address, may_fail=True)
    context.new_cdp_session(page).send("Emulation.setEmulatedVisionDeficiency", {"type": vision})
    yield page
    assert (watched.troubles, watched.foreign) == ([], [])
    context.close()


def keep(page: Page, name: str, *, whole: bool) -> None:
    """The picture, unless nothing is on it; nothing is wider than the window."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    every = "[...document.images]"
    page.evaluate(f"{every}.forEach((one) => {{ one.loading = 'eager'; }})")
    page.wait_for_function(f"() => {every}.every((one) => one.complete)")
    ARTEFACTS.mkdir(exist_ok=True)
    picture = page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=whole)
    assert len(picture) > 5_000, name


@pytest.mark.parametrize("vision", ["none", "deuteranopia"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_map_at_each_zoom(browser: Browser, address: str, width: int, vision: str) -> None:
    with looking(browser, address, width, vision) as page:
        for name, hash_ in MAPS.items():
            page.goto("about:blank")
            page.goto(address + hash_)
            page.wait_for_selector("body[data-ready=true]")
            page.wait_for_selector(".donut, .site-badge")
            page.wait_for_timeout(400)
            keep(page, f"sample-map-{name}-{width}-{vision}", whole=False)


@pytest.mark.parametrize("vision", ["none", "deuteranopia"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page(browser: Browser, address: str, width: int, vision: str) -> None:
    with looking(browser, address, width, vision) as page:
        for name, path in PAGES.items():
            page.goto(address + path, wait_until="networkidle")
            keep(page, f"sample-page-{name}-{width}-{vision}", whole=True)
        page.goto(address + PAGES["organisation"], wait_until="networkidle")
        for name, links in (("property", "/properties/"), ("scheme", "/schemes/")):
            link = page.locator(f".sharing a[href^='{links}']").first.get_attribute("href")
            page.goto(f"{address.rstrip('/')}{link}", wait_until="networkidle")
            keep(page, f"sample-page-{name}-{width}-{vision}", whole=True)
            page.go_back(wait_until="networkidle")
