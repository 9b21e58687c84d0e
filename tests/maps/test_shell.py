import inspect
import json
import re

import pytest
from folium.plugins import MeasureControl

from estate import codes
from maps import assets, bundles, shell, style

PAGE = shell.page("nonce-of-this-answer", "/static/v1/")


def test_the_page_points_at_no_other_host() -> None:
    assert re.findall(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", PAGE) == []


def test_every_script_and_style_element_carries_the_nonce() -> None:
    openings = re.findall(r"<(?:script|style)\b[^>]*>", PAGE)
    assert len(openings) > 1
    assert all('nonce="nonce-of-this-answer"' in one for one in openings)


def test_no_inline_handler_or_style_that_the_policy_would_block() -> None:
    assert re.findall(r"<[^>]+\s(?:on\w+|style)=", PAGE) == []


def test_every_local_file_that_the_page_names_exists(vendor: None) -> None:
    names = set(re.findall(r"(?:src|href)=\"/static/v1/([^\"]+)\"", PAGE))
    assert names >= set(bundles.NAMES)
    pictures = set(re.findall(r"url\(\"([^\"]+)\"\)", bundles.sheet()))
    assert "vendor/leaflet/dist/images/layers.png" in pictures
    wanted = {name for name in (names | pictures) - set(bundles.NAMES) if "data:" not in name}
    assert [name for name in wanted if not (assets.STATIC_DIR / name).is_file()] == []


def test_the_page_can_be_enlarged_and_has_one_heading() -> None:
    assert "user-scalable" not in PAGE
    assert "maximum-scale" not in PAGE
    assert PAGE.count("<h1") == 1


def test_no_text_can_be_given_to_the_shell() -> None:
    fields = inspect.get_annotations(shell.ShellConfig)
    assert set(fields.values()) == {int}
    taken = {one.name: one.annotation for one in inspect.signature(shell.page).parameters.values()}
    flags = ("signed_in", "has_record", "for_members", "may_import")
    addresses = ("nonce", "asset_base", "preview")  # ours: the response, the service, its own name
    assert taken == dict.fromkeys(addresses, str) | dict.fromkeys(flags, bool)


def test_the_configuration_cannot_end_its_element() -> None:
    assert shell.json_for_script({"a": "</script>"}) == '{"a": "\\u003c/script>"}'


def test_a_folium_class_with_unknown_addresses_is_refused() -> None:
    county_map = shell._build_map(shell.ShellConfig())
    MeasureControl().add_to(county_map)
    figure = county_map.get_root()
    figure.render()
    urls = [c.url for c in figure.header._children.values() if hasattr(c, "url")]
    with pytest.raises(assets.AssetError):
        for url in urls:
            assets.local_path(url)


def test_the_page_is_the_same_every_time() -> None:
    assert shell.page("nonce-of-this-answer", "/static/v1/") == PAGE


def test_the_map_keeps_its_zoom_limits_without_tiles() -> None:
    assert '"maxZoom": 19' in shell.render_shell().script


def test_ratings_and_schemes_are_those_of_the_code_lists() -> None:
    rated = {rating.value for rating in codes.Rating} | {"unrated"}
    assert {one.code for one in style.RATINGS} == rated
    assert set(style.SCHEME_WORDS) == {scheme.value for scheme in codes.RatingScheme}
    assert all(set(words) == rated for words in style.SCHEME_WORDS.values())
    assert len({one.letter for one in style.RATINGS} | {one.shape for one in style.RATINGS}) == 8


def test_the_words_promise_nothing() -> None:
    # The status needs the owner's decision reference, so its own name is allowed.
    text = (json.dumps(style.SCHEME_WORDS) + PAGE).replace("Declared surplus", "")
    banned = r"\bsurplus\b|will be (?:sold|closed|disposed)|planned disposal|recommends"
    assert re.findall(banned, text, re.IGNORECASE) == []
    assert codes.DISCLAIMER in PAGE


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_letters_and_outlines_have_contrast() -> None:
    faces = [(one.fill, one.outline, one.ink) for one in style.RATINGS]
    for fill, outline, ink in [*faces, *style.COLOUR_BLIND_FILLS.values()]:
        assert _contrast(fill, ink) >= 4.5
        assert _contrast("#fdfcf9", outline) >= 3


def test_the_masthead_of_the_map_leads_where_that_of_every_page_does() -> None:
    nav = re.search(r'<nav class="masthead-nav".*?</nav>', PAGE, re.DOTALL)[0]
    links = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', nav)
    of_members = [one for one in shell.NAVIGATION if one[0] != "/services"]
    assert links == [*of_members, shell.SIGN_IN]
    for_all = shell.menu(for_members=False, may_import=False)
    assert for_all == list(shell.NAVIGATION[:5])
