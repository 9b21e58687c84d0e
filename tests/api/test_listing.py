"""Pages from the county's list in memory: to the byte those that the register gives."""

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.properties import paging as properties_paging
from api.properties import routes as route
from estate.register.queries.versions import current_version
from tests.api.conftest import TODAY, client_of

PAGES = properties_paging.PATH


def wait_for_list(client: TestClient, version: int) -> None:
    """Ask until the list is in memory."""
    for _ in range(100):
        client.get(PAGES, params={"limit": 1, "bbox": f"-2.{uuid4().int % 10**9:09},52,-1.9,53"})
        if client.app.state.listings.of(version, TODAY) is not None:
            return
        time.sleep(0.05)
    pytest.fail("the list was not loaded")


@pytest.fixture
def from_the_route(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one for each page that the route makes."""
    asked: list[int] = []
    made = route._page

    def counted(*given: Any) -> Any:
        asked.append(1)
        return made(*given)

    monkeypatch.setattr(route, "_page", counted)
    return asked


@pytest.fixture(scope="module", params=["club", "public"])
def both(
    request: pytest.FixtureRequest, sample_url: str, sample_engine: Engine
) -> Iterator[tuple[TestClient, TestClient]]:
    """A service with the list in memory, and one that keeps nothing."""
    with sample_engine.connect() as connection:
        version = current_version(connection)
    with (
        client_of(sample_url, request.param) as remembering,
        client_of(sample_url, request.param, feed_memory_mb=0) as forgetful,
    ):
        remembering.get("/map/properties.geojson")
        wait_for_list(remembering, version)
        yield remembering, forgetful


def boxes(engine: Engine, number: int) -> list[str]:
    """Small and wide ones anywhere, and ones whose corners are properties' points and corners."""
    rng = random.Random(20261122)
    found: list[tuple[float, ...]] = [(-3, 51, -1, 53), (-3, 51, -2.999, 51.001)]  # all, and none
    for _ in range(number):
        west, south = rng.uniform(-2.7, -1.7), rng.uniform(51.9, 52.5)
        width = 10 ** rng.uniform(-3.5, 0)
        found.append((west, south, west + width, south + width * 0.6))
    with engine.connect() as connection:
        corners = connection.exec_driver_sql(
            "SELECT ST_XMax(g), ST_YMax(g) FROM "
            "(SELECT coalesce(geom_4326, rep_point_4326) FROM property) AS held (g) "
            "WHERE g IS NOT NULL ORDER BY md5(ST_AsText(g)) LIMIT %(number)s",
            {"number": number},
        ).all()
    for lon, lat in corners:
        found += [(lon, lat, lon + 0.01, lat + 0.01), (lon - 0.01, lat - 0.01, lon, lat)]
    return [",".join(map(repr, box)) for box in found]


@pytest.mark.parametrize("number", [10, pytest.param(40, marks=pytest.mark.long)])
def test_a_page_from_memory_is_the_registers(
    both: tuple[TestClient, TestClient],
    from_the_route: list[int],
    sample_engine: Engine,
    number: int,
) -> None:
    remembering, forgetful = both
    matched = set()
    for box in boxes(sample_engine, number):
        for limit in (1, 100):
            asked = {"bbox": box, "limit": limit}
            from_the_route.clear()
            ours = remembering.get(PAGES, params=asked)
            assert from_the_route == []
            theirs = forgetful.get(PAGES, params=asked)
            assert from_the_route == [1]
            assert ours.status_code == 200
            assert ours.content == theirs.content
            for name in ("etag", "content-type", "cache-control"):
                assert ours.headers[name] == theirs.headers[name]
            matched.add(ours.json()["numberMatched"])
    assert min(matched) == 0
    assert max(matched) > 100


def test_paging_on_from_memory_meets_everything_once(
    both: tuple[TestClient, TestClient], from_the_route: list[int]
) -> None:
    remembering, forgetful = both
    address: str | None = f"{PAGES}?bbox=-2.4,52.1,-2.0,52.4&limit=70"
    seen = []
    while address is not None:
        ours, theirs = remembering.get(address), forgetful.get(address)
        assert ours.content == theirs.content
        found = ours.json()
        seen += [feature["id"] for feature in found["features"]]
        following = [link["href"] for link in found["links"] if link["rel"] == "next"]
        address = following[0] if following else None
    assert len(seen) == len(set(seen)) == found["numberMatched"] > 140
    assert len(from_the_route) == -(-len(seen) // 70)  # the forgetful one's


@pytest.mark.parametrize(
    "query",
    ["bbox=1,2,3", "bbox=", "limit=0", "limit=", "limit=1&limit=2", "bbox=-2,52,-1,53&nearby=1",
     "cursor=nonsense", "bbox=-2,52,-1,53&q=hall", "bbox=%00", "limit=%31", "BBOX=-2,52,-1,53",
     "cursor=" + properties_paging.write_cursor("Nowhere", UUID(int=1))],
)  # fmt: skip
def test_all_other_questions_are_the_routes(
    both: tuple[TestClient, TestClient], query: str
) -> None:
    ours, theirs = (client.get(f"{PAGES}?{query}") for client in both)
    assert ours.status_code == theirs.status_code
    if ours.status_code == 200:
        assert ours.content == theirs.content
    else:
        assert ours.json()["detail"] == theirs.json()["detail"]


def test_a_county_that_does_not_fit_is_weighed_once(
    both: tuple[TestClient, TestClient], sample_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sample_engine.connect() as connection:
        version = current_version(connection)
    quick, held = both[0].app.state.service.quick, both[0].app.state.listings
    weighed = []
    weigh = quick.list_weight

    def counted(*given: Any, **named: Any) -> Any:
        weighed.append(weigh(*given, **named))
        return weighed[-1]

    monkeypatch.setattr(quick, "list_weight", counted)
    small = properties_paging.Listings(quick, held.reader, max_bytes=100_000)
    for _ in range(3):
        small.load(version, TODAY)
        assert small.of(version, TODAY) is None
    assert len(weighed) == 1
    assert weighed[0][0] == version
    assert weighed[0][1] > 100_000
    enough = properties_paging.Listings(quick, held.reader, max_bytes=weighed[0][1])
    enough.load(version, TODAY)
    assert enough.of(version, TODAY) is not None
    assert enough.of(version, TODAY + timedelta(days=1)) is None
    assert enough.of(version + 1, TODAY) is None
