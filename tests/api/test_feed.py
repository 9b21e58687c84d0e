"""The map's feeds as bytes: whole, of the present, each edition's own, made once."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from api.http.encoding import Packed
from api.http.response_cache import Feeds, State
from api.properties import feature_cache
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register import visibility as v
from estate.register.queries import feature_cache as rendered
from estate.register.queries.versions import current_version
from estate.register.writes.batches import next_version
from tests.api.conftest import TODAY, client_of
from tests.api.test_listing import PAGES, wait_for_list
from tests.api.test_packing import OPENERS
from tests.intake import county

FEED = "/map/properties.geojson"


@pytest.fixture
def small_engine(scratch_database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """A register of its own with one organisation's three properties."""
    engine = make_engine(scratch_database_url)
    try:
        _fill(engine, tmp_path / "properties.csv")
        yield engine
    finally:
        engine.dispose()


def _fill(engine: Engine, path: Path) -> None:
    with engine.begin() as connection:
        county.start(connection)
        connection.execute(update(t.organisation).values(signed_on=date(2026, 1, 1)))
    rows = [county.row(f"P{n}", EASTING=county.EAST + 200 * n) for n in range(3)]
    with engine.begin() as connection:
        county.bring(connection, county.write_csv(path, rows))


def names(client: TestClient) -> list[str]:
    answer = client.get(FEED)
    assert answer.status_code == 200
    return [feature["properties"]["name"] for feature in answer.json()["features"]]


def rename(engine: Engine, old: str, new: str) -> None:
    with engine.begin() as connection:
        statement = update(t.property_).where(t.property_.c.name == old).values(name=new)
        assert connection.execute(statement).rowcount == 1
        next_version(connection, "renamed by a test")


class TestTheReadAfterAWrite:
    def test_it_sees_the_write_however_often_it_was_asked_before(
        self, small_engine: Engine, scratch_database_url: str
    ) -> None:
        with client_of(scratch_database_url, "club") as client:
            for turn in range(4):
                old = names(client)
                assert names(client) == old
                tag = client.get(FEED).headers["etag"]
                assert client.get(FEED, headers={"If-None-Match": tag}).status_code == 304
                rename(small_engine, old[0], f"Renamed {turn}")
                fresh = client.get(FEED, headers={"If-None-Match": tag})
                assert fresh.status_code == 200
                assert f"Renamed {turn}" in fresh.text
                assert fresh.json()["version"] == _version(small_engine)

    def test_a_page_sees_the_write_whether_or_not_the_list_is_in_memory(
        self, small_engine: Engine, scratch_database_url: str
    ) -> None:
        def found(box: str) -> list[str]:
            features = client.get(PAGES, params={"bbox": box}).json()["features"]
            return [feature["properties"]["name"] for feature in features]

        with client_of(scratch_database_url, "club") as client:
            for turn in range(3):
                old = names(client)  # renders, so that the list can be loaded
                wait_for_list(client, _version(small_engine))
                assert found(f"-3.{turn},51,-1,53") == old
                rename(small_engine, old[0], f"Renamed {turn}")
                for n in range(4):
                    assert f"Renamed {turn}" in found(f"-3.{turn}{n},51,-1,53")
                    assert f"Renamed {turn}" in found(f"-3.{turn},51,-1,53")

    def test_it_sees_what_another_process_wrote_and_rendered(
        self, small_engine: Engine, scratch_database_url: str
    ) -> None:
        with (
            client_of(scratch_database_url, "club") as one,
            client_of(scratch_database_url, "club") as other,
        ):
            old = names(one)
            assert names(other) == old
            rename(small_engine, old[0], "Renamed")
            assert "Renamed" in names(other)
            assert names(one) == names(other)

    def test_lists_and_panels_see_it_too(
        self, small_engine: Engine, scratch_database_url: str
    ) -> None:
        with client_of(scratch_database_url, "club") as client:
            listed = client.get("/api/v1/properties").json()["features"][0]
            panel = f"/api/v1/properties/{listed['id']}"
            old = listed["properties"]["name"]
            for new in ("First", "Second"):
                assert client.get(panel).json()["name"] == old
                assert client.get(panel).json()["name"] == old
                rename(small_engine, old, new)
                assert client.get(panel).json()["name"] == new
                found = client.get("/api/v1/properties").json()["features"]
                assert new in {one["properties"]["name"] for one in found}
                old = new

    def test_a_new_day_is_a_new_feed(self, small_engine: Engine, scratch_database_url: str) -> None:
        from api.http.dependencies import today

        with client_of(scratch_database_url, "club") as client:
            assert client.get(FEED).json()["today"] == TODAY.isoformat()
            client.app.dependency_overrides[today] = lambda: date(2026, 6, 2)
            assert client.get(FEED).json()["today"] == "2026-06-02"


