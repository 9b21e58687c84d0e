"""The page on data quality in a real browser: any width, axe clean, under our policy."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from estate.db.engine import make_engine
from tests.api.imports_office import make_token
from tests.maps.conftest import Watched

pytestmark = [pytest.mark.browser]
PATH = "organisations/SYN-ARB/quality"


@pytest.fixture(scope="module")
def real_service(sample_service: str) -> str:
    return sample_service


@pytest.fixture
def open_report(browser: Browser, real_service: str) -> Iterator[Callable[..., Page]]:
    watched: list[Watched] = []

    def open_at(width: int, path: str = PATH) -> Page:
        page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
        watched.append(Watched(page, real_service))
        page.goto(real_service + path)
        return page

    yield open_at
    for one in watched:
        assert one.troubles == []
        assert one.foreign == []
        one.page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    open_report: Callable[..., Page],
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


def test_every_result_is_told_in_words_beside_its_bar(open_report: Callable[..., Page]) -> None:
    page = open_report(1280)
    verdicts = page.locator("table .verdict").all_inner_texts()
    assert len(verdicts) == 19
    assert {text.split()[-1] for text in verdicts} <= {"pass", "fail", "asked"}
    shares = page.locator("td .share").all_inner_texts()
    assert all(text.endswith("%") or text == "not asked" for text in shares)
    widths = page.locator("td .bar-known").evaluate_all("r => r.map(x => x.getAttribute('width'))")
    for text, width in zip([s for s in shares if s != "not asked"], widths, strict=True):
        assert abs(float(text.removesuffix("%")) - float(width)) <= 0.51


def with_a_failing_test(route: Route) -> None:
    """What the service answers, and two properties that fail a test (the sample's pass it)."""
    response = route.fetch()
    report = response.json()
    ids = [gap["id"] for gap in report["property_gaps"][:2]]
    report["consistency"][0] |= {"failed": 2, "properties": ids}
    route.fulfill(response=response, json=report)


@pytest.fixture
def tokens(sample_url: str) -> Iterator[dict[str, str]]:
    engine = make_engine(sample_url)
    yield {code: make_token(engine, "member", code) for code in ("SYN-CC", "SYN-NSD")}
    engine.dispose()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_organisations_own_token_names_the_properties(
    open_report: Callable[..., Page],
    tokens: dict[str, str],
    axe_source: str,
    keep_picture: Callable[[Page, str], None],
    width: int,
) -> None:
    page = open_report(width, PATH.replace("ARB", "CC"))
    assert page.locator("#own a").count() == 0
    page.route("**/api/v1/organisations/SYN-CC/quality", with_a_failing_test)
    page.get_by_label("Token of").fill(tokens["SYN-CC"])
    page.get_by_role("button", name="Name them").click()
    expect(page.locator("#own-status")).to_have_text(
        "As your own organisation sees it.", timeout=60_000
    )
    first = page.locator("#own-rows ol li").first
    expect(first).to_contain_text(":")
    assert page.locator("#own-rows ol li").count() == 20
    assert page.locator("#own-rows ul li").count() == 2
    assert not page.locator("#own-rows").get_by_text("no longer listed").count()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe_source)
    assert page.evaluate("axe.run(document).then(found => found.violations.map(v => v.id))") == []
    assert tokens["SYN-CC"] not in page.content()
    page.set_viewport_size({"width": width, "height": 3600})
    keep_picture(page, f"quality-own-{width}")


def test_another_organisations_token_is_told_so(
    browser: Browser, real_service: str, tokens: dict[str, str]
) -> None:
    page = browser.new_page()
    page.goto(real_service + PATH)
    for token, said in ((tokens["SYN-NSD"], "not one of Arrowmere"), ("x" * 20, "not known")):
        page.get_by_label("Token of").fill(token)
        page.get_by_role("button", name="Name them").click()
        expect(page.locator("#own-problem")).to_contain_text(said, timeout=60_000)
        assert page.locator("#own-rows li").count() == 0
    page.context.close()
