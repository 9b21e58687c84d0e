"""``estate fields``: the dictionary of what a file may bring, for mapping files."""

from typing import Annotated

import typer

from estate import codes
from estate.cli.console import Json, print_json, print_table
from estate.intake.columns import dictionary
from estate.intake.columns.column_values import CODED


def fields(
    kind: Annotated[codes.RecordKind, typer.Option(help="What the rows of the file are.")] = (
        codes.RecordKind.PROPERTY
    ),
    as_json: Json = False,
) -> None:
    """Every field that a file can fill: its name, its short name, what it means, its codes."""
    found = dictionary.fields(kind)
    if as_json:
        print_json(
            [
                {
                    "name": one.name,
                    "short_name": one.short_name,
                    "meaning": one.meaning,
                    "codes": [code.value for code in CODED.get(one.name, ())],
                }
                for one in found
            ]
        )
        return
    rows = [(one.name, one.short_name, _meaning(one)) for one in found]
    print_table(
        f"Fields of a {kind.value}", ("Field", "Short name", "What it means"), rows, whole=1
    )


def _meaning(field: dictionary.Field) -> str:
    listed = CODED.get(field.name)
    if listed is None:
        return field.meaning
    return f"{field.meaning} Codes: {', '.join(code.value for code in listed)}."
