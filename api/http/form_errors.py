"""What is wrong with the boxes of a form: each by its label, with the rule that it breaks."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from api.http.bodies import AS_TYPED
from estate.errors import BadQuestion

Where = tuple[Any, ...]
_NUMBERS = ("one", "two", "three", "four", "five")


def amount_of(typed: str) -> str:
    """An amount as people type it, "£12,500", as a number is read; a box that holds nothing but
    signs stays as it was typed, so that it is refused and not taken for an empty one."""
    return "".join(typed.replace("£", "").replace(",", "").split()) or typed


Asked = TypeVar("Asked", bound=BaseModel)


def question(sent: Mapping[str, Any], model: type[Asked], boxes: Mapping[str, str]) -> Asked:
    """What the form of a finder asks. ``BadQuestion`` names the boxes that are to be mended; what
    is no box of the form at all is refused by name, as everywhere."""
    try:
        return model.model_validate(dict(sent))
    except ValidationError as error:
        if not sent.keys() <= boxes.keys():
            found = [one | {"loc": ("query", *one["loc"])} for one in error.errors()]
            raise RequestValidationError(found) from error
        words = to_mend(error, lambda where: boxes[str(where[0])], "")
        raise BadQuestion(words) from error


def said(sent: Mapping[str, str], model: type[Asked], boxes: Mapping[str, str]) -> Asked:
    """What a form has sent, but for empty boxes; ``BadQuestion`` says which to mend, and how."""
    try:
        return model.model_validate(
            {name: sent[name] for name in model.model_fields if sent.get(name)},
            context=AS_TYPED,
        )
    except ValidationError as error:
        raise BadQuestion(to_mend(error, lambda where: boxes[str(where[0])])) from error


def to_mend(
    error: ValidationError, label: Callable[[Where], str], ending: str = " Nothing was kept."
) -> str:
    """A sentence for whoever filled the form in; ``label`` names the box of a place in the model.

    Each box is named once, by its first fault, in the order of the model.
    """
    boxes: dict[str, str] = {}
    for one in error.errors():
        boxes.setdefault(label(one["loc"]), _rule(one["type"], one["loc"], one.get("ctx") or {}))
    named = "; ".join(f"“{box}” ({rule})" for box, rule in boxes.items())
    return f"To mend: {named}.{ending}"


def _rule(kind: str, where: Where, context: Mapping[str, Any]) -> str:
    is_money = any("_gbp" in str(part) for part in where)
    if kind == "missing":
        return "an amount in pounds, such as 12,500" if is_money else "fill it in"
    if kind in ("too_short", "string_too_short"):
        return _least(context["min_length"])
    if kind == "value_error":
        return str(context["error"])
    if is_money and kind not in ("greater_than", "greater_than_equal", "less_than_equal"):
        return "an amount in pounds, such as 12,500"
    return _PLAIN.get(kind, "not as it is asked for").format_map(_Written(context))


class _Written(dict[str, Any]):
    """Bounds as people write them: 1,000,000 for 1000000.0."""

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        return f"{value:,.0f}" if isinstance(value, int | float) else value


#: Kind of error, as pydantic calls it → the rule.
_PLAIN = {
    "string_type": "fill it in",
    "too_long": "at most {max_length} letters",
    "string_too_long": "at most {max_length} letters",
    "string_pattern_mismatch": "a financial year, such as 2027/28",
    "greater_than": "more than {gt}",
    "greater_than_equal": "not below {ge}",
    "less_than_equal": "not above {le}",
    "int_parsing": "a whole number, such as 12",
    "int_type": "a whole number, such as 12",
    "int_from_float": "a whole number, such as 12",
    "float_parsing": "a number, such as 12.5",
    "finite_number": "a number, such as 12.5",
    "date_type": "a date",
    "date_parsing": "a date that the calendar has, such as 2026-05-31",
    "date_from_datetime_parsing": "a date that the calendar has, such as 2026-05-31",
    "enum": "choose one of the list",
    "bool_parsing": "choose one of the list",
    "bool_type": "choose one of the list",
}


def _least(letters: int) -> str:
    if letters == 1:
        return "fill it in"
    number = _NUMBERS[letters - 1] if letters <= len(_NUMBERS) else str(letters)
    return f"at least {number} letters"
