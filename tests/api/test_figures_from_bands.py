"""A sum that rests on bands or estimates is shown to two figures, wherever it stands."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.html.format import about, as_sure, estimate, pounds_range, short_estimate
from api.html.tables import Column
from estate.rounding import about_pounds, two_figures
from tests.api.test_figures_agree import rows_of

API = Path(__file__).parents[2] / "api"
#: Modules whose tables hold pounds to the pound, and why they may.
ON_RECORD = {
    "business_case/green_book_tables.py": "made as sure as the case is (page_model)",
    "business_case/page_model.py": "made as sure as the case is, in the same module",
    "county/page_model.py": "the county council's own table of 2010",
    "kept_cases/page_model.py": "a sealed case whose figures are all exact",
    "need/spending_tables.py": "spending as published",
    "opportunities/benefits_model.py": "what bodies have put on record",
    "opportunities/bid_model.py": "shares on record, and what the lead has typed",
    "opportunities/funding_model.py": "what is promised and paid",
    "opportunities/page_model.py": "what bodies have put on record, for parties",
    "properties/related_tables.py": "rents on record",
}
#: The same of templates: figures that are written to the pound.
IN_TEMPLATES = {"one.energy_works_gbp"}


@pytest.mark.parametrize(
    ("amount", "words", "short"),
    [
        (225_786, "£230,000", "£230k"),
        (53_312_000, "£53,000,000", "£53m"),
        (6_012_000, "£6,000,000", "£6.0m"),
        (996_000, "£1,000,000", "£1.0m"),
        (-39_632, "−£40,000", "−£40k"),
        (9_960, "£10,000", "£10k"),
        (12_500, "£13,000", "£13k"),
        (2_500, "£2,500", "£2.5k"),
        (1_540, "£1,500", "£1.5k"),
        (943, "£940", "£940"),
        (40, "£40", "£40"),
        (0, "£0", "£0"),
        (-0.2, "£0", "£0"),
    ],
)
def test_two_figures_are_all_that_is_said(amount: float, words: str, short: str) -> None:
    assert estimate(amount) == about(amount, False) == about_pounds(Decimal(str(amount))) == words
    assert short_estimate(amount) == short


def test_a_range_is_rough_and_a_single_figure_is_not() -> None:
    assert pounds_range(39_120_000, 51_240_000) == "£39m to £51m"
    assert pounds_range(35_475_000, 35_475_000) == "£35.5m"
    assert two_figures(225_786) == 230_000


def test_a_cell_of_estimates_is_rough_on_the_page_and_whole_in_the_file() -> None:
    column = Column("saving", "Saving", "estimate")
    assert column.is_number and column.words(113_234.4) == "£110,000"
    shown = as_sure(113_234.4, False)
    assert (shown, getattr(shown, "value", None)) == ("£110,000", 113_234.4)
    assert as_sure(113_234.4, True) == "£113,000" and as_sure(None, True) is None


def test_what_went_into_a_case_is_no_finer_than_its_reader_knows_it(club: TestClient) -> None:
    """Sums from bands; an assumption (£350 per m²) is exact, and the file has every pound."""
    found = club.get("/api/v1/candidates", params={"limit": 20}).json()["candidates"]
    page = next(one["scheme_page"] for one in found if one["scheme_page"])
    shown = club.get(page).text.split('id="table-inputs"')[1].split('class="table-foot"')[0]
    sums = re.findall(r"(£[\d,]+)(?: \([^)]*\))? (?:a year|once)</td>", shown)
    assert sums and all(significant(one) <= 2 for one in sums), sums
    assert "£350 (£200 to £600) per m²" in shown
    kept = " ".join(one["value"] for one in rows_of(club, f"{page}/inputs.csv"))
    assert any(significant(one) > 2 for one in re.findall(r"£[\d,]+(?= a year)", kept))


def test_a_case_at_less_space_is_one_click_away(club: TestClient) -> None:
    found = club.get("/api/v1/candidates", params={"limit": 20}).json()["candidates"]
    page = next(one["scheme_page"] for one in found if one["scheme_page"])
    asked = re.search(r'href="([^"]+/try\?mobility_factor=[\d.]+)">Try', club.get(page).text)
    assert asked
    tried = club.get(asked[1])
    assert tried.status_code == 200 and "Tried, not published." in tried.text


def test_pounds_to_the_pound_stand_only_where_they_are_on_record() -> None:
    """Whoever adds a column of pounds says here why it is exact, or makes it an estimate."""
    found = {
        path.relative_to(API).as_posix()
        for path in API.rglob("*.py")
        if re.search(r'Column\([^)]*"pounds"', path.read_text(encoding="utf-8"))
        or re.search(r'kind = "pounds"', path.read_text(encoding="utf-8"))
    }
    assert found == set(ON_RECORD)
    written = {
        name
        for path in (API / "html" / "pages").glob("*.html")
        for name in re.findall(r"([\w.]+) \| pounds\b", path.read_text(encoding="utf-8"))
    }
    assert written == IN_TEMPLATES


def significant(figure: str) -> int:
    """How many figures of ``£1,230,000`` say anything."""
    return len(re.sub(r"[^\d]", "", figure).strip("0"))


@pytest.mark.parametrize(
    ("page", "tables"),
    [
        (
            "/county",
            ("savings", "gap", "contracts", "bridge", "segments", "candidates", "could_fit"),
        ),
        ("/candidates", ("candidates",)),
        ("/opportunities/schedule", ("programme", "years", "areas")),
        ("/managing-bodies", ("managing-bodies", "together")),
        ("/towns/Evesham", ("candidates", "could_fit")),
    ],
)
def test_no_cell_that_rests_on_bands_is_finer(
    club: TestClient, page: str, tables: tuple[str, ...]
) -> None:
    shown = club.get(page).raise_for_status().text
    for name in tables:
        if f'id="table-{name}"' not in shown:
            continue
        block = shown.split(f'id="table-{name}"')[1].split('class="table-foot"')[0]
        cells = re.findall(r'class="is-number">(.*?)</t[dh]>', block, re.DOTALL)
        figures = [one for cell in cells for one in re.findall(r"£[\d,.]+", cell)]
        fine = [one for one in figures if significant(one) > 2]
        assert not fine, (page, name, fine)
    assert any(f'id="table-{name}"' in shown for name in tables)


def test_a_list_of_moves_gives_the_range_beside_the_middle(club: TestClient) -> None:
    shown = club.get("/candidates").text
    block = shown.split('id="table-candidates"')[1]
    assert re.search(r"£[\d,]+ \(−?£[\d,]+ to £[\d,]+\)", block)
    line = next(one for one in rows_of(club, "/county/candidates.csv") if one["saving_gbp_pa"])
    assert float(line["saving_low_gbp_pa"]) <= float(line["saving_gbp_pa"])
