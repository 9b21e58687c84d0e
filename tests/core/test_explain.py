"""Explanations: language rules, banding, sources."""

import json
import re
from dataclasses import asdict, replace

import pandas as pd
import pytest

from api.html.format import on_page
from estate.assumptions import DEFAULTS, named
from estate.codes import DISCLAIMER, UNDECIDED
from estate.colocation import checklist, explain, explained, find, with_ends
from estate.colocation.plain_language import fit_name, lint
from estate.space.host_conditions import HostAnswer, HostCondition

from ..reading import MOST_WORDS, ROOT, sentences, words
from .county import county
from .factories import TODAY, costs, estate, events, leases, occupations, properties

A = named("2026-11")


@pytest.mark.parametrize("reader", ["club", "party"])
def test_a_thousand_explanations_keep_the_language_rules(reader) -> None:
    world = county(450, seed=7, reader=reader)
    found = find(world, A, TODAY)
    sample = found.iloc[:: max(1, len(found) // 1000)]
    assert len(sample) >= 1000
    for told in explained(sample.to_dict("records"), world, A):
        assert lint(told.text) == [], told.text
        assert " could move to " in told.text
        assert told.text.endswith(UNDECIDED)
        assert [one for one in sentences(told.text) if len(words(one)) > MOST_WORDS] == []
        assert told.disclaimer == DISCLAIMER
        assert "nan" not in re.findall(r"[a-z]+", told.text.lower())
        assert "None" not in told.text and "NaT" not in told.text
        json.dumps([asdict(source) for source in told.sources])


def test_a_page_says_once_that_nothing_is_decided_and_a_file_each_time() -> None:
    row, world = example("club")
    text = explain(row, world, A).text
    assert on_page(text) == text[: -len(UNDECIDED) - 1] and on_page("As it is.") == "As it is."
    for name in ("kept_case", "parts", "scheme"):
        page = (ROOT / f"api/html/pages/{name}.html").read_text()
        assert re.findall(r"\{\{ \w+\.explanation\b(.*?) \}\}", page) == [" | on_page"]
    assert f'UNDECIDED = "{UNDECIDED}"' in (ROOT / "maps/static/candidates.js").read_text()


def example(reader: str):
    banded = reader != "club"
    world = estate(
        properties=properties(
            {"name": "Example House", "tenure": "leasehold", "availability_reason": "LEASE_EVENT",
             "exact": banded},
            {"organisation": "SYN-B", "name": "Other Hall", "northing": 271_100.0,
             "nia_m2": 810.0, "sharing": "green", "condition": None, "energy_rating": None,
             "exact": banded},
        ),
        occupations=occupations(
            {"property_id": "P1", "need_m2": 420.0, "service_function": "revs_bens",
             "fte": None if reader == "club" else 35, "exact": banded},
            {"property_id": "P2", "organisation": "SYN-B", "need_m2": 300.0, "exact": banded},
        ),
        leases=leases({"property_id": "P1", "expiry": "2033-09-30", "exact": banded}),
        lease_events=events(
            {"lease_id": "L1", "kind": "tenant_break", "date": "2028-09-30", "notice_months": 6}
        ),
        costs=costs(P1=67_300),
        reader=reader,
    )  # fmt: skip
    row = find(world, A, TODAY).query("guest_property_id == 'P1'").iloc[0]
    return row, world


def test_exact_words_for_the_parties() -> None:
    row, world = example("party")
    assert explain(row, world, A).text == (
        "Body A's back office (revenues and benefits) at Example House could move to "
        "Other Hall, managed by Body B. It needs 420 m² at 12 m² for each full-time post. "
        "Other Hall has about 510 m² to spare. "
        "It is about 5 minutes' walk away (estimated from a straight line). Timing: tenant break "
        "30 September 2028; act by 30 March 2027. "
        "Ratings: Example House availability amber (lease event), Other Hall sharing green. "
        "Indicative saving: £61,000 a year (£53,000 to £68,000) from 2028/29; 9% of the cost is "
        "estimated. Not known: condition and energy rating. This is for discussion; no decision "
        "has been taken."
    )


def test_room_is_told_with_the_range_that_the_needs_there_have() -> None:
    row, world = example("party")
    told = with_ends([dict(row)], world, A)[0]
    assert told["need_low_m2"] <= 420 <= told["need_high_m2"]
    assert told["spare_low_m2"] < 510 < told["spare_high_m2"]
    said = explain(told, world, A).text
    assert re.search(r"Other Hall has about 510 m² \(4\d0 to 6\d0 m²\) to spare\.", said)


def test_the_club_reads_bands_and_quarters_and_no_staff_number() -> None:
    row, world = example("club")
    text = explain(row, world, A).text
    assert "needs 400 m²" in text
    assert "about 500 m² to spare" in text
    assert "Jul–Sep 2028; act by Jan–Mar 2027" in text
    assert "£50k–£100k a year" in text
    for hidden in ("420", "510", "30 Sep", "£61,000", "35"):
        assert hidden not in text


def test_the_club_reads_bands_even_from_frames_that_hold_more() -> None:
    row, world = example("party")
    text = explain(row, replace(world, reader="club"), A).text
    assert "needs 400 m²" in text
    assert "30 Sep" not in text


def test_a_saving_begins_the_day_after_the_lease_not_in_its_last_year() -> None:
    row, world = example("party")
    ends = explain({**row, "exit_date": pd.Timestamp("2027-03-31")}, world, A).text
    assert "from 2027/28" in ends
    stays = explain({**row, "exit_date": pd.Timestamp("2027-03-30")}, world, A).text
    assert "from 2026/27" in stays


def test_an_owner_reads_the_days_of_its_own_lease_beside_the_bands_of_another() -> None:
    row, world = example("party")
    text = explain({**row, "exact": False, "dates_exact": True}, world, A).text
    assert "tenant break 30 September 2028; act by 30 March 2027" in text
    assert "£50k–£100k a year" in text


def test_every_number_leads_to_its_source() -> None:
    row, world = example("party")
    told = explain(row, world, A)
    assert [source.component for source in told.sources] == [
        "use", "capacity", "distance", "lease", "rag", "saving", "access", "condition",
    ]  # fmt: skip
    for source in told.sources:
        assert f"weight_{source.component}" in source.assumptions
        assert all(name in DEFAULTS for name in source.assumptions)
    by_name = {source.component: source for source in told.sources}
    assert by_name["condition"].value is None
    assert by_name["capacity"].inputs["spare_m2"] == 510
    assert by_name["lease"].inputs["exit_date"] == "2028-09-30"
    assert "compat_back_office_in_office_admin" in by_name["use"].assumptions
    assert told.unknowns == ("condition and energy rating",)


def test_school_hosts_come_with_conditions() -> None:
    said = {HostCondition.ZONING: HostAnswer.MET, HostCondition.GOVERNORS: HostAnswer.NOT_MET}
    found = checklist({"kind": "host_school"}, said)
    assert [one["state"] for one in found] == ["met", "open", "open", "not_met"]
    assert checklist({"kind": "office_office"}, said) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The hall will be sold.",
        "Planned disposal of the depot",
        "the office is to be closed",
        "a surplus building",
        "The tool recommends this",
        "should be closed",
        "You should sell it",
        "savings of £3m will follow",
    ],
)
def test_lint_finds_what_is_banned(text) -> None:
    assert lint(text)


def test_lint_leaves_plain_words_alone() -> None:
    assert lint("This could be considered; it is indicative and closed on Sundays.") == []


def test_names_that_say_it_are_replaced_by_the_reference() -> None:
    assert fit_name("Surplus Depot", "D-17") == "property D-17"
    assert fit_name("surplus", "surplus 1") == "a property"
    assert fit_name("  Two\n lines ", "x") == "Two lines"
    assert fit_name(None, "D-1") == "property D-1"
    assert len(fit_name("x" * 500, "y")) == 120
