"""Imports in the shapes that their routes show."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from api.http.parameters import Query
from api.imports.job_serialise import Job
from estate import codes
from estate.intake.plans.publication import Said

ISSUE_HEADINGS = ("row_number", "field", "heading", "code", "severity", "value", "message")
CHANGE_HEADINGS = ("row_number", "reference", "field", "old", "new")
#: A plan shows so many remarks and changes; the CSVs hold them all.
SHOWN = 1_000
_RANK = {codes.Severity.ERROR: 0, codes.Severity.WARNING: 1, codes.Severity.NOTE: 2}


class Import(BaseModel):
    """A plan that waits, or an import: the same file before and after somebody's word."""

    id: UUID
    state: str = Field(description="waiting, committed, discarded or reverted")
    organisation: str | None
    kind: str
    file_name: str
    counts: dict[str, int] = Field(description="rows by outcome; their sum is the file's records")
    import_id: UUID | None = Field(default=None, description="the committed import")
    created_by: str
    created_at: datetime
    reverted_at: datetime | None = None
    reverted_by: str | None = None
    age_days: int | None = Field(default=None, description="of a plan, in whole days")
    removed_on: date | None = Field(
        default=None, description="when a plan goes, file and all, unless it is committed"
    )


class PublicPlace(BaseModel):
    """A place that anybody would see."""

    row_number: int
    reference: str
    name: str


class ProtectedPlace(PublicPlace):
    """A place that looks protected: it stays with its owner until the owner has confirmed."""

    kinds: list[str]
    looks_like: str = Field(description="the kinds in words")
    heading: str = Field(description="the file's column that tells so")
    words: str = Field(description="and its words")
    asked: str | None = Field(description="what the file would have it be shown as")


class Publication(BaseModel):
    """What committing would show to whom; sentences to read, and the first places of each."""

    sentences: list[str] = []
    public_total: int = Field(default=0, description="to be sent as publish when committing")
    public: list[PublicPlace] = []
    protected_total: int = 0
    asked_total: int = Field(
        default=0,
        description="protected places that the file would show; to confirm that for their owner, "
        "send it as show_protected when committing",
    )
    protected: list[ProtectedPlace] = []


class Losses(BaseModel):
    """What committing would take away; sentences to read, and what has to be meant."""

    sentences: list[str] = []
    missing: int = Field(default=0, description="known rows that the file lacks")
    known: int = Field(default=0, description="known rows, those among them")
    cleared_rows: int = Field(default=0, description="rows in which blank cells clear a value")
    cleared: dict[str, int] = Field(default={}, description="field to rows")
    asks_missing: int = Field(default=0, description="to be sent as missing when committing")
    asks_clear: int = Field(default=0, description="to be sent as clear when committing")


class CommitQuery(Query):
    """What whoever commits means to publish, and to take away."""

    publish: int | None = Field(
        default=None, ge=0, le=10_000_000, description="how many places are to become public"
    )
    show_protected: int | None = Field(
        default=None,
        ge=0,
        le=10_000_000,
        description="how many places that look protected may be shown as the file says, confirmed "
        "for their owner",
    )

    missing: int | None = Field(
        default=None, ge=0, le=10_000_000, description="how many rows are to be marked as missing"
    )
    clear: int | None = Field(
        default=None,
        ge=0,
        le=10_000_000,
        description="in how many rows blank cells are to clear values",
    )

    renamed: int | None = Field(
        default=None,
        ge=0,
        le=10_000_000,
        description="how many references written anew by a rule are to be accepted together",
    )

    def said(self) -> Said:
        """As the commit asks it."""
        return Said(
            self.publish,
            self.show_protected,
            missing=self.missing,
            clear=self.clear,
            renamed=self.renamed,
        )


class Renamed(BaseModel):
    """References that the file writes anew; sentences to read, and the rules."""

    sentences: list[str] = []
    rows: int = Field(
        default=0, description="to be sent as renamed when committing, to accept them together"
    )
    rules: list[dict[str, Any]] = []
    counts: dict[str, int] = Field(default={}, description="rows by outcome once they are accepted")
    losses: Losses | None = Field(
        default=None, description="what committing would take away once they are accepted"
    )
    publication: Publication | None = Field(
        default=None, description="what committing would show to whom once they are accepted"
    )


