"""Pages as they are read aloud: tables, parts, pictures and links say what they are."""

import re

import pytest
from starlette.testclient import TestClient

from tests import read_aloud

#: A page of most kinds.
PAGES = ("/", "/county", "/towns/Bewdley", "/organisations/SYN-POL", "/organisations",
         "/candidates", "/leases", "/need", "/residents", "/public-spending", "/energy",
         "/services", "/ratings", "/imports", "/consultations", "/land", "/cases",
         "/print?town=Bewdley")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_who_listens_to_a_page_is_told_what_each_thing_is(club: TestClient, page: str) -> None:
    answer = club.get(page)
    assert answer.status_code == 200
    assert read_aloud.faults(answer.text) == []


def test_a_property_and_a_business_case_too(club: TestClient) -> None:
    town = club.get("/towns/Worcester").text
    for kind in ("properties", "schemes"):
        address = re.search(rf'href="(/{kind}/[^"#]+)"', town)
        assert address
        assert read_aloud.faults(club.get(address[1]).text) == [], kind


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<table><tr><td>1</td></tr></table>", "a table without a name"),
        ("<main><img src=a alt=Chart></main>", "a picture without words"),
        ("<svg role=img><text>R7</text></svg>", "a drawing without words"),
        ("<a href=/a.xlsx>Excel</a>", "a link that says 'Excel'"),
        ("<a href=/a><svg></svg></a>", "a link that says ''"),
        ("<p><a href=/a>On the map</a> <a href=/b>On the map</a></p>", "leads to"),
        ("<nav></nav>", "a part of the page without a name"),
        ("<nav aria-label=Pages></nav><nav aria-label=Pages></nav>", "2 parts of the page"),
        ("<table><caption>A</caption><thead><tr><th><a href=/1>Its owner</a></th>"
         "<th><a href=/2>Its owner</a></th></tr></thead></table>", "2 headings of a table"),
        ("<section></section><section aria-label=B><table><caption>A</caption></table></section>",
         "no heading"),
    ],
)  # fmt: skip
def test_each_fault_is_found(html: str, fault: str) -> None:
    assert any(fault in one for one in read_aloud.faults(html))
