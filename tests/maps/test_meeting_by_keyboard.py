"""A meeting in a real browser: minuted on the keyboard alone, and its pack on the wall."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from estate import clock
from tests.club.club_office import GUEST, HOST, NAMES, Club, club_office
from tests.maps.conftest import Watched
from tests.maps.serving import serving
from tests.maps.test_opportunity_story import sign_in
from tests.maps.test_pages import check

pytestmark = pytest.mark.browser


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Club]:
    with club_office(tmp_path) as made:
        yield made


def minute(page: Page, text: str, *keys: str) -> None:
    """Typed where the focus is, and sent with Enter."""
    expect(page.locator("#entry-text")).to_be_focused()
    page.keyboard.type(text)
    for key in keys:
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.get_by_text(text)).to_be_visible()


@pytest.mark.long
def test_minutes_on_the_keyboard_alone_and_the_pack_on_the_wall(
    club: Club,
    browser: Browser,
    vendor: None,
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
) -> None:
    url = club.office.engine.url.render_as_string(hide_password=False)
    with serving(url, "public") as served:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        watched = Watched(page, served)
        sign_in(page, club, served.rstrip("/"), GUEST)
        page.goto(f"{served}meetings")
        check(page, "meetings", axe_source, keep_picture)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.get_by_label("Title").fill("The club in November")
        page.get_by_label("Date").fill(str(clock.today()))
        page.get_by_role("button", name="Call the meeting").click()
        page.goto(f"{page.url}?kind=decision")
        minute(page, "To look at both offices")
        minute(page, "To meet again in January")
        page.get_by_label("Kind").select_option("action")
        page.get_by_label("Owner").select_option(HOST)
        page.get_by_label("Due", exact=False).first.fill(str(clock.today()))
        page.locator("#entry-text").fill("Measure the first floor")
        page.locator("#entry-text").press("Enter")
        expect(page.locator("#table-actions")).to_contain_text(NAMES[HOST])
        expect(page.locator("#entry-text")).to_be_focused()
        expect(page.get_by_label("Kind")).to_have_value("action")
        where = page.url.partition("?")[0]
        check(page, "meeting", axe_source, keep_picture)
        page.goto(f"{served}actions")
        check(page, "actions", axe_source, keep_picture)
        page.goto(f"{where}/pack")
        check(page, "pack", axe_source, keep_picture)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate("window.scrollTo(0, 0)")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#part-agenda")).to_be_focused()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#part-agenda")).to_be_focused()
        assert watched.foreign == []
        page.context.close()
