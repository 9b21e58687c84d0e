"""Mapping files: which heading fills which field, in TOML, written out, edited, handed back."""

import tomllib
from pathlib import Path
from typing import Any

from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.intake.cells import values
from estate.intake.cells.hints import nearest_codes
from estate.intake.cells.money_units import no_amount
from estate.intake.columns.column_values import CODED, FLAGS
from estate.intake.columns.conventions import fields_of
from estate.intake.columns.dictionary import field_named, nearest

#: Ways to make a reference: the columns of the first way that a row fills.
Ways = tuple[tuple[str, ...], ...]
#: A mapping of a hundred columns has ten thousand letters; reading TOML takes the square of them.
_LONGEST = 100_000
#: In place of columns: a fingerprint of the whole row.
EVERY_COLUMN = "*"


def read_mapping(
    path: Path, headings: list[str], kind: RecordKind
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
    typed, ways = _columns_of(content)
    columns = {heading: field_named(word, kind) or word for heading, word in typed.items()}
    fields = list(columns.values())
    made_of = {heading for way in ways for heading in way} - {EVERY_COLUMN}
    unknown = sorted(set(fields) - fields_of(kind))
    wrong = {
        "unknown fields": [_with_nearest(word, kind) for word in unknown],
        "headings not in the file": sorted((set(columns) | made_of) - set(headings)),
        "fields filled twice": sorted({name for name in fields if fields.count(name) > 1}),
    }
    if any(wrong.values()):
        listed = "; ".join(f"{what} {', '.join(names)}" for what, names in wrong.items() if names)
        more = f" “estate fields --kind {kind.value}” lists every field." if unknown else ""
        raise FileRefused(f"The mapping file {path.name} does not fit: {listed}.{more}")
    _require_amounts(columns, path.name)
    return columns, _words_of(content, kind, path.name), ways


def kind_stated(path: Path) -> RecordKind | None:
    """The kind that a mapping file was written for, where it says one that there is."""
    try:
        return RecordKind(str(tomllib.loads(path.read_text("utf-8")[:_LONGEST]).get("kind")))
    except (OSError, ValueError, RecursionError):  # as ``read_mapping`` will tell
        return None


def _with_nearest(word: str, kind: RecordKind) -> str:
    near = nearest(word, kind)
    return f"{word} (perhaps {' or '.join(near)})" if near else word


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
    """A text as a TOML string, with what it holds of quotes escaped."""
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


def _words_of(content: dict[str, Any], kind: RecordKind, name: str) -> dict[str, dict[str, str]]:
    """What words mean, by field; those left empty in a file written out say nothing."""
    words = content.get("values", {})
    if not isinstance(words, dict):
        return {}
    return {
        field_named(str(field), kind) or str(field): {
            str(word): _meant(str(field), str(word), str(code), kind, name)
            for word, code in table.items()
            if str(code).strip()
        }
        for field, table in words.items()
        if isinstance(table, dict)
    }


def _meant(typed: str, word: str, code: str, kind: RecordKind, name: str) -> str:
    """The code that a word is said to mean: a code, its label or any word known for it."""
    field = field_named(typed, kind) or typed
    try:
        if field in CODED:
            meant = values.code(code, CODED[field], field)
            return "" if meant is None else meant.value
        if field in FLAGS:
            said = values.yes_no(code, field)
            return "" if said is None else "yes" if said else "no"
    except ValueError as error:
        near = nearest_codes(code, CODED[field], field) if field in CODED else ("yes", "no")
        perhaps = f"; perhaps {' or '.join(near)}" if near else ""
        raise FileRefused(
            f"In the mapping file {name} “{word}” is to mean “{code}”, which is no "
            f"{field}{perhaps}."
        ) from error
    return code
