"""What moved between a case as kept and today, and options side by side: by hand-made rows."""

from datetime import date

import pytest

from estate.club import options_appraisal as appraisal
from estate.club import what_moved
from estate.club.kept_cases import (
    Assumed,
    Audience,
    Kept,
    Question,
    SetKept,
    canonical,
    digest,
    view_for,
    what_is_wrong,
)
from estate.club.sealed_record import Edition, Figure, InputKept

TODAY = date(2027, 4, 1)


def put(
    label: str,
    value: object,
    unit: str = "GBP a year",
    known_words: str = "supplied",
    assumptions: tuple[str, ...] = (),
) -> InputKept:
    return InputKept(assumptions, False, "actual", known_words, label, "", unit, value)


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        (put("Rent", 100), put("Rent", 120), "a cost changed in the register"),
        (put("Area", 90, "m²"), put("Area", 80, "m²"),
         "a property, use or lease changed in the register"),
        (put("Way out", "2027-03-31", ""), put("Way out", "2032-03-31", ""), "its day has passed"),
        (put("Way out", "2027-04-01", ""), put("Way out", "2032-03-31", ""),
         "a date in the register changed"),
        (put("Way out", "2027 Q1", ""), put("Way out", "2030 Q1", ""), "its day has passed"),
        (put("Way out", "2027 Q2", ""), put("Way out", "2030 Q1", ""),
         "a date in the register changed"),
        (put("Fit-out", "9 (8 to 10)", assumptions=("fit_out",)),
         put("Fit-out", "12 (10 to 14)", assumptions=("fit_out",)), "assumption changed: Fit-out"),
        (put("Rent", 100), put("Rent", 100, known_words="its band"), "known otherwise: its band"),
    ],
)  # fmt: skip
def test_why_an_input_moved(was, now, why) -> None:
    (row,) = what_moved.inputs_moved([was], [now], {"fit_out": "Fit-out"}, TODAY)
    assert row == what_moved.InputMoved(was.label, was.value, now.value, was.unit, why)
    assert what_moved.inputs_moved([was], [was], {"fit_out": "Fit-out"}, TODAY) == []


def test_an_input_that_comes_or_goes_is_told() -> None:
    rows = what_moved.inputs_moved([put("Rent", 1)], [put("Backlog", 2)], {}, TODAY)
    assert [(one.label, one.why) for one in rows] == [
        ("Rent", "no longer counted"), ("Backlog", "counted now, and not when it was kept"),
    ]  # fmt: skip


def test_assumptions_are_those_that_the_case_rests_on() -> None:
    def values(rate: float) -> list[Assumed]:
        return [assumed("rate", rate, "a year"), assumed("idle", rate),
                assumed("index", ["2026/27=100"])]  # fmt: skip

    moved = what_moved.assumptions_moved(values(0.03), values(0.04), ["rate", "index"])
    assert moved == [what_moved.AssumptionMoved("rate", 0.03, 0.04, "a year")]


def assumed(name: str, value: object, unit: str = "") -> Assumed:
    return Assumed(name=name, note=None, overridden=False, source="", unit=unit, value=value,
                   year=None)  # fmt: skip


def figure(key: str, value: float | None, low: float | None = None, high: float | None = None
           ) -> Figure:  # fmt: skip
    return Figure("", high, key, key, low, "GBP", value)


def test_figures_tell_their_difference_and_a_range_has_none() -> None:
    was = [figure("a", 10.5), figure("b", 1.0), figure("c", 4.0), figure("gone", 2.0)]
    now = [figure("a", 8.25), figure("b", 1.0), figure("c", None, low=-1.0, high=2.0)]
    rows = {one.key: one for one in what_moved.figures_moved(was, now, "the reason")}
    assert (rows["a"].difference, rows["a"].why) == (-2.25, "the reason")
    assert (rows["b"].moved, rows["b"].why, rows["b"].difference) == (False, "", 0.0)
    assert rows["c"].moved and rows["c"].difference is None
    assert rows["c"].now_range == [-1.0, 2.0]
    assert rows["gone"].moved and rows["gone"].now is None


def test_the_reasons_name_all_that_differs() -> None:
    then = what_moved.AskedOn(date(2026, 6, 1), "2026/27", "1", "a")
    now = what_moved.AskedOn(date(2027, 6, 1), "2027/28", "2", "b")
    inputs = [what_moved.InputMoved(name, 1, 2, "", "") for name in "abcde"]
    told = what_moved.reasons(["Rate"], inputs, then, now)
    assert told == (
        "assumptions changed: Rate; inputs changed: a, b, c and 2 more; prices of 2027/28, not of "
        "2026/27; worked out by version 2 of the program, not 1; minutes rest on another "
        "network; asked on 2027-06-01, not on 2026-06-01"
    )
    assert what_moved.reasons([], [], then, then) == "not known"


def option(
    letter: str, staying: float, price_base: str = "2026/27", unpriced: tuple[str, ...] = ("noise",)
) -> appraisal.Option:
    asked = Question(changes={}, guest_occupation_id="", guest_property_id="", host_property_id="")
    known = Kept(asked, 1, letter, TODAY, None, 1, "1", SetKept("", "", "", []), [])
    edition = Edition(
        case={}, energy=None, exact=True, explanation="", guest_name="", horizon_years=20,
        figures=[figure("club.npv", 5.0), figure("staying", staying)], host_name=None, inputs=[],
        moves=None, price_base=price_base, statement=[], unpriced=unpriced, used=[], yearly=[],
    )  # fmt: skip
    return appraisal.Option(letter, known, edition)


def test_staying_stands_at_nought_and_at_one_cost_only_where_it_is_one() -> None:
    same = appraisal.table([option("A", 7.0), option("B", 7.0)])
    assert [one.do_minimum for one in same] == [0.0, 7.0]
    other = appraisal.table([option("A", 7.0), option("B", 8.0)])
    assert [one.do_minimum for one in other] == [0.0, None]
    assert other[1].values == {"A": 7.0, "B": 8.0}
    both = [option("A", 7.0), option("B", 7.0, price_base="2027/28", unpriced=("noise", "shade"))]
    assert appraisal.unpriced(both) == [
        appraisal.Unpriced("noise", ["A", "B"]), appraisal.Unpriced("shade", ["B"]),
    ]  # fmt: skip
    (warning,) = appraisal.warnings(both)
    assert "different price bases" in warning and appraisal.warnings(both[:1]) == []


def test_the_fullest_view_that_a_reader_covers_is_theirs() -> None:
    club, own = Audience("club"), Audience("owner", "A")
    agreed = Audience("party", "A", ("B", "C"))
    views = {"views": [{"audience": {"kind": one.kind, "organisation": one.organisation,
                                     "parties": list(one.parties)}, "name": number}
                       for number, one in enumerate((club, own, agreed))]}  # fmt: skip
    chosen = {
        audience: (view_for(views, audience) or (None, {"name": None}))[1]["name"]
        for audience in (club, own, agreed, Audience("party", "A", ("B",)), Audience("owner", "B"),
                         Audience("party", "B", ("A",)))
    }  # fmt: skip
    assert list(chosen.values()) == [0, 1, 2, 1, 0, 0]
    assert view_for({"views": views["views"][1:]}, club) is None


def test_a_record_whose_hash_is_not_that_of_its_text_is_told_before_it_is_read() -> None:
    text = canonical({"a": 1})
    assert "no longer has the hash" in str(
        what_is_wrong({"sealed_text": text, "sha256": digest(text + " ")})
    )
