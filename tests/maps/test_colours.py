"""The map coloured by a figure instead of a rating; and a picture of what it shows."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from maps import measures, style
from tests.maps import fake_county
from tests.maps.conftest import Open
from tests.maps.test_page import STREET
from tests.maps.test_shell import _contrast

SVG = "{http://www.w3.org/2000/svg}"
FEED = fake_county.properties()["features"]


def _of_class(place: int) -> Counter[str]:
    return Counter(one["properties"]["classes"][place] for one in FEED)


@pytest.mark.browser
def test_each_figure_that_somebody_sees_is_offered_and_its_classes_are_counted(
    open_page: Open,
) -> None:
    page = open_page()
    choices = page.locator("#scheme-switch span").all_inner_texts()
    # Of the book value this reader sees nothing at all.
    assert choices == ["Availability", "Sharing", *[m.label for m in measures.MEASURES[:4]]]
    for place, measure in enumerate(measures.MEASURES[:4]):
        page.get_by_label(measure.label, exact=True).check()
        assert f"by={measure.code}" in page.url
        words = page.locator("#legend-ratings strong").all_inner_texts()
        numbers = page.locator(".legend-count").all_inner_texts()
        told = {one: int(n.replace(",", "")) for one, n in zip(words, numbers, strict=True)}
        there = _of_class(place)
        assert told == {one.word: there[one.code] for one in measure.classes if one.code != "-"}


@pytest.mark.browser
def test_the_link_restores_the_colour_and_list_and_marks_say_the_figure(open_page: Open) -> None:
    page = open_page(f"{STREET}&by=cost")
    expect(page.get_by_label("Cost per m²", exact=True)).to_be_checked()
    names = page.locator(".site-badge").evaluate_all("all => all.map((one) => one.ariaLabel)")
    assert names
    figure = r"Cost per m²: (£20|£60 to £120|£240 or more|not on record)( a m²)?$"
    assert all(re.search(figure, name) for name in names)
    letters = set(page.locator(".site-badge text").all_text_contents())
    assert letters <= {"1", "2", "5", "?"}
    facts = page.locator(".fact.is-coloured").all_text_contents()
    assert all(re.search(figure, fact) for fact in facts) and len(facts) == 100
    page.get_by_label("Sharing", exact=True).check()
    assert "by=" not in page.url
    expect(page.locator(".fact.is-coloured")).to_have_count(0)


@pytest.mark.browser
def test_back_undoes_a_colour_and_the_filters_count_what_is_left(open_page: Open) -> None:
    page = open_page("#town=Bewdley")
    page.get_by_label("Condition", exact=True).check()
    here = [one for one in FEED if one["properties"]["town"] == "Bewdley"]
    counts = page.locator(".legend-count").all_inner_texts()
    assert sum(map(int, counts)) == len(here)
    page.go_back()
    expect(page.get_by_label("Availability", exact=True)).to_be_checked()


@pytest.mark.parametrize("measure", measures.MEASURES, ids=lambda one: one.code)
def test_no_two_classes_differ_by_colour_alone(measure: measures.Measure) -> None:
    for one, other in combinations(measure.classes, 2):
        assert one.letter != other.letter
        assert one.code != other.code and len(one.code) == 1
        assert one.shape != other.shape or {one.shape} == {"dashed"}
    for one in measure.classes:
        assert _contrast(one.fill, one.ink) >= 4.5
        assert _contrast("#fdfcf9", one.outline) >= 3


@pytest.mark.parametrize("measure", [measures.COST, measures.VALUE], ids=lambda one: one.code)
def test_a_class_begins_where_its_words_say(measure: measures.Measure) -> None:
    for number, least in enumerate(measure.from_):
        below, from_ = measure.classes[number], measure.classes[number + 1]
        assert measure.class_of(least - 0.01) == below.code
        assert measure.class_of(least) == from_.code
    assert measure.class_of(None) == "?"


def _lab(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    xyz = (
        (0.4125 * r + 0.3576 * g + 0.1804 * b) / 0.9505,
        0.2127 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9503 * b) / 1.0888,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_red_is_no_louder_than_green() -> None:
    """How far a colour stands out from the ground of the map, as CIE 1976 has it."""
    ground = _lab("#eef1f3")
    loud = {
        one.code: sum((a - b) ** 2 for a, b in zip(_lab(one.fill), ground, strict=True)) ** 0.5
        for one in style.RATINGS
    }
    assert loud["red"] <= loud["green"]


# ── the picture ──────────────────────────────────────────────────────────────────────────────


def _picture(page: Page, form: str, folder: Path) -> Path:
    with page.expect_download() as started:
        page.locator(f"#picture button[value={form}]").click()
    kept = folder / started.value.suggested_filename
    started.value.save_as(kept)
    return kept


@pytest.mark.browser
@pytest.mark.parametrize("address", ["", f"{STREET}&by=energy"], ids=["county", "street"])
def test_the_picture_holds_what_is_seen(open_page: Open, address: str, tmp_path: Path) -> None:
    page = open_page(address)
    file = _picture(page, "svg", tmp_path)
    assert file.name == "map-2026-06-01.svg"
    text = file.read_text(encoding="utf-8")
    assert not re.search(
        r"(?:href|src)=\"(?!data:)|url\((?!#|&quot;#)", text.replace('"#', "data:")
    )
    root = ElementTree.fromstring(text)  # noqa: S314 - our own page made it
    written = [node.text or "" for node in root.iter(f"{SVG}text")]
    told = " ".join(written)
    assert page.locator("#status").inner_text() in told
    assert "Made on 1 June 2026." in told and "Leaflet" in told and "SYNTHETIC SAMPLE DATA" in told
    box = page.locator("#map_estate").bounding_box()
    assert box
    marks = page.locator("#map_estate :is(.site-badge svg, .donut svg)")
    letters = marks.locator("text").all_text_contents()
    assert not Counter(letters) - Counter(written)
    for row in page.locator("#legend-ratings strong").all_inner_texts():
        assert any(row in one for one in written), row


@pytest.mark.browser
def test_the_png_looks_as_the_map_does(open_page: Open, tmp_path: Path) -> None:
    page = open_page(STREET)
    page.wait_for_timeout(300)
    drawn = Image.open(_picture(page, "png", tmp_path)).convert("L")
    page.evaluate(
        "document.querySelectorAll('.legend, .leaflet-bar, .map-notice')"
        ".forEach((one) => { one.style.visibility = 'hidden'; })"
    )
    shot = page.locator("#map_estate").screenshot(path=tmp_path / "shot.png")
    assert shot
    seen = Image.open(tmp_path / "shot.png").convert("L")
    assert drawn.width > 2 * seen.width and drawn.height > 2 * seen.height
    best = _likest(drawn.resize((drawn.width // 2, drawn.height // 2)), seen)
    assert best < 4, f"on average {best:.1f} of 255 apart"


def _likest(drawn: Any, seen: Any) -> float:
    """The mean difference of the map and the part of the picture that is most like it."""
    from numpy import abs as size
    from numpy import asarray

    there, whole = asarray(seen, dtype=float), asarray(drawn, dtype=float)
    height, width = there.shape
    return min(
        float(size(whole[y : y + height, 16 : 16 + width] - there).mean())
        for y in range(whole.shape[0] - height)
    )
