"""Signing in with a real browser at a real provider, and working under that session."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from maps import assets
from tests.intake import county
from tests.maps.conftest import ONE_BROWSER
from tests.sign_in.conftest import ADMINISTRATOR, EDITOR, Signed

pytestmark = pytest.mark.browser


@pytest.fixture
def page(signed: Signed) -> Iterator[Page]:
    assets.build(quiet=True)
    with ONE_BROWSER as chromium:
        context = chromium.new_context(viewport={"width": 1200, "height": 900})
        context.set_default_timeout(20_000)
        page, said = context.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        yield page
        assert [text for text in said if "Content Security Policy" in text] == []
        context.close()


def sign_in(page: Page, signed: Signed, who: str, return_to: str = "/") -> None:
    page.goto(f"{signed.base}/sign-in?return_to={return_to}")
    page.get_by_role("link", name="Sign in", exact=True).last.click()
    page.get_by_placeholder("Enter any login").fill(who)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_sign_in_bring_a_file_in_sign_out(page: Page, signed: Signed, tmp_path: Path):
    sign_in(page, signed, EDITOR, "/imports")
    expect(page).to_have_url(f"{signed.base}/imports")
    expect(page.locator("#who")).to_contain_text("You are importing for Testshire County Council")
    expect(page.locator("#token-form")).to_be_hidden()
    houses = county.write_csv(tmp_path / "houses.csv", [county.row("A1"), county.row("A2")])
    page.get_by_label("Choose a file, or drop it here").set_input_files(houses)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#plan-heading")).to_be_focused()
    page.get_by_role("button", name="Import these changes").click()
    expect(page.locator("#status")).to_contain_text("Imported. You can undo it below.")
    page.reload()
    history = page.locator("#history tbody tr").first
    expect(history).to_contain_text("Imported")
    expect(history).to_contain_text("2 new")
    page.goto(f"{signed.base}/sign-in")
    expect(page.locator("h1")).to_have_text("You are signed in")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.goto(f"{signed.base}/imports")
    expect(page.locator("#not-signed-in").get_by_role("link", name="Sign in")).to_be_visible()
    page.get_by_text("Use a token of your organisation").click()
    expect(page.locator("#token-form")).to_be_visible()


def test_a_script_of_the_page_cannot_read_the_cookie(page: Page, signed: Signed):
    sign_in(page, signed, ADMINISTRATOR, "/sign-in")
    expect(page.locator("h1")).to_have_text("You are signed in")
    assert page.evaluate("document.cookie") == ""
