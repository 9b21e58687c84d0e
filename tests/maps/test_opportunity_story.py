"""An opportunity in a real browser: three bodies, each signed in as itself, every guard tried."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from estate.codes import Role
from estate.register.writes.sign_in import Person, create_link
from tests.club.club_office import GUEST, HOST, LANDLORD, Club, club_office
from tests.maps.conftest import Watched
from tests.maps.serving import serving
from tests.maps.test_pages import check

pytestmark = pytest.mark.browser
BODIES = (GUEST, HOST, LANDLORD)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("story")) as made:
        yield made


@pytest.fixture
def pages(club: Club, browser: Browser, vendor: None) -> Iterator[dict[str, Page]]:
    """A page of each body, signed in; afterwards nothing untoward may have happened."""
    url = club.office.engine.url.render_as_string(hide_password=False)
    with serving(url, "public") as served:
        address = served.rstrip("/")
        watched = {}
        for code in BODIES:
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            watched[code] = Watched(page, served)
            sign_in(page, club, address, code)
            page.address = address  # type: ignore[attr-defined]
        yield {code: one.page for code, one in watched.items()}
        for one in watched.values():
            assert one.foreign == []
            one.page.context.close()


def sign_in(page: Page, club: Club, address: str, code: str) -> None:
    """As an editor of one body."""
    page.set_default_timeout(20_000)
    link = f"synthetic-link-{code}-{datetime.now(UTC).timestamp()}"
    with club.office.engine.begin() as connection:
        until = datetime.now(UTC) + timedelta(hours=1)
        create_link(connection, link, Person("Ann", Role.EDITOR, code), until)
    page.goto(f"{address}/sign-in/once/{link}")
    page.get_by_role("button").first.click()
    page.wait_for_url(re.compile(r"/$|/sign-in"))


def lead(page: Page, to: str) -> None:
    page.locator(f"#way-{to} button").click()


def stands(page: Page, stage: str) -> None:
    expect(page.locator(".stage-line [aria-current]")).to_have_text(stage)


def refused(page: Page, words: str) -> None:
    expect(page.get_by_role("alert")).to_contain_text(words)


def put(page: Page, name: str, **fields: str) -> None:
    """One of the page's forms, filled in and sent."""
    form = page.locator(f"#form-{name}")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for field, value in fields.items():
        box = form.locator(f"[name='{field}']")
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    form.get_by_role("button").click()


@pytest.mark.long
def test_from_a_possible_move_to_a_delivered_opportunity(
    club: Club,
    pages: dict[str, Page],
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    council = pages[GUEST]
    base = council.address  # type: ignore[attr-defined]
    council.goto(f"{base}/schemes/{club.occupation}/{club.places['DC-1']}")
    council.get_by_role("button", name="Take it up as an opportunity").click()
    stands(council, "idea")
    where = council.url
    lead(council, "triage")
    stands(council, "triage")
    lead(council, "feasibility")
    refused(council, "a service lead's statement")
    put(council, "statements", service="Records", service_lead="A. Synthetic",
        said_on="2026-11-02", statement="The reading room stays open.")  # fmt: skip
    lead(council, "feasibility")
    stands(council, "feasibility")
    lead(council, "business_case")
    refused(council, "needs a kept case")
    kept = club.kept()
    council.goto(where)
    put(council, "cases", saving_gbp_pa="40000", kept_case_id=kept,
        **{"saving_gbp_pa:T-CC": "90119", "saving_gbp_pa:T-DC": "11190",
           "saving_gbp_pa:T-PO": "-61309"})  # fmt: skip
    for stage in ("business_case", "approvals"):
        lead(council, stage)
        stands(council, stage.replace("_", " "))
    lead(council, "approved")
    refused(council, "none is on record for")
    for code, page in pages.items():
        page.goto(where)
        put(page, "decisions", outcome="agreed", forum=f"Cabinet of {code}",
            decided_on="2026-11-20", minute_ref="Minute 7")  # fmt: skip
        expect(page.locator("#table-bodies")).to_contain_text(f"Cabinet of {code}")
        if code != GUEST:
            assert page.locator("#way-approved button").count() == 0
    council.goto(where)
    lead(council, "approved")
    refused(council, "whether public access changes")
    put(council, "details", changes_public_access="true", next_step="Tell the public",
        next_step_by="2027-01-15")  # fmt: skip
    lead(council, "approved")
    refused(council, "a consultation record")
    put(council, "consultations", with_whom="Users", began_on="2026-09-01",
        ended_on="2026-10-30", what_came_of_it="Most would come by bus.")  # fmt: skip
    lead(council, "approved")
    stands(council, "approved")
    check(council, "opportunity", axe_source, keep_picture)
    council.set_viewport_size({"width": 1280, "height": 900})
    lead(council, "in_delivery")
    stands(council, "in delivery")
    lead(council, "delivered")
    refused(council, "Delivered needs actual figures")
    for page in pages.values():
        page.goto(where)
        put(page, "actuals", financial_year="2025/26", saving_gbp="1,234")
        expect(page.locator("#table-actuals")).to_contain_text("1,234")
    council.goto(where)
    lead(council, "delivered")
    refused(council, "before it starts saving")
    put(council, "details", first_saving_on="2026-11-01")
    lead(council, "delivered")
    stands(council, "delivered")
    assert council.locator("#table-steps tbody tr").count() == 8
    council.goto(f"{base}/opportunities")
    check(council, "opportunities", axe_source, keep_picture)
