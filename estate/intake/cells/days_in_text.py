"""Days that stand in a sentence, as in “Tenant break 25/03/2024 on 6 months’ notice”."""

import re
from datetime import date

from estate.intake.cells import values

DAY_IN_TEXT = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b|\d{4}-\d{2}-\d{2}|"
    r"\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4}",
    re.IGNORECASE,
)


def days_in(text: str) -> list[date]:
    """Every date that a text names."""
    found: list[date] = []
    for match in DAY_IN_TEXT.findall(text):
        try:
            day = values.day(match.replace(".,", "").strip())
        except ValueError:
            continue
        if day is not None:
            found.append(day)
    return found
