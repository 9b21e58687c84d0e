"""Mapping files: which heading fills which field, in TOML, written out, edited, handed back."""

import tomllib
from pathlib import Path
from typing import Any

from estate.errors import FileRefused
from estate.intake.money_units import no_amount

#: Ways to make a reference: the columns of the first way that a row fills.
Ways = tuple[tuple[str, ...], ...]
#: A mapping of a hundred columns has ten thousand letters; reading TOML takes the square of them.
_LONGEST = 100_000
#: In place of columns: a fingerprint of the whole row.
EVERY_COLUMN = "*"


def read_mapping(
    path: Path, headings: list[str], known: set[str]
) -> tuple[dict[str, str], dict[str, dict[str, str]], Ways]:
    """Heading → field, words for our codes, and how a reference is made; or a refusal."""
    try:
        with path.open("rb") as handle:
            text = handle.read(_LONGEST + 1)
        if len(text) > _LONGEST:
            raise FileRefused(
                f"The mapping file {path.name} is longer than {_LONGEST:,} letters; leave in it "
                "only the columns that are meant."
            )
        content = tomllib.loads(text.decode("utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise FileRefused(f"The mapping file {path.name} is not readable TOML.") from error
    columns, ways = _columns_of(content)
    fields = list(columns.values())
    made_of = {heading for way in ways for heading in way} - {EVERY_COLUMN}
    wrong = {
        "unknown fields": set(fields) - known,
        "headings not in the file": (set(columns) | made_of) - set(headings),
        "fields filled twice": {name for name in fields if fields.count(name) > 1},
    }
    if any(wrong.values()):
        listed = "; ".join(f"{what} {', '.join(sorted(n))}" for what, n in wrong.items() if n)
        raise FileRefused(f"The mapping file {path.name} does not fit: {listed}.")
    _require_amounts(columns, path.name)
    return columns, _words_of(content), ways


def _require_amounts(columns: dict[str, str], name: str) -> None:
    for heading, field in columns.items():
        why = no_amount(heading, field)
        if why is not None:
            year = " a year" if field.endswith("_pa") else ""
            raise FileRefused(
                f"“{heading}”, mapped to {field}, {why}: convert it to pounds{year} or leave it "
                f"out of {name}."
            )


def quoted(text: str) -> str:
    """A TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return (
        '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
    )


def _columns_of(content: dict[str, Any]) -> tuple[dict[str, str], Ways]:
    """An odd shape counts as nothing said."""
    columns, ways = content.get("columns", {}), content.get("reference_from", [])
    columns = columns if isinstance(columns, dict) else {}
    ways = [way for way in ways if isinstance(way, list)] if isinstance(ways, list) else []
    return (
        {str(heading): str(name) for heading, name in columns.items() if name},
        tuple(tuple(str(heading) for heading in way) for way in ways if way),
    )


def _words_of(content: dict[str, Any]) -> dict[str, dict[str, str]]:
    words = content.get("values", {})
    if not isinstance(words, dict):
        return {}
    return {
        str(name): {str(word): str(code) for word, code in table.items()}
        for name, table in words.items()
        if isinstance(table, dict)
    }
