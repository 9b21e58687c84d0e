"""Published tables in their publishers' own layouts: read rightly, or refused in a sentence.

What each case holds is made up; how it is laid out is not (Nomis, the indices of deprivation,
Code-Point Open, ONSPD, lists of spending).
"""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.published import bringing, names, postcodes, spending

CODES = [f"E0109900{number}" for number in range(1, 5)]
BOX = Envelope(484_000, 297_000, 506_000, 319_000)
NOMIS = (
    '"{title}"\n"Crown Copyright"\n\n"Population :","{of}"\n"Units      :","{units}"\n'
    '"date","2021"\n\n'
)
PEOPLE = NOMIS.format(title="TS007A - Age", of="All usual residents", units="Persons")
HOMES = NOMIS.format(title="TS003", of="All households", units="Households")
NOTE = '\n"In order to protect against disclosure of personal information, records are swapped."\n'
IMD = "Index of Multiple Deprivation (IMD) {} (where 1 is most deprived 10% of LSOAs)"
CPO = (
    '"LE156AA",10,486000,308500,"E92000001"\n"LE15 6AB",10,486100,308600,"E92000001"\n'
    '"LE157RA",90,0,0,"E92000001"\n'
)
CPO_HEADS = "PC,PQ,EA,NO,CY\r\nPostcode,Positional_quality_indicator,Eastings,Northings,Country\r\n"


def table(heads: str, *cells: str, codes: Sequence[str] = CODES) -> str:
    """A table whose rows hold a code and the same cells, or cells of each row by ``|``."""
    rows = [f"{code},{cells[at % len(cells)]}" for at, code in enumerate(codes)]
    return "\n".join([heads, *rows, ""])


def figures(path: Path) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for row in bringing.figures(path, CODES, {}, {}).rows:
        found.setdefault(row["measure"], []).append(float(row["value"]))
    return {measure: told for measure, told in found.items() if len(set(told)) == 1} or found


