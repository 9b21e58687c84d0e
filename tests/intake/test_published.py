"""Published files come in: joined by codes, refused whole, undone; nothing is lost unsaid."""

import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import box
from sqlalchemy import Connection, func, select

from estate.access.residents import Lookup, join
from estate.answers.need.public_spending import purse
from estate.answers.residents import mobile
from estate.answers.residents import small_areas as answers
from estate.codes import AreaMeasure, PublishedKind
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, EstateError, FileRefused
from estate.geometry import Envelope
from estate.intake.published import bringing
from estate.intake.published import stops as stop_file
from estate.intake.published.headings import age_band
from estate.intake.published.loading import Loaded, Loading, load, looked_at
from estate.intake.published.spending import financial_year_of
from estate.register.queries import postcode_positions
from estate.register.queries import published as query
from estate.register.visibility import PUBLIC
from estate.register.writes.published import withdraw
from tests.asking import TODAY, question
from tests.intake.county import EAST, NORTH, start
from tests.intake.worcestershire_2008 import LINES

#: Four areas of 2011 side by side; E01000003 became E01000031 and E01000032, E01000001 and
#: E01000002 became E01000012, and E01000004 stayed.
CODES = [f"E0100000{number}" for number in (1, 2, 3, 4)]
LOOKUP = """LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD
E01000001,East 1,E01000012,East A,M,E07000234
E01000002,East 2,E01000012,East A,M,E07000234
E01000003,East 3,E01000031,East B,S,E07000234
E01000003,East 3,E01000032,East C,S,E07000234
E01000004,East 4,E01000004,East 4,U,E07000234
E01000099,Elsewhere,E01000099,Elsewhere,U,E07000001
"""

STOP_HEADS = "service,body,stop,day,from,to,postcode\n"


@pytest.fixture
def place(connection: Connection, tmp_path: Path) -> Path:
    start(connection)
    frame = gpd.GeoDataFrame(
        {"LSOA11CD": [*CODES, "E01000098"], "LSOA11NM": [*(f"East {n}" for n in "1234"), "Far"]},
        geometry=[*(box(EAST + n * 100, NORTH, EAST + n * 100 + 100, NORTH + 100)
                    for n in range(4)), box(1000, 1000, 1100, 1100)], crs=27700)  # fmt: skip
    frame.to_file(tmp_path / "lsoa.geojson", driver="GeoJSON", engine="pyogrio")
    return tmp_path


def bring(
    connection: Connection, kind: PublishedKind, path: Path, text: str = "", **more: Any
) -> Loaded:
    if text:
        path.write_text(text, encoding="utf-8")
    asked = Loading(kind, [path], "Made up", date(2021, 3, 21), "tests", "none")
    return load(connection, replace(asked, **more), today=TODAY, by="tester")


