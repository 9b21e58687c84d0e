"""Charts: the product's letters, nothing that a strict policy blocks, hostile names harmless."""

import re
from decimal import Decimal

import numpy as np
import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as some

from api.html.charts import drawing, money
from api.html.charts.drawing import Size, drawable

HOSTILE = "<script>alert(1)</script> $x^2_y$ $\\frac{1}{ {{7*7}} \x07 漢字 \N{OK HAND SIGN} & \"'>"
YEARS = [f"{2026 + n}/{27 + n}" for n in range(11)]
GOLDEN = [0, 0, -250_000, -110_000] + [109_000.0] * 7
SVG = "{http://www.w3.org/2000/svg}"


def pictures(size: Size, name: str = "Works") -> dict[str, bytes]:
    return {
        "cash flow": money.cash_flow_svg(YEARS, GOLDEN, title=name, size=size),
        "range": money.range_svg(-1e5, 2e5, 4e5, title=name, unit=name, base_gbp=2e5, size=size),
        "tornado": money.tornado_svg(
            [money.Swing(name, -1e5, 3e5), money.Swing("Delay", 1e5, 2e5)], 2e5, title=name,
            unit="£", size=size,
        ),
        "columns": money.columns_svg(
            [money.Column(name, 1_234), money.Column("Amber", 7, "#fdae61", "//")], title=name,
            unit="properties", size=size,
        ),
    }  # fmt: skip


@pytest.mark.parametrize("size", list(Size))
def test_nothing_in_a_chart_needs_more_than_our_policy_allows(size: Size) -> None:
    for name, svg in pictures(size).items():
        root = ElementTree.fromstring(svg)
        for element in root.iter():
            assert element.tag not in (f"{SVG}style", f"{SVG}script"), name
            assert "style" not in element.attrib
            assert not [key for key in element.attrib if key.startswith("on")]
        assert not re.search(rb"https?://(?!www\.w3\.org/)", svg), name


@pytest.mark.parametrize("size", list(Size))
def test_a_chart_has_a_role_a_name_and_a_description_with_the_figures(size: Size) -> None:
    for name, svg in pictures(size).items():
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
        title, words = (by_id[one].text for one in str(root.get("aria-labelledby")).split())
        assert title == "Works", name
        assert words and re.search(r"\d", words), name


def spelt(svg: bytes) -> list[str]:
    """What the outlines of letters spell."""
    groups = ElementTree.fromstring(svg).iter(f"{SVG}g")
    return [label for one in groups if (label := one.get("aria-label")) is not None]


def test_letters_are_outlines_of_the_products_typeface() -> None:
    """No machine's own fonts have a part in a chart."""
    for name, svg in pictures(Size.WIDE, "Works ŵ").items():
        root = ElementTree.fromstring(svg)
        drawn = {one.get("id", "") for one in root.iter(f"{SVG}path")}
        faces = {one.partition("-")[0] for one in drawn if "Sans" in one}
        assert faces == {"SourceSans3", "DejaVuSans"}, (name, faces)  # ŵ is matplotlib's
        assert not list(root.iter(f"{SVG}text")) and b"font-family" not in svg, name
        assert "Works ŵ" in spelt(svg), name


def test_a_hostile_name_is_only_text() -> None:
    for name, svg in pictures(Size.WIDE, HOSTILE).items():
        root = ElementTree.fromstring(svg)
        texts = " ".join(spelt(svg))
        assert "<script>" in texts, name
        assert "$x^2_y$" in texts and "{{7*7}}" in texts, name
        title = root.find(f"{SVG}title")
        assert title is not None and title.text == HOSTILE.replace("\x07", "")


def test_the_same_figures_give_the_same_bytes() -> None:
    first = pictures(Size.WIDE)
    drawing._DRAWN.clear()
    assert pictures(Size.WIDE) == first


def test_a_chart_is_drawn_once_for_the_same_figures_and_anew_for_any_other(monkeypatch) -> None:
    drawn = []
    monkeypatch.setattr(money, "draw", lambda *asked: drawn.append(asked) or b"%d" % len(drawn))
    asked = {"title": "How sure", "unit": "a unit", "base_gbp": None}
    first = money.range_svg(-1.0, 2.0, 4.0, **asked)
    assert money.range_svg(-1.0, 2.0, 4.0, **asked) == first == b"1"
    assert money.range_svg(-1.0, Decimal("2.0"), np.float64(4.0), **asked) == b"2"
    for other in ({"unit": "another"}, {"base_gbp": 1e-9}, {"size": Size.NARROW}):
        assert money.range_svg(-1.0, 2.0, 4.0, **asked | other) != first
    assert money.range_svg(-1.0, 2.0, 4.000000001, **asked) != first
    with pytest.raises(TypeError):  # what its key would not tell whole
        money.range_svg(-1.0, 2.0, object(), **asked)


def test_two_charts_can_stand_in_one_page() -> None:
    first, second = (pictures(Size.WIDE)[name] for name in ("cash flow", "tornado"))
    names = [re.findall(rb' id="([^"]+)"', one) for one in (first, second)]
    assert not {one for one in names[0] if one[:1] in b"td"} & set(names[1])


def test_the_words_of_the_golden_cash_flow() -> None:
    words = money.cash_flow_words(YEARS, GOLDEN)
    assert "deepest at −£360k in 2029/30" in words
    assert "never below £0 from 2033/34 on" in words  # year 7
    assert "£400k at the end of 2036/37" in words


def test_words_of_a_scheme_that_never_pays_back() -> None:
    words = money.cash_flow_words(YEARS, [-100.0] + [0.0] * 10)
    assert "still below £0 in the last year" in words
    assert "at or above" not in words


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(0, "£0"), (-0.3, "£0"), (950, "£950"), (999.7, "£1k"), (1_250, "£1.2k"), (12_400, "£12k"),
     (999_499, "£999k"), (999_500, "£1m"), (1_250_000, "£1.25m"), (-397_078, "−£397k"),
     (1_234_567_890, "£1,234.57m")],
)  # fmt: skip
def test_pounds_in_few_letters(amount: float, shown: str) -> None:
    assert money.pounds(amount) == shown


@given(some.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_label_can_be_drawn(text: str) -> None:
    shown = drawable(text)
    assert len(shown) <= 60
    assert all(one >= " " for one in shown)


def test_empty_questions_have_charts_too() -> None:
    assert b"Nothing to show" in money.columns_svg([], title="None", unit="properties")
    assert b"No driver" in money.tornado_svg([], 0, title="None", unit="GBP")


def test_a_chart_of_noughts_has_one_nought_on_its_axis() -> None:
    svg = money.columns_svg(
        [money.Column("Red", 0), money.Column("Amber", 0)], title="None", unit="properties"
    )
    texts = spelt(svg)
    assert "-0" not in texts
    assert texts.count("0") == 3  # on each column and on the axis
