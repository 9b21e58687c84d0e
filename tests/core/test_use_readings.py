"""Below 60 % for two years: the rule at its borders, and what it never does."""

from datetime import date

import pandas as pd
import pytest

from estate.assumptions import AssumptionSet
from estate.colocation.suggestions import suggestions
from estate.frames import READING_COLUMNS
from estate.space.use_readings import standing, underused
from tests.core.factories import estate, properties

NOW = AssumptionSet()
TODAY = pd.Timestamp("2026-11-29")


def readings(*rows: tuple[str, int, int], part: str | None = None, place: str = "P1"):
    made = [{"property_id": place, "occupation_ref": part, "counted_on": pd.Timestamp(day),
             "people": people, "workplaces": places, "withdrawn": False}
            for day, people, places in rows]  # fmt: skip
    return pd.DataFrame(made, columns=list(READING_COLUMNS))


@pytest.mark.parametrize(
    ("rows", "speaks"),
    [
        ([("2024-05-03", 59, 100), ("2026-05-03", 59, 100)], True),  # 24 months to the day
        ([("2024-05-03", 59, 100), ("2026-05-02", 59, 100)], False),  # a day less
        ([("2024-05-03", 59, 100), ("2026-05-03", 60, 100)], False),  # 60 % is not below
        ([("2024-05-03", 60, 100), ("2026-05-03", 59, 100)], False),
        ([("2024-05-03", 59, 100)], False),  # one count says nothing
        ([("2024-05-03", 59, 100), ("2025-06-01", 80, 100), ("2026-05-03", 10, 100)], False),
        # What was full before the two years does not speak against them.
        ([("2019-01-07", 95, 100), ("2024-05-03", 0, 100), ("2026-05-03", 59, 100)], True),
        ([("2024-02-29", 5, 10), ("2026-02-28", 5, 10)], True),  # the month's last day
        ([("2024-05-03", 59, 100), ("2026-12-01", 59, 100)], False),  # to come
    ],
)
def test_two_or_more_readings_two_years_apart_all_below(rows, speaks) -> None:
    assert len(underused(readings(*rows), NOW, TODAY)) == int(speaks)


def test_of_one_day_the_latest_counts_and_a_withdrawn_one_does_not() -> None:
    low = readings(("2024-05-03", 5, 10), ("2026-05-03", 5, 10))
    mended = pd.concat([low, readings(("2026-05-03", 7, 10))], ignore_index=True)
    assert underused(low, NOW, TODAY).loc["P1", "readings"] == 2
    assert len(underused(mended, NOW, TODAY)) == 0
    gone = pd.concat([mended, readings(("2026-05-03", 7, 10)).assign(withdrawn=True)])
    assert len(standing(gone, TODAY)) == 1 and len(underused(gone, NOW, TODAY)) == 0


def test_parts_speak_only_together_and_the_whole_building_before_them() -> None:
    low = [("2023-05-03", 5, 10), ("2026-05-03", 5, 10)]
    one, other = readings(*low, part="o1"), readings(*low, part="o2")
    full = readings(("2023-05-03", 9, 10), ("2026-05-03", 9, 10), part="o2")
    assert len(underused(pd.concat([one, other]), NOW, TODAY)) == 1
    assert len(underused(pd.concat([one, full]), NOW, TODAY)) == 0
    whole = readings(("2023-05-03", 9, 10), ("2026-05-03", 9, 10))
    assert len(underused(pd.concat([one, other, whole]), NOW, TODAY)) == 0


def test_it_is_a_reason_for_amber_and_nothing_else() -> None:
    places = properties({"id": "P1"}, {"id": "P2"})
    low = readings(("2024-05-03", 5, 10), ("2026-05-03", 5, 10))
    found = suggestions(estate(properties=places, readings=low), NOW, date(2026, 11, 29))
    assert found.loc["P1", "availability"] == "amber"
    assert "MEASURED_UNDERUSE" in found.loc["P1", "availability_reasons"]
    assert "MEASURED_UNDERUSE" not in found.loc["P2", "availability_reasons"]
    assert "green" not in set(found["availability"])
    before = suggestions(estate(properties=places), NOW, date(2026, 11, 29))
    assert found["sharing"].tolist() == before["sharing"].tolist()
    assert "MEASURED_UNDERUSE" not in before.loc["P1", "availability_reasons"]
