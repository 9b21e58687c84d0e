"""Lines of a ledger: many of one kind of cost and one year for one property are added together.

An office's ledger has an invoice a line and no reference of ours. The register keeps a cost by
property, kind and year, so such lines are one amount, credit notes included, and none is lost.
"""

from collections import defaultdict
from dataclasses import replace

from estate.codes import IssueCode, Severity
from estate.intake.grouped_issues import spans
from estate.intake.issues import Issue
from estate.intake.wording import counted
from estate.register.records import CostRecord, Party

_SHOWN = 3


class Ledger:
    """Adds further lines to the first of their kind; ``part_rows`` are the rows that went in."""

    def __init__(self) -> None:
        self.part_rows: list[int] = []
        self._rows: dict[str, list[int]] = defaultdict(list)
        self._payees: dict[str, set[Party | None]] = defaultdict(set)

    def add(self, first: CostRecord, line: CostRecord) -> CostRecord:
        """The first line with the amount of a further one; a payee that all do not share is
        nobody's."""
        reference = first.own_ref or ""
        if not self._rows[reference]:
            self._rows[reference].append(first.row_number)
            self._payees[reference].add(first.payee)
        self._rows[reference].append(line.row_number)
        self._payees[reference].add(line.payee)
        if line.row_number != first.row_number:  # two amounts of one wide row
            self.part_rows.append(line.row_number)
        days = {one for one in (first.as_of_date, line.as_of_date) if one is not None}
        return replace(
            first,
            amount_gbp_pa=first.amount_gbp_pa + line.amount_gbp_pa,
            payee=first.payee if first.payee == line.payee else None,
            as_of_date=max(days, default=None),
        )

    def issues(self) -> list[Issue]:
        """What was added up, said once, with the count."""
        if not self._rows:
            return []
        rows = sorted({row for many in self._rows.values() for row in many})
        lines = sum(map(len, self._rows.values()))
        named = ", ".join(
            f"“{one}” ({counted(len(many), 'line')})"
            for one, many in list(self._rows.items())[:_SHOWN]
        )
        more = len(self._rows) - _SHOWN
        named += f" and {more:,} more" if more > 0 else ""
        several = sum(len(payees) > 1 for payees in self._payees.values())
        left = (
            f" Where they are paid to several ({counted(several, 'cost')}), no payee is kept."
            if several
            else ""
        )
        return [
            Issue(
                rows[0],
                "amount_gbp_pa",
                IssueCode.DUPLICATE_REFERENCE,
                Severity.WARNING,
                None,
                f"{counted(lines, 'line')} (rows {spans(rows)}) are of one kind of cost and one "
                f"year of a property. We added them up into {counted(len(self._rows), 'cost')}, "
                f"{named}.{left} To keep them apart, give each line a reference of its own.",
            )
        ]
