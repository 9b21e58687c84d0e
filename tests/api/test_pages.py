"""Pages beside the map over HTTP: filters, files, errors, and what the public never gets."""

import csv
import io
import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.properties.feature_cache import candidate_counts
from estate.answers import estate_wide
from estate.base_map import building
from estate.register import visibility as v
from maps.assets import STATIC_DIR
from tests.api.conftest import TODAY, client_of
from tests.travel import small_town

PAGES = ("/county", "/towns", "/organisations", "/organisations/SYN-CC", "/towns/Bewdley",
         "/ratings", "/print?town=Bewdley", "/services")  # fmt: skip
#: Words and marks that only members' pages hold.
FOR_MEMBERS = re.compile(
    r"£\s?\d|Amber|Unrated|Freehold|Leasehold|Estates team|could move to|imputed|estimated|"
    r"SYN-[A-Z]+-\d|CAB/|20\d\d Q[1-4]|[a-z]{3}–[a-z]{3} 20\d\d|Gap report|\bm²",
    re.IGNORECASE,
)
DISCLAIMER = "No plan to change or dispose of any property is implied"


def property_of(client: TestClient, **filters: str) -> str:
    found = client.get("/api/v1/properties", params={**filters, "limit": "1"}).json()
    return str(found["features"][0]["id"])


@pytest.mark.parametrize("page", PAGES)
def test_every_page_carries_frame_and_disclaimer(club: TestClient, page: str) -> None:
    answer = club.get(page)
    assert answer.status_code == 200, answer.text
    assert DISCLAIMER in answer.text
    assert "Register version" in answer.text
    assert "Synthetic sample data" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    (description,) = re.findall(r'<meta name="description" content="([^"]+)">', answer.text)
    assert 20 < len(description) < 200
    assert f'property="og:description" content="{description}"' in answer.text
    assert re.search(r'property="og:title" content="[^"]+"', answer.text)
    assert "style=" not in answer.text
    assert "onclick" not in answer.text


class Folds(HTMLParser):
    """The pictures of a page, and tables that are folded on paper too."""

    PRINTED = ("prints", "more-rows")

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[dict[str, str | None]] = []
        self.off_paper: list[str] = []
        self.folded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "img":
            self.pictures.append(told)
        elif tag == "details":
            self.folded.append(told.get("class") or "")
        elif tag == "table":
            self.off_paper += [
                one for one in self.folded if not set(one.split()) & set(self.PRINTED)
            ]

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self.folded.pop()


@pytest.mark.parametrize("page", (*PAGES, "/candidates"))
def test_pictures_keep_their_place_and_folded_tables_are_on_paper(
    club: TestClient, page: str
) -> None:
    """Nothing jumps as a picture arrives, and paper shows what the screen folds."""
    read = Folds()
    read.feed(club.get(page).text)
    for picture in read.pictures:
        assert picture.get("alt") is not None, picture
        assert int(picture.get("width") or 0) and int(picture.get("height") or 0), picture
    assert read.off_paper == []
    rule = re.search(r"@media print \{.*", (STATIC_DIR / "pages.css").read_text(), re.DOTALL)
    assert rule and all(f".{one}::details-content" in rule[0] for one in Folds.PRINTED)


@pytest.mark.parametrize("page", PAGES)
def test_the_public_gets_no_members_value_in_raw_bytes(public: TestClient, page: str) -> None:
    answer = public.get(page)
    assert answer.status_code == 200
    assert FOR_MEMBERS.findall(answer.text.replace(DISCLAIMER, "")) == []


def test_a_property_hides_from_the_public_what_the_club_sees(
    club: TestClient, public: TestClient
) -> None:
    library = property_of(public, q="library worcester")
    members = club.get(f"/api/v1/properties/{library}").json()
    whole = club.get(f"/properties/{library}").text
    page = public.get(f"/properties/{library}")
    assert page.status_code == 200
    assert members["name"] in page.text
    hidden = [members["ref"], *members["titles"], members.get("uprn"), members["tenure"]["label"]]
    hidden += [rating["assessor"] for rating in members["ratings"].values()]
    for value in filter(None, hidden):
        assert value in whole
        assert value not in page.text
    assert "Shown to members of the property club." in page.text
    assert FOR_MEMBERS.findall(page.text) == []
    for secret in ("ratings.csv", "leases.csv", "candidates.csv", "cost.svg", "leases.svg"):
        assert public.get(f"/properties/{library}/{secret}").status_code in (403, 404), secret


def test_what_the_owner_alone_may_see_is_said_not_left_empty(
    club: TestClient, county_token: dict[str, str]
) -> None:
    school = property_of(club, organisation="SYN-CC", q="school")
    said = "Maintenance backlog, Book value: shown to its owner, and to parties under agreement."
    assert said in club.get(f"/properties/{school}").text
    own = club.get(f"/properties/{school}", headers=county_token).text
    assert "shown to its owner" not in own.lower()
    assert "neither a market value nor a receipt" in own


