"""The pages of kept cases in a real browser: kept, signed off and compared; axe, our policy."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

import pytest
from playwright.sync_api import Browser, Page, expect

from estate import clock
from estate.answers import estate_wide
from estate.codes import Role
from estate.db.engine import make_engine
from estate.register import visibility as v
from estate.register.writes.sign_in import Person, create_link
from tests.access.marked_county import build
from tests.access.marks import SIGNED
from tests.asking import question
from tests.conftest import database
from tests.maps.conftest import Watched
from tests.maps.serving import serving
from tests.maps.test_page import violations

pytestmark = [pytest.mark.browser]
WIDTHS = (1280, 390)


@pytest.fixture(scope="module")
def place(vendor: None) -> Iterator[tuple[str, str, list[str]]]:
    """(address, link to sign in, pages of two business cases) over a small county."""
    with database("migrated") as url:
        engine, link = make_engine(url), token_urlsafe()
        with engine.begin() as connection:
            build(connection)
            found = estate_wide.candidates(
                question(connection, v.owner(SIGNED), clock.today())
            ).found
            mine = found[found["guest_organisation"].eq(SIGNED)].head(2)
            paths = [f"/schemes/{row['guest_occupation_id']}/{row['host_property_id']}"
                     for _, row in mine.iterrows()]  # fmt: skip
            until = datetime.now(UTC) + timedelta(hours=1)
            create_link(connection, link, Person("Ann", Role.EDITOR, SIGNED), until)
        with serving(url, "club") as address:
            yield address.rstrip("/"), link, paths
        engine.dispose()


def test_a_case_is_kept_signed_off_and_compared_and_axe_finds_nothing(
    browser: Browser,
    place: tuple[str, str, list[str]],
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
) -> None:
    home, link, paths = place
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    watched = Watched(page, home)
    page.goto(f"{home}/sign-in/once/{link}")
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).last.click()
    for path, label in zip(paths, ("Option A", "Option B"), strict=True):
        page.goto(f"{home}{path}")
        page.get_by_label("What it is called").fill(label)
        page.get_by_role("button", name="Keep this version").click()
        expect(page.locator("h1")).to_contain_text(label)
    page.get_by_label("Name").fill("Ann Example")
    page.get_by_label("Post", exact=True).fill("Director of finance")
    page.get_by_role("button", name="Sign off").click()
    expect(page.locator("#table-sign-offs")).to_contain_text("Director of finance")
    kept = page.url.partition("#")[0]
    page.goto(f"{home}/cases")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#table-options")).to_contain_text("A: Option A")
    for address, name in ((kept, "kept"), (f"{home}/cases", "cases"), (page.url, "options")):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert violations(page, axe_source) == [], (name, width)
            keep_picture(page, f"kept-case-{name}-{width}")
    assert watched.troubles == [] and watched.foreign == []
