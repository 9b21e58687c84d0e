"""The record's pages in a real browser: hostile names, any width, keyboard, axe clean."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from estate.codes import AuditAction, Role
from estate.db.engine import make_engine
from estate.register.writes.audit import Actor, record
from estate.register.writes.sign_in import Person, create_link
from tests.intake import county
from tests.maps.conftest import Watched
from tests.maps.fake_county import PAYLOADS
from tests.maps.serving import serving
from tests.maps.test_pages import check, violations

pytestmark = pytest.mark.browser

LINKS = {Role.ADMINISTRATOR: "administrator-0123456789", Role.EDITOR: "editor-0123456789"}
OWN = "organisations/T-CC/record"


@pytest.fixture
def address(scratch_database_url: str, vendor: None) -> Iterator[str]:
    """The service over a record in which every name and value is hostile."""
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
        connection.exec_driver_sql("UPDATE organisation SET name = %s WHERE code = 'T-DC'",
                                   (PAYLOADS[4],))  # fmt: skip
        for role, link in LINKS.items():
            code = "T-CC" if role is Role.EDITOR else None
            person = Person(f"{PAYLOADS[7]} {role.value}", role, code)
            create_link(connection, link, person, datetime.now(UTC) + timedelta(days=1))
        for payload in PAYLOADS:
            actor = Actor(f"{payload} who", "editor", "T-CC", payload)
            for action in (AuditAction.READ, AuditAction.CHANGED):
                record(connection, actor, action, f"/{payload}", about="T-CC",
                       details={"is": {f"{payload} key": payload}, "was": {}})  # fmt: skip
    engine.dispose()
    with serving(scratch_database_url, "public") as address:
        yield address


@pytest.fixture
def signed_in(browser: Browser, address: str) -> Iterator[Callable[[Role], Page]]:
    """A page of somebody who has signed in; afterwards nothing untoward may have happened."""
    watched: list[Watched] = []

    def of(role: Role) -> Page:
        page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        watched.append(Watched(page, address))
        page.goto(f"{address}sign-in/once/{LINKS[role]}")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(address)
        return page

    yield of
    for one in watched:
        assert one.page.evaluate("window.hit") is None
        assert one.troubles == []
        assert one.foreign == []
        one.page.context.close()


@pytest.mark.parametrize(
    ("role", "path"),
    [(Role.EDITOR, OWN), pytest.param(Role.ADMINISTRATOR, "audit", marks=pytest.mark.long)],
)
def test_hostile_names_stand_as_written_at_any_width(
    signed_in: Callable[[Role], Page],
    address: str,
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
    role: Role,
    path: str,
) -> None:
    page = signed_in(role)  # lands on the map
    expect(page.get_by_role("link", name="Your account")).to_be_visible()
    page.get_by_role("link", name="Record", exact=True).click()
    page.wait_for_url(address + path)
    table = page.locator("#table-lines")
    for payload in PAYLOADS:
        expect(page.locator("#table-looks")).to_contain_text(f"{payload} who")
        for shown in (f"{payload} who", f"/{payload}"):
            expect(table).to_contain_text(shown)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for payload in PAYLOADS:
        expect(table).to_contain_text(payload)
    check(page, f"record-{role.value}", axe_source, keep_picture)
    page.evaluate(axe_source)
    assert violations(page) == []


def test_by_keyboard_alone(signed_in: Callable[[Role], Page], address: str) -> None:
    page = signed_in(Role.ADMINISTRATOR)
    page.goto(address + "audit")
    page.locator("#who").focus()
    page.keyboard.type(PAYLOADS[2])
    page.keyboard.press("Enter")
    rows = page.locator("#table-lines tbody tr")
    expect(rows).to_have_count(2)
    expect(page.locator("#who")).to_have_value(PAYLOADS[2])
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")
    expect(rows.first.locator("dl")).to_be_visible()
    page.get_by_role("link", name="Clear").press("Enter")
    expect(page.locator("#who")).to_have_value("")
    assert rows.count() > 2


def test_an_administrator_ends_the_session_of_a_hostile_name(
    signed_in: Callable[[Role], Page], address: str, axe_source: str
) -> None:
    other, page = signed_in(Role.EDITOR), signed_in(Role.ADMINISTRATOR)
    page.goto(address + "people")
    expect(page.locator("main")).to_contain_text(f"{PAYLOADS[7]} editor")
    page.evaluate(axe_source)
    assert violations(page) == []
    ends = page.get_by_role("button", name="End the session of")
    ends.click()
    expect(ends).to_have_count(0)
    other.goto(address + "sign-in")
    expect(other.locator("h1")).to_have_text("Sign in")


def test_who_is_signed_in_is_not_asked_to_sign_in(
    signed_in: Callable[[Role], Page], address: str
) -> None:
    page = signed_in(Role.EDITOR)
    answer = page.request.get(address + "audit")
    assert answer.status == 403
    assert "Your account</a>" in answer.text()
    assert "Sign in</a>" not in answer.text()
    for path in ("", "imports", "docs", "county"):
        shown = page.request.get(address + path).text()
        assert "Your account</a>" in shown, path
        assert "/record" in shown.partition("<main")[0], path


def test_an_error_page_is_accessible_and_leads_to_sign_in(
    browser: Browser,
    address: str,
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
) -> None:
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    watched = Watched(page, address, may_fail=True)
    page.goto(address + "no/such/page")
    check(page, "error-404", axe_source, keep_picture)
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(address + "audit?who=x")
    check(page, "error-401", axe_source, keep_picture)
    page.get_by_role("link", name="Sign in").last.click()
    page.wait_for_url("**/sign-in?return_to=%2Faudit%3Fwho%3Dx")
    assert watched.troubles == []
    page.context.close()
