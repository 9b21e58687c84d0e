"""Timetables as operators publish them: what is wrong with one is said before anything is built."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from estate.errors import Refused
from estate.geometry import Envelope
from estate.networks import extract, timetable, timetable_check
from estate.networks.building import asked_day

TODAY = date(2026, 11, 30)
BOX = Envelope(484_000, 297_000, 506_000, 319_000)  # Oakham lies in it
TABLES = {
    "stops": "stop_id,stop_name,stop_lat,stop_lon\nA,Oakham,52.670,-0.728\nB,Mid,52.630,-0.725\n",
    "routes": "route_id,route_short_name,route_type\nR,1,3\n",
    "trips": "route_id,service_id,trip_id\nR,W,T1\nR,W,T2\n",
    "calendar": "service_id,monday,start_date,end_date\nW,1,20261101,20261231\n",
    "stop_times": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T1,07:00:00,07:00:00,A,1\nT1,7:10:00,7:10:00,B,2\n"
        "T2,23:50:00,23:50:00,A,1\nT2,25:10:00,25:10:00,B,2\n"
    ),
}
DATES = "service_id,date,exception_type\nW,20261130,1\n"


def feed(folder: Path, tables: dict[str, str | None], inside: str = "") -> Path:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in (TABLES | tables).items():
            if text is not None:
                archive.writestr(f"{inside}{name}.txt", text)
    file = folder / "buses.zip"
    file.write_bytes(made.getvalue())
    return file


def looked_into(file: Path, folder: Path, county: Envelope | None = BOX) -> list[str]:
    (folder / "tables").mkdir(exist_ok=True)
    tables = timetable.unpack(file, folder / "tables")
    return timetable_check.check(tables, file.name, county, TODAY)


def turned(name: str, old: str, new: str) -> dict[str, str | None]:
    assert old in TABLES[name]
    return {name: TABLES[name].replace(old, new)}


FINE: dict[str, dict[str, str | None]] = {
    "plain, an hour of one figure, times past midnight": {},
    "a mark of encoding and Windows lines": {
        name: "\ufeff" + text.replace("\n", "\r\n") for name, text in TABLES.items()
    },
    "days by date alone": {"calendar": None, "calendar_dates": DATES},
    "an empty calendar beside days by date": {
        "calendar": "service_id,monday,start_date,end_date\n", "calendar_dates": DATES,
    },
    "a call between without a time": {
        "stop_times": TABLES["stop_times"].replace("B,2", "B,3")
        .replace("T1,7:10", "T1,,,A,2\nT1,7:10"),
    },
    "a station without a place": {
        "stops": "stop_id,stop_lat,stop_lon,location_type,parent_station\nP,,,1,\n"
        "A,52.670,-0.728,0,P\nB,52.63,-0.725,,\n",
    },
}  # fmt: skip


@pytest.mark.parametrize("case", FINE)
def test_sound_timetables_pass_without_a_word(case: str, tmp_path: Path) -> None:
    assert looked_into(feed(tmp_path, FINE[case]), tmp_path) == []
    assert looked_into(feed(tmp_path, FINE[case], "a folder/"), tmp_path, None) == []


SAID: dict[str, tuple[dict[str, str | None], str]] = {
    "over": (turned("calendar", "20261231", "20261129"), "ended on 2026-11-29: fetch the one"),
    "to come": (turned("calendar", "20261101", "20261201"), "begins on 2026-12-01, which is to"),
    "no place": (turned("stops", "52.630,-0.725", "0,0"), "1 of 2 stops have no coordinates"),
    "blank place": (turned("stops", "52.630,-0.725", ","), "1 of 2 stops have no coordinates"),
    "no last time": (turned("stop_times", "7:10:00,7:10:00", ","), "without a time at their last"),
    "backwards": (turned("stop_times", "7:10:00,7:10:00", "6:10:00,6:10:00"), "run backwards"),
}


@pytest.mark.parametrize("case", SAID)
def test_what_is_left_out_or_out_of_date_is_said(case: str, tmp_path: Path) -> None:
    tables, words = SAID[case]
    (told,) = looked_into(feed(tmp_path, tables), tmp_path)
    assert words in told


REFUSED: dict[str, tuple[dict[str, str | None], str]] = {
    "elsewhere": ({"stops": TABLES["stops"].replace("52.6", "51.6")}, "of another area: none of"),
    "exchanged": (
        {"stops": "stop_id,stop_lat,stop_lon\nA,-0.728,52.67\nB,-0.725,52.63\n"},
        "latitude and longitude are exchanged",
    ),
    "nowhere": ({"stops": "stop_id,stop_lat,stop_lon\nA,0,0\nB,,\n"}, "none of its 2 stops has"),
    "words for degrees": (turned("stops", "52.630", "north"), "row 3: “north, -0.725” is no lat"),
    "a time": (turned("stop_times", "7:10:00", "7h10"), "row 3: “7h10” is no time such as"),
    "a stop": (turned("stop_times", "B,2", "Z,2"), "row 3 is at the stop “Z”, which stops.txt"),
    "a trip": (turned("stop_times", "T1,7", "T9,7"), "row 3 is of the trip “T9”, which trips.txt"),
    "a day": (turned("calendar", "20261101", "2026-11-01"), "calendar.txt, row 2: “2026-11-01” is"),
    "a stop in two places": (
        {"stops": TABLES["stops"] + "A,again,52.1,-0.7\n"},
        "row 4: the stop “A” stands twice",
    ),
    "no day": (turned("calendar", "20261231", "20260231"), "“20260231” is no day"),
    "no days": ({"calendar": "service_id,start_date,end_date\n"}, "no day on which anything runs"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_timetable_that_cannot_be_is_refused_with_its_row(case: str, tmp_path: Path) -> None:
    tables, words = REFUSED[case]
    with pytest.raises(Refused, match=words):
        looked_into(feed(tmp_path, tables), tmp_path)


def test_windows_letters_in_names_of_stops_are_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in TABLES.items():
            archive.writestr(f"{name}.txt", text.replace("Mid", "Café").encode("cp1252"))
    assert looked_into(file, tmp_path) == []
    assert "Café" in (tmp_path / "tables" / "stops.txt").read_text(encoding="utf-8")


def test_two_timetables_in_one_archive_are_not_mixed(tmp_path: Path) -> None:
    file = tmp_path / "two.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in TABLES.items():
            for folder in ("north", "south"):
                archive.writestr(f"{folder}/{name}.txt", text)
    with pytest.raises(Refused, match="holds several timetables"):
        looked_into(file, tmp_path)
    with pytest.raises(Refused, match=r"is a zip: .* named after --gtfs"):
        extract.look(file)


def test_the_day_asked_of_has_trips() -> None:
    sundays = {date(2026, 11, 1): 9, date(2026, 11, 2): 0, date(2026, 11, 8): 9}
    assert asked_day(sundays) == date(2026, 11, 1)
    assert asked_day(sundays | {date(2026, 11, 3): 1}) == date(2026, 11, 3)
