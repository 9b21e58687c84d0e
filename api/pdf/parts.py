"""The parts of a paper that is printed, shown on a wall and sent as a PDF."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from api.html.tables import Table

#: Rows of one table in a paper; the page that it names holds them all.
MOST_ROWS = 60


@dataclass(frozen=True)
class Picture:
    """A drawn map: as SVG, and what it shows in a sentence, for whoever does not see it."""

    svg: Markup
    alt: str


@dataclass(frozen=True)
class Part:
    """One part of the pack, which fills a screen or begins a page.

    ``more``: the page that shows the same, with all rows.
    """

    name: str
    title: str
    said: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    picture: Picture | None = None
    more: tuple[str, str] | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether it has no row and no picture to show."""
        return self.picture is None and not any(table.rows for table in self.tables)

    @property
    def in_a_line(self) -> str:
        """What it says, with what stands in place of its tables."""
        empty = (table.empty for table in self.tables if not table.rows)
        return " ".join((*self.said, *empty))


@dataclass(frozen=True)
class PackShown:
    """A pack as it is shown: its title page and its parts, in the order in which they are read."""

    title: str
    when: str
    made: str
    made_on: date
    parts: tuple[Part, ...]
    disclaimer: str
    base: str = ""

    def whole_address(self, part: Part) -> str:
        """Where the page of a part is, as paper and files print it; empty where it has none."""
        return "" if part.more is None else f"{self.base}{part.more[0]}"

    def rows_left_out(self, part: Part, table: Table) -> str:
        """How many rows of a table the pack leaves out, and where they are; empty if none."""
        if len(table.rows) <= MOST_ROWS:
            return ""
        where = self.whole_address(part)
        there = f" All of them: {where}" if where else ""
        return f"The first {MOST_ROWS} of {len(table.rows):,} rows.{there}"
