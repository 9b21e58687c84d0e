"""Residents' minutes on the map: change, today, after, one service at a time, with a key."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.maps.conftest import Open
from tests.maps.test_page import violations

pytestmark = pytest.mark.browser

#: Fills of the bands that the map draws, the undermost first.
DRAWN = """() => {
  const fills = [];
  map_estate.eachLayer((one) => {
    if (one.feature && one.options.pane === "journeys") fills.push(one.options.fillColor);
  });
  return fills;
}"""


def band(service: str, kind: str, low: float | None, high: float | None, size: float) -> Any:
    """A square of ground around the middle of the county."""
    ring = [[-2.2 - size, 52.2 - size], [-2.2 + size, 52.2 - size], [-2.2 + size, 52.2 + size],
            [-2.2 - size, 52.2 + size], [-2.2 - size, 52.2 - size]]  # fmt: skip
    about = {"kind": kind, "service": service, "low_min": low, "high_min": high}
    return {"type": "Feature", "properties": about,
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


def place(service: str, name: str, before: bool, after: bool, lng: float) -> Any:
    """A place of a service, today or afterwards."""
    about = {"kind": "place", "service": service, "name": name, "before": before, "after": after}
    return {"type": "Feature", "properties": about,
            "geometry": {"type": "Point", "coordinates": [lng, 52.2]}}  # fmt: skip


ANSWER = {
    "type": "FeatureCollection", "basis": "on foot", "residents": "made up",
    "features": [
        band("Library", "before", None, 10, 0.01), band("Library", "before", None, 30, 0.04),
        band("Library", "after", None, 10, 0.02), band("Library", "after", None, 15, 0.03),
        band("Library", "after", None, 20, 0.035), band("Library", "after", None, 30, 0.05),
        band("Library", "change", 10, None, 0.02), band("Library", "change", None, -10, 0.01),
        place("Library", "Old Hall", True, False, -2.2),
        place("Library", "Hub", False, True, -2.19),
        place("Library", "Mill", True, True, -2.18),
        band("Registration", "change", 1, 5, 0.02),
    ],
}  # fmt: skip


def opened(open_page: Open, more: str = "", size: tuple[int, int] = (1400, 900)) -> Page:
    return open_page(
        f"?move=a:b#layers=base,districts,journeys{more}",
        size,
        routes={"**/api/v1/journeys.geojson*": json.loads(json.dumps(ANSWER))},
    )


def test_today_and_after_are_chosen_by_keyboard_and_a_link_brings_them_back(
    open_page: Open, axe_source: str
) -> None:
    page = opened(open_page)
    expect(page.get_by_label("Residents’ minutes, before and after", exact=True)).to_be_checked()
    group = page.get_by_role("group", name="Residents’ minutes", exact=True)
    change = group.get_by_label("Change", exact=True)
    expect(change).to_be_checked()
    assert sorted(page.evaluate(DRAWN)) == ["#2166ac", "#b2182b"]
    expect(page.get_by_text("10 minutes longer or more", exact=True)).to_be_visible()
    expect(page.locator(".journey-place")).to_have_text(["left", "new"])
    change.focus()
    page.keyboard.press("ArrowRight")
    expect(group.get_by_label("Today", exact=True)).to_be_checked()
    assert page.evaluate(DRAWN) == ["#c3d5e6", "#1f4e79"], "the widest lies beneath"
    page.keyboard.press("ArrowRight")
    expect(group.get_by_label("After", exact=True)).to_be_checked()
    assert page.evaluate(DRAWN) == ["#c3d5e6", "#8fb0cf", "#5583ad", "#1f4e79"]
    expect(page.get_by_text("Library: minutes to it after the moves", exact=True)).to_be_visible()
    expect(page.get_by_text("within 20 minutes", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name="Hub: new place of Library", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name="Mill: stays a place of Library")).to_be_visible()
    assert "minutes=after" in page.url
    assert violations(page, axe_source) == []
    again = opened(open_page, "&minutes=after")
    expect(again.get_by_label("After", exact=True)).to_be_checked()
    assert again.evaluate(DRAWN) == page.evaluate(DRAWN)


def test_one_service_is_drawn_at_a_time_and_the_key_goes_with_the_layer(open_page: Open) -> None:
    page = opened(open_page)
    service = page.get_by_label("Service", exact=True)
    service.select_option("Registration")
    assert page.evaluate(DRAWN) == ["#fddbc7"]
    expect(page).to_have_url(re.compile("service=Registration"))
    page.go_back()
    expect(service).to_have_value("Library")
    page.get_by_label("Residents’ minutes, before and after", exact=True).uncheck()
    expect(service).to_be_hidden()
    assert page.evaluate(DRAWN) == []