def test_files_are_joined_across_boundary_changes_and_undone(
    connection: Connection, place: Path
) -> None:
    outlines = bring(connection, PublishedKind.OUTLINES, place / "lsoa.geojson")
    assert (outlines.read, outlines.kept, outlines.elsewhere) == (5, 4, 1)
    assert outlines.remarks == [{"code": "E01000098", "reason": "lies outside the county"}]
    people = "LSOA21CD,Age: Total,Aged 0 to 15 years,Aged 16 to 64 years,Aged 65 years and over\n"
    people += "E01000012,1000,100,700,200\nE01000031,300,30,210,60\nE01000032,500,0,400,100\n"
    people += 'E01000004,"1,200",1,2,3\nE01000099,9,9,9,9\n'
    with pytest.raises(FileRefused, match=r"E01000012|load the lookup between the two first"):
        bring(connection, PublishedKind.FIGURES, place / "early.csv", people.replace("04,", "05,"))
    lookup = bring(connection, PublishedKind.LOOKUP, place / "lookup.csv", LOOKUP)
    assert (lookup.kept, lookup.elsewhere, lookup.remarks) == (5, 1, [])
    told = bring(connection, PublishedKind.FIGURES, place / "people.csv", people)
    assert (told.read, told.elsewhere, told.remarks) == (5, 1, [])
    imd = "lsoa11cd,IMD_Decile\nE01000001,1\nE01000002,1\nE01000003,3\n"
    bring(connection, PublishedKind.FIGURES, place / "imd.csv", imd, edition="IMD 2019",
          published_on=date(2019, 9, 26))  # fmt: skip

    found = answers.small_areas(question(connection))
    areas = {one.code: one for one in found.areas}
    # Two areas of 2011 that became one: without postcodes nobody knows who lives in which.
    assert [areas[code].people for code in CODES] == [None, None, 800.0, 1200.0]
    assert [areas[code].imd_decile for code in CODES] == [1, 1, 3, None]
    assert (areas[CODES[2]].under_16, areas[CODES[2]].aged_65_up) == (30.0, 160.0)
    assert areas[CODES[3]].point_basis == "middle of the outline"
    lost = {(one.code, one.measure): one.reason for one in found.lacking}
    assert "no postcodes are loaded" in lost[CODES[0], "population"]
    assert lost[CODES[3], "imd_decile"] == "the file has no figure for it"
    assert found.editions["imd_decile"] == "IMD 2019" and found.synthetic

    with gzip.open(place / "zz.csv.gz", "wt") as handle:
        for at, east in enumerate((10, 110, 120, 130, 210)):
            handle.write(f"ZZ1 1A{'ABDEF'[at]},10,{EAST + east:.0f},{NORTH + 20:.0f}\n")
        handle.write("ZZ1 1AG,90,0,0\nZZ9 9ZZ,10,1000,1000\n")
    points = bring(connection, PublishedKind.POSTCODES, place / "zz.csv.gz")
    assert (points.read, points.kept, points.elsewhere) == (7, 5, 1)
    assert points.remarks == [{"code": "ZZ1 1AG", "reason": "has no point"}]
    found = answers.small_areas(question(connection))
    areas = {one.code: one for one in found.areas}
    # Shared out by postcodes, one to three, and said to be an estimate; nobody is lost.
    assert [areas[code].people for code in CODES] == [250.0, 750.0, 800.0, 1200.0]
    assert [areas[code].shared_out for code in CODES] == [True, True, False, False]
    assert found.people == 3000.0 and areas[CODES[1]].point_basis == "mean of postcodes"
    assert areas[CODES[1]].easting == EAST + 120

    newer = "lsoa21_code,IMD_decile\nE01000012,4\nE01000031,2\nE01000032,5\nE01000004,9\n"
    later = bring(connection, PublishedKind.FIGURES, place / "imd25.csv", newer,
                  edition="IMD 2025", published_on=date(2025, 10, 30))  # fmt: skip
    found = answers.small_areas(question(connection))
    assert [one.imd_decile for one in found.areas] == [4, 4, None, 9]
    assert "made of areas that have 2 and 5" in {one.reason for one in found.lacking}
    with pytest.raises(Conflict, match="loaded already"):
        bring(connection, PublishedKind.FIGURES, place / "imd25.csv", edition="IMD 2025")
    withdraw(connection, later.published_file_id, today=TODAY, by="tester", reason="a mistake")
    found = answers.small_areas(question(connection))
    assert [one.imd_decile for one in found.areas] == [1, 1, 3, None]
    with pytest.raises(Conflict, match="undone already"):
        withdraw(connection, later.published_file_id, today=TODAY, by="tester", reason="again")
    assert [one.undone_reason for one in answers.files(question(connection), every=True)
            if one.undone_on] == ["a mistake"]  # fmt: skip


