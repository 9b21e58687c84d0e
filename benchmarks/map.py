"""The map page beside the usual way of drawing the same data, in one run and one browser.

Usage: python -m benchmarks map [COUNT…]     (default 1324 20000)

The usual way is one ``folium.GeoJson`` with pop-ups and tooltips in a page of its own, without
list, filters or clusters; its Leaflet is ours, and its other libraries are left out, in its
favour. Both are served from this machine, by the same kind of server. Each figure is the median
of the rounds, in milliseconds: ``shown``, from the start of navigation or of the action to the
second frame after it, which hangs on what else the machine does; ``work``, what the page's own
thread computed for it, which hardly does. ``script`` is the part of a filter's work that is ours
rather than the browser's layout and painting.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from statistics import median
from typing import Any

import folium
from playwright.sync_api import Browser, sync_playwright

from maps import assets
from tests.maps import fake_county
from tests.maps.conftest import CHROMIUM_ARGUMENTS
from tests.maps.fake_service import QuietServer, running

ROUNDS = 5
CORNERS = 19
TOWN = (52.3350, -2.0590)
#: Runs in the page: how long an action takes until two frames later.
MEASURE = """() => new Promise((done) => {{
    const began = performance.now();
    {act};
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
}})"""
DRAWN = (
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame("
    "() => done(performance.now()))))"
)
FILTER = (
    "const s = document.getElementById('filter-tenure'); s.value = '{}';"
    "s.dispatchEvent(new Event('change'));"
)
ZOOM_IN = "measured.setZoom(measured.getZoom() + 1, {animate: false})"
PAN = "measured.panBy([240, 90], {animate: false})"
TO_TOWN = f"measured.setView([{TOWN[0]}, {TOWN[1]}], 14, {{animate: false}})"


def usual_page(feed: dict[str, Any], *, canvas: bool) -> bytes:
    """One GeoJson layer with everything a site's pop-up says."""
    made = folium.Map(location=[52.2, -2.2], zoom_start=10, tiles=None, prefer_canvas=canvas)
    made.options["max_zoom"] = 19
    made._id = "usual"
    located = [one for one in feed["features"] if one["geometry"]]
    fields = list(located[0]["properties"])
    folium.GeoJson(
        {"type": "FeatureCollection", "features": located},
        popup=folium.GeoJsonPopup(fields=fields),
        tooltip=folium.GeoJsonTooltip(fields=["name"]),
    ).add_to(made)
    page = made.get_root().render()
    for url in (*assets.FOLIUM_URLS, *assets.DROPPED_URLS):
        path = assets.FOLIUM_URLS.get(url)
        page = page.replace(url, f"/{path}" if path else "")
    return page.replace('<script src=""></script>', "").encode()


@contextmanager
def serving(page: bytes) -> Iterator[str]:
    """A page and the vendored files, on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.lstrip("/")
            file = assets.STATIC_DIR / name
            body = page if not name else file.read_bytes() if file.is_file() else b""
            kind = {"js": "text/javascript", "css": "text/css"}.get(name.rpartition(".")[2])
            self.send_response(200)
            self.send_header("Content-Type", kind or "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the output to the figures."""

    server = QuietServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


class Measured:
    """A fresh page, measured from the start of its navigation."""

    def __init__(self, browser: Browser, address: str, ready: str, name: str) -> None:
        """``ready``: what is there once the map is drawn; ``name``: Folium's name of the map."""
        self.context = browser.new_context(
            viewport={"width": 1400, "height": 900}, reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        self.session = self.context.new_cdp_session(self.page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.page.goto(address, wait_until="commit")
        self.page.wait_for_selector(ready, state="attached", timeout=120_000)
        shown = float(self.page.evaluate(DRAWN))
        self.found = {"drawn: shown": shown, "drawn: work": self._clock("TaskDuration")}
        self.page.evaluate(f"window.measured = window.{name}; 0")

    def act(self, what: str, act: str) -> None:
        """Note how long one action takes."""
        task, script = self._clock("TaskDuration"), self._clock("ScriptDuration")
        shown = float(self.page.evaluate(MEASURE.format(act=act)))
        self.page.wait_for_timeout(150)
        self.found[f"{what}: shown"] = shown
        self.found[f"{what}: work"] = self._clock("TaskDuration") - task
        self.found[f"{what}: script"] = self._clock("ScriptDuration") - script

    def go(self, act: str) -> None:
        """Do what is not measured."""
        self.page.evaluate(MEASURE.format(act=act))
        self.page.wait_for_timeout(150)

    def _clock(self, name: str) -> float:
        told = self.session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(one["value"]) for one in told if one["name"] == name)


def usual_round(browser: Browser, address: str) -> dict[str, float]:
    """What the usual map takes to be drawn, zoomed and panned."""
    one = Measured(browser, address, "path.leaflet-interactive, #map_usual canvas", "map_usual")
    one.act("zoom, county", ZOOM_IN)
    one.go(TO_TOWN)
    one.act("zoom, town", ZOOM_IN)
    one.act("pan, town", PAN)
    one.context.close()
    return one.found


def our_round(browser: Browser, address: str) -> dict[str, float]:
    """What our page takes for the same, and for a filter."""
    one = Measured(browser, address, "body[data-ready=true]", "map_estate")
    one.act("filter, county", FILTER.format("leasehold"))
    one.go(FILTER.format(""))
    one.act("zoom, county", ZOOM_IN)
    one.go(TO_TOWN)
    one.act("filter, town", FILTER.format("leasehold"))
    one.go(FILTER.format(""))
    one.act("zoom, town", ZOOM_IN)
    one.act("pan, town", PAN)
    one.context.close()
    return one.found


def compare(browser: Browser, count: int) -> None:
    """Measure both ways of drawing ``count`` sites in turn, and print the medians."""
    feed = fake_county.properties(count, CORNERS)
    for feature in feed["features"][: len(fake_county.PAYLOADS)]:
        feature["properties"]["name"] = "Harmless"  # Folium would run the hostile names
    ways: dict[str, list[dict[str, float]]] = {"ours": [], "usual": [], "on canvas": []}
    usual, flat = (usual_page(feed, canvas=canvas) for canvas in (False, True))
    with running(feed=feed) as ours, serving(usual) as svg, serving(flat) as canvas:
        for _ in range(ROUNDS):
            ways["ours"].append(our_round(browser, ours))
            ways["usual"].append(usual_round(browser, svg))
            ways["on canvas"].append(usual_round(browser, canvas))
    load = os.getloadavg()[0]
    print(f"\n{count:,} sites of {CORNERS} corners; load {load:.1f} on {os.cpu_count()} cores")
    print(f"{'ms, median of ' + str(ROUNDS):24}" + "".join(f"{way:>11}" for way in ways))
    for name in ways["ours"][0]:
        if name.endswith("script") and not name.startswith("filter"):
            continue
        print(f"{name:24}" + "".join(_cell(rounds, name) for rounds in ways.values()))


def _cell(rounds: list[dict[str, float]], name: str) -> str:
    known = [one[name] for one in rounds if name in one]
    return f"{median(known):11.0f}" if known else f"{'':11}"


def main(counts: list[int]) -> None:
    """Run every comparison in one browser."""
    assets.build(quiet=True)
    arguments = [*CHROMIUM_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        for count in counts:
            compare(browser, count)
        browser.close()
