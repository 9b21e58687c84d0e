"""A typed answer leaves out what it does not hold, and reads as None where it is left out."""

from decimal import Decimal

import orjson
import pytest
from pydantic import TypeAdapter, ValidationError

from api.http.values import packed
from estate.answers.answer import ABSENT, Answer, Coded, answer


@answer
class Small(Answer):
    """For these tests."""

    area_m2: float | None
    seen: str | None = ABSENT
    kind: Coded | None = ABSENT


def test_absent_is_left_out_and_unknown_is_null():
    assert orjson.loads(packed(Small(area_m2=None))) == {"area_m2": None}
    assert orjson.loads(packed(Small(area_m2=1.5, seen=None, kind=Coded.of("leasehold")))) == {
        "area_m2": 1.5,
        "seen": None,
        "kind": {"code": "leasehold", "label": "Leasehold"},
    }


def test_renderers_read_none_for_both():
    assert Small(area_m2=1.0).seen is None
    assert Small(area_m2=1.0, seen=None).seen is None


def test_the_declared_schema_takes_what_is_sent_and_nothing_else():
    shape = TypeAdapter(Small)
    assert shape.json_schema()["required"] == ["area_m2"]
    assert shape.validate_json(packed(Small(area_m2=2.0))) == Small(area_m2=2.0)
    with pytest.raises(ValidationError):
        shape.validate_python({"area_m2": 2.0, "more": 1})
    with pytest.raises(AttributeError):
        Small(area_m2=1.0).area_m2 = 2.0  # type: ignore[misc]


def test_what_may_be_left_out_is_never_copied_from_a_row():
    row = {"area_m2": Decimal("2.5"), "seen": "not for everybody", "kind": None}
    assert orjson.loads(packed(Small.made_of(row))) == {"area_m2": 2.5}
    assert Small.made_of(row, seen="told").seen == "told"
    with pytest.raises(KeyError):
        Small.made_of({})
