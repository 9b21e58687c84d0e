"""Short addresses of cases, and the pictures that mails and chats show of a link to a page."""

import io
import re
from uuid import UUID

import pytest
from PIL import Image
from starlette.testclient import TestClient

from api.preview.drawing import SIZE, Words, png
from estate.answers.cases.short_cases import short_address
from estate.register.short_ids import case_letters, spelt
from tests.maps.fake_county import PAYLOADS


@pytest.fixture(scope="module")
def case(club: TestClient) -> str:
    """The path of a business case."""
    found = re.search(
        r'href="(/schemes/[0-9a-f-]{36}/[0-9a-f-]{36})"', club.get("/candidates").text
    )
    assert found
    return found[1]


def test_letters_can_be_read_out_and_typed_in_any_case() -> None:
    identity = UUID("01890000-0000-7000-8000-0123456789ab")
    letters = case_letters(identity)
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{7}", letters)
    assert letters == case_letters(str(identity))
    assert spelt("o1iL" + letters.lower()) == "0111" + letters
    assert case_letters(UUID(int=identity.int ^ 1)) != letters


def test_a_short_address_leads_to_its_case_with_the_assumptions_of_the_link(
    club: TestClient, case: str
) -> None:
    page = club.get(case)
    (short,) = re.findall(r'data-address="(/case/[^"]+)"', page.text)
    assert short == short_address(*case.split("/")[-2:])
    assert len(short) == 21
    led = club.get(short.lower() + "?set=mobility_factor:0.83", follow_redirects=False)
    assert led.status_code == 307
    assert led.headers["location"] == f"{case}?set=mobility_factor:0.83"


def test_a_short_address_tells_no_more_than_its_page(
    club: TestClient, public: TestClient, case: str
) -> None:
    short = short_address(*case.split("/")[-2:])
    for address in (short, "/case/0000000-0000000", "/case/0000000"):
        assert public.get(address, follow_redirects=False).status_code == 403
    said = {club.get(one, follow_redirects=False).status_code
            for one in ("/case/0000000-0000000", "/case/0000000", short[:-1] + "0")}  # fmt: skip
    assert said <= {404, 307}
    assert club.get("/case/short").status_code == 422


PAGES = ("/", "/county", "/towns/Bewdley", "/organisations/SYN-POL", "/candidates", "/need",
         "/services")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_each_page_names_a_picture_that_everybody_gets_alike(
    club: TestClient, public: TestClient, page: str
) -> None:
    (named,) = re.findall(r'property="og:image" content="([^"]+)"', club.get(page).text)
    assert named.startswith("http://testserver/preview.png?page=")
    seen = club.get(named)
    assert seen.headers["content-type"] == "image/png"
    assert public.get(named).content == seen.content
    assert Image.open(io.BytesIO(seen.content)).size == SIZE
    assert len(seen.content) < 100_000


def test_a_property_that_the_public_does_not_see_has_the_countys_picture(
    club: TestClient, public: TestClient
) -> None:
    def first(client: TestClient, **asked: str) -> str:
        found = client.get("/api/v1/properties", params={**asked, "limit": "1"}).json()
        return str(found["features"][0]["id"])

    def picture(page: str) -> bytes:
        return club.get("/preview.png", params={"page": page}).content

    shown = {one["id"] for one in public.get("/map/properties.geojson").json()["features"]}
    hidden = next(
        one["id"]
        for one in club.get("/map/properties.geojson").json()["features"]
        if one["id"] not in shown
    )
    seen = first(public)
    county = picture("/no-such-page")
    assert picture(f"/properties/{hidden}") == county
    assert picture("/properties/no-id") == county
    assert picture("/towns/Nowhere") == county
    assert picture(f"/properties/{seen}") != county
    assert picture("/schemes/a/b") == picture("/schemes/c/d") != county


@pytest.mark.parametrize("text", [*PAYLOADS, "W" * 300, "", "\x00\n\t", "名" * 90])
def test_a_name_is_drawn_and_never_read_as_anything_else(text: str) -> None:
    rows = [{"easting": 400000.0, "northing": 250000.0}]
    found = png(rows, rows, [], Words(text, text, text))
    assert Image.open(io.BytesIO(found)).size == SIZE
    assert text == "" or text.encode() not in found
