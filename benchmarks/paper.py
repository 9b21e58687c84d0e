"""The map in one file and the printed list of everything, beside the usual ways, in one run.

Usage: python -m benchmarks paper [ROUNDS]     (the register of ESTATE_DATA_DIR: ``estate demo``)

The usual ways are one ``folium.GeoJson`` with a pop-up for each property (``benchmarks.map``), and
``DataFrame.to_html`` of the same lines. Both tell less: the first has no list, filters, panels or
sharing options, the second no map, marks or links. What counts are ratios within the run, of the
processor seconds of this process: the machine's other work hardly moves them. Each is the median of
the rounds; what is asked of the whole county once (candidates) is asked before.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import orjson
import pandas as pd
from starlette.testclient import TestClient

from api.app import create_app
from api.http.identity import of_edition
from api.http.parameters import PropertyFilters
from api.http.service import Service
from api.map.one_file_map import snapshot
from benchmarks.map import usual_page
from estate import clock
from estate.cli.opening import open_url
from estate.settings import Settings
from maps import standalone
from maps.style import browser_config

EDITIONS = ("public", "club")


def main(rounds: int = 3) -> None:
    """Print a line for each."""
    print(f"{'what':38}{'CPU s':>8}{'ratio':>8}{'kB':>9}")
    for edition in EDITIONS:
        settings = Settings(reader=edition, requests_per_minute=0, allowed_hosts="testserver")
        url = open_url(settings)
        feed = _one_file(settings, url, edition, rounds)
        _printed(settings, url, edition, feed, rounds)


def _one_file(settings: Settings, url: str, edition: str, rounds: int) -> dict[str, Any]:
    here = Service.over(settings, url)

    def whole() -> bytes:
        found = snapshot(
            here, of_edition(edition), clock.today(), PropertyFilters(), lambda *_: None
        )
        about = standalone.About(edition, found.day, found.version, found.properties, "", True)
        return standalone.page(found.answers, found.panels, about)

    try:
        found = snapshot(
            here, of_edition(edition), clock.today(), PropertyFilters(), lambda *_: None
        )
        feeds: Any = browser_config()["feeds"]
        feed: dict[str, Any] = orjson.loads(found.answers[feeds["properties"]])
        usual = _spent(lambda: usual_page(feed, canvas=True), rounds)
        _tell(f"Folium's GeoJson, {edition}", usual, usual)
        _tell(f"estate map, {edition}", _spent(whole, rounds), usual)
    finally:
        here.close()
    return feed


def _printed(settings: Settings, url: str, edition: str, feed: dict[str, Any], rounds: int) -> None:
    lines = pd.DataFrame([one["properties"] for one in feed["features"]])
    usual = _spent(lambda: lines.to_html().encode(), rounds)
    _tell(f"DataFrame.to_html, {edition}", usual, usual)
    with TestClient(create_app(settings, url)) as client:
        for path in ("/print", "/print?all=yes"):
            client.get(path).raise_for_status()
            _tell(
                f"{path}, {edition}",
                _spent(lambda path=path: client.get(path).content, rounds),
                usual,
            )


def _spent(once: Callable[[], bytes], rounds: int) -> tuple[float, int]:
    """Processor seconds and bytes."""
    times, size = [], 0
    for _ in range(rounds):
        began = time.process_time()
        size = len(once())
        times.append(time.process_time() - began)
    return median(times), size


def _tell(what: str, spent: tuple[float, int], usual: tuple[float, int]) -> None:
    seconds, size = spent
    print(f"{what:38}{seconds:8.2f}{seconds / usual[0]:8.2f}{size / 1000:9.0f}", flush=True)
