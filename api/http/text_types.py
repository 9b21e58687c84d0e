"""What may stand in texts and dates that are sent: checked once, for every route.

PostgreSQL keeps no zero byte, calendars and workbooks no control character, and a number is
not a date although pydantic would take it for seconds since 1970.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any

from fastapi import Request
from pydantic import AfterValidator, BeforeValidator, Field

from estate.errors import BadQuestion

_BREAKS = frozenset("\n\r\t")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _is_control(letter: str) -> bool:
    """Controls, surrogates, unassigned code points, and what turns the order of letters round."""
    category = unicodedata.category(letter)
    return category.startswith("C") or category in ("Zl", "Zp")


def _line(text: str) -> str:
    if any(map(_is_control, text)):
        raise ValueError("must not hold control characters or line breaks")
    return text


def _paragraphs(text: str) -> str:
    if any(letter not in _BREAKS and _is_control(letter) for letter in text):
        raise ValueError("must not hold control characters")
    return text


def _day(value: Any) -> Any:
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("must be a date, such as 2026-05-31")


#: One line of text.
Line = Annotated[
    str,
    AfterValidator(_line),
    Field(json_schema_extra={"pattern": r"^[^\u0000-\u001f\u007f]*$"}),
]
#: Text with line breaks.
Paragraphs = Annotated[
    str,
    AfterValidator(_paragraphs),
    Field(json_schema_extra={"pattern": r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"}),
]
#: A title, a name, a reference: words in a line.
Words = Annotated[Line, Field(min_length=1, max_length=200)]
#: What somebody says, in paragraphs.
Text = Annotated[Paragraphs, Field(min_length=3, max_length=4_000)]
#: A date written as one.
Day = Annotated[date, BeforeValidator(_day)]


async def plain_address(request: Request) -> None:
    """``BadQuestion`` for a zero byte in the path or the query of any route."""
    if "\x00" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise BadQuestion("The address holds a zero byte (%00): leave it out.")