BAD = [
    (PublishedKind.FIGURES, "name,people\nEast,3\n", "no column of codes of small areas"),
    (PublishedKind.FIGURES, "LSOA21CD,colour\nE01000001,red\n", "No column of .* is recognised"),
    (PublishedKind.FIGURES, "LSOA21CD,population\nS01000001,3\n", "areas of Scotland; this county"),
    (PublishedKind.FIGURES, "LSOA21CD,population\nE01000077,3\n", "names none of this county's 4"),
    (PublishedKind.FIGURES, "LSOA21CD,population\nE01000001,many\n", "row 2, “population”: “many”"),
    (PublishedKind.FIGURES, "LSOA21CD,population\nE01000001,-4\n", "-4 cannot be"),
    (PublishedKind.FIGURES, "LSOA21CD,IMD_Decile\nE01000001,11\n", "from 1 to 10, not 11"),
    (PublishedKind.FIGURES, "LSOA21CD,population\nE01000001,1\nE01000001,2\n", "rows 2 and 3"),
    (PublishedKind.FIGURES, "LSOA21CD,population\n", "holds no rows"),
    (PublishedKind.LOOKUP, "LSOA11CD,x\nE01000001,3\n", "is no lookup"),
    (PublishedKind.LOOKUP, "LSOA11CD,LSOA21CD\nE01000091,E01000092\n", "none of this county's"),
    (PublishedKind.POSTCODES, "a,b,c\n1,2,3\n", "neither Code-Point Open nor a table"),
    (PublishedKind.POSTCODES, "ZZ1 1AA,10,east,3\n", "row 1: .* is no postcode with easting"),
    (PublishedKind.POSTCODES, "ZZ1 1AA,10,5,5\n", "None of the 1 postcodes lies in this county"),
    (PublishedKind.SPENDING, "body,colour\nA,1\n", "needs a column “body” and one of amounts"),
    (PublishedKind.SPENDING, "body,spend 2008/09\nA,many\n", "row 2: “A” with “many”"),
    (PublishedKind.SPENDING, "body,spend\nA,1\n", "Of which financial year"),
    (PublishedKind.STOPS, "service,body,stop,day\na,b,c,Monday\n", "no column from and to, post"),
    (
        PublishedKind.STOPS,
        f"{STOP_HEADS}Mobile library,A,Green,Someday,10:00,11:00,ZZ1 1AA\n",
        "row 2: “Someday” is no day",
    ),
    (
        PublishedKind.STOPS,
        f"{STOP_HEADS}Mobile library,A,Green,Monday,2:00,3:00,ZZ1 1AA\n",
        "is 2:00 in the afternoon",
    ),
    (
        PublishedKind.STOPS,
        f"{STOP_HEADS}Mobile library,A,Green,Monday,12pm,11am,ZZ1 1AA\n",
        "would leave at 11:00",
    ),
    (
        PublishedKind.STOPS,
        f"{STOP_HEADS}Mobile library,A,,Monday,10am,11am,ZZ1 1AA\n",
        "stop is empty",
    ),
    (
        PublishedKind.STOPS,
        f"{STOP_HEADS}Mobile library,A,Green,Monday,10am,11am,nowhere\n",
        "“nowhere” is no postcode",
    ),
    (
        PublishedKind.STOPS,
        f"{STOP_HEADS}Mobile library,A,Green,Monday,10am,11am,ZZ9 9ZZ\n",
        "no stop in this county's box whose place is known",
    ),
    (PublishedKind.OUTLINES, "", "There is no file|is no"),
]


