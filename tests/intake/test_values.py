"""Single values as people type them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import from_excel

from estate import codes
from estate.intake.cells import hints, values
from estate.intake.cells.financial_years import financial_year


@pytest.mark.parametrize(
    ("typed", "read"),
    [("£1,200.50", "1200.50"), ("1200", "1200"), (" 1 200 ", "1200"), ("(350)", "-350"),
     (12.5, "12.5"), (7, "7"), ("-3", "-3"), ("1.5E3", "1.5E3"), ("340 m²", "340"), (".5", "0.5")],
)  # fmt: skip
def test_numbers(typed: Any, read: str) -> None:
    assert values.number(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["12%", "1,2", "68,50", "twelve", "1.2.3", ".", "£", True,
                                   float("inf"), "1e"])  # fmt: skip
def test_what_is_no_number_is_not_read_as_one(typed: Any) -> None:
    with pytest.raises(ValueError):
        values.number(typed)


@pytest.mark.parametrize("typed", [None, "", "  ", "N/A", "n/a", "-", float("nan"), "NULL", "\xa0"])
@pytest.mark.parametrize("read", [values.number, values.day, values.yes_no, values.uprn,
                                  values.postcode, values.text, financial_year])  # fmt: skip
def test_blanks_are_blank(typed: Any, read: Callable[[Any], Any]) -> None:
    assert read(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["31/12/2031", "31-12-2031", "31.12.2031", "2031-12-31", "2031/12/31", "31 December 2031",
     "31 Dec 2031", "2031-12-31T00:00:00", "31/12/2031 00:00", datetime(2031, 12, 31),
     date(2031, 12, 31)],
)  # fmt: skip
def test_dates_are_day_first(typed: Any) -> None:
    assert values.day(typed) == date(2031, 12, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "12/31/2031",
        "December 2019",
        "end of 2019",
        "Q2 2027",
        "31/02/2020",
        "Mon 31 Dec 2019",
        "soon",
        "2031",
        "31/12",
        45000,
    ],
)
def test_what_is_no_date_is_not_read_as_one(typed: Any) -> None:
    with pytest.raises(ValueError):
        values.day(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("010012809147", 10012809147), (100121228178.0, 100121228178), (42, 42), ("42.0", 42)],
)
def test_uprns_lose_their_zeros_but_not_their_digits(typed: Any, read: int) -> None:
    assert values.uprn(typed) == read


@pytest.mark.parametrize("typed", ["1.00121E+11", "ABC", "0", "1234567890123", -5, 1.5])
def test_what_is_no_uprn(typed: Any) -> None:
    with pytest.raises(ValueError):
        values.uprn(typed)


@pytest.mark.parametrize(
    ("typed", "read"), [("gl50 1dy\n", "GL50 1DY"), ("WR11AA", "WR1 1AA"), ("GL50", "GL50")]
)
def test_postcodes(typed: str, read: str) -> None:
    assert values.postcode(typed) == read


@pytest.mark.parametrize(("typed", "read"), [("Yes", True), ("n", False), (1, True), ("0", False)])
def test_yes_and_no(typed: Any, read: bool) -> None:
    assert values.yes_no(typed) is read


@pytest.mark.parametrize("typed", ["2009/10", "2009-10", "2009/2010", "2009–10"])
def test_financial_years(typed: str) -> None:
    assert financial_year(typed) == "2009/10"


@pytest.mark.parametrize("typed", ["2009", "2009/11", "09/11", "10"])
def test_what_is_no_financial_year(typed: str) -> None:
    with pytest.raises(ValueError):
        financial_year(typed)


def test_years() -> None:
    typed = [1965, 1965.0, "1965", "c. 1965", "circa 1965", "12/05/1965", date(1965, 5, 12)]
    assert {values.calendar_year(one) for one in typed} == {1965}
    assert values.calendar_year("") is None
    for wrong in ("65", 31, "Pre 1919", "19655", 3000, True, "1965/66"):
        with pytest.raises(ValueError):
            values.calendar_year(wrong)


def test_a_year_in_a_cell_set_to_show_dates_is_no_year_of_1905() -> None:
    """A spreadsheet's 1000 to 2100 are days from September 1902 to September 1905."""
    for year in (1000, 1890, 1965, 2100):
        for cell in (from_excel(year), from_excel(year).date(), f"{from_excel(year):%d/%m/%Y}"):
            with pytest.raises(ValueError):
                values.calendar_year(cell)
    assert values.calendar_year(date(1902, 9, 25)) == 1902
    assert values.calendar_year(date(1905, 10, 1)) == 1905
    assert values.calendar_year("1904") == 1904


