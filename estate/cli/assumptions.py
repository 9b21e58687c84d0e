"""``estate assumptions``: which named figures the answers rest on, and how to replace them."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from estate import clock
from estate.answers.context import current_assumptions
from estate.assumptions import AssumptionSet, named, words
from estate.assumptions.prices import read_deflators
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import DryRun, done, reading, writing
from estate.errors import BadQuestion
from estate.register.writes import assumptions as writes

app = typer.Typer(no_args_is_help=True, help="The named figures that answers rest on.")


@app.command("list")
def show(
    changed: Annotated[
        bool, typer.Option("--changed", help="Only those that the county has changed.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Every assumption of the current set with its value, unit and source."""
    with reading() as connection:
        found = current_assumptions(connection, clock.today())
    rows = [row for row in found.echo() if row["overridden"] or not changed]
    if as_json:
        print_json(
            {
                "id": found.id,
                "name": found.name,
                "price_base": found.price_base,
                "assumptions": rows,
            }
        )
        return
    lines = [
        (str(row["name"]), _value(found, str(row["name"])), str(row["unit"]), str(row["source"]))
        for row in rows
    ]
    print_table(
        f"{found.name}, in the money of {found.price_base}",
        ("Assumption", "Value", "Unit", "Source"),
        lines,
    )


def _value(found: AssumptionSet, name: str) -> str:
    value = found.get(name)
    if isinstance(value, tuple):
        return f"{len(value)} entries" if len(value) > 10 else ", ".join(map(str, value))
    return words.number(name, value) if isinstance(value, str) else str(value)


@app.command()
def use(
    identifier: Annotated[str, typer.Argument(help="A set that ships: default or 2026-11.")],
) -> None:
    """Answer under a set that ships with the product from now on."""
    found = named(identifier)
    with writing() as connection:
        writes.use(connection, found.id, found.overrides)
    say(f"Answers rest on the set {found.id} from now on: {found.name}.")


@app.command("import")
def read_in(
    file: Annotated[
        Path, typer.Argument(help="TOML: name, [overrides], and edition with [index].")
    ],
    dry_run: DryRun = False,
) -> None:
    """Replace the county's set by a file's: its named figures and, with them or alone, a price
    index (edition, source and [index] of years). What the file does not name is the default."""
    data = _parsed(file)
    name, overrides = str(data.get("name") or file.stem), dict(data.get("overrides") or {})
    if "index" in data:
        table = read_deflators(data)
        overrides |= {"price_index": table.entries, "price_index_edition": table.edition}
    if not overrides:
        raise BadQuestion(f"{file.name} names no figure: write them under [overrides] or [index].")
    found = AssumptionSet(file.stem, name, overrides)
    wrong = found.problems({key: found.get(key) for key in overrides})
    if wrong:
        raise BadQuestion(" ".join(f"{key} {why}." for key, why in wrong.items()))
    with writing(dry_run=dry_run) as connection:
        writes.use(connection, name, found.overrides)
    when = "would be in use" if dry_run else "are in use from now on"
    done(f"{len(overrides)} figures of {name} {when}.", dry_run=dry_run)


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise BadQuestion(f"There is no file {file}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadQuestion(f"{file.name} is no TOML: {error}.") from None
