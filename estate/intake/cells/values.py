"""Single values as people type them: money, dates, yes and no, codes, UPRNs, postcodes.

Each function returns the value, or None for a blank; ``ValueError`` when there is something
that cannot be read. Nothing is guessed: ``12/31/2020`` is not a British date.
"""

import math
import re
import tomllib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Any, TypeVar

from estate import codes
from estate.intake.cells import placeholders
from estate.intake.cells.cost_words import kind_by_word
from estate.intake.cells.lengths import LONGEST_VALUE, one_line, short
from estate.register.names import name_key

Code = TypeVar("Code", bound=StrEnum)

_BLANKS = frozenset({"", "-", "–", "--", "n/a", "na", "#n/a", "null", "none", "nan", "nil", "tbc"})
_NUMBER = re.compile(r"^[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d+)?$")
#: A postcode, or its first part.
POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})?$")
_DAY_FIRST = (
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d/%m/%y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d.%m.%y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%a %d %b %Y",
    "%A %d %B %Y",
    "%A, %d %B %Y",
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTH_END = re.compile(
    r"^(?:the\s+)?end\s+(?:of\s+)?(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|"
    r"june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?),?\s+"
    r"(?P<year>\d{4})$",
    re.IGNORECASE,
)
_GAP = r"[^\S\n]*+"  # within a line, or many blank lines would be gone through once for each
_DOUBTFUL = re.compile(
    rf"^{_GAP}(?:(?P<day>\d{{1,2}}-(?:{_MONTHS})|(?:{_MONTHS})-\d{{2}})|"
    r"(?P<short>\d(?:\.\d+)?E\+\d+)|"
    r"(?P<error>#(?:REF|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC)[!?]?)|"
    rf"(?P<placeholder>{placeholders.PATTERN})|"
    r"(?P<sum>(?:(?:grand|overall|sub)[ -]?)?(?:totals?|sum|row count)[ :.=()£]*+))"
    rf"{_GAP}$",
    re.IGNORECASE | re.MULTILINE,
)
_YES = frozenset({"y", "yes", "true", "t", "1", "x", "operational"})
_NO = frozenset({"n", "no", "false", "f", "0", "non-operational", "non operational"})
_TERM = re.compile(
    r"^(?=\d)(?:(?P<years>\d{1,4}(?:\.\d+)?)\s*(?:years?|yrs?|y)\b)?\W*+(?:and\W++)?"
    r"(?:(?P<months>\d{1,3})\s*(?:months?|mths?|m)\b)?(?:\s*(?:from|lease|term|commencing)\b.*)?$",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN_UPRNS = re.compile(r"\s*(?:[,;/|&+\n]|\band\b)\s*|\s+")
_WHOLE_UPRN = re.compile(r"\d{6,12}")
_AND = re.compile(r"&|\band\b", re.IGNORECASE)
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<![su])s$")
_PARTS = re.compile(r"\s[-–—]\s|(?:(?<!\s)\s++)?[:;/()\[\]]\s*+")
_LABEL = re.compile(
    r"^(?:grade|category|cat|condition|band|rating|score|epc|dec)\b\W*", re.IGNORECASE
)
#: A letter with its score: “G 165”.
_SCORED = re.compile(r"^([A-Z]\+?)[ -]?\d{1,4}$", re.IGNORECASE)
_YEAR = re.compile(r"^(?:c\.?|circa|about)?\s*+(\d{4})(?:\.0)?$", re.IGNORECASE)
#: The days that a spreadsheet counts as 1000 to 2100.
_YEARS_AS_DAYS = date(1902, 9, 26), date(1905, 9, 30)
_BARE_NUMBER = re.compile(r"\d+\s*(?:years?|yrs?)?", re.IGNORECASE)
#: A longer text is no word of a list.
_LONGEST_PHRASE = 100
#: From so many digits on a number is no amount, area or count of anything here.
_MOST_DIGITS = 30
_SHORTENED_FROM = 10**11  # from twelve digits on a spreadsheet shows the short form
MAX_UPRN = 999_999_999_999


class DoubtfulDay(str):
    """A date such as 04/05/2026 in a column where others have the month first."""


class SoundUprn(int):
    """A UPRN that ends in six noughts and is whole all the same, as its neighbours show."""


def text(value: Any) -> str | None:
    """One line of text without control characters; whole floats lose their ``.0``."""
    if value is None or value != value:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    cleaned = one_line(str(value))
    return None if cleaned.casefold() in _BLANKS else cleaned


def _short(value: Any) -> str | None:
    """Text of a single value; ``ValueError`` when it is too long to be one."""
    raw = text(value)
    return None if raw is None else short(raw)


def spoilt_reference(value: Any) -> str | None:
    """What a spreadsheet has made of a reference, or None where it is whole."""
    if isinstance(value, datetime | date | time):
        return "is a date or a time, into which a spreadsheet turns “3-1” or “1:02”"
    if isinstance(value, bool):
        return "is a yes or no"
    words = {
        "short": "is a number in short form, whose last digits are lost",
        "error": "is the error of a formula",
    }
    return words.get(doubt(value) or "")


def month_and_number(value: Any) -> bool:
    """Whether a text is what ``3-1`` is saved as when a spreadsheet took it for a date."""
    return doubt(value) == "day"


def is_sum(value: Any) -> bool:
    """Whether a cell names the row of sums below a table."""
    return doubt(value) == "sum"


def doubtful_reference(value: Any) -> bool:
    """Whether any of this can be said of a reference."""
    return (
        spoilt_reference(value) is not None
        or doubt(value) is not None
        or placeholders.is_placeholder(value)
    )


def may_be_doubtful(lines: str) -> bool:
    """Whether one of many references, one a line, may be doubtful."""
    return _DOUBTFUL.search(lines) is not None


def doubt(value: Any) -> str | None:
    """What a text is instead of a reference: ``day``, ``short``, ``error``, ``sum``,
    ``placeholder`` or None."""
    match = _DOUBTFUL.match(value.lstrip()) if isinstance(value, str) else None
    return None if match is None else match.lastgroup


def number(value: Any) -> Decimal | None:
    """A number; ``£1,200.50`` and ``(350)`` as accountants write them, ``12%`` not."""
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, int | float) and not (isinstance(value, float) and math.isnan(value)):
        return _plausible(Decimal(repr(value))) if math.isfinite(value) else _fail()
    raw = _short(value)
    if raw is None or placeholders.not_applicable(raw):
        return None
    negative = raw.startswith("(") and raw.endswith(")")
    bare = raw.strip("()").replace("£", "").replace("GBP", "").replace(" ", "")
    bare = re.sub(r"(m2|m²|sqm|ha)$", "", bare, flags=re.IGNORECASE)
    if not bare or not _NUMBER.match(bare) or not any(c.isdigit() for c in bare):
        raise ValueError
    try:
        parsed = _plausible(Decimal(bare.replace(",", "")))
    except InvalidOperation as error:
        raise ValueError from error
    return -parsed if negative else parsed