def test_the_club_sees_the_location_alone_of_who_has_not_signed(club: TestClient) -> None:
    prison = property_of(club, organisation="SYN-PRI")
    page = club.get(f"/properties/{prison}").text
    assert "has not signed the protocol" in page
    assert "Rate this property" not in page
    said = re.search(r"([^<>]*): not shared", page)
    assert said and "Open to the public" in said[1]  # withheld, and not "not known"
    listed = club.get("/organisations/SYN-PRI").text
    assert "not shared" in listed
    assert club.get("/organisations/SYN-PRI/ratings.svg").status_code == 403


FILTERS: list[tuple[dict[str, str], dict[str, Any]]] = [
    ({"organisation": "SYN-POL"}, {"organisation": "SYN-POL"}),
    ({"tenure": "leasehold", "lease": "3"},
     {"tenure": "leasehold", "lease_ends_before": "2029-06-02"}),
    ({"rating": "red,unrated", "colour": "sharing", "town": "none"},
     {"sharing": ["red", "unrated"], "town": "none"}),
    ({"holds": "no", "use_class": "office_admin"},
     {"holds_candidate": "false", "use_class": "office_admin"}),
    ({"q": "worcester office", "holds": "yes"},
     {"q": "worcester office", "holds_candidate": "true"}),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "same"), FILTERS)
def test_print_lists_just_what_the_map_would(
    club: TestClient, asked: dict[str, str], same: dict[str, Any]
) -> None:
    matched = club.get("/api/v1/properties", params={**same, "limit": 1}).json()["numberMatched"]
    assert matched > 0
    screen = {"view": "12/52.1/-2.1", "page": "2", "property": "x", "layers": "base"}
    page = club.get("/print", params=asked | screen | {"all": "yes"}).text
    assert page.count('<tr role="row">') - 1 == matched
    rows = list(csv.DictReader(io.StringIO(club.get("/print/sites.csv", params=asked).text)))
    assert len(rows) == matched
    assert [int(row["\ufeffnumber"]) for row in rows] == list(range(1, matched + 1))


def test_print_lays_the_operators_background_map_beneath_the_sites(
    sample_url: str, club: TestClient, tmp_path: Path
) -> None:
    """As drawn paths with its credit; without a map, or with one that cannot be read, as before."""
    (tmp_path / "room").mkdir()
    extract = small_town.extract(tmp_path / "it.osm.pbf", 403_000.0, 266_700.0)  # in Redditch
    file = tmp_path / "base-map.pmtiles"
    order = building.Order(extract, None, "© <b>Mappers</b> & co", None, file, tmp_path / "room")
    building.build(order, lambda _: None)
    path = "/print?town=Redditch"
    plain = club.get(path).text
    assert "Background map" not in plain
    with client_of(sample_url, "club", basemap="pmtiles", basemap_file=file) as client:
        text = client.get(path).text
        assert '<p class="note">Background map: © Mappers &amp; co.</p>' in text
        assert text.count("<path d=") > plain.count("<path d=")
        far = client.get("/print?town=Evesham").text
        assert "Background map" not in far and "<svg" in far
        file.write_bytes(file.read_bytes()[:200])
        assert "Background map" not in client.get(path).text


def test_print_sorts_and_refuses_as_the_map_does(club: TestClient) -> None:
    params = {"town": "Bewdley", "sort": "area"}
    text = club.get("/print/sites.csv", params=params).text
    areas = [row["area_m2"] for row in csv.DictReader(io.StringIO(text))]
    known = [float(one) for one in areas if one not in ("", "not shared")]
    assert known == sorted(known, reverse=True)
    refused = club.get("/print", params={"towm": "Bewdley"})
    assert refused.status_code == 422
    assert refused.headers["Content-Type"].startswith("text/html")
    assert "towm" in refused.text
    assert club.get("/print", params={"rating": "blue"}).status_code == 422


def test_an_unknown_place_is_a_page_of_words(club: TestClient) -> None:
    for address in ("/towns/Nowhere", "/organisations/NOBODY", "/properties/" + "0" * 8 +
                    "-0000-0000-0000-000000000000"):  # fmt: skip
        answer = club.get(address)
        assert answer.status_code == 404, address
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "<h1>Not found</h1>" in answer.text


LONG = pytest.mark.long


@pytest.mark.parametrize(
    "page",
    ["/organisations", "/towns/Bewdley", "property",
     pytest.param("/county", marks=LONG), pytest.param("/ratings", marks=LONG),
     pytest.param("/organisations/SYN-CC", marks=LONG)],
)  # fmt: skip
def test_every_table_is_a_csv_and_a_workbook(club: TestClient, page: str) -> None:
    if page == "property":
        page = f"/properties/{property_of(club, organisation='SYN-POL')}"
    links = sorted(set(re.findall(r'href="(/[^"]+\.(?:csv|xlsx))[?"]', club.get(page).text)))
    assert len(links) >= 2
    assert len(links) % 2 == 0
    for link in [*links[::2], links[1]]:  # each table as CSV, one as a workbook
        answer = club.get(link)
        assert answer.status_code == 200, link
        if link.endswith(".csv"):
            assert len(list(csv.reader(io.StringIO(answer.text)))) > 1, link
        else:
            book = load_workbook(io.BytesIO(answer.content), read_only=True)
            of_all = "/exports/candidates" in link  # of which the page shows the best
            assert book.sheetnames[:2] == ["Sharing options" if of_all else "Table", "About"], link


