"""Plans and imports: a file before and after somebody's word, and what it says of its rows.

A plan keeps what it says as JSON, so that it can be read again when it is committed; remarks,
changes and moves are shown as they were kept.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from estate import codes
from estate.answers.answer import Answer, answer
from estate.rows import Row

#: A plan shows so many remarks and changes; the CSVs hold them all.
SHOWN = 1_000
_RANK = {codes.Severity.ERROR: 0, codes.Severity.WARNING: 1, codes.Severity.NOTE: 2}


@answer
class Import(Answer):
    """A plan that waits, or an import: the same file before and after somebody's word."""

    id: UUID
    state: Annotated[str, Field(description="waiting, committed, discarded or reverted")]
    organisation: str | None
    kind: str
    file_name: str
    counts: Annotated[
        dict[str, int], Field(description="rows by outcome; their sum is the file's records")
    ]
    import_id: Annotated[UUID | None, Field(description="the committed import")]
    created_by: str
    created_at: datetime
    reverted_at: datetime | None
    reverted_by: str | None
    age_days: Annotated[int | None, Field(description="of a plan, in whole days")]
    removed_on: Annotated[
        date | None,
        Field(description="when a plan goes, file and all, unless it is committed"),
    ]


@answer
class PublicPlace(Answer):
    """A place that anybody would see."""

    row_number: int
    reference: str
    name: str


@answer
class HeldPlace(PublicPlace):
    """A place that looks protected: it stays with its owner until the owner has confirmed."""

    kinds: list[str]
    looks_like: Annotated[str, Field(description="the kinds in words")]
    heading: Annotated[str, Field(description="the file's column that tells so")]
    words: Annotated[str, Field(description="and its words")]
    asked: Annotated[str | None, Field(description="what the file would have it be shown as")]


@answer
class Publication(Answer):
    """What committing would show to whom; sentences to read, and the first places of each."""

    sentences: list[str]
    public_total: Annotated[int, Field(description="to be sent as publish when committing")]
    public: list[PublicPlace]
    protected_total: int
    asked_total: Annotated[
        int,
        Field(
            description="protected places that the file would show; to confirm that for their "
            "owner, send it as show_protected when committing"
        ),
    ]
    protected: list[HeldPlace]


@answer
class Losses(Answer):
    """What committing would take away; sentences to read, and what has to be meant."""

    sentences: list[str]
    missing: Annotated[int, Field(description="known rows that the file lacks")]
    known: Annotated[int, Field(description="known rows, those among them")]
    cleared_rows: Annotated[int, Field(description="rows in which blank cells clear a value")]
    cleared: Annotated[dict[str, int], Field(description="field to rows")]
    asks_missing: Annotated[int, Field(description="to be sent as missing when committing")]
    asks_clear: Annotated[int, Field(description="to be sent as clear when committing")]


@answer
class Renamed(Answer):
    """References that the file writes anew; sentences to read, and the rules."""

    sentences: list[str]
    rows: Annotated[
        int,
        Field(description="to be sent as renamed when committing, to accept them together"),
    ]
    rules: list[dict[str, Any]]
    counts: Annotated[dict[str, int], Field(description="rows by outcome once they are accepted")]
    losses: Annotated[
        Losses | None, Field(description="what committing would take away once they are accepted")
    ]
    publication: Annotated[
        Publication | None,
        Field(description="what committing would show to whom once they are accepted"),
    ]


@answer
class ImportDetail(Import):
    """One plan or import with what it says of its file."""

    record_count: int
    format: str | None
    layer: str | None
    encoding: str | None
    crs: str | None
    columns: Annotated[
        dict[str, Any] | None,
        Field(description="what each column was taken for, how surely, and three samples"),
    ]
    notes: list[str]
    register_has_moved_on: bool
    issues_total: int
    issues_by_severity: dict[str, int]
    issues: Annotated[list[dict[str, Any]], Field(description=f"worst first, the first {SHOWN:,}")]
    changes_total: int
    changes: Annotated[list[dict[str, Any]], Field(description=f"the first {SHOWN:,}")]
    moved_total: int
    moved: Annotated[
        list[dict[str, Any]],
        Field(description=f"rows that lie elsewhere now, in metres, the first {SHOWN:,}"),
    ]
    publication: Annotated[
        Publication | None, Field(description="of a plan: what it would show to whom")
    ]
    renamed: Annotated[
        Renamed | None, Field(description="of a plan: references written anew by a rule")
    ]
    losses: Annotated[Losses | None, Field(description="of a plan: what it would take away")]
    links: dict[str, str]


@answer
class Reverted(Answer):
    """What reverting did."""

    import_id: UUID
    counts: dict[str, int]


@answer
class Committed(Reverted):
    """What committing did."""

    changed: bool


