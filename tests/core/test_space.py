"""Needs by space standards: each parameter's sense, a second calculation, ranges, what changes."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.assumptions import AssumptionSet, named
from estate.capacity import county_standard, needs, staff
from estate.errors import BadQuestion
from estate.space.need_by_standard import NAMES, TERMS, SpaceStandard
from estate.space.standard_files import HEADINGS, read, written
from estate.space.words import Standing
from estate.space.worth_of_needs import change, need_ranges, needs_otherwise, space_by_property
from tests.core.county import county
from tests.core.factories import estate, occupations, organisations, properties

NOW = AssumptionSet()
OF_2007 = named("2026-11")
OWN = {"standard_from": pd.Timestamp("2026-04-01"), "m2_per_desk": 6.0, "desks_per_post": 0.7,
       "mobile_attendance": 0.5, "meeting_m2_per_desk": 2.0, "storage_m2_per_desk": 0.5,
       "counter_m2": 20.0}  # fmt: skip
terms = {name: st.floats(term.low, term.high) for name, term in TERMS.items()}


@given(st.fixed_dictionaries(terms), st.sampled_from(NAMES), st.floats(0, 1), st.floats(0, 500))
def test_a_need_never_falls_when_a_figure_of_the_standard_rises(
    told: dict[str, float], name: str, mobile: float, posts: float
) -> None:
    low, high = sorted((told[name], TERMS[name].high))
    one, other = SpaceStandard(**told | {name: low}), SpaceStandard(**told | {name: high})
    for counter in (True, False):
        before = one.need_m2(posts, mobile, counter=counter)
        assert other.need_m2(posts, mobile, counter=counter) >= before - 1e-9
        assert one.need_m2(posts + 1, mobile, counter=counter) > before
        more = one.need_m2(posts, min(1.0, mobile + 0.1), counter=counter)
        assert more <= before + 1e-9  # more of the posts mobile, no more space


def by_hand(row: dict, bodies: dict[str, dict], flat: bool) -> float | None:
    """The same need, worked out cell by cell with plain numbers."""
    body = bodies.get(row["organisation"], {})
    posts, desks = row["fte"], row["desks"]
    if posts is None and desks is None:
        return row["need_m2"] if row["need_basis"] else None
    own_flat, dated = body.get("m2_per_fte"), body.get("standard_from") is not None
    if flat or (not dated and own_flat):
        return posts * (own_flat or 12) if posts is not None else desks * 10
    s = body if dated else {"m2_per_desk": 7, "meeting_m2_per_desk": 2, "storage_m2_per_desk": 1,
                            "desks_per_post": 0.8, "mobile_attendance": 0.6,
                            "counter_m2": 15}  # fmt: skip
    if posts is not None:
        away = (row["mobile_share"] or 0) * (1 - s["mobile_attendance"])
        desks = posts * s["desks_per_post"] * (1 - away)
    each = s["m2_per_desk"] + s["meeting_m2_per_desk"] + s["storage_m2_per_desk"]
    return desks * each + (s["counter_m2"] if row["user_function"] == "front_office" else 0)


def test_a_second_calculation_agrees_for_every_kind_of_row() -> None:
    bodies = [{"id": "SYN-A", **OWN}, {"id": "SYN-B"}, {"id": "SYN-C", "m2_per_fte": 10.0},
              {"id": "SYN-D", **OWN, "m2_per_fte": 14.0, "desks_per_post": 0.5}]  # fmt: skip
    rows = [
        {"property_id": "P1", "organisation": body["id"], "user_function": function, "fte": posts,
         "desks": desks, "mobile_share": mobile, "need_m2": 310.0 if basis else None,
         "need_basis": basis}
        for body in bodies for function in ("back_office", "front_office", "depot")
        for posts, desks, basis in ((84.0, None, "fte"), (33.3, 20.0, "fte"), (None, 17.0, "desks"),
                                    (None, None, "area"), (None, None, None))
        for mobile in (None, 0.0, 0.6)
    ]  # fmt: skip
    frame, known = occupations(*rows), organisations(*bodies)
    told = {str(one["id"]): one for one in bodies}
    for assumptions, flat in ((NOW, False), (OF_2007, True)):
        wanted = [by_hand(row, told, flat) for row in rows]
        found = needs(frame, known, assumptions)
        assert [None if pd.isna(one) else one for one in found] == pytest.approx(wanted)
    assert len(rows) == 180


def test_the_issues_own_example_in_words_and_numbers() -> None:
    bodies = organisations({"id": "SYN-CC", **OWN})
    row = occupations({"property_id": "P1", "organisation": "SYN-CC", "fte": 84.0})
    assert needs(row, bodies, NOW).tolist() == pytest.approx([84 * 0.7 * 8.5])
    standing = Standing.of(bodies.loc["SYN-CC"].to_dict(), NOW)
    assert standing.words("fte", 84.0) == (
        "by its occupier's own standard of 1 April 2026, 84 posts, 0.7 desks per post"
    )
    assert (
        standing.words("fte")
        == "by its occupier's own standard of 1 April 2026, 0.7 desks per post"
    )
    assert standing.words("area") == "the space used today"
    others = Standing.of({}, NOW)
    assert others.words("fte", 1) == "by the county's default of 2026, 1 post, 0.8 desks per post"
    assert (
        Standing.of(bodies.loc["SYN-CC"].to_dict(), OF_2007).words("fte")
        == "at 12 m² for each full-time post"
    )


def test_ranges_and_the_other_standard() -> None:
    bodies = organisations({"id": "SYN-A"}, {"id": "SYN-B", **OWN})
    rows = occupations(
        {"property_id": "P1", "fte": 100.0},
        {"property_id": "P1", "need_m2": 800.0, "need_basis": "fte", "exact": False},
        {"property_id": "P1", "organisation": "SYN-B", "fte": 100.0},
        {"property_id": "P1", "need_m2": 500.0, "need_basis": "area"},
    )
    need = needs(rows, bodies, NOW)
    assert need.tolist() == pytest.approx([800, 800, 595, 500])
    ends = need_ranges(rows, bodies, need, NOW)
    assert ends["low_m2"].tolist() == pytest.approx([640, 600, 535.5, 500])
    assert ends["high_m2"].tolist() == pytest.approx([1040, 1105, 654.5, 500])
    assert needs_otherwise(rows, bodies, need, NOW).tolist() == pytest.approx(
        [1200, 1200, 1200, 500]
    )
    flat = needs(rows, bodies, OF_2007)
    back = needs_otherwise(rows, bodies, flat, OF_2007)
    assert back.tolist()[::2] == pytest.approx([800, 595])


def test_staff_that_is_not_recorded_comes_from_the_standard_that_its_need_comes_from() -> None:
    bodies = organisations({"id": "SYN-A"}, {"id": "SYN-B", **OWN})
    rows = occupations(
        {
            "property_id": "P1",
            "need_m2": 815.0,
            "need_basis": "fte",
            "user_function": "front_office",
        },
        {"property_id": "P1", "need_m2": 360.0, "need_basis": "area"},
        {"property_id": "P1", "organisation": "SYN-B", "need_m2": 595.0, "need_basis": "fte"},
    )
    found = staff(rows, bodies, needs(rows, bodies, NOW), NOW)
    assert found.tolist() == pytest.approx([100, 30, 100])


def test_what_a_new_standard_changes_is_told_before_and_after() -> None:
    held = estate(
        properties=properties({"id": "P1", "nia_m2": 2000.0}, {"id": "P2", "nia_m2": 900.0}),
        occupations=occupations(
            {"property_id": "P1", "fte": 100.0}, {"property_id": "P2", "need_basis": "area"},
            {"property_id": "P2", "organisation": "SYN-B", "fte": 10.0},
        ),
    )  # fmt: skip
    new = SpaceStandard(**{name: float(str(OWN[name])) for name in NAMES})
    found = change(held, "SYN-A", new, date(2026, 4, 1), NOW)
    assert (found.occupations, found.before_m2) == (1, 800.0)
    assert found.after_m2 == pytest.approx(595)
    assert found.places.loc["P1"].tolist() == pytest.approx([800, 595, 1200, 1405])
    assert list(found.places.index) == ["P1"]


def test_space_of_a_whole_county_adds_up_under_both() -> None:
    held = county(seed=3)
    for assumptions in (NOW, OF_2007):
        found = space_by_property(held, assumptions)
        known = found[found["need_m2"].notna()]
        assert len(known) > 20
        assert (known["need_low_m2"] <= known["need_m2"] + 1e-6).all()
        assert (known["need_high_m2"] >= known["need_m2"] - 1e-6).all()
        assert (found["spare_m2"].dropna() >= 0).all()


def test_a_file_is_read_back_as_it_was_written_and_a_bad_one_is_refused_whole() -> None:
    figures = {name: f"{float(str(OWN[name])):.3f}" for name in NAMES}
    row = figures | {"organisation_code": "SYN-A", "valid_from": date(2026, 4, 1),
                     "source": "Cabinet, item 4"}  # fmt: skip
    body = written([row])
    (facts,) = read(body)
    assert facts.organisation_code == "SYN-A" and facts.valid_from == date(2026, 4, 1)
    assert facts.standard.whole_m2_per_desk == 8.5 and facts.source == "Cabinet, item 4"
    text = body.decode("utf-8-sig")
    bad = {
        "Attendance of mobile posts: 7 must lie between 0 and 1": text.replace(",0.5,2,", ",7,2,"),
        "Row 2, “Valid from”": text.replace("2026-04-01", "soon"),
        "no column “Source”": text.replace("Source", "Where from"),
        "Row 2, “Source”": text.replace('"Cabinet, item 4"', ""),
    }
    for told, file in bad.items():
        with pytest.raises(BadQuestion, match=told):
            read(file.encode())
    assert len(HEADINGS) == 9


def test_the_county_default_is_the_eight_square_metres_that_its_sources_give() -> None:
    county_default = county_standard(NOW)
    assert county_default.whole_m2_per_desk == 10
    assert county_default.need_m2(1, 0, counter=False) == 8
