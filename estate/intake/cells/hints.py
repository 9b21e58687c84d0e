"""What a cell that cannot be read may be, for the person who mends it; nothing is guessed."""

import re
from collections import Counter
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from estate import codes
from estate.intake.cells import placeholders, values

#: So few codes are all named; of others so many that are so like a word.
_FEW, _SHOWN, _LIKE = 8, 3, 0.5
_LONGEST, _SHORT = 60, 3
_MOST_DIGITS = 20  # of a number that can be a UPRN, however wrong
_QUARTER = re.compile(
    r"^(?:q[1-4]|[1-4]q|quarter [1-4])\W+(?:of )?\d{2,4}|^\d{4}\W*q[1-4]", re.IGNORECASE
)


def date_hint(value: Any) -> str:
    """What a cell that is no date may be, for the person who mends it; nothing is guessed."""
    raw = str(value).strip()
    if isinstance(value, values.DoubtfulDay):
        return ". Others of its column have the month first, so it may be either"
    if re.match(r"^[2-7]\d{4}(\.\d+)?$", raw):
        day_ = date(1899, 12, 30) + timedelta(days=int(float(raw)))
        return f". As a spreadsheet's number it would be {day_:%d/%m/%Y}. Format the column as date"
    if _QUARTER.match(raw):
        return ". For a quarter, write its last day. A quarter may count from January or from April"
    month_first = re.match(r"^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}$", raw)
    if month_first and int(month_first[1]) <= 12 < int(month_first[2]):
        return ", with the day before the month"
    return ""


#: Fields of a property whose words stand in one another's columns.
_CONFUSED: dict[str, type[StrEnum]] = {
    "status": codes.Status,
    "tenure": codes.Tenure,
    "use_class": codes.UseClass,
    "type_code": codes.TypeCode,
    "sensitivity": codes.Sensitivity,
}


def nearest_words(value: Any, codes_of: type[StrEnum], field: str) -> str:
    """The known words most like a word that is not known, all of them where they are few; before
    them the other field of which it is a word."""
    return f"{_of_another_field(value, field)}{_nearest(value, codes_of, field)}"


def _of_another_field(value: Any, field: str) -> str:
    """“Let” in a column of tenures is a status."""
    if field not in _CONFUSED:
        return ""
    for other, codes_of in _CONFUSED.items():
        if other == field:
            continue
        try:
            meant = values.code(value, codes_of, other)
        except ValueError:
            continue
        if meant is not None:
            return f"Did you mean {codes.label(other).lower()}: {codes.label(meant)}? "
    return ""


def _nearest(value: Any, codes_of: type[StrEnum], field: str) -> str:
    if len(codes_of) <= _FEW:
        return "Known words: " + ", ".join(f"“{codes.label(one)}”" for one in codes_of)
    near = _nearest_phrases(str(value), codes_of, field)
    if not near:
        return "No known word is like it"
    return "Nearest known: " + ", ".join(f"“{phrase}”" for phrase in near)


def nearest_codes(value: Any, codes_of: type[StrEnum], field: str) -> tuple[str, ...]:
    """The codes that the known words nearest to a word mean; all where they are few."""
    if len(codes_of) <= _FEW:
        return tuple(codes_of)
    known = values.phrases(codes_of, field)
    near = (known[phrase] for phrase in _nearest_phrases(str(value), codes_of, field))
    return tuple(dict.fromkeys(code for code in near if code))


@lru_cache(maxsize=4_096)
def _nearest_phrases(word: str, codes_of: type[StrEnum], field: str) -> tuple[str, ...]:
    """Known phrases that share most of their letters, three by three, then those that share a
    word; looked up, not compared one by one: a column may hold any number of different words."""
    by_three, sizes, by_word = _index(codes_of, field)
    raw = " ".join(word.casefold().split())[:_LONGEST]
    own = _threes(raw)
    shared = Counter(phrase for three in own for phrase in by_three.get(three, ()))
    alike = {phrase: 2 * count / (len(own) + sizes[phrase]) for phrase, count in shared.items()}
    near = sorted((one for one in alike if alike[one] >= _LIKE), key=lambda one: -alike[one])
    near += [
        phrase for part in raw.split() if len(part) > _SHORT for phrase in by_word.get(part, ())
    ]
    return tuple(dict.fromkeys(near))[:_SHOWN]


_Index = tuple[dict[str, list[str]], dict[str, int], dict[str, list[str]]]


@cache
def _index(codes_of: type[StrEnum], field: str) -> _Index:
    by_three: dict[str, list[str]] = {}
    by_word: dict[str, list[str]] = {}
    sizes: dict[str, int] = {}
    for phrase in values.phrases(codes_of, field):
        threes = _threes(phrase.casefold())
        sizes[phrase] = len(threes)
        for three in threes:
            by_three.setdefault(three, []).append(phrase)
        for word in phrase.casefold().split():
            by_word.setdefault(word, []).append(phrase)
    return by_three, sizes, by_word


def _threes(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def shortened_uprn(value: Any) -> bool:
    """Whether a UPRN is in the short form of a spreadsheet (``1.00061E+11``), or was once."""
    try:
        return values.doubt(value) == "short" or values.rounded_uprn(int(float(value)))
    except (TypeError, ValueError, OverflowError):
        return False


def postcode_hint(value: Any) -> str:
    """The postcode that it would be with nought for O, one for I, or the other way about."""
    raw = re.sub(r"[ .-]+", "", str(value).upper())
    if not 5 <= len(raw) <= 7:
        return ""
    figures, letters = str.maketrans("OIL", "011"), str.maketrans("01", "OI")
    end = raw[-3].translate(figures) + raw[-2:].translate(letters)
    starts = [
        raw[:2] + raw[2:-3].translate(figures),
        raw[0].translate(letters) + raw[1:-3].translate(figures),
    ]
    made = next((start + end for start in starts if values.POSTCODE.match(start + end)), None)
    return "" if made is None else f" (perhaps {values.postcode(made)})"


def placeholder_uprn(value: Any) -> bool:
    """Whether a cell says that there is no UPRN: 999999999999, 1, Redacted, See note."""
    text = values.text(value)
    if text is None or placeholders.is_placeholder(text):
        return text is not None
    digits = text.removesuffix(".0")
    sound = len(digits) <= _MOST_DIGITS and digits.isascii() and digits.isdigit()
    return sound and placeholders.placeholder_uprn(int(digits))