def test_a_newer_edition_counts_and_says_so_and_the_same_file_is_no_second(
    connection: Connection, place: Path
) -> None:
    bring(connection, PublishedKind.OUTLINES, place / "lsoa.geojson")
    text = f"postcode,easting,northing\nZZ1 1AA,{EAST + 150},{NORTH + 50}\n"
    first = bring(connection, PublishedKind.POSTCODES, place / "a.csv", text, edition="New")
    assert first.beside is None
    moved = text.replace(f"{EAST + 150}", f"{EAST + 50}")
    older = bring(connection, PublishedKind.POSTCODES, place / "b.csv", moved, edition="Old",
                  published_on=date(2020, 1, 1))  # fmt: skip
    assert older.beside is not None and "is newer" in older.beside

    def beneath() -> list[str]:
        spots = postcode_positions.several(connection, ["ZZ11AA"])
        assert postcode_positions.loaded(connection, "ZZ11AA") == spots["ZZ11AA"]
        return [row["code"] for row in query.area_rows(connection) if row["postcodes"]]

    assert beneath() == [CODES[1]]
    assert postcode_positions.loaded(connection, "ZZ11AA") == (EAST + 150, NORTH + 50)
    newer = bring(connection, PublishedKind.POSTCODES, place / "c.csv", moved + "ZZ1 1AB,1,1\n",
                  edition="Newest", published_on=date(2022, 1, 1))  # fmt: skip
    assert newer.beside is not None and "this one counts from now on" in newer.beside
    assert beneath() == [CODES[0]]
    again = Loading(PublishedKind.POSTCODES, [place / "c.csv"], "Called otherwise",
                    date(2022, 1, 1), "tests", "none")  # fmt: skip
    with pytest.raises(Conflict, match="loaded already, as “Newest” of 2022-01-01"):
        load(connection, again, today=TODAY, by="tester")
    with pytest.raises(Conflict, match="loaded already"):
        looked_at(connection, again, today=TODAY)


def test_a_made_up_county_is_of_no_country() -> None:
    assert [bringing.country_of(one) for one in ("SYN-LS0001", "E01000001", "S01000001")] == [
        "a made-up county", "England", "Scotland",
    ]  # fmt: skip


def test_outlines_of_nothing_are_told_so(tmp_path: Path) -> None:
    file = tmp_path / "none.geojson"
    file.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(FileRefused, match="holds no outlines"):
        bringing.outlines([file], Envelope(300_000, 200_000, 500_000, 400_000))


def test_bad_files_are_refused_whole_and_leave_nothing(connection: Connection, place: Path) -> None:
    with pytest.raises(FileRefused, match="Load their outlines first"):
        bring(
            connection, PublishedKind.FIGURES, place / "x.csv", "LSOA21CD,population\nE01000001,1\n"
        )
    with pytest.raises(FileRefused, match="name its districts"):
        bring(connection, PublishedKind.LOOKUP, place / "x.csv", LOOKUP)
    bring(connection, PublishedKind.OUTLINES, place / "lsoa.geojson")
    before = connection.execute(select(func.count()).select_from(t.published_file)).scalar_one()
    for kind, text, words in BAD:
        with pytest.raises(FileRefused, match=words):
            bring(connection, kind, place / ("bad.csv" if text else "none.csv"), text)
    for more in ({"edition": " "}, {"published_on": date(2031, 1, 1)}, {"licence": ""}):
        with pytest.raises(BadQuestion):
            fine = "LSOA21CD,population\nE01000001,1\n"
            bring(connection, PublishedKind.FIGURES, place / "x.csv", fine, **more)
    (place / "binary.csv").write_bytes(b"PK\x03\x04\x00\x00")
    with pytest.raises(FileRefused, match="damaged or locked: fetch it again"):
        bring(connection, PublishedKind.FIGURES, place / "binary.csv")
    (place / "cut.csv.gz").write_bytes(gzip.compress(b"ZZ1 1AA,10,1,1\n" * 99)[:40])
    with pytest.raises(FileRefused, match="cannot be unpacked"):
        bring(connection, PublishedKind.POSTCODES, place / "cut.csv.gz")
    after = connection.execute(select(func.count()).select_from(t.published_file)).scalar_one()
    assert after == before


