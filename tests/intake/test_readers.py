"""Files are read in processes of their own: what passes over, what is bounded, what is left."""

import errno
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from estate.errors import FileRefused, SetupError
from estate.intake import readers
from estate.intake.readers import ask_a_reader, limits, messages, pipes
from estate.intake.readers import pool as pools
from estate.intake.sources import Source
from estate.intake.sources import open_source as here
from tests.intake import hostile


@pytest.fixture(autouse=True)
def own_readers() -> Iterator[None]:
    yield
    readers.use(readers.Limits())


def same(one: Source, other: Source) -> None:
    pd.testing.assert_frame_equal(one.records, other.records)
    assert [list(map(type, row)) for row in one.records.to_numpy()] == [
        list(map(type, row)) for row in other.records.to_numpy()
    ]
    assert (one.geometry is None) == (other.geometry is None)
    if one.geometry is not None and other.geometry is not None:
        assert (one.geometry == other.geometry).all()
    for name in ("path", "format", "layer", "row_numbers", "record_count", "encoding", "layers",
                 "notes", "above", "cut", "shapes_in"):  # fmt: skip
        assert getattr(one, name) == getattr(other, name), name
    assert (one.projection is None) == (other.projection is None)
    if one.projection is not None and other.projection is not None:
        assert one.projection.epsg == other.projection.epsg
        assert one.projection.name == other.projection.name


def workbook(path: Path, rows: int = 3) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Estate")
    sheet.append(["All of it"])
    sheet.append(["LOCAL_REF", "NAME", "GIA_M2", "AS_OF", "PUBLIC", "HOURS", "NOTE"])
    for n in range(rows):
        sheet.append([f"A{n}", "Hall", 12.5, datetime(2026, 4, 1), True, None, "x" * 11_000])
    book.save(path)
    return path


def delimited(path: Path, rows: int) -> Path:
    lines = (f"A{n},Hall {n},{'Freehold' if n % 3 else 'Leasehold'},{n}" for n in range(rows))
    path.write_text("LOCAL_REF,NAME,TENURE,GIA_M2\n" + "\n".join(lines) + "\n")
    return path


