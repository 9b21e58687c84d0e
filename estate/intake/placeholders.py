"""What is typed where there is no reference: words that say so, noughts, signs, keys held down.

However few rows carry such a cell, it identifies none of them.
"""

import re

_ALONE = (
    r"0+(?:\.0+)?", r"\?+", r"\*++", r"x{3,}", r"n/?k", r"tb[acd]", r"redaction", r"confidential",
    r"sensitive", r"exempt(?:ed)?", r"restricted", r"removed", r"suppressed", r"as above", r"ditto",
    r"various", r"multiple", r"several", r"pending", r"missing", r"blank", r"new", r"unallocated",
    r"see (?:the )?(?:notes?|above|below|comments?)",
    r"no(?:ne)? (?:ref(?:erence)?|uprn|number|known)",
    r"(?:not (?:yet )?|un|to be )?(?:confirmed|disclosed|published|available|applicable|known|"
    r"provided|recorded|allocated|assigned|stated|given)",
)  # fmt: skip
#: Words that may be followed by why.
_WITH_REASON = (r"(?:redacted|withheld|unknown)\b(?:[^\d\n]*+|[^\n(]*+\([^\n]*\))",)
#: A whole cell, but for blanks and marks after it.
PATTERN = f"(?:{'|'.join((*_ALONE, *_WITH_REASON))})[ .:*-]*"

_LEAST_DIGITS = 5  # short numbers such as 1111 are true UPRNs of some authorities
_RUNS = ("0123456789012345", "1234567890123456", "9876543210987654")
_WHOLE = re.compile(PATTERN, re.IGNORECASE)


def is_placeholder(value: object) -> bool:
    """Whether a cell says that there is no such reference: Redacted, Unknown, See note, 0."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value == 0
    return isinstance(value, str) and _WHOLE.fullmatch(value.strip()) is not None


def placeholder_uprn(number: int) -> bool:
    """Whether a number is typed where no UPRN is known: 1, one digit over and over
    (999999999999), or a run up or down the keys (123456789)."""
    digits = str(number)
    if number == 1:
        return True
    if len(digits) < _LEAST_DIGITS:
        return False
    return len(set(digits)) == 1 or any(run.startswith(digits) for run in _RUNS)
