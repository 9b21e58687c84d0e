"""One runner for files that were tried: a folder of files and a list of what each must show.

``python -m tests.corpus FOLDER LIST.toml`` runs a list on a register of its own and prints the
table: case, what, what it was, what it is, why.

A list is TOML. ``[files]`` are the texts of its files (``text``, ``encoding``); files that are not
in it lie in the folder, or are made there by ``writers``. Each ``[[case]]`` has its number and
words, ``was`` (what was said of it at first), ``steps`` (file, kind, organisation, options of the
import, ``write_mapping`` for one with the mapping that is written, ``then`` = "revert", in order)
and what the last step must show, in the ``area`` (an envelope) where it is not all England:
``counts``, ``facts`` (by reference, fields of the checked record, dots between), ``amounts`` (of
costs: reference, kind and year), ``said`` and ``unsaid`` (patterns of notes and remarks),
``fields`` (heading and the field it fills) or ``refused`` (a pattern of the refusal). A case may
bring its file along as ``text``, to be written as a workbook or a layer of squares where it has a
``format`` (``crs`` is the layer's system); ``[defaults]`` then says what all such cases share
(``kind``, ``partial``, and ``before``: steps that come first). ``clumsy`` says why a case that does
what it must is clumsy all the same; ``elsewhere`` what shows a case that has no file; ``shared`` is
the place of a file in the reference data, without which the case could not be had.
"""

import re
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from estate import intake
from estate.codes import RecordKind
from estate.errors import FileRefused
from tests.corpus.tried_layers import written
from tests.intake.county import start

Case = dict[str, Any]
Writers = Mapping[str, Callable[[Path], object]]
#: What of a step is no option of the import.
_OURS = ("file", "kind", "organisation", "write_mapping", "then")
#: England: the files of the log lie all over it.
ENGLAND = {"min_easting": 0, "min_northing": 0, "max_easting": 700_000, "max_northing": 700_000}


def cases(listed: Path) -> list[Case]:
    """What is listed, in its order; each case knows the files of its list."""
    content = tomllib.loads(listed.read_text("utf-8"))
    files, shared = content.get("files", {}), content.get("defaults", {})
    return [_whole(case, shared) | {"files": files} for case in content["case"]]


def _whole(case: Case, shared: Case) -> Case:
    """A case with its steps: those it lists, else its own file after what its list shares."""
    if "steps" in case or "elsewhere" in case:
        return case
    options = {name: (case | shared)[name] for name in ("kind", "partial") if name in case | shared}
    own = {"file": f"{case['number']}.{case.get('format', 'csv')}", **options}
    return case | {"steps": [*shared.get("before", []), own]}


def write(folder: Path, case: Case, writers: Writers) -> None:
    """The files of a case, made anew: from its list, else by ``writers``; others lie there."""
    for step in case["steps"]:
        for name in (step["file"], step.get("mapping")):
            if name in case["files"]:
                held = case["files"][name]
                (folder / name).write_text(held["text"], held.get("encoding", "utf-8"))
            elif name in writers and not (folder / name).exists():
                writers[name](folder / name)
    if "format" in case:
        written(case["text"], folder / case["steps"][-1]["file"], case.get("crs"))
    elif "text" in case:
        (folder / case["steps"][-1]["file"]).write_text(case["text"].lstrip(), "utf-8")


def faults(connection: Connection, folder: Path, case: Case) -> list[str]:
    """How what the files of a case do differs from what is expected; nothing where it is right.

    The register is left as it was.
    """
    with connection.begin_nested() as all_of_it:
        try:
            return _faults(connection, folder, case)
        finally:
            all_of_it.rollback()


def _faults(connection: Connection, folder: Path, case: Case) -> list[str]:
    start(connection, **case.get("area", ENGLAND))
    *earlier, last = case["steps"]
    for step in earlier:
        result = intake.commit(connection, _plan(connection, folder, step), by="test")
        if step.get("then") == "revert":
            intake.revert(connection, result.batch_id, by="test")
    began = time.process_time()
    try:
        plan = _plan(connection, folder, last)
    except FileRefused as refusal:
        wanted = case.get("refused")
        right = wanted is not None and re.search(wanted, str(refusal)) is not None
        return [] if right else [f"refused: {refusal}"]
    if "refused" in case:
        return [f"not refused ({case['refused']}), but {plan.counts}"]
    took = time.process_time() - began  # of this process: a busy machine proves nothing
    late = [f"took {took:.0f} s"] if took > case.get("seconds", took) else []
    return [*late, *_counts(plan, case), *_facts(plan, case), *_amounts(plan, case),
            *_fields(plan, case), *_words(plan, case)]  # fmt: skip


def _plan(connection: Connection, folder: Path, step: Case) -> intake.ImportPlan:
    path, kind = folder / step["file"], RecordKind(step.get("kind", "property"))
    options = {name: value for name, value in step.items() if name not in _OURS}
    if "mapping" in options:
        options["mapping"] = folder / options["mapping"]
    if step.get("write_mapping"):
        options["mapping"] = folder / "written.toml"
        options["mapping"].write_text(intake.mapping_template(path, kind), "utf-8")
    return intake.prepare(
        connection, path, organisation=step.get("organisation", "T-CC"), kind=kind, **options
    )


def _counts(plan: intake.ImportPlan, case: Case) -> list[str]:
    return [f"{name}: {plan.counts.get(name, 0)}, not {wanted}"
            for name, wanted in case.get("counts", {}).items()
            if plan.counts.get(name, 0) != wanted]  # fmt: skip


def _facts(plan: intake.ImportPlan, case: Case) -> list[str]:
    records = {
        getattr(one, "local_ref", None) or one.own_ref or "": one for one in plan.checked.records
    }
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
        if part.isdigit():
            record = record[int(part)] if int(part) < len(record) else None
        else:
            record = getattr(record, part)
        if record is None:
            return ""
    return str(record)


def _amounts(plan: intake.ImportPlan, case: Case) -> list[str]:
    if "amounts" not in case:
        return []
    got: Counter[str] = Counter()
    for one in plan.checked.records:
        whose = one.link.property_ref or one.link.uprn  # type: ignore[union-attr]
        got[f"{whose} {one.kind} {one.cost_year}"] += one.amount_gbp_pa  # type: ignore[union-attr,assignment]
    wanted = {name: sum(map(Decimal, text.split("+"))) for name, text in case["amounts"].items()}
    return [f"{name}: {got[name] or 'nothing'}, not {amount}"
            for name, amount in wanted.items() if got[name] != amount]  # fmt: skip


def _fields(plan: intake.ImportPlan, case: Case) -> list[str]:
    got = {" ".join(c["heading"].split()): c["field"] for c in plan.columns["columns"]}
    return [f"“{heading}” is taken for {got.get(heading)}, not {field or None}"
            for heading, field in case.get("fields", {}).items()
            if got.get(heading) != (field or None)]  # fmt: skip


def _words(plan: intake.ImportPlan, case: Case) -> list[str]:
    remarks = (f"{issue.message} {issue.value or ''}" for issue in plan.issues)
    said = "\n".join([*plan.notes, *remarks])
    missing = [f"not said: {one}" for one in case.get("said", []) if not re.search(one, said)]
    return missing + [f"said: {one}" for one in case.get("unsaid", []) if re.search(one, said)]