def test_a_lookup_alone_makes_the_areas_of_its_districts(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, PublishedKind.LOOKUP, tmp_path / "lookup.csv", LOOKUP,
          districts={"E07000234"})  # fmt: skip
    points = "LSOA21CD,x,y,Population\n" + "".join(
        f"{code},{EAST},{NORTH},10\n" for code in ("E01000012", "E01000031", "E01000032")
    )
    told = bring(connection, PublishedKind.FIGURES, tmp_path / "points.csv", points)
    assert told.remarks == [{"code": "E01000004", "reason": "not in the file"}]
    found = answers.residents(question(connection))
    assert list(found.areas.index) == ["E01000004", "E01000012", "E01000031", "E01000032"]
    assert found.areas["people"].sum() == 30
    assert list(found.areas["point_basis"].dropna().unique()) == ["published centroid"]
    assert ("E01000004", None) in {(one.code, one.measure) for one in found.missing}


def test_ages_years_and_redrawn_areas_are_read_for_what_they_are() -> None:
    assert age_band("Females: Aged 5 to 9") is None and age_band("Aged 100 years and over")
    assert financial_year_of("spend_gbp_000_2008_09", "f") == "2008/09"
    with pytest.raises(FileRefused):
        financial_year_of("spend 2008/11", "f")
    redrawn = Lookup([("A", "C"), ("A", "D"), ("B", "C"), ("B", "D")])
    found = join(
        ["C", "D"], {"A": 1.0, "B": 2.0}, AreaMeasure.POPULATION, redrawn, {"C": 1, "D": 1}
    )
    assert not found.values and {one.reason for one in found.missing} == {"redrawn out of A and B"}
    assert issubclass(FileRefused, EstateError)


