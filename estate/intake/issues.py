"""What can be said of one row, in words that a GIS officer would use."""

from dataclasses import dataclass
from typing import Any

from estate.codes import IssueCode, Severity

_SHOWN = 200


@dataclass(frozen=True)
class Issue:
    """One remark about one row of a file (``row_number`` as the file counts them).

    ``heading`` is the file's own word for the column of ``field``, where it has one.
    """

    row_number: int | None
    field: str | None
    code: IssueCode
    severity: Severity
    value: str | None
    message: str
    heading: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """For JSON and CSV."""
        return {
            "row_number": self.row_number,
            "field": self.field,
            "heading": self.heading,
            "code": str(self.code),
            "severity": str(self.severity),
            "value": self.value,
            "message": self.message,
        }


def shown(value: Any) -> str | None:
    """An offending value as it is shown: one line, not endless."""
    if value is None or value != value:
        return None
    line = " ".join(str(value).replace("\0", "").split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
