"""Small areas shaded on the map: a key, a choice, a list, and a link that brings it back."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.maps.conftest import Open

pytestmark = pytest.mark.browser

#: Fills of the areas that the map draws.
DRAWN = """() => {
  const fills = [];
  map_estate.eachLayer((one) => {
    if (one.feature && one.options.pane === "shaded-areas") fills.push(one.options.fillColor);
  });
  return fills;
}"""


def answer(shade: str) -> dict[str, Any]:
    """Six areas side by side, the last not known; minutes of three."""
    told = [(1, 4.0), (4, 15.0), (5, 45.0), (8, None), (10, 90.0), (None, 12.0)]
    return {
        "type": "FeatureCollection", "shade": shade, "words": "Made up", "synthetic": True,
        "choices": [{"code": "decile", "label": "Deprivation (deciles)"},
                    {"code": "library", "label": "Library"}],
        "mode": None if shade == "decile" else "walk",
        "modes": [{"code": "walk", "label": "on foot"}, {"code": "bus", "label": "by bus"}],
        "features": [
            {"type": "Feature", "properties": {"imd_decile": decile, "minutes": minutes},
             "geometry": {"type": "Polygon", "coordinates": [[
                 [-2.2 + at / 50, 52.2], [-2.18 + at / 50, 52.2], [-2.18 + at / 50, 52.22],
                 [-2.2 + at / 50, 52.2]]]}}
            for at, (decile, minutes) in enumerate(told)
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shade", "last", "shades"),
    [("decile", "1 and 2: the most deprived", 6), ("library", "over 60 minutes, or no way", 4)],
)
def test_a_link_brings_back_the_shading_with_its_key_and_its_list(
    open_page: Open, shade: str, last: str, shades: int
) -> None:
    page = open_page(
        f"?shade={shade}&mode=walk#layers=base,districts,shading",
        routes={"**/api/v1/shaded-areas.geojson*": answer(shade)},
    )
    box = page.get_by_label("Small areas, shaded", exact=True)
    expect(box).to_be_checked()
    fills = page.evaluate(DRAWN)
    assert len(fills) == 6 and len({*fills}) == shades
    expect(page.get_by_text(last, exact=True)).to_be_visible()
    expect(page.get_by_label("Shade areas by", exact=True)).to_have_value(shade)
    ways = page.get_by_label("How people travel", exact=True)
    expect(ways).to_have_count(0 if shade == "decile" else 1)
    link = page.get_by_role("link", name="These areas as a list", exact=True)
    assert link.get_attribute("href") == f"/need/shaded-areas?shade={shade}&mode=walk"
    if shade != "decile":
        ways.select_option("bus")
        page.wait_for_url(re.compile("shade=library&mode=bus"))
        return
    box.uncheck()
    expect(page.locator(".shade-key")).to_be_hidden()
    assert page.evaluate(DRAWN) == []
    assert "shading" not in page.url