def plan_in_list(row: Row, plan_days: int) -> Import:
    """One plan in a list; uncommitted ones are kept for ``plan_days`` days."""
    return Import(**_of_plan(row, row["counts"], plan_days))


def batch_in_list(row: Row) -> Import:
    """One import in a list."""
    return Import(**_of_batch(row))


def _of_plan(row: Row, counts: Mapping[str, int], plan_days: int) -> dict[str, Any]:
    committed = row["state"] == codes.PlanState.COMMITTED.value
    last = None if committed else row["created_at"].date() + timedelta(days=plan_days)
    more = {"age_days": row["age_days"], "removed_on": last}
    same = _same(row, row["import_plan_id"], row["state"], counts)
    return {**same, **more, "created_by": row["created_by"], "created_at": row["created_at"]}


def _of_batch(row: Row) -> dict[str, Any]:
    more = {"age_days": None, "removed_on": None}
    same = _same(row, row["import_batch_id"], codes.PlanState.COMMITTED.value, row["counts"])
    return {**same, **more, "created_by": row["imported_by"], "created_at": row["imported_at"]}


def _same(row: Row, id_: UUID, state: str, counts: Mapping[str, int]) -> dict[str, Any]:
    """What a plan and an import have in common."""
    return {
        "id": id_,
        "state": "reverted" if row["reverted_at"] else state,
        "organisation": row["organisation_code"],
        "kind": row["kind"],
        "file_name": row["file_name"],
        "counts": counts,
        "import_id": row["import_batch_id"],
        "reverted_at": row["reverted_at"],
        "reverted_by": row.get("reverted_by"),
    }


def plan_detail(row: Row, current_version: int, plan_days: int) -> ImportDetail:
    """One plan, whole but for the tails of its remarks and changes."""
    said = row["summary"]
    waiting = row["state"] == codes.PlanState.WAITING.value
    file_facts = ("record_count", "format", "layer", "encoding", "crs", "columns", "notes")
    return ImportDetail(
        **_of_plan(row, said["counts"], plan_days),
        **{name: said[name] for name in file_facts},
        **_remarks(said["issues"]),
        changes_total=len(said["changes"]),
        changes=said["changes"][:SHOWN],
        moved_total=len(said["moved"]),
        moved=said["moved"][:SHOWN],
        publication=_publication(said.get("publication")),
        losses=_losses(said.get("losses")),
        renamed=_renamed(said.get("renamed")),
        register_has_moved_on=waiting and row["register_version"] != current_version,
        links=_links(row["import_plan_id"], "issues.csv", "changes.csv", "map.geojson"),
    )


def batch_detail(row: Row, issues: list[dict[str, Any]]) -> ImportDetail:
    """One import that came through any door."""
    file_facts = ("record_count", "layer", "encoding", "crs")
    return ImportDetail(
        **_of_batch(row),
        **{name: row[name] for name in file_facts},
        **_remarks(issues),
        format=None,
        columns=None,
        notes=[],
        changes_total=0,
        changes=[],
        moved_total=0,
        moved=[],
        publication=None,
        losses=None,
        renamed=None,
        register_has_moved_on=False,
        links=_links(row["import_batch_id"], "issues.csv"),
    )


# What is None was not asked yet when the plan was made.


def _publication(said: Row | None) -> Publication | None:
    if said is None:
        return None
    return Publication(
        sentences=said["sentences"],
        public_total=len(said["public"]),
        public=[PublicPlace(**one) for one in said["public"][:SHOWN]],
        protected_total=len(said["protected"]),
        asked_total=sum(one["asked"] is not None for one in said["protected"]),
        protected=[HeldPlace(**one) for one in said["protected"][:SHOWN]],
    )


def _losses(said: Row | None) -> Losses | None:
    return None if said is None else Losses.made_of(said)


def _renamed(said: Row | None) -> Renamed | None:
    if said is None:
        return None
    return Renamed.made_of(
        said,
        counts=said.get("counts", {}),
        losses=_losses(said.get("losses")),
        publication=_publication(said.get("publication")),
    )


def _remarks(issues: list[dict[str, Any]]) -> dict[str, Any]:
    worst = sorted(issues, key=lambda issue: _RANK[codes.Severity(issue["severity"])])
    counted = dict.fromkeys((severity.value for severity in _RANK), 0)
    for issue in issues:
        counted[issue["severity"]] += 1
    return {
        "issues_total": len(issues),
        "issues_by_severity": counted,
        "issues": worst[:SHOWN],
    }


def _links(id_: UUID, *parts: str) -> dict[str, str]:
    base = f"/api/v1/imports/{id_}"
    return {"self": base, **{part: f"{base}/{part}" for part in parts}}
