"""What is sent as JSON is of the type that the document gives it; what a form sends is text."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from fastapi.routing import iter_route_contexts
from pydantic import Field, ValidationError

from api.app import create_app
from api.http.bodies import Sent
from api.http.text_types import Day, Line
from estate.settings import Settings


class Kind(StrEnum):
    ONE = "one"


class Inner(Sent):
    is_so: bool = False


class Body(Sent):
    """Every kind of member that a body of ours may have."""

    truth: bool = False
    whole: Annotated[int, Field(ge=0)] = 0
    number: float | None = None
    money: Decimal | Inner | None = None
    text: Line | None = None
    day: Day | None = None
    kind: Kind = Kind.ONE
    step: Literal[1, 2] | None = None
    numbers: tuple[float, ...] = ()
    texts: tuple[Line, ...] = ()
    inner: Inner = Inner()


@pytest.mark.parametrize(
    "sent",
    [
        {"truth": True, "whole": 3, "number": 1.5, "text": "12", "day": "2026-11-30"},
        {"whole": 3.0, "number": 2, "money": 2, "kind": "one", "step": 2},
        {"money": "12.50", "numbers": [1, 2.5], "texts": ["1"], "inner": {"is_so": True}},
        {"money": {"is_so": False}, "number": None, "text": None},
    ],
)
def test_values_of_their_own_type_are_taken(sent: dict[str, Any]) -> None:
    assert Body.model_validate(sent).model_fields_set == set(sent)


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value)
     for name, values in {
         "truth": (0, 1, 0.0, "true", "1", "off"),
         "whole": (True, False, "3", 3.5),
         "number": (True, False, "1.5", " 2 "),
         "money": (True, False, [1]),
         "text": (1, True, 1.5),
         "day": (1, True, 0),
         "kind": (1, False),
         "step": (True, "1"),
         "numbers": ([True], ["1"], [1, False], 1, "1"),
         "texts": ([1], [True]),
         "inner": ({"is_so": 0}, {"is_so": "true"}, True),
     }.items()
     for value in values],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        Body.model_validate({name: value})


def test_a_form_writes_numbers_and_choices_as_text() -> None:
    typed = {"truth": "true", "whole": "3", "number": "1.5", "money": "12.50", "text": "12"}
    made = Body.as_typed(typed)
    assert (made.truth, made.whole, made.number, made.money) == (True, 3, 1.5, Decimal("12.50"))
    with pytest.raises(ValidationError):
        Body.as_typed({"whole": "three"})


def test_every_body_that_is_sent_as_json_is_held_to_its_types() -> None:
    app = create_app(Settings(requests_per_minute=0), "postgresql+psycopg://nobody@127.0.0.1/none")
    bodies = {
        one.field_info.annotation
        for route in iter_route_contexts(app.routes)
        if str(route.path).startswith("/api/") and hasattr(route, "dependant")
        for one in route.dependant.body_params
    }
    assert len(bodies) > 20
    assert [one for one in bodies if not (isinstance(one, type) and issubclass(one, Sent))] == []