def test_the_countys_tables_are_worked_out_once(
    club: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = club.get("/county/towns.csv").content

    def again(*_: object, **__: object) -> None:
        raise AssertionError("asked anew")

    monkeypatch.setattr("api.county.page.properties.search", again)
    assert club.get("/county/towns.csv").content == first
    assert club.get("/county/uses.csv").status_code == 200


def test_how_many_candidates_each_property_has(club: TestClient, sample_engine: Engine) -> None:
    here = club.app.state.service
    with sample_engine.connect() as connection:
        asked = here.context(connection, v.CLUB, TODAY)
        found, counted = estate_wide.candidates(asked), candidate_counts(asked)
        assert candidate_counts(asked.seen_by(v.PUBLIC)) == {}
    sides = (*found.found["guest_property_id"], *found.found["host_property_id"])
    assert counted == Counter(sides)
    assert found.matched == len(found.found) > 1_000


def test_charts_are_pictures_with_words(club: TestClient) -> None:
    for name in ("availability", "sharing", "leases", "cost", "savings"):
        answer = club.get(f"/county/{name}.svg", params={"size": "narrow"})
        assert answer.headers["Content-Type"].startswith("image/svg+xml")
        assert "<desc" in answer.text
        assert " style=" not in answer.text


def test_reviews_as_json(club: TestClient, public: TestClient) -> None:
    found = club.get("/api/v1/ratings/reviews", params={"organisation": "SYN-POL"}).json()
    assert found["overdue"]
    assert {row["organisation_code"] for row in found["overdue"]} == {"SYN-POL"}
    late = [row["overdue_days"] for row in found["overdue"]]
    assert late == sorted(late, reverse=True)
    assert min(late) > 0
    every = club.get("/api/v1/ratings/reviews").json()["disagreements"]
    assert every
    assert all(row["rating"] != row["suggested"] for row in every)
    greens = [r for r in every if r["scheme"] == "Availability" and r["suggested"] == "green"]
    assert greens == []
    assert public.get("/api/v1/ratings/reviews").status_code == 403


@pytest.mark.parametrize("path", ["/county", "/towns/Evesham", "/organisations/SYN-POL"])
def test_colours_and_scores_are_explained_where_they_stand(club, path) -> None:
    page = unescape(club.get(path).text)
    assert "Red = core: no change anticipated" in page
    assert "The score says how well the two would fit" in page
    assert "The score says how well the two would fit" in page
    assert "run-rate" not in page


def test_the_countys_page_says_what_its_estimates_are_and_repeats_no_note(club) -> None:
    page = unescape(club.get("/county").text + club.get("/county/how-worked-out").text)
    for words in (
        "Worcestershire’s plan of 2010 published this share for itself",
        "would save if all were made",
        "There is an 8 in 10 chance that the cost is between",
    ):
        assert page.count(words) == 1
    assert page.count("costs as bands. We use a likely figure") == 1
    own = page[page.index('id="table-county"') : page.index('id="table-uses"')]
    assert "Between" not in own
    head = club.get("/county/county.csv").content.decode("utf-8-sig").splitlines()[0]
    assert head.endswith("cost_gbp_pa,cost_range")


def test_the_printed_table_reads_a_quarter_as_months(club) -> None:
    page = club.get("/print?town=Bewdley").text
    assert not re.search(r"20\d\d Q[1-4]", page)
    assert re.search(r"(Jan–Mar|Apr–Jun|Jul–Sep|Oct–Dec) 20\d\d", page)
    assert re.search(r"20\d\d Q[1-4]", club.get("/print/sites.csv?town=Bewdley").text)


def test_properties_in_no_line_of_the_segments_are_counted_beneath(club) -> None:
    lines = csv.DictReader(
        io.StringIO(club.get("/county/segments.csv").content.decode("utf-8-sig"))
    )
    told = sum(int(line["properties"]) for line in lines)
    total = club.get("/api/v1/stats").json()["properties"]
    assert 0 < told < total
    page = unescape(club.get("/county").text)
    assert f"{total - told:,} of the {total:,} properties are in no line" in page


def test_a_town_that_stands_in_the_address_is_not_said_again(club) -> None:
    place = next(one for one in club.get("/api/v1/properties?limit=50").json()["features"]
                 if one["properties"]["town"] and one["properties"]["town"]
                 in (one["properties"].get("address") or ""))  # fmt: skip
    page = unescape(club.get(f"/properties/{place['id']}").text)
    lead = page[page.index('<p class="lead">') :].partition("</p>")[0]
    assert lead.count(place["properties"]["town"]) == 1


def test_in_scope_is_explained(club) -> None:
    assert "In scope: a body whose estate" in club.get("/organisations").text
    assert "organisations are in scope" in club.get("/county").text