def _version(engine: Engine) -> int:
    with engine.connect() as connection:
        return current_version(connection)


class TestEditions:
    def test_each_has_texts_of_its_own(
        self, small_engine: Engine, scratch_database_url: str
    ) -> None:
        for reader in ("club", "public"):
            with client_of(scratch_database_url, reader) as client:
                client.get(FEED)
        with small_engine.connect() as connection:
            wanted = {"day": TODAY, "shape": feature_cache.rendering()}
            club = rendered.whole_feed(connection, v.CLUB, **wanted)
            public = rendered.whole_feed(connection, v.PUBLIC, **wanted)
            assert rendered.whole_feed(connection, v.owner("T-CC"), **wanted) is None
        assert b'"reader":"club"' in club.head
        assert b'"reader":"public"' in public.head
        assert all(b'"use_class"' in one for one in club.features)
        assert not any(b'"use_class"' in one for one in public.features)
        assert club.version == public.version == _version(small_engine)

    def test_a_token_gets_its_own_and_leaves_the_kept_one_alone(
        self, club: TestClient, county_token: dict[str, str]
    ) -> None:
        before = club.get(FEED)
        own = club.get(FEED, headers=county_token)
        assert own.json()["reader"] == "owner"
        assert "Authorization" in own.headers["vary"]
        after = club.get(FEED)
        assert (after.json()["reader"], after.headers["etag"]) == ("club", before.headers["etag"])

    def test_a_wrong_token_is_refused_though_the_answer_is_kept(
        self, small_engine: Engine, scratch_database_url: str
    ) -> None:
        with client_of(scratch_database_url, "club") as client:
            assert client.get(FEED).status_code == 200
            wrong = client.get(FEED, headers={"Authorization": "Bearer wrong"})
            assert wrong.status_code == 401


