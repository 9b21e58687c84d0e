"""``estate import`` and ``estate imports``: a plan to read, then one transaction or nothing."""

import getpass
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import Connection

from estate import codes, intake
from estate.cli.console import Json, print_json, print_table, progress_bar, say, write_csv
from estate.cli.opening import reading, writing
from estate.errors import Conflict
from estate.intake import readers
from estate.intake.plans import losses, publication, renamings
from estate.intake.plans.proposals import probable_matches
from estate.intake.wording import counted
from estate.register.queries import imports as query
from estate.register.queries import plans
from estate.register.visibility import CLUB
from estate.settings import Settings

imports = typer.Typer(no_args_is_help=True, help="What was imported, when and with what remarks.")

ISSUE_HEADINGS = ("row_number", "field", "heading", "code", "severity", "value", "message")
CHANGE_HEADINGS = ("row_number", "reference", "field", "old", "new")
_Rows = list[dict[str, Any]]
SHOWN_ISSUES = 15
#: A column that was taken for a field less surely than this is shown first.
_SURE = 0.65
RANK = {codes.Severity.ERROR: 0, codes.Severity.WARNING: 1, codes.Severity.NOTE: 2}


def import_file(
    file: Annotated[Path, typer.Argument(help="The file as the organisation hands it over.")],
    organisation: Annotated[
        str | None, typer.Option(help="Code of the organisation whose file it is.")
    ] = None,
    kind: Annotated[
        codes.RecordKind | None,
        typer.Option(help="What the file lists; told by its columns unless said."),
    ] = None,
    kind_meant: Annotated[
        bool, typer.Option("--kind-meant", help="Though another kind fits its columns better.")
    ] = False,
    layer: Annotated[str | None, typer.Option(help="Layer or sheet, if there are several.")] = None,
    crs: Annotated[str | None, typer.Option(help="Its projection, if the file has none.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="A mapping file for its columns.")] = None,
    write_mapping: Annotated[
        Path | None, typer.Option(help="Write a mapping file to edit, and stop.")
    ] = None,
    rating_scheme: Annotated[
        codes.RatingScheme | None, typer.Option(help="Which question its RAG column answers.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the plan, change nothing.")
    ] = False,
    issues: Annotated[Path | None, typer.Option(help="Write every row issue to this CSV.")] = None,
    changes: Annotated[
        Path | None, typer.Option("--csv", help="Write every changed field to this CSV.")
    ] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Commit without asking; publishes nothing unless --publish."),
    ] = False,
    publish: Annotated[
        int | None, typer.Option(min=0, help="How many places you mean to become public.")
    ] = None,
    show_protected: Annotated[
        int | None,
        typer.Option(min=0, help="How many that look protected you confirm may be shown."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of its text, if it is read wrong: iso8859-14.")
    ] = None,
    partial: Annotated[
        bool,
        typer.Option("--partial", help="Part of a list: only these rows and columns are meant."),
    ] = False,
    missing: Annotated[
        int | None, typer.Option(min=0, help="How many rows you mean to mark as missing.")
    ] = None,
    clear: Annotated[
        int | None, typer.Option(min=0, help="In how many rows you mean to clear values.")
    ] = None,
    renamed: Annotated[
        int | None,
        typer.Option(min=0, help="How many references written in a new way you accept together."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read a file, show what it would change, and commit it on your word."""
    if write_mapping is not None:
        _write_mapping(write_mapping, file, kind, layer, crs)
        return
    if organisation is None:
        raise typer.BadParameter("say whose file it is", param_hint="--organisation")
    options = {
        "organisation": organisation,
        "kind": kind,
        "layer": layer,
        "crs": crs,
        "mapping": mapping,
        "rating_scheme": rating_scheme,
        "partial": partial,
        "encoding": encoding,
        "kind_meant": kind_meant,
    }
    said = publication.Said(
        publish,
        show_protected,
        "--publish {}",
        "--show-protected {}",
        missing,
        clear,
        "--missing {}",
        "--clear {}",
        renamed,
        "--renamed {}",
    )
    _import(file, options, _ImportOptions(dry_run, yes, as_json, issues, changes, said))


@dataclass(frozen=True)
class _ImportOptions:
    """What is to become of a plan."""

    dry_run: bool
    yes: bool
    as_json: bool
    issues: Path | None
    changes: Path | None
    said: publication.Said


def _import(file: Path, options: dict[str, Any], wishes: _ImportOptions) -> None:
    found = _read(file, **options)
    with writing() as connection:
        with progress_bar() as advance:
            plan = intake.plan_of(connection, found, progress=advance)
        _write_tables(plan, wishes)
        if not wishes.as_json:
            show_plan(plan)
        said = None if wishes.dry_run else _agreed(connection, plan, wishes)
        if said is None:
            connection.rollback()
            say("Nothing has been changed.")
            result = None
        else:
            losses.demand_word(plan.losses, said)
            show = publication.demand_answer(plan.publication, said)
            with progress_bar() as advance:
                result = intake.commit(
                    connection, plan, by=getpass.getuser(), progress=advance, show_protected=show
                )
    if wishes.as_json:
        print_json({**plan.to_dict(), "import_batch_id": result and result.batch_id})
    elif result is not None:
        changed = "Committed" if result.changed else "Nothing to change; recorded"
        say(f"{changed} as import {result.batch_id}.")
    if any(issue.severity == codes.Severity.ERROR for issue in plan.issues):
        raise typer.Exit(1)


def _agreed(
    connection: Connection, plan: intake.ImportPlan, wishes: _ImportOptions
) -> publication.Said | None:
    """What the person means, references written anew first: accepted, they change the plan."""
    said, asks = wishes.said, not (wishes.yes or wishes.as_json)
    if asks and plan.renamings.rows and said.renamed is None:
        many = counted(plan.renamings.rows, "renamed reference")
        accepted = typer.confirm(f"Accept {many} together?", default=False)
        said = replace(said, renamed=plan.renamings.rows if accepted else 0)
    renamings.accept(connection, plan, said, by=getpass.getuser())
    if asks and said.renamed:
        print_counts(plan)
    return _answered(plan, replace(wishes, said=said))


def _write_tables(plan: intake.ImportPlan, wishes: _ImportOptions) -> None:
    if wishes.issues is not None:
        write_csv(wishes.issues, [issue.to_dict() for issue in plan.issues], ISSUE_HEADINGS)
    if wishes.changes is not None:
        write_csv(wishes.changes, plan.to_dict()["changes"], CHANGE_HEADINGS)


def _write_mapping(
    out: Path, file: Path, kind: codes.RecordKind | None, layer: str | None, crs: str | None
) -> None:
    readers.use(readers.Limits.of(Settings()))
    template = intake.mapping_template(file, kind, layer, crs)
    try:
        with out.open("x", encoding="utf-8") as handle:  # somebody's edited file is not lost
            handle.write(template)
    except FileExistsError as error:
        raise Conflict(f"{out} exists already; name another file.") from error
    say(f"{out} is written: edit it, then import with --mapping {out}.")


def _read(file: Path, *, layer: str | None, mapping: Path | None, **held: Any) -> intake.FileRead:
    """The file, read before any transaction that could change something opens."""
    from estate.intake.readers import pool

    readers.use(readers.Limits.of(Settings()))
    pool.warm()  # it starts while the register is asked
    with reading() as connection:
        context = intake.context_of(connection, **held)
    with progress_bar() as advance:
        found = intake.read_file(file, context, layer=layer, mapping=mapping, progress=advance)
    pool.close_after(found.record_count)
    return found


def _answered(plan: intake.ImportPlan, wishes: _ImportOptions) -> publication.Said | None:
    """What the person means to take away, to publish and to show; None when nothing is to be
    committed."""
    if wishes.yes or wishes.as_json:
        return wishes.said
    said = _meant(plan.losses, wishes.said)
    return None if said is None else _shown(plan.publication, said)


def _meant(found: losses.Losses, said: publication.Said) -> publication.Said | None:
    if found.asks_missing and said.missing is None:
        rows = counted(found.asks_missing, "row")
        if not typer.confirm(f"Mark {rows} as missing?", default=False):
            return None
        said = replace(said, missing=found.asks_missing)
    if found.asks_clear and said.clear is None:
        rows = counted(found.asks_clear, "row")
        if not typer.confirm(f"Clear values in {rows}?", default=False):
            return None
        said = replace(said, clear=found.asks_clear)
    return said


def _shown(found: publication.Publication, said: publication.Said) -> publication.Said | None:
    if found.public and said.publish is None:
        many = counted(len(found.public), "place")
        if not typer.confirm(f"Publish {many} to anybody?", default=False):
            return None
        said = replace(said, publish=len(found.public))
    if found.asked and said.show is None:
        many = counted(len(found.asked), "place that looks", "places that look")
        question = f"Confirm for the owner that {many} protected may be shown?"
        said = replace(said, show=len(found.asked) if typer.confirm(question) else 0)
    return said if typer.confirm("Commit this?", default=False) else None


def print_counts(plan: intake.ImportPlan) -> None:
    """How many rows become what."""
    rows = [(codes.label(name), f"{count:,}") for name, count in plan.counts.items()]
    print_table(
        f"{plan.file_name}: {plan.record_count:,} records", ("Rows", "Count"), rows, numbers=1
    )


def show_plan(plan: intake.ImportPlan) -> None:
    """The plan as two short tables: what would change, and what is wrong with which rows."""
    print_counts(plan)
    _show_columns(plan)
    for note in [*plan.notes, *_moved(plan)]:
        say(f"· {note}")
    lost = [*plan.renamings.sentences(), *plan.losses.sentences()]
    for sentence in [*lost, *publication.sentences(plan.publication)]:
        say(f"! {sentence}")
    _show_matches(plan)
    if not plan.issues:
        return
    counted = Counter((RANK[issue.severity], issue.code.value) for issue in plan.issues)
    kinds = [(list(RANK)[rank].value, c, f"{n:,}") for (rank, c), n in sorted(counted.items())]
    print_table("Remarks", ("Severity", "Code", "Rows"), kinds, numbers=1)
    shown_above = set(probable_matches(plan))
    rest = [issue for issue in plan.issues if issue not in shown_above]
    worst = sorted(rest, key=lambda issue: RANK[issue.severity])
    first = [
        (i.severity.value, i.row_number, i.heading or i.field, i.message)
        for i in worst[:SHOWN_ISSUES]
    ]
    if first:
        print_table("", ("Severity", "Row", "Column", "What it is"), first)
    if len(rest) > SHOWN_ISSUES:
        say(f"… and {len(rest) - SHOWN_ISSUES:,} more: --issues OUT.csv writes them all.")


def _show_columns(plan: intake.ImportPlan) -> None:
    """What each column was taken for, those first of which that is least certain."""
    columns = [one for one in plan.columns["columns"] if one["field"] or one["also"]]
    ordered = sorted(
        columns, key=lambda one: (0, one["confidence"]) if _is_doubtful(one) else (1, 0)
    )
    rows = [
        (
            " ".join(one["heading"].split()),
            one["field"] or "left out",
            f"{one['confidence']:.0%}" if one["field"] else "",
            " · ".join(one["samples"]),
            ", ".join(one["also"]),
        )
        for one in ordered
    ]
    taken = sum(one["field"] is not None for one in plan.columns["columns"])
    title = f"Columns: {taken} of {len(plan.columns['columns'])} recognised"
    if any(map(_is_doubtful, columns)):
        title += "; look at the first ones, or steer them with --write-mapping"
    print_table(title, ("Column", "Taken for", "Sure", "For example", "Or perhaps"), rows)


def _is_doubtful(column: dict[str, Any]) -> bool:
    return bool(column["also"]) or column["confidence"] < _SURE


def _show_matches(plan: intake.ImportPlan) -> None:
    """Every reference that has probably changed, however many remarks there are besides."""
    found = probable_matches(plan)
    if found:
        rows = [(issue.row_number, issue.value, issue.message) for issue in found]
        many = counted(len(found), "match", "matches")
        title = f"References that have probably changed: {many} would be proposed"
        print_table(title, ("Row", "New reference", "What it is"), rows)


def _moved(plan: intake.ImportPlan) -> list[str]:
    moved = plan.moved.sort_values("distance_m").to_dict("records")
    if not moved:
        return []
    last = moved[-1]
    return [
        f"{len(moved):,} moved, the farthest {last['reference']} by {last['distance_m']:,.0f} m."
    ]


@imports.command("list")
def list_imports(as_json: Json = False) -> None:
    """Plans that wait for a word, then the latest imports first."""
    with reading() as connection:
        rows = query.listing(connection, CLUB)
        waiting = plans.listing(connection, None, state=codes.PlanState.WAITING, limit=1_000)
    if as_json:
        print_json(rows)
        return
    _show_waiting(waiting, Settings().plan_days)
    shown = [
        (
            r["import_batch_id"],
            f"{r['imported_at']:%Y-%m-%d %H:%M}",
            r["organisation_code"],
            r["kind"],
            r["file_name"],
            _became(r),
            f"{r['record_count']:,}",
            f"{r['issues']:,}",
        )
        for r in rows
    ]
    headings = ("Import", "When", "Organisation", "Kind", "File", "Changed", "Records", "Remarks")
    print_table("Imports", headings, shown, numbers=2, whole=1)


def _show_waiting(waiting: _Rows, plan_days: int) -> None:
    if not waiting:
        return
    shown = [
        (
            p["import_plan_id"],
            f"{p['created_at']:%Y-%m-%d %H:%M}",
            p["organisation_code"],
            p["kind"],
            p["file_name"],
            p["created_by"],
            _days(p["age_days"]),
            _days(max(plan_days - p["age_days"], 0)),
        )
        for p in waiting
    ]
    headings = ("Plan", "When", "Organisation", "Kind", "File", "By", "Age", "Kept for")
    print_table("Plans that wait, uploaded over HTTP", headings, shown, numbers=2, whole=1)
    say(f"A plan that nobody commits within {_days(plan_days)} is removed, and its file with it.")


def _days(count: int) -> str:
    return counted(count, "day")


def _became(row: dict[str, Any]) -> str:
    if row["reverted_at"] is not None:
        return "reverted"
    return "yes" if row["changed"] else "no"


@imports.command("show")
def show_import(
    import_id: Annotated[UUID, typer.Argument(metavar="ID", help="Of an import or a plan.")],
    issues: Annotated[Path | None, typer.Option(help="Write its row issues to this CSV.")] = None,
    changes: Annotated[
        Path | None, typer.Option("--csv", help="Write a plan's changed fields to this CSV.")
    ] = None,
    as_json: Json = False,
) -> None:
    """One import or plan with its counts and row issues."""
    with reading() as connection:
        row, found, changed = _import_or_plan(connection, import_id)
    if issues is not None:
        write_csv(issues, found, ISSUE_HEADINGS)
    if changes is not None:
        write_csv(changes, changed, CHANGE_HEADINGS)
    if as_json:
        print_json({**row, "changes": changed, "issues": found})
        return
    facts = [(name, row[name]) for name in row if name != "counts"]
    print_table("Import", ("Fact", "Value"), facts + list(row["counts"].items()))
    if changed:
        lines = [[one[name] for name in CHANGE_HEADINGS] for one in changed]
        print_table("Changed fields", ("Row", "Reference", "Field", "Old", "New"), lines)
    remarks = [(i["row_number"], i.get("heading") or i["field"], i["message"]) for i in found]
    print_table("Remarks", ("Row", "Column", "What is wrong"), remarks)


def _import_or_plan(connection: Connection, id_: UUID) -> tuple[dict[str, Any], _Rows, _Rows]:
    """Its facts, what was said of its rows, and the changed fields of a plan."""
    if plans.state(connection, id_) is None:
        return query.one(connection, CLUB, id_), query.issues(connection, id_), []
    row = plans.one(connection, id_)
    said = row.pop("summary")
    row |= {"record_count": said["record_count"], "counts": said["counts"]}
    return row, said["issues"], said["changes"]


@imports.command("revert")
def revert_import(
    import_batch_id: Annotated[UUID, typer.Argument(metavar="ID")],
    yes: Annotated[bool, typer.Option("--yes", help="Revert without asking.")] = False,
) -> None:
    """Restore exactly what stood before an import, or say what has changed since."""
    with writing() as connection:
        row = query.one(connection, CLUB, import_batch_id)
        what = f"“{row['file_name']}” of {row['organisation_code']}, {row['imported_at']:%d %B %Y}"
        if not (yes or typer.confirm(f"Revert the import of {what}?", default=False)):
            say("Nothing has been changed.")
            return
        result = intake.revert(connection, import_batch_id, by=getpass.getuser())
    counts = [(codes.label(name), f"{count:,}") for name, count in result.counts.items()]
    print_table(f"Reverted: {what}", ("Rows", "Count"), counts, numbers=1)
