"""Ctrl-P on the map: one sheet, with what is shown in words; the key folded on a small screen."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.maps.conftest import Open

pytestmark = pytest.mark.browser


def test_the_map_is_printed_on_one_sheet_with_its_filters_in_words(open_page: Open) -> None:
    page = open_page("#q=office", (1024, 768))
    key = page.locator("#legend")
    assert not key.evaluate("one => one.open"), "the key would cover a small map"
    expect(page.locator("#status")).to_contain_text("properties shown")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == 1
    words = " ".join(sheets[0].extract_text().split())
    assert "properties shown. Search: office." in words and "Red" in words
    assert "Sort by" not in words
    assert sheets[0].mediabox.width > sheets[0].mediabox.height
    assert not key.evaluate("one => one.open"), "folded as before"
    assert open_page("", (1400, 900)).locator("#legend").evaluate("one => one.open")
