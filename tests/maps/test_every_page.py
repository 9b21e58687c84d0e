"""Every page that a link leads to, as the public, a member and the administrator see it: no fault
for axe or who listens, nothing wider than a phone, under our policy. A page of each address is
opened once."""

import secrets
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from api.app import create_app
from api.edge.request_log import UNKNOWN, RouteNames
from estate.cli import sample_club
from estate.codes import Role
from estate.db.engine import make_engine
from estate.register.writes.sign_in import Person, create_link
from estate.settings import Settings
from tests import read_aloud
from tests.conftest import sample_copy
from tests.maps.conftest import Watched
from tests.maps.serving import serving
from tests.maps.test_pages import violations

pytestmark = [pytest.mark.browser, pytest.mark.long]

_PHONE = 390
#: Pages that must have been among those opened, so that the walk is no short one.
_AMONG = {
    "public": {"/", "/county", "/services", "/towns/{name:path}", "/properties/{property_id}"},
    "club": {
        "/candidates",
        "/leases",
        "/land",
        "/venues",
        "/opportunities",
        "/opportunities/schedule",
    },
}
_AMONG["administrator"] = _AMONG["club"] | {
    "/properties/{property_id}/change",
    "/audit",
    "/offers",
}
_FEWEST = {"public": 18, "club": 50, "administrator": 55}


@dataclass
class Walk:
    """Where the pages are, and the templates of their addresses."""

    home: str
    names: RouteNames
    sign_in: str | None = None


@pytest.fixture(scope="module")
def club_at_work() -> Iterator[str]:
    with sample_copy() as url:
        sample_club.bring(url)
        yield url


@pytest.fixture(params=sorted(_AMONG))
def walk(request: pytest.FixtureRequest, club_at_work: str, vendor: None) -> Iterator[Walk]:
    reader = "public" if request.param == "public" else "club"
    names = RouteNames(create_app(Settings(reader=reader), club_at_work).routes)
    link = None
    if request.param == "administrator":
        link, engine = secrets.token_urlsafe(), make_engine(club_at_work)
        with engine.begin() as connection:
            until = datetime.now(UTC) + timedelta(hours=2)
            create_link(connection, link, Person("Ann", Role.ADMINISTRATOR, None), until)
        engine.dispose()
    with serving(club_at_work, reader) as home:
        yield Walk(home, names, link)


def _links(page: Page, home: str) -> list[str]:
    """Where the page's own links lead within the service, but for files."""
    found = page.locator("a[href]:not([download])").evaluate_all("all => all.map(a => a.href)")
    return [urldefrag(one).url for one in found if one.startswith(home)]


def faults(page: Page, axe_source: str) -> list[object]:
    """What axe finds on a desk and on a phone, and whether the phone's page is too wide."""
    page.set_viewport_size({"width": 1400, "height": 900})
    page.evaluate(axe_source)
    found = violations(page)
    page.set_viewport_size({"width": _PHONE, "height": 844})
    found += violations(page)
    if page.evaluate("document.documentElement.scrollWidth") > _PHONE:
        found.append("wider than a phone")
    return found


def through(
    page: Page, walk: Walk, look: Callable[[Page], list[object]]
) -> dict[str, list[object]]:
    """What ``look`` finds on one page of each address that links lead to, by its template."""
    waiting, found = deque([walk.home]), dict[str, list[object]]()
    while waiting:
        address = waiting.popleft()
        name = walk.names.of(urlsplit(address).path)
        if name in found or name == UNKNOWN or name.startswith(("/api/", "/sign-in/")):
            continue
        answer = page.goto(address)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        # Who has not signed in is told so where a page is somebody's own.
        fine = answer.ok or (answer.status == 401 and not walk.sign_in)
        found[name] = [] if fine else [f"{answer.status} at {address}"]
        page.wait_for_load_state("networkidle")
        found[name] += [(address, one) for one in look(page)]
        found[name] += [(address, one) for one in read_aloud.faults(answer.text()) if fine]
        waiting += _links(page, walk.home)
    return found


def test_no_page_that_links_lead_to_has_a_fault(
    browser: Browser, walk: Walk, axe_source: str, request: pytest.FixtureRequest
) -> None:
    who = request.node.callspec.params["walk"]
    page = browser.new_context(reduced_motion="reduce").new_page()
    watched = Watched(page, walk.home, may_fail=not walk.sign_in)  # 401 is an answer to a stranger
    if walk.sign_in:
        page.goto(f"{walk.home}sign-in/once/{walk.sign_in}")
        page.locator("main form button").last.click()
    found = through(page, walk, lambda shown: faults(shown, axe_source))
    assert {name: said for name, said in found.items() if said} == {}
    assert (watched.troubles, watched.foreign) == ([], [])
    assert set(found) >= _AMONG[who], _AMONG[who] - set(found)
    assert len(found) >= _FEWEST[who], sorted(found)
    page.context.close()