def test_the_55_lines_of_2010_load_and_sum_to_the_pound(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    lines = [f'"{body}",{amount}' for body, amount in LINES]
    text = "\n".join(["body,spend_gbp_000_2008_09", *lines, '"Testshire CC",12.5'])
    told = bring(connection, PublishedKind.SPENDING, tmp_path / "spend.csv", text)
    assert (told.kept, len(told.remarks)) == (56, 56)
    organisations = {row["organisation_code"] for row in query.spending(connection)}
    assert organisations == {None}
    withdraw(connection, told.published_file_id, today=TODAY, by="t", reason="one too many")
    tied = "\n".join(["body,Spending £m", '"TCC",12.5', *lines[:1]])
    bring(connection, PublishedKind.SPENDING, tmp_path / "tied.csv", tied,
          financial_year="2025/26")  # fmt: skip
    first = query.spending(connection)[0]
    assert (first["organisation_code"], first["amount_gbp"]) == ("T-CC", 12_500_000)
    assert first["financial_year"] == "2025/26"
    text = "\n".join(["body,spend_gbp_000_2008_09", *lines])
    bring(connection, PublishedKind.SPENDING, tmp_path / "spend.csv", text,
          published_on=date(2026, 7, 1))  # fmt: skip
    found = purse(question(connection, PUBLIC))
    assert (len(found.lines), found.total_gbp) == (55, 4_020_936_000.0)
    assert found.lines[0].financial_year == "2008/09" and found.by_service is None
    council = next(one for one in found.lines if one.body == "Worcestershire County Council")
    assert round(council.share_of_total, 3) == 0.237  # "only about 25 %", 2010


def test_stops_of_mobile_services_come_in_with_their_days_and_are_undone(
    connection: Connection, place: Path
) -> None:
    def stops() -> dict[tuple[str, str], mobile.MobileStop]:
        told = mobile.stops(question(connection, PUBLIC))
        return {(one.service, one.stop): one for one in told}

    bring(connection, PublishedKind.OUTLINES, place / "lsoa.geojson")
    bring(connection, PublishedKind.POSTCODES, place / "p.csv",
          f"postcode,easting,northing\nZZ1 1AA,{EAST + 150},{NORTH + 50}\n")  # fmt: skip
    heads = "Service,Operator,Stop name,Days,Time,How often,Postcode,Easting,Northing\n"
    text = heads + (
        "Mobile library,A council,Green,Tue & Thurs,10.00am - 12 noon,Fortnightly,ZZ1 1AA,,\n"
        f"Mobile library,A council,Shops,1st and 3rd Friday,14:00 to 3.30pm,,,{EAST + 20},"
        f"{NORTH + 20}\n"
        f"Health bus,A trust,Green,Monday,0900-1000,weekly,,{EAST + 20},{NORTH + 20}\n"
        "Play bus,A trust,Elsewhere,Monday,9am-10am,,,1000,1000\n"
        "Play bus,A trust,Lost,Monday,9am-10am,,ZZ9 9ZZ,,\n"
        f"Play bus,A trust,Found,Monday,9am-10am,in term time,,{EAST + 320},{NORTH + 20}\n"
    )
    told = bring(connection, PublishedKind.STOPS, place / "stops.csv", text)
    assert (told.read, told.kept, told.elsewhere) == (6, 5, 1)
    reasons = {one["code"]: one["reason"] for one in told.remarks}
    assert "place is not known" in reasons["Lost"]
    assert "counts in no gap" in reasons["Play bus"] and "no organisation" in reasons["A council"]
    found = stops()
    green = found["Mobile library", "Green"]
    assert green.when == (
        "Tuesdays, 10:00 to 12:00, every 2 weeks; Thursdays, 10:00 to 12:00, every 2 weeks"
    )
    assert (green.area_code, green.easting, green.function.code) == (CODES[1], EAST + 150,
                                                                    "library")  # fmt: skip
    shops = found["Mobile library", "Shops"]
    assert shops.when == "1st and 3rd Friday of the month, 14:00 to 15:30"
    assert found["Play bus", "Found"].visits[0].how_often == "in term time"
    # A newer timetable of the library takes the place of the whole old one; the bus stays.
    newer = heads + f"Mobile library,A council,Inn,Monday,10:00-11:00,,,{EAST + 20},{NORTH + 20}\n"
    later = bring(connection, PublishedKind.STOPS, place / "newer.csv", newer,
                  published_on=date(2022, 3, 21))  # fmt: skip
    assert {name[1] for name in stops() if name[0] == "Mobile library"} == {"Inn"}
    assert len(stops()) == 3
    withdraw(connection, later.published_file_id, today=TODAY, by="tester", reason="a slip")
    assert stops() == found
    withdraw(connection, told.published_file_id, today=TODAY, by="tester", reason="a slip")
    assert stops() == {}


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("Mon-Fri", "mon tue wed thu fri"),
        ("Monday to Wednesday", "mon tue wed"),
        ("Sat – Mon", "sat sun mon"),
        ("Mon, Wed-Fri", "mon wed thu fri"),
        ("weekdays", "mon tue wed thu fri"),
        ("Mon/Wed & Fri", "mon wed fri"),
    ],
)
def test_days_from_one_to_another_are_all_of_them(said: str, days: str) -> None:
    assert [one.value[:3] for one in stop_file.days_of(said)[0]] == days.split()


@pytest.mark.parametrize(
    "said", ["", "-", "Mon-", "- Mon", "1st - 3rd Tuesday", "not Monday", "Monday" + " " * 200]
)
def test_days_that_cannot_be_read_are_refused_and_never_guessed(said: str) -> None:
    with pytest.raises(FileRefused, match="no day such as Tuesday"):
        stop_file.days_of(said)


def test_the_first_and_the_third_tuesday_may_stand_in_a_row_each(
    connection: Connection, place: Path
) -> None:
    row = (
        "Mobile library,A council,Green,{} Tuesday,10:00-11:00,{}," + f"{EAST + 20},{NORTH + 20}\n"
    )
    heads = "Service,Operator,Stop,Day,Time,How often,Easting,Northing\n"
    text = heads + row.format("1st", "") + row.format("3rd", "") + row.format("", "bi-weekly")
    bring(connection, PublishedKind.STOPS, place / "stops.csv", text)
    found = mobile.stops(question(connection, PUBLIC))[0]
    # “Bi-weekly” may be twice a week or every two weeks: it stands as written.
    assert {one.how_often for one in found.visits} == {
        "1st in the month", "3rd in the month", "bi-weekly"
    }  # fmt: skip
    with pytest.raises(FileRefused, match="row 5: the same visit stands in row 2"):
        bring(connection, PublishedKind.STOPS, place / "twice.csv", text + row.format("1st", ""))


