"""Money as headings give it: in thousands, by the month; and what is no amount in pounds at all.

The register counts pounds, and pounds a year. “Book value (£000s)” read as pounds would be wrong
a thousandfold, and nothing in the figures would say so.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

#: Fields that hold an amount of money; those of a year end in ``_pa``.
MONEY_FIELDS = frozenset(
    {
        "book_value_gbp",
        "backlog_gbp",
        "break_penalty_gbp",
        "passing_rent_gbp_pa",
        "amount_gbp_pa",
        "backlog_high_gbp",
        "backlog_significant_gbp",
        "backlog_moderate_gbp",
        "backlog_low_gbp",
        "energy_works_gbp",
    }
)
_POUND = r"(?:£|\bGBP)\s*"
_APOSTROPHE = "['’‘`´]"
_BEFORE, _AFTER = r"(?<![A-Za-z\d.,])", r"(?![A-Za-z\d])"
_THOUSANDS = (
    rf"{_POUND}\(?(?:1,?)?{_APOSTROPHE}?\s*000{_APOSTROPHE}?s?\)?{_AFTER}|{_APOSTROPHE}000{_APOSTROPHE}?s?|"
    rf"\(\s*000{_APOSTROPHE}?s?\s*\)|{_BEFORE}000{_APOSTROPHE}?s?{_AFTER}|"
    rf"{_POUND}\(?k\)?{_AFTER}|{_BEFORE}k\s*£|\(\s*k\s*\)|{_BEFORE}k$|"
    rf"(?:\bin\s+)?\bthousands?\b(?:\s+of\s+pounds)?"
)
_MILLIONS = (
    rf"{_POUND}\(?m(?:n|illions?)?\)?(?!\w)|\(\s*m(?:n|illions?)?\s*\)|"
    rf"(?:\bin\s+)?\bmillions?\b(?:\s+of\s+pounds)?"
)
_MONTH = r"\bpcm\b|\bp\.c\.m\.?|\bmonthly\b|(?:\b(?:per|each|a)\s+|/\s*)(?:calendar\s+)?month\b"
_HALF = r"\bhalf[ -]?yearly\b|\b(?:six|6)[ -]?monthly\b|(?:\b(?:per|each|a)\s+|/\s*)half[ -]?year\b"
_QUARTER = r"\bquarterly\b|(?:\b(?:per|each|a)\s+|/\s*)quarter\b|\bpq\b"
_SCALES = (
    (re.compile(_THOUSANDS, re.IGNORECASE), Decimal(1_000), "thousands of pounds"),
    (re.compile(_MILLIONS, re.IGNORECASE), Decimal(1_000_000), "millions of pounds"),
)
_PERIODS = (
    (re.compile(_HALF, re.IGNORECASE), Decimal(2), "pounds a half-year"),
    (re.compile(_MONTH, re.IGNORECASE), Decimal(12), "pounds a month"),
    (re.compile(_QUARTER, re.IGNORECASE), Decimal(4), "pounds a quarter"),
)
_FOREIGN = re.compile(r"[$€]|\b(?:USD|EUR|dollars?|euros?)\b", re.IGNORECASE)
_RATE = re.compile(
    r"(?:\bper\s+|/\s*)(?:m2|m²|sq|square|acre|ha\b|hectare|desk|fte|head|person|pupil|bed)|"
    r"\bps[fm]\b",
    re.IGNORECASE,
)
_WEEK = re.compile(r"\bweekly\b|(?:\b(?:per|each|a)\s+|/\s*)week\b|\bpw\b", re.IGNORECASE)
#: What a line above a table says of all its figures; narrower than a heading, being prose.
_STATED = re.compile(
    rf"{_POUND}\(?(?:1,?)?{_APOSTROPHE}?\s*000{_APOSTROPHE}?s?{_AFTER}|"
    rf"{_APOSTROPHE}000{_APOSTROPHE}?s?|{_BEFORE}000{_APOSTROPHE}?s{_AFTER}|{_POUND}(?:k|m|mn)(?!\w)|\bin\s+(?:thousands|millions)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Scale:
    """By what the figures of a column are multiplied, and why, in words."""

    factor: Decimal
    words: str


def scale_of_heading(heading: str, field: str) -> Scale | None:
    """The scale that a heading names, such as 1,000 for “Book value (£000s)”; None for pounds,
    and pounds a year."""
    text = heading.replace("_", " ")
    found = [(factor, words) for form, factor, words in _SCALES if form.search(text)][:1]
    if field.endswith("_pa"):
        found += [(factor, words) for form, factor, words in _PERIODS if form.search(text)][:1]
    if not found:
        return None
    factor = Decimal(1)
    for each, _ in found:
        factor *= each
    words = " and ".join(words for _, words in found)
    return Scale(factor, words.replace("of pounds and pounds", "of pounds"))


def without_scale(heading: str) -> str:
    """A heading without its scale: “Book value (£000s)” is a “Book value”."""
    text = heading.replace("_", " ")
    for form, _, _ in (*_SCALES, *_PERIODS):
        text = form.sub(" ", text)
    return " ".join(re.sub(r"\(\s*\)|\[\s*\]|£|\bin\s*$", " ", text).split())


def no_amount(heading: str, field: str) -> str | None:
    """Why the figures of a money field's heading are no amount in pounds (a year), or None."""
    if field not in MONEY_FIELDS:
        return None
    if _FOREIGN.search(heading):
        return "is not in pounds"
    if _RATE.search(heading):
        return "is a rate, not an amount"
    if field.endswith("_pa") and _WEEK.search(heading):
        return "is by the week"
    return None


def stated_scale(text: str) -> str | None:
    """What a line above a table says of the scale of all its figures, as it is written there."""
    found = _STATED.search(text)
    return None if found is None else found[0]