class TestTheGate:
    def test_a_service_that_keeps_nothing_sends_what_the_register_holds(
        self, club: TestClient, sample_url: str
    ) -> None:
        kept = club.get(FEED)
        with client_of(sample_url, "club", feed_memory_mb=0) as forgetful:
            for asked in ({"Accept-Encoding": "identity"}, {"Accept-Encoding": "br"}):
                fresh = forgetful.get(FEED, headers=asked)
                assert fresh.content == kept.content
                assert fresh.headers["etag"] == kept.headers["etag"]
                assert "default-src 'none'" in fresh.headers["content-security-policy"]
            known = forgetful.get(FEED, headers={"If-None-Match": kept.headers["etag"]})
            assert known.status_code == 304

    def test_what_it_sends_is_what_the_service_sends(self, club: TestClient) -> None:
        """The first answer comes from the route, the second from the gate in front of it."""
        for path in ("/map/areas.geojson", FEED):
            inner = club.get(path, headers={"Cookie": "a=b", "Accept-Encoding": "identity"})
            outer = club.get(path, headers={"Accept-Encoding": "identity"})
            assert inner.content == outer.content
            for name in (*inner.headers,):
                assert name in outer.headers, name
            for name in ("etag", "cache-control", "content-type", "x-frame-options"):
                assert inner.headers[name] == outer.headers[name]
            told, kept = (set(one.headers["vary"].split(", ")) for one in (inner, outer))
            assert told == kept
            assert "default-src 'none'" in outer.headers["content-security-policy"]

    def test_every_encoding_opens_to_the_same(self, club: TestClient) -> None:
        plain = club.get(FEED, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        for encoding in ("gzip", "br", "zstd"):
            with club.stream("GET", FEED, headers={"Accept-Encoding": encoding}) as packed:
                body = b"".join(packed.iter_raw())
            assert packed.headers["content-encoding"] == encoding
            assert OPENERS[encoding](body) == plain.content
            assert int(packed.headers["content-length"]) < len(plain.content) / 4

    def test_other_methods_and_unknown_parameters_go_in(self, club: TestClient) -> None:
        club.get(FEED)
        assert club.post(FEED).status_code == 405
        listed = club.get("/api/v1/properties", params={"limit": 1}).json()["features"][0]
        panel = f"/api/v1/properties/{listed['id']}"
        assert club.get(panel).status_code == 200
        assert club.get(panel, params={"surprise": 1}).status_code == 422

    def test_lists_are_the_same_from_ready_texts_and_from_the_rows(
        self, club: TestClient, sample_engine: Engine
    ) -> None:
        club.get(FEED)
        params = {"limit": 200, "organisation": "SYN-CC"}
        ready = club.get("/api/v1/properties", params=params).json()
        with sample_engine.begin() as connection:
            connection.execute(update(t.rendered_edition).values(shape="of an older program"))
        anew = club.get("/api/v1/properties", params={**params, "limit": 201}).json()
        assert anew["features"][:200] == ready["features"]
        assert anew["numberMatched"] == ready["numberMatched"]

    def test_a_kept_list_names_the_service_as_its_reader_does(self, club: TestClient) -> None:
        for host in ("localhost", "127.0.0.1") * 2:
            page = club.get("/api/v1/properties", params={"limit": 3}, headers={"Host": host})
            assert [link["href"].split("/")[2] for link in page.json()["links"]] == [host] * 2


class TestManyAsking:
    def test_an_answer_is_made_once_however_many_ask(self) -> None:
        feeds, made = Feeds(), []

        def make() -> Packed:
            made.append(1)
            time.sleep(0.05)
            return Packed(b"{}", "application/json")

        state = State(1, TODAY)
        threads = [
            threading.Thread(target=feeds.answer, args=("club", "/", state, make))
            for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 1

    def test_one_that_fails_leaves_the_way_free(self) -> None:
        feeds = Feeds()

        def fail() -> Packed:
            raise ValueError("not today")

        state = State(1, TODAY)
        with pytest.raises(ValueError, match="not today"):
            feeds.answer("club", "/", state, fail)
        made = feeds.answer("club", "/", state, lambda: Packed(b"1", "text/plain"))
        assert made.body == b"1"

    def test_an_older_answer_never_takes_the_place_of_a_newer(self) -> None:
        feeds = Feeds()
        for version in (2, 1):
            feeds.answer("club", "/", State(version, TODAY), lambda: Packed(b"", "text/plain"))
        kept = feeds.peek("club", "/")
        assert kept is not None
        assert kept.state.version == 2

    def test_memory_has_an_end(self) -> None:
        feeds = Feeds(max_bytes=10_000)
        for n in range(50):
            feeds.answer("club", f"/{n}", State(1, TODAY), lambda: Packed(b"x" * 900, "text/plain"))
        assert sum(feeds.peek("club", f"/{n}") is not None for n in range(50)) == 5
        feeds.answer("club", "/big", State(1, TODAY), lambda: Packed(b"x" * 9_000, "text/plain"))
        assert feeds.peek("club", "/big") is None

    def test_a_county_is_rendered_once_for_all_that_start_together(
        self, small_engine: Engine, scratch_database_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rendered_by, inner = [], feature_cache.render

        def counted(*given):
            rendered_by.append(1)
            return inner(*given)

        monkeypatch.setattr(feature_cache, "render", counted)
        with (
            client_of(scratch_database_url, "club") as one,
            client_of(scratch_database_url, "club") as two,
            client_of(scratch_database_url, "club") as three,
        ):
            for client in (one, two, three):  # a service puts itself together when first asked
                client.get("/nowhere")  # … all of itself, for no route is this one
            threads = [
                threading.Thread(target=client.get, args=(FEED,)) for client in (one, two, three)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(rendered_by) == 1


def test_ids_in_the_feed_are_those_of_the_list(club: TestClient) -> None:
    feed = club.get(FEED).json()["features"]
    listed = club.get("/api/v1/properties", params={"limit": 10_000}).json()["features"]
    assert [one["id"] for one in feed] == [one["id"] for one in listed]