def test_a_file_is_the_same_whoever_reads_it(tmp_path: Path, shared_data: Path) -> None:
    files = [
        workbook(tmp_path / "a.xlsx"),
        delimited(tmp_path / "a.csv", 50),
        hostile.geopackage(tmp_path / "a.gpkg"),
        *sorted((shared_data / "formats" / "mbostock_shapefile").glob("*.shp"))[:2],
    ]
    for path in files:
        try:
            expected = here(path, crs="EPSG:4326")
        except FileRefused as refusal:
            with pytest.raises(FileRefused) as said:
                ask_a_reader.open_source(path, crs="EPSG:4326")
            assert str(said.value) == str(refusal)
        else:
            same(ask_a_reader.open_source(path, crs="EPSG:4326"), expected)


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"LOCAL_REF,NAME\nA1,Hall,too,many\n", b"PK\x03\x04broken"]
)
def test_a_refusal_comes_over_word_for_word(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as there:
        ask_a_reader.open_source(path)
    with pytest.raises(FileRefused) as at_home:
        here(path)
    assert str(there.value) == str(at_home.value)
    missing = tmp_path / "none.csv"
    with pytest.raises(FileRefused, match=r"There is no file"):
        ask_a_reader.open_source(missing)


def test_a_long_file_comes_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from estate.intake.sources import common

    monkeypatch.setattr(common, "BATCH", 10)
    path = delimited(tmp_path / "a.csv", 35)
    source = ask_a_reader.open_source(path, in_batches=True)
    assert source.record_count == 35 and len(source.records) == 10
    assert [len(part.records) for part in source.batches()] == [10, 10, 10, 5]
    source.close()
    whole = ask_a_reader.open_source(path)
    assert whole.record_count == len(whole.records) == 35
    assert whole.records["LOCAL_REF"].tolist() == [f"A{n}" for n in range(35)]
    before = _reader()
    # More than a pipe holds, so that the reader cannot have come to the end of it.
    longer = delimited(tmp_path / "b.csv", 20_000)
    ask_a_reader.open_source(longer, in_batches=True).close()  # left in the middle of it
    assert _reader() != before
    assert ask_a_reader.open_source(path).record_count == 35


def test_what_takes_too_much_memory_is_refused_and_nothing_else_suffers(tmp_path: Path) -> None:
    readers.use(readers.Limits(memory_mb=150))
    path = tmp_path / "deep.json"
    path.write_text("[" + "[[],[],[],[]]," * 3_000_000 + "1]")
    delimited(tmp_path / "a.csv", 5)
    ask_a_reader.open_source(tmp_path / "a.csv")
    own, first = _held_bytes(), _reader()
    with pytest.raises(FileRefused, match=r"deep\.json takes too much time or memory to be read"):
        ask_a_reader.open_source(path)
    assert _held_bytes() - own < 50 << 20
    assert ask_a_reader.open_source(tmp_path / "a.csv").record_count == 5
    assert _reader() != first


def test_what_takes_too_long_is_refused(tmp_path: Path) -> None:
    readers.use(readers.Limits(seconds=1))
    with pytest.raises(FileRefused, match="takes too much time or memory"):
        ask_a_reader.open_source(delimited(tmp_path / "a.csv", 1_500_000))
    assert ask_a_reader.open_source(delimited(tmp_path / "b.csv", 5)).record_count == 5


def test_a_reader_that_dies_is_replaced_and_leaves_nothing(tmp_path: Path) -> None:
    path = delimited(tmp_path / "a.csv", 60_000)
    ask_a_reader.open_source(delimited(tmp_path / "b.csv", 5))
    before = set(Path(tempfile.gettempdir()).glob("estate-intake-*"))
    source = ask_a_reader.open_source(path, in_batches=True)
    made = set(Path(tempfile.gettempdir()).glob("estate-intake-*")) - before
    _kill(_children())
    with pytest.raises(FileRefused, match="takes too much"):
        list(source.batches())
    source.close()
    assert made and any(not one.exists() for one in made)
    assert ask_a_reader.open_source(tmp_path / "b.csv").record_count == 5


def test_a_warmed_reader_is_up_before_it_is_asked_anything() -> None:
    held = pools.Pool(readers.Limits())
    held.warm()
    try:
        assert "offline" in held._idle[0].answer(60)
    finally:
        held.close()


def test_an_idle_reader_that_dies_is_replaced(tmp_path: Path) -> None:
    path = delimited(tmp_path / "a.csv", 5)
    ask_a_reader.open_source(path)
    _kill(_children())
    assert ask_a_reader.open_source(path).record_count == 5


def test_no_room_is_said_as_such(tmp_path: Path) -> None:
    readers.use(readers.Limits(room_mb=1))
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "LOCAL_REF\n" + "A1\n" * 900_000)
    with pytest.raises(OSError, match="No space left") as full:
        ask_a_reader.open_source(path)
    assert full.value.errno == errno.ENOSPC


def test_a_reader_knows_no_secret_and_no_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESTATE_DATABASE_URL", "postgresql://a:secret@db/estate")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    readers.use(readers.Limits())
    ask_a_reader.open_source(delimited(tmp_path / "a.csv", 5))
    known = Path(f"/proc/{_reader()}/environ").read_text().split("\0")
    assert not [one for one in known if one.startswith(("ESTATE_", "https_proxy", "HTTPS_PROXY"))]
    assert Path(f"/proc/{_reader()}/oom_score_adj").read_text().strip() == "1000"


