"""What a network is built from, and how it lies on disk."""

import io
import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from estate.access import network_store
from estate.access.network_store import StoredNetwork
from estate.answers.process_cache import KeptAnswers
from estate.errors import Refused
from estate.geometry import Envelope
from estate.networks import extract, instance_network, making, timetable
from tests.travel import small_town

COUNTY = Envelope(370_000, 230_000, 430_000, 290_000)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-30])


def _swollen(file: Path) -> None:
    """A block that unpacks to more than the format allows."""
    import zlib

    from pyrosm.proto import fileformat_pb2

    packed = zlib.compress(b"\0" * (40 * 1024 * 1024))
    blob = fileformat_pb2.Blob(zlib_data=packed, raw_size=100).SerializeToString()
    head = fileformat_pb2.BlobHeader(type="OSMHeader", datasize=len(blob)).SerializeToString()
    file.write_bytes(struct.pack(">I", len(head)) + head + blob)


def _head_alone(file: Path) -> None:
    body = file.read_bytes()
    length = struct.unpack(">I", body[:4])[0]
    from pyrosm.proto import fileformat_pb2

    size = fileformat_pb2.BlobHeader.FromString(body[4 : 4 + length]).datasize
    file.write_bytes(body[: 4 + length + size])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda file: file.write_bytes(b""), "is empty"),
        (lambda file: file.write_bytes(b"<osm></osm>" * 99), "not an OpenStreetMap extract"),
        (lambda file: file.write_bytes(b"\0\0\0\x0dgarbage of some length"), "damaged"),
        (_cut, "breaks off"),
        (_swollen, "damaged"),
        (_head_alone, "holds no roads"),
        (lambda file: file.unlink(), "cannot be read"),
    ],
)
def test_a_broken_extract_is_refused(
    tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    file = small_town.extract(tmp_path / "town.osm.pbf")
    spoil(file)
    with pytest.raises(Refused, match=words):
        extract.look(file)


def test_an_extract_says_its_day_and_box(tmp_path: Path) -> None:
    file = small_town.extract(tmp_path / "town.osm.pbf")
    found = extract.look(file)
    assert found.content_date == small_town.DAY
    assert found.box_m == pytest.approx((380_000, 250_000, 381_800, 251_800), abs=60)
    again = small_town.extract(tmp_path / "again.osm.pbf")
    assert again.read_bytes() == file.read_bytes()


def test_another_areas_extract_is_refused_and_what_stands_stays(tmp_path: Path) -> None:
    file = small_town.extract(tmp_path / "far.osm.pbf", west=600_000, south=310_000)
    with pytest.raises(Refused, match="of another area: it covers eastings 600 to 602 km"):
        making.make(tmp_path, file, None, date(2026, 11, 30), envelope=COUNTY)
    assert instance_network.current(tmp_path) is None
    assert [one.name for one in instance_network.place(tmp_path).glob("*")] == []


def test_it_is_refused_before_it_is_built_where_the_extract_names_no_box(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = small_town.extract(tmp_path / "far.osm.pbf", west=600_000, south=310_000)
    near = small_town.extract(tmp_path / "near.osm.pbf")
    whole, asked = extract.look, []
    monkeypatch.setattr(extract, "look", lambda file: replace(whole(file), box_m=None))
    monkeypatch.setattr(making, "_ask", lambda order, step: asked.append(order))
    with pytest.raises(Refused, match="of another area: it covers eastings 600 to 602 km"):
        making.make(tmp_path, far, None, date(2026, 11, 30), envelope=COUNTY)
    assert asked == []
    assert extract.points_box_m(near, COUNTY) is None
    told = extract.points_box_m(far, COUNTY)
    assert told == pytest.approx((600_000, 310_000, 601_800, 311_800), abs=1)


def _archive(file: Path, **tables: str) -> Path:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.txt", text)
    file.write_bytes(made.getvalue())
    return file


def test_a_broken_timetable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = small_town.timetable(tmp_path / "buses.zip")
    (tmp_path / "into").mkdir()
    assert {one.name for one in timetable.unpack(whole, tmp_path / "into").iterdir()} >= {
        "stops.txt", "stop_times.txt", "calendar.txt",
    }  # fmt: skip
    plain = tmp_path / "plain.zip"
    plain.write_text("stop_id,stop_name")
    lacking = _archive(tmp_path / "lacking.zip", stops="stop_id,stop_lat,stop_lon\nA,1,2\n")
    bare = dict.fromkeys(("routes", "trips", "stop_times", "calendar"), "x\ny\n")
    headless = _archive(tmp_path / "headless.zip", stops="stop_id\nA\n", **bare)
    for file, words in (
        (plain, "is not a timetable"),
        (lacking, "lacks routes.txt, trips.txt"),
        (headless, "stops.txt lacks the column stop_lat, stop_lon"),
    ):
        with pytest.raises(Refused, match=words):
            timetable.unpack(file, tmp_path / "into")
    monkeypatch.setattr(timetable, "_MOST_UNPACKED", 500)
    with pytest.raises(Refused, match="unpacks to more than"):
        timetable.unpack(whole, tmp_path / "into")


def test_names_in_an_archive_become_no_paths(tmp_path: Path) -> None:
    made = tmp_path / "away.zip"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../../stops.txt", "stop_id\n")
    (tmp_path / "a" / "b").mkdir(parents=True)
    with pytest.raises(Refused, match="lacks"):
        timetable.unpack(made, tmp_path / "a" / "b")
    assert not (tmp_path / "stops.txt").exists()


def test_a_stored_network_is_sealed(town_network: StoredNetwork, tmp_path: Path) -> None:
    town_network.check()
    copy = tmp_path / "copy"
    shutil.copytree(town_network.folder, copy)
    body = bytearray((copy / network_store.STREETS).read_bytes())
    body[-9] ^= 1
    (copy / network_store.STREETS).write_bytes(bytes(body))
    with pytest.raises(Refused, match=r"not as it was built \(streets.cafein\)"):
        StoredNetwork.open(copy).check()
    told = (copy / network_store.MANIFEST).read_text()
    (copy / network_store.MANIFEST).write_text(told.replace('"made up"', '"free"'))
    with pytest.raises(Refused, match="not as it was built"):
        StoredNetwork.open(copy)


def test_what_is_in_use_is_noticed(town_network: StoredNetwork, tmp_path: Path) -> None:
    used = instance_network.InUse(tmp_path)
    assert used.network() is None
    copy = tmp_path / "built"
    shutil.copytree(town_network.folder, copy)
    instance_network.put(tmp_path, copy, town_network.manifest.key)
    found = used.network()
    assert found is not None and found.manifest == town_network.manifest
    assert used.network() is found
    assert instance_network.remove(tmp_path) and used.network() is None
    assert instance_network.InUse(None).network() is None


def test_answers_are_kept_over_one_network(town_network: StoredNetwork, tmp_path: Path) -> None:
    kept_answers = KeptAnswers(tmp_path)
    before = kept_answers.cache()
    assert before.network is None and kept_answers.cache() is before
    assert before.once(("told", 1), lambda: "straight") == "straight"
    copy = tmp_path / "built"
    shutil.copytree(town_network.folder, copy)
    instance_network.put(tmp_path, copy, town_network.manifest.key)
    after = kept_answers.cache()
    assert after.network is not None and after.network.key == town_network.key
    assert after.once(("told", 1), lambda: "by street") == "by street"
    told = instance_network.place(tmp_path) / town_network.key / network_store.MANIFEST
    told.write_text("{}")
    os.utime(instance_network.place(tmp_path) / "current", (1, 1))
    assert kept_answers.cache().network is None, "a broken one is none, and is in the log"


def test_the_manifest_says_what_went_in(town_network: StoredNetwork) -> None:
    found = town_network.manifest
    assert found.synthetic and found.roads.content_date == small_town.DAY
    assert found.timetable is not None
    assert (found.timetable.trips, found.timetable.stops_on_network) == (9, 2)
    assert found.timetable.day.weekday() < 5
    assert found.detour is not None and 1.0 <= found.detour.median < 1.42
    assert found.fastest_car_kmh == pytest.approx(0.8 * 30 * 1.609, abs=0.5)
