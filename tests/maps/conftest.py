"""A browser and a small service with made-up feeds, once for all tests of the page."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from maps import assets
from tests.maps.fake_service import running
from tests.maps.serving import serving

CHROMIUM_ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
]
ARTEFACTS = Path(__file__).resolve().parents[1] / "artefacts"


@pytest.fixture(scope="session")
def vendor() -> None:
    """The map's libraries in place, fetched when they are not."""
    assets.build(quiet=True)


@pytest.fixture(scope="session")
def axe_source(vendor: None) -> str:
    """axe-core, the accessibility rules that the page is held against."""
    script = assets.PROJECT_DIR / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        assets.fetch_packages()
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def service(vendor: None) -> Iterator[str]:
    """The address of the fake service."""
    with running() as address:
        yield address


@pytest.fixture(scope="session")
def sample_service(sample_url: str, vendor: None) -> Iterator[str]:
    """The address of the real service over the sample county, as the club sees it; what rests on
    the whole county is reckoned once for all files of tests."""
    with serving(sample_url, "club") as address:
        yield address


def is_in_our_face(page: Page) -> bool:
    """Whether a page is set in the product's typeface, and not in a font of this machine."""
    ours = "one.family.includes('Source Sans 3') && one.status === 'loaded'"
    asked = f"document.fonts.ready.then(() => [...document.fonts].some((one) => {ours}))"
    return bool(page.evaluate(asked))


class OneBrowser:
    """Debian's Chromium, headless: one a process, however many folders of tests ask for it."""

    def __init__(self) -> None:
        self.users = 0
        self.stack = ExitStack()

    def __enter__(self) -> Browser:
        if self.users == 0:
            program = shutil.which("chromium") or shutil.which("chromium-browser")
            assert program, "The browser tests need Chromium: apt-get install chromium"
            arguments = [*CHROMIUM_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
            playwright = self.stack.enter_context(sync_playwright())
            self.browser = playwright.chromium.launch(executable_path=program, args=arguments)
            self.stack.callback(self.browser.close)
            expect.set_options(timeout=15_000)  # a busy machine is no failure
        self.users += 1
        return self.browser

    def __exit__(self, *_: object) -> None:
        self.users -= 1
        if self.users == 0:
            self.stack.close()


ONE_BROWSER = OneBrowser()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser; a driver of its own for each fixture would not start twice in one process."""
    with ONE_BROWSER as browser:
        yield browser


class Watched:
    """A page that remembers what must not happen: errors, dialogs, other hosts, CSP reports."""

    def __init__(self, page: Page, home: str, *, may_fail: bool = False) -> None:
        """``may_fail``: the browser may say that something could not be loaded."""
        self.page = page
        self.may_fail = may_fail
        self.troubles: list[str] = []
        self.foreign: list[str] = []
        page.on("dialog", lambda dialog: self._dialog(dialog.message, dialog.dismiss))
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("request", lambda request: self._request(request.url, home))

    def _dialog(self, message: str, dismiss: Callable[[], None]) -> None:
        self.troubles.append(f"dialog: {message}")
        dismiss()

    def _console(self, kind: str, text: str) -> None:
        if self.may_fail and text.startswith("Failed to load resource"):
            return
        if kind in {"error", "warning"}:
            self.troubles.append(f"{kind}: {text}")

    def _request(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:", "blob:")):
            self.foreign.append(url)


Open = Callable[..., Page]


def _answering(answer: object) -> Callable[[Route], None]:
    return lambda route: route.fulfill(json=answer)


@pytest.fixture
def open_page(browser: Browser, service: str) -> Iterator[Open]:
    """Opens the map at a hash and window size; afterwards nothing untoward may have happened."""
    watched: list[Watched] = []

    def open_at(
        hash_: str = "",
        size: tuple[int, int] = (1400, 900),
        *,
        home: str = service,
        routes: Mapping[str, object] | None = None,
        may_fail: bool = False,
        motion: Literal["reduce", "no-preference"] = "reduce",
    ) -> Page:
        """``routes``: pattern → JSON that the page gets instead of the service's own."""
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion=motion
        )
        context.set_default_timeout(30_000)
        page = context.new_page()
        for pattern, answer in (routes or {}).items():
            page.route(pattern, _answering(answer))
        watched.append(Watched(page, home, may_fail=may_fail))
        page.goto(home + hash_)
        page.wait_for_selector("body[data-ready=true]")
        return page

    yield open_at
    for one in watched:
        assert one.troubles == []
        assert one.foreign == []
        one.page.context.close()


@pytest.fixture
def keep_picture() -> Callable[[Page, str], None]:
    """Keeps a screenshot among the run's artefacts where somebody wants to look at them: with
    ``ESTATE_TEST_PICTURES=1``. Nothing is proved by it, and each takes a while to draw."""

    def keep(page: Page, name: str) -> None:
        if not os.environ.get("ESTATE_TEST_PICTURES"):
            return
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTEFACTS / f"{name}.png")

    return keep