def test_a_reader_that_has_drivers_of_the_network_does_not_start(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told = pools._of_gdal()
    assert told["GML_DOWNLOAD_SCHEMA"] == "NO" and "OGR_VRT," in told["GDAL_SKIP"]
    monkeypatch.setattr(pools, "_of_gdal", dict)
    reader = pools.ReaderProcess(readers.Limits())
    try:
        with pytest.raises(SetupError):
            reader.greet()
    finally:
        reader.bury()
    assert "drivers that no reader shall have" in capfd.readouterr().err


def test_a_reader_has_no_way_to_the_internet() -> None:
    script = (
        "import socket\n"
        "from estate.intake.readers import limits\n"
        "offline = limits.no_internet()\n"
        "a, b = socket.socketpair()\n"
        "for family in (socket.AF_INET, socket.AF_INET6):\n"
        "    try:\n"
        "        socket.socket(family)\n"
        "        print(offline, 'open')\n"
        "    except PermissionError:\n"
        "        print(offline, 'shut')\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    known = sys.platform == "linux" and os.uname().machine in ("x86_64", "aarch64")
    assert set(said.stdout.split("\n")[:2]) == {"True shut" if known else "False open"}


def test_a_reader_ends_with_whoever_started_it(tmp_path: Path) -> None:
    path = delimited(tmp_path / "a.csv", 5)
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from estate.intake.readers import ask_a_reader, pool\n"
        f"ask_a_reader.open_source(Path({str(path)!r}))\n"
        "print(pool.pool()._idle[0].pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    reader = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()
    deadline = time.monotonic() + 120
    while _state(reader)[0] != "Z" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _state(reader)[0] == "Z"


class _Evil:
    def __reduce__(self) -> Any:
        return os.system, ("echo evil",)


@pytest.mark.parametrize("message", [_Evil(), {"batch": _Evil()}, Path("/etc/passwd"), {1: print}])
def test_no_message_is_code(tmp_path: Path, message: Any) -> None:
    path = tmp_path / "pipe"
    packed = pickle.dumps(message, protocol=5)
    path.write_bytes(len(packed).to_bytes(8, "big") + packed)
    with path.open("rb") as pipe, pytest.raises(pipes.NotPlain):
        pipes.receive(pipe)
    path.write_bytes((2**60).to_bytes(8, "big"))
    with path.open("rb") as pipe, pytest.raises(pipes.NotPlain):
        pipes.receive(pipe)


def test_every_kind_of_cell_passes(tmp_path: Path) -> None:
    cells = ["a", None, 1, 2.5, True, date(2026, 4, 1), datetime(2026, 4, 1, 12), Decimal("1.5")]
    frame = pd.DataFrame({"a": cells, "b": ["x"] * len(cells)}, dtype=object)
    source = Source(tmp_path / "a", "CSV", None, frame, list(range(8)), 8)
    path = tmp_path / "pipe"
    with path.open("wb") as pipe:
        pipes.send(pipe, messages.packed(source))
    with path.open("rb") as pipe:
        same(messages.unpacked(pipes.receive(pipe), source.path), source)


def test_files_of_many_come_one_after_the_other(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    readers.use(readers.Limits(readers=2))
    paths = [delimited(tmp_path / f"{n}.csv", n + 1) for n in range(8)]
    with ThreadPoolExecutor(8) as many:
        counts = list(many.map(lambda path: ask_a_reader.open_source(path).record_count, paths))
    assert counts == list(range(1, 9))
    assert len(pools.pool()._idle) <= 2


def test_limits_are_those_of_the_settings() -> None:
    assert readers.Limits().seconds == 120
    assert limits._filter(1, 2)[:8] and len(limits._filter(1, 2)) == 80


def _reader() -> int:
    return pools.pool()._idle[-1].pid if pools.pool()._idle else 0


def _state(pid: int) -> tuple[str, int]:
    """State and parent of a process; a zombie's is Z, as is that of one that is no more."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "Z", 0
    return said[0], int(said[1])


def _children() -> list[int]:
    pids = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]
    own = [pid for pid in pids if _state(pid)[1] == os.getpid()]
    return [pid for pid in own if b"estate.intake.readers.reading_process"
            in Path(f"/proc/{pid}/cmdline").read_bytes()]  # fmt: skip


def _kill(pids: list[int]) -> None:
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def _held_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
