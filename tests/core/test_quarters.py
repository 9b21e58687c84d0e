"""A quarter: every day lies in exactly one, and it is written, copied and sent as its code."""

import copy
from datetime import date, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.quarters import Quarter, seen


@given(st.dates(), st.dates())
def test_every_day_lies_in_its_quarter_and_quarters_stand_in_order(day, other):
    one, two = Quarter.of(day), Quarter.of(other)
    assert one.start <= day <= one.end
    assert Quarter.of(one.start) == one == Quarter.of(one.end)
    assert 90 <= (one.end - one.start).days + 1 <= 92
    assert (one == two) == (one.start <= other <= one.end)
    assert (one < two) == (one.end < two.start)
    assert one.end == date.max or Quarter.of(one.end + timedelta(days=1)) > one


@given(st.dates())
def test_a_quarter_is_told_as_its_code_and_named_by_its_months(day):
    one = Quarter.of(day)
    assert orjson.loads(orjson.dumps({"when": one})) == {"when": f"{day.year:04} Q{one.number}"}
    made = copy.deepcopy(one)
    assert (made, made.words, made.end) == (one, one.words, one.end)


def test_the_summer_of_2028_by_whom_it_is_seen():
    day = date(2028, 9, 30)
    assert (seen(day, True), seen(day, False), seen(None, False)) == (day, "2028 Q3", None)
    assert Quarter(2028, 3).words == "Jul–Sep 2028" and Quarter(2028, 3).months == "Jul–Sep"
    with pytest.raises(ValueError, match="quarters 1 to 4"):
        Quarter(2028, 5)


@given(st.dates())
def test_a_quarter_is_read_from_its_own_text_alone(day):
    one = Quarter.of(day)
    assert Quarter.read(str(one)) == one
    for text in (one.words, f"{one} ", "2028 Q5", day.isoformat(), ""):
        assert Quarter.read(text) is None