def test_tables_are_read_as_their_publishers_write_them(
    connection: Connection, place: Path
) -> None:
    """Titles above and notes beneath (Nomis), semicolons, tabs: the same figures come of each."""
    bring(connection, PublishedKind.OUTLINES, place / "lsoa.geojson")
    heads = ["2021 super output area", "mnemonic", "Total: All usual residents"]
    rows = [[f"East {n}", code, str(100 + n)] for n, code in enumerate(CODES)]
    for number, mark in enumerate((",", ";", "\t")):
        lines = [mark.join(f'"{cell}"' for cell in row) for row in (heads, *rows)]
        nomis = '"TS001 - Usual residents"\n"ONS Crown Copyright"\n\n"date","2021"\n\n'
        notes = '\n\n"In order to protect against disclosure, records have been swapped"\n'
        text = nomis + "\n".join(lines) + notes if mark == "," else "\n".join(lines)
        told = bring(connection, PublishedKind.FIGURES, place / f"{number}.csv", text,
                     edition=f"E{number}")  # fmt: skip
        assert (told.kept, told.remarks) == (4, [])
        people = {one.code: one.people for one in answers.small_areas(question(connection)).areas}
        assert people == dict(zip(CODES, (100, 101, 102, 103), strict=True))
    # A row with nothing but its code is no note: it is told.
    bare = (
        "code,colour,population\n"
        + "".join(f"{one},a,5\n" for one in CODES[:3])
        + f"{CODES[3]},,\n"
    )
    told = bring(connection, PublishedKind.FIGURES, place / "bare.csv", bare, edition="bare")
    assert told.remarks == [{"code": CODES[3], "reason": "no figure for population"}]
    output = "OA21CD,population\n" + "".join(f"E0000000{n},5\n" for n in range(4))
    with pytest.raises(FileRefused, match="holds output areas; this county's small areas are LSOA"):
        bring(connection, PublishedKind.FIGURES, place / "oa.csv", output)


def test_output_areas_and_the_lsoas_of_another_year_do_not_stand_in_each_others_way() -> None:
    """Both lookups are loaded: from output areas to LSOAs, and from the LSOAs of 2011."""
    lookup = Lookup(
        [
            ("E00000001", "E01000012"), ("E00000002", "E01000012"),
            ("E01000001", "E01000012"), ("E01000002", "E01000012"),
            ("E00000003", "E01000004"), ("E01000004", "E01000004"),
        ]
    )  # fmt: skip
    lsoas = ["E01000012", "E01000004"]
    people = {"E00000001": 300, "E00000002": 200, "E00000003": 90}
    found = join(lsoas, people, AreaMeasure.POPULATION, lookup, {})
    assert (found.values, found.missing) == ({"E01000012": 500, "E01000004": 90}, ())
    deciles = {"E01000001": 3, "E01000002": 3, "E01000004": 7}
    found = join(lsoas, deciles, AreaMeasure.IMD_DECILE, lookup, {})
    assert (found.values, found.missing) == ({"E01000012": 3, "E01000004": 7}, ())
    outputs = [*people]
    of_lsoas = {"E01000012": 500, "E01000004": 90}
    shared = join(outputs, of_lsoas, AreaMeasure.POPULATION, lookup,
                  {"E00000001": 3, "E00000002": 1, "E00000003": 2})  # fmt: skip
    assert shared.values == {"E00000001": 375, "E00000002": 125, "E00000003": 90}
    of_lsoas = {"E01000012": 2, "E01000004": 9}
    found = join(outputs, of_lsoas, AreaMeasure.IMD_DECILE, lookup, {})
    assert found.values == {"E00000001": 2, "E00000002": 2, "E00000003": 9}