def test_codes_by_value_label_and_usual_word() -> None:
    for typed in ("office_admin", "Office (administration)", "OFFICE", "office/admin"):
        assert values.code(typed, codes.UseClass, "use_class") is codes.UseClass.OFFICE_ADMIN
    assert values.code("A+", codes.EnergyRating, "energy_rating") is codes.EnergyRating.A_PLUS
    assert values.code("A", codes.EnergyRating, "energy_rating") is codes.EnergyRating.A
    for word, grade in (("II*", "grade_ii_star"), ("II", "grade_ii"), ("Grade II* listed",
                        "grade_ii_star"), ("Grade 2", "grade_ii"), ("Yes", "listed")):  # fmt: skip
        assert values.code(word, codes.ListedGrade, "listed_grade") == grade
    assert values.code("possible change", codes.Rating, "rating") is codes.Rating.AMBER
    with pytest.raises(ValueError):
        values.code("Offic", codes.UseClass, "use_class")


@pytest.mark.parametrize("codes_of", [codes.UseClass, codes.TypeCode, codes.Tenure, codes.Status,
                                      codes.CostKind, codes.ServiceFunction])  # fmt: skip
def test_every_code_is_read_by_its_value_and_its_label(codes_of: Any) -> None:
    for member in codes_of:
        assert values.code(member.value, codes_of, "") is member
        assert values.code(codes.label(member), codes_of, "") is member


@given(st.one_of(st.text(), st.integers(), st.floats(), st.binary().map(repr), st.dates()))
def test_no_value_crashes_a_reader(value: Any) -> None:
    readers: list[Callable[[Any], Any]] = [
        values.text, values.number, values.whole, values.day, values.yes_no, values.uprn,
        values.postcode, financial_year, values.coordinate_pair,
    ]  # fmt: skip
    for read in readers:
        try:
            read(value)
        except (ValueError, OverflowError):
            continue


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31)))
def test_british_and_iso_dates_agree(day: date) -> None:
    assert values.day(f"{day:%d/%m/%Y}") == values.day(day.isoformat()) == day


@pytest.mark.parametrize(
    "typed",
    ["31.12.19", "December 31, 2019", "31st December 2019", "Tue 31 Dec 2019",
     "31/12/2019 10:30", "Tuesday, 31 December 2019", "31 Dec 2019 00:00:00",
     "end of December 2019", "End Dec 2019"],
)  # fmt: skip
def test_a_day_that_can_be_read_one_way_only_is_read(typed: str) -> None:
    assert values.day(typed) == date(2019, 12, 31)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [("12/31/2019", "the day before the month"), (43830, "it would be 31/12/2019"),
     ("43830.0", "it would be 31/12/2019"), ("2019/20", ""), ("Dec-19", ""),
     ("Q2 2027", "its last day"), ("2027 Q2", "its last day"),
     ("Quarter 3 of 2027", "its last day")],
)  # fmt: skip
def test_what_is_no_day_is_hinted_at_and_not_guessed(typed: object, hint: str) -> None:
    with pytest.raises(ValueError):
        values.day(typed)
    assert hint in hints.date_hint(typed) and bool(hint) == bool(hints.date_hint(typed))
