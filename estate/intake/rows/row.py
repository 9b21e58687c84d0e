"""Reading one row: typed values out, issues noted, the row refused where a value must hold."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from estate import codes
from estate.codes import IssueCode, Severity
from estate.intake.cells import hints, placeholders, values
from estate.intake.cells.financial_years import financial_year
from estate.intake.cells.lengths import LONGEST_CELL, MOST_PARTS
from estate.intake.cells.percentages import percent
from estate.intake.issues import Issue, shown
from estate.intake.rows.context import Context
from estate.register.records import Party, PropertyLink

Value = TypeVar("Value")

MAX_AREA_M2 = Decimal(10_000_000)
MAX_MONEY_GBP = Decimal(10_000_000_000)
CENT = Decimal("0.01")
_TEXT_LIMIT = 2_000
#: Days on which something was so, known or judged: none of them lies ahead.
_DAYS_OF_FACTS = frozenset(
    {"as_of_date", "book_value_date", "rating_date", "assessed_on", "holding_over_since"}
)
#: What a cell may say in words that it has not (TBC, Rolling).
_FIGURES = {IssueCode.NOT_A_NUMBER: "a number", IssueCode.NOT_A_DATE: "a date"}
#: What becomes of a cell that cannot be read (``plans.unread``).
KEPT = "We left this field as it was."
_UNTIL_THEN = ", and a row of an earlier date will not replace this one"


class Row:
    """One record of a file, by field name; collects what is wrong with it."""

    def __init__(self, number: int, cells: Mapping[str, Any], context: Context) -> None:
        self.number = number
        self.cells = cells
        self.context = context
        self.issues: list[Issue] = []
        self._said: set[Issue] = set()

    @property
    def refused(self) -> bool:
        """Whether some issue keeps the row out of the register."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)

    def has(self, field: str) -> bool:
        """Whether the cell is filled."""
        return values.text(self.cells.get(field)) is not None

    def say(
        self,
        code: IssueCode,
        severity: Severity,
        field: str | None,
        message: str,
        value: Any = None,
    ) -> None:
        """Note an issue of this row."""
        seen = shown(self.cells.get(field) if value is None and field else value)
        self.take([Issue(self.number, field, code, severity, seen, message)])

    def take(self, issues: Iterable[Issue]) -> None:
        """Note what was said of a cell that this row has too."""
        for one in issues:
            issue = one if one.row_number == self.number else replace(one, row_number=self.number)
            if issue not in self._said:  # a cell may be read for two fields
                self._said.add(issue)
                self.issues.append(issue)

    def text(self, field: str, limit: int = _TEXT_LIMIT) -> str | None:
        """Text, cut at ``limit`` letters with a warning."""
        found = values.text(self.cells.get(field))
        if values.doubt(found) == "error":
            self.say(
                IssueCode.UNKNOWN_CODE,
                Severity.WARNING,
                field,
                f"“{found}” is the error of a formula, not a text. {KEPT}",
            )
            return None
        if found is not None and len(found) > limit:
            self.say(
                IssueCode.TEXT_TOO_LONG,
                Severity.WARNING,
                field,
                f"Text of {_letters(found)} was cut to {limit}.",
            )
            return found[:limit]
        return found

    def reference(self, field: str) -> str | None:
        """A reference; one that a spreadsheet has spoilt refuses the row."""
        cell = self.cells.get(field)
        spoilt = values.spoilt_reference(cell)
        if spoilt is not None:
            self.say(
                IssueCode.MISSING_REFERENCE,
                Severity.ERROR,
                field,
                f"The reference “{shown(cell)}” {spoilt}. Make the column text in the "
                "spreadsheet and enter the reference again.",
            )
            return None
        if placeholders.is_placeholder(cell):
            self.say(
                IssueCode.MISSING_REFERENCE,
                Severity.ERROR,
                field,
                f"“{shown(cell)}” is no reference but says that there is none: several rows "
                "would become one. Enter the reference, or name in a mapping file the columns "
                "that it can be made from (reference_from).",
            )
            return None
        if values.month_and_number(cell):
            self.say(
                IssueCode.MISSING_REFERENCE,
                Severity.WARNING,
                field,
                f"The reference “{shown(cell)}” looks like one that a spreadsheet has turned "
                "into a date. We took it as it stands.",
            )
        return self.text(field, 200)

    def code(
        self,
        field: str,
        codes_of: type[values.Code],
        *,
        otherwise: values.Code | None = None,
        severity: Severity = Severity.WARNING,
    ) -> values.Code | None:
        """A code; an unknown word is left out and said, or taken as ``otherwise``."""
        try:
            return values.code(
                self.cells.get(field), codes_of, field, self.context.values.get(field)
            )
        except ValueError:
            kept = KEPT if otherwise is None else f"It counts as “{codes.label(otherwise)}”."
            self.say(
                IssueCode.UNKNOWN_CODE,
                severity,
                field,
                f"“{shown(self.cells.get(field))}” is not a known {_words(field)}."
                f"{'' if severity is Severity.ERROR else f' {kept}'} "
                f"{hints.nearest_words(self.cells.get(field), codes_of, field)}.",
            )
            return otherwise

    def decimal(
        self,
        field: str,
        *,
        low: Decimal | int = 0,
        high: Decimal = MAX_MONEY_GBP,
        severity: Severity = Severity.WARNING,
        places: Decimal = CENT,
    ) -> Decimal | None:
        """A number to two decimals (or ``places``) between ``low`` and ``high``, else left out."""
        found = self._read(
            field,
            values.number,
            IssueCode.NOT_A_NUMBER,
            "is not a number. Write it like 1,250.50.",
            severity,
        )
        if found is None:
            return None
        if not low <= found <= high:
            bounds = f"{Decimal(low):,f} to {high:,f}"
            self.say(
                IssueCode.OUT_OF_RANGE,
                severity,
                field,
                f"{found:,f} is not a possible {_words(field)} ({bounds}). {KEPT}",
            )
            return None
        return found.quantize(places)

    def percent(self, field: str) -> Decimal | None:
        """A percentage from 0 to 100, with or without its sign, else left out."""
        found = self._read(
            field,
            percent,
            IssueCode.NOT_A_NUMBER,
            "is not a percentage. Write 60 or 60% for six in ten.",
            Severity.WARNING,
        )
        if found is not None and not 0 <= found <= 100:
            self.say(
                IssueCode.OUT_OF_RANGE,
                Severity.WARNING,
                field,
                f"{found:,f} is not a possible {_words(field)} (0 to 100). {KEPT}",
            )
            return None
        return found

    def term(self, field: str, high: Decimal) -> Decimal | None:
        """Years of a term, also as “10 years” or “18 months”; else left out."""
        found = self._read(
            field,
            values.term_years,
            IssueCode.NOT_A_NUMBER,
            "is not a term. Write it like 10, 10 years or 18 months.",
            Severity.WARNING,
        )
        if found is not None and not 0 <= found <= high:
            self.say(
                IssueCode.OUT_OF_RANGE,
                Severity.WARNING,
                field,
                f"{found:,f} years is not a possible term. {KEPT}",
            )
            return None
        return None if found is None else found.quantize(CENT)

    def area(self, field: str) -> Decimal | None:
        """Square metres; nought means not stated."""
        found = self.decimal(field, high=MAX_AREA_M2)
        return found if found else None

    def whole(self, field: str, high: int = 100_000) -> int | None:
        """A whole number from 0 to ``high``."""
        found = self._read(
            field, values.whole, IssueCode.NOT_A_NUMBER, "is not a whole number.", Severity.WARNING
        )
        if found is not None and not 0 <= found <= high:
            self.say(
                IssueCode.OUT_OF_RANGE,
                Severity.WARNING,
                field,
                f"{found} is not a possible {_words(field)}. {KEPT}",
            )
            return None
        return found

    def day(self, field: str) -> date | None:
        """A date, else left out with a warning."""
        hint = hints.date_hint(self.cells.get(field))
        found = self._read(
            field,
            values.day,
            IssueCode.NOT_A_DATE,
            f"is not a real date. Write it like 31/12/2031{hint}.",
            Severity.WARNING,
        )
        today = self.context.today
        if found is not None and field in _DAYS_OF_FACTS and found > today:
            then = _UNTIL_THEN if field == "as_of_date" else ""
            self.say(
                IssueCode.DATE_IN_FUTURE,
                Severity.WARNING,
                field,
                f"{found:%d/%m/%Y} lies after {today:%d/%m/%Y}, the day on which the file was "
                f"read. We took it as it stands{then}. Check the year.",
            )
        return found

    def calendar_year(self, field: str) -> int | None:
        """A year that has begun, else left out with a warning."""
        found = self._read(
            field,
            values.calendar_year,
            IssueCode.NOT_A_NUMBER,
            "is not a year. Write it like 1965. A cell set to show dates has a day of 1905 for it.",
            Severity.WARNING,
        )
        if found is not None and found > self.context.today.year:
            self.say(
                IssueCode.OUT_OF_RANGE,
                Severity.WARNING,
                field,
                f"{found} has not begun. {KEPT}",
            )
            return None
        return found

    def flag(self, field: str) -> bool | None:
        """Yes or no; anything else is left out, as any unknown word is."""
        own = self.context.values.get(field)
        return self._read(
            field,
            lambda cell: values.yes_no(cell, field, own),
            IssueCode.UNKNOWN_CODE,
            "is neither yes nor no.",
            Severity.WARNING,
        )

    def uprn(self) -> int | None:
        """The UPRN, else left out with a warning."""
        cell = self.cells.get("uprn")
        if hints.placeholder_uprn(cell):
            self.say(
                IssueCode.BAD_UPRN,
                Severity.WARNING,
                "uprn",
                f"“{shown(cell)}” stands for a UPRN that is not known. {KEPT}",
            )
            return None
        several = values.several_uprns(cell)
        if several:
            others = ", ".join(map(str, several[1:]))
            self.say(
                IssueCode.BAD_UPRN,
                Severity.WARNING,
                "uprn",
                f"The cell holds {len(several)} UPRNs. We took the first, and not {others}.",
            )
            return several[0]
        short = " A spreadsheet has lost its last digits. Enter it again as text."
        hint = short if hints.shortened_uprn(cell) else ""
        return self._read(
            "uprn",
            values.uprn,
            IssueCode.BAD_UPRN,
            f"is not a UPRN, which has 1 to 12 digits.{hint}",
            Severity.WARNING,
        )

    def postcode(self) -> str | None:
        """The postcode in standard form, else left out with a warning."""
        hint = hints.postcode_hint(self.cells.get("postcode"))
        return self._read(
            "postcode",
            values.postcode,
            IssueCode.BAD_POSTCODE,
            f"is not a postcode{hint}.",
            Severity.WARNING,
        )

    def year(self, field: str, severity: Severity = Severity.ERROR) -> str | None:
        """A financial year; anything else refuses the row, unless it is a warning only."""
        return self._read(
            field,
            financial_year,
            IssueCode.NOT_A_DATE,
            "is not a financial year. Write it like 2009/10.",
            severity,
        )

    def party(self, field: str) -> Party | None:
        """The organisation named, or the name alone when the register does not know it."""
        name = self.text(field, 200)
        return None if name is None else self.context.party(name)

    def link(self) -> PropertyLink:
        """Which property the row speaks of; a placeholder in place of its reference is none."""
        none = placeholders.is_placeholder(self.cells.get("property_ref"))
        return PropertyLink(None if none else self.reference("property_ref"), self.uprn())

    def _read(
        self,
        field: str,
        read: Callable[[Any], Value | None],
        code: codes.IssueCode,
        complaint: str,
        severity: Severity,
    ) -> Value | None:
        value = self.cells.get(field)
        if value is None:
            return None
        try:
            return read(value)
        except (ValueError, OverflowError):
            if severity is Severity.WARNING and code in _FIGURES and placeholders.no_figure(value):
                self.say(
                    code,
                    Severity.NOTE,
                    field,
                    f"“{shown(value)}” stands where {_FIGURES[code]} is asked for. We took it "
                    "as blank.",
                )
                return None
            end = "" if severity is Severity.ERROR else f" {KEPT}"
            self.say(code, severity, field, f"“{shown(value)}” {complaint}{end}")
            return None


def parts_of(row: Row, field: str, separators: str) -> list[str]:
    """The parts of a cell, without blanks; of very many the first, with a warning."""
    text = row.text(field) or ""
    for mark in separators[1:]:
        text = text.replace(mark, separators[0])
    parts = [part.strip() for part in text.split(separators[0]) if part.strip()]
    if len(parts) > MOST_PARTS:
        row.say(
            IssueCode.TEXT_TOO_LONG,
            Severity.WARNING,
            field,
            f"The cell has {len(parts):,} parts; the first {MOST_PARTS} were read.",
        )
    return parts[:MOST_PARTS]


def _letters(text: str) -> str:
    """How many letters a text has; of one that was cut when it was read, that is not known."""
    more = len(text) >= LONGEST_CELL - 1  # it may have ended in a blank
    return f"more than {LONGEST_CELL:,} letters" if more else f"{len(text)} letters"


def _words(field: str) -> str:
    areas = {
        "gia_m2": "gross internal area in m²",
        "nia_m2": "net internal area in m²",
        "site_area_ha": "site area in hectares",
    }
    if field in areas:
        return areas[field]
    return field.replace("_code", "").replace("_gbp_pa", "").replace("_gbp", "").replace("_", " ")
