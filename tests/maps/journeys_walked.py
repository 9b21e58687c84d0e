"""Somebody before a window of some size, walking through the service: what they press is counted,
and at every stop the page is held to what any page must be."""

import io
import os
import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.maps.conftest import ARTEFACTS, Watched

#: Controls on top of each other in one layer, and controls that reach beyond the window.
_CROSSED = """() => {
    const layer = (one) => {
        for (let at = one; at && at !== document.body; at = at.parentElement) {
            if (at.matches('.leaflet-pane')) return null;  // marks on a map may touch
            if (at.matches('[popover], .legend, .tray, .panel, dialog, .leaflet-control, nav')) {
                return at;
            }
            const { position } = getComputedStyle(at);
            if (['fixed', 'sticky', 'absolute'].includes(position)) return at;
        }
        return document.body;
    };
    const seen = [...document.querySelectorAll('a[href], button, select, summary, textarea, input')]
        .filter((one) => one.type !== 'hidden' && one.checkVisibility(
            { visibilityProperty: true, contentVisibilityAuto: true })
            && !one.closest('.visually-hidden, svg') && !one.matches('.skip-link:not(:focus)'))
        .map((one) => ({ one, layer: layer(one), boxes: [...one.getClientRects()] }))
        .filter(({ layer, boxes }) => layer
            && boxes.some((box) => box.width > 2 && box.height > 2));
    // Words of one line reach a little into the next where lines are set close.
    const near = (a, b) => Math.max(2, Math.min(a.height, b.height) * 0.3);
    const apart = (a, b) => a.right - b.left < 2 || b.right - a.left < 2
        || a.bottom - b.top < near(a, b) || b.bottom - a.top < near(a, b);
    const name = ({ one }) =>
        `${one.tagName} ${(one.id || one.textContent || one.name).trim().slice(0, 40)}`;
    const found = [];
    seen.forEach((a, at) => {
        for (const b of seen.slice(at + 1)) {
            if (a.layer !== b.layer || a.one.contains(b.one) || b.one.contains(a.one)) continue;
            if (a.boxes.every((box) => b.boxes.every((other) => apart(box, other)))) continue;
            found.push(`${name(a)} / ${name(b)}`);
        }
    });
    return found.slice(0, 10);
}"""
#: Whether a text or control can be seen where it is: no other thing lies on it.
_ON_TOP = """(one) => {
    const box = [...one.getClientRects()].find((each) => each.width && each.height);
    const top = document.elementFromPoint(box.left + Math.min(box.width / 2, innerWidth / 2),
        box.top + Math.min(box.height / 2, 60));
    return one === top || one.contains(top) || Boolean(top?.contains(one))
        || Boolean(top?.closest('label')?.contains(one)) || one.control === top;
}"""


@dataclass(frozen=True)
class Window:
    """What somebody looks at the service through."""

    name: str
    width: int
    height: int
    touch: bool = False
    forced: bool = False


#: A desk, most projectors, a phone, and a desk at 400 %; and a desk whose colours the system sets.
WINDOWS = (
    Window("desk", 1440, 900),
    Window("projector", 1024, 768),
    Window("phone", 390, 844, touch=True),
    Window("enlarged", 360, 225),
    Window("forced", 1440, 900, forced=True),
)


@dataclass
class Walker:
    """One person before one window, at one address of the service."""

    page: Page
    home: str
    window: Window
    journey: str
    watched: Watched
    steps: int = 0
    stops: int = 0
    seen: list[str] = field(default_factory=list)

    def go(self, path: str = "") -> None:
        """By a link that somebody sent: no step of theirs."""
        self.page.goto("about:blank")
        self.page.goto(self.home + path)
        self.arrived()

    def arrived(self) -> None:
        """The page is there, and the map with it where it is the map."""
        self.page.wait_for_load_state("load")
        if self.page.locator("#map_estate").count():
            self.page.wait_for_selector("body[data-ready=true]")
            self.page.wait_for_timeout(300)  # the view is kept once the map stands still

    def press(self, what: Locator) -> None:
        self.steps += 1
        self.in_sight(what)
        what.tap() if self.window.touch else what.click()

    def pick(self, label: str, value: str) -> None:
        """Open a list and choose from it: two clicks."""
        self.steps += 2
        box = self.page.get_by_label(label, exact=True)
        self.in_sight(box)
        box.select_option(value)

    def in_sight(self, what: Locator) -> None:
        """It can be scrolled to, lies within the window, and nothing lies on it."""
        expect(what).to_be_visible()
        what.evaluate("one => one.scrollIntoView({block: 'center', inline: 'nearest'})")
        box = what.bounding_box()
        assert box and box["x"] >= -1, what
        assert box["x"] + box["width"] <= self.window.width + 1, (what, box)
        assert what.evaluate(_ON_TOP), f"{what} is covered in {self.window.name}"

    def at_first(self, what: Locator) -> None:
        """It is there before anybody scrolls; of a window as low as a strip that is not asked."""
        expect(what).to_be_visible()
        if self.window.height > 400:
            self.page.evaluate("window.scrollTo(0, 0)")
            box = what.bounding_box()
            assert box and box["y"] < self.window.height, (what, box)

    def stop(self, name: str) -> None:
        """What any page must be, wherever a journey has come to; and its picture."""
        self.stops += 1
        self._keep(name)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.window.width, f"{name} is {width} px wide"
        if self.window.width > 860 and self.page.locator("#map_estate").count():
            height = self.page.evaluate("document.documentElement.scrollHeight")
            assert height <= self.window.height, f"the map's page is {height} px high"
        crossed = self.page.evaluate(_CROSSED)
        assert not crossed, f"{name}: {crossed}"

    def _keep(self, name: str) -> None:
        if not os.environ.get("ESTATE_TEST_PICTURES"):
            return
        ARTEFACTS.mkdir(exist_ok=True)
        file = f"journey-{self.journey}{self.stops}-{name}-{self.window.name}.png"
        self.page.screenshot(path=ARTEFACTS / file)

    def printed(self, button: Locator) -> str:
        """What the sheets say that come of a print button."""
        self.press(button)
        assert self.page.evaluate("window.askedToPrint") >= 1
        return self.on_paper()

    def on_paper(self) -> str:
        """What the sheets say that the browser prints of this page."""
        sheets = PdfReader(io.BytesIO(self.page.pdf(prefer_css_page_size=True))).pages
        return " ".join(" ".join(one.extract_text().split()) for one in sheets)

    def sign_in(self, link: str) -> None:
        self.page.goto(f"{self.home}sign-in/once/{link}")
        self.page.get_by_role("button", name="Sign in").last.click()
        self.page.wait_for_url(re.compile(r"/$"))


def walker(
    browser: Browser, home: str, window: Window, journey: str, *, may_fail: bool = False
) -> Walker:
    """Somebody at an address, in a browser window of their own."""
    context = browser.new_context(
        viewport={"width": window.width, "height": window.height},
        has_touch=window.touch,
        is_mobile=window.touch,
        forced_colors="active" if window.forced else "none",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    context.set_default_timeout(60_000)
    context.add_init_script(
        "window.askedToPrint = 0; window.print = () => { window.askedToPrint += 1; };"
    )
    page = context.new_page()
    return Walker(page, home, window, journey, Watched(page, home, may_fail=may_fail))
