"""One runner for files that were tried: a folder of files and a list of what each must show.

A list is TOML: ``[files]`` are the texts of its files (``text``, ``encoding``), each ``[[case]]``
has its number and words, ``steps`` (file, kind, organisation and
options of the import, in order) and what the last step must show: ``counts``, ``facts`` (by
reference, fields of the checked record, dots between), ``said`` and ``unsaid`` (patterns of notes
and remarks), ``fields`` (heading and the field it fills) or ``refused`` (a pattern of the refusal).
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from estate import intake
from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.intake.checks import key_of
from tests.intake.county import start

Case = dict[str, Any]
Writers = Mapping[str, Callable[[Path], object]]
#: England: the files of the log lie all over it.
ENGLAND = {"min_easting": 0, "min_northing": 0, "max_easting": 700_000, "max_northing": 700_000}


def cases(listed: Path) -> list[Case]:
    """What is listed, in its order; each case knows the files of its list."""
    content = tomllib.loads(listed.read_text("utf-8"))
    return [case | {"files": content.get("files", {})} for case in content["case"]]


def write(folder: Path, case: Case, writers: Writers) -> None:
    """The files of a case, made anew: from its list, else by ``writers``; others lie there."""
    for step in case["steps"]:
        for name in (step["file"], step.get("mapping")):
            if name in case["files"]:
                held = case["files"][name]
                (folder / name).write_text(held["text"], held.get("encoding", "utf-8"))
            elif name in writers:
                writers[name](folder / name)


def faults(connection: Connection, folder: Path, case: Case) -> list[str]:
    """How what the files of a case do differs from what is expected; nothing where it is right."""
    start(connection, **ENGLAND)
    *earlier, last = case["steps"]
    for step in earlier:
        intake.commit(connection, _plan(connection, folder, step), by="test")
    try:
        plan = _plan(connection, folder, last)
    except FileRefused as refusal:
        wanted = case.get("refused")
        right = wanted is not None and re.search(wanted, str(refusal)) is not None
        return [] if right else [f"refused: {refusal}"]
    if "refused" in case:
        return [f"not refused ({case['refused']}), but {plan.counts}"]
    return [*_counts(plan, case), *_facts(plan, case), *_fields(plan, case), *_words(plan, case)]


def _plan(connection: Connection, folder: Path, step: Case) -> intake.Plan:
    options = {name: value for name, value in step.items()
               if name not in ("file", "kind", "organisation")}  # fmt: skip
    if "mapping" in options:
        options["mapping"] = folder / options["mapping"]
    return intake.prepare(
        connection, folder / step["file"], organisation=step.get("organisation", "T-CC"),
        kind=RecordKind(step.get("kind", "property")), **options,
    )  # fmt: skip


def _counts(plan: intake.Plan, case: Case) -> list[str]:
    return [f"{name}: {plan.counts.get(name, 0)}, not {wanted}"
            for name, wanted in case.get("counts", {}).items()
            if plan.counts.get(name, 0) != wanted]  # fmt: skip


def _facts(plan: intake.Plan, case: Case) -> list[str]:
    records = {key_of(one): one for one in plan.checked.records}
    found = []
    for reference, wanted in case.get("facts", {}).items():
        record = records.get(reference)
        if record is None:
            found.append(f"no record {reference} among {', '.join(records)}")
            continue
        for name, value in wanted.items():
            got = _value(record, name)
            if got != str(value):
                found.append(f"{reference}: {name} is “{got}”, not “{value}”")
    return found


def _value(record: Any, name: str) -> str:
    for part in name.split("."):
        record = record[int(part)] if part.isdigit() else getattr(record, part)
        if record is None:
            return ""
    return str(record)


def _fields(plan: intake.Plan, case: Case) -> list[str]:
    got = {" ".join(c["heading"].split()): c["field"] for c in plan.columns["columns"]}
    return [f"“{heading}” is taken for {got.get(heading)}, not {field or None}"
            for heading, field in case.get("fields", {}).items()
            if got.get(heading) != (field or None)]  # fmt: skip


def _words(plan: intake.Plan, case: Case) -> list[str]:
    said = "\n".join([*plan.notes, *(issue.message for issue in plan.issues)])
    missing = [f"not said: {one}" for one in case.get("said", []) if not re.search(one, said)]
    return missing + [f"said: {one}" for one in case.get("unsaid", []) if re.search(one, said)]
