"""Tables of a page sort and turn their pages by links alone, and tell no more for it."""

import re
from datetime import date
from html import unescape
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from api.html.format import Shown
from api.html.rating_marks import Mix
from api.html.table_view import PAGE_ROWS, Question, in_order, view
from api.html.tables import Column, Table, Withheld
from estate import codes
from estate.quarters import Quarter

COLUMNS = (Column("name", "Name"), Column("area_m2", "Area", "square_metres"))
HIDDEN = Withheld("not shared")


def table(count: int) -> Table:
    rows = [{"name": f"Site {at}", "area_m2": 1000 - at} for at in range(1, count + 1)]
    return Table("sites", "Sites", COLUMNS, rows)


def names(rows: object) -> list[str]:
    return [row["name"] for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "values", "rises"),
    [
        ("text", ["Site 10", "site 2", "Annex"], ["Annex", "site 2", "Site 10"]),
        ("number", [3, 1.5, 20], [1.5, 3, 20]),
        ("day", [date(2027, 5, 1), Quarter(2026, 4), date(2026, 1, 2)],
         [date(2026, 1, 2), Quarter(2026, 4), date(2027, 5, 1)]),
        ("rating", ["red", "unrated", "green"], ["green", "red", "unrated"]),
        ("number", [Shown("9 a year", 9), Shown("10 a year", 10)], [9, 10]),
    ],
)  # fmt: skip
def test_each_kind_has_its_order_and_what_is_not_known_or_not_shown_comes_last(
    kind: str, values: list[object], rises: list[object]
) -> None:
    column = Column("it", "It", kind)
    rows = [{"it": one} for one in (None, *values, HIDDEN)]
    for falls in (False, True):
        found = [row["it"] for row in in_order(rows, column, falls=falls)]
        known = [getattr(one, "value", one) for one in found[: len(values)]]
        assert known == (rises[::-1] if falls else rises)
        assert found[len(values) :] == [None, HIDDEN]


def test_a_bar_of_ratings_is_sorted_by_its_share_of_green() -> None:
    def of(**counts: int) -> Mix | None:
        scheme = codes.RatingScheme.AVAILABILITY
        rows = [{scheme.value: one} for one, count in counts.items() for _ in range(count)]
        return Mix.of(rows, scheme)

    few, many, none = of(green=1, red=9), of(green=2, red=2), of(amber=4)
    rows = [{"it": one} for one in (few, of(), many, none)]
    column = Column("it", "It", "mix")
    assert [row["it"] for row in in_order(rows, column, falls=True)] == [many, few, none, None]
    assert str(few) == "9 red, 1 green" or str(few) == "1 green, 9 red"


def test_pages_hold_every_row_once_and_links_lead_from_each_to_the_next() -> None:
    whole = table(PAGE_ROWS * 2 + 5)
    question, seen, steps = Question("/towns/A%20B", (("within", "10"),)), [], 0
    found = view(whole, question, 6)
    assert (len(found.rows), len(found.folded), found.previous) == (6, PAGE_ROWS - 6, None)
    while True:
        seen += names([*found.rows, *found.folded])
        assert (found.first, found.last) == (len(seen) - len(found.rows) - len(found.folded) + 1,
                                             len(seen))  # fmt: skip
        if found.next is None:
            break
        steps += 1
        asked = urlsplit(found.next)
        assert (asked.path, asked.fragment) == ("/towns/A%20B", "table-sites")
        question, others = Question.read(asked.path, asked.query)
        assert others == "within=10"
        found = view(whole, question, 6)
        assert not found.folded
    assert steps == 2
    assert seen == names(whole.rows)


@pytest.mark.parametrize("asked", ["", "x", "sites", "sites.area_m2.0", "sites..99999999", "a.b.c",
                                   "sites.<script>.1", "sites.area_m2.2.3"])  # fmt: skip
def test_what_reads_as_no_view_asks_nothing(asked: str) -> None:
    question, others = Question.read("/x", f"view={asked}&kind=Library")
    assert (question.table, others) == (None, "kind=Library")
    assert names(view(table(8), question, 30).rows) == names(table(8).rows)


def test_an_unknown_table_column_or_page_leaves_the_table_as_it_is() -> None:
    for asked in ("others.area_m2.1", "sites.secret.1", "sites..400"):
        question, _ = Question.read("/x", f"view={asked}")
        assert names(view(table(8), question, 30).rows) == names(table(8).rows)


def test_a_page_sorts_by_its_links_and_says_which_way(club: TestClient) -> None:
    def areas(page: str) -> list[int]:
        (part,) = re.findall(r'id="table-properties".*?</table>', page, re.DOTALL)
        return [int(one.replace(",", "")) for one in re.findall(r">([\d,]+) m²<", part)]

    page = club.get("/towns/Bewdley").text
    (link,) = re.findall(r'<th [^>]*><a href="([^"]+)">Floor area</a>', page)
    answer = club.get(unescape(link).split("#")[0])
    assert answer.status_code == 200
    largest = areas(answer.text)
    assert len(largest) > 8
    assert largest == sorted(largest, reverse=True)
    assert 'aria-sort="descending"' in answer.text
    (back,) = re.findall(r'aria-sort="descending"><a href="([^"]+)">', answer.text)
    smallest = areas(club.get(unescape(back).split("#")[0]).text)
    assert smallest == sorted(smallest)


@pytest.mark.parametrize("path", ["/need", "/leases", "/candidates", "/ratings", "/county"])
def test_no_page_refuses_the_order_of_its_tables(club: TestClient, path: str) -> None:
    assert club.get(path, params={"view": "towns.name.1"}).status_code == 200


def test_towns_and_organisations_have_bars_for_members_alone(
    club: TestClient, public: TestClient
) -> None:
    for path, table_name in (("/county", "towns"), ("/organisations", "organisations")):
        assert club.get(path).text.count("rating-bar is-small") > 10
        assert "rating-bar" not in public.get(path).text
        file = f"/county/{table_name}.csv" if table_name == "towns" else f"{path}.csv"
        assert "availability" in club.get(file).text.splitlines()[0]
        assert "availability" not in public.get(file).text
    listed = club.get("/organisations.csv").text
    assert re.search(r"\d+ of \d+", listed)
    assert "not shared" in listed
