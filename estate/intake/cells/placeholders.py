"""What is typed where there is no reference: words that say so, noughts, signs, keys held down.

However few rows carry such a cell, it identifies none of them.
"""

import re
from typing import Any

_ALONE = (
    r"0+(?:\.0+)?",
    r"\?+",
    r"\*++",
    r"x{3,}",
    r"n/?k",
    r"tb[acd]",
    r"redaction",
    r"confidential",
    r"sensitive",
    r"exempt(?:ed)?",
    r"restricted",
    r"removed",
    r"suppressed",
    r"as above",
    r"ditto",
    r"various",
    r"multiple",
    r"several",
    r"pending",
    r"missing",
    r"blank",
    r"new",
    r"unallocated",
    r"see (?:the )?(?:notes?|above|below|comments?)",
    r"no(?:ne)? (?:ref(?:erence)?|uprn|number|known)",
    r"(?:not (?:yet )?|un|to be )?(?:confirmed|disclosed|published|available|applicable|known|"
    r"provided|recorded|allocated|assigned|stated|given)",
)
#: Words that may be followed by why.
_WITH_REASON = (r"(?:redacted|withheld|unknown)\b(?:[^\d\n]*+|[^\n(]*+\([^\n]*\))",)
#: A whole cell, but for blanks and marks after it.
PATTERN = f"(?:{'|'.join((*_ALONE, *_WITH_REASON))})[ .:*-]*"

_LEAST_DIGITS = 5  # short numbers such as 1111 are true UPRNs of some authorities
_MOST_DIGITS = 16
_RUNS = ("0123456789012345", "1234567890123456", "9876543210987654")
_WHOLE = re.compile(PATTERN, re.IGNORECASE)
#: A name may begin with such a word (“Unknown Warrior”), but not be one.
_NO_NAME = (
    r"(?:unknown|redacted|withheld|no name|unnamed|n/?k|tb[acd]|\?+|\*++|x{3,}|0+|"
    r"(?:not (?:yet )?|to be )(?:confirmed|disclosed|known|named|provided|recorded|stated|given))"
    r"[ .:*-]*"
)
_NOT_APPLICABLE = frozenset({"not applicable", "n.a", "n.a.", "n/a.", "n / a", "not appl."})
#: Beside these, what is said in place of a number or a date.
_NO_FIGURE = re.compile(
    rf"{PATTERN}|(?:p\.?o\.?a\.?|price on application|on application|rolling|ongoing|periodic|"
    r"holding over|held over|at will|indefinite|perpetual|in perpetuity|open[- ]ended|"
    r"(?:month|year|week)(?:ly)? (?:to|by) (?:month|year|week)(?:ly)?|monthly|not (?:yet )?"
    r"(?:surveyed|assessed|valued|inspected|measured|agreed|set|due|costed|calculated|rated)|"
    r"no (?:survey|date|expiry|end date|valuation|break|review|rent|data|information|value|record)|"
    r"(?:under|in) (?:review|negotiation|dispute|discussion)|awaiting .{2,40}|peppercorn|"
    r"to be (?:agreed|advised|surveyed|valued|assessed)|not required|exempt|vacant|void)[ .:*-]*",
    re.IGNORECASE,
)
_NAMELESS = re.compile(rf"^(?:{_NO_NAME})$", re.IGNORECASE | re.MULTILINE)


def not_applicable(text: str) -> bool:
    """Whether a cell of a number or a date says no more than that there is none."""
    return text.casefold() in _NOT_APPLICABLE


def no_figure(value: object) -> bool:
    """Whether a cell of a number or a date says in words that it is not known, or not yet: TBC,
    POA, Rolling, Not surveyed."""
    return isinstance(value, str) and _NO_FIGURE.fullmatch(value.strip()) is not None


def is_placeholder(value: object) -> bool:
    """Whether a cell says that there is no such reference: Redacted, Unknown, See note, 0."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value == 0
    return isinstance(value, str) and _WHOLE.fullmatch(value.strip()) is not None


def is_no_name(value: object) -> bool:
    """Whether a cell says that there is no name: Unknown, Redacted, Not known."""
    return isinstance(value, str) and "\n" not in value and _NAMELESS.match(value) is not None


def no_names(words: list[Any]) -> list[bool]:
    """Which of many cells are no names; of a million that are names in one look."""
    if set(map(type, words)) == {str} and _NAMELESS.search("\n".join(words)) is None:
        return [False] * len(words)
    return [is_no_name(word) for word in words]


def placeholder_uprn(number: int) -> bool:
    """Whether a number is typed where no UPRN is known: 1, one digit over and over
    (999999999999), or a run up or down the keys (123456789)."""
    return number in _TYPED


def _typed_numbers() -> frozenset[int]:
    """All of them, as far as a cell for a UPRN has room."""
    lengths = range(_LEAST_DIGITS, _MOST_DIGITS + 1)
    over_and_over = {int(str(digit) * length) for digit in range(1, 10) for length in lengths}
    runs = {run[:length] for run in _RUNS for length in lengths}
    return frozenset({1, *over_and_over, *(int(run) for run in runs if run[0] != "0")})


_TYPED = _typed_numbers()
