"""What the commands share on the screen: sentences, tables, progress, JSON, private files."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import orjson
import rich.progress
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from estate.exports.delimited_text import csv_bytes
from estate.progress import Progress

WIDTH_WITHOUT_TERMINAL = 140
_PRIVATE = 0o600

out = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL)
err = Console(stderr=True, highlight=False, soft_wrap=True)

#: Which one of a list.
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="What the list calls it by.")]
#: Of which organisation.
Whose = Annotated[str, typer.Option("--organisation", help="Whose they are.")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def say(sentence: str) -> None:
    """Tell the person what is going on; never in the way of data on standard output."""
    err.print(sentence, markup=False)


def complain(sentence: str) -> None:
    """Say what went wrong."""
    err.print(Text(sentence, style="red"))


def print_json(value: Any) -> None:
    """JSON on standard output; decimals as numbers."""
    text = orjson.dumps(value, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)
    sys.stdout.write(text.decode() + "\n")


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


def print_table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    numbers: int = 0,
    whole: int = 0,
) -> None:
    """A table; the last ``numbers`` columns are figures and stand to the right, the first
    ``whole`` ones are never broken over two lines: they are to be copied."""
    if title:
        out.print(Text(f"\n{title}", style="bold"))
    table = Table(header_style="bold", show_header=any(headings))
    for place, heading in enumerate(headings):
        right = place >= len(headings) - numbers
        table.add_column(
            heading, justify="right" if right else "left", overflow="fold", no_wrap=place < whole
        )
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    out.print(table)


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]], headings: Sequence[str]) -> None:
    """A CSV that a spreadsheet opens as it is, for its writer's eyes alone."""
    write_private(path, csv_bytes(rows, headings))


def write_private(path: Path, body: bytes) -> None:
    """A file that its writer alone may read: it holds more than anybody may see."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    with open(opened, "wb") as file:
        if stat.S_ISREG(os.fstat(opened).st_mode):
            with suppress(PermissionError):  # somebody else's file that we may write to
                os.fchmod(opened, _PRIVATE)
        file.write(body)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar for anything that takes over a second: call it with (what, done, total)."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with rich.progress.Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)

        def advance(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield advance
