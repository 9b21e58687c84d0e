"""One search for everything that has a name, as far as the reader sees it."""

import pytest

from estate.answers.search import street_of, words_of
from tests.statements import counted


@pytest.fixture(scope="module")
def find(club):
    def ask(words, limit=20, client=club):
        answer = client.get("/api/v1/search", params={"q": words, "limit": limit})
        answer.raise_for_status()
        return answer.json()

    return ask


def test_words_and_streets_are_read_as_people_write_them():
    assert words_of("St Zoë's  Court, WR1 2AB") == ("st", "zoes", "court", "wr1", "2ab")
    assert street_of("21 Abbots Way, Bromsgrove") == "Abbots Way"
    assert street_of("Unit 4, 12a High Street, Redditch") == "High Street"
    assert street_of("The Old Barn") is None and street_of(None) is None


def test_each_kind_is_found_with_its_page(find):
    first = {words: find(words)["results"][0] for words in
             ("bromsgrove", "severnshire police", "zz42tq", "ZZ4 2TQ", "abbots way",
              "SYN-CIV-0005", "chateau row")}  # fmt: skip
    assert first["bromsgrove"]["page"] == "/towns/Bromsgrove"
    assert first["severnshire police"]["page"] == "/organisations/SYN-POL"
    assert first["zz42tq"] == first["ZZ4 2TQ"] and first["ZZ4 2TQ"]["kind"] == "postcode"
    assert first["abbots way"]["kind"] == "street" and "#view=16/" in first["abbots way"]["page"]
    assert first["SYN-CIV-0005"]["name"] == "Abbots Way Revenue Office"
    assert any(one["name"] == "Château Row" for one in find("chateau row")["results"])
    both = find("library redditch")
    assert both["by_kind"] == {"property": both["count"]} and both["instead"] is None
    assert 0 < both["count"] < find("library")["count"]


def test_a_slip_of_the_pen_still_finds_and_says_so(club, find):
    found = find("libary bromsgrov")
    assert found["instead"] == "library bromsgrov" and found["count"] > 1
    assert all("Library" in one["name"] for one in found["results"])
    page = club.get("/search?q=libary")
    assert "Nothing is called “libary”. These match “library”." in page.text
    assert page.text.count("<li><a href=") == find("libary")["count"]
    nothing = find("zzzzqq")
    assert (nothing["count"], nothing["instead"]) == (0, None)
    assert "Try fewer words" in club.get("/search?q=zzzzqq").text
    assert "Look for a property" in club.get("/search").text
    assert club.get("/search", params={"q": "<b>{{7*7}}</b>"}).text.count("<b>") == 0


def test_nothing_that_is_not_shown_is_found(club, public, find):
    every = {one["properties"]["name"] for one in
             public.get("/api/v1/properties?limit=10000").json()["features"]}  # fmt: skip
    found = find("office", 100, public)["results"]
    assert {one["name"] for one in found if one["kind"] == "property"} <= every
    assert find("office", 100)["count"] > find("office", 100, public)["count"]
    assert find("SYN-CIV-0005", client=public)["count"] == 0  # references are for members
    find("library")  # kept now
    with counted() as sent:
        find("police station")
    assert not [one for one in sent if "property" in str(one) and "address" in str(one)]


def test_menus_are_of_what_somebody_can_use(club, public):
    for path in ("/", "/county"):
        assert 'href="/leases"' in club.get(path).text.split("</header>")[0]
        head = public.get(path).text.split("</header>")[0]
        assert 'href="/organisations"' in head and 'action="/search"' in head
        assert not [one for one in ("leases", "ratings", "imports") if f'href="/{one}"' in head]