def _fail() -> Decimal:
    raise ValueError


def _plausible(parsed: Decimal) -> Decimal:
    """``1e999999`` is a number of a million digits for whoever writes it out."""
    return parsed if parsed.adjusted() < _MOST_DIGITS else _fail()


def whole(value: Any) -> int | None:
    """The whole number that a cell holds; ``ValueError`` where it is no such number."""
    parsed = number(value)
    if parsed is None:
        return None
    if parsed != parsed.to_integral_value():
        raise ValueError
    return int(parsed)


def calendar_year(value: Any) -> int | None:
    """A year from 1000 to 2100: 1965, c. 1965, or that of a date.

    No year is told by a day from September 1902 to September 1905: so a spreadsheet shows 1000 to
    2100 in a cell that is set to show dates.
    """
    raw = _short(value)
    if raw is None or placeholders.not_applicable(raw):
        return None
    plain = None if isinstance(value, date) else _YEAR.fullmatch(raw)
    on = None if plain else day(value)
    if on is not None and _YEARS_AS_DAYS[0] <= on <= _YEARS_AS_DAYS[1]:
        raise ValueError
    found = int(plain[1]) if plain else getattr(on, "year", 0)
    if not 1_000 <= found <= 2_100:
        raise ValueError
    return found


def day(value: Any) -> date | None:
    """A date: a date cell, ISO, or day first as in Britain."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, DoubtfulDay):
        raise ValueError
    raw = _short(value)
    if raw is None or placeholders.not_applicable(raw):
        return None
    iso = re.match(r"^(\d{4})[-/](\d{2})[-/](\d{2})([T ].*)?$", raw)
    if iso:
        return _sane(date(int(iso[1]), int(iso[2]), int(iso[3])))
    compact = re.match(r"^(\d{4})(\d{2})(\d{2})$", raw)
    if compact:
        return _sane(date(int(compact[1]), int(compact[2]), int(compact[3])))
    bare = re.sub(r" \d{1,2}:\d{2}(:\d{2})?$", "", raw)
    bare = re.sub(r"^(\D*\d{1,2})(st|nd|rd|th)\b", r"\1", bare, flags=re.IGNORECASE)
    for form in _DAY_FIRST:
        try:
            found = datetime.strptime(bare, form).date()
        except ValueError:
            continue
        if form[1] in "aA" and not bare.casefold().startswith(f"{found:%a}".casefold()):
            raise ValueError  # 31 December 2019 was no Monday
        return _sane(found)
    return _end_of_month(bare)


def _end_of_month(text: str) -> date:
    """“End of March 2027” is its last day; “March 2027” alone is none."""
    said = _MONTH_END.match(text)
    if said is None:
        raise ValueError
    month = _MONTHS.split("|").index(said["month"][:3].casefold()) + 1
    year = int(said["year"])
    return _sane(date(year, month, monthrange(year, month)[1]))


def _sane(found: date) -> date:
    if not 1066 <= found.year <= 3100:  # leases of 999 years exist
        raise ValueError
    return found


def yes_no(value: Any, field: str = "", more: Mapping[str, str] | None = None) -> bool | None:
    """Yes or no, however spelt; of a field also by its usual words (“Inside”, “Contracted out”)."""
    if isinstance(value, bool):
        return value
    raw = _short(value)
    if raw is None:
        return None
    folded = raw.casefold()
    if folded in _YES | _NO:
        return folded in _YES
    meant = _meant(raw, {_key(k): v for k, v in (more or {}).items()} | usual_words(field))
    if meant is None or meant not in ("", "yes", "no"):
        raise ValueError
    return None if meant == "" else meant == "yes"


def uprn(value: Any) -> int | None:
    """A UPRN from number, float (Excel) or zero-padded text; 1 to 12 digits."""
    if isinstance(value, str):
        raw = _short(value)
        if raw is None:
            return None
        if not re.match(r"^0{0,30}\d{1,14}(\.0+)?$", raw):
            raise ValueError  # "1.00061E+11" has lost its last digits: not a UPRN any more
        found = int(raw.split(".")[0])
    else:
        parsed = whole(value)
        if parsed is None:
            return None
        found = parsed
    if not 1 <= found <= MAX_UPRN or placeholders.placeholder_uprn(found):
        raise ValueError
    if rounded_uprn(found) and not isinstance(value, SoundUprn):
        raise ValueError
    return found


def several_uprns(value: Any) -> list[int]:
    """The UPRNs of a cell that holds more than one, in their order; thousands are none."""
    parts = _BETWEEN_UPRNS.split(value.strip()) if isinstance(value, str) else []
    if len(parts) < 2 or any(not _WHOLE_UPRN.fullmatch(part) for part in parts):
        return []
    try:
        return [found for part in parts if (found := uprn(part)) is not None]
    except ValueError:
        return []


def rounded_uprn(number: int) -> bool:
    """Whether a UPRN was ``1.00023E+11`` once: shown so and saved, it ends in noughts."""
    return number >= _SHORTENED_FROM and number % 1_000_000 == 0


def postcode(value: Any) -> str | None:
    """A postcode in standard form (``GL50 1DY``); the first part alone is allowed."""
    raw = _short(value)
    if raw is None:
        return None
    match = POSTCODE.match(re.sub(r"[ .-]+", " ", raw.upper()))
    if not match:
        raise ValueError
    return f"{match[1]} {match[2]}" if match[2] else match[1]


def coordinate_pair(value: Any) -> tuple[float, float] | None:
    """Two numbers in one cell: ``440715,354526``."""
    raw = _short(value)
    if raw is None:
        return None
    parts = re.findall(r"[+-]?\d+(?:\.\d+)?", raw)
    if len(parts) != 2:
        raise ValueError
    return float(parts[0]), float(parts[1])


def code(
    value: Any, codes_of: type[Code], field: str, more: Mapping[str, str] | None = None
) -> Code | None:
    """A code by its value, its label, or the usual words for it (``schemas/values.toml``)."""
    raw = _short(value)
    if raw is None:
        return None
    raw = re.sub(r"^(\d+)\.0+$", r"\1", raw)
    if codes_of is codes.ListedGrade:  # II* is another grade than II
        raw = raw.replace("*", " star")
    for words in ({_key(k): v for k, v in (more or {}).items()}, _words(codes_of, field)):
        meant = _meant(raw, words)
        if meant is not None:
            return codes_of(meant) if meant else None
    by_word = kind_by_word(raw) if codes_of is codes.CostKind else None
    if by_word is not None:
        return codes_of(by_word.value)
    raise ValueError


def word(value: Any, field: str, words: Mapping[str, str]) -> str | None:
    """A value of a schema's own list, such as the Code's tenure details."""
    raw = text(value)
    if raw is None or len(raw) > LONGEST_VALUE:
        return None
    return {_key(k): v for k, v in words.items()}.get(_key(raw))


def _meant(raw: str, words: Mapping[str, str]) -> str | None:
    """What a phrase means: as a whole, else where its parts say one thing (“A - Good”, “Grade C”,
    “Freehold (registered)”), whatever is numbered beside it (“Leasehold (99 yrs from 1988)”); None
    where it is not known."""
    whole = words.get(_key(raw))
    if whole is not None:
        return whole
    if len(raw) > _LONGEST_PHRASE:
        return None
    bare = _LABEL.sub("", raw)
    if bare != raw and (labelled := words.get(_key(bare))) is not None:
        return labelled
    scored = _SCORED.match(raw)
    if scored is not None and (banded := words.get(_key(scored[1]))) is not None:
        return banded
    split = [(part, words.get(_key(part))) for part in _PARTS.split(raw) if _key(part)]
    parts = [
        meant
        for part, meant in split
        if not _BARE_NUMBER.fullmatch(part.strip())
        and not (meant is None and any(map(str.isdigit, part)))
    ]
    found = set(parts)
    return parts[0] if len(found) == 1 else None


@cache
def _words(codes_of: type[StrEnum], field: str) -> dict[str, str]:
    made = dict(usual_words(field))
    made |= {_key(codes.label(member)): member.value for member in codes_of}
    return made | {_key(member.value): member.value for member in codes_of}


@cache
def usual_words(field: str) -> dict[str, str]:
    """The usual words of a field, as they are compared, and what each means (“” for nothing)."""
    return {
        _key(phrase): meant
        for meant, phrases in usual().get(field, {}).items()
        for phrase in phrases
    } | _parts_of(field)


@cache
def phrases(codes_of: type[StrEnum], field: str) -> dict[str, str]:
    """Every known phrase of a field as it is written, and the code that it means."""
    made = {phrase: meant for meant, many in usual().get(field, {}).items() for phrase in many}
    made |= {
        phrase: meant
        for meant, many in usual().get("cost_part", {}).items()
        for phrase in many
        if field == "cost_kind"
    }
    return made | {codes.label(member): member.value for member in codes_of}


def operational_word(value: Any) -> bool | None:
    """Whether a word of status says of operation, and nothing of use: “Operational”, “Non-op”."""
    raw = text(value)
    meant = None if raw is None else usual_words("operational_status").get(_key(raw))
    return None if meant is None else meant == "yes"


def usual_word(value: str, field: str) -> str | None:
    """What a usual word of a field means, if it is known."""
    return _meant(value, usual_words(field))


def term_years(value: Any) -> Decimal | None:
    """Years of a term: 10, “10 years”, “18 months”, “5 yrs 6 months”."""
    raw = _short(value)
    match = None if raw is None else _TERM.match(raw)
    if match is None:
        return number(value)
    months = Decimal(match["months"] or 0)
    return Decimal(match["years"] or 0) + (months / 12).quantize(Decimal("0.01"))


def cost_part(value: Any) -> str | None:
    """The part of a kind of cost that a cell names (“Electricity” of energy), as it is written;
    the whole phrase where its kind is known by a word of it alone."""
    raw = text(value)
    if raw is None or _key(raw) in _parts_of("cost_kind"):
        return raw
    listed = _meant(raw, _words(codes.CostKind, "cost_kind")) is not None
    return None if listed or kind_by_word(raw) is None else raw


@cache
def _parts_of(field: str) -> dict[str, str]:
    if field != "cost_kind":
        return {}
    return {_key(phrase): meant for meant, many in usual()["cost_part"].items() for phrase in many}


@cache
def usual() -> dict[str, dict[str, list[str]]]:
    """The usual words of every field, by what they mean."""
    content = (resources.files("estate.intake") / "schemas" / "values.toml").read_text("utf-8")
    return tomllib.loads(content)


@lru_cache(maxsize=16_384)
def _key(phrase: str) -> str:
    """``A+`` must not become ``A``: plus signs count as letters here; plurals do not count."""
    plain = _AND.sub(" ", phrase.replace("+", "plus"))
    return "".join(_PLURAL.sub("", name_key(word)) for word in plain.split())


def summed(cells: Iterable[Any]) -> Any:
    """The sum of the amounts in some cells; where one of them is none, that cell stays for the
    checks to name."""
    total: Decimal | None = None
    for cell in cells:
        try:
            amount = number(cell)
        except (ValueError, OverflowError):
            return cell
        if amount is not None:
            total = amount + (total or Decimal(0))
    return total