class ImportDetail(Import):
    """One plan or import with what it says of its file."""

    record_count: int
    format: str | None = None
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    columns: dict[str, Any] | None = Field(
        default=None, description="what each column was taken for, how surely, and three samples"
    )
    notes: list[str] = []
    register_has_moved_on: bool = False
    issues_total: int
    issues_by_severity: dict[str, int]
    issues: list[dict[str, Any]] = Field(description=f"worst first, the first {SHOWN:,}")
    changes_total: int = 0
    changes: list[dict[str, Any]] = Field(default=[], description=f"the first {SHOWN:,}")
    moved_total: int = 0
    moved: list[dict[str, Any]] = Field(
        default=[], description=f"rows that lie elsewhere now, in metres, the first {SHOWN:,}"
    )
    publication: Publication | None = Field(
        default=None, description="of a plan: what it would show to whom"
    )
    renamed: Renamed | None = Field(
        default=None, description="of a plan: references written anew by a rule"
    )
    losses: Losses | None = Field(default=None, description="of a plan: what it would take away")
    links: dict[str, str]


class Imports(BaseModel):
    """Plans and imports of one organisation, the latest first, and what the token may do."""

    county: dict[str, Any]
    token: dict[str, Any]
    plans: list[Import]
    imports: list[Import]
    jobs: list[Job] = Field(description="uploads and commits under way, the oldest first")


class Committed(BaseModel):
    """What committing did."""

    import_id: UUID
    counts: dict[str, int]
    changed: bool


class Reverted(BaseModel):
    """What reverting did."""

    import_id: UUID
    counts: dict[str, int]


def plan_summary(row: Mapping[str, Any], plan_days: int) -> dict[str, Any]:
    """One plan in a list; uncommitted ones are kept for ``plan_days`` days."""
    committed = row["state"] == codes.PlanState.COMMITTED.value
    last = None if committed else row["created_at"].date() + timedelta(days=plan_days)
    return {
        "id": row["import_plan_id"],
        "state": "reverted" if row["reverted_at"] else row["state"],
        "organisation": row["organisation_code"],
        "kind": row["kind"],
        "file_name": row["file_name"],
        "counts": row["counts"] if "counts" in row else row["summary"]["counts"],
        "import_id": row["import_batch_id"],
        "created_by": row["created_by"],
        "created_at": row["created_at"],
        "reverted_at": row["reverted_at"],
        "reverted_by": row.get("reverted_by"),
        "age_days": row["age_days"],
        "removed_on": last,
    }


def batch_summary(row: Mapping[str, Any]) -> dict[str, Any]:
    """One import in a list."""
    return {
        "id": row["import_batch_id"],
        "state": "reverted" if row["reverted_at"] else "committed",
        "organisation": row["organisation_code"],
        "kind": row["kind"],
        "file_name": row["file_name"],
        "counts": row["counts"],
        "import_id": row["import_batch_id"],
        "created_by": row["imported_by"],
        "created_at": row["imported_at"],
        "reverted_at": row["reverted_at"],
        "reverted_by": row["reverted_by"],
    }


def plan_detail(row: Mapping[str, Any], current_version: int, plan_days: int) -> dict[str, Any]:
    """One plan, whole but for the tails of its remarks and changes."""
    said = row["summary"]
    waiting = row["state"] == codes.PlanState.WAITING.value
    file_facts = ("record_count", "format", "layer", "encoding", "crs", "columns", "notes")
    return {
        **plan_summary(row, plan_days),
        **{name: said[name] for name in file_facts},
        **_remarks(said["issues"]),
        "changes_total": len(said["changes"]),
        "changes": said["changes"][:SHOWN],
        "moved_total": len(said["moved"]),
        "moved": said["moved"][:SHOWN],
        "publication": _publication(said.get("publication")),
        "losses": said.get("losses"),
        "renamed": _renamed(said.get("renamed")),
        "register_has_moved_on": waiting and row["register_version"] != current_version,
        "links": _links(row["import_plan_id"], "issues.csv", "changes.csv", "map.geojson"),
    }


def batch_detail(row: Mapping[str, Any], issues: list[dict[str, Any]]) -> dict[str, Any]:
    """One import that came through any door."""
    file_facts = ("record_count", "layer", "encoding", "crs")
    return {
        **batch_summary(row),
        **{name: row[name] for name in file_facts},
        **_remarks(issues),
        "links": _links(row["import_batch_id"], "issues.csv"),
    }


def _publication(said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Of a plan that was made before this was asked: nothing."""
    if said is None:
        return None
    return {
        "sentences": said["sentences"],
        "public_total": len(said["public"]),
        "public": said["public"][:SHOWN],
        "protected_total": len(said["protected"]),
        "asked_total": sum(one["asked"] is not None for one in said["protected"]),
        "protected": said["protected"][:SHOWN],
    }


def _renamed(said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {**said, "publication": _publication(said.get("publication"))}


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
