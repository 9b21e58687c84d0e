"""A wrong figure told and answered, and a picture added, in a real browser; the pages of the
protocol, of consultations and of corrections beside them, each looked through by axe."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from estate.codes import Role
from estate.register.writes.sign_in import Person, create_link
from tests.club.club_office import GUEST, HOST, Club, club_office
from tests.club.files_sent import picture
from tests.maps.conftest import Watched
from tests.maps.serving import serving
from tests.maps.test_pages import check

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Club]:
    with club_office(tmp_path) as made:
        yield made


def signed_in(browser: Browser, club: Club, address: str, code: str, role: Role) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(20_000)
    link = f"synthetic-link-{code}-{datetime.now(UTC).timestamp()}"
    with club.office.engine.begin() as connection:
        until = datetime.now(UTC) + timedelta(hours=1)
        create_link(connection, link, Person("Ann", role, code), until)
    page.goto(f"{address}/sign-in/once/{link}")
    page.get_by_role("button").first.click()
    page.wait_for_load_state()
    return page


def test_a_figure_is_told_and_answered_and_a_picture_added(
    club: Club,
    browser: Browser,
    vendor: None,
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    url = club.office.engine.url.render_as_string(hide_password=False)
    home = f"/properties/{club.places['CC-1']}"
    with serving(url, "public") as served:
        address = served.rstrip("/")
        teller = signed_in(browser, club, address, HOST, Role.MEMBER)
        watched = Watched(teller, served)
        teller.goto(address + home)
        check(teller, "property-told", axe_source, keep_picture)
        teller.get_by_role("link", name="Wrong? Tell the owner: Gross internal area").click()
        expect(teller.get_by_label("What it should say")).to_have_value("600")
        check(teller, "tell-owner", axe_source, keep_picture)
        teller.get_by_label("What it should say").fill("650")
        teller.get_by_label("How you know").fill("The plans of 2019")
        teller.get_by_role("button", name="Tell the owner").click()
        expect(teller.get_by_text("since today")).to_be_visible()
        told = teller.url

        owner = signed_in(browser, club, address, GUEST, Role.EDITOR)
        owner.goto(told)
        check(owner, "correction", axe_source, keep_picture)
        owner.locator("#answer").fill("Thank you")
        owner.get_by_role("button", name="Accept").click()
        expect(owner.get_by_text("Accepted by")).to_be_visible()
        owner.context.close()
        teller.goto(f"{address}/corrections")
        expect(teller.get_by_text("Thank you")).to_be_visible()
        check(teller, "corrections", axe_source, keep_picture)

        file = tmp_path / "front.jpg"
        file.write_bytes(picture(size=(400, 300)))
        teller.goto(address + home)
        teller.locator("#document-form summary").click()
        teller.locator("#document-file").set_input_files(file)
        teller.locator("#document-title").fill("The front, made up")
        teller.get_by_role("button", name="Add it").click()
        shown = teller.get_by_role("img", name="The front, made up")
        shown.scroll_into_view_if_needed()
        expect(shown).to_have_js_property("naturalWidth", 300)  # turned as it is to be seen
        check(teller, "documents", axe_source, keep_picture)
        for path in ("protocol", "consultations"):
            teller.goto(f"{address}/{path}")
            check(teller, path, axe_source, keep_picture)
        assert watched.foreign == [] and watched.troubles == []
        teller.context.close()
