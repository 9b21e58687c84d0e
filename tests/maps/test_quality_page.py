"""The page on data quality in a real browser: any width, axe clean, under our policy."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.maps.conftest import Watched
from tests.maps.test_real_service import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sample")]
PATH = "organisations/SYN-ARB/quality"


@pytest.fixture(scope="module")
def real_service(sample_url: str, vendor: None) -> Iterator[str]:
    with serving(sample_url, "club") as address:
        yield address


@pytest.fixture
def open_report(browser: Browser, real_service: str) -> Iterator[Callable[[int], Page]]:
    watched: list[Watched] = []

    def open_at(width: int) -> Page:
        page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
        watched.append(Watched(page, real_service))
        page.goto(real_service + PATH)
        return page

    yield open_at
    for one in watched:
        assert one.troubles == []
        assert one.foreign == []
        one.page.context.close()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    open_report: Callable[[int], Page],
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
    width: int,
) -> None:
    page = open_report(width)
    expect(page.locator("h1")).to_contain_text("Arrowmere Borough Council")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe_source)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    told = [(one["id"], [n["target"] for n in one["nodes"]][:3]) for one in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 15
    page.set_viewport_size({"width": width, "height": 2600})
    keep_picture(page, f"quality-{width}")


def test_every_result_is_told_in_words_beside_its_bar(open_report: Callable[[int], Page]) -> None:
    page = open_report(1280)
    verdicts = page.locator("table .verdict").all_inner_texts()
    assert len(verdicts) == 19
    assert {text.split()[-1] for text in verdicts} <= {"pass", "fail", "asked"}
    shares = page.locator("td .share").all_inner_texts()
    assert all(text.endswith("%") or text == "not asked" for text in shares)
    widths = page.locator("td .bar-known").evaluate_all("r => r.map(x => x.getAttribute('width'))")
    for text, width in zip([s for s in shares if s != "not asked"], widths, strict=True):
        assert abs(float(text.removesuffix(" %")) - float(width)) <= 0.51