READ: dict[str, tuple[str | bytes, dict[str, float]]] = {
    "counts beside shares": (
        PEOPLE
        + "area,mnemonic,Total,,Aged 15 years and under,,Aged 65 years and over,\n"
        + ",,number,%,number,%,number,%\n"
        + "".join(f"x,{code},1000,100.0,300,30.0,200,20.0\n" for code in CODES)
        + NOTE,
        {"population": 1000, "under_16": 300, "aged_65_up": 200},
    ),
    "households under a bare total": (
        HOMES + "area,mnemonic,Total,One person\n" + "".join(f"x,{c},40,9\n" for c in CODES) + NOTE,
        {"households": 40},
    ),
    "code and name in one cell, headed by a year": (
        PEOPLE + '"area","2021"\n' + "".join(f'"{c} : Rutland 1",900\n' for c in CODES) + NOTE,
        {"population": 900},
    ),
    "a share before the count": (
        table("LSOA21CD,Population %,Population,65+ %,65+", "3.1,1000,20,200"),
        {"population": 1000, "aged_65_up": 200},
    ),
    "women and men apart": (
        table("LSOA 2021 Code,Total,F0 to 15,F16 to 64,F65 and over,M0 to 15,M65 and over",
              "1500,100,400,250,110,260"),
        {"population": 1500, "under_16": 210, "aged_65_up": 510},
    ),
    "single years to 90": (
        table("LSOA21CD,Total," + ",".join(map(str, range(91))), "910," + ",".join(["10"] * 91)),
        {"population": 910, "under_16": 160, "aged_65_up": 260},
    ),
    "totals and the district in the rows": (
        table("LSOA21CD,All usual residents", "7", codes=CODES) + "Total,28\nE06000017,28\n",
        {"population": 7},
    ),
    "headings of another hand": (
        table("lsoa21cd,IMD Rank,IMD Decile (1 = most deprived),IMD25 Score", "9,4,2.5"),
        {"imd_rank": 9, "imd_decile": 4, "imd_score": 2.5},
    ),
    "the denominators of the index are no census": (
        table(f"lsoa21cd,{IMD.format('Decile')},Dependent Children aged 0-15: mid 2022 "
              "(excluding prisoners)", "4,250"),
        {"imd_decile": 4},
    ),
    "Unicode text of a spreadsheet": (
        table("lsoa21cd,IMD Decile", "3").replace(",", "\t").encode("utf-16"), {"imd_decile": 3},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_figures_are_read_as_they_are_laid_out(case: str, tmp_path: Path) -> None:
    body, wanted = READ[case]
    path = tmp_path / "figures.csv"
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    assert {measure: told[0] for measure, told in figures(path).items()} == wanted


def test_deciles_in_words_and_marks_of_suppression(tmp_path: Path) -> None:
    path = tmp_path / "imd.csv"
    path.write_text(table("lsoa11cd,IMD Decile", "1 (most deprived)", "[c]", "Decile 9", ".."))
    found = bringing.figures(path, CODES, {}, {})
    assert [(row["code"], row["value"]) for row in found.rows] == [(CODES[0], 1), (CODES[2], 9)]
    assert [one["code"] for one in found.remarks] == [CODES[1], CODES[3]]
    assert found.taken == ["imd_decile from “IMD Decile”"]


REFUSED = {
    "shares alone": (PEOPLE + table("area,Total", "100.0"), "is 100 in every area"),
    "a mean": (
        table("LSOA21CD,population", "12.5"),
        "is no count: people and households are whole",
    ),
    "a total of nobody knows what": (table("LSOA21CD,Total", "9"), "No column of .* is recognised"),
    "turned deciles": (
        table("LSOA21CD,IMD decile (10 is most deprived)", "9"),
        "here 10 is the most deprived",
    ),
    "another country": (
        table("code,WIMD decile", "9", codes=["W01000001", "W01000002"]),
        "holds areas of Wales; this county's are of England",
    ),
    "a page": ("<!DOCTYPE html>\n<html><body>Not found, sorry</body></html>", "is a web page"),
    "an answer of an interface": ('{"obs": [1, 2], "a": 3}', "is JSON, not a table"),
    "twice, under a title": (
        PEOPLE + table("code,b,population", "x,1", codes=[*CODES, CODES[0]]),
        "stands in rows 9 and 13",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_figures_are_refused_with_what_to_do(case: str, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(REFUSED[case][0], encoding="utf-8")
    with pytest.raises(FileRefused, match=REFUSED[case][1]):
        figures(path)


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    made = openpyxl.Workbook()
    for at, (name, rows) in enumerate(sheets.items()):
        sheet = made.worksheets[0] if at == 0 else made.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_workbooks_and_zips_are_opened_where_they_are(tmp_path: Path) -> None:
    heads = ["area", "mnemonic", "Total: All usual residents"]
    rows: list[list[object]] = [["TS001"], ["date", "2021"], ["Units", "Persons"], [], [*heads]]
    rows += [["x", code, 12] for code in CODES] + [[], ["Crown Copyright"]]
    book = workbook(tmp_path / "b.xlsx", {"Notes": [["A note"]], "Data": rows})
    assert figures(book) == {"population": [12.0] * 4}
    lsoa, output = table("code,Age: Total", "5"), table("code,Age: Total", "5", codes=["E00099001"])
    bulk = zipped(tmp_path / "b.zip", {"c-ts007-lsoa.csv": lsoa, "c-ts007-oa.csv": output})
    assert figures(bulk) == {"population": [5.0] * 4}
    two = zipped(tmp_path / "two.zip", {"a.csv": lsoa, "b.csv": output, "__MACOSX/._a.csv": "x"})
    with pytest.raises(FileRefused, match=r"2 tables; say which one with --layer: a\.csv, b\.csv"):
        figures(two)
    assert bringing.figures(two, CODES, {}, {}, "a.csv").read == 4
    (tmp_path / "cut.xlsx").write_bytes(book.read_bytes()[:2000])
    with pytest.raises(FileRefused, match="damaged or locked: fetch it again"):
        figures(tmp_path / "cut.xlsx")


def zipped(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def test_a_lookup_leads_from_the_older_year_whichever_stands_first(tmp_path: Path) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text(table("LSOA11CD,LSOA21CD", "E01099100", codes=CODES))
    first = bringing.lookup(path, CODES, ()).rows
    turned = ["LSOA21CD,LSOA11CD", *(f"E01099100,{code}" for code in CODES)]
    path.write_text("\n".join(turned))
    assert bringing.lookup(path, CODES, ()).rows == first
    path.write_text(
        "LSOA21CD,OA21CD\n" + "".join(f"{c},E0009900{n}\n" for n, c in enumerate(CODES))
    )
    assert bringing.lookup(path, CODES, ()).rows[0]["to_code"] == CODES[0]


def _cpo_zip(folder: Path) -> list[Path]:
    parts = {
        "Doc/Code-Point_Open_Column_Headers.csv": CPO_HEADS,
        "Data/CSV/le.csv": CPO,
        "Data/CSV/ze.csv": '"ZE1 0AA",10,447000,1141000,"S"\n',
    }
    return [zipped(folder / "codepo_gb.zip", parts)]


def _cpo_with_heads_beside(folder: Path) -> list[Path]:
    (folder / "heads.csv").write_text(CPO_HEADS)
    (folder / "le.csv").write_text(CPO)
    return [folder / "heads.csv", folder / "le.csv"]


def _cpo_headed(folder: Path) -> list[Path]:
    (folder / "le.csv").write_text(CPO_HEADS + CPO)
    return [folder / "le.csv"]


def _onspd(folder: Path) -> list[Path]:
    (folder / "o.csv").write_text(
        "pcd7,pcd8,pcds,dointr,doterm,east1m,north1m\n"
        "LE156AA,LE15 6AA,LE15 6AA,198001,,486000,308500\n"
        "LE156AB,LE15 6AB,LE15 6AB,198001,,486100,308600\nLE157RA,LE15 7RA,LE15 7RA,198001,,,\n"
        "LE156ZZ,LE15 6ZZ,LE15 6ZZ,198001,199606,486000,308500\n"
    )
    return [folder / "o.csv"]


@pytest.mark.parametrize("files", [_cpo_zip, _cpo_with_heads_beside, _cpo_headed, _onspd])
def test_postcodes_come_as_they_are_published(
    files: Callable[[Path], list[Path]], tmp_path: Path
) -> None:
    found = postcodes.postcodes(files(tmp_path), BOX)
    points = {row["postcode"]: (row["easting"], row["northing"]) for row in found.rows}
    assert points == {"LE15 6AA": (486_000, 308_500), "LE15 6AB": (486_100, 308_600)}
    reasons = {one["code"]: one["reason"] for one in found.remarks}
    ended = {"LE15 6ZZ": "has ended, so it is left out"} if files is _onspd else {}
    assert reasons == {"LE15 7RA": "has no point"} | ended


def test_postcodes_that_cannot_be_are_told(tmp_path: Path) -> None:
    path = tmp_path / "heads.csv"
    path.write_text(CPO_HEADS)
    with pytest.raises(FileRefused, match="holds headings and no postcodes"):
        postcodes.postcodes([path], BOX)
    path.write_text(CPO + '"LE15 6AA",10,490000,309000,"E"\n')
    assert "stands twice" in postcodes.postcodes([path], BOX).remarks[-1]["reason"]
    damaged = tmp_path / "cut.zip"
    damaged.write_bytes(_cpo_zip(tmp_path)[0].read_bytes()[:200])
    for read in (postcodes.postcodes, names.names):
        with pytest.raises(FileRefused, match="damaged or locked: fetch it again"):
            read([damaged], BOX)


SPEND = "A council,40\nPolice,12.5\nA trust,90\n"
SPENT = [40_000, 12_500, 90_000]
SPENDING = {
    "the unit in a title": ("Spending 2025/26\nAll figures in £000s\n\nBody,Spend\n" + SPEND),
    "the unit and the year in one title": "Spending 2025-26 (£k)\n\nBody,Spend\n" + SPEND,
    "totals": "Body,Spend 2025/26 £k\n" + SPEND.replace("A trust", "Sub-total,52.5\nA trust")
    + "Total,142.5\n",
    "a share first": "Body,% of spend,Spend 2025/26 £k\n" + SPEND.replace(",", ",28%,"),
    "two years": "Body,Spend 2024/25 £k,Spend 2025/26 £k\n" + SPEND.replace(",", ",1,"),
    "groups and blanks": "Body,Spend 2025/26 £k\nCouncils,\n" + SPEND + "A parish,n/a\n",
}  # fmt: skip


@pytest.mark.parametrize("case", SPENDING)
def test_spending_is_read_to_the_pound_without_totals(case: str, tmp_path: Path) -> None:
    path = tmp_path / "spend.csv"
    path.write_text(SPENDING[case], encoding="utf-8")
    found = spending.lines(path, "2025/26", {})
    assert [row["amount_gbp"] for row in found.rows] == SPENT
    assert "in £ thousand" in found.taken[0]
    if "year" not in case and "years" not in case:
        assert spending.lines(path, None, {}).rows == found.rows


SPENDING_REFUSED = {
    "Body,Spend £k\nA,5\nTotal,6\n": "“Total” is 6, but the lines above it add up to 5",
    "Body,Spend £k\nA,5\nReceipts,(2)\n": r"\(2\) cannot be what a body spends. Set income",
    "Body,Spend\nA,£5k\n": "the unit stands in the heading",
    "Body,Spend 2024/25 £k\nA,5\n": "holds amounts of 2024/25, not of 2025/26",
    "Body,% of spend\nA,5\n": "one of amounts",
    "Body,Spend £k\nA,\n": "no line with a body and an amount",
}


@pytest.mark.parametrize("text", SPENDING_REFUSED)
def test_bad_spending_is_refused_with_what_to_do(text: str, tmp_path: Path) -> None:
    path = tmp_path / "spend.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match=SPENDING_REFUSED[text]):
        spending.lines(path, "2025/26", {})


def test_a_unit_that_nothing_says_is_told(tmp_path: Path) -> None:
    path = tmp_path / "spend.csv"
    path.write_text("Body,Spend\nA,5\n")
    told = spending.lines(path, "2025/26", {}).remarks[0]
    assert told["reason"] == "neither the heading nor a line above says the unit: read as pounds"
